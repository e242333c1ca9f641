"""What is cleaned from every text that came from outside."""

from __future__ import annotations

import sys
import unicodedata
from typing import Any

import pytest

from digest.day.document import document
from digest.day.outcome import told
from digest.day.setup import DayResult
from digest.models import Delivery, Digest, Ranked, SourceReport
from digest.publish.apprise.bodies import APART, message_bodies
from digest.publish.atom import AtomPublisher
from digest.publish.kakao.target import KakaoPublisher
from digest.publish.slack.blocks import slack_parts
from digest.publish.slack.mrkdwn import blocks_as_text
from digest.render.clean import visible
from digest.render.markdown import digest_markdown
from digest.render.terminal import terminal_text
from digest.render.text import digest_text
from sample_digests import digest, entry

HIDDEN = "".join(
    character
    for character in map(chr, range(sys.maxunicode))
    if unicodedata.category(character) in ("Cc", "Cf") and character != "\u200d" and not character.isspace()
)


def test_no_control_or_format_character_is_left_but_the_joiner() -> None:
    assert "\u061c" in HIDDEN
    assert "\U000e0041" in HIDDEN
    assert visible(f"앞{HIDDEN}뒤") == "앞뒤"


@pytest.mark.parametrize("text", ["👨‍👩‍👧 가족", "❤️ 하트", "한글 각", "葛󠄀城", "é"])
def test_emoji_hangul_and_variants_stay(text: str) -> None:
    assert visible(text) == text


def test_letters_that_nobody_sees_are_blanks() -> None:
    assert visible("ㅤﾠ⠀") == ""
    assert visible("가ㅤ나") == "가 나"


def evil() -> Digest:
    return digest(
        entry(
            f"제목{HIDDEN}끝",
            text=f"문장{HIDDEN}끝",
            url=f"https://a.b/{HIDDEN}x",
            reasons=(f"뉴스{HIDDEN}",),
            notes=(f"쪽지{HIDDEN}",),
            code_url=f"https://github.com/{HIDDEN}",
        ),
        entry(key="arxiv:2408.00002", late=True, producer="title", text="", url=f"https://arxiv.org/{HIDDEN}x"),
        reports=(SourceReport(source=f"feed:뉴스{HIDDEN}", state="failed", detail=f"탈{HIDDEN}"),),
        notices=(f"알림{HIDDEN}",),
    )


def strings(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [text for value in node.values() for text in strings(value)]
    return [text for value in node for text in strings(value)] if isinstance(node, (list, tuple)) else [str(node)]


def test_every_rendering_is_clean() -> None:
    value = evil()
    slack = [part.payload for part in slack_parts(value)]
    chosen = tuple(Ranked(item=e.item, score=1, reasons=e.reasons) for e in value.entries)
    result = DayResult(value, chosen, (Delivery(target="console", state="sent"),), reports=value.reports)
    renderings = {
        "terminal": [terminal_text(value, 0)],
        "text": [digest_text(value)],
        "journal": [digest_markdown(value)],
        "slack": strings(slack),
        "slack plain": [blocks_as_text(message["blocks"]) for message in slack],  # type: ignore[union-attr]
        "kakao": strings([part.payload for part in KakaoPublisher().parts(value)]),
        "atom": strings([part.payload for part in AtomPublisher(path="f.xml").parts(value)]),
        "messages": [
            text.replace(APART["html"], "")  # of our own making: Telegram has no other way to part two entries
            for form in ("html", "markdown", "text")
            for text in message_bodies(value, form, 900)  # type: ignore[arg-type]
        ],
        "json": strings(document([result], 0).model_dump(mode="json")),
        "stderr": list(told(result)),
    }
    for name, texts in renderings.items():
        left = set("".join(texts)) & set(HIDDEN)
        assert not left, (name, sorted(map(hex, map(ord, left))))
