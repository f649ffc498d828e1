#!/bin/sh
cd "$(git rev-parse --show-toplevel)"
DOCKER="docker buildx"
OPTIONS="--platform linux/amd64,linux/s390x --pull"
OPTIONS+=" --provenance=false"
$DOCKER build $OPTIONS -f images/db/Dockerfile $EXTRA images/db $MORE
here=$(dirname -- "$(readlink -f "$0")")
$DOCKER build ${OPTIONS} --file "$here/db/alpine.Dockerfile" "$here/db"
