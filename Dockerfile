# syntax=docker/dockerfile:1
# The bot in a container. One image for every role: `run`, `run --role web|worker|scheduler`.

FROM python:3.12-slim-bookworm AS build
COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /usr/local/bin/uv
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /src
RUN uv venv /opt/quarterdeck
# What seldom changes comes first: a change of the code does not fetch every package again.
# The lock also holds what only developers need: as constraints it pins versions and hashes, and adds nothing.
COPY requirements.lock pyproject.toml ./
RUN --mount=type=cache,target=/root/.cache/uv \
    uv pip install --python /opt/quarterdeck/bin/python --requirements pyproject.toml --constraints requirements.lock
COPY README.md LICENSE app_manifest.yml ./
COPY evals/routing/asks.jsonl evals/routing/asks.jsonl
COPY storage storage
COPY knowledge knowledge
COPY tools tools
COPY agents agents
COPY sandbox sandbox
COPY bot bot
RUN --mount=type=cache,target=/root/.cache/uv \
    uv pip install --python /opt/quarterdeck/bin/python --no-deps --build-constraints requirements.lock .

FROM python:3.12-slim-bookworm
# git reads repositories that the catalogue names by path or address. Debian keeps no old versions to pin.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends git ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/quarterdeck quarterdeck
COPY --from=build /opt/quarterdeck /opt/quarterdeck
ENV PATH=/opt/quarterdeck/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    QUARTERDECK_HOME=/var/lib/quarterdeck \
    LOG_FORMAT=json \
    HOST=0.0.0.0 \
    METRICS_HOST=0.0.0.0 \
    METRICS_PORT=9464
USER 10001
WORKDIR /var/lib/quarterdeck
EXPOSE 3000 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:9464/healthz', timeout=4)"]
ENTRYPOINT ["quarterdeck"]
CMD ["run"]
