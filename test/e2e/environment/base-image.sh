#!/usr/bin/env bash
# base-image.sh TAR ARCHITECTURE SUITE PACKAGES FINISH SETTINGS: a root file system from Debian's packages.
#
# The packages are unpacked, not configured: their scripts would run under QEMU and take minutes
# instead of seconds. What a script would have done and a build needs is done by `repair` and by the
# script FINISH (or `none`). The files below the folder SETTINGS are laid over the result.
set -euo pipefail
here=$(realpath "$(dirname "$0")")
tar=${1:?TAR} arch=${2:?ARCHITECTURE} suite=${3:?SUITE} packages=${4?PACKAGES} finish=${5:?FINISH} settings=${6:?SETTINGS}
root=$tar.root

# What every image of Debian's has, and what the entry in the table adds.
packages="base-files base-passwd bash ca-certificates coreutils dash debianutils diffutils findutils grep
  gzip hostname libc-bin login mawk ncurses-base netbase passwd perl-base sed sysvinit-utils tar tzdata util-linux
  $packages"

# The main archive that the machine itself uses. The security archive is left out: on a mirror its
# architectures may be out of step with each other, and then packages conflict.
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
  sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb (\[[^]]*\] )?([^ ]+) .*/\2/p' | grep -E '/debian/?$' | head -n 1 || true)

unpack() {
  mmdebstrap --quiet --variant=extract --architectures="$arch" --include="$(echo $packages | tr ' ' ,)" \
    --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Retries "5"' \
    --aptopt='APT::Install-Recommends "false"' "$suite" "$root" ${mirror:+"$mirror"}
}

repair() {
  local link
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

trap 'rm -rf "$root" "$tar.new"' EXIT
rm -rf "$root"
mkdir -p "$(dirname "$tar")"
unpack
repair
[ "$finish" = none ] || "$here/$finish" "$root" "$arch" "$(dirname "$tar")"
cp -a "$settings/." "$root/"
tar --numeric-owner --one-file-system -C "$root" -cf "$tar.new" .
mv "$tar.new" "$tar"
