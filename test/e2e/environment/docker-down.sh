#!/usr/bin/env bash
# docker-down.sh FOLDER: stops what docker-up.sh started and unmounts it. The files stay for the next run.
set -uo pipefail
root=$(realpath -m "${1:?FOLDER}")/docker

for name in dockerd registry; do
  pid=$(cat "$root/data/$name.started" 2>/dev/null) || continue
  kill "$pid" 2>/dev/null
  for _ in $(seq 40); do kill -0 "$pid" 2>/dev/null || break; sleep 0.25; done
  rm -f "$root/data/$name.started"
done

# Innermost first. Lazily, as a build that was cut off may still hold one.
awk -v root="$root" '$2 == root || index($2, root "/") == 1 { print $2 }' /proc/mounts | tac |
  while read -r mounted; do umount -l "$mounted"; done
exit 0
