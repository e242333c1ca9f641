"""Bytes of a markdown file → where things are; nothing here ever writes (docs/journal-finding.md).

Lines keep their byte offsets and their own terminators, so whoever inserts can work on bytes alone.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from digest.errors import SkippableError
from digest.journal.read.front_matter import front_matter_facts, front_matter_range
from digest.journal.read.normalise import normalise, same_section, section_key
from digest.journal.read.regions import without_code_spans
from digest.journal.read.structure import Block, RawHeading, lines_in, structure_of
from digest.lazy import pattern_of

__all__ = [
    "Block",
    "Document",
    "Heading",
    "JournalRefused",
    "TextLine",
    "normalise",
    "parse_document",
    "same_section",
    "section_key",
]

BOM = b"\xef\xbb\xbf"
MAX_BYTES = 2 * 1024 * 1024
MOST_QUOTED = 200_000
"""Lines that all quotes of a file may run over together, where nothing blank ends them: about half a second."""
_TERMINATED = pattern_of(rb"[^\r\n]*(\r\n|\n|\r)|[^\r\n]+")  # `a line\n`
_CONFLICT = pattern_of(rb"^(?:<<<<<<< |>>>>>>> )", re.MULTILINE)  # `<<<<<<< HEAD`
# `<% tp.date.now() %>` · `{{date}}`
_TEMPLATE = pattern_of(r"<%|\{\{\s*(?:date|title|time|yesterday|tomorrow)\b[^{}]*\}\}")


class JournalRefused(SkippableError):
    """A file or folder that must not be written to; the message says why, in Korean."""


class NoJournal(JournalRefused):
    """The setting names nothing that can be a journal: a mistake that waiting does not mend."""


@dataclass(frozen=True)
class TextLine:
    """One line as it stands in the file."""

    start: int
    """Offset of its first byte in the file (after a BOM)."""
    end: int
    """Offset after its terminator."""
    text: str
    """Without the terminator."""
    eol: bytes
    """Its own terminator; `b""` only for a last line without one."""


@dataclass(frozen=True)
class Heading:
    """Something a reader sees as a heading."""

    line: int
    """0-based line."""
    level: int
    """1–6; 0 for a plain line that only acts as one."""
    text: str
    """Normalised: compare this."""
    raw: str
    """As typed, without hashes or tags at either side."""
    anchor: bool
    """False where an insertion before it would be wrong: fences, lists, quotes, comments, `<details>`, setext …"""
    form: str = "atx"
    """`atx`, `setext`, `html` (`<h2>…</h2>`) or `glued` (`### x` straight under an HTML line)."""
    indent: int = 0
    """Columns before the first `#`; kramdown knows no indented heading."""


@dataclass(frozen=True)
class Document:
    """One markdown file, read and not judged."""

    data: bytes
    bom: bool
    lines: tuple[TextLine, ...]
    front_matter: range
    headings: tuple[Heading, ...]
    """Every heading in file order, also those that are no anchors."""
    blocks: tuple[Block, ...]
    """Every block in file order; `depth` 0 is the top level of the page."""

    @cached_property
    def facts(self) -> dict[str, str]:
        """Top-level scalars of the front matter."""
        return front_matter_facts([line.text for line in self.lines], self.front_matter)

    @cached_property
    def anchors(self) -> tuple[Heading, ...]:
        """Only the headings that may bound a day or a section."""
        return tuple(heading for heading in self.headings if heading.anchor)

    @cached_property
    def _lines_in(self) -> dict[tuple[str, ...], frozenset[int]]:
        return {}

    def is_in(self, line: int, *kinds: str) -> bool:
        """Whether a 0-based line is inside a block of these kinds; quick for many lines."""
        if kinds not in self._lines_in:
            self._lines_in[kinds] = lines_in(block for block in self.blocks if block.kind in kinds)
        return line in self._lines_in[kinds]


def regular_bytes(path: Path) -> bytes:
    """The bytes of a regular file. Raises JournalRefused for a pipe or device, which would never end; OSError."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket
            raise JournalRefused("보통 파일이 아니라 읽지 않습니다") from error
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise JournalRefused("보통 파일이 아니라 읽지 않습니다")
    with os.fdopen(handle, "rb") as file:
        return file.read()


