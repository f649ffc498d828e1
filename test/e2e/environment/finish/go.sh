#!/usr/bin/env bash
# finish/go.sh ROOT: moves Debian's Go to where the official image has it.
set -euo pipefail
root=${1:?ROOT}
go=$(cd "$root/usr/lib" && echo go-1.*)
mkdir -p "$root/usr/local" "$root/go/src" "$root/go/bin"
# Debian keeps the sources apart and links to them.
chroot_links() { find "$root/usr/lib/$go" -maxdepth 1 -type l -printf '%p %l\n'; }
mv "$root/usr/lib/$go" "$root/usr/local/go"
rm -rf "$root"/usr/local/go/{src,api,test,misc,doc,favicon.ico,pkg/include}
for part in src api test misc pkg/include; do
  [ ! -e "$root/usr/share/$go/$part" ] || mv "$root/usr/share/$go/$part" "$root/usr/local/go/$part"
done
