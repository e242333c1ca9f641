"""Every candidate of a week is accounted for, and the parts of every score sum to it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from digest.app import open_app, reader_of
from digest.clock import clock_from
from digest.day.explain import explain
from digest.day.replay import day_index
from digest.identity import canonical_key
from world_kit import SECRETS, WEEK, Desk

pytestmark = pytest.mark.world
NOW = "2024-08-23T07:30:00+09:00"


def test_a_week_of_candidates_is_accounted_for(world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path / "me", world(now=NOW), sources=("huggingface", "arxiv", "x"))
    days = desk.run("run", *WEEK, "--json").days
    assert len(days) == 5
    monkeypatch.chdir(desk.folder)
    app = open_app("config/digest.yaml", clock=clock_from(dt.datetime.fromisoformat(NOW)), environ=SECRETS, quiet=True)
    profile = reader_of(app.settings.digests[0])
    states = set()
    for day, digest in days.items():
        date = dt.date.fromisoformat(day)
        index = day_index(app.store, app.calendar.window(date, app.clock()))
        shown = [entry["id"] for entry in digest["entries"]]
        for candidate in digest["candidates"]:
            assert candidate["score"] == round(sum(part["value"] for part in candidate["parts"]), 3)
            key = canonical_key(candidate["id"]) or candidate["id"]
            account = explain(app.store, app.calendar, profile, key, date, app.clock(), index)
            states.add(account.state)
            assert account.state == ("entry" if candidate["id"] in shown else "candidate"), account
            assert account.score == round(sum(part.value for part in account.parts), 3)
            assert account.seen
            assert bool(account.why) == (account.state == "candidate")
        for item in index.items:  # what is no candidate says why
            if item.key.removeprefix("arxiv:") not in {candidate["id"] for candidate in digest["candidates"]}:
                account = explain(app.store, app.calendar, profile, item.key, date, app.clock(), index)
                assert (account.state, bool(account.why)) == ("out", True), account
    app.close()
    assert states == {"entry", "candidate"}
