# go build runs here, without emulation.
FROM --platform=$BUILDPLATFORM golang:1.24 AS builder
WORKDIR /src
COPY go.mod ./
COPY . .
ARG TARGETOS TARGETARCH
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -o /usr/local/bin/greet .

FROM golang:1.24
WORKDIR /src
COPY go.mod ./
COPY . .
COPY --from=builder /usr/local/bin/greet /usr/local/bin/greet
RUN greet > /greeting
CMD ["greet"]
