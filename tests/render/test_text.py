"""Plain text: everything a reader needs, nothing that steers a terminal or a mail client."""

from __future__ import annotations

from digest.render.clean import visible
from digest.render.text import digest_text, head_line
from sample_digests import HOSTILE_TITLES, digest, empty, entry, hostile, usual


def test_a_usual_morning() -> None:
    text = digest_text(usual())
    assert text.startswith("데일리 트렌드 · 2024년 8월 19일 월요일 · 5건\n\n1. LongVILA")
    assert "   기계 번역 · HF ▲31\n" in text
    assert "   https://arxiv.org/abs/2408.08072\n" in text
    assert "메모: 금요일 스터디에서 볼 것" in text
    assert text.endswith("※ arXiv: 응답 없음 – 2회 재시도 후 건너뜀\n")
    assert "\n\n\n" not in text


def test_an_empty_day_says_why() -> None:
    assert "주말이라" in digest_text(empty())


def test_names_and_provisional_days_show_in_the_title() -> None:
    assert head_line(digest(entry(), name="vision", provisional=True)).endswith("1건 (잠정) · vision")


def test_hostile_titles_are_literal_lines() -> None:
    lines = digest_text(hostile()).split("\n")
    for place, title in enumerate(HOSTILE_TITLES, 1):
        assert f"{place}. {visible(title)}" in lines
