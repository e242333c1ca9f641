"""What reading X cost is told once a day, and not at all when nothing was read."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from digest.app import build_setup, open_app
from digest.clock import clock_from
from digest.collect.x.source import XSource
from digest.config.settings import DigestSettings, Settings
from digest.serve.running import run_dates
from fake_x import NOW, FakeX, linking, post


def test_digests_of_a_day_share_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fake = FakeX(post(2, **linking("https://arxiv.org/abs/2408.10914v2")))
    names = ("one", "two")
    settings = Settings(
        store="sqlite:///digest.db",
        sources=(XSource(accounts=("_akhaliq",)),),
        digests=tuple(DigestSettings(name=name, journal=None, publish=()) for name in names),
    )
    costs = []
    for _ in range(2):
        lines: list[str] = []
        app = open_app(
            clock=clock_from(NOW),
            transport=httpx.MockTransport(fake),
            settings=settings,
            environ={"X_BEARER_TOKEN": "t"},
        )
        try:
            run_dates(app, build_setup(app), [NOW.date()], post=lambda _day: True, tell=lines.append)
        finally:
            app.close()
        assert sum(not line.startswith(" ") for line in lines) == len(names)
        fake.posts = ()  # nothing new the second time
        costs.append([line.strip() for line in lines if "읽음" in line])
    assert costs == [["X: 글 1개 읽음(약 $0.01), 이번 달 1개(약 $0.01)"], []]
