"""Slack against the emulator: once, literally, found again, updated, taken back (docs/services.md: Slack)."""

from __future__ import annotations

import random
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from digest.clock import Deadline
from digest.errors import Ambiguous, Undelivered
from digest.models import Digest
from digest.publish.base import Channel
from digest.publish.delivery import deliver
from digest.publish.slack.target import SlackPublisher
from digest.render.chart import can_draw, korean_font
from digest.render.clean import visible
from digest.store import Store
from publish_channels import channel
from sample_digests import digest, empty, entry, hostile, usual, weekly

pytestmark = pytest.mark.world
ENV = {"SLACK_BOT_TOKEN": "xoxb-test"}
UNPACED = {"slack": {"rate": None}}


@pytest.fixture(scope="module")
def workspace(world_of: Any) -> Iterator[Any]:
    """One emulator for all tests here; starting one takes longer than a test."""
    with world_of(now="2024-08-19T07:30:00+09:00", scenario=UNPACED) as started:
        yield started


@pytest.fixture
def slack(workspace: Any) -> Any:
    """The emulated workspace as new, at half past seven and without its rate limit."""
    workspace.reset()
    return workspace


@pytest.fixture
def at(store: Store) -> Channel:
    return channel(store, ENV)


def publisher(slack: Any, name: str = "C0PAPERS", **options: Any) -> SlackPublisher:
    return SlackPublisher(channel=name, base_url=slack.urls["slack"], **options)


def messages(slack: Any, name: str = "C0PAPERS") -> list[dict[str, Any]]:
    return list(slack.state()["slack"]["channels"].get(name, []))


def nothing_wrong(slack: Any) -> None:
    state = slack.state()["slack"]
    assert (state["pings"], state["problems"], state["duplicates"]) == ([], [], [])
    assert [note for request in slack.entries("slack") for note in request["notes"]] == []


def long(count: int, **options: Any) -> Digest:
    return digest(*(entry(f"제목 {n}", key=f"arxiv:2408.{n:05d}", **options) for n in range(count)))


def test_a_day_appears_once(slack: Any, at: Channel) -> None:
    for _ in range(3):
        assert deliver(usual(), publisher(slack), at).state == "sent"
    (message,) = messages(slack)
    assert message["edits"] == 0
    assert "LongVILA" in message["plain"]
    nothing_wrong(slack)


def test_a_changed_day_updates_the_same_message(slack: Any, at: Channel) -> None:
    first = deliver(usual(), publisher(slack), at)
    more = usual().model_copy(
        update={"entries": (*usual().entries, entry("A Late Paper", key="arxiv:2408.1", late=True))}
    )
    second = deliver(more, publisher(slack), at)
    (message,) = messages(slack)
    assert first.receipt == second.receipt == {"channel": "C0PAPERS", "ts": message["ts"]}
    assert message["edits"] == 1
    assert "A Late Paper" in message["plain"]
    assert message["metadata"]["event_payload"] == {"key": "2024-08-19/main", "part": "main"}
    nothing_wrong(slack)


def test_a_long_day_goes_on_in_its_thread_and_grows_there(slack: Any, at: Channel) -> None:
    assert deliver(long(30), publisher(slack), at).state == "sent"
    assert deliver(long(50), publisher(slack), at).state == "sent"
    main, *replies = messages(slack)
    assert [reply["thread_ts"] for reply in replies] == [main["ts"]] * len(replies)
    assert len(replies) == 2
    everything = "\n".join(message["plain"] for message in messages(slack))
    assert all(f"{n + 1}. 제목 {n}" in everything for n in range(50))
    nothing_wrong(slack)


def test_hostile_titles_arrive_literally(slack: Any, at: Channel) -> None:
    assert deliver(hostile(), publisher(slack), at).state == "sent"
    assert deliver(hostile(), publisher(slack, "C0SECOND", thread=True), at).state == "sent"
    for name in ("C0PAPERS", "C0SECOND"):
        everything = "\n".join(message["plain"] for message in messages(slack, name))
        for one in hostile().entries:
            assert visible(one.item.title) in everything
            assert visible(one.line.text) in everything
    nothing_wrong(slack)


