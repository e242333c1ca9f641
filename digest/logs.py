"""Logging to stderr, for people or as JSON lines; no secret passes."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from pydantic import BaseModel

# SLACK_BOT_TOKEN
SECRET_ENDINGS = ("_TOKEN", "_KEY", "_SECRET", "_WEBHOOK", "_WEBHOOK_URL", "_PASSWORD", "DATABASE_URL")
# `httpx` logs `HTTP Request: GET https://…` at every request
NOISY = ("httpx", "httpcore", "httpx2", "openai", "urllib3", "slack_sdk", "apprise", "alembic", "apscheduler", "arxiv")
# `--log-format json` tells `source` and `seconds` as fields of their own
EXTRA = ("run", "date", "digest", "stage", "count", "seconds", "source", "target")

_secrets: set[str] = set()


def keep_secret(env: Mapping[str, str], named: Iterable[str] = ()) -> None:
    """Remember the values of variables that look like secrets, so that no log line shows them.

    named: further variables, whatever they are called: see `named_variables`.
    """
    names = {name for name in env if name.endswith(SECRET_ENDINGS)}.union(named)
    values = (env.get(name, "").strip() for name in names)
    _secrets.update(value for value in values if len(value) >= 6)


def named_variables(settings: object) -> Iterator[str]:
    """Every environment variable that a `*_env` setting names, however deep it lies."""
    if isinstance(settings, BaseModel):
        for name in type(settings).model_fields:
            value = getattr(settings, name)
            if name.endswith("_env") and isinstance(value, str):
                yield value
            else:
                yield from named_variables(value)
    elif isinstance(settings, list | tuple):
        for value in settings:
            yield from named_variables(value)


def redact(text: str) -> str:
    """Text with every known secret replaced."""
    for secret in sorted(_secrets, key=len, reverse=True):  # one may be a part of another
        text = text.replace(secret, "***")
    return text


class _Run(logging.Filter):
    """Names the run that a line belongs to; a process does one at a time (`jobs.Worker`)."""

    run_id = ""

    def filter(self, record: logging.LogRecord) -> bool:
        record.run = getattr(record, "run", self.run_id)
        return True


_run = _Run()


def log_as(run_id: str) -> None:
    """From now on, every line of the log bears this run's id."""
    _run.run_id = run_id


LEVELS = {"DEBUG": "자세히", "INFO": "알림", "WARNING": "주의", "ERROR": "오류", "CRITICAL": "오류"}


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        record.word = LEVELS.get(record.levelname, record.levelname)
        return redact(super().format(record))


class _Json(logging.Formatter):
    """One JSON object a line: time, level, logger, message and the fields of the run."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= {name: getattr(record, name) for name in EXTRA if getattr(record, name, "") != ""}
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        # before JSON: a quote or a backslash in a secret would hide it there
        told = {name: redact(value) if isinstance(value, str) else value for name, value in entry.items()}
        return json.dumps(told, ensure_ascii=False, default=str)


def set_up_logging(level: str, style: str, *, timed: bool = False) -> None:
    """Send logs to stderr. level: debug | info | warning. style: text | json. timed: with the machine's local time."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_run)
    plain = _Plain("%(asctime)s " * timed + "%(word)s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
    handler.setFormatter(_Json() if style == "json" else plain)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in NOISY:  # they log URLs and payloads at INFO and DEBUG
        logging.getLogger(name).setLevel(logging.WARNING)
