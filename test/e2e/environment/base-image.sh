#!/usr/bin/env bash
# base-image.sh FOLDER SUITE PACKAGES FINISH ARCHITECTURE...: root file systems from Debian's packages,
# FOLDER/ARCHITECTURE.tar each. The first architecture is the machine's own.
#
# The packages are unpacked, not configured: their scripts would run under QEMU and take minutes
# instead of seconds. What a script would have done and a build needs is done by `repair` and by the
# script FINISH (or `none`), which gets the root file system and the one of the machine's architecture.
set -euo pipefail
here=$(realpath "$(dirname "$0")")
folder=$(realpath -m "${1:?FOLDER}") suite=${2:?SUITE} packages=${3?PACKAGES} finish=${4:?FINISH}
shift 4

# What every image of Debian's has, and what the entry in the table adds.
packages="base-files base-passwd bash ca-certificates coreutils dash debianutils diffutils findutils grep
  gzip hostname libc-bin login mawk ncurses-base netbase passwd perl-base sed sysvinit-utils tar tzdata util-linux
  $packages"

# The main archive that the machine itself uses. The security archive is left out: on a mirror its
# architectures may be out of step with each other, and then packages conflict.
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
  sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb (\[[^]]*\] )?([^ ]+) .*/\2/p' | grep -E '/debian/?$' | head -n 1 || true)

unpack() { # unpack ROOT ARCHITECTURE
  mmdebstrap --quiet --variant=extract --architectures="$2" \
    --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Retries "5"' \
    --include="$(echo $packages | tr ' ' ,)" "$suite" "$1" ${mirror:+"$mirror"} >&2
}

repair() { # repair ROOT
  local root=$1 link
  for link in bin sbin lib lib64; do
    [ -e "$root/$link" ] || [ ! -d "$root/usr/$link" ] || ln -s "usr/$link" "$root/$link"
  done
  for link in passwd group; do
    [ -e "$root/etc/$link" ] || cp "$root/usr/share/base-passwd/$link.master" "$root/etc/$link"
  done
  # What update-alternatives would have linked.
  for link in awk:mawk cc:gcc c++:g++; do
    [ -e "$root/usr/bin/${link%:*}" ] || [ ! -e "$root/usr/bin/${link#*:}" ] || ln -s "${link#*:}" "$root/usr/bin/${link%:*}"
  done
  mkdir -p "$root/etc/ssl/certs"
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
}

rm -rf "$folder"
mkdir -p "$folder"
native=$folder/$1
for arch in "$@"; do
  root=$folder/$arch
  unpack "$root" "$arch"
  repair "$root"
  [ "$finish" = none ] || "$here/$finish" "$root" "$native"
done
for arch in "$@"; do
  tar --numeric-owner --one-file-system -C "$folder/$arch" -cf "$folder/$arch.tar" .
  rm -rf "${folder:?}/$arch"
done
