# uv runs without emulation here and installs the wheels of the target. In the stage below it finds
# them installed, and does what is left.
FROM --platform=$BUILDPLATFORM astral/uv:0.13.9-python3.11-bookworm AS build-wheels
WORKDIR /app
COPY pyproject.toml ./
RUN mkdir /prefilled
ARG TARGETARCH
RUN case $TARGETARCH in amd64) arch=x86_64 ;; arm64) arch=aarch64 ;; *) exit ;; esac && \
    libc=$(getconf GNU_LIBC_VERSION | sed 's/.* 2\./2_/; s/2_4.*/2_40/') && \
    uv sync --python-platform $arch-manylinux_$libc --no-build --no-install-workspace --no-install-project --no-dev && \
    cd / && cp -al --parents app/.venv /prefilled || true

FROM astral/uv:0.13.9-python3.11-bookworm AS build
WORKDIR /app
COPY pyproject.toml ./
COPY --from=build-wheels /prefilled/ /
RUN uv sync --no-install-project --no-dev

FROM python:3.11-bookworm
COPY --from=build /app/.venv /app/.venv
CMD ["/app/.venv/bin/flask", "--version"]
