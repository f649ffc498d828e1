target "release" {
  platforms = ["linux/amd64", "linux/arm64"]
}
