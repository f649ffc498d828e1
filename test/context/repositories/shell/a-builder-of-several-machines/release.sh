docker buildx create --name farm --platform linux/amd64
docker buildx create --name farm --append --platform linux/arm64 ssh://pi
docker buildx build --builder farm --platform linux/amd64,linux/arm64 --push -t x .
