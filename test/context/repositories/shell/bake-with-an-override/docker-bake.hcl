target "default" {
  target = "prod"
}
