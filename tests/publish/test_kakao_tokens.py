"""The rotation rule, notices, rights of the file, refusals of kauth."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import stat
from pathlib import Path

import httpx
import pytest

from digest.errors import ConfigError, Undelivered
from digest.publish.kakao.tokens import KAUTH_ERRORS, LEASE, access_token, keep_alive, load_tokens, token_notices
from digest.store import Store
from publish.kakao_kit import NOW, channel, log_in, publisher
from publish.kakao_kit import closing as closing

APP = publisher()
CLAIM = "refresh:kakao:KAKAO_REST_API_KEY"


def kauth(*answers: httpx.Response) -> tuple[httpx.MockTransport, list[dict[str, str]]]:
    queue, forms = list(answers), []

    def answer(request: httpx.Request) -> httpx.Response:
        forms.append(dict(httpx.QueryParams(request.content.decode())))
        return queue.pop(0)

    return httpx.MockTransport(answer), forms


def test_a_living_token_is_used_as_it_is(store: Store) -> None:
    log_in(store, APP)
    transport, forms = kauth()
    assert access_token(APP, channel(store, transport=transport)) == "kakao-access-0"
    assert forms == []


def test_the_new_refresh_token_is_stored_before_the_access_token_is_given(store: Store) -> None:
    log_in(store, APP, access_s=30, refresh_days=20)
    body = {"access_token": "a1", "expires_in": 21599, "refresh_token": "r1", "refresh_token_expires_in": 5183999}
    transport, forms = kauth(httpx.Response(200, json=body))
    assert access_token(APP, channel(store, transport=transport)) == "a1"
    assert forms[0]["refresh_token"] == "kakao-refresh-0"
    kept = load_tokens(store, APP)
    assert kept is not None
    assert (kept.access, kept.refresh) == ("a1", "r1")
    assert kept.refresh_until == NOW + dt.timedelta(seconds=5183999)
    assert kept.scopes == ("talk_message",)


def test_without_a_new_refresh_token_the_old_one_stays(store: Store) -> None:
    log_in(store, APP, access_s=0)
    transport, _ = kauth(httpx.Response(200, json={"access_token": "a1", "expires_in": 21599}))
    access_token(APP, channel(store, transport=transport))
    kept = load_tokens(store, APP)
    assert kept is not None
    assert (kept.refresh, kept.refresh_until) == ("kakao-refresh-0", NOW + dt.timedelta(days=45))


def test_a_failing_store_keeps_the_new_token_from_being_used(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(store, APP, access_s=0, refresh_days=20)
    body = {"access_token": "a1", "expires_in": 21599, "refresh_token": "r1", "refresh_token_expires_in": 5183999}
    transport, _ = kauth(httpx.Response(200, json=body))

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(type(store.tokens), "put", broken)
    with pytest.raises(OSError, match="disk full"):
        access_token(APP, channel(store, transport=transport))
    assert store.claims.take(CLAIM, "another", dt.datetime.now(dt.UTC), dt.timedelta(seconds=1))


def test_a_held_claim_is_waited_for_and_its_token_taken(store: Store) -> None:
    log_in(store, APP, access_s=0)
    store.claims.take(CLAIM, "another", dt.datetime.now(dt.UTC), dt.timedelta(minutes=1))
    waits: list[float] = []

    def the_other_one_finishes(seconds: float) -> None:
        waits.append(seconds)
        log_in(store, APP, access_s=3600)

    transport, forms = kauth()
    assert access_token(APP, channel(store, transport=transport, sleep=the_other_one_finishes)) == "kakao-access-0"
    assert (len(waits), forms) == (1, [])


def test_a_refresh_that_was_killed_in_another_time_locks_nobody_out(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(store, APP, access_s=0)
    transport, _ = kauth(httpx.Response(200, json={"access_token": "a1", "expires_in": 21599}))
    future = dataclasses.replace(channel(store, transport=transport), clock=lambda: NOW + dt.timedelta(days=365 * 99))
    monkeypatch.setattr(type(store.claims), "release", lambda *_: None)  # as if killed before
    assert access_token(APP, future) == "a1"
    a_minute_later = dt.datetime.now(dt.UTC) + LEASE + dt.timedelta(seconds=1)
    assert store.claims.take(CLAIM, "another", a_minute_later, LEASE)


@pytest.mark.parametrize("pretended", [NOW - dt.timedelta(days=900), NOW + dt.timedelta(days=400)])
def test_a_run_in_another_time_leaves_the_login_as_the_vendor_sees_it(store: Store, pretended: dt.datetime) -> None:
    log_in(store, APP)
    body = {"access_token": "a1", "expires_in": 21599, "refresh_token": "r1", "refresh_token_expires_in": 5183999}
    transport, forms = kauth(httpx.Response(200, json=body))
    replay = dataclasses.replace(channel(store, transport=transport), clock=lambda: pretended)
    keep_alive(APP, replay)
    assert access_token(APP, replay) == "kakao-access-0"
    assert forms == [], "the login lives, whatever time the run pretends to have"
    assert access_token(APP, replay, refused="kakao-access-0") == "a1"
    kept = load_tokens(store, APP)
    assert kept is not None
    assert kept.access_until == NOW + dt.timedelta(seconds=21599)
    assert kept.refresh_until == NOW + dt.timedelta(seconds=5183999)


@pytest.mark.parametrize("code", [*KAUTH_ERRORS, "KOE999"])
def test_every_refusal_of_kauth_says_what_to_do_and_loses_no_token(store: Store, code: str) -> None:
    log_in(store, APP, access_s=0)
    before = load_tokens(store, APP)
    body = {"error": "invalid_grant", "error_description": "kakao-refresh-0", "error_code": code}
    transport, _ = kauth(httpx.Response(400, json=body))
    with pytest.raises(Undelivered) as refused:
        access_token(APP, channel(store, transport=transport))
    assert code in refused.value.message
    assert refused.value.hint
    assert "kakao-refresh-0" not in str(refused.value)
    assert load_tokens(store, APP) == before


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(200, json={}), httpx.Response(200, text="<html>"), httpx.Response(200, json=[]),
     httpx.Response(503, text="<html>"), httpx.Response(200, json={"access_token": "a", "expires_in": "soon"})],
)  # fmt: skip
def test_odd_answers_of_kauth_lose_no_token(store: Store, answer: httpx.Response) -> None:
    log_in(store, APP, access_s=0)
    before = load_tokens(store, APP)
    transport, _ = kauth(answer)
    with pytest.raises(Undelivered):
        access_token(APP, channel(store, transport=transport))
    assert load_tokens(store, APP) == before


def test_no_login_and_no_key_say_so(store: Store) -> None:
    with pytest.raises(Undelivered, match="로그인한 적이 없습니다"):
        access_token(APP, channel(store))
    log_in(store, APP, access_s=0)
    with pytest.raises(ConfigError, match="KAKAO_CLIENT_SECRET"):
        access_token(APP, channel(store, env={"KAKAO_REST_API_KEY": "k"}))


@pytest.mark.parametrize(
    ("days", "told"), [(45, ""), (14.1, ""), (14, "14일 뒤"), (3.5, "3일 뒤"), (0.5, "1일 뒤"), (0, "만료되었습니다")]
)
def test_the_warning_comes_fourteen_days_before_the_end(store: Store, days: float, told: str) -> None:
    log_in(store, APP, refresh_days=days)
    notices = token_notices(store, APP, NOW)
    assert (told in notices[0] and "digest kakao login" in notices[0]) if told else notices == ()


def test_never_logged_in_is_a_notice_too(store: Store) -> None:
    assert "로그인하지 않았습니다" in token_notices(store, APP, NOW)[0]


def test_a_pause_does_not_kill_the_login(store: Store) -> None:
    transport, forms = kauth(httpx.Response(200, json={"access_token": "a1", "expires_in": 21599}))
    rooms = channel(store, transport=transport)
    keep_alive(APP, rooms)
    log_in(store, APP, refresh_days=31)
    keep_alive(APP, rooms)
    assert forms == []
    log_in(store, APP, refresh_days=29)
    keep_alive(APP, rooms)
    assert len(forms) == 1


@pytest.mark.skipif(os.name != "posix", reason="rights of files as POSIX knows them")
def test_the_file_that_holds_tokens_is_for_its_owner_alone(store: Store, tmp_path: Path) -> None:
    (tmp_path / "digest.db").chmod(0o644)
    log_in(store, APP)
    for file in tmp_path.glob("digest.db*"):
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file.name


def test_tokens_do_not_show_themselves(store: Store) -> None:
    log_in(store, APP)
    tokens = load_tokens(store, APP)
    assert "kakao-access-0" not in f"{tokens} {tokens!r}"
    assert "kakao-refresh-0" not in f"{tokens} {tokens!r}"
