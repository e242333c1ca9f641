"""The terminal: what wraps stays in its column, titles stand out, piped text is plain."""

from __future__ import annotations

import re

import pytest

from digest.models import ConferenceDeadline, SourceReport
from digest.render.terminal import terminal_text
from sample_digests import MORNING, digest, entry, usual

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_wrapped_lines_stay_below_their_beginning() -> None:
    long = digest(entry(title="An Unusually Long Title That Needs More Than One Line Of A Terminal Sixty Columns Wide"))
    lines = COLOUR.sub("", terminal_text(long, 60)).split("\n")
    assert lines[2].startswith(" 1. An Unusually")
    assert all(line.startswith("    ") for line in lines[3:] if line)


def test_titles_are_bold_and_not_faint() -> None:
    shown = terminal_text(digest(entry(title="LongVILA")), 80)
    styles = re.findall(r"\x1b\[([0-9;]*)mLongVILA", shown)
    assert styles == ["1"]


def test_piped_text_has_no_colour_and_is_not_wrapped() -> None:
    text = terminal_text(usual(), 0)
    assert "\x1b" not in text
    assert all(e.item.title in text for e in usual().entries)


EVIL = "\x1b]0;pwned\x07\x1b[2J\x9b31m\u202e\u061c\U000e0041"


@pytest.mark.parametrize("width", [0, 80])
def test_nothing_from_outside_steers_the_terminal(width: int) -> None:
    evil = digest(
        entry(f"t{EVIL}", text=f"l{EVIL}", url=f"https://a.b/{EVIL}x", reasons=(EVIL,), notes=(EVIL,)),
        deadlines=(ConferenceDeadline(title=f"CVPR{EVIL}", label="논문 마감", due=MORNING),),
        reports=(SourceReport(source=f"feed:{EVIL}", state="failed", detail=EVIL),),
        notices=(EVIL,),
    )
    for value in (evil, digest(empty_reason=EVIL)):
        text = COLOUR.sub("", terminal_text(value, width))
        assert not set(text) & set(EVIL) & set("\x1b\x07\x9b\u202e\u061c\U000e0041")


def test_late_items_notes_and_the_name_of_the_digest_are_told() -> None:
    text = terminal_text(digest(entry(late=True, notes=("스터디에서 볼 것",)), name="vision"), 0)
    assert text.split("\n")[0].startswith("데일리 트렌드 vision · 2024년")
    assert "나중에 추가 · 메모: 스터디에서 볼 것" in text
