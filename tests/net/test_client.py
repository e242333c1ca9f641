"""http_client on a scripted transport: policy without sockets."""

from __future__ import annotations

import email.utils
import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.clock import Deadline
from digest.net.client import HttpClient, HttpFailure, Reply, retry_after_s

SECRET = "".join(("s3", "cret"))  # in pieces, so that a traceback's source lines do not hold it
NOW = datetime(2024, 8, 23, 7, 30, tzinfo=UTC)
Handler = Callable[[httpx.Request], httpx.Response]


class Kept:
    """A cache in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[str, str, bytes]] = {}

    def load(self, url: str) -> tuple[str, str, bytes] | None:
        return self.rows.get(url)

    def save(self, url: str, etag: str, last_modified: str, body: bytes) -> None:
        self.rows[url] = (etag, last_modified, body)


class Talk:
    """A client, what it asked, and how long it would have slept."""

    def __init__(self, *answers: httpx.Response | Exception | Handler, seconds: float = 600, **options: object) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.slept: list[float] = []
        self.client = HttpClient(
            "digest-test/1",
            Deadline(seconds),
            clock=lambda: NOW,
            transport=httpx.MockTransport(self._answer),
            sleep=self.slept.append,
            **options,  # type: ignore[arg-type]
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(request)


def stamp(seconds: float) -> str:
    return email.utils.formatdate(NOW.timestamp() + seconds, usegmt=True)


def test_passing_faults_are_tried_again_and_then_forgotten() -> None:
    talk = Talk(httpx.Response(503), httpx.ReadError("x"), httpx.Response(200, json=[1]))
    assert talk.client.get_json("https://a.test/") == [1]
    assert [round(s) for s in talk.slept] == [1, 2]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (httpx.Response(500), "서버 오류(500) – 2회 재시도 후 건너뜀"),
        (httpx.ConnectTimeout("x"), "응답 없음(시간 초과) – 2회 재시도 후 건너뜀"),
        (httpx.ConnectError("x"), "연결할 수 없음 – 2회 재시도 후 건너뜀"),
        (httpx.RemoteProtocolError("x"), "연결이 끊김 – 2회 재시도 후 건너뜀"),
        (httpx.Response(200, content=b"<html>"), "HTML 응답 – 2회 재시도 후 건너뜀"),
        (httpx.Response(200), "빈 응답 – 2회 재시도 후 건너뜀"),
        (httpx.Response(200, content=b"[" * 100_000), "깨진 JSON 응답 – 2회 재시도 후 건너뜀"),
        (httpx.Response(404), "없는 주소(404)"),
        (httpx.Response(401), "인증 실패(401)"),
        (httpx.Response(304), "거절된 요청(304)"),
        (httpx.Response(302), "거절된 요청(302)"),
        (httpx.Response(302, headers={"Location": "/"}), "리다이렉트가 5번을 넘김"),
        (httpx.Response(302, headers={"Location": "file:///etc/passwd"}), "열 수 없는 주소"),
    ],
)
def test_every_failure_names_itself_in_korean(answer: httpx.Response | Exception, message: str) -> None:
    with pytest.raises(HttpFailure) as failure:
        Talk(answer).client.get_json("https://a.test/")
    assert failure.value.message == message


@pytest.mark.parametrize("url", ["", "no-scheme", "ftp://a.test/", "http://", "http://a.test:99999/", "http://\x00/"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(HttpFailure, match="열 수 없는 주소"):
        Talk(httpx.Response(200)).client.get(url)


def test_a_server_that_wants_to_be_left_alone_is_left_alone() -> None:
    talk = Talk(httpx.Response(429, headers={"Retry-After": "5"}), httpx.Response(200, json={}))
    talk.client.get_json("https://a.test/")
    assert 5 <= talk.slept[0] < 6
    talk = Talk(httpx.Response(429, headers={"Retry-After": "900"}))
    with pytest.raises(HttpFailure, match="15분 뒤에 풀림"):
        talk.client.get_json("https://a.test/")
    assert (talk.slept, len(talk.asked)) == ([], 1)


def test_no_wait_reaches_past_the_deadline() -> None:
    talk = Talk(httpx.Response(429, headers={"Retry-After": "50"}), seconds=20)
    with pytest.raises(HttpFailure, match=r"요청 제한\(429\), 1분 뒤에 풀림"):
        talk.client.get("https://a.test/")
    assert talk.slept == []
    with pytest.raises(HttpFailure, match="실행 제한 시간"):
        Talk(httpx.Response(200), seconds=0).client.get("https://a.test/")


def test_more_patience_can_be_given_for_one_request() -> None:
    reset = {"x-rate-limit-reset": str(int(NOW.timestamp()) + 300)}
    talk = Talk(httpx.Response(429, headers=reset), httpx.Response(200, json={}))
    talk.client.get_json("https://a.test/", patience_s=400)
    assert 300 <= talk.slept[0] < 301


@pytest.mark.parametrize(
    ("headers", "limited", "seconds"),
    [
        ({}, True, None),
        ({"Retry-After": "12"}, True, 12),
        ({"Retry-After": "1.5"}, False, 1.5),
        ({"Retry-After": stamp(90)}, True, 90),
        ({"Retry-After": stamp(-90)}, True, 0),
        ({"Retry-After": "soon"}, True, None),
        ({"Retry-After": "Thu, 99 Foo 99999 99:99:99 GMT"}, True, None),
        ({"RateLimit": '"api";r=0;t=55'}, True, 55),
        ({"RateLimit": '"api";r=0;t=55'}, False, None),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 30)}, True, 30),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 30)}, False, None),
        ({"x-rate-limit-reset": "²"}, True, None),
        ({"x-ratelimit-reset": "41.0"}, True, 41),
        ({"Retry-After": "5", "RateLimit": "t=9"}, True, 9),
        # a clock that is an hour off here does not matter when the server tells its own time
        ({"Date": stamp(3600), "Retry-After": stamp(3660)}, True, 60),
        ({"Date": stamp(3600), "x-rate-limit-reset": str(int(NOW.timestamp()) + 3630)}, True, 30),
    ],
)
def test_the_wish_to_wait_is_read_in_every_form(headers: dict[str, str], limited: bool, seconds: float | None) -> None:
    assert (
        retry_after_s({name.lower(): value for name, value in headers.items()}, NOW.timestamp(), limited=limited)
        == seconds
    )


@given(st.dictionaries(st.sampled_from(["retry-after", "ratelimit", "x-rate-limit-reset", "date"]), st.text()))
def test_no_header_whatsoever_breaks_the_reading(headers: dict[str, str]) -> None:
    wish = retry_after_s(headers, NOW.timestamp())
    assert wish is None or wish >= 0


def test_an_unchanged_answer_comes_from_the_cache_under_the_requested_address() -> None:
    cache = Kept()
    first = httpx.Response(200, content=b"feed", headers={"ETag": 'W/"a b"', "Last-Modified": stamp(0)})
    moved = httpx.Response(301, headers={"Location": "https://b.test/feed"})
    talk = Talk(moved, first, moved, httpx.Response(304), cache=cache)
    assert talk.client.get("https://a.test/feed", conditional=True).content == b"feed"
    assert list(cache.rows) == ["https://a.test/feed"]
    again = talk.client.get("https://a.test/feed", conditional=True)
    assert (again.content, again.status, again.from_cache) == (b"feed", 200, True)
    assert talk.asked[-1].headers["If-None-Match"] == 'W/"a b"'
    assert talk.asked[-1].headers["If-Modified-Since"] == stamp(0)


def test_only_answers_that_passed_the_check_are_kept() -> None:
    cache = Kept()
    bad = httpx.Response(200, content=b"<html>", headers={"ETag": '"x"'})
    with pytest.raises(HttpFailure):
        Talk(bad, cache=cache).client.get("https://a.test/", conditional=True, check=lambda reply: "HTML 응답")
    Talk(httpx.Response(200, headers=[(b"ETag", '"é"'.encode())]), cache=cache).client.get(
        "https://a.test/", conditional=True
    )
    assert cache.rows == {}


def test_secrets_stay_with_the_origin_they_were_meant_for() -> None:
    for place in ("https://evil.test/", "http://a.test/", "https://a.test:444/"):
        talk = Talk(httpx.Response(302, headers={"Location": place}), httpx.Response(200))
        talk.client.get("https://a.test/", headers={"Authorization": "Bearer s", "Accept": "x"})
        assert "authorization" not in talk.asked[1].headers
        assert talk.asked[1].headers["accept"] == "x"
    talk = Talk(httpx.Response(307, headers={"Location": "https://evil.test/"}), httpx.Response(200))
    with pytest.raises(HttpFailure, match="보내지 않음"):
        talk.client.post("https://a.test/token", data={"client_secret": "s"})
    assert len(talk.asked) == 1


@pytest.mark.parametrize(
    "fault",
    [
        httpx.Response(500, content=SECRET.encode()),
        httpx.ConnectError(SECRET),
        httpx.LocalProtocolError(SECRET),
    ],
)
def test_no_secret_shows_in_message_log_or_repr(
    fault: httpx.Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    talk = Talk(fault)
    with pytest.raises(HttpFailure) as failure:
        talk.client.get_json("https://a.test/?key=" + SECRET, headers={"Authorization": SECRET}, retries=0)
    told = "".join(traceback.format_exception(failure.value))
    assert SECRET not in told + repr(failure.value) + repr(talk.client) + caplog.text


def test_a_token_that_is_no_header_value_is_refused_without_showing_it() -> None:
    with pytest.raises(HttpFailure, match="쓸 수 없는 글자") as failure:
        Talk(httpx.Response(200)).client.get("https://a.test/", headers={"Authorization": SECRET + "\u2028"})
    assert SECRET not in "".join(traceback.format_exception(failure.value))


def test_a_reply_hides_its_address_and_body() -> None:
    shown = repr(Reply("https://a.test/?key=" + SECRET, 200, {"x": SECRET}, SECRET.encode()))
    assert SECRET not in shown


def test_half_an_emoji_in_json_does_not_travel_on() -> None:
    talk = Talk(httpx.Response(200, content=b'{"a": "x\\ud83d y", "b": "\\ud83d\\ude00"}'))
    assert talk.client.get_json("https://a.test/") == {"a": "x? y", "b": "\U0001f600"}


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://[2002:7f00:1::]/",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/",
        "http://0/",
        "http://2130706433/",
        "http://224.0.0.1/",
        "http://localhost/",
        "http://user@127.0.0.1/",
        "http://a.test\\@127.0.0.1/",
    ],
)
def test_links_in_content_never_lead_inside(url: str) -> None:
    talk = Talk(httpx.Response(200))
    with pytest.raises(HttpFailure):
        talk.client.get(url, untrusted=True, retries=0)
    redirecting = Talk(httpx.Response(302, headers={"Location": url}))
    with pytest.raises(HttpFailure):
        redirecting.client.get("http://93.184.216.34/", untrusted=True, retries=0)
    assert (len(talk.asked), len(redirecting.asked)) == (0, 1)


def test_a_switch_opens_the_way_for_emulators() -> None:
    talk = Talk(httpx.Response(200, content=b"ok"), allow_private=True)
    assert talk.client.get("http://127.0.0.1/", untrusted=True).content == b"ok"
