"""Logging to stderr, for people or as JSON lines; no secret passes (DESIGN §9)."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

SECRET_ENDINGS = ("_TOKEN", "_KEY", "_SECRET", "_WEBHOOK_URL", "_PASSWORD", "_DATABASE_URL", "DATABASE_URL", "_URL_ENV")
NOISY = ("httpx", "httpcore", "httpx2", "openai", "urllib3", "slack_sdk", "apprise", "alembic", "arxiv", "apscheduler")
EXTRA = ("run", "date", "digest", "stage", "count", "seconds", "source", "target", "state")

_secrets: set[str] = set()


def keep_secret(env: Mapping[str, str]) -> None:
    """Remember the values of variables that look like secrets, so that no log line shows them."""
    _secrets.update(value for name, value in env.items() if name.endswith(SECRET_ENDINGS) and len(value) >= 6)


def redact(text: str) -> str:
    """Text with every known secret replaced."""
    for secret in _secrets:
        text = text.replace(secret, "***")
    return text


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
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
        entry |= {name: getattr(record, name) for name in EXTRA if hasattr(record, name)}
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return redact(json.dumps(entry, ensure_ascii=False, default=str))


def set_up_logging(level: str, style: str) -> None:
    """Send logs to stderr. level: debug | info | warning. style: text | json."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if style == "json" else _Plain("%(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in NOISY:  # they log URLs and payloads at INFO and DEBUG
        logging.getLogger(name).setLevel(logging.WARNING)
