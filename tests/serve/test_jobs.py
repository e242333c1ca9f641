"""What the jobs of `digest serve` do, against a loopback Hugging Face, chat and watchdog."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.app import App
from digest.models import Digest
from digest.publish.kakao.target import KakaoPublisher
from digest.publish.kakao.tokens import token_name
from digest.serve.finished import finished
from digest.serve.health import look
from digest.serve.jobs import alarm, alarm_of_deliveries, days_due
from digest.serve.schedule_file import Job, Schedule
from digest.store import Store
from digest.store.ledger import LedgerRow
from house import COLLECT, JOURNAL, MONDAY, MORNING, House, living


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with living(tmp_path) as found:
        yield found


def test_a_morning_is_made_once_however_often_it_fires(house: House) -> None:
    house.at("2024-08-19T07:30")
    house.at("2024-08-19T07:31")
    assert house.made() == ["19"]
    assert len(house.chat.posts) == 1
    assert house.chat.pings == ["/uuid/start", "/uuid", "/uuid"]


def test_before_the_hour_and_on_a_day_off_nothing_happens(house: House) -> None:
    house.at("2024-08-19T07:00")
    house.at("2024-08-18T09:00")
    assert (house.made(), house.chat.posts, house.services.calls) == ([], [], [])


def test_missed_days_are_made_oldest_first_and_only_the_newest_is_posted(house: House) -> None:
    house.at("2024-08-19T07:30")
    house.at("2024-08-23T10:00")
    assert house.made() == ["19", "20", "21", "22", "23"]
    assert [d["date"][-2:] for d in house.runs()[0]["record"]["digests"]] == ["20", "21", "22", "23"]
    assert len(house.chat.posts) == 2
    assert "Study 22" in house.chat.posts[1]


def test_missed_days_are_posted_too_when_asked(house: House) -> None:
    house.at("2024-08-19T07:30")
    house.at("2024-08-21T10:00", MORNING.model_copy(update={"post_missed": True}))
    assert len(house.chat.posts) == 3


MERGED = MORNING.model_copy(update={"catch_up_post": "merged"})


def without_journal(house: House) -> None:
    text = house.config.read_text("utf-8")
    kept = [line if "journal:" not in line else "    journal: null" for line in text.splitlines()]
    house.config.write_text("\n".join(kept) + "\n", "utf-8")


def stored(house: House, day: int) -> Digest:
    found = house.ask(lambda app: app.store.digests.load(dt.date(2024, 8, day), "main"))
    assert isinstance(found, Digest)
    return found


@pytest.mark.parametrize("journal", [True, False])
def test_missed_mornings_come_with_the_next_message(house: House, tmp_path: Path, journal: bool) -> None:
    for n in (20, 21):
        house.services.paper(f"2024-08-{n}", f"2408.100{n}", f"Best of {n}", f"We show how agents plan {n} trips.", 90)
    if not journal:
        without_journal(house)
    house.at("2024-08-19T07:30", MERGED)
    house.at("2024-08-23T10:00", MERGED)
    assert len(house.chat.posts) == 2
    assert (
        "8월 20일(화)부터 8월 22일(목)까지 3일치를 보내지 못했습니다. 그 5건 가운데 3건을 함께" in house.chat.posts[1]
    )
    assert [title in house.chat.posts[1] for title in ("Study 22", "Best of 20", "Best of 21")] == [True] * 3
    assert "8월 21일(수) 소식" in house.chat.posts[1] or "8월 22일(목) 소식" in house.chat.posts[1]
    assert all(entry.line.text for entry in stored(house, 23).entries)
    if journal:
        page = (tmp_path / "journal" / "2024-08-23.md").read_text("utf-8")
        assert "Best of" not in page, "the journal has it on its own day"
        assert all(entry.line.text for entry in stored(house, 21).entries)
    else:
        assert not any(entry.line.text for entry in stored(house, 21).entries), "lines that nobody would get"
        assert [entry.line.text != "" for day in stored(house, 23).missed for entry in day.best] == [True] * 3
    house.at("2024-08-26T07:30", MERGED)
    assert "보내지 못했습니다" not in house.chat.posts[2]
    assert "Best of" not in house.chat.posts[2]


def test_mornings_that_a_killed_catch_up_had_made_are_told_of_too(house: House) -> None:
    house.at("2024-08-19T07:30", MERGED)
    house.chat.refuse = "channel_not_found"
    house.at("2024-08-21T10:00", MERGED)
    house.chat.refuse = ""
    house.at("2024-08-22T10:00", MERGED)
    assert "8월 20일(화)부터 8월 21일(수)까지 2일치를 보내지 못했습니다" in house.chat.posts[1]


def test_without_a_word_about_it_chats_get_the_newest_alone(house: House) -> None:
    house.at("2024-08-19T07:30")
    house.at("2024-08-22T10:00")
    assert len(house.chat.posts) == 2
    assert "보내지 못했습니다" not in house.chat.posts[1]


def test_a_bug_in_a_job_is_logged_and_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("digest.serve.jobs.collect", broken)
    house.at("2024-08-19T09:05", COLLECT)
    house.at("2024-08-19T12:05", COLLECT)
    assert len(house.chat.posts) == 1
    assert "ZeroDivisionError" in house.chat.posts[0]
    assert house.runs()[0]["record"]["error"] == "ZeroDivisionError"


def test_a_chat_that_refuses_is_tried_again_by_the_journal_job(house: House) -> None:
    house.chat.refuse = "channel_not_found"
    house.at("2024-08-19T07:30")
    assert house.chat.posts == []
    assert not house.ask(lambda app: look(app, Schedule())).healthy
    house.chat.refuse = ""
    house.at("2024-08-19T08:00", JOURNAL)
    house.at("2024-08-19T08:30", JOURNAL)
    assert len(house.chat.posts) == 1
    assert "Study 16" in house.chat.posts[0]
    assert house.ask(lambda app: look(app, Schedule())).problems == ()


def test_a_waiting_section_is_written_once_its_day_exists(house: House, tmp_path: Path) -> None:
    week = tmp_path / "journal" / "week.md"
    week.parent.mkdir()
    week.write_text("# 1주차\n\n## 2024-08-16 금요일\n\n### 회고\n\n생각.\n", "utf-8")
    house.at("2024-08-19T07:30")
    assert [row.detail != "" for row in house.ask(lambda app: look(app, Schedule())).pending] == [True]
    week.write_text(week.read_text("utf-8") + "\n## 2024-08-19 월요일\n\n### 회고\n\n월요일.\n", "utf-8")
    house.at("2024-08-19T09:00", JOURNAL)
    assert "Study 16" in week.read_text("utf-8")
    assert house.ask(lambda app: look(app, Schedule())).pending == ()


def test_collecting_keeps_what_a_source_forgets_and_makes_no_digest(house: House) -> None:
    house.at("2024-08-19T15:05", COLLECT)
    assert (house.made(), house.chat.posts) == ([], [])
    assert house.runs()[0]["command"] == "collect"
    house.services.broken.add("hf")
    house.at("2024-08-20T07:30")
    assert "Study 19" in house.chat.posts[0]


def test_collecting_renews_a_kakao_login_in_its_last_month(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "digest.publish.kakao.tokens.keep_alive", lambda login, _channel: asked.append(token_name(login))
    )
    kakao = KakaoPublisher()
    text = house.config.read_text("utf-8").replace("publish: [", "publish: [{kind: kakao}, ")
    house.config.write_text(text, "utf-8")
    house.at("2024-08-19T15:05", COLLECT)
    assert asked == []  # no key in the environment: nothing to renew with
    plain = house.app
    keys = {"KAKAO_REST_API_KEY": "kakao-rest-key", "KAKAO_CLIENT_SECRET": "kakao-client-secret"}
    monkeypatch.setattr(house, "app", lambda: _with_env(plain(), keys))
    house.at("2024-08-19T18:05", COLLECT)
    assert asked == [token_name(kakao)]


def _with_env(app: App, more: dict[str, str]) -> App:
    from dataclasses import replace

    return replace(app, env={**app.env, **more})


@pytest.mark.parametrize("stage", ["수집", "요약", "전달"])
def test_a_stop_between_two_steps_sends_nothing_and_the_next_start_makes_the_day(
    house: House, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    worker = house.worker
    plain = worker._progress

    def progress() -> Any:
        real = plain()

        def at_stage(name: str, total: int) -> None:
            if name == stage:
                worker.stop(7)
            real.stage(name, total)

        return type(real)(at_stage, real.step)

    monkeypatch.setattr(worker, "_progress", progress)
    worker.work("morning", MORNING)
    worker.work("morning", MORNING)  # nothing begins any more
    assert (house.made(), house.chat.posts) == ([], [])
    assert house.chat.pings == ["/uuid/start"]
    house.restart()
    house.at("2024-08-19T09:00")
    assert house.made() == ["19"]
    assert len(house.chat.posts) == 1


def with_team(house: House) -> None:
    """A second digest, as a person adds it to the configuration."""
    text = house.config.read_text("utf-8")
    folder = house.config.parent / "team"
    team = f"  - {{name: team, journal: {{folder: {folder}}}, publish: []}}\n"
    house.config.write_text(text + team, "utf-8")
    house.restart()


def test_a_digest_that_is_added_later_misses_nothing_before_its_first_day(house: House, tmp_path: Path) -> None:
    house.at("2024-08-19T07:30")
    house.at("2024-08-20T07:30")
    house.at("2024-08-21T07:30")
    counts = house.ask(lambda app: app.store.topics.history(dt.date(2024, 8, 22), 20))
    with_team(house)
    house.at("2024-08-21T09:00")
    assert sorted(file.stem for file in (tmp_path / "team").glob("*.md")) == ["2024-08-21"]
    assert [(d["date"], d["name"]) for d in house.runs()[0]["record"]["digests"]] == [("2024-08-21", "team")]
    assert len(house.chat.posts) == 3
    assert house.ask(lambda app: app.store.topics.history(dt.date(2024, 8, 22), 20)) == counts


def test_a_day_that_only_one_digest_missed_is_made_for_that_one(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with_team(house)
    house.at("2024-08-19T07:30")
    house.at("2024-08-20T07:30", MORNING.model_copy(update={"digests": ("main",)}))
    house.at("2024-08-21T07:30")
    made = [(d["date"][-2:], d["name"]) for d in house.runs()[0]["record"]["digests"]]
    assert made == [("20", "team"), ("21", "main"), ("21", "team")]


def test_what_another_digest_missed_brings_no_late_message(house: House) -> None:
    with_team(house)
    house.at("2024-08-19T07:30")
    house.at("2024-08-21T07:30", MORNING.model_copy(update={"digests": ("main",)}))
    assert house.made() == ["19", "20", "21"]
    house.at("2024-08-21T09:00", MORNING.model_copy(update={"post_missed": True}))
    made = [(d["date"][-2:], d["name"]) for d in house.runs()[0]["record"]["digests"]]
    assert made == [("20", "team"), ("21", "team")]
    assert len(house.chat.posts) == 2


def test_a_stuck_alarm_does_not_make_a_past_day_late_news(house: House) -> None:
    house.at("2024-08-19T07:30")
    date = dt.date(2024, 8, 20)
    row = LedgerRow(date=date, name="alarm-x", target="slack:C0PAPERS", state="sending", changed_at=MONDAY)
    house.ask(lambda app: app.store.ledger.record(row))
    house.at("2024-08-21T07:30")
    assert house.made() == ["19", "20", "21"]
    assert len(house.chat.posts) == 2


@pytest.mark.parametrize("job", [JOURNAL, MORNING])
def test_a_waiting_section_that_cannot_be_written_raises_an_alarm(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, job: Job
) -> None:
    week = tmp_path / "journal" / "week.md"
    week.parent.mkdir()
    week.write_text("# 1주차\n\n## 2024-08-16 금요일\n\n### 회고\n\n생각.\n", "utf-8")
    house.at("2024-08-19T07:30")
    week.write_text(week.read_text("utf-8") + "\n## 2024-08-19 월요일\n\n### 회고\n\n월요일.\n", "utf-8")

    def full(*_args: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("digest.journal.target.JournalTarget._write", full)
    house.at("2024-08-20T07:30", job)
    house.at("2024-08-20T08:00", job)
    told = [post for post in house.chat.posts if "저널에 쓰지 못했습니다" in post]
    assert len(told) == 1
    assert "digest 알림" in told[0]


def test_an_alarm_logs_whether_it_went_out(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    house.ask(lambda app: alarm(app, "x", "무슨 일"))
    house.ask(lambda app: alarm(app, "x", "무슨 일"))
    told = [record.getMessage() for record in caplog.records if record.getMessage().startswith("경보 x →")]
    assert [text.partition(": ")[2] for text in told] == ["전달됨", "오늘 이미 알려 보내지 않음"]


def test_a_fire_with_nothing_to_do_does_not_take_a_failure_back(house: House) -> None:
    house.chat.refuse = "channel_not_found"
    house.at("2024-08-19T07:30")
    house.at("2024-08-19T08:10")
    assert house.chat.pings == ["/uuid/start", "/uuid/fail"]
    house.chat.refuse = ""
    house.at("2024-08-19T08:30", JOURNAL)
    house.at("2024-08-19T08:40")
    assert house.chat.pings[2:] == ["/uuid"]


def test_before_the_hour_no_success_is_told(house: House) -> None:
    house.at("2024-08-19T07:00")
    assert house.chat.pings == []


def test_only_the_digest_of_a_kakao_login_tells_of_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with_team(house)
    text = house.config.read_text("utf-8")
    house.config.write_text(text.replace("publish: []", "publish: [{kind: kakao}]"), "utf-8")
    keys = {"KAKAO_REST_API_KEY": "kakao-rest-key", "KAKAO_CLIENT_SECRET": "kakao-client-secret"}
    plain = house.app
    monkeypatch.setattr(house, "app", lambda: _with_env(plain(), keys))
    house.at("2024-08-19T07:30")
    date = dt.date(2024, 8, 19)
    main, team = (house.ask(lambda app, name=name: app.store.digests.load(date, name)) for name in ("main", "team"))
    assert main.notices == ()
    assert "카카오톡에 로그인하지 않았습니다" in team.notices[0]
    assert "카카오톡" not in house.chat.posts[0]


def with_rooms(house: House, count: int) -> None:
    """As many digests, each with a chat of its own."""
    head = house.config.read_text("utf-8").partition("  - name: main")[0]
    slack = f'kind: slack, base_url: "{house.chat.base}/api/"'
    rooms = [f"  - {{name: d{n}, journal: null, publish: [{{{slack}, channel: C0ROOM{n}}}]}}\n" for n in range(count)]
    house.config.write_text(head + "".join(rooms), "utf-8")


def test_an_outage_of_all_chats_is_one_alarm_with_a_count(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    with_rooms(house, 5)
    house.chat.refuse = "channel_not_found"
    house.at("2024-08-19T07:30")
    tried = [record.getMessage() for record in caplog.records if record.getMessage().startswith("경보 ")]
    assert len(tried) == 5  # one for each chat
    house.chat.refuse = ""
    house.at("2024-08-20T07:30")
    told = house.ask(lambda app: app.store.ledger.rows(name="alarm-deliveries"))
    assert {row.target for row in told} == {f"slack:C0ROOM{n}" for n in range(5)}


def test_an_alarm_of_many_deliveries_names_the_first(house: House) -> None:
    house.ask(lambda app: alarm_of_deliveries(app, "x", [f"slack:C{n}: 실패" for n in range(5)]))
    assert "전달 5건에 문제가 있습니다: slack:C0: 실패 / slack:C1: 실패 / slack:C2: 실패 외 2건" in house.chat.posts[0]


@pytest.mark.parametrize(("job", "exit_code"), [(MORNING, 1), (JOURNAL, 0)])
def test_what_a_killed_run_left_is_told_when_it_cannot_be_sent(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, job: Job, exit_code: int
) -> None:
    def killed(*_args: Any) -> None:
        raise KeyboardInterrupt

    caplog.set_level("INFO")
    with monkeypatch.context() as patch:
        patch.setattr("digest.serve.running.send_day", killed)
        with pytest.raises(KeyboardInterrupt):
            house.at("2024-08-19T07:30")
    house.restart()
    house.chat.refuse = "channel_not_found"
    house.at("2024-08-19T08:00", job)
    assert house.ask(lambda app: app.store.ledger.rows(states=("failed",), name="main"))
    assert house.runs()[0]["exit"] == exit_code
    assert "/uuid" not in house.chat.pings
    assert "경보 deliveries → slack:C0PAPERS: 실패" in caplog.messages


def test_a_day_is_looked_up_once_however_many_digests_there_are(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with_rooms(house, 4)
    house.at("2024-08-19T07:30")
    house.now += dt.timedelta(days=2)
    looked: list[dt.date] = []

    def counted(store: Store, date: dt.date) -> frozenset[str]:
        looked.append(date)
        return finished(store, date)

    monkeypatch.setattr("digest.serve.jobs.finished", counted)
    due = house.ask(lambda app: days_due(app, MORNING, Schedule()))
    everyone = frozenset(f"d{n}" for n in range(4))
    assert due == {dt.date(2024, 8, 20): everyone, dt.date(2024, 8, 21): everyone}
    assert sorted(looked) == sorted(set(looked))
