"""From recorded lists to lines, and back: every number of a line is counted again from the lists themselves."""

from __future__ import annotations

import datetime as dt
import json
import lzma
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conftest import SHARED
from digest.choose.keyword_aliases import ALIASES
from digest.choose.keywords import Keyword, fold
from digest.cli import cli
from digest.models import Digest, Sighting, Trend
from digest.render.phrases import sparkline, trend_lines
from digest.review.moving import history, moving, read_lists
from digest.store import Store
from digest.store.tidy import tidy
from loopback import Services, serving
from makers import sighting

MONDAY = dt.date(2024, 6, 3)


def weekdays(count: int, first: dt.date = MONDAY) -> list[dt.date]:
    found = [first + dt.timedelta(days=n) for n in range(count * 2)]
    return [day for day in found if day.weekday() < 5][:count]


def lists_of(*counts: int, size: int = 12, title: str = "World Models of Kitchens") -> dict[dt.date, list[Sighting]]:
    """Lists with so many papers about one thing and the rest about nothing in particular."""
    return {
        day: [
            sighting(f"{day:%y%m}.{day.day:02}{n:03}", title=title if n < count else f"Study {n}", list_date=day)
            for n in range(size)
        ]
        for day, count in zip(weekdays(len(counts)), counts, strict=True)
    }


RISING = (*[0, 1] * 10, 2, 2, 3, 2, 2)


def test_a_line_names_exactly_what_was_compared() -> None:
    now = moving(read_lists(lists_of(*RISING)), [Keyword(any=("world model",))])
    assert now
    (trend,) = now.trends([])
    assert (trend.topic, trend.state, len(trend.papers)) == ("월드 모델", "rising", 11)
    assert trend_lines((trend,)) == ("흐름: 월드 모델 – 최근 5일 목록의 18.3% (그 전 4주 4.2%), 논문 11편",)
    assert (trend.until, trend.usual, trend.days) == (weekdays(25)[-1], 0.5, 20)


def test_a_new_topic_comes_with_its_first_papers_and_one_that_was_there_is_not_new() -> None:
    lists = lists_of(*[0] * 20, 2, 2, 3, 2, 2, title="Wombat Tuning in Kitchens")
    now = moving(read_lists(lists))
    assert now
    (trend,) = now.trends([])
    assert (trend.state, trend.topic, trend.usual_count) == ("new", "wombat tuning", 0)
    assert trend.first == ("Wombat Tuning in Kitchens",) * 2
    assert "논문 11편, 새로 등장: 「Wombat Tuning in Kitchens」" in trend_lines((trend,))[0]
    earlier = read_lists({dt.date(2024, 3, 4): [sighting("2403.1", title="Wombat Tuning of Old")]})
    back = moving(read_lists(lists), older=lambda: [p for papers in earlier.values() for p in papers])
    assert back
    (trend,) = back.trends([])
    assert (trend.state, trend.seen) == ("returning", dt.date(2024, 3, 4))
    assert trend_lines((trend,))[0].endswith("논문 11편, 다시 등장(마지막 2024-03-04)")


def test_five_digests_after_a_line_are_quiet_about_it() -> None:
    now = moving(read_lists(lists_of(*RISING)))
    assert now
    (trend,) = now.trends([])
    told = Digest(date=MONDAY, name="main", entries=(), trends=(trend,))
    assert now.trends([told]) == ()
    renamed = told.model_copy(update={"trends": (trend.model_copy(update={"topic": "in the reader's words"}),)})
    assert now.trends([renamed]) == ()


def test_too_few_lists_say_nothing() -> None:
    assert moving(read_lists(lists_of(*[3] * 14))) is None
    assert moving({}) is None


def test_a_digest_of_an_earlier_version_keeps_its_line_and_its_hash() -> None:
    old = '{"topic":"확산 모델","state":"rising","count":7,"usual":3.2,"days":10}'
    trend = Trend.model_validate_json(old)
    assert trend_lines((trend,)) == ("흐름: 확산 모델 7건 (하루 평균 3.2건)",)
    assert trend.shown() == json.loads(old)


