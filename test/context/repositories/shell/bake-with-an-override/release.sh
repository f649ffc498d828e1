docker buildx bake -f docker-bake.hcl --set "*.platform=linux/amd64,linux/arm64" --push
