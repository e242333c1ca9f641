"""apprise: the target's own format and limit, whole entries, no secret anywhere (docs/services.md: apprise)."""

from __future__ import annotations

import json
import logging
import re
import sys
from typing import Any

import pytest

from digest.errors import Ambiguous, SkippableError, Undelivered
from digest.publish.apprise.bodies import message_bodies
from digest.publish.apprise.target import ApprisePublisher, _format
from digest.publish.delivery import deliver
from digest.render.late import at_first
from digest.store import Store
from publish_channels import Waits, channel, scripted_server
from sample_digests import digest, empty, entry, hostile, usual

apprise = pytest.importorskip("apprise", reason="the extra [apprise] is not installed")

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # apprise's own
TARGET = ApprisePublisher(url_env="CHAT_URL")
OK = (200, {}, b"ok")


def env(base: str, scheme: str = "json", path: str = "very-secret-token") -> dict[str, str]:
    return {"CHAT_URL": f"{scheme}://{base.removeprefix('http://').removesuffix('/api/')}/{path}"}


def send(store: Store, urls: dict[str, str], value: Any = None, **options: Any) -> None:
    value = value or usual()
    TARGET.send(value, TARGET.parts(value)[0], channel(store, urls, **options), {})


def test_the_target_is_the_name_of_the_variable() -> None:
    assert TARGET.target == "apprise:CHAT_URL"
    assert TARGET.missing({}) == ("CHAT_URL",)
    assert TARGET.missing({"CHAT_URL": "json://x"}) == ()


def test_one_message_when_it_fits(store: Store) -> None:
    with scripted_server(OK) as (base, seen):
        assert deliver(at_first(usual()), TARGET, channel(store, env(base))).state == "sent"
        assert deliver(at_first(usual()), TARGET, channel(store, env(base))).state == "sent"
    assert len(seen) == 1
    sent = json.loads(seen[0][1])
    assert sent["title"] == "데일리 트렌드 · 2024년 8월 19일 월요일 · 4건"
    assert "1. LongVILA: Scaling Long-Context VLMs\n   긴 영상을" in sent["message"]


def test_an_entry_that_came_later_is_a_message_of_its_own_once(store: Store) -> None:
    waits = Waits()
    later = digest(*usual().entries, entry("Later End", key="arxiv:2408.09999", late=True))
    with scripted_server(OK) as (base, seen):
        for value in (at_first(usual()), usual(), later, later):
            assert deliver(value, TARGET, channel(store, env(base), waits=waits)).state == "sent"
    first, second, third = (json.loads(body) for _, body in seen)
    assert "추가로" not in first["title"]
    assert second["title"] == third["title"] == "데일리 트렌드 · 2024년 8월 19일 월요일 · 추가로 올라온 소식"
    assert second["message"].startswith("4. Heavy Labels Out!")
    assert "ShareLM" not in second["message"]
    assert third["message"].startswith("6. Later End\n   긴 영상을")
    assert "나중에" not in third["message"]
    assert waits == [1.1, 1.1]


def test_long_days_are_divided_between_entries(store: Store) -> None:
    waits = Waits()
    many = digest(*(entry(f"Title {n} End", key=f"arxiv:2408.{n:05d}") for n in range(40)))
    with scripted_server(OK) as (base, seen):
        send(store, env(base, "mmost", "abcdefghijklmnopqrstuvwxyz"), many, waits=waits)
    bodies = [json.loads(body)["text"] for _, body in seen]
    assert len(bodies) > 1
    assert all(len(body) <= 4000 for body in bodies)
    everything = "\n".join(bodies)
    assert all(everything.count(f"Title {n} End") == 1 for n in range(40))
    assert waits == [1.1] * (len(bodies) - 1)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("discord://1234567890/abcdefghijklmnopqrst", "markdown"),
        ("discord://1234567890/abcdefghijklmnopqrst?format=text", "text"),
        ("tgram://123456789:abcdefg_hijklmnop/chat", "html"),
        ("mailto://kim:pass@gmail.com", "html"),
        ("mailto://kim:pass@gmail.com?format=text", "text"),
        ("ntfy://topic", "text"),
        ("json://localhost", "text"),
        ("json://localhost?format=html", "html"),
    ],
)
def test_the_services_own_format(url: str, form: str) -> None:
    if apprise.__version__.startswith("1."):
        pytest.skip("plugins of apprise 1.x have one fixed format")
    assert _format(apprise.Apprise.instantiate(url)) == form


def test_a_plugin_of_apprise_1_has_one_format() -> None:
    class Old:
        notify_format = apprise.NotifyFormat.MARKDOWN

    assert _format(Old()) == "markdown"


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize("room", [90, 150, 900, 3900])
def test_no_body_is_longer_than_its_room_and_no_entry_is_missing(form: Any, room: int) -> None:
    for value in (usual(), hostile(), empty(), digest(entry("긴 제목 " * 400, text="긴 줄 " * 400))):
        bodies = message_bodies(value, form, room)
        assert bodies
        assert all(0 < len(body) <= room for body in bodies)
    everything = "\n".join(message_bodies(usual(), form, room))
    assert all(one.item.title[:6] in everything.replace("\\", "") for one in usual().entries)


