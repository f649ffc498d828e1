#!/usr/bin/env bash
set -euo pipefail
SCRIPT_DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" >/dev/null 2>&1 && pwd)"
ROOT="${SCRIPT_DIR}/.."
PLATFORMS="${PLATFORMS:-linux/amd64,linux/arm64}"

args=(--platform "$PLATFORMS" --tag example/app)
if [[ -n "${PUSH:-}" ]]; then
  args+=(--push)
else
  args+=(--output type=oci)
fi
docker buildx build "${args[@]}" -f "$ROOT/deploy/docker/Dockerfile" "$ROOT"

# Beside the script, although there is one in the root.
docker build --platform linux/arm64 "$SCRIPT_DIR"
