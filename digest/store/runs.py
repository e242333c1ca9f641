"""Who is working on what, and what happened in each run."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from digest.calendar.weeks import Week
from digest.errors import Lost
from digest.models import Value
from digest.store.engine import upsert
from digest.store.tables import claims, runs

# The names that are claimed; whoever claims or looks for one gets it here.

COLLECTING = "collect"
"""Sources are asked, but no digest is made."""


def day_claim(date: date) -> str:
    """Whoever makes a day, writes its journals or takes something of it back."""
    return f"run:{date}"


def week_claim(week: Week) -> str:
    """Whoever makes the reviews of a week, writes them into journals or takes something of them back."""
    return f"week:{week}"


def target_claim(target: str) -> str:
    """Whoever sends to a target, or writes the file that it is; of "": how all such names begin."""
    return f"target:{target}"


def login_claim(token: str) -> str:
    """Whoever renews a login, whose old token dies with that."""
    return f"refresh:{token}"


class Lease(Value):
    """A claim as its holder knows it."""

    name: str
    owner: str
    number: int
    """Rises with each holder of the name: who slept through its lease has one that is no longer current."""


FREE = datetime(1970, 1, 1, tzinfo=UTC)
"""The end of a lease that nobody has."""


class Claims:
    """Leases by name: of two processes or hosts, one works and the other knows it.

    A row stays when it is given back, so that its number goes on rising.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def take(self, name: str, owner: str, now: datetime, lease: timedelta) -> Lease | None:
        """Take or extend a lease; None while another owner's is alive. A dead owner's is taken over."""
        row = {"name": name, "owner": owner, "until": now + lease, "number": 1}
        free = sa.or_(claims.c.owner == owner, claims.c.until <= now)
        number = sa.case((claims.c.owner == owner, claims.c.number), else_=claims.c.number + 1)
        taken = sa.update(claims).where(claims.c.name == name, free)
        with self._engine.begin() as connection:
            if upsert(connection, claims, [row], keep=True):
                return Lease(name=name, owner=owner, number=1)
            values = taken.values(owner=owner, until=row["until"], number=number).returning(claims.c.number)
            found = connection.scalar(values)
        return None if found is None else Lease(name=name, owner=owner, number=found)

    def inherit(self, name: str, dead: str, owner: str, until: datetime) -> Lease | None:
        """Take the lease of an owner that is known to be dead; None when someone else was quicker."""
        held = sa.update(claims).where(claims.c.name == name, claims.c.owner == dead)
        values = held.values(owner=owner, until=until, number=claims.c.number + 1).returning(claims.c.number)
        with self._engine.begin() as connection:
            found = connection.scalar(values)
        return None if found is None else Lease(name=name, owner=owner, number=found)

    def renew(self, lease: Lease, until: datetime) -> bool:
        """Hold a lease for longer; False when somebody else took it, or it was taken away."""
        with self._engine.begin() as connection:
            return connection.execute(sa.update(claims).where(*_held(lease)).values(until=until)).rowcount == 1

    def release(self, lease: Lease, rest_until: datetime | None = None) -> None:
        """Give a lease back; one that somebody else has by now is left alone. rest_until: nobody may take it before."""
        free = sa.update(claims).where(*_held(lease)).values(owner="", until=rest_until or FREE)
        with self._engine.begin() as connection:
            connection.execute(free)

    def owner(self, name: str) -> str | None:
        """Who holds a name, or None."""
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(claims.c.owner).where(claims.c.name == name)) or None

    def held(self, prefix: str) -> dict[str, str]:
        """Names that begin so and are held, with their holders."""
        query = sa.select(claims.c.name, claims.c.owner)
        query = query.where(claims.c.name.startswith(prefix, autoescape=True), claims.c.owner != "")
        with self._engine.connect() as connection:
            return {row.name: row.owner for row in connection.execute(query)}


def require_held(connection: sa.Connection, lease: Lease) -> None:
    """Refuse to write anything more for a holder that was replaced. Raises Lost.

    The row is locked to the end of the transaction: nobody takes over between this look and the write it allows.
    """
    if connection.scalar(sa.select(claims.c.number).where(*_held(lease)).with_for_update()) is None:
        raise Lost(f"{lease.name}: 멈춰 있는 동안 다른 실행이 이어받았습니다")


def _held(lease: Lease) -> tuple[sa.ColumnElement[bool], ...]:
    return (claims.c.name == lease.name, claims.c.owner == lease.owner, claims.c.number == lease.number)


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
