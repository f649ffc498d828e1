#!/usr/bin/env bash
# finish/node.sh ROOT ARCHITECTURE CACHE: Node and npm where the official image has them, from the npm registry.
set -euo pipefail
root=${1:?ROOT} arch=${2:?ARCHITECTURE} cache=${3:?CACHE}
node=22.23.3 npm=10.9.2
case $arch in amd64) arch=x64 ;; esac

unpack() { # unpack PACKAGE VERSION FOLDER
  local tarball=$cache/$1-$2.tgz
  [ -e "$tarball" ] || npm pack --silent --pack-destination "$cache" "$1@$2" >/dev/null
  mkdir -p "$3"
  tar -xzf "$tarball" --strip-components=1 --no-same-owner -C "$3"
}

local=$root/usr/local
mkdir -p "$local/bin"
unpack "node-linux-$arch" $node "$root.node"
install -m 755 "$root.node/bin/node" "$local/bin/node"
rm -rf "$root.node"
unpack npm $npm "$local/lib/node_modules/npm"
for name in npm npx; do ln -s ../lib/node_modules/npm/bin/$name-cli.js "$local/bin/$name"; done
