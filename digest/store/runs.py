"""Who is working on what, and what happened in each run."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from digest.store.engine import upsert
from digest.store.tables import claims, runs


class Claims:
    """Leases by name: of two processes or hosts, one works and the other knows it (DESIGN §5)."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def take(self, name: str, owner: str, now: datetime, lease: timedelta) -> bool:
        """Take or extend a lease; False while another owner's is alive. A dead owner's is taken over."""
        row = {"name": name, "owner": owner, "until": now + lease}
        free = sa.or_(claims.c.owner == owner, claims.c.until <= now)
        with self._engine.begin() as connection:
            if upsert(connection, claims, [row], keep=True):
                return True
            taken = sa.update(claims).where(claims.c.name == name, free).values(owner=owner, until=row["until"])
            return connection.execute(taken).rowcount == 1

    def inherit(self, name: str, dead: str, owner: str, until: datetime) -> bool:
        """Take the lease of an owner that is known to be dead; False when someone else was quicker."""
        held = sa.update(claims).where(claims.c.name == name, claims.c.owner == dead)
        with self._engine.begin() as connection:
            return connection.execute(held.values(owner=owner, until=until)).rowcount == 1

    def release(self, name: str, owner: str, rest_until: datetime | None = None) -> None:
        """Give a lease back; someone else's is left alone.

        rest_until: nobody may take it before; the row then stays, as `Outbox.take` needs it.
        """
        held = (claims.c.name == name, claims.c.owner == owner)
        with self._engine.begin() as connection:
            if rest_until:
                connection.execute(sa.update(claims).where(*held).values(owner="", until=rest_until))
            else:
                connection.execute(sa.delete(claims).where(*held))

    def owner(self, name: str) -> str | None:
        """Who holds a name, or None."""
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(claims.c.owner).where(claims.c.name == name))

    def held(self, prefix: str) -> dict[str, str]:
        """Names that begin so and are held, with their holders."""
        query = sa.select(claims.c.name, claims.c.owner)
        query = query.where(claims.c.name.startswith(prefix, autoescape=True), claims.c.owner != "")
        with self._engine.connect() as connection:
            return {row.name: row.owner for row in connection.execute(query)}


class Runs:
    """One record per run: stages, reports, tokens; read by `digest status`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def start(self, run_id: str, command: str, now: datetime) -> None:
        """Note that a run began."""
        row = {"id": run_id, "started_at": now, "finished_at": None, "command": command, "exit": None, "record": "{}"}
        with self._engine.begin() as connection:
            upsert(connection, runs, [row])

    def finish(self, run_id: str, exit_code: int, record: dict[str, Any], now: datetime) -> None:
        """Note how it ended."""
        values = {"finished_at": now, "exit": exit_code, "record": json.dumps(record, ensure_ascii=False)}
        with self._engine.begin() as connection:
            connection.execute(sa.update(runs).where(runs.c.id == run_id).values(**values))

    def last(self, count: int = 10, since: datetime | None = None) -> list[dict[str, Any]]:
        """The newest runs first, `record` decoded; since: only those that began at this instant or later."""
        query = sa.select(runs).order_by(runs.c.started_at.desc()).limit(count)
        if since:
            query = query.where(runs.c.started_at >= since)
        with self._engine.connect() as connection:
            found = connection.execute(query).mappings().all()
        return [{**row, "record": json.loads(row["record"])} for row in found]