def test_two_hundred_random_strings_arrive_literally(slack: Any, at: Channel) -> None:
    drawn = random.Random(20240819)
    pool = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000 and code % 7 == 0] + list(
        "<>&|*_~`:@#! "
    ) * 800
    strings = ["".join(drawn.choice(pool) for _ in range(drawn.randint(1, 120))) for _ in range(200)]
    for start in range(0, 200, 25):
        name = f"random-{start}"
        day = digest(*(entry(text, text=text, reasons=(text,)) for text in strings[start : start + 25]), name=name)
        assert deliver(day, publisher(slack), at).state == "sent"
    everything = "\n".join(message["plain"] for message in messages(slack))
    lost = [text for text in strings if visible(text) and visible(text) not in everything]
    assert lost == []
    assert not any(unicodedata.category(character) == "Cc" for character in everything if character != "\n")
    nothing_wrong(slack)


def test_an_empty_day_says_why(slack: Any, at: Channel) -> None:
    deliver(empty(), publisher(slack), at)
    assert "주말이라" in messages(slack)[0]["plain"]
    nothing_wrong(slack)


@pytest.mark.parametrize("name", ["C0PAPERS", "#papers"])
def test_a_lost_answer_is_found_instead_of_posted_again(slack: Any, at: Channel, name: str) -> None:
    slack.faults.add({"service": "slack", "path": "chat.postMessage", "after_effect": True, "drop_connection": True})
    first = deliver(usual(), publisher(slack, name), at)
    (message,) = messages(slack)
    assert first.state == "sent"
    assert first.receipt == {"channel": "C0PAPERS", "ts": message["ts"]}
    assert deliver(usual(), publisher(slack, name), at).act == "unchanged"
    assert len(messages(slack)) == 1
    nothing_wrong(slack)


def test_a_lost_answer_in_the_thread_is_found_too(slack: Any, at: Channel) -> None:
    drop = {"service": "slack", "path": "chat.postMessage", "after": 1, "after_effect": True, "drop_connection": True}
    slack.faults.add(drop)
    assert deliver(long(60), publisher(slack), at).state == "sent"
    assert deliver(long(60), publisher(slack), at).act == "unchanged"
    assert len(messages(slack)) == 3
    nothing_wrong(slack)


def test_a_connection_dropped_before_anything_happened_is_looked_up_then_posted(slack: Any, at: Channel) -> None:
    slack.faults.add({"service": "slack", "path": "chat.postMessage", "status": 500, "drop_connection": True})
    assert deliver(usual(), publisher(slack), at).state == "unknown"
    assert deliver(usual(), publisher(slack), at).state == "sent"
    assert len(messages(slack)) == 1


@pytest.mark.parametrize(
    "fault",
    [{"preset": "html_503"}, {"preset": "html_200"}, {"preset": "empty_200"}, {"preset": "bad_json"}, {"truncate": 30}],
)
def test_answers_that_say_nothing_end_in_one_message(slack: Any, at: Channel, fault: dict[str, Any]) -> None:
    slack.faults.add({"service": "slack", "path": "chat.postMessage", "after_effect": True} | fault)
    assert deliver(usual(), publisher(slack), at).state == "sent"
    assert deliver(usual(), publisher(slack), at).state == "sent"
    assert len(messages(slack)) == 1


def test_what_nobody_could_look_for_at_once_is_found_by_the_next_run(slack: Any, at: Channel) -> None:
    slack.faults.add({"service": "slack", "path": "chat.postMessage", "after_effect": True, "drop_connection": True})
    slack.faults.add({"service": "slack", "path": "auth.test", "status": 503, "times": 1})
    assert deliver(usual(), publisher(slack), at).state == "unknown"
    assert deliver(usual(), publisher(slack), at).state == "sent"
    assert len(messages(slack)) == 1


