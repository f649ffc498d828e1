FROM --platform=$BUILDPLATFORM golang:1.24 AS build
WORKDIR /src
COPY . .
ARG TARGETARCH
RUN arch=$(case $TARGETARCH in amd64) echo x86_64 ;; arm64) echo aarch64 ;; *) echo $TARGETARCH ;; esac | sed -e s/x86_64/amd64/ -e s/aarch64/arm64/) && \
    CGO_ENABLED=0 GOARCH=$arch go build -o /hello .

FROM debian:bookworm-slim
COPY --from=build /hello /usr/local/bin/hello
CMD ["hello"]
