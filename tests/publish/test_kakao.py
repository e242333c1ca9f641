"""KakaoPublisher against recorded answers: every documented code, time-outs, the stop for the day, friends."""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from digest.errors import Ambiguous, SkippableError, Undelivered
from digest.models import Receipt
from digest.publish.base import Channel
from digest.publish.delivery import deliver
from digest.publish.kakao.target import MEANINGS, KakaoPublisher
from digest.store import Store
from publish.kakao_kit import NOW, channel, day, entry, log_in, publisher
from publish.kakao_kit import closing as closing


class Kakao:
    """Answers of kapi in order, the last one for ever; kauth always gives a fresh access token."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.sent: list[httpx.Request] = []
        self.refreshed = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token":
            self.refreshed += 1
            return httpx.Response(200, json={"access_token": f"fresh-{self.refreshed}", "expires_in": 21599})
        self.sent.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        return httpx.Response(status, **({"json": body} if isinstance(body, dict) else {"text": body}))


OK = (200, {"result_code": 0})


def send(
    store: Store, kakao: Kakao, on: Any = None, now: dt.datetime = NOW
) -> tuple[Receipt | SkippableError, Channel]:
    target = on or publisher()
    rooms = channel(store, now, transport=httpx.MockTransport(kakao))
    if not store.tokens.get("kakao:KAKAO_REST_API_KEY"):
        log_in(store, target)
    digest = day(entry(1), entry(2))
    try:
        target.prepare(rooms)
        return target.send(digest, target.parts(digest)[0], rooms, {}), rooms
    except SkippableError as error:
        return error, rooms


def test_it_sends_a_form_with_the_template_as_a_json_string(store: Store) -> None:
    kakao = Kakao(OK)
    receipt, _ = send(store, kakao)
    assert receipt == {"sent_at": "2024-08-19T07:30:00+09:00"}
    request = kakao.sent[0]
    assert str(request.url) == "https://kapi.kakao.com/v2/api/talk/memo/default/send"
    assert request.headers["authorization"] == "Bearer kakao-access-0"
    assert request.headers["content-type"].startswith("application/x-www-form-urlencoded")
    form = dict(httpx.QueryParams(request.content.decode()))
    assert json.loads(form["template_object"])["object_type"] == "text"


@pytest.mark.parametrize("code", sorted(MEANINGS))
def test_every_documented_code_says_what_happened_and_what_to_do(store: Store, code: int) -> None:
    body = {"code": code, "msg": "insufficient scopes.", "required_scopes": ["talk_message"]}
    error, _ = send(store, Kakao((403 if code == -402 else 400, body)))
    assert isinstance(error, Ambiguous if code == -603 else Undelivered)
    assert str(code) in error.message
    assert any("가" <= c <= "힣" for c in error.message)
    assert error.hint or code == -603


def test_missing_consent_names_the_scopes(store: Store) -> None:
    body = {"code": -402, "msg": "insufficient scopes.", "required_scopes": ["talk_message", "friends"]}
    error, _ = send(store, Kakao((403, body)))
    assert "talk_message, friends" in str(error)
    assert "digest kakao login" in str(error)


def test_a_refused_token_is_refreshed_once_and_tried_once(store: Store) -> None:
    kakao = Kakao((401, {"code": -401, "msg": "expired"}), OK)
    log_in(store, publisher())
    outcome = deliver(day(entry(1)), publisher(), channel(store, transport=httpx.MockTransport(kakao)))
    assert outcome.receipt == {"sent_at": "2024-08-19T07:30:00+09:00"}
    assert [r.headers["authorization"] for r in kakao.sent] == ["Bearer kakao-access-0", "Bearer fresh-1"]


def test_a_token_refused_twice_is_given_up(store: Store) -> None:
    kakao = Kakao((401, {"code": -401, "msg": "ip mismatched"}))
    log_in(store, publisher())
    outcome = deliver(day(entry(1)), publisher(), channel(store, transport=httpx.MockTransport(kakao)))
    assert outcome.state == "failed"
    assert "digest kakao login" in outcome.detail
    assert (len(kakao.sent), kakao.refreshed) == (2, 1)


@pytest.mark.parametrize("code", [-10, -530, -531, -532, -533, -534, -536])
def test_a_limit_stops_the_day_but_not_the_next(store: Store, code: int) -> None:
    kakao = Kakao((400, {"code": code, "msg": "limit"}), OK)
    first, _ = send(store, kakao)
    late_evening = NOW.replace(hour=23, minute=59)
    again, _ = send(store, kakao, now=late_evening)
    assert isinstance(first, Undelivered)
    assert str(again) == str(first)
    assert len(kakao.sent) == 1
    tomorrow, _ = send(store, kakao, now=late_evening + dt.timedelta(minutes=1))
    assert isinstance(tomorrow, dict)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.ConnectError("refused"), Undelivered),
        (httpx.ConnectTimeout("slow"), Undelivered),
        (httpx.ReadTimeout("slow"), Ambiguous),
        (httpx.RemoteProtocolError("cut"), Ambiguous),
        ((500, "<html>oops</html>"), Ambiguous),
        ((502, "<html>oops</html>"), Ambiguous),
        ((200, "<html>login</html>"), Ambiguous),
        ((200, {"result_code": 1}), Ambiguous),
        ((429, "slow down"), Undelivered),
        ((404, "<html>no such page</html>"), Undelivered),
        ((503, {"code": -9798, "msg": "점검"}), Undelivered),
    ],
)
def test_what_surely_did_not_arrive_is_told_from_what_may_have(store: Store, answer: Any, kind: type) -> None:
    error, _ = send(store, Kakao(answer))
    assert type(error) is kind


def test_nothing_secret_is_said_or_logged(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said = ""
    for answer in (OK, (400, {"code": -2, "msg": "kakao-access-0"}), httpx.ReadTimeout("kakao-access-0")):
        outcome, _ = send(store, Kakao((401, {"code": -401, "msg": "kakao-access-0"}), answer))
        said += f"{outcome!r} {outcome} {getattr(outcome, '__cause__', '')}"
    for secret in ("kakao-access-0", "kakao-refresh-0", "kakao-client-secret", "kakao-rest-key", "fresh-"):
        assert secret not in said + caplog.text


FRIENDS = {"to": ("uuid-a", "uuid-b")}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"successful_receiver_uuids": ["uuid-a", "uuid-b"]}, {"reached": "2"}),
        (
            {
                "successful_receiver_uuids": ["uuid-a"],
                "failure_info": [{"code": -502, "msg": "x", "receiver_uuids": ["uuid-b"]}],
            },
            {"reached": "1", "missed": "1"},
        ),
    ],
)
def test_friends_who_were_reached_are_never_asked_again(
    store: Store, answer: dict[str, Any], expected: Receipt
) -> None:
    kakao = Kakao((200, answer))
    receipt, _ = send(store, kakao, publisher(**FRIENDS))
    assert receipt == {"sent_at": "2024-08-19T07:30:00+09:00"} | expected
    form = dict(httpx.QueryParams(kakao.sent[0].content.decode()))
    assert json.loads(form["receiver_uuids"]) == ["uuid-a", "uuid-b"]


def test_no_friend_reached_is_a_failure_with_its_reason(store: Store) -> None:
    failures = [{"code": -536, "msg": "x", "receiver_uuids": ["uuid-a", "uuid-b"]}]
    error, _ = send(
        store, Kakao((200, {"successful_receiver_uuids": [], "failure_info": failures})), publisher(**FRIENDS)
    )
    assert isinstance(error, Undelivered)
    assert "-536" in error.message


def test_settings_refuse_what_cannot_work() -> None:
    for wrong in (
        {"to": ()},
        {"to": tuple("abcdef")},
        {"domains": ["arxiv.org"]},
        {"domains": ["https://arxiv.org/abs"]},
        {"page_url": "https://elsewhere.example"},
        {"max_messages": 20},
        {"token": "x"},
    ):
        with pytest.raises(ValidationError):
            KakaoPublisher(**wrong)


def test_targets_and_missing_variables_are_named_without_secrets() -> None:
    assert KakaoPublisher().target == "kakao:me"
    assert KakaoPublisher(rest_key_env="TEAM_KEY").target == "kakao:me:TEAM_KEY"
    friends = KakaoPublisher(to=("uuid-a", "uuid-b"))
    assert friends.target == KakaoPublisher(to=("uuid-b", "uuid-a")).target
    assert "uuid" not in friends.target
    assert KakaoPublisher().missing({}) == ("KAKAO_REST_API_KEY", "KAKAO_CLIENT_SECRET")
    assert KakaoPublisher(client_secret_env=None).missing({"KAKAO_REST_API_KEY": "k"}) == ()
    assert KakaoPublisher(domains=("https://arxiv.org/",)).links.page == "https://arxiv.org"
