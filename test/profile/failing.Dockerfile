FROM debian:bookworm-slim AS base
RUN for i in 1 2 3; do echo "line $i"; sleep 1; done

FROM base
RUN echo "about to fail"; sleep 2; exit 3
