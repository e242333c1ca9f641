"""Conference deadlines: both shapes, Anywhere on Earth, and only what is near."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from digest.collect.deadlines import AREAS, DeadlinesSource, parse, read_deadline
from digest.errors import SkippableError
from digest.store import Store
from makers import calendar
from source_kit import GOLDEN, check_golden, context_for, golden_inputs

CVPR, FLAT = GOLDEN / "deadlines" / "cvpr.yml", GOLDEN / "deadlines" / "flat.yml"
WINDOW = calendar().window(dt.date(2026, 11, 2), dt.datetime.fromisoformat("2026-11-02T07:30:00+09:00"))


@pytest.mark.parametrize("path", golden_inputs("deadlines"), ids=lambda p: p.stem)
def test_golden_lists(path: Path) -> None:
    found, unclear = parse(path.read_bytes())
    check_golden(path, {"unclear": unclear, "deadlines": [d.model_dump(mode="json") for d in found]})


@pytest.mark.parametrize(
    ("date", "zone", "expected"),
    [
        ("2026-11-14 23:59:59", "AoE", "2026-11-15T20:59:59+09:00"),
        ("2026-11-14 23:59:59", "UTC-12", "2026-11-15T20:59:59+09:00"),
        ("2026-11-14 23:59", "utc+9", "2026-11-14T23:59:00+09:00"),
        ("2026-11-14 23:59:59", "UTC+05:30", "2026-11-14T23:59:59+05:30"),
        ("2026-11-14 23:59:59", "America/New_York", "2026-11-14T23:59:59-05:00"),
        ("2026-11-14 23:59:59", "PST", "2026-11-14T23:59:59-08:00"),
        ("2026-11-14", "AoE", "2026-11-14T23:59:59-12:00"),
        ("2026-11-14T23:59:59Z", "AoE", "2026-11-14T23:59:59+00:00"),
        (dt.date(2026, 11, 14), "AoE", "2026-11-14T23:59:59-12:00"),
        (dt.datetime(2026, 11, 14, 12, tzinfo=dt.UTC), "AoE", "2026-11-14T12:00:00+00:00"),
    ],
)
def test_instants(date: Any, zone: str, expected: str) -> None:
    assert read_deadline(date, zone) == dt.datetime.fromisoformat(expected)


@pytest.mark.parametrize(("date", "zone"), [("soon", "AoE"), ("2026-11-14", "Mars/Olympus"), ("2026-02-30", "AoE")])
def test_what_is_no_instant(date: str, zone: str) -> None:
    assert read_deadline(date, zone) is None


def test_only_what_is_near_and_wanted_from_files(store: Store) -> None:
    source = DeadlinesSource(files=(CVPR, FLAT), types=("abstract", "paper", "camera_ready"))
    found = source.collect(WINDOW, context_for(store))
    assert [(d.title, d.label) for d in found.deadlines] == [("CVPR", "초록 마감"), ("CVPR", "논문 마감")]
    assert found.sightings == ()
    assert found.report.state == "ok"
    odd = source.model_copy(update={"types": ("paper", "notification")}).collect(WINDOW, context_for(store))
    assert (odd.report.state, odd.report.detail) == ("partial", "날짜를 읽을 수 없는 마감 1개를 건너뜀")
    wide = source.model_copy(update={"within_days": 120, "only": ("acl", "ICML")})
    titles = [(d.title, d.label) for d in wide.collect(WINDOW, context_for(store)).deadlines]
    assert titles == [("ICML", "초록 마감"), ("ICML", "논문 마감"), ("ACL", "논문 마감")]


def test_a_deadline_that_is_over_is_not_shown(store: Store) -> None:
    source = DeadlinesSource(files=(CVPR,), types=("paper",))
    last = dt.datetime.fromisoformat("2026-11-15T20:59:59+09:00")
    ends = WINDOW.model_copy(update={"end": last})
    over = WINDOW.model_copy(update={"end": last + dt.timedelta(seconds=1)})
    assert source.collect(ends, context_for(store)).deadlines
    assert source.collect(over, context_for(store)).deadlines == ()


def test_lists_from_the_web_and_one_that_fails(store: Store) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        good = request.url.path.endswith("flat.yml")
        return httpx.Response(200, content=FLAT.read_bytes()) if good else httpx.Response(404)

    urls = ("https://lists.example.org/flat.yml", "https://lists.example.org/gone.yml")
    found = DeadlinesSource(urls=urls, within_days=100).collect(WINDOW, context_for(store, handler))
    assert (found.report.state, found.report.count) == ("partial", 2)
    assert found.report.detail == "gone.yml 없는 주소(404)"
    with pytest.raises(SkippableError, match=r"gone.yml 없는 주소\(404\)"):
        DeadlinesSource(urls=urls[1:]).collect(WINDOW, context_for(store, handler))


def test_nothing_near_is_empty_with_a_reason(store: Store) -> None:
    found = DeadlinesSource(files=(FLAT,), within_days=3).collect(WINDOW, context_for(store))
    assert (found.report.state, found.report.detail) == ("empty", "3일 안의 마감이 없음")


def test_a_missing_file_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(SkippableError, match=r"none.yml 파일을 읽을 수 없음"):
        DeadlinesSource(files=(tmp_path / "none.yml",)).collect(WINDOW, context_for(store))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "학회 목록이 아님"),
        (b"<html><body>404</body></html>", "학회 목록이 아님"),
        (b"- just\n- words\n", "학회 목록이 아님"),
        (b"- {title: [", "깨진 YAML"),
        (b"\xff\xfe\x00", "깨진 YAML"),
        (b"- !!python/object/apply:os.system ['true']\n", "깨진 YAML"),
        (b"a: &a [*a, *b]\n", "깨진 YAML"),
    ],
)
def test_what_is_no_list(body: bytes, reason: str) -> None:
    with pytest.raises(SkippableError, match=reason):
        parse(body)


def test_an_alias_bomb_stays_small() -> None:
    rows = "".join(f"  - &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30))
    body = f"- title: CVPR\n  deadline: &a0 [lol]\n  x:\n{rows}- title: *a29\n"
    assert parse(body.encode()) == ((), 1)


def test_a_list_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"urls:.*files:"):
        DeadlinesSource()


def test_the_conferences_of_a_field_are_read_from_one_place(store: Store) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        known = request.url.path.endswith("/cvpr.yml")
        return httpx.Response(200, content=CVPR.read_bytes()) if known else httpx.Response(404)

    source = DeadlinesSource(areas=("cv", "ml"), base_url="https://lists.example/conferences/")
    found = source.collect(WINDOW, context_for(store, answer))
    assert len(asked) == len({*AREAS["cv"], *AREAS["ml"]})
    assert asked[0] == "/conferences/cvpr.yml"
    assert [d.title for d in found.deadlines] == ["CVPR", "CVPR"]
    assert found.report.state == "partial"
    assert found.report.detail.endswith(f"그 밖에 목록 {len(asked) - 1 - 3}개")
    assert found.report.detail.count(".yml") == 3


def test_a_place_that_is_away_is_asked_once(store: Store) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(503)

    with pytest.raises(SkippableError, match="503"):
        DeadlinesSource(areas=("cv", "nlp", "ml")).collect(WINDOW, context_for(store, answer))
    assert len(set(asked)) == 1


def test_every_list_of_a_field_has_a_lower_case_name() -> None:
    names = [name for area in AREAS.values() for name in area]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9_]+", name) for name in names)
