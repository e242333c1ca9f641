"""Why something is shown or not, other keywords for stored days, and what is known of a paper."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from digest.cli import cli
from digest.models import Cited
from digest.store import Store
from digest.store.tidy import tidy
from loopback import Services, serving
from makers import NOW as SEEN
from makers import sighting

NOW = "2024-08-23T07:30:00+09:00"
CONFIG = """\
store: sqlite:///data/digest.db
sources: [{{kind: huggingface, base_url: "{base}"}}, {{kind: inbox}}]
digests:
  - name: main
    size: 2
    keywords: [diffusion, {{any: [speech], weight: 0.1}}, {{not: medical}}]
    journal: {{folder: journal}}
    publish: []
    title_link: arxiv
"""


@pytest.fixture(scope="module")
def two_days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A person's folder with two made days, beside the services it points to."""
    home = tmp_path_factory.mktemp("home")
    with serving() as found:
        (home / "config").mkdir()
        (home / "config" / "digest.yaml").write_text(CONFIG.format(base=found.base), "utf-8")
        papers(found)
        with contextlib.chdir(home):
            made = digest("run", "--from", "2024-08-20", "--to", "2024-08-21")
        assert made.exit_code == 0, made.stderr
        yield home


@pytest.fixture
def folder(two_days: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that folder."""
    shutil.copytree(two_days, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def papers(found: Services) -> None:
    found.paper("2024-08-19", "2408.00001", "Diffusion of ideas", "We study diffusion.", 3)
    found.paper("2024-08-19", "2408.00002", "Loved by all", "We show.", 90)
    found.paper("2024-08-19", "2408.00003", "Medical diffusion", "We heal.", 80)
    found.paper("2024-08-19", "2408.00004", "Liked by many", "We show more.", 70)
    found.paper("2024-08-19", "2408.00005", "Speech at last", "We speak.", 1)
    found.paper("2024-08-19", "2408.00006", "Quiet", "We rest.", 2)
    found.paper("2024-08-20", "2408.00007", "Diffusion again", "We study diffusion.", 3)
    found.paper("2024-08-20", "2408.00002", "Loved by all", "We show.", 90)


def digest(*arguments: str, now: str = NOW) -> Result:
    return CliRunner().invoke(cli, ["--now", now, *arguments])


def explained(*arguments: str) -> Any:
    result = digest("explain", *arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def test_an_entry_is_told_with_every_part_of_its_score(folder: Path) -> None:
    account = explained("2408.00002")
    assert (account["id"], account["date"], account["state"]) == ("2408.00002", "2024-08-20", "entry")
    assert account["place"] == 2
    assert account["parts"] == [{"name": "heat", "value": 0.917, "why": "HF ▲90, 그 목록의 92%보다 많음"}]
    assert account["score"] == 0.917
    assert [(s["source"], s["list_date"], s["votes"]) for s in account["seen"]] == [
        ("huggingface", "2024-08-19", 90),
        ("huggingface", "2024-08-20", 90),
    ]
    told = digest("explain", "https://arxiv.org/abs/2408.00002v3").stdout
    assert "Loved by all (2408.00002)\n2024-08-20 다이제스트 main: 2번째로 실렸습니다 · 점수 0.917\n" in told
    assert "+0.917  HF ▲90" in told
    assert "Hugging Face  8월 19일 목록  ▲90" in told


def test_an_entry_stays_one_when_its_day_is_no_digest_day_any_more(folder: Path) -> None:
    file = folder / "config/digest.yaml"
    file.write_text(file.read_text("utf-8") + "days: wed-fri\n", "utf-8")
    account = explained("2408.00002", "--date", "2024-08-20")
    assert (account["state"], account["place"], account["score"]) == ("entry", 2, 0.917)


@pytest.mark.parametrize(
    ("paper", "date", "state", "why"),
    [
        ("2408.00001", "2024-08-20", "entry", ""),
        ("2408.00005", "2024-08-20", "candidate", "기준 0.3점에"),
        ("2408.00006", "2024-08-20", "candidate", "기준 0.3점에"),
        ("2408.00004", "2024-08-20", "candidate", "맞는 관심사가 없고"),
        ("2408.00003", "2024-08-20", "out", "제외한 말이 있습니다: medical"),
        ("2408.00002", "2024-08-21", "out", "2024-08-20 다이제스트에 이미 실렸습니다"),
        ("2408.00005", "2024-08-21", "out", "다른 날의 다이제스트를 위해 보았습니다: 2024-08-20"),
        ("2408.77777", "2024-08-21", "out", "어느 출처에서도 보지 못했습니다"),
        ("2408.00001", "2024-08-24", "out", "다이제스트를 만들지 않는 날"),
    ],
)
def test_what_is_not_shown_is_told_what_it_lacks(folder: Path, paper: str, date: str, state: str, why: str) -> None:
    account = explained(paper, "--date", date)
    assert (account["state"], why in account["why"]) == (state, True), account
    assert account["score"] == (round(sum(p["value"] for p in account["parts"]), 3) if account["parts"] else None)
    assert (account["place"] is None) == (state == "out")


def test_a_flood_paper_without_a_match_and_a_thinned_one_are_told(folder: Path) -> None:
    store = Store.open(f"sqlite:///{folder}/data/digest.db")
    flood = sighting("2408.00090", source="arxiv", needs_keyword=True, title="Chess", seen_at=SEEN)
    store.sightings.add([flood], dt.date(2024, 8, 21))
    old = sighting("2405.00090", title="Old", seen_at=SEEN)
    store.sightings.add([old], dt.date(2024, 5, 2))
    tidy(store.engine, dt.datetime(2024, 8, 23, tzinfo=dt.UTC), 90)
    store.close()
    assert "arXiv의 글은 관심사에 맞을 때만" in explained("2408.00090")["why"]
    thinned = explained("2405.00090")
    assert (thinned["date"], thinned["seen"][0]["thinned"]) == ("2024-05-02", True)
    assert "저장소가 정리했습니다" in thinned["why"]


def test_every_candidate_of_a_made_day_is_accounted_for(folder: Path) -> None:
    again = json.loads(digest("run", "--date", "2024-08-20", "--json").stdout)["digests"][0]
    for place, candidate in enumerate(again["candidates"], 1):
        account = explained(candidate["id"], "--date", "2024-08-20")
        assert account["parts"] == candidate["parts"]
        assert account["score"] == candidate["score"] == round(sum(p["value"] for p in candidate["parts"]), 3)
        assert account["state"] == "entry" or account["place"] == place


def test_a_preview_shows_what_other_keywords_would_have_brought_and_changes_nothing(folder: Path) -> None:
    before = (folder / "data" / "digest.db").read_bytes()
    told = digest("preview", "--keywords", "{any: speech, weight: 3}, {not: loved}", "--size", "1", "--hot", "0").stdout
    assert "2024-08-20  2건 → 1건" in told
    assert "Speech at last (2408.00005)  키워드: speech" in told
    assert "−         Loved by all (2408.00002)" in told
    assert told.splitlines()[-1] == "2일: 새로 1건, 빠짐 3건, 그대로 0건"
    same = digest("preview", "--from", "2024-08-20", "--to", "2024-08-21").stdout
    assert "새로 0건, 빠짐 0건, 그대로 3건" in same
    assert "지금 설정 그대로입니다" in same
    assert (folder / "data" / "digest.db").read_bytes() == before


def test_a_preview_reads_the_keywords_of_another_file(folder: Path) -> None:
    other = folder / "other.yaml"
    other.write_text("digests: [{name: else, size: 3, hot: 0, keywords: [{any: [speech], weight: 2}]}]\n", "utf-8")
    assert "Speech at last" in digest("preview", "--config", str(other)).stdout
    assert digest("preview", "--keywords", "on, no, diffusion").exit_code == 0  # words, as in a configuration
    both = digest("preview", "--config", str(other), "--keywords", "a")
    assert both.exit_code == 2


def test_a_dry_run_of_a_made_day_names_the_preview(folder: Path) -> None:
    result = digest("run", "--date", "2024-08-20", "--dry-run")
    assert "이미 전달한 날이라 고른 글은 그대로입니다" in result.stderr
    assert "digest preview" in result.stderr
    assert "digest preview" not in digest("run", "--date", "2024-08-22", "--dry-run").stderr


def test_everything_that_is_known_of_a_paper_is_shown(folder: Path) -> None:
    told = digest("show", "2408.00001").stdout
    assert told.startswith("Diffusion of ideas\n")
    shown = digest("show", "arxiv:2408.00002").stdout
    for line in (
        "We show.",
        "arXiv: https://arxiv.org/abs/2408.00002",
        "PDF: https://arxiv.org/pdf/2408.00002",
        "Hugging Face: https://huggingface.co/papers/2408.00002",
        "alphaXiv: https://www.alphaxiv.org/abs/2408.00002",
        "실림: 2024-08-20 main – journal:journal 전달됨",
    ):
        assert line in shown, shown
    data = json.loads(digest("show", "2408.00002", "--json").stdout)
    assert {link["name"]: link["url"] for link in data["links"]}["PDF"] == "https://arxiv.org/pdf/2408.00002"
    (held,) = data["digests"]
    assert (held["date"], held["digest"]) == ("2024-08-20", "main")
    assert {"target": "journal:journal", "state": "sent"} in held["deliveries"]
    assert (data["shown"], data["notes"], data["categories"]) == ("2024-08-20", [], [])
    for more in ((), ("--json",)):
        assert "저장소에 없는 논문입니다" in str(digest("show", "2408.77777", *more).exception)
        assert digest("show", "notanid", *more).exit_code == 2


def test_a_title_leads_where_the_reader_wants(folder: Path) -> None:
    assert "(https://arxiv.org/abs/2408.00002)" in (folder / "journal" / "2024-08-20.md").read_text("utf-8")


def test_links_that_wait_are_listed_and_taken_out(folder: Path) -> None:
    digest("add", "2408.00006", "https://example.org/x", "--date", "2024-08-26", "--note", "꼭 보기")
    told = digest("links").stdout.splitlines()
    assert told == [
        " 1. 2024-08-26  Quiet (2408.00006)  메모: 꼭 보기",
        " 2. 2024-08-26  https://example.org/x  메모: 꼭 보기",
    ]
    wrong = digest("links", "rm", "1", "7")
    assert "기다리는 링크가 아닙니다: 7" in str(wrong.exception)
    assert len(digest("links").stdout.splitlines()) == 2
    assert digest("links", "rm", "2").stdout == "뺌: https://example.org/x\n"
    assert digest("links", "rm", "2408.00006").exit_code == 0
    assert digest("links").stdout == "기다리는 링크가 없습니다.\n"


def test_a_number_means_the_same_link_whichever_digest_is_asked_for(folder: Path) -> None:
    config = folder / "config" / "digest.yaml"
    second = "  - {name: second, journal: {folder: other}, publish: []}\n"
    config.write_text(config.read_text("utf-8") + second, "utf-8")
    digest("add", "2408.00006", "--date", "2024-08-22")
    digest("add", "https://example.org/x", "--date", "2024-08-26")
    digest("run", "--date", "2024-08-22", "--digest", "main")
    told = digest("links", "--digest", "main").stdout.splitlines()
    assert told == [" 2. 2024-08-26  https://example.org/x"]
    assert len(digest("links").stdout.splitlines()) == 2  # the other digest has not shown the first one
    assert digest("links", "rm", "2").stdout == "뺌: https://example.org/x\n"


def test_what_was_told_of_a_chosen_paper_is_shown(folder: Path) -> None:
    store = Store.open(f"sqlite:///{folder}/data/digest.db")
    made = store.digests.load(dt.date(2024, 8, 20), "main")
    assert made
    earlier = (Cited(id="2305.18290", paper="2305.18290", title="Direct Preference Optimization"),)
    code = {"code_url": "https://github.com/a/b", "stars": 1204, "earlier": earlier}
    told = [e.model_copy(update={"item": e.item.model_copy(update=code)}) for e in made.entries]
    store.digests.save(made.model_copy(update={"entries": tuple(told)}), SEEN)
    store.close()
    shown = digest("show", "2408.00002").stdout
    assert "코드 ⭐1,204: https://github.com/a/b" in shown
    assert "앞선 논문 2305.18290: https://arxiv.org/abs/2305.18290" in shown


def test_a_shown_link_waits_no_longer(folder: Path) -> None:
    digest("add", "2408.00006", "--date", "2024-08-22")
    digest("run", "--date", "2024-08-22")
    assert digest("links").stdout == "기다리는 링크가 없습니다.\n"


def test_of_several_digests_one_has_to_be_named(folder: Path) -> None:
    config = folder / "config" / "digest.yaml"
    config.write_text(config.read_text("utf-8") + "  - {name: second, journal: null, publish: []}\n", "utf-8")
    for command in (("explain", "2408.00001"), ("preview",)):
        assert "--digest 뒤에 하나를 쓰세요: main, second" in str(digest(*command).exception)
        assert digest(*command, "--digest", "second").exit_code == 0
    assert "설정에 없는 다이제스트입니다: third" in str(digest("preview", "--digest", "third").exception)
