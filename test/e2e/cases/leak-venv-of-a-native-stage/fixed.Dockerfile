FROM python:3.11-bookworm AS build
RUN python3 -m venv /venv
RUN /venv/bin/pip install --no-cache-dir markupsafe==2.1.5

FROM python:3.11-bookworm
COPY --from=build /venv /venv
CMD ["/venv/bin/python3", "-c", "import markupsafe._speedups"]
