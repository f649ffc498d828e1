target "app" {
  platforms = concat(["linux/amd64"], ["linux/arm64"])
}
