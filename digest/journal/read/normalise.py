"""How two headings are compared: by what a reader sees, not by how it was typed (docs/journal-finding.md)."""

from __future__ import annotations

import unicodedata

import regex

_TAG = regex.compile(r"</?[A-Za-z][^<>]*>")  # <b>Day</b>
_LINK = regex.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")  # [13일차](days/13.md "title") · ![](a.png)
_WIKI = regex.compile(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")  # [[2024-08-19|월요일]]
_ATTRIBUTES = regex.compile(r"\{[:#.][^{}]*\}$")  # kramdown's `{: .class}`, goldmark's `{#id}`
# `## A heading ##`
_CLOSING_HASHES = regex.compile(r"(?:^| )#+$")
# 📅 · ✍🏽 · 1️⃣
_PICTOGRAPH = regex.compile(
    r"(?![0-9#*])[\p{Emoji_Presentation}\p{Extended_Pictographic}](?:\p{EMod}|\uFE0F|\u200D\p{Extended_Pictographic})*"
    r"|[0-9#*]?\uFE0F?\u20E3|\uFE0F"
)
_SHORTCODE = regex.compile(r":[a-z][a-z0-9_+-]*:")  # :calendar:
_MARKUP = regex.compile(r"[*`]|(?<!\w)_+|(?<!_)_++(?!\w)|\\(?=[^\w\s])")  # **bold** · _slanted_ · \# ; not snake_case
_SIMPLE = regex.compile(r"[0-9A-Za-z가-힣 .,~()/!?&+-]*[:：]?")  # nothing in it means anything but itself
_BLANK = regex.compile(r"[\s\u200B\u200C\u200D\u2060\uFEFF]+")  # two  blanks


def normalise(text: str) -> str:
    """The text of a heading as it is compared: no markup, emoji or trailing colon, NFC, single spaces, casefolded."""
    if _SIMPLE.fullmatch(text):
        return " ".join(text.rstrip(":： ").split()).casefold()
    text = _BLANK.sub(
        " ", unicodedata.normalize("NFC", text)
    ).strip()  # first: no expression below meets a run of blanks
    text = _CLOSING_HASHES.sub("", _ATTRIBUTES.sub("", text).rstrip()).rstrip()
    text = _LINK.sub(r"\1", _WIKI.sub(r"\1", _TAG.sub("", text)))
    text = _SHORTCODE.sub(" ", _PICTOGRAPH.sub(" ", text))
    text = _BLANK.sub(" ", _MARKUP.sub("", text)).strip()
    return text.rstrip(":： ").casefold()


def same_section(one: str, other: str) -> bool:
    """Whether two section names are the same to their writer: `부캠강의` = `부캠 강의:`."""
    return section_key(one) == section_key(other)


def section_key(text: str) -> str:
    """A section name without the spaces people forget; equal keys are the same section."""
    return normalise(text).replace(" ", "")
