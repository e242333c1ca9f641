"""Which headings at the top of a day's file are its title: our section goes below them. Pure."""

from __future__ import annotations

import datetime as dt
import re

from digest.journal.find.date_forms import date_in
from digest.journal.find.day_forms import heading_label, title_label
from digest.journal.read.document import Document, Heading
from digest.journal.read.normalise import normalise
from digest.journal.read.structure import CLOSED, CONTAINERS
from digest.lazy import pattern_of

_TAGS = pattern_of(r"^(?:#[^\s#]+\s*)+$")  # `#태그 #til`
_CONTENTS = pattern_of(
    r"^(?:[-*+]\s+)?(?:toc|목차)\s*$|^\{:\s*\.?toc\s*[^}]*\}$|^\[\[?_?toc_?\]\]?$|^<!--.*-->$|^\{\{<\s*toc\s*>\}\}$",
    re.IGNORECASE,
)  # `* TOC` with `{:toc}` below, `[TOC]`, `[[_TOC_]]`
_RULE = pattern_of(r"^(?:-{3,}|\*{3,}|_{3,})$")  # --- · ***
# til · 오늘의 기록 · 개발 일지 · daily notes
_DAY_WORD = pattern_of(
    r"^(?:til|today i learned|오늘.{0,12}|(?:개발|학습|공부)?\s?(?:일지|일기|기록)|daily.{0,12}|journal|log|diary)$"
)
"""Titles that say what kind of page it is: `# TIL`, `# 오늘의 기록`."""


def below_titles(document: Document, date: dt.date | None) -> int:
    """The line below the last title heading of a page that is one day; 0 when it has none.

    The first heading is a title when it holds the day's date or a day's number (`# 2024년 8월 19일 기록`,
    `### 자바 프로젝트 14일차`), says what kind of page it is (`# TIL`), or has nothing but tags and a table of contents
    between it and the next heading. A heading after it is one, too, when it holds the date (`# 📅 2026-02-04`), or
    stands right below the title at its level and alone there (a subtitle).
    """
    heads = [head for head in document.headings if _is_on_the_page(document, head)]
    if not heads or not _is_title(document, heads, date):
        return 0
    last = 0
    for number in range(1, len(heads)):
        if not (_holds_day(heads[number], date, numbers=False) or _is_subtitle(document, heads, number)):
            break
        if not _is_empty(document, heads[number - 1], heads[number].line):
            break
        last = number
    return _after(heads[last])


def title_block(document: Document, date: dt.date | None) -> list[str]:
    """The lines of a page from below its front matter to the end of what belongs to its title; empty without one."""
    stop = below_titles(document, date)
    if not stop:
        return []
    while stop < len(document.lines) and _is_nothing(document.lines[stop].text):
        stop += 1
    if stop == len(document.lines):
        stop = below_titles(document, date)
    return [line.text for line in document.lines[document.front_matter.stop : stop]]


def _is_on_the_page(document: Document, head: Heading) -> bool:
    """Whether a heading stands at the page's own level, whatever its form."""
    if head.line < document.front_matter.stop:
        return False
    return head.anchor or (head.form == "setext" and not document.is_in(head.line, *CONTAINERS, *CLOSED))


def _is_title(document: Document, heads: list[Heading], date: dt.date | None) -> bool:
    first = heads[0]
    if _holds_day(first, date, numbers=True):
        return True
    before = document.lines[document.front_matter.stop : first.line]
    if any(not _is_nothing(line.text) for line in before):
        return False
    alone_at_the_top = first.level == 1 and [head.level for head in heads].count(1) == 1
    if alone_at_the_top or (first.level == 1 and _DAY_WORD.match(normalise(first.raw))):
        return True
    if len(heads) == 1 or not _is_empty(document, first, heads[1].line):
        return False
    return first.level < heads[1].level or first.level == 1 or not _is_unfilled(document, heads)


def _holds_day(head: Heading, date: dt.date | None, *, numbers: bool) -> bool:
    """Whether a heading holds the date, or a number of a day (`14일차`), which nobody else can check."""
    label = heading_label(head.raw)
    found = label.start.complete() if label and label.start else date_in(head.raw)
    if date and found:
        return found == date
    if date and label and label.start:
        return label.start.day == date.day and label.start.month in (None, date.month)
    return numbers and bool((label and label.numbers) or title_label(head.raw))


def _is_subtitle(document: Document, heads: list[Heading], number: int) -> bool:
    """`# 14 August 2024` with `# or, a subtitle` in the very next line, and no other heading of that level."""
    above, head = heads[number - 1], heads[number]
    alike = [one for one in heads if one.level == head.level]
    return head.line == _after(above) and head.level == above.level and alike == heads[: len(alike)] == [above, head]


def _is_unfilled(document: Document, heads: list[Heading]) -> bool:
    """A template nobody has written into yet: every heading of the first one's level is as empty as it."""
    level = heads[0].level
    ends = [*(head.line for head in heads[1:]), len(document.lines)]
    return all(_is_empty(document, head, end) for head, end in zip(heads, ends, strict=True) if head.level == level)


def _is_empty(document: Document, head: Heading, stop: int) -> bool:
    return all(_is_nothing(line.text) for line in document.lines[_after(head) : stop])


def _is_nothing(text: str) -> bool:
    """A blank line, tags, a table of contents, a rule: they belong to the title above them."""
    text = text.strip()
    return not text or any(form.match(text) for form in (_TAGS, _CONTENTS, _RULE))


def _after(head: Heading) -> int:
    return head.line + (2 if head.form == "setext" else 1)
