FROM debian:bookworm-slim AS base
COPY words.txt /

FROM base
CMD ["sort", "/words.txt"]
