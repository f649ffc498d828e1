FROM --platform=$BUILDPLATFORM hugomods/hugo:0.111.3 AS site
WORKDIR /src
COPY . .
RUN hugo --minify

FROM debian:bookworm-slim
COPY --from=site /src/public /srv/www
