"""Slack's publisher at its border: what each answer means, waiting, secrets (docs/services.md: Slack)."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from digest.errors import Ambiguous, SkippableError, Undelivered
from digest.models import Part
from digest.publish.slack.answers import MEANINGS, PERHAPS_POSTED, refusal
from digest.publish.slack.target import SlackPublisher
from digest.store import Store
from publish_channels import Waits, channel, scripted_server
from sample_digests import digest, entry, usual

SECRET = "xoxb-1234-very-secret"
ENV = {"SLACK_BOT_TOKEN": SECRET}
OK = (200, {"Content-Type": "application/json"}, b'{"ok": true, "channel": "C0PAPERS", "ts": "1724020200.000100"}')
LIMITED = (429, {"Retry-After": "7"}, b'{"ok": false, "error": "ratelimited"}')


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One for all tests here: nothing is written to it."""
    opened = Store.open(f"sqlite:///{tmp_path_factory.mktemp('slack')}/digest.db")
    yield opened
    opened.close()


def no(code: str, **more: Any) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "application/json"}, json.dumps({"ok": False, "error": code} | more).encode()


def main_part(slack: SlackPublisher) -> Part:
    return slack.parts(usual())[0]


def send(store: Store, base_url: str, *, waits: Any = None, seconds: float = 60, env: Any = ENV) -> Any:
    slack = SlackPublisher(channel="C0PAPERS", base_url=base_url)
    return slack.send(usual(), main_part(slack), channel(store, env, waits=waits, seconds=seconds), {})


def test_a_post_carries_fallback_metadata_and_no_previews(store: Store) -> None:
    with scripted_server(OK) as (base, seen):
        assert send(store, base) == {"channel": "C0PAPERS", "ts": "1724020200.000100"}
    path, body = seen[0]
    sent = json.loads(body)
    assert path == "/api/chat.postMessage"
    assert sent["text"].startswith("8월 19일")
    assert sent["unfurl_links"] is sent["unfurl_media"] is False
    assert sent["metadata"] == {
        "event_type": "paper_digest",
        "event_payload": {"key": "2024-08-19/main", "part": "main"},
    }
    assert not {"link_names", "parse", "reply_broadcast", "thread_ts"} & set(sent)


def test_rate_limits_are_waited_for(store: Store) -> None:
    waits = Waits()
    with scripted_server(LIMITED, LIMITED, OK) as (base, seen):
        assert send(store, base, waits=waits)["ts"]
    assert len(seen) == 3
    assert waits == [7.0, 7.0]


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [((429, {"Retry-After": "3600"}, b""), 600), ((429, {"Retry-After": "20"}, b""), 5), (LIMITED, 60)],
)
def test_a_wait_beyond_the_cap_or_the_deadline_is_left_to_the_next_run(
    store: Store, answer: Any, seconds: float
) -> None:
    waits = Waits()
    with scripted_server(answer) as (base, _), pytest.raises(Undelivered, match="ratelimited"):
        send(store, base, waits=waits, seconds=seconds)
    assert sum(waits) <= 21


def test_no_time_left_means_not_sent(store: Store) -> None:
    with scripted_server(OK) as (base, seen), pytest.raises(Undelivered, match="제한 시간"):
        send(store, base, seconds=0)
    assert seen == []


@pytest.mark.parametrize(
    "answer",
    [
        None,
        (503, {"Content-Type": "text/html"}, b"<html>busy</html>"),
        (200, {"Content-Type": "text/html"}, b"<html>log in to the hotel wifi</html>"),
        (200, {}, b""),
        (200, {}, b'{"ok": tr'),
        (200, {}, b"[1]"),
        (200, {}, b'{"ok": true}'),
        (500, {}, b'{"ok": false, "error": "some_new_code"}'),
        (200, {"Content-Type": "application/json; charset=nonsense"}, b"{}"),
        no("fatal_error"),
        no("internal_error"),
    ],
)
def test_what_may_have_arrived_is_never_repeated(store: Store, answer: Any) -> None:
    with scripted_server(answer) as (base, seen), pytest.raises(Ambiguous):
        send(store, base)
    assert len(seen) == 1


def test_nobody_listening_is_undelivered(store: Store) -> None:
    with scripted_server(OK) as (base, _):
        pass
    with pytest.raises(Undelivered, match="연결할 수 없습니다"):
        send(store, base)


