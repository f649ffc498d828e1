#!/usr/bin/env bash
# finish/python.sh ROOT ARCHITECTURE CACHE: makes Debian's Python 3.11 look like the official image's, which
# is built from source: all is below /usr/local, packages go into site-packages, pip may install there.
set -euo pipefail
root=${1:?ROOT} arch=${2:?ARCHITECTURE} cache=${3:?CACHE}
version=3.11
local=$root/usr/local
lib=$local/lib/python$version

# An interpreter that finds its library beside itself takes that place as its prefix.
mkdir -p "$local/bin" "$local/lib" "$local/include"
mv "$root/usr/lib/python$version" "$lib"
if [ -d "$root/usr/include/python$version" ]; then mv "$root/usr/include/python$version" "$local/include/"; fi
mv "$root/usr/bin/python$version" "$local/bin/"
rm -rf "$root"/usr/bin/{python3,py3,pydoc3,pygettext3,pdb3}* "$root/usr/lib/python3" "$root/usr/share/python3"
ln -s python$version "$local/bin/python3"
ln -s python3 "$local/bin/python"

# Take back Debian's own places for packages, and its word that pip must not touch them. The module
# `site` is compiled into the interpreter; luckily the two names have the same length.
rm -f "$lib/sitecustomize.py" "$lib/EXTERNALLY-MANAGED"
sed -i 's/dist-packages/site-packages/g' "$local/bin/python$version" "$lib/site.py"
sed -i "s/prefix_scheme = 'posix_local'/prefix_scheme = 'posix_prefix'/" "$lib/sysconfig.py"
sed -i -E "s#'/usr(/(bin|include/python|lib/python)[^']*)?'#'/usr/local\1'#" "$lib"/_sysconfigdata__*.py
mkdir -p "$lib/site-packages"

# pip, setuptools and wheel, the same files for every architecture: installed once, where programs
# of this machine run, and without byte code, as in the official image.
pip=$cache/pip-for-python$version.tar
if [ ! -e "$pip" ]; then
  [ "$arch" = "$(dpkg --print-architecture)" ] || { echo "make the image for this machine first" >&2; exit 1; }
  wheel=$(cd "$root" && echo usr/share/python-wheels/pip-*.whl)
  cp -L /etc/resolv.conf "$root/etc/"
  PIP_FIND_LINKS= PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/$wheel chroot "$root" /usr/local/bin/python3 -m pip --quiet install \
    --no-cache-dir --no-compile --root-user-action=ignore --disable-pip-version-check \
    pip==24.0 setuptools==79.0.1 wheel==0.45.1
  rm -f "$root/etc/resolv.conf"
  (cd "$local" && tar -cf "$pip.new" "lib/python$version/site-packages" bin/pip* bin/wheel)
  mv "$pip.new" "$pip"
fi
tar -C "$local" -xf "$pip"
