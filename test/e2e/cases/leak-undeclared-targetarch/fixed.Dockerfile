FROM --platform=$BUILDPLATFORM golang:1.24 AS build
WORKDIR /src
COPY . .
ARG TARGETARCH
RUN CGO_ENABLED=0 GOOS=linux GOARCH=$TARGETARCH go build -o /hello .

FROM debian:bookworm-slim
COPY --from=build /hello /usr/local/bin/hello
CMD ["hello"]
