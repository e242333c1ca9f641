"""Titles of pages in any charset, and of no page that is only a door."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.clock import Deadline
from digest.collect.inbox.page_title import fetch_title, parse
from digest.net.client import HttpClient, HttpFailure
from faulty_server import FAULTS, reply, serving


@pytest.mark.parametrize(
    ("page", "header", "title"),
    [
        (b"<title>A &amp; B\n  C</title>", "", "A & B C"),
        ("<title>논문 읽기</title>".encode(), "text/html", "논문 읽기"),
        ("<title>논문 읽기</title>".encode("cp949"), "text/html", "논문 읽기"),
        ("<title>논문 읽기</title>".encode("cp949"), "text/html; charset=EUC-KR", "논문 읽기"),
        ("<meta charset=euc-kr><title>똠방각하</title>".encode("cp949"), "", "똠방각하"),
        ("<title>논문</title>".encode(), "text/html; charset=iso-2022-xx", "논문"),
        ("<title>논문</title>".encode(), "text/html; charset=euc-kr", "논문"),
        ("\ufeff<title>논문</title>".encode("utf-16"), "", "논문"),
        (b"<title>Site</title><meta content='The post' property=og:title>", "", "The post"),
        (b'<meta name="og:title" content="">\n<title>Site</title>', "", "Site"),
        (b"<!-- <title>no</title> --><script>'<title>no</title>'</script><title>yes</title>", "", "yes"),
        (b"<svg><title>icon</title></svg>", "", "icon"),
        (b"<title>Just a moment...</title>", "", ""),
        (b"<title>404 Not Found</title>", "", ""),
        (b"<title>Login</title>", "", ""),
        (b"no title", "", ""),
        (b"", "", ""),
        (b"<title>" + b"a" * 1000 + b"</title>", "", "a" * 299 + "…"),
        (b"<TITLE data-x='>'>A</TITLE>", "", "'>A"),
    ],
)
def test_titles(page: bytes, header: str, title: str) -> None:
    assert parse(page, header) == title


@given(st.binary(), st.text())
def test_no_page_breaks_it(page: bytes, header: str) -> None:
    assert "\n" not in parse(page, header)


@pytest.mark.parametrize("piece", [b"<title>", b"<!--", b"<script", b"<meta ", b"<meta a='", b"<", b"<title ", b"&#x"])
def test_a_hostile_page_takes_no_time(piece: bytes) -> None:
    began = time.process_time()
    parse(piece * (3_000_000 // len(piece)))
    assert time.process_time() - began < 3


def client(**options: bool) -> HttpClient:
    return HttpClient("digest-test/1", Deadline(5), sleep=lambda _: None, **options)


def test_a_page_is_fetched() -> None:
    with serving(reply("<title>논문 읽기</title>".encode(), media="text/html")) as server:
        http = client(allow_private=True)
        assert fetch_title(http, server.base) == "논문 읽기"
        http.close()


def test_a_file_has_no_title() -> None:
    with serving(reply(b"%PDF <title>no</title>", media="application/pdf")) as server:
        http = client(allow_private=True)
        assert fetch_title(http, server.base) == ""
        http.close()


def test_nothing_inside_the_house_is_opened() -> None:
    with serving(reply(b"<title>router</title>", media="text/html")) as server:
        with pytest.raises(HttpFailure, match="내부 주소"):
            fetch_title(client(), server.base)
        assert server.seen == []


@pytest.mark.parametrize("fault", ["drip", "50 MB", "redirect loop", "reset"])
def test_a_bad_page_is_given_up(fault: str) -> None:
    http = client(allow_private=True)
    with serving(FAULTS[fault]) as server, pytest.raises(HttpFailure):
        fetch_title(http, server.base, timeout_s=0.3)
    http.close()
