FROM --platform=$BUILDPLATFORM python:3.11-bookworm AS docs
# MkDocs writes when a page was made.
ENV SOURCE_DATE_EPOCH=1700000000
WORKDIR /docs
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
RUN mkdocs build --strict

FROM debian:bookworm-slim
COPY --from=docs /docs/site /srv/www