def test_a_sparkline_has_a_column_a_list() -> None:
    assert sparkline([0, 1, 2, 4, 8]) == "·▁▂▄█"
    assert sparkline([]) == ""


def test_lists_are_read_from_the_store_each_paper_once_and_as_last_seen(any_store: Store) -> None:
    first, second = weekdays(2)
    any_store.sightings.add([sighting("2406.00001", title="As it was", list_date=first)], first)
    later = sighting("2406.00001", title="As it is", list_date=first, upvotes=9, seen_at=LATER)
    any_store.sightings.add([later, sighting("2406.00001", list_date=second), sighting("2406.00002")], second)
    any_store.sightings.add([sighting("2406.00003", list_date=second)], second)
    found = any_store.sightings.lists(second, 9)
    assert {day: [s.title for s in papers] for day, papers in found.items()} == {
        first: ["As it is"],
        second: ["Paper 2406.00003 about theorem proving"],
    }
    assert list(any_store.sightings.lists(second, 1)) == [second]
    assert any_store.sightings.lists(first - dt.timedelta(days=1), 9) == {}


LATER = dt.datetime(2024, 9, 1, tzinfo=dt.UTC)


def test_the_weekly_tidying_keeps_lists_for_a_year_and_no_part_of_a_list_is_taken_for_it(any_store: Store) -> None:
    (day,) = weekdays(1)
    for votes in range(3):
        any_store.sightings.add([sighting("2406.00001", upvotes=votes, list_date=day)], day)
    any_store.sightings.add([sighting("2406.00002", list_date=day), sighting("2406.00009", source="arxiv")], day)
    near = dt.datetime.combine(day, dt.time(), dt.UTC) + dt.timedelta(days=300)
    assert tidy(any_store.engine, near) == 3
    assert [len(papers) for papers in any_store.sightings.lists(day, 9).values()] == [2]
    assert tidy(any_store.engine, near) == 0
    tidy(any_store.engine, near + dt.timedelta(days=70))
    assert any_store.sightings.lists(day, 9) == {}


CONFIG = """\
store: sqlite:///{folder}/digest.db
sources: [{{kind: huggingface, base_url: "{hf}"}}]
digests:
  - name: main
    keywords: [diffusion]
    publish: [{{kind: file, path: "{folder}/out.md"}}]
"""