def test_markup_of_hostile_titles_is_escaped() -> None:
    assert "<b>bold</b>" not in "".join(message_bodies(hostile(), "html", 3000))
    assert "](http://evil" not in "".join(message_bodies(hostile(), "markdown", 3000))


def test_a_chat_s_markdown_holds_no_entities() -> None:
    """Discord decodes none: a reader would see `&#37;` in the middle of a title."""
    odd = "{% if %} %%memo%% ^1 &copy; &amp; end ^id"
    (body,) = message_bodies(digest(entry(odd, text=odd, url="https://x.example/?a=1&copy=2")), "markdown", 1900)
    shown = body.replace("\\", "")
    assert "&#" not in shown
    assert shown.count(odd) == 2
    assert "?a=1&copy=2" in shown


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_nobody_is_called(form: Any) -> None:
    """Discord reads @everyone anywhere in a message, Telegram @name."""
    loud = "@everyone and/@here <@123> @durov https://x.example/@everyone"
    bodies = message_bodies(digest(entry(loud, text=loud, url="https://x.example/@everyone")), form, 1900)
    assert "https://x.example/%40everyone" in bodies[0]
    assert not re.search(r"@(?=[\w\\])", bodies[0])


@pytest.mark.parametrize(
    "url", ["discord://x", "", "nonsense", "slack://bad", "json://a json://b", "json://a,json://b"]
)
def test_an_address_that_apprise_cannot_read_is_said_clearly(store: Store, url: str) -> None:
    with pytest.raises(Undelivered, match="CHAT_URL") as caught:
        send(store, {"CHAT_URL": url})
    assert "wiki" in caught.value.hint


def test_a_refusal_is_undelivered(store: Store) -> None:
    with scripted_server((403, {}, b"no")) as (base, _), pytest.raises(Undelivered, match="403"):
        send(store, env(base))


def test_nobody_listening_is_undelivered(store: Store) -> None:
    with scripted_server(OK) as (base, _):
        pass
    with pytest.raises(Undelivered, match="연결"):
        send(store, env(base))


@pytest.mark.parametrize("answer", [None, (500, {}, b""), (429, {}, b"")])
def test_what_may_have_arrived_is_ambiguous(store: Store, answer: Any) -> None:
    with scripted_server(answer) as (base, _), pytest.raises(Ambiguous):
        send(store, env(base))


def test_a_failure_half_way_says_how_far_it_came(store: Store) -> None:
    many = digest(*(entry(key=f"arxiv:2408.{n:05d}") for n in range(40)))
    with scripted_server(OK, (403, {}, b"")) as (base, _), pytest.raises(Ambiguous, match="1개까지 보냈습니다"):
        send(store, env(base, "mmost", "abcdefghijklmnopqrstuvwxyz"), many)


@pytest.mark.parametrize("answer", [True, False, None])
def test_the_answers_of_apprise_1(store: Store, monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    monkeypatch.setattr(apprise.Apprise, "notify", lambda self, **message: answer)
    if answer:
        send(store, {"CHAT_URL": "json://localhost"})
    else:
        with pytest.raises(Ambiguous):
            send(store, {"CHAT_URL": "json://localhost"})


@pytest.mark.parametrize("answer", [OK, None, (404, {}, b"")])
def test_the_address_is_in_no_error_and_no_log(store: Store, caplog: pytest.LogCaptureFixture, answer: Any) -> None:
    caplog.set_level(1)
    logging.getLogger("apprise").setLevel(1)
    told = ""
    with scripted_server(answer) as (base, _):
        try:
            send(store, env(base))
        except SkippableError as error:
            told = f"{error!r} {error} {error.__cause__!r} {error.__context__!r}"
    assert "very-secret-token" not in told
    assert "very-secret-token" not in caplog.text
    assert logging.getLogger("apprise").propagate
    assert logging.getLogger("urllib3").propagate


def test_without_the_extra_it_says_how_to_install(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(Undelivered, match="설치") as caught:
        send(store, {"CHAT_URL": "json://localhost"})
    assert "install" in caught.value.hint
    assert "apprise" in caught.value.hint


def test_the_test_message(store: Store) -> None:
    with scripted_server(OK) as (base, seen):
        assert "시험" in TARGET.test(channel(store, env(base)))
    assert "시험" in json.loads(seen[0][1])["message"]


def test_no_time_left_means_not_sent(store: Store) -> None:
    with scripted_server(OK) as (base, seen), pytest.raises(Undelivered, match="제한 시간"):
        send(store, env(base), seconds=0)
    assert seen == []
