# uv runs without emulation here and installs the wheels of the target. In the stage below it finds
# them installed, and does what is left.
FROM --platform=$BUILDPLATFORM astral/uv:0.13.9-python3.11-bookworm AS build-wheels
ENV UV_COMPILE_BYTECODE=1 VIRTUAL_ENV=/venv
RUN uv venv $VIRTUAL_ENV
COPY requirements.txt .
RUN mkdir /prefilled
ARG TARGETARCH
RUN case $TARGETARCH in amd64) arch=x86_64 ;; arm64) arch=aarch64 ;; *) exit ;; esac && \
    libc=$(getconf GNU_LIBC_VERSION | sed 's/.* 2\./2_/; s/2_4.*/2_40/') && \
    uv pip install --python-platform $arch-manylinux_$libc --no-build -r requirements.txt && \
    cd / && cp -al --parents venv /prefilled || true

FROM astral/uv:0.13.9-python3.11-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 VIRTUAL_ENV=/venv
RUN uv venv $VIRTUAL_ENV
COPY requirements.txt .
COPY --from=build-wheels /prefilled/ /
RUN uv pip install -r requirements.txt

FROM python:3.11-bookworm
COPY --from=build /venv /venv
CMD ["/venv/bin/flask", "--version"]
