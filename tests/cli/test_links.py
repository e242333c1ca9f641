"""`digest links`: what still waits, and what does not any more."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from click.testing import CliRunner

from digest.cli import cli
from digest.models import Digest
from digest.store import Store
from digest.store.ledger import LedgerRow
from digest.store.memory import Link
from makers import NOW, entry

POST = "https://x.com/i/status/1825765432101234567"


def test_todays_links_come_by_themselves_until_today_is_made(tmp_path: Path) -> None:
    config = tmp_path / "digest.yaml"
    config.write_text(f"store: sqlite:///{tmp_path}/digest.db\nsources: [{{kind: inbox, looking_up_s: 0}}]\n", "utf-8")
    run = lambda now, *given: CliRunner().invoke(cli, ["--config", str(config), "--now", now, *given])  # noqa: E731
    morning, noon = "2024-08-21T06:00:00+09:00", "2024-08-21T12:00:00+09:00"
    for date, paper in (("2024-08-20", "2408.00001"), ("2024-08-21", "2408.00002")):
        run(morning, "add", f"https://arxiv.org/abs/{paper}", "--date", date)
    told = run(noon, "links").stdout.splitlines()
    assert told == [
        " 1. 2024-08-20  2408.00001 (저절로 나오지 않음: digest run --date 2024-08-20)",
        " 2. 2024-08-21  2408.00002",
    ]
    assert run(noon, "run").exit_code == 0
    run(noon, "add", "https://arxiv.org/abs/2408.00003", "--date", "2024-08-21")
    assert run(noon, "links").stdout.splitlines()[1].endswith(" (저절로 나오지 않음: digest run --date 2024-08-21)")


def test_a_post_that_came_as_the_paper_it_links_waits_no_longer(tmp_path: Path) -> None:
    url, config = f"sqlite:///{tmp_path}/digest.db", tmp_path / "digest.yaml"
    config.write_text(f"store: {url}\n", "utf-8")
    store = Store.open(url)
    store.inbox.add(Link(url=POST, address=POST, added_at=NOW))
    told = lambda: CliRunner().invoke(cli, ["links", "--config", str(config)], obj={}).stdout  # noqa: E731
    assert POST in told()
    store.source_memory.put("inbox", POST, ["https://arxiv.org/abs/2408.10914", ""])
    assert POST in told()
    date = dt.date(2024, 8, 21)
    store.digests.save(Digest(date=date, name="main", entries=(entry("2408.10914"),)), NOW)
    store.ledger.record(LedgerRow(date=date, name="main", target="slack:C1", state="sent", changed_at=NOW))
    assert told() == "기다리는 링크가 없습니다.\n"
    store.close()
