"""`digest kakao login|status` without a browser: the loopback port, the state, pasting, what it tells."""

from __future__ import annotations

import datetime as dt
import socket
import threading
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from digest.cli import kakao as cli
from digest.errors import ConfigError, Undelivered
from digest.publish.delivery import deliver
from digest.publish.kakao.consent import CodeReceiver, code_from
from digest.publish.kakao.tokens import consent_url, load_tokens
from digest.store import Store
from publish.kakao_kit import NOW, channel, day, entry, log_in, publisher
from publish.kakao_kit import closing as closing


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def settings_with(*publishers: Any) -> Any:
    return SimpleNamespace(digests=(SimpleNamespace(publish=publishers),))


def test_the_consent_address_holds_no_secret_and_asks_for_the_scopes() -> None:
    url = consent_url(
        publisher(), {"KAKAO_REST_API_KEY": "key", "KAKAO_CLIENT_SECRET": "s3cret"}, "st", ("talk_message",)
    )
    query = parse_qs(urlsplit(url).query)
    assert url.startswith("https://kauth.kakao.com/oauth/authorize?")
    assert query["client_id"] == ["key"]
    assert query["scope"] == ["talk_message"]
    assert query["state"] == ["st"]
    assert "s3cret" not in url


def test_only_an_answer_to_our_own_request_counts() -> None:
    assert code_from("http://localhost:8765/callback?code=abc&state=st", "st") == "abc"
    for address, told in (
        ("http://localhost:8765/callback?code=abc&state=other", "답이 아닙니다"),
        ("http://localhost:8765/callback?code=abc", "답이 아닙니다"),
        ("abc", "답이 아닙니다"),
        ("http://localhost:8765/callback?error=access_denied&state=st", "취소"),
        ("http://localhost:8765/callback?error=server_error&state=st", "server_error"),
        ("http://localhost:8765/callback?state=st", "인가 코드가 없습니다"),
    ):
        with pytest.raises(Undelivered, match=told):
            code_from(address, "st")


def test_the_port_ignores_strangers_and_takes_the_first_true_answer() -> None:
    base = f"http://localhost:{free_port()}"
    with CodeReceiver(f"{base}/callback", "st") as receiver, httpx.Client() as browser:
        idle = socket.create_connection(("127.0.0.1", int(base.rsplit(":", 1)[1])))  # opened ahead, never used
        assert browser.get(f"{base}/favicon.ico").status_code == 404
        assert browser.get(f"{base}/callback?code=evil&state=wrong").status_code == 400
        assert browser.get(f"{base}/callback?code=good&state=st").status_code == 200
        assert browser.get(f"{base}/callback?code=late&state=st").status_code == 400
        assert code_from(receiver.wait(60), "st") == "good"
        idle.close()


def test_the_wait_has_an_end() -> None:
    with (
        CodeReceiver(f"http://localhost:{free_port()}/callback", "st") as receiver,
        pytest.raises(Undelivered, match="제한 시간"),
    ):
        receiver.wait(0.05)


def test_an_address_elsewhere_or_a_taken_port_leads_to_paste() -> None:
    with pytest.raises(ConfigError, match="이 컴퓨터의 포트가 아닙니다") as refused:
        CodeReceiver("https://bot.example/callback", "st")
    assert "--paste" in refused.value.hint
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ConfigError, match="열 수 없습니다"):
        CodeReceiver(f"http://localhost:{taken.getsockname()[1]}/callback", "st")


def test_apps_are_told_apart() -> None:
    me, team = publisher(), publisher(rest_key_env="TEAM_KEY")
    friends = publisher(to=("u1",))
    assert [p.target for p in cli.targets(settings_with())] == ["kakao:me"]
    assert cli.choose(settings_with(me, friends), None) == (me, friends)
    with pytest.raises(ConfigError, match="어느 카카오 앱"):
        cli.choose(settings_with(me, team), None)
    assert cli.choose(settings_with(me, team), "kakao:me:TEAM_KEY") == (team,)


def test_status_tells_days_scopes_and_limits_without_tokens(store: Store) -> None:
    kakao = publisher()
    healthy, lines = cli.status_lines(kakao, store, NOW)
    assert not healthy
    assert "로그인하지 않음" in lines[0]
    log_in(store, kakao, refresh_days=45)
    store.notes.put("stopped:kakao:me", {"day": "2024-08-19", "code": -10}, NOW)
    seoul = dt.timezone(dt.timedelta(hours=9))
    healthy, lines = cli.status_lines(kakao, store, NOW, seoul)
    told = "\n".join(lines)
    assert healthy
    assert "talk_message" in told
    assert "45일 뒤(2024-10-03)" in told
    assert "-10" in told
    assert "kakao-access" not in told
    assert "kakao-refresh" not in told
    early = NOW.astimezone(seoul).replace(hour=5) + dt.timedelta(days=1)  # still the day before in UTC
    log_in(store, kakao, refresh_days=(early - NOW).total_seconds() / 86_400)
    told = "\n".join(cli.status_lines(kakao, store, NOW, seoul)[1])
    assert f"({early.date()})" in told
    log_in(store, kakao, refresh_days=45)
    healthy, lines = cli.status_lines(kakao, store, NOW + dt.timedelta(days=45))
    assert not healthy
    assert "만료" in lines[0]


@pytest.mark.world
@pytest.mark.parametrize("paste", [True, False])
def test_from_consent_to_the_first_message(world: Any, store: Store, paste: bool, monkeypatch: Any) -> None:
    redirect = f"http://localhost:{free_port()}/callback"
    emulator = world(now=NOW.isoformat(), scenario={"kakao": {"redirect_uris": [redirect]}})
    kakao = publisher(emulator, redirect_uri=redirect)

    def consent(address: str) -> str:
        """The person's browser: Kakao's page sends it on to the redirect address."""
        return httpx.get(address).headers["location"]

    def browser(address: str) -> bool:
        threading.Thread(target=lambda: httpx.get(consent(address)), daemon=True).start()
        return True

    monkeypatch.setattr("webbrowser.open", browser)
    ask = consent if paste else cli.open_and_wait(kakao, "st", 10)
    told = "\n".join(cli.log_in((kakao,), channel(store), "st", ask))
    assert "동의 항목: talk_message" in told
    assert "https://arxiv.org" in told
    assert "digest test kakao" in told
    tokens = load_tokens(store, kakao)
    assert tokens is not None
    assert tokens.access not in told
    assert "나와의 채팅" in kakao.test(channel(store))
    assert deliver(day(entry(1)), kakao, channel(store)).state == "sent"
    assert len(emulator.state()["kakao"]["messages"]) == 2


@pytest.mark.world
def test_a_consent_that_lacks_a_scope_is_told(world: Any, store: Store) -> None:
    emulator = world(now=NOW.isoformat(), scenario={"kakao": {"redirect_uris": ["http://localhost:8765/callback"]}})
    kakao = publisher(emulator, to=("u1",))
    told = cli.log_in((kakao,), channel(store), "st", lambda address: httpx.get(address).headers["location"])
    assert any("동의하지 않은 항목" in line and "friends" in line for line in told)


def test_unset_variables_are_named_before_any_browser_opens(store: Store) -> None:
    def never(_address: str) -> str:
        raise AssertionError("the consent page was opened")

    with pytest.raises(ConfigError, match="KAKAO_CLIENT_SECRET, KAKAO_REST_API_KEY"):
        cli.log_in((publisher(),), channel(store, env={}), "st", never)
