#!/usr/bin/env bash
# finish/go.sh ROOT ARCHITECTURE: this machine's Go where the official image has it. For another architecture
# Go's own sources, which come with it, are cross-compiled.
set -euo pipefail
root=${1:?ROOT} arch=${2:?ARCHITECTURE}
command -v go >/dev/null || apt-get install -y -qq --no-install-recommends golang-go >/dev/null
export GOTOOLCHAIN=local GOFLAGS=-buildvcs=false CGO_ENABLED=0
export GOOS=linux GOARCH=${arch/armhf/arm} GOARM=7
goroot=$(realpath "$(go env GOROOT)")

mkdir -p "$root/usr/local/go" "$root/go/src" "$root/go/bin"
cp -rL "$goroot"/{VERSION,go.env,src,lib,pkg,bin} "$root/usr/local/go/"
[ "$arch" = "$(dpkg --print-architecture)" ] && exit

rm -rf "$root"/usr/local/go/{bin,pkg/tool}/*
tools=$root/usr/local/go/pkg/tool/linux_$GOARCH
mkdir -p "$tools"
go build -trimpath -ldflags='-s -w' -o "$root/usr/local/go/bin/" cmd/go
go build -trimpath -ldflags='-s -w' -o "$tools/" cmd/asm cmd/cgo cmd/compile cmd/link
