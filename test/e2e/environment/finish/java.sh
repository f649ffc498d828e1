#!/usr/bin/env bash
# finish/java.sh ROOT: Debian's OpenJDK where the official image has it.
set -euo pipefail
root=${1:?ROOT}
mkdir -p "$root/opt/java"
mv "$root"/usr/lib/jvm/java-17-openjdk-* "$root/opt/java/openjdk"
rm -rf "$root/usr/lib/jvm"
