#!/usr/bin/env bash
# finish/python.sh ROOT NATIVE: makes Debian's Python 3.11 look like the official image's, which is built
# from source: everything is below /usr/local, packages go into site-packages, pip may install there.
set -euo pipefail
root=${1:?ROOT} native=${2:?NATIVE}
version=3.11
local=$root/usr/local
lib=$local/lib/python$version

# An interpreter that finds its library beside itself takes that place as its prefix.
mkdir -p "$local/bin" "$local/lib" "$local/include"
mv "$root/usr/lib/python$version" "$lib"
mv "$root/usr/include/python$version" "$local/include/" 2>/dev/null || true
cp -a --remove-destination "$root/usr/bin/python$version" "$local/bin/"
rm -rf "$root"/usr/bin/{python3,python$version,py3*,pydoc3*,pygettext3*,pdb3*}* "$root/usr/lib/python3" "$root/usr/share/python3"
ln -s python$version "$local/bin/python3"
ln -s python3 "$local/bin/python"

# Take back Debian's own places for packages, and its word that pip must not touch them. The module site
# is compiled into the interpreter; the two names happen to have the same length.
rm -f "$lib/sitecustomize.py" "$lib/EXTERNALLY-MANAGED"
sed -i 's/dist-packages/site-packages/g' "$local/bin/python$version" "$lib/site.py"
sed -i "s/prefix_scheme = 'posix_local'/prefix_scheme = 'posix_prefix'/" "$lib/sysconfig.py"
sed -i -E "s#'/usr(/(bin|include/python|lib/python)[^']*)?'#'/usr/local\1'#" "$lib"/_sysconfigdata__*.py
mkdir -p "$lib/site-packages"

# The official image has no byte code, and neither have these packages as they are unpacked.
# pip, setuptools and wheel are the same files for every architecture.
if [ "$root" = "$native" ]; then
  cp -L /etc/resolv.conf "$root/etc/"
  wheel=$(cd "$root" && echo usr/share/python-wheels/pip-*.whl)
  PIP_FIND_LINKS= PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/$wheel chroot "$root" /usr/local/bin/python3 -m pip --quiet --disable-pip-version-check \
    install --no-cache-dir --no-compile --root-user-action=ignore pip==24.0 setuptools==79.0.1 wheel==0.45.1 >&2
  rm -f "$root/etc/resolv.conf"
else
  cp -a "$native/usr/local/lib/python$version/site-packages" "$lib/"
  cp -a "$native"/usr/local/bin/{pip*,wheel} "$local/bin/"
fi
