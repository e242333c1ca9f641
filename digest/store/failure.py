"""What a database says when it cannot go on, as one sentence with what to do."""

from __future__ import annotations

import sqlalchemy as sa

from digest.errors import FatalError

UNUSABLE = "look at `store:` in the configuration, and at that file and its folder"
AGAIN = "the same command goes on where it stopped"
ROOM = f"make room, then run it again: {AGAIN}"

SQLITE = {
    "BUSY": f"end the other program that uses it (another digest, a database browser), then run it again: {AGAIN}",
    "LOCKED": f"end the other program that uses it (another digest, a database browser), then run it again: {AGAIN}",
    "FULL": ROOM,
    "IOERR": f"the disk is full or broken: {ROOM}",
    "READONLY": "give yourself the right to write to that file and its folder",
    "PERM": "give yourself the right to use that file and its folder",
    "CANTOPEN": UNUSABLE,
    "NOTADB": UNUSABLE,
    "CORRUPT": "restore a backup of it (docs/operations.md, Back up)",
}
"""Kind of failure (sqlite.org/rescode.html) → hint. What is not here is a mistake of the program."""

POSTGRES = {
    "53100": ROOM,
    "53300": "too many programs are connected to it: raise max_connections, or run fewer",
    "25006": "it may only be read: name the primary server, not its copy",
    "42501": "give its user the right to create and change tables",
}
"""SQLSTATE → hint."""


def failure(url: sa.URL, error: BaseException, *, lost: bool = False) -> FatalError | None:
    """The error for people, or None for one that is a mistake of the program.

    error: as the driver raised it. lost: whether the connection is gone. The answer never holds a password.
    """
    store, told = f"the store {shown(url)}", next(iter(str(error).strip().splitlines()), type(error).__name__)
    if url.get_backend_name() == "sqlite":
        kind = getattr(error, "sqlite_errorname", "").removeprefix("SQLITE_").partition("_")[0]
        return FatalError(f"{store} cannot be used: {told}", hint=SQLITE[kind]) if kind in SQLITE else None
    state = getattr(error, "sqlstate", None) or ""
    if state in POSTGRES:
        return FatalError(f"{store} cannot be used: {told}", hint=POSTGRES[state])
    if lost or state[:2] in ("08", "57") or (not state and type(error).__name__ == "OperationalError"):
        return FatalError(f"{store} does not answer: {told}", hint=f"is the database running? Then {AGAIN}")
    if state[:2] in ("40", "53", "55", "58", "XX"):  # a deadlock, no resources, a broken disk …
        return FatalError(f"{store} cannot be used: {told}", hint=f"look at the database's log; {AGAIN}")
    return None


def shown(url: sa.URL) -> str:
    """A store's URL without anything secret: a password may stand in its query, too."""
    return url.set(query={}).render_as_string(hide_password=True)
