target "default" {
  output = ["type=docker"]
}
target "release" {
  inherits = ["default"]
  platforms = ["linux/amd64", "linux/arm64"]
}
target "elsewhere" {
  context = "https://github.com/example/other.git"
  platforms = ["linux/s390x"]
}
target "inline" {
  dockerfile-inline = "FROM scratch"
  platforms = ["linux/ppc64le"]
}
