"""The terminal: what wraps stays in its column, titles stand out, piped text is plain."""

from __future__ import annotations

import re

from digest.render.terminal import terminal_text
from sample_digests import digest, entry, usual

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