def split_lines(data: bytes) -> tuple[TextLine, ...]:
    r"""Lines of UTF-8 bytes, cut at `\r\n`, `\n` and `\r` only; the BOM is outside the first line."""
    start = len(BOM) if data.startswith(BOM) else 0
    found = []
    for match in _TERMINATED.finditer(data, start):
        eol = match[1] or b""
        found.append(TextLine(match.start(), match.end(), match[0][: len(match[0]) - len(eol)].decode(), eol))
    return tuple(found)


def readable_lines(data: bytes) -> list[bytes]:
    """The lines with their ends, without the BOM, and nothing more: far cheaper than the structure.

    Raises JournalRefused for bytes that are no text.
    """
    _refuse_unreadable(data)
    return [data[line.start : line.end] for line in split_lines(data)]


def parse_document(data: bytes) -> Document:
    """Read one file. Raises JournalRefused for what must never be written to."""
    _refuse_unreadable(data)
    lines = split_lines(data)
    texts = [line.text for line in lines]
    _refuse_tangled(texts)
    matter = front_matter_range(texts)
    raw_headings, blocks = structure_of(texts, matter.stop)
    _refuse_template(texts, blocks)
    return Document(
        data=data,
        bom=data.startswith(BOM),
        lines=lines,
        front_matter=matter,
        headings=tuple(_heading(raw) for raw in raw_headings),
        blocks=blocks,
    )


def _heading(raw: RawHeading) -> Heading:
    return Heading(raw.line, raw.level, normalise(raw.text), raw.text, raw.anchor, raw.form, raw.indent)


def _refuse_unreadable(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise JournalRefused("파일이 2 MiB보다 커서 건드리지 않습니다")
    if b"\0" in data:
        raise JournalRefused("NUL 바이트가 있어 글이 아닌 파일로 보입니다", hint="파일이 깨지지 않았는지 확인해 주세요")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise JournalRefused("UTF-8이 아닙니다(CP949일 수 있습니다)", hint="UTF-8로 저장해 주세요") from error
    if _CONFLICT.search(data.removeprefix(BOM)):
        raise JournalRefused("git 충돌 표시(<<<<<<<, >>>>>>>)가 남아 있습니다", hint="충돌을 먼저 해결해 주세요")


_FENCE = pattern_of(r"`{3,}|~{3,}")  # ``` at the margin


def _refuse_tangled(texts: Sequence[str]) -> None:
    """Quotes and text in turn for thousands of lines without a blank one (`> a`, `b`, `> c` …).

    CommonMark lets a quote go on without its `>`, so each quote has to be read to the next blank line: the cost grows
    with the square. What stands between fences (`>>> x = 1`) is no quote.
    """
    costs = quotes = 0
    before = False
    fence = ""
    for text in texts:
        opened = _FENCE.match(text)
        if fence:
            fence = "" if opened and opened[0].startswith(fence) and not text.strip(fence[0] + " \t\r\n") else fence
            continue
        if opened:  # at the margin a fence ends every quote
            fence, quotes, before = opened[0], 0, False
            continue
        quoted = text.lstrip(" \t-*+.)0123456789").startswith(">")
        quotes = quotes + (quoted and not before) if text.strip(" \t>") else 0
        costs += quotes
        before = quoted
        if costs > MOST_QUOTED:
            raise JournalRefused(
                "빈 줄 없이 이어지는 인용이 너무 많아 읽지 않습니다", hint="인용 앞뒤에 빈 줄을 넣어 주세요"
            )


def _refuse_template(texts: Sequence[str], blocks: tuple[Block, ...]) -> None:
    """A template (`{{date}}`, `<% tp.… %>`) is nobody's day; the same text as code is just a lesson about it."""
    code = lines_in(block for block in blocks if block.kind in ("fence", "code", "raw"))
    for number, text in enumerate(texts):
        if number not in code and _TEMPLATE.search(without_code_spans(text)):
            raise JournalRefused(f"템플릿으로 보입니다({number + 1}번째 줄)")
