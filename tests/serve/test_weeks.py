"""The job `weekly`: this week once, the one before when it was missed, and never for who did not ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.calendar.weeks import Week
from digest.config.skipping import PAUSE
from digest.serve.schedule_file import Job
from digest.serve.weeks import weeks_due
from house import JOURNAL, MORNING, House, living

WEEKLY = Job(cron="0 18 * * fri", run="weekly")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with living(tmp_path) as found:
        yield found


def due(house: House) -> list[str]:
    return [str(week) for week in house.ask(lambda app: weeks_due(app, ["main"]))]


def test_friday_evening_brings_the_week_to_the_chat_once(house: House) -> None:
    house.at("2024-08-23T07:30", MORNING)
    before = len(house.chat.posts)
    assert house.at("2024-08-23T18:00", WEEKLY) is None
    assert house.at("2024-08-23T18:30", WEEKLY) is None
    posts = house.chat.posts[before:]
    assert len(posts) == 1
    assert "주간 트렌드 2024-W34" in posts[0]
    assert house.runs()[0]["command"] == "weekly"
    assert house.runs()[0]["exit"] == 0


def test_a_week_that_was_missed_is_made_up_for_without_the_chat(house: House) -> None:
    house.at("2024-08-16T07:30", MORNING)
    assert due(house) == ["2024-W33"]
    house.at("2024-08-16T18:00", WEEKLY)
    house.at("2024-08-23T07:30", MORNING)
    assert due(house) == ["2024-W34"]
    house.at("2024-08-30T07:30", MORNING)
    assert due(house) == ["2024-W34", "2024-W35"]
    before = len(house.chat.posts)
    house.at("2024-08-30T18:00", WEEKLY)
    assert len(house.chat.posts) == before + 1
    assert "2024-W35" in house.chat.posts[-1]
    made = house.ask(lambda app: app.store.digests.dates("main:weekly"))
    assert [str(Week.of(date)) for date in made] == ["2024-W33", "2024-W34", "2024-W35"]


def test_a_chat_that_is_down_gets_the_review_when_it_is_back_and_others_jobs_send_none(house: House) -> None:
    house.at("2024-08-23T07:30", MORNING)
    house.chat.refuse = "internal_error"
    house.at("2024-08-23T18:00", WEEKLY)
    before = len(house.chat.posts)
    house.chat.refuse = ""
    house.at("2024-08-23T19:00", JOURNAL)
    assert [post for post in house.chat.posts[before:] if "주간 트렌드 2024-W34" in post]
    house.at("2024-08-23T19:30", JOURNAL)
    assert sum("주간 트렌드 2024-W34:" in post for post in house.chat.posts[before:]) == 1


@pytest.mark.parametrize(
    ("weekly", "named", "rooms"),
    [("false", (), {"TEAM"}), ("true", (), {"MAIN", "TEAM"}), ("false", ("main",), {"MAIN"})],
)
def test_a_job_that_names_no_digest_is_for_those_that_ask(
    house: House, weekly: str, named: tuple[str, ...], rooms: set[str]
) -> None:
    text = house.config.read_text("utf-8").replace("  - name: main", f"  - name: main\n    weekly: {weekly}")
    team = f'{{kind: slack, channel: C0TEAM, base_url: "{house.chat.base}/api/"}}'
    house.config.write_text(f"{text}  - name: team\n    weekly: true\n    publish: [{team}]\n", "utf-8")
    house.at("2024-08-23T18:00", WEEKLY.model_copy(update={"digests": named}))
    made = {
        name.upper()
        for name in ("main", "team")
        if house.ask(lambda app, n=name: app.store.digests.dates(f"{n}:weekly"))
    }
    assert made == rooms
    assert len(house.chat.posts) == len(rooms)


def test_whoever_pauses_gets_no_review(house: House) -> None:
    house.at("2024-08-20T07:30", MORNING)
    house.ask(lambda app: app.store.notes.put(PAUSE, [{"from": "2024-08-21", "until": "2024-08-25"}], house.now))
    before = len(house.chat.posts)
    assert house.at("2024-08-23T18:00", WEEKLY) is None
    assert len(house.chat.posts) == before
    assert house.ask(lambda app: app.store.digests.dates("main:weekly")) == ()
    house.at("2024-08-30T18:00", WEEKLY)
    assert "주간 트렌드 2024-W35" in house.chat.posts[-1]


def test_a_week_off_has_no_review(house: House) -> None:
    house.config.write_text("skip: {dates: [2024-08-19..2024-08-23]}\n" + house.config.read_text("utf-8"), "utf-8")
    assert house.at("2024-08-23T18:00", WEEKLY) is None
    assert house.chat.posts == []


def test_other_jobs_make_no_review(house: House) -> None:
    house.at("2024-08-23T07:30", MORNING)
    house.at("2024-08-23T19:00", JOURNAL)
    assert house.ask(lambda app: app.store.digests.dates("main:weekly")) == ()
