"""Addresses that pretend to lead elsewhere: one rule, whoever renders them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from digest.models import Entry
from digest.publish.apprise.bodies import message_bodies
from digest.publish.slack.blocks import slack_parts
from digest.render.clean import honest, web_address
from digest.render.html import entry_html
from digest.render.markdown import entry_bullet
from digest.render.text import entry_text
from sample_digests import digest, entry


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://arxiv.org/abs/2408.08152", "https://arxiv.org/abs/2408.08152"),
        ("https://블로그.example.kr/글", "https://xn--2i0b10rqve.example.kr/글"),
        ("https://\u0430rxiv.org/abs/1", "https://xn--rxiv-43d.org/abs/1"),
        ("https://b\u00fccher.example:8443/x", "https://xn--bcher-kva.example:8443/x"),
        ("https://arxiv.org@evil.example/", ""),
        ("https://arxiv.org:443@evil.example/", ""),
        ("https://user:password@arxiv.org/", ""),
        ("https://arxiv.org\u202egro.live/", ""),
        ("https://arxiv\u200b.org/", ""),
        ("https://", ""),
        ("https://[/", ""),
        ("javascript:alert(1)", ""),
        ("ftp://arxiv.org/", ""),
    ],
)
def test_a_host_is_what_it_looks_like_or_nothing(url: str, shown: str) -> None:
    assert honest(url) == shown
    assert bool(web_address(url)) == bool(shown)


RENDERERS: dict[str, Callable[[Entry], str]] = {
    "journal": entry_bullet,
    "html": lambda one: entry_html(1, one),
    "text": lambda one: entry_text(1, one),
    "apprise": lambda one: "".join(message_bodies(digest(one), "html", 4000)),
    "slack": lambda one: str([part.payload for part in slack_parts(digest(one))]),
}


@pytest.mark.parametrize("render", RENDERERS.values(), ids=RENDERERS)
@pytest.mark.parametrize(
    "url", ["https://arxiv.org@evil.example/x", "https://\u0430rxiv.org/x", "https://arxiv.org\u202egro.live/x"]
)
def test_no_renderer_shows_the_mask(render: Callable[[Entry], str], url: str) -> None:
    one: Any = entry("제목")
    one = one.model_copy(update={"item": one.item.model_copy(update={"url": url, "key": "url:" + url})})
    told = render(one)
    assert "제목" in told
    assert "arxiv.org@" not in told
    assert "\u0430rxiv" not in told
    assert "gro.live" not in told
    assert ("xn--rxiv-43d.org" in told) == ("\u0430" in url)


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2408.08152",
        "http://example.org/",
        "https://example.org//a/../b/./~me/_x-y.html",
        "https://a.b/" + "x" * 1_995,
        "https://-odd.example/",
        "https://xn--rxiv-43d.org/abs/1",
        "https://example.org./dots.../",
    ],
)
def test_a_plain_address_is_what_looking_at_it_piece_by_piece_gives(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = web_address(url)
    monkeypatch.setattr("digest.render.clean.PLAIN", re.compile("(?!)"))
    assert quick == web_address(url)
