"""HTML: well-formed, escaped, links only to the web."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from digest.models import Digest
from digest.render.clean import visible
from digest.render.html import digest_html, link_html
from sample_digests import HOSTILE_TITLES, digest, empty, entry, hostile, usual


def tree(value: Digest) -> ET.Element:
    return ET.fromstring(f"<div>{digest_html(value)}</div>")


def test_a_usual_morning() -> None:
    found = tree(usual())
    assert [b[0].text for b in found.iter("b")][0] == "LongVILA: Scaling Long-Context VLMs"  # noqa: RUF015
    assert "https://github.com/NVlabs/VILA" in [a.get("href") for a in found.iter("a")]
    assert "흐름: 시각-언어 모델" in "".join(found.itertext())


def test_an_empty_day_says_why() -> None:
    assert "주말이라" in "".join(tree(empty()).itertext())


def test_hostile_titles_are_literal() -> None:
    text = "".join(tree(hostile()).itertext())
    assert all(visible(title) in text for title in HOSTILE_TITLES)
    assert {element.tag for element in tree(hostile()).iter()} <= {"div", "p", "b", "i", "a", "br"}


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_stays_well_formed(title: str, line: str) -> None:
    text = "".join(tree(digest(entry(title, text=line))).itertext())
    assert visible(title) in text
    assert visible(line) in text


@given(st.sampled_from(["javascript:", "data:", "https://", "http://", "//", ""]), st.text(max_size=40))
def test_links_lead_to_the_web_or_are_none(start: str, rest: str) -> None:
    made = link_html(start + rest, "이름")
    assert made == "이름" or re.fullmatch(r'<a href="https?://[^"<>\s]+">이름</a>', made)
