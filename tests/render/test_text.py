"""Plain text: everything a reader needs, nothing that steers a terminal or a mail client."""

from __future__ import annotations

from digest.publish.kakao.target import KakaoPublisher
from digest.publish.slack.blocks import slack_parts
from digest.render.clean import visible
from digest.render.text import because, digest_text, head_line
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
    told = head_line(digest(entry(), name="vision", provisional=True))
    assert told == "데일리 트렌드 vision · 2024년 8월 19일 월요일 · 1건 (잠정)"


def test_an_alarm_is_no_digest_of_nothing() -> None:
    alarm = digest(name="alarm-digest-FatalError", empty_reason="⚠ 모든 출처에서 받지 못했습니다")
    assert digest_text(alarm).startswith("digest 알림 · 2024년 8월 19일 월요일\n\n⚠ 모든")
    (message,) = slack_parts(alarm)
    assert message.payload["text"] == "8월 19일 digest 알림: ⚠ 모든 출처에서 받지 못했습니다"
    assert "2024년 8월 19일 월요일 · digest 알림" in str(message.payload["blocks"])
    (short,) = KakaoPublisher().parts(alarm)
    assert short.payload["text"] == "digest 알림 · 8월 19일(월)\n⚠ 모든 출처에서 받지 못했습니다"
    assert "alarm-" not in digest_text(alarm) + str(message.payload) + str(short.payload)


def test_a_bare_title_needs_no_label() -> None:
    link = digest(entry(producer="title", text="", reasons=("직접 담은 링크",)))
    assert "제목만" not in digest_text(link) + str(slack_parts(link)[0].payload)


def test_hostile_titles_are_literal_lines() -> None:
    lines = digest_text(hostile()).split("\n")
    for place, title in enumerate(HOSTILE_TITLES, 1):
        assert f"{place}. {visible(title)}" in lines


def test_an_entry_without_a_line_says_why_beside_its_reasons() -> None:
    bare = entry(producer="title", text="", reasons=("HF ▲3",))
    told = bare.model_copy(update={"line": bare.line.model_copy(update={"missing": "초록 없음"})})
    assert because(bare) == "HF ▲3"
    assert because(told) == "초록 없음 · HF ▲3"
