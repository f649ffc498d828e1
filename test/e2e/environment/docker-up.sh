#!/usr/bin/env bash
# docker-up.sh FOLDER PORT: QEMU for foreign programs, and in a chroot below FOLDER a current Docker
# with BuildKit and a registry on PORT. For root on Debian. Safe to run again.
# Why a chroot: the stable release's Docker is too old for today's Dockerfiles, and the machine's own
# packages are not ours to upgrade.
set -euo pipefail
folder=$(realpath -m "${1:?FOLDER}") port=${2:?PORT}
root=$folder/docker
export DEBIAN_FRONTEND=noninteractive

say() { echo "$*" >&2; }

install_tools() {
  command -v mmdebstrap arch-test qemu-aarch64-static qemu-arm-static >/dev/null && return
  say "installing mmdebstrap and QEMU"
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends \
    mmdebstrap arch-test qemu-user-static binfmt-support >/dev/null
}

# Debian's entries have the flag F: the kernel keeps QEMU open, so that it is found in containers.
register_emulators() {
  local entries=/proc/sys/fs/binfmt_misc
  [ -e $entries/status ] || mount -t binfmt_misc binfmt_misc $entries
  [ -e $entries/qemu-aarch64 ] || update-binfmts --enable
  for arch in arm64 armhf; do
    arch-test "$arch" >/dev/null || { say "programs for $arch do not run here"; exit 1; }
  done
}

# The release after the stable one has a Docker that is recent enough. Its lists may be older than
# apt likes: a mirror may be a snapshot.
unpack_docker() {
  [ -x "$root/usr/sbin/dockerd" ] && return
  say "unpacking Docker from Debian's packages"
  rm -rf "$root.new"
  mmdebstrap --quiet --variant=minbase --aptopt='Acquire::Check-Valid-Until "false"' \
    --include=docker.io,docker-buildx,docker-cli,docker-registry,ca-certificates,iptables \
    forky "$root.new" >&2
  mv "$root.new" "$root"
}

# `work` has the same path inside and outside, so that contexts and results need no translation.
mount_around() {
  mkdir -p "$folder/work" "$root$folder/work" "$root/data" "$root/etc/docker"
  # dockerd remounts its "/", which must therefore be a mount point.
  mountpoint -q "$root" || { mount --bind "$root" "$root" && mount --make-private "$root"; }
  mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
  local from
  for from in /sys /dev; do
    mountpoint -q "$root$from" || { mount --rbind $from "$root$from" && mount --make-rslave "$root$from"; }
  done
  mountpoint -q "$root$folder/work" || mount --bind "$folder/work" "$root$folder/work"
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
}

# As the registry is a mirror of Docker Hub, a plain `FROM debian` finds the image made here.
configure() {
  cat >"$root/etc/docker/daemon.json" <<JSON
{
  "registry-mirrors": ["http://127.0.0.1:$port"],
  "insecure-registries": ["127.0.0.0/8"],
  "features": {"containerd-snapshotter": false}
}
JSON
  cat >"$root/etc/docker/registry.yml" <<YAML
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: /data/registry}}
http: {addr: "127.0.0.1:$port"}
YAML
}

alive() { [ -f "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }

start() { # start NAME COMMAND...
  local name=$1
  shift
  alive "$root/data/$name.started" && return
  setsid chroot "$root" "$@" >"$root/data/$name.log" 2>&1 </dev/null &
  echo $! >"$root/data/$name.started"
}

# Without a bridge and without changes to the firewall: steps use the machine's own network.
start_servers() {
  start registry docker-registry serve /etc/docker/registry.yml
  alive "$root/data/dockerd.started" || rm -f "$root/data/dockerd.pid"
  start dockerd dockerd --data-root /data/docker --exec-root /data/run --pidfile /data/dockerd.pid \
    -H unix:///data/docker.sock --bridge=none --iptables=false --ip6tables=false --ip-forward=false
  for _ in $(seq 120); do
    chroot "$root" docker -H unix:///data/docker.sock version >/dev/null 2>&1 && return
    sleep 0.5
  done
  say "dockerd does not answer:" "$(tail -n 5 "$root/data/dockerd.log")"
  exit 1
}

install_tools
register_emulators
unpack_docker
mount_around
configure
start_servers
