"""Where a store is: its URL, as SQLAlchemy reads it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import sqlalchemy as sa

from digest.errors import ConfigError

EXAMPLE = "예: sqlite:///data/digest.db"
# sqlite:///file:digest.db?uri=true
YES = ("true", "yes", "on", "y", "t", "1")


def parse_url(url: str) -> sa.URL:
    """Raises ConfigError, which never repeats the URL: it may hold a password."""
    try:
        return sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise ConfigError("store: 데이터베이스 URL이 아닙니다", hint=EXAMPLE) from None


def shown(url: sa.URL) -> str:
    """A store's URL without anything secret: a password may stand in its query, too."""
    return url.set(query={}).render_as_string(hide_password=True)


def file_of(url: sa.URL) -> Path | None:
    """The file of a SQLite store; None for one in memory, and for any other database.

    A name may be a URI of its own (https://www.sqlite.org/uri.html): `sqlite:///file:my%20data/digest.db?uri=true`
    is the file `my data/digest.db`.
    """
    name = url.database or ""
    if url.get_backend_name() != "sqlite":
        return None
    if name.startswith("file:") and str(url.query.get("uri")).lower() in YES:
        name = "" if url.query.get("mode") == "memory" else url2pathname(urlsplit(name).path)
    return None if name in ("", ":memory:") else Path(name)
