# digest in a container: two stages, no root, root file system may be read-only.
#   docker build -t digest .
#   docker run --rm --read-only --tmpfs /tmp -v digest-data:/data -v "$PWD/journal:/journal" --env-file .env digest run
# Every RUN and COPY below is exercised without an engine by `make docker-check`.

# Pin it harder with --build-arg PYTHON=python:3.13-slim-trixie@sha256:…
ARG PYTHON=python:3.13-slim-trixie

FROM ${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/digest
WORKDIR /src
# The dependencies first: they change less often than the code, so this layer is mostly taken from the cache.
COPY requirements/runtime.lock requirements/
RUN /opt/digest/bin/pip install --require-hashes --only-binary :all: -r requirements/runtime.lock
COPY pyproject.toml README.md LICENSE SKILL.md ./
COPY config/prompts config/prompts
COPY docs docs
COPY config/feeds config/feeds
COPY digest digest
RUN /opt/digest/bin/pip install --no-deps --no-build-isolation --no-index . \
    && /opt/digest/bin/pip uninstall --yes hatchling editables pip \
    && find /opt/digest -name __pycache__ -prune -exec rm -rf {} + \
    && python -m compileall -q /opt/digest/lib

FROM ${PYTHON}
# Debian packages beside tini, e.g. --build-arg PACKAGES=git for a journal that is committed from here.
ARG PACKAGES=""
# Debian keeps one version of tini per release, so the release in the tag is its pin.
# hadolint ignore=DL3008
RUN export DEBIAN_FRONTEND=noninteractive \
    && apt-get update \
    && apt-get install --yes --no-install-recommends tini ${PACKAGES} \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 digest \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin digest \
    && install -d -o 10001 -g 10001 -m 0700 /data \
    && install -d -o 10001 -g 10001 -m 0755 /journal /config
COPY --from=build /opt/digest /opt/digest
ENV PATH=/opt/digest/bin:$PATH HOME=/data LANG=C.UTF-8 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# From / the defaults config/digest.yaml, data/digest.db, journal and cron.yaml are /config, /data, /journal, /cron.yaml.
WORKDIR /
USER 10001:10001
VOLUME ["/data", "/journal"]
ARG VERSION=unknown REVISION=unknown CREATED=unknown
LABEL org.opencontainers.image.title="digest" \
      org.opencontainers.image.description="A daily AI paper digest in Korean: into a markdown journal, Slack and KakaoTalk" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
HEALTHCHECK --interval=5m --timeout=30s --start-period=2m --retries=3 CMD ["digest", "status"]
ENTRYPOINT ["tini", "--", "digest"]
CMD ["serve"]
