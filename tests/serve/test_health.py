"""When `digest status` says that something is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.app import App, open_app
from digest.models import Digest, review_name
from digest.serve.finished import finish
from digest.serve.health import broken_deliveries, look, source_health
from digest.serve.schedule_file import Job, Schedule
from digest.store.ledger import LedgerRow

SCHEDULE = Schedule()


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = dt.datetime.fromisoformat("2024-08-20T07:30:00+09:00")

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.chdir(tmp_path)
    opened = open_app(clock=clock, environ={})
    yield opened
    opened.close()


def make(app: App, day: int, done: bool = True) -> None:
    date = dt.date(2024, 8, day)
    app.store.digests.save(Digest(date=date, name="main", entries=()), app.clock())
    if done:
        finish(app.store, date, ["main"], app.clock())


def problems(app: App, clock: Clock, now: str) -> tuple[str, ...]:
    clock.now = dt.datetime.fromisoformat(now + ":00+09:00")
    return look(app, SCHEDULE).problems


def row(day: int, state: Any, target: str = "slack:C0", **more: Any) -> LedgerRow:
    now = dt.datetime(2024, 8, day, tzinfo=dt.UTC)
    return LedgerRow(date=dt.date(2024, 8, day), name="main", target=target, state=state, changed_at=now, **more)


def test_a_new_install_is_healthy_at_any_hour(app: App, clock: Clock) -> None:
    for now in ("2024-08-20T07:30", "2024-08-20T23:00", "2024-08-25T12:00"):
        assert problems(app, clock, now) == ()


def test_a_digest_may_be_three_hours_late_and_no_more(app: App, clock: Clock) -> None:
    make(app, 19)
    assert problems(app, clock, "2024-08-20T10:29") == ()
    assert problems(app, clock, "2024-08-20T10:30") == ("2024-08-20 다이제스트가 만들어지지 않음: main",)
    make(app, 20, done=False)  # stored, and killed before it went out
    assert len(problems(app, clock, "2024-08-20T10:31")) == 1
    make(app, 20)
    assert problems(app, clock, "2024-08-20T10:31") == ()


def test_the_hour_of_a_schedule_in_utc_is_one_of_the_digests_day(app: App, clock: Clock) -> None:
    schedule = Schedule(timezone="UTC", jobs={"morning": Job(cron="30 22 * * sun-thu", run="digest")})
    make(app, 19)
    for now, late in (("10:29", False), ("10:30", True), ("23:30", True)):
        clock.now = dt.datetime.fromisoformat(f"2024-08-20T{now}:00+09:00")
        assert bool(look(app, schedule).problems) is late


def test_on_days_off_the_last_digest_day_counts(app: App, clock: Clock) -> None:
    make(app, 22)
    assert len(problems(app, clock, "2024-08-24T12:00")) == 1
    make(app, 23)
    assert problems(app, clock, "2024-08-24T12:00") == ()
    assert problems(app, clock, "2024-08-26T08:00") == ()


def test_a_source_that_failed_three_times_in_a_row_is_a_problem(app: App) -> None:
    def runs(*states: str) -> list[dict[str, Any]]:
        """Newest first, a day each."""
        return [
            {
                "started_at": dt.datetime(2024, 8, 20 - n, tzinfo=dt.UTC),
                "record": {"digests": [{"reports": [{"source": "x", "state": state}]}]},
            }
            for n, state in enumerate(states)
        ]

    assert source_health(runs("failed", "failed", "ok", "failed"), app.zone)[0].failing_for == 2
    (found,) = source_health(runs("failed", "failed", "failed", "ok"), app.zone)
    assert (found.failing_for, found.states) == (3, {"failed": 3, "ok": 1})


@pytest.mark.parametrize(("state", "bad"), [("unknown", True), ("failed", True), ("sending", True), ("sent", False)])
def test_only_the_newest_delivery_of_a_target_counts(state: Any, bad: bool) -> None:
    wanted = {("main", "slack:C0")}
    assert bool(broken_deliveries([row(19, "sent"), row(20, state)], wanted)) is bad
    assert broken_deliveries([row(19, state), row(20, "sent")], wanted) == []


def test_a_target_that_is_no_longer_configured_is_nobodys_problem(app: App, clock: Clock) -> None:
    app.store.ledger.record(row(20, "failed", "slack:C0OLD", detail="channel_not_found"))
    app.store.ledger.record(row(20, "failed", "journal:journal", detail="읽기 전용"))
    assert problems(app, clock, "2024-08-20T08:00") == ("2024-08-20 journal:journal: 읽기 전용",)
    review = row(20, "failed", "console", detail="review").model_copy(update={"name": review_name("main")})
    app.store.ledger.record(review)
    assert "2024-08-20 console: review" in problems(app, clock, "2024-08-20T08:00"), "its reviews count as well"


def test_the_last_run_is_named_however_long_ago(app: App, clock: Clock) -> None:
    assert look(app, SCHEDULE).idle_days is None
    app.store.runs.start("a", "journal", clock.now)
    app.store.runs.finish("a", 0, {"digests": []}, clock.now)
    clock.now += dt.timedelta(days=200)
    found = look(app, SCHEDULE)
    assert (found.idle_days, [run["id"] for run in found.runs]) == (200, ["a"])


def test_an_unknown_delivery_is_a_problem_with_its_words(app: App, clock: Clock) -> None:
    app.store.ledger.record(row(20, "unknown", "console", detail="도착했는지 알 수 없음"))
    assert problems(app, clock, "2024-08-20T08:00") == ("2024-08-20 console: 도착했는지 알 수 없음",)


def test_a_run_that_ended_with_an_error_is_a_problem_until_the_next(app: App, clock: Clock) -> None:
    app.store.runs.start("a", "serve", clock.now)
    app.store.runs.finish("a", 1, {"digests": [], "error": "모든 출처에서 받지 못했습니다"}, clock.now)
    assert problems(app, clock, "2024-08-20T08:00") == (
        "마지막 실행이 끝까지 가지 못함: 모든 출처에서 받지 못했습니다",
    )
    app.store.runs.start("b", "serve", clock.now)
    app.store.runs.finish("b", 0, {"digests": []}, clock.now)
    assert problems(app, clock, "2024-08-20T08:01") == ()


@pytest.mark.slow
def test_three_weeks_of_collecting_do_not_push_the_digests_out_of_sight(app: App, clock: Clock) -> None:
    begun = clock.now
    for number, state in enumerate(["failed"] * 3):
        record = {"digests": [{"date": "x", "name": "main", "usage": {"prompt_tokens": 1, "completion_tokens": 1}}]}
        record["digests"][0]["reports"] = [{"source": "x", "state": state, "detail": ""}]  # type: ignore[assignment]
        day = begun - dt.timedelta(days=number)
        app.store.runs.start(f"d{number}", "serve", day)
        app.store.runs.finish(f"d{number}", 1, record, day)
    for number in range(300):
        app.store.runs.start(f"c{number}", "collect", begun + dt.timedelta(minutes=number))
        app.store.runs.finish(f"c{number}", 0, {"digests": []}, begun)
    clock.now = begun + dt.timedelta(minutes=301)
    assert look(app, SCHEDULE).problems == ("X: 3일 이어서 실패",)


def test_a_model_that_fails_for_days_is_a_problem_with_its_reason(app: App, clock: Clock) -> None:
    begun = clock.now
    for number, problem in enumerate(["열쇠가 틀렸습니다(401)", "열쇠가 틀렸습니다(401)", "서버 오류(503)", ""]):
        usage = {"prompt_tokens": 1, "completion_tokens": 1}
        made = {"date": "x", "name": "main", "usage": usage, "reports": [], "problem": problem}
        day = begun - dt.timedelta(days=number)
        app.store.runs.start(f"d{number}", "serve", day)
        app.store.runs.finish(f"d{number}", 1, {"digests": [made]}, day)
    clock.now = begun + dt.timedelta(hours=1)
    assert look(app, SCHEDULE).problems == ("요약 모델: 3일 이어서 실패 – 열쇠가 틀렸습니다(401)",)
    assert look(app, SCHEDULE).runs[0]["trouble"] == ["요약 모델: 열쇠가 틀렸습니다(401)"]