@pytest.mark.parametrize("code", [*sorted(set(MEANINGS) - PERHAPS_POSTED), "restricted_action_read_only_channel"])
def test_every_documented_refusal_says_what_to_do(store: Store, code: str) -> None:
    with scripted_server(no(code)) as (base, _), pytest.raises(Undelivered) as caught:
        send(store, base)
    assert code in caught.value.message
    assert caught.value.hint


def test_not_in_channel_says_invite(store: Store) -> None:
    assert "/invite @digest" in refusal("not_in_channel", 200).hint


def test_the_missing_scope_is_named(store: Store) -> None:
    answer = no("missing_scope", needed="chat:write", provided="x")
    with scripted_server(answer) as (base, _), pytest.raises(Undelivered, match="missing_scope: chat:write"):
        send(store, base)


def test_a_refused_block_is_named(store: Store) -> None:
    about = {"messages": ["[ERROR] too long [json-pointer:/blocks/3/text]"]}
    answer = no("invalid_blocks", response_metadata=about)  # the text alone is refused as well
    with scripted_server(answer) as (base, _), pytest.raises(Undelivered, match="/blocks/3/text"):
        send(store, base)


def test_a_proxy_page_is_not_quoted() -> None:
    assert isinstance(refusal("Received a response in a non-JSON format: <html>", 403), Undelivered)
    assert isinstance(refusal("Received a response in a non-JSON format: <html>", 502), Ambiguous)
    assert "html" not in refusal("Received a response in a non-JSON format: <html>", 502).message


@pytest.mark.parametrize("answer", [None, LIMITED, no("invalid_auth"), OK, (302, {"Location": "/x"}, b"")])
def test_the_token_is_in_no_error_and_no_log(store: Store, caplog: pytest.LogCaptureFixture, answer: Any) -> None:
    caplog.set_level(1)
    logging.getLogger("slack_sdk").setLevel(1)
    told = ""
    with scripted_server(answer) as (base, _):
        try:
            told = str(send(store, base))
        except SkippableError as error:
            told = f"{error!r} {error} {error.__cause__!r} {error.__context__!r}"
    assert SECRET not in told
    assert SECRET not in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("token", ["", "  ", "xoxb-가나다", "xoxb-1\nX-Evil: 1"])
def test_a_token_that_cannot_be_one_is_not_sent(store: Store, token: str) -> None:
    with scripted_server(OK) as (base, seen), pytest.raises(Undelivered, match="SLACK_BOT_TOKEN") as caught:
        send(store, base, env={"SLACK_BOT_TOKEN": token})
    assert seen == []
    assert "가나다" not in str(caught.value)


def test_posts_keep_the_pace_of_the_channel(store: Store) -> None:
    """The clock of the test stands still, so every wait is the full one."""
    waits = Waits()
    long = digest(*(entry(key=f"arxiv:2408.{n:05d}") for n in range(60)))
    with scripted_server(OK) as (base, seen):
        slack = SlackPublisher(channel="C0PAPERS", base_url=base)
        at, sent = channel(store, ENV, waits=waits), {}
        for part in slack.parts(long):
            slack.prepare(at)
            sent[part.id] = slack.send(long, part, at, sent)
    assert waits == [1.1, 1.1]
    assert [json.loads(body).get("thread_ts") for _, body in seen] == [None, "1724020200.000100", "1724020200.000100"]


def test_settings() -> None:
    assert SlackPublisher(channel="#논문-방").target == "slack:#논문-방"
    assert SlackPublisher(channel="C0PAPERS").missing({}) == ("SLACK_BOT_TOKEN",)
    assert SlackPublisher(channel="C0PAPERS").missing({"SLACK_BOT_TOKEN": " "}) == ("SLACK_BOT_TOKEN",)
    assert SlackPublisher(channel="C0PAPERS").missing(ENV) == ()
    for wrong in ("", "papers", "#", "<!channel>", "@kim", "https://x.slack.com/archives/C0PAPERS"):
        with pytest.raises(ValidationError):
            SlackPublisher(channel=wrong)
    with pytest.raises(ValidationError):
        SlackPublisher(channel="C0PAPERS", base_url="ftp://slack.com/api/")


def test_a_reply_without_its_parent_is_not_posted_into_the_channel(store: Store) -> None:
    reply = Part(id="thread-1", payload={"text": "x", "blocks": []})
    with pytest.raises(Undelivered, match="thread_not_found"):
        SlackPublisher(channel="C0PAPERS").send(usual(), reply, channel(store, ENV), {})
