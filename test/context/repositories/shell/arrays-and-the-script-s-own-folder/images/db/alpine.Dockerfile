FROM golang:1.24 AS build
WORKDIR /src
COPY . .
ARG VERSION
RUN go build -o /app .

FROM debian:12 AS dev
COPY --from=build /app /app

FROM debian:12 AS prod
COPY --from=build /app /app
