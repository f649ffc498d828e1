group "default" { targets = ["image"] }

target "image" {
  name = "image-${item.name}"
  matrix = {
    item = [
      { name = "api", file = "Dockerfile" },
      { name = "web", file = "web.Dockerfile" },
    ]
  }
  dockerfile = "docker/${item.file}"
  context    = "."
  platforms  = [for a in ["amd64", "arm64"] : "linux/${a}" if a != ""]
}
