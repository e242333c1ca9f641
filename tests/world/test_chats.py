"""Chats through the command line: a day appears once, grows, is taken back, is sent again."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from digest.app import open_app
from digest.clock import clock_from
from digest.publish.kakao.target import KakaoPublisher
from digest.serve.jobs import alarm
from digest.store import Store
from publish.kakao_kit import log_in
from world_kit import SECRETS, Desk

pytestmark = pytest.mark.world
TODAY = "2024-08-23"
NOW = dt.datetime.fromisoformat("2024-08-23T07:30:00+09:00")
LATE_LINK = "https://arxiv.org/abs/2408.10914"


@pytest.fixture
def desk(world: Any, tmp_path: Path) -> Desk:
    """Slack and KakaoTalk, Hugging Face and the inbox: a small and quick morning."""
    emulator = world(now="2024-08-23T07:30:00+09:00", scenario={"slack": {"rate": None}})
    urls = emulator.urls
    publish = (
        f'{{kind: slack, channel: C0PAPERS, base_url: "{urls["slack"]}"}}',
        f'{{kind: kakao, base_url: "{urls["kakao"]}", auth_url: "{urls["kauth"]}"}}',
    )
    found = Desk(tmp_path / "me", emulator, sources=("huggingface", "inbox"), publish=publish, size=4)
    (found.folder / "data").mkdir()
    store = Store.open(f"sqlite:///{found.folder}/data/digest.db")
    log_in(store, KakaoPublisher())
    store.close()
    return found


def slack(desk: Desk) -> list[dict[str, Any]]:
    state = desk.world.state()["slack"]
    assert (state["pings"], state["problems"], state["duplicates"]) == ([], [], [])
    return [m for m in state["channels"].get("C0PAPERS", []) if not m.get("deleted")]


def kakao(desk: Desk) -> list[dict[str, Any]]:
    state = desk.world.state()["kakao"]
    assert state["dead_links"] == []
    return list(state["messages"])


def states(answer: Any) -> dict[str, str]:
    return {d["target"]: d["state"] for g in answer.document["digests"] for d in g["deliveries"]}


def test_a_day_appears_once_in_every_chat(desk: Desk) -> None:
    first = desk.run("run", "--json")
    assert first.code == 0, first.stderr
    assert states(first) == {"journal:journal": "sent", "slack:C0PAPERS": "sent", "kakao:me": "sent"}
    (message,), told = slack(desk), kakao(desk)
    assert "2024년 8월 23일 금요일" in message["plain"]
    desk.world.clock.set("2024-08-23T08:00:00+09:00")
    again = desk.run("run", "--json", now="2024-08-23T08:00:00+09:00")
    assert (again.code, states(again)) == (0, states(first))
    assert again.document["usage"]["calls"] == 0
    (same,) = slack(desk)
    assert (same["ts"], same["edits"]) == (message["ts"], 0)
    assert kakao(desk) == told


def test_a_link_put_aside_later_joins_the_same_slack_message(desk: Desk) -> None:
    desk.run("run")
    (before,), told = [dict(message) for message in slack(desk)], len(kakao(desk))
    added = desk.run("add", LATE_LINK, "--note", "멘토님 추천", "--date", TODAY)
    assert "2024-08-23 다이제스트에 담음" in added.stdout
    answer = desk.run("run", "--json")
    assert answer.code == 0, answer.stderr
    *old, new = answer.document["digests"][0]["entries"]
    assert len(old) == 4
    assert (new["id"], new["reasons"][0]) == ("2408.10914", "추천: 멘토님 추천")
    (after,) = slack(desk)
    assert (after["ts"], after["edits"]) == (before["ts"], 1)
    assert after["plain"].count("멘토님 추천") == 1
    assert "멘토님" not in before["plain"]
    *_, late = kakao(desk)  # KakaoTalk cannot change a message: the new item comes as one more
    assert "멘토님 추천" in late["plain"]
    desk.run("run")
    assert len(kakao(desk)) == told + 1
    assert slack(desk)[0]["edits"] == 1


def test_undo_takes_back_what_can_be_and_says_what_stays(desk: Desk) -> None:
    desk.run("run")
    told = len(kakao(desk))
    undone = desk.run("undo", "--date", TODAY)
    assert slack(desk) == []
    assert undone.code == 1
    assert "kakao:me: 보낸 것을 지울 수 없어 남아 있습니다" in undone.stderr
    assert "데일리 트렌드" not in "".join(p.read_text("utf-8") for p in (desk.folder / "journal").glob("2024-*.md"))
    again = desk.run("run", "--json")
    assert len(slack(desk)) == 1
    assert len(kakao(desk)) == told
    assert states(again)["kakao:me"] == "sent"


def test_resend_is_the_only_way_to_send_twice(desk: Desk) -> None:
    desk.run("run")
    told = len(kakao(desk))
    answer = desk.run("resend", "--date", TODAY, "--target", "kakao")
    assert (answer.code, len(kakao(desk))) == (0, 2 * told)
    assert "kakao:me: 전달됨" in answer.stderr
    assert len(slack(desk)) == 1
    wrong = desk.run("resend", "--date", TODAY, "--target", "slak")
    assert wrong.code == 2
    assert "slack:C0PAPERS" in str(getattr(wrong.error, "hint", ""))


def test_resend_replaces_what_stands_where_the_service_can_delete(desk: Desk) -> None:
    desk.run("run")
    (before,) = slack(desk)
    for _ in range(2):
        assert desk.run("resend", "--date", TODAY, "--target", "slack").code == 0
    (after,) = slack(desk)
    assert after["ts"] != before["ts"]
    assert after["plain"] == before["plain"]
    desk.run("undo", "--date", TODAY)
    assert slack(desk) == []


def test_status_of_a_day_names_every_target_with_its_receipt(desk: Desk) -> None:
    desk.run("run")
    (message,) = slack(desk)
    answer = desk.run("status", "--date", TODAY)
    assert answer.code == 0
    assert f"main → slack:C0PAPERS [main]: 전달됨 channel=C0PAPERS ts={message['ts']}" in answer.stdout
    assert "main → kakao:me: 전달됨" in answer.stdout
    assert "2024-08-23.md" in answer.stdout
    assert "그날 전달한 것이 없습니다" in desk.run("status", "--date", "2024-08-22").stdout


def test_a_harmless_message_to_each_chat(desk: Desk) -> None:
    for target, seen in (("slack", slack), ("kakao", kakao)):
        answer = desk.run("test", target)
        assert answer.code == 0
        (message,) = seen(desk)
        assert "시험 메시지" in message["plain"]


def test_past_days_reach_the_chats_only_when_asked(desk: Desk) -> None:
    days = ("--from", "2024-08-20", "--to", "2024-08-21")
    quiet = desk.run("run", *days, "--json")
    assert quiet.code == 0
    assert (slack(desk), kakao(desk)) == ([], [])
    assert states(quiet)["slack:C0PAPERS"] == "skipped"
    loud = desk.run("run", *days, "--post", "--json")
    assert loud.code == 0, loud.stderr
    assert ["8월 20일" in m["plain"] for m in slack(desk)] == [True, False]
    assert len(slack(desk)) == 2
    assert kakao(desk)


def test_a_dry_run_sends_nothing(desk: Desk) -> None:
    answer = desk.run("run", "--dry-run")
    assert answer.code == 0
    assert "(요약 예정)" in answer.stdout
    assert (slack(desk), kakao(desk), desk.world.entries("openai")) == ([], [], [])


def test_an_alarm_reaches_every_chat_once_a_day(desk: Desk) -> None:
    for _ in range(2):
        with contextlib.chdir(desk.folder):
            app = open_app(clock=clock_from(NOW), environ=SECRETS)
            alarm(app, "digest-FatalError", "모든 출처에서 받지 못했습니다")
            app.close()
    (message,) = slack(desk)
    assert "⚠ 모든 출처에서 받지 못했습니다" in message["plain"]
    assert len(kakao(desk)) == 1


def test_a_report_on_a_day_looks_for_a_lost_message(desk: Desk) -> None:
    desk.world.faults.add(
        {"service": "slack", "path": "chat.postMessage", "after_effect": True, "drop_connection": True}
    )
    desk.world.faults.add({"service": "slack", "path": "auth.test", "status": 503, "times": 2})
    assert desk.run("run").code == 1
    told = desk.run("status", "--date", TODAY)
    assert "slack:C0PAPERS: 전달됨" in told.stdout
    assert len(slack(desk)) == 1