def bench(count: int, last: dt.date) -> dict[dt.date, list[dict[str, Any]]]:
    """The last recorded lists up to a date, as they were read on the day."""
    lists: dict[dt.date, list[dict[str, Any]]] = defaultdict(list)
    with lzma.open(SHARED / "data/bench/hf_days.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            paper = json.loads(line)
            if dt.date.fromisoformat(paper["date"]) <= last:
                lists[dt.date.fromisoformat(paper["date"])].append(paper)
    return {day: lists[day] for day in sorted(lists)[-count:]}


def naive_count(papers: list[dict[str, Any]], topic: str) -> int:
    """Papers that hold a topic in title or abstract, looked for in another way than the program's."""
    group = next((group for group in ALIASES if topic in group), (topic,))
    forms = {"".join(fold(term)) for term in group}
    return sum(any(_stands_in(form, fold(f"{p['title']} . {p['abstract']}")) for form in forms) for p in papers)


def _stands_in(form: str, words: list[str]) -> bool:
    if len(form) < 5:
        return form in words
    joined = "|".join(words)
    return bool(re.search(r"(?:^|\|)" + r"\|?".join(map(re.escape, form)) + r"(?:\||$)", joined))


@pytest.mark.shared
@pytest.mark.parametrize("first", [80, pytest.param(60, marks=pytest.mark.soak)])
def test_every_line_of_ninety_days_is_counted_again_from_the_raw_lists(tmp_path: Path, first: int) -> None:
    lists = bench(90, dt.date(2025, 3, 14))
    days = sorted(lists)
    config = tmp_path / "digest.yaml"
    with serving() as services:
        config.write_text(CONFIG.format(folder=tmp_path, hf=services.base), "utf-8")
        _remember(tmp_path, days[:first], lists)
        for day in days[first:]:
            _serve(services, day, lists[day])
        for day in days[first + 1 :]:
            now = f"{day}T07:30:00+09:00"
            done = CliRunner().invoke(cli, ["--config", str(config), "--now", now, "run", "--date", str(day)], obj={})
            assert done.exit_code == 0, done.output
        told = _digests(tmp_path)
    trends = [(digest, trend) for digest in told for trend in digest.trends]
    assert 3 <= len(trends) <= 2 * len(told)
    raw = {day: [dict(paper, key=f"arxiv:{paper['arxiv_id']}") for paper in lists[day]] for day in days}
    for digest, trend in trends:
        assert trend.until
        assert trend.until < digest.date
        known = [day for day in days if day <= trend.until]
        recent, usual = known[-trend.lists :], known[-trend.lists - trend.days : -trend.lists]
        topic = "확산 모델" if trend.topic == "diffusion" else trend.topic
        papers = [paper for day in recent for paper in raw[day]]
        before = [paper for day in usual for paper in raw[day]]
        assert (naive_count(papers, topic), len(papers)) == (trend.count, trend.size), trend.topic
        assert (naive_count(before, topic), len(before)) == (trend.usual_count, trend.usual_size), trend.topic
        assert set(trend.papers) <= {paper["key"] for paper in papers}
        assert f"{100 * trend.count / trend.size:.1f}%" in trend_lines((trend,))[0]
    for digest in told:
        before = [other for other in told if other.date < digest.date][-5:]
        quiet = {trend.topic for other in before for trend in other.trends}
        assert not quiet & {trend.topic for trend in digest.trends}
    _command_agrees(config, told, days[-1])


def _serve(services: Services, day: dt.date, papers: list[dict[str, Any]]) -> None:
    for paper in papers:
        services.paper(str(day), paper["arxiv_id"], paper["title"], paper["abstract"], paper["upvotes"])


def _remember(folder: Path, days: list[dt.date], lists: dict[dt.date, list[dict[str, Any]]]) -> None:
    store = Store.open(f"sqlite:///{folder}/digest.db")
    for day in days:
        seen = [
            sighting(p["arxiv_id"], title=" ".join(p["title"].split()), abstract=p["abstract"], list_date=day)
            for p in lists[day]
        ]
        store.sightings.add(seen, day)
    store.close()


def _digests(folder: Path) -> list[Digest]:
    store = Store.open(f"sqlite:///{folder}/digest.db")
    found = [digest for date in store.digests.dates("main") if (digest := store.digests.load(date, "main"))]
    store.close()
    return found


def _command_agrees(config: Path, told: list[Digest], last: dt.date) -> None:
    """`digest trends` shows each claim, and the same numbers when it counts again."""
    given = ["--config", str(config), "--now", f"{last}T08:00:00+09:00", "trends", "--since", str(told[0].date)]
    shown = CliRunner().invoke(cli, given, obj={})
    assert shown.exit_code == 0, shown.output
    assert "다시 세면" not in shown.output
    lines = [f"{d.date} main: {t.topic} {t.count}/{t.size}편" for d in told for t in d.trends]
    assert all(line in shown.output for line in lines)
    found = json.loads(CliRunner().invoke(cli, [*given, "--json"], obj={}).stdout)
    claims = [claim for topic in found["topics"] for claim in topic["claims"]]
    assert len(claims) == len(lines)
    assert all(claim["holds"] for claim in claims)
    topic = told and next(t.topic for d in told for t in d.trends)
    papers = CliRunner().invoke(cli, [*given, "--topic", topic], obj={}).output
    keys = next(t.papers for d in told for t in d.trends)
    assert all(key.removeprefix("arxiv:") in papers for key in keys)


def test_the_history_of_any_topic_can_be_asked_for() -> None:
    told = history("kitchens", read_lists(lists_of(*RISING)))
    assert [len(day.papers) for day in told.days][-5:] == [2, 2, 3, 2, 2]
    compared = told.compare()
    assert compared
    assert compared.numbers == (11, 60, 10, 240)
