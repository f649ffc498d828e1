#!/usr/bin/env bash
# finish/uv.sh ROOT ARCHITECTURE CACHE: the image of Python with uv in it, from PyPI, where the official one has it.
set -euo pipefail
root=${1:?ROOT} arch=${2:?ARCHITECTURE} cache=${3:?CACHE}
uv=0.13.9

"$(dirname "$0")/python.sh" "$@"
case $arch in amd64) machine=x86_64 ;; arm64) machine=aarch64 ;; armhf) machine=armv7l ;; esac
wheels=$cache/uv-$uv-$machine
pip download --quiet --no-deps --only-binary :all: --platform manylinux_2_17_$machine --dest "$wheels" uv==$uv
for name in uv uvx; do
  unzip -q -p "$wheels"/uv-*.whl "uv-$uv.data/scripts/$name" >"$root/usr/local/bin/$name"
  chmod 755 "$root/usr/local/bin/$name"
done
