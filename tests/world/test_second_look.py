"""Two mornings against a list whose votes change over night."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli import cli
from digest.store import Store
from loopback import serving

CONFIG = """\
store: sqlite:///data/digest.db
sources: [{{kind: huggingface, base_url: "{base}"}}]
digests:
  - name: main
    size: 2
    keywords: [diffusion, {{not: medical}}]
    journal: {{folder: journal}}
    publish: []
"""


def digest(day: int, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--now", f"2024-08-{day}T07:30:00+09:00", *arguments])


def test_what_a_list_brought_forward_over_night_comes_the_day_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with serving() as lists:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "digest.yaml").write_text(CONFIG.format(base=lists.base), "utf-8")
        for n in range(12):
            title = "Medical scans" if n == 10 else f"Study {n}"
            lists.paper("2024-08-19", f"2408.{n:05d}", title, "We study.", upvotes=50 - n)
        for n in range(6):
            lists.paper("2024-08-20", f"2408.2000{n}", f"Fresh {n}", "We study.", upvotes=9 - n)
        first = digest(20, "run", "--json")
        assert first.exit_code == 0, first.stderr
        assert len(json.loads(first.stdout)["digests"][0]["entries"]) == 2

        for entry in lists.lists["2024-08-19"]:
            votes = {"2408.00009": 300, "2408.00010": 400, "2408.00011": 250}
            entry["paper"]["upvotes"] = votes.get(entry["paper"]["id"], 50)
        second = digest(21, "run", "--json")
        assert second.exit_code == 0, second.stderr
        made = json.loads(second.stdout)["digests"][0]
        again = digest(21, "run", "--json")

    assert [e["id"] for e in made["entries"]] == ["2408.20000", "2408.20001", "2408.00009"]
    assert made["entries"][-1]["reasons"] == ["하루 뒤 화제 ▲300"]
    assert "Study 9" in (tmp_path / "journal" / "2024-08-21.md").read_text("utf-8")
    assert json.loads(again.stdout)["digests"][0]["entries"] == made["entries"]
    store = Store.open(f"sqlite:///{tmp_path}/data/digest.db")
    try:
        kept = store.digests.load(dt.date(2024, 8, 21), "main")
    finally:
        store.close()
    assert kept
    nights = sorted((sighting.seen_at, sighting.upvotes) for sighting in kept.entries[-1].item.sightings)
    assert [votes for _, votes in nights] == [41, 300], "both nights are kept as evidence"
    assert [seen_at.day for seen_at, _ in nights] == [20, 21]
