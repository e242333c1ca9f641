"""What a reader says of papers, and what the bot makes of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from digest.cli import cli
from digest.store import Store
from loopback import Services, serving

pytestmark = pytest.mark.slow
CONFIG = """\
store: sqlite:///data/digest.db
sources: [{{kind: huggingface, base_url: "{base}"}}, {{kind: inbox}}]
digests:
  - name: main
    size: 3
    keywords: [diffusion]
    journal: {{folder: journal}}
    publish: []
"""


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """A person's folder; on Monday's list are 24 papers of two kinds, on Tuesday's one of each."""
    with serving() as found:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "digest.yaml").write_text(CONFIG.format(base=found.base), "utf-8")
        monkeypatch.chdir(tmp_path)
        for n in range(24):
            kind = "sparse experts route tokens" if n % 2 else "robots grasp objects"
            found.paper("2024-08-19", f"2408.{n:05d}", f"Study {n}: {kind}", f"We show how {kind}.", 40 - n)
        found.paper("2024-08-20", "2408.00101", "Experts and tokens", "Sparse experts route tokens.", 1)
        found.paper("2024-08-20", "2408.00102", "Robots again", "Robots grasp objects.", 9)
        for n in range(103, 109):
            found.paper("2024-08-20", f"2408.00{n}", f"Other {n}", "Something else entirely.", 5)
        yield found


def digest(*arguments: str, day: int = 21) -> Result:
    return CliRunner().invoke(cli, ["--now", f"2024-08-{day}T07:30:00+09:00", *arguments])


def made(result: Result) -> Any:
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)["digests"][0]


def switch(on: str) -> None:
    config = Path("config/digest.yaml")
    config.write_text(config.read_text("utf-8").replace("    size: 3", f"    size: 3\n    learning: {on}"), "utf-8")


def test_from_twenty_signals_on_liking_changes_the_order_and_says_why(services: Services) -> None:
    digest("run", day=20)
    liked = [f"2408.{n:05d}" for n in range(1, 24, 2)]
    assert digest("like", *liked).stdout.splitlines()[-1] == "지금까지 12건. 20건부터 순서에 반영할 수 있습니다"
    disliked = [f"2408.{n:05d}" for n in range(0, 16, 2)]
    assert "learning: true를 쓰면" in digest("dislike", *disliked).stdout.splitlines()[-1]
    before = made(digest("run", "--json", "--dry-run"))
    assert not any(p["name"] == "taste" for c in before["candidates"] for p in c["parts"])
    switch("true")
    after = made(digest("run", "--json", "--dry-run"))
    by_id = {c["id"]: c for c in after["candidates"]}
    taste = {c["id"]: p for c in after["candidates"] for p in c["parts"] if p["name"] == "taste"}
    assert taste["2408.00101"]["value"] == 1.0
    assert taste["2408.00102"]["value"] < 0
    assert "expert" in taste["2408.00101"]["why"]
    assert after["entries"][0]["id"] == "2408.00101", [(e["id"], e["score"], e["reasons"]) for e in after["entries"]]
    assert all(c["score"] == round(sum(p["value"] for p in c["parts"]), 3) for c in by_id.values())
    digest("run")
    told = digest("explain", "2408.00101").stdout
    assert "취향 +1.00: " in told


def test_that_learning_can_be_switched_on_is_said_on_one_day(services: Services) -> None:
    digest("run", day=20)
    digest("like", *[f"2408.{n:05d}" for n in range(22)])
    hint = "순서에 반영하려면 learning: true"
    assert hint in digest("status").stdout
    assert any("learning: true" in notice for notice in made(digest("run", "--json"))["notices"])
    assert hint in digest("status").stdout
    assert hint not in digest("status", day=22).stdout


def test_what_is_believed_is_shown_and_forgotten_on_request(services: Services) -> None:
    digest("run", day=20)
    digest("like", "2408.00001", "2408.00003")
    digest("dislike", "2408.00000")
    told = digest("learning").stdout
    assert told.startswith("main: 신호 3건 · 꺼짐. 켜려면 다이제스트 설정에 learning: true\n")
    assert "더 보고 싶은 말: " in told
    assert "expert" in told.splitlines()[1]
    assert "robot" in told.splitlines()[2]
    assert "2024-08-21  − 2408.00000  직접 말함" in told
    assert digest("learning", "--forget", "2408.00000").stdout.startswith("1건을 잊었습니다")
    assert "덜 보고 싶은 말" not in digest("learning").stdout
    digest("learning", "--forget-all")
    assert digest("learning").stdout.startswith("main: 신호 0건")


def test_an_unknown_paper_is_refused_and_nothing_is_kept(services: Services) -> None:
    digest("run", day=20)
    result = digest("like", "2408.00001", "2408.77777")
    assert "2408.77777" in str(result.exception)
    assert digest("learning").stdout.startswith("main: 신호 0건")


def test_the_next_run_notices_links_and_what_became_of_our_bullets(services: Services, tmp_path: Path) -> None:
    shown = [e["id"] for e in made(digest("run", "--json", day=20))["entries"]]
    page = tmp_path / "journal" / "2024-08-20.md"
    first, second, third = [line for line in page.read_text("utf-8").splitlines() if line.startswith("- [")]
    text = page.read_text("utf-8").replace(first + "\n", "").replace(second, second + "\n    - 다시 읽을 것")
    page.write_text(text.replace(third, third + " 좋다"), "utf-8")
    digest("add", "2408.00007")
    digest("run")
    told = digest("learning").stdout
    for paper, sign, why in (
        (shown[0], "−", "저널에서 지운 줄"),
        (shown[1], "+", "저널에서 아래에 쓴 글"),
        (shown[2], "+", "저널에서 고친 줄"),
        ("2408.00007", "+", "담은 링크"),
    ):
        assert f"{sign} {paper}  {why}" in told, told


def test_enough_signals_are_told_once(services: Services) -> None:
    digest("run", day=20)
    digest("like", *(f"2408.{n:05d}" for n in range(20)))
    told = [notice for notice in made(digest("run", "--json"))["notices"] if "learning: true" in notice]
    assert len(told) == 1
    services.paper("2024-08-21", "2408.00201", "Diffusion", "We diffuse.", 5)
    assert not any("learning" in notice for notice in made(digest("run", "--json", day=22))["notices"])


def test_who_refuses_learning_is_not_watched(services: Services, tmp_path: Path) -> None:
    switch("false")
    digest("run", day=20)
    digest("add", "2408.00007")
    digest("run")
    store = Store.open(f"sqlite:///{tmp_path}/data/digest.db")
    assert store.signals.of("main") == ()
    assert store.sightings.sample(dt.date(2024, 8, 22), 30, 5)
    store.close()
