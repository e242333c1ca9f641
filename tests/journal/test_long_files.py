"""Any file is read and planned in time that grows with its size alone."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest

from digest.journal.find.locate import DayPlace, Flavour
from digest.journal.find.scan import heads_of, plain_of, scan
from digest.journal.read.document import MAX_BYTES, JournalRefused, parse_document
from digest.journal.write.section import spliced
from journal_kit import DATE, day_of, planned

pytestmark = pytest.mark.slow

SIZE = 30_000
SHAPES = {
    "headings without blank lines": "# a\n" * (SIZE // 4),
    "days": "## 1일차\n" * (SIZE // 8),
    "html headings": "<h2>a</h2>\n" * (SIZE // 10),
    "setext": "a\n---\n" * (SIZE // 6),
    "quotes in quotes": ">" * SIZE + " x\n",
    "lists in lists": "- " * SIZE + "x\n",
    "a stair of lists": "".join(" " * (2 * n) + "- x\n" for n in range(250)),
    "one line": "가" * SIZE + "\n",
    "brackets": "[" * SIZE + "\n# " + "[a](" * (SIZE // 4) + "\n",
    "runs of backticks": "".join("`" * n + " " for n in range(1, 250)) + "\n",
    "a heading with blanks and a hash": "# a" + " " * SIZE + "#x\n",
    "a heading with underscores": "# a" + "_" * SIZE + "b\n",
    "footnotes": "[^1]: a\n" * (SIZE // 8),
    "definitions": "[a]: /x\n" * (SIZE // 8),
    "shortcodes in shortcodes": "{{< a >}}\n" * (SIZE // 10) + "{{< /a >}}\n" * (SIZE // 10),
    "an open shortcode": "{{<" + " " * SIZE + "\n",
    "other ends": "".join(f"{{{{< a{n} >}}}}\n" for n in range(SIZE // 15)) + "{{< /b >}}\n" * (SIZE // 15),
    "open tags": "<div " * (SIZE // 5) + "\n",
    "blanks": " " * SIZE + "x\n" + "\t" * SIZE + "x\n",
}


def work(text: str, flavour: Flavour) -> float:
    """Seconds of CPU to find the headings of a file and to plan a section in it."""
    began = time.process_time()
    scan(text)
    document = parse_document(text.encode())
    heads_of(document)
    plain_of(document)
    with contextlib.suppress(JournalRefused):
        planned(DayPlace(Path("a.md"), document, None, 0, len(document.lines), "daily", flavour))
    return time.process_time() - began


@pytest.mark.parametrize("shape", SHAPES)
def test_no_shape_raises_or_takes_long(shape: str) -> None:
    assert work("# 오늘\n\n" + SHAPES[shape], "jekyll") < 4  # a tenth of that; a square of the size takes minutes


@pytest.mark.parametrize("turn", ["a\n>---\n", "- a\n- >---\n", ">|a|\n>|-|\nb\n"], ids=["text", "list", "table"])
def test_thousands_of_quotes_without_a_blank_line_are_refused_at_once(turn: str) -> None:
    began = time.process_time()
    with pytest.raises(JournalRefused, match="인용이 너무 많아"):
        parse_document((turn * (SIZE // len(turn))).encode())
    assert time.process_time() - began < 1
    assert parse_document((turn * 100).encode()).blocks
    assert parse_document(((turn + "\n") * (SIZE // len(turn))).encode()).blocks, "blank lines between them"


@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_prompts_between_fences_are_no_quotes(fence: str) -> None:
    session = ">>> x = 1\n1\n" * 700
    assert parse_document(f"# 오늘\n\n{fence}python\n{session}{fence}\n\n글\n".encode()).blocks
    with pytest.raises(JournalRefused, match="인용이 너무 많아"):
        parse_document(f"# 오늘\n\n{fence}\n{fence}\n{session}".encode())


def test_a_file_above_the_limit_is_refused_at_once() -> None:
    began = time.process_time()
    with pytest.raises(JournalRefused, match="2 MiB"):
        parse_document(b"# a\n" * (5 * MAX_BYTES // 8))
    assert time.process_time() - began < 0.5


def test_a_section_far_down_is_checked_quickly() -> None:
    text = "# 2024년\n" + "".join(f"\n## {n}번째\n\n글\n\n- 하나\n    - 둘\n" for n in range(4_000))
    day = day_of(text, "3000번째")
    began = time.process_time()
    new = spliced(day.document, planned(day).splices)
    took = time.process_time() - began
    whole = time.process_time()
    parse_document(new)
    assert took < (time.process_time() - whole) / 2
    assert str(DATE.year) in new.decode()