def test_a_storm_of_limits_is_waited_out_or_left_for_the_next_run(slack: Any, at: Channel) -> None:
    limited = {
        "service": "slack",
        "path": "chat.postMessage",
        "status": 429,
        "headers": {"Retry-After": "2"},
        "body": "",
    }
    slack.faults.add(limited | {"times": 3})
    assert deliver(usual(), publisher(slack), at).state == "sent"
    slack.faults.add(limited | {"times": -1})
    outcome = deliver(usual(), publisher(slack, "C0SECOND"), at)
    assert outcome.state == "failed"
    assert "ratelimited" in outcome.detail
    slack.faults.clear()
    assert deliver(usual(), publisher(slack, "C0SECOND"), at).state == "sent"
    nothing_wrong(slack)


@pytest.mark.parametrize("code", ["invalid_blocks", "msg_blocks_too_long"])
def test_refused_blocks_arrive_as_plain_text(slack: Any, at: Channel, code: str) -> None:
    refused = {"service": "slack", "path": "chat.", "body": {"ok": False, "error": code}}
    slack.faults.add(refused)
    assert deliver(hostile(), publisher(slack), at).state == "sent"
    slack.faults.add(refused)
    assert deliver(hostile().model_copy(update={"notices": ("하나 더",)}), publisher(slack), at).state == "sent"
    (message,) = messages(slack)
    assert (message["edits"], message["blocks"]) == (1, [])
    arrived = message["plain"].replace("\u200b", "").replace("¦", "|")
    assert all(visible(one.line.text) in arrived for one in hostile().entries)
    assert all(visible(one.item.title) in arrived for one in hostile().entries)
    assert "하나 더" in arrived
    nothing_wrong(slack)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("C0NOTIN", "/invite @digest"),
        ("C0ARCHIV", "is_archived"),
        ("C0NOWHERE", "channel_not_found"),
        ("#nowhere", "채널 ID"),
    ],
)
def test_refusals_say_what_to_do(slack: Any, at: Channel, name: str, told: str) -> None:
    outcome = deliver(usual(), publisher(slack, name), at)
    assert outcome.state == "failed"
    assert told in outcome.detail


def test_an_edit_that_is_refused_keeps_the_old_message(slack: Any, at: Channel) -> None:
    deliver(usual(), publisher(slack), at)
    slack.configure({"slack": {"edit_window_closed": True}})
    outcome = deliver(long(3), publisher(slack), at)
    assert outcome.state == "sent"
    assert "edit_window_closed" in outcome.detail
    assert len(messages(slack)) == 1


def test_a_message_that_a_person_deleted_is_not_posted_again(slack: Any, at: Channel) -> None:
    first = deliver(usual(), publisher(slack), at)
    assert publisher(slack).retract("main", first.receipt, at)
    assert publisher(slack).retract("main", first.receipt, at)
    outcome = deliver(long(3), publisher(slack), at)
    assert "message_not_found" in outcome.detail
    assert messages(slack) == []


def test_find_reads_all_pages_and_takes_nobody_elses_message(slack: Any, at: Channel) -> None:
    scopes = ["chat:write", "channels:history"]
    bots = {
        name: {"bot_id": f"B0{name}", "user_id": f"U0{name}", "scopes": scopes} for name in ("xoxb-test", "xoxb-other")
    }
    slack.configure({"slack": {"history_limit": 15, "tokens": bots}})
    ours = publisher(slack)
    (part,) = ours.parts(usual())
    assert ours.find(usual(), part, at, {}) is None
    receipt = ours.send(usual(), part, at, {})
    ours.send(usual(), part, channel(at.store, {"SLACK_BOT_TOKEN": "xoxb-other"}), {})
    for n in range(40):
        other = digest(entry(), name=f"other-{n}")
        ours.send(other, ours.parts(other)[0], at, {})
    successor = publisher(slack)
    assert successor.rest_s(at) == 0.0
    assert successor.find(usual(), part, at, {}) == receipt
    assert successor.rest_s(at) > 0.0, "whoever posted it may have died a moment ago"


