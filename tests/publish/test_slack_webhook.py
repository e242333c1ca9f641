"""The incoming webhook: `ok` and nothing else is success, and what is not known is not repeated."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from digest.errors import Ambiguous, SkippableError, Undelivered
from digest.publish.delivery import deliver
from digest.publish.slack.target import SlackWebhookPublisher
from digest.render.clean import visible
from digest.render.late import at_first
from digest.store import Store
from publish_channels import Waits, channel, scripted_server
from sample_digests import digest, entry, hostile, usual

WEBHOOK = SlackWebhookPublisher()
OK = (200, {}, b"ok")


def env(base: str) -> dict[str, str]:
    return {"SLACK_WEBHOOK_URL": f"{base}services/T0/B0/very-secret"}


def send(store: Store, base: str, waits: Any = None) -> Any:
    webhook = SlackWebhookPublisher()  # a new one: it remembers its last post to keep the pace
    return webhook.send(usual(), webhook.parts(usual())[0], channel(store, env(base), waits=waits), {})


def test_the_target_is_the_name_of_the_variable() -> None:
    assert WEBHOOK.target == "slack_webhook:SLACK_WEBHOOK_URL"
    assert WEBHOOK.missing({}) == ("SLACK_WEBHOOK_URL",)
    assert WEBHOOK.missing(env("https://hooks.slack.com/")) == ()
    assert not WEBHOOK.updatable
    assert not WEBHOOK.findable


def test_ok_is_success(store: Store) -> None:
    with scripted_server(OK) as (base, seen):
        assert send(store, base) == {}
    sent = json.loads(seen[0][1])
    assert sent["text"]
    assert sent["blocks"]
    assert sent["unfurl_links"] is False


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "invalid_payload"), (400, "invalid_blocks"), (400, "no_text"), (400, "user_not_found"),
        (410, "channel_is_archived"), (404, "no_service"), (403, "action_prohibited"), (404, "no_team"),
        (403, "invalid_token"), (404, "channel_not_found"), (403, "posting_to_general_channel_denied"),
    ],
)  # fmt: skip
def test_documented_refusals_say_what_to_do(store: Store, status: int, code: str) -> None:
    with scripted_server((status, {}, code.encode())) as (base, seen), pytest.raises(Undelivered, match=code) as caught:
        send(store, base)
    assert caught.value.hint
    assert len(seen) == (2 if code == "invalid_blocks" else 1)  # the second time without blocks


@pytest.mark.parametrize(
    "answer", [None, (200, {}, b"<html>login</html>"), (200, {}, b""), (500, {}, b"rollup_error"), (503, {}, b"<html>")]
)
def test_what_may_have_arrived_is_never_repeated(store: Store, answer: Any) -> None:
    with scripted_server(answer) as (base, seen), pytest.raises(Ambiguous):
        send(store, base)
    assert len(seen) == 1


def test_refused_blocks_are_sent_as_plain_text(store: Store) -> None:
    with scripted_server((400, {}, b"invalid_blocks"), OK) as (base, seen):
        send(store, base)
    sent = json.loads(seen[1][1])
    assert "blocks" not in sent
    assert "<https://arxiv.org/abs/2408.08072|I-SHEEP: Self-Alignment of LLM from Scratch>" in sent["text"]


def test_limits_are_waited_for(store: Store) -> None:
    waits = Waits()
    with scripted_server((429, {"Retry-After": "3"}, b"rate_limited"), OK) as (base, _):
        send(store, base, waits)
    assert waits == [3.0]


def test_long_days_are_several_paced_messages(store: Store) -> None:
    waits = Waits()
    many = digest(*(entry(key=f"arxiv:2408.{n:05d}") for n in range(40)))
    with scripted_server(OK) as (base, seen):
        assert deliver(many, SlackWebhookPublisher(), channel(store, env(base), waits=waits)).state == "sent"
    assert len(seen) == 2
    assert waits == [1.1]


def test_an_entry_that_came_later_is_a_message_of_its_own_once(store: Store) -> None:
    waits = Waits()
    later = digest(*usual().entries, entry("Later End", key="arxiv:2408.09999", late=True))
    with scripted_server(OK) as (base, seen):
        for value in (at_first(usual()), usual(), later, later):
            told = deliver(value, SlackWebhookPublisher(), channel(store, env(base), waits=waits))
            assert (told.state, told.detail) == ("sent", "")
    first, second, third = (body.decode() for _, body in seen)
    assert "Later End" not in first + second
    assert "Heavy Labels Out" in second
    head = {"type": "plain_text", "text": "8월 19일 데일리 트렌드 · 추가로 올라온 소식", "emoji": False}
    message = json.loads(third)
    assert message["text"] == f"{head['text']}: Later End"
    assert message["blocks"][0] == {"type": "context", "elements": [head]}
    assert "Later End" in json.dumps(message["blocks"][1])


@pytest.mark.parametrize("answer", [None, OK, (404, {}, b"no_service"), (302, {"Location": "ftp://x"}, b"")])
def test_the_address_is_in_no_error_and_no_log(store: Store, caplog: pytest.LogCaptureFixture, answer: Any) -> None:
    caplog.set_level(1)
    logging.getLogger("slack_sdk").setLevel(1)
    told = ""
    with scripted_server(answer) as (base, _):
        try:
            told = str(send(store, base))
        except SkippableError as error:
            told = f"{error!r} {error} {error.__cause__!r} {error.__suppress_context__ or error.__context__!r}"
    assert "very-secret" not in told
    assert "very-secret" not in caplog.text


@pytest.mark.parametrize("url", ["", "hooks.slack.com/x-secret", "file:///etc/passwd-secret", "https://a b/secret"])
def test_what_is_no_address_is_not_called(store: Store, url: str) -> None:
    with pytest.raises(Undelivered, match="SLACK_WEBHOOK_URL") as caught:
        WEBHOOK.test(channel(store, {"SLACK_WEBHOOK_URL": url}))
    assert "secret" not in str(caught.value)


@pytest.mark.world
def test_against_the_emulator(world: Callable[..., Any], store: Store) -> None:
    slack = world(now="2024-08-19T07:30:00+09:00", scenario={"slack": {"rate": None}})
    at = channel(store, {"SLACK_WEBHOOK_URL": slack.urls["slack_webhook"]})
    webhook = SlackWebhookPublisher()
    for day in (usual(), hostile().model_copy(update={"name": "hostile"})):
        assert deliver(day, webhook, at).state == "sent"
        assert deliver(day, webhook, at).state == "sent"
    state = slack.state()["slack"]
    first, late, second = state["channels"]["C0PAPERS"]
    assert "추가로 올라온 소식" in late["plain"]
    assert "LongVILA" in first["plain"]
    assert all(visible(one.item.title) in second["plain"] for one in hostile().entries)
    assert (state["pings"], state["problems"], state["duplicates"]) == ([], [], [])
    assert [note for request in slack.entries("slack") for note in request["notes"]] == []
    assert "시험" in webhook.test(at)


@pytest.mark.world
def test_a_lost_answer_stays_unknown(world: Callable[..., Any], store: Store) -> None:
    slack = world(now="2024-08-19T07:30:00+09:00")
    slack.faults.add({"service": "slack", "after_effect": True, "drop_connection": True})
    at = channel(store, {"SLACK_WEBHOOK_URL": slack.urls["slack_webhook"]})
    for _ in range(3):
        assert deliver(usual(), SlackWebhookPublisher(), at).state == "unknown"
    assert len(slack.state()["slack"]["channels"]["C0PAPERS"]) == 1
