FROM --platform=$BUILDPLATFORM node:22-bookworm AS site
WORKDIR /site
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM debian:bookworm-slim
COPY --from=site /site/dist /srv/www