def test_find_that_cannot_read_the_history_does_not_say_no(slack: Any, at: Channel) -> None:
    slack.configure(
        {"slack": {"tokens": {"xoxb-test": {"bot_id": "B0DIGEST", "user_id": "U0DIGEST", "scopes": ["chat:write"]}}}}
    )
    ours = publisher(slack)
    with pytest.raises(Undelivered, match="channels:history"):
        ours.find(usual(), ours.parts(usual())[0], at, {})
    assert "channels:history" in ours.test(at)


def standing(seconds: float) -> Deadline:
    """So much time is left however long a busy machine takes to come to the request."""
    return Deadline(seconds, monotonic=lambda: 0.0)


def test_a_time_out_is_ambiguous(slack: Any, store: Store) -> None:
    slack.faults.add({"service": "slack", "path": "chat.postMessage", "after_effect": True, "delay_s": 3})
    ours = publisher(slack)
    with pytest.raises(Ambiguous):
        ours.send(usual(), ours.parts(usual())[0], replace(channel(store, ENV), deadline=standing(1.9)), {})
    assert len(messages(slack)) == 1


def test_an_answer_that_drips_does_not_outlast_the_run(slack: Any, store: Store) -> None:
    slack.faults.add({"service": "slack", "path": "chat.postMessage", "drip": {"bytes": 5, "every_s": 2}})
    ours, began = publisher(slack), time.monotonic()
    with pytest.raises(Ambiguous):
        ours.send(usual(), ours.parts(usual())[0], replace(channel(store, ENV), deadline=standing(2.5)), {})
    assert time.monotonic() - began < 30


def test_the_test_message(slack: Any, at: Channel) -> None:
    told = publisher(slack).test(at)
    assert "C0PAPERS" in told
    assert "다만" not in told
    assert "시험" in messages(slack)[0]["plain"]
    nothing_wrong(slack)


REFUSED = {"service": "slack", "path": "chat.postMessage", "status": 200, "times": 1}


def refuse_the_chart(slack: Any) -> None:
    slack.faults.add(REFUSED | {"body": '{"ok": false, "error": "invalid_blocks", "errors": ["no charts here"]}'})


def test_a_review_shows_its_chart_and_passes_every_check(slack: Any, at: Channel) -> None:
    told = deliver(weekly(), publisher(slack), at)
    assert told.state == "sent"
    (message,) = messages(slack)
    assert [block["type"] for block in message["blocks"]].count("data_visualization") == 1
    assert "4.7%" in str(message["blocks"])
    assert deliver(weekly(), publisher(slack), at).act == "unchanged"
    assert len(messages(slack)) == 1
    nothing_wrong(slack)


def test_a_workspace_without_charts_gets_the_same_numbers_and_a_picture_in_the_thread(slack: Any, at: Channel) -> None:
    refuse_the_chart(slack)
    assert deliver(weekly(), publisher(slack), at).state == "sent"
    first, *thread = messages(slack)
    assert "data_visualization" not in str(first["blocks"])
    assert "4.7%" in str(first["blocks"])
    pictured = bool(can_draw() and korean_font())
    files = slack.state()["slack"]["files"]
    assert [(file["name"], file["shared"]) for file in files] == ([("2024-W34.png", "C0PAPERS")] if pictured else [])
    assert len(thread) == len(files)
    assert deliver(weekly(), publisher(slack), at).state == "sent"
    assert len(slack.state()["slack"]["files"]) == len(files)


def test_without_the_right_to_upload_the_text_is_enough(slack: Any, at: Channel) -> None:
    refuse_the_chart(slack)
    missing = '{"ok": false, "error": "missing_scope", "needed": "files:write"}'
    slack.faults.add({"service": "slack", "path": "files.", "status": 200, "times": -1, "body": missing})
    assert deliver(weekly(), publisher(slack), at).state == "sent"
    assert len(messages(slack)) == 1
