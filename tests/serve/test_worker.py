"""A job that fails: its next try, its alarm, its record, and what the watchdog hears."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.day.setup import Setup
from digest.errors import FatalError
from digest.publish import fan_out
from house import COLLECT, JOURNAL, MORNING, House, living

HALF_AN_HOUR = dt.timedelta(minutes=30)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with living(tmp_path) as found:
        yield found


def test_an_outage_is_recorded_told_once_a_day_and_made_up_for(house: House) -> None:
    house.at("2024-08-19T07:30")
    house.services.broken.add("hf")
    house.at("2024-08-20T07:30")
    house.at("2024-08-20T07:45")
    assert house.made() == ["19"]
    alarms = house.chat.posts[1:]
    assert len(alarms) == 1
    assert "하나도 만들지 못했습니다" in alarms[0]
    assert house.runs()[0]["exit"] == 1
    assert "하나도 만들지 못했습니다" in house.runs()[0]["record"]["error"]
    assert house.chat.pings[2:] == ["/uuid/start", "/uuid/fail"] * 2
    house.at("2024-08-21T07:30")
    assert len(house.chat.posts) == 3
    house.services.broken.clear()
    house.at("2024-08-22T07:30")
    assert house.made() == ["19", "20", "21", "22"]
    assert house.chat.pings[-1] == "/uuid"


def test_an_outage_of_an_hour_costs_an_hour_and_not_the_day(house: House) -> None:
    house.services.broken.add("hf")
    assert house.at("2024-08-19T07:30") == HALF_AN_HOUR
    assert "Hugging Face" in house.chat.posts[0]
    assert "30분 뒤 다시" in house.chat.posts[0]
    assert "8월 19일 digest 알림: ⚠" in house.chat.posts[0]
    assert house.at("2024-08-19T08:00") == HALF_AN_HOUR
    house.services.broken.clear()
    assert house.at("2024-08-19T08:30") is None
    assert house.made() == ["19"]
    assert ["Study 16" in post for post in house.chat.posts] == [False, True]
    assert house.chat.pings == [*["/uuid/start", "/uuid/fail"] * 2, "/uuid/start", "/uuid"]
    assert house.problems() == ()


def test_the_tries_end_at_midnight_and_at_the_next_hour_of_the_job(house: House) -> None:
    house.services.broken.add("hf")
    assert house.at("2024-08-19T23:29") == HALF_AN_HOUR
    assert house.at("2024-08-19T23:30") is None
    assert house.at("2024-08-20T07:30", MORNING.model_copy(update={"cron": "*/30 * * * *"})) is None
    assert house.at("2024-08-20T07:30", MORNING.model_copy(update={"retry_minutes": 0})) is None
    assert house.at("2024-08-20T07:30", MORNING.model_copy(update={"retry_minutes": 5})) == HALF_AN_HOUR / 6


def test_a_schedule_in_utc_is_tried_again_for_as_long_as_the_digests_day_lasts(house: House) -> None:
    house.zone = "UTC"
    morning = MORNING.model_copy(update={"cron": "30 22 * * sun-thu"})
    house.services.broken.add("hf")
    assert house.at("2024-08-20T08:45", morning) == HALF_AN_HOUR, "09:00 is midnight in UTC"
    house.services.broken.clear()
    assert house.at("2024-08-20T09:15", morning) is None
    assert house.made() == ["20"]
    house.restart()
    house.at("2024-08-22T12:00", morning)
    assert house.made() == ["20", "21", "22"]
    house.at("2024-08-23T00:05", morning)
    assert house.made() == ["20", "21", "22"]


def test_a_late_morning_is_no_failure_of_what_was_made(house: House) -> None:
    """A delivery that failed is the journal job's to try again, not the whole day's."""
    house.chat.refuse = "channel_not_found"
    assert house.at("2024-08-19T07:30") is None
    assert house.made() == ["19"]


def test_the_newest_day_that_could_be_made_is_posted(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.at("2024-08-19T07:30")
    fail_on(monkeypatch, "2024-08-22")
    assert house.at("2024-08-22T07:30") == HALF_AN_HOUR
    assert house.made() == ["19", "20", "21"]
    assert ["Study 20" in post for post in house.chat.posts[1:]] == [True, False]
    assert "만들지 못한 날짜" in house.chat.posts[2]
    made = [d["date"][-2:] for d in house.runs()[0]["record"]["digests"]]
    assert made == ["20", "21"]
    house.at("2024-08-22T08:00")
    assert len(house.chat.posts) == 3
    monkeypatch.undo()
    assert house.at("2024-08-22T08:30") is None
    assert "Study 21" in house.chat.posts[3]
    assert len(house.chat.posts) == 4


def fail_on(monkeypatch: pytest.MonkeyPatch, date: str) -> None:
    from digest.day.pipeline import make_day
    from digest.errors import FatalError

    def day(setup: Any, wanted: dt.date, *rest: Any) -> Any:
        if str(wanted) == date:
            raise FatalError("모든 출처에서 받지 못했습니다")
        return make_day(setup, wanted, *rest)

    monkeypatch.setattr("digest.serve.running.make_day", day)


def test_a_broken_configuration_raises_an_alarm_by_the_last_good_one(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.at("2024-08-18T07:30")  # a Sunday: nothing to do, and the configuration was read
    good = house.config.read_text("utf-8")
    house.config.write_text("digests: [{nane: x}]\n", "utf-8")
    assert house.at("2024-08-19T07:30") == HALF_AN_HOUR
    house.at("2024-08-19T08:00", JOURNAL)
    house.config.unlink()
    house.at("2024-08-19T08:01")
    assert "시작할 수 없음" in caplog.text
    assert len(house.chat.posts) == 1
    assert "nane" in house.chat.posts[0]
    assert house.chat.pings == ["/uuid", "/uuid/fail", "/uuid/fail"]
    house.config.write_text(good, "utf-8")
    assert house.at("2024-08-19T08:31") is None
    assert house.made() == ["19"]


def test_a_store_that_does_not_open_raises_an_alarm_once_a_day(house: House) -> None:
    house.at("2024-08-18T07:30")
    database = house.config.parent / "digest.db"
    for file in house.config.parent.glob("digest.db-*"):
        file.unlink()
    good = database.read_bytes()
    database.write_bytes(b"no database at all" * 400)
    assert house.at("2024-08-19T07:30") == HALF_AN_HOUR
    house.at("2024-08-19T08:00")
    assert len(house.chat.posts) == 1
    assert "store" in house.chat.posts[0]
    assert house.chat.pings == ["/uuid", "/uuid/fail", "/uuid/fail"]
    house.at("2024-08-20T07:30")
    assert len(house.chat.posts) == 2
    database.write_bytes(good)
    assert house.at("2024-08-20T08:00") is None
    assert house.made() == ["20"]


def test_a_store_that_dies_during_the_job_raises_an_alarm(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from digest.day.pipeline import make_day

    def dying(setup: Any, *rest: Any) -> Any:
        with sqlite3.connect(house.config.parent / "digest.db") as connection:
            for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                connection.execute(f"DROP TABLE {table}")
        return make_day(setup, *rest)

    monkeypatch.setattr("digest.serve.running.make_day", dying)
    assert house.at("2024-08-19T07:30") == HALF_AN_HOUR
    assert len(house.chat.posts) == 1
    assert "저장소" in house.chat.posts[0]
    assert house.chat.pings[-1] == "/uuid/fail"


def test_a_secret_that_went_away_is_told_to_the_watchdog(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    plain = house.app
    monkeypatch.setattr(
        house, "app", lambda: replace(app := plain(), env={k: v for k, v in app.env.items() if "SLACK" not in k})
    )
    assert house.at("2024-08-19T07:30") == HALF_AN_HOUR
    assert house.chat.pings == ["/uuid/fail"]
    assert house.made() == []


def test_a_journal_job_that_fails_is_seen_in_the_status_until_one_succeeds(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise PermissionError("x")

    house.at("2024-08-19T07:30")
    monkeypatch.setattr("digest.serve.jobs.flush_pending", broken)
    house.at("2024-08-19T08:00", JOURNAL)
    assert house.problems() == ("마지막 저널 점검이 끝까지 가지 못함: PermissionError",)
    assert house.runs()[0]["command"] == "journal"
    assert "PermissionError" in house.chat.posts[-1]
    monkeypatch.undo()
    house.at("2024-08-19T08:30", JOURNAL)
    assert house.problems() == ()


def test_a_failed_morning_stays_a_problem_whatever_other_jobs_do(house: House) -> None:
    house.at("2024-08-16T07:30")
    house.services.broken.add("hf")
    house.at("2024-08-19T07:30")
    house.services.broken.clear()
    house.at("2024-08-19T09:00", JOURNAL)
    house.at("2024-08-19T09:05", COLLECT)
    assert len(house.problems()) == 1
    assert "Hugging Face" in house.problems()[0]


def test_collecting_in_vain_counts_by_days_and_not_by_runs(house: House) -> None:
    house.services.broken.add("hf")
    for hour in ("00", "03", "06", "09"):
        house.at(f"2024-08-19T{hour}:05", COLLECT)
    assert not any("이어서" in problem for problem in house.problems())
    house.at("2024-08-20T00:05", COLLECT)
    house.at("2024-08-21T00:05", COLLECT)
    assert "Hugging Face: 3일 이어서 실패" in house.problems()
    house.services.broken.clear()
    house.at("2024-08-21T03:05", COLLECT)
    assert house.problems() == ()


def poisoned(monkeypatch: pytest.MonkeyPatch, date: str) -> list[str]:
    """A bug that one day brings to light; gives the days that were tried."""
    from digest.day.pipeline import make_day

    tried: list[str] = []

    def day(setup: Any, wanted: dt.date, *rest: Any) -> Any:
        tried.append(f"{wanted:%d}")
        if str(wanted) == date:
            raise ZeroDivisionError("poison")
        return make_day(setup, wanted, *rest)

    monkeypatch.setattr("digest.serve.running.make_day", day)
    return tried


def test_a_day_with_a_bug_costs_no_other_day_and_is_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    house.at("2024-08-19T07:30")
    tried = poisoned(monkeypatch, "2024-08-20")
    assert house.at("2024-08-21T07:30") == HALF_AN_HOUR
    assert house.made() == ["19", "21"]
    assert house.runs()[0]["exit"] == 1
    assert house.chat.pings[-1] == "/uuid/fail"
    assert "ZeroDivisionError: poison" in caplog.text, "with its trace"
    assert house.at("2024-08-21T08:00") == HALF_AN_HOUR
    house.at("2024-08-21T08:30")
    assert house.at("2024-08-21T09:00") is None
    house.at("2024-08-22T07:30")
    assert tried == ["20", "21", "20", "20", "22"]
    told = house.chat.posts[1:]
    assert ["Study 20" in post for post in told] == [True, False, False, False]
    assert "만들지 못한 날짜가 있습니다: 2024-08-20" in told[1]
    assert "digest run --date 2024-08-20" in told[2]
    assert "Study 21" in told[3]


def test_a_bug_on_the_newest_day_brings_the_day_before(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.at("2024-08-19T07:30")
    poisoned(monkeypatch, "2024-08-21")
    house.at("2024-08-21T07:30")
    assert house.made() == ["19", "20"]
    assert "Study 19" in house.chat.posts[1]


def test_a_store_that_does_not_answer_is_no_fault_of_the_day(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from digest.errors import StoreDown
    from digest.serve.finished import given_up

    def away(*_args: Any) -> Any:
        raise StoreDown("저장소: 대답이 없습니다")

    monkeypatch.setattr("digest.serve.running.make_day", away)
    for hour in ("07:30", "08:00", "08:30", "09:00"):
        assert house.at(f"2024-08-19T{hour}") == HALF_AN_HOUR
    assert not house.ask(lambda app: given_up(app.store, dt.date(2024, 8, 19)))
    monkeypatch.undo()
    assert house.at("2024-08-19T09:30") is None
    assert house.made() == ["19"]


def test_a_made_day_that_is_only_queued_is_tried_again_without_an_alarm(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(date: dt.date, publishers: Any, channel: Any, step: Any = None) -> Any:
        channel.deadline.restart(0)
        return fan_out(date, publishers, channel, step)

    with monkeypatch.context() as patch:
        patch.setattr("digest.day.delivering.fan_out", late)
        assert house.at("2024-08-19T07:30") == dt.timedelta(minutes=30)
    assert house.chat.posts == []
    assert house.runs()[0]["exit"] == 1
    assert house.at("2024-08-19T08:00") is None
    assert ["Study 16" in post for post in house.chat.posts] == [True]


def test_a_store_that_cannot_be_tidied_fails_no_run(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_args: object) -> None:
        raise FatalError("저장소: 쓸 수 없습니다(database is locked)")

    monkeypatch.setattr("digest.serve.runlog.tidy_when_due", locked)
    assert house.at("2024-08-19T07:30") is None
    assert house.chat.pings == ["/uuid/start", "/uuid"]
    assert len(house.chat.posts) == 1


def test_a_job_that_begins_its_time_anew_does_not_outlive_a_stop(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[float] = []

    def stopped(*_args: object) -> tuple[()]:
        house.worker.stop(7)
        return ()

    def second_try(setup: Setup, _date: dt.date) -> tuple[()]:
        left.append(setup.context.deadline.remaining())
        return ()

    monkeypatch.setattr("digest.serve.jobs.flush_pending", stopped)
    monkeypatch.setattr("digest.serve.jobs.retry_failed", second_try)
    house.at("2024-08-19T08:00", JOURNAL)
    assert [seconds <= 7 for seconds in left] == [True]
