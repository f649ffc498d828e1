#!/bin/sh
export DOCKER_DEFAULT_PLATFORM=linux/arm64
(cd tools && docker build -t tools .)
podman build --arch arm64 -f Dockerfile .
