// What CI gives.
variable "TAG" {
  default = "dev"
}
variable "MULTI" {
  default = true
}
variable "PLATFORMS" {
  default = MULTI ? ["linux/amd64", "linux/arm64", "linux/arm/v7"] : ["linux/amd64"]
}

function "tag" {
  params = [name]
  result = ["ghcr.io/example/${name}:${TAG}"]
}

group "default" {
  targets = ["server"]
}

target "_common" {
  context = "."
  args = {
    VERSION = TAG
    UNUSED = "x"
  }
}

target "docker-metadata-action" {}

target "server" {
  inherits  = ["_common", "docker-metadata-action"]
  target    = "prod"
  platforms = PLATFORMS
  tags      = tag("server")
  cache-from = ["type=gha"]
}
