FROM --platform=$BUILDPLATFORM python:3.11-bookworm AS build
RUN python3 -m venv /venv
ENV PATH=/venv/bin:$PATH CFLAGS=-g0
WORKDIR /srv
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

FROM python:3.11-bookworm
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH CFLAGS=-g0
WORKDIR /srv
COPY requirements.txt .
CMD ["python3", "-c", "import markupsafe._speedups, pydantic_core"]
