#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")/.."

PLATFORMS="${PLATFORMS:-linux/amd64}"
if [ "${PUSH:-}" = 1 ]; then
  PLATFORMS=linux/amd64,linux/arm64
fi
docker buildx build \
  --platform "$PLATFORMS" \
  --file docker/Dockerfile \
  --tag "example/app:$(git describe --tags)" \
  .
