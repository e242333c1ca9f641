"""A page of markdown in a terminal: whole, within its width, and readable."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from rich.cells import cell_len

from digest.cli.help import TOPICS
from digest.render.page import page_text, shared_out

DOCS = Path(__file__).resolve().parents[2] / "docs"


def shown(markdown: str, width: int = 60, *, colour: bool = False) -> str:
    return page_text(markdown, width, colour=colour, leads=lambda address: f"→{address}")


def letters(markdown: str) -> Counter[str]:
    """Every letter a reader of the page sees, but for code blocks and the headings of tables, which lists leave out."""
    found: Counter[str] = Counter()
    heading = False
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        heading = token.type == "thead_open" or (heading and token.type != "thead_close")
        if token.type == "inline" and not heading:
            found.update(
                letter for child in token.children or () for letter in child.content if child.type != "html_inline"
            )
    return found - Counter({" ": found[" "]})


@pytest.mark.parametrize("width", [46, 80, 100])
@pytest.mark.parametrize("name", TOPICS)
def test_no_word_of_a_page_is_lost_and_no_row_is_too_wide(name: str, width: int) -> None:
    markdown = (DOCS / f"{name}.md").read_text("utf-8")
    text = shown(markdown, width)
    assert letters(markdown) - Counter(text) == Counter()
    code = {
        line.strip() for block in re.findall(r"```[^\n]*\n(.*?)```", markdown, re.DOTALL) for line in block.split("\n")
    }
    wide = [line for line in text.splitlines() if cell_len(line) > width and line.strip() not in code]
    assert wide == []


def test_kinds_of_blocks() -> None:
    markdown = """# 제목

글 *기울임* **굵게** `코드`
이어짐 [다른 곳](other.md)

<!-- 보이지 않음 -->

- 하나
- 둘
  1. 셋

> 인용

```sh
digest run   # 그대로
```
"""
    assert shown(markdown).splitlines() == [
        "제목", "════", "", "글 기울임 굵게 `코드` 이어짐 다른 곳 (→other.md)", "", "• 하나", "• 둘", "  1. 셋", "",
        "│ 인용", "", "    digest run   # 그대로",
    ]  # fmt: skip


TABLE = "| 키 | 값 | 기본값 | 뜻 |\n|---|---|---|---|\n| `size` | 정수 | `8` | 하루에 많아야 몇 건인지 |\n"


def test_a_table_stands_side_by_side_where_it_fits() -> None:
    assert shown(TABLE, 60).splitlines() == [
        "키      값    기본값  뜻",
        "─────────────────────────────────────────────",
        "`size`  정수  `8`     하루에 많아야 몇 건인지",
    ]


def test_rows_that_take_several_lines_are_kept_apart() -> None:
    text = shown("| 가 | 나 |\n|---|---|\n| 하나 | " + "긴 말 " * 9 + "|\n| 둘 | 끝 |\n", 40)
    assert text.splitlines()[2:] == [
        "하나  긴 말 긴 말 긴 말 긴 말 긴 말 긴",
        "      말 긴 말 긴 말 긴 말",
        "",
        "둘    끝",
    ]


def test_a_table_that_is_too_wide_becomes_a_list() -> None:
    text = shown(TABLE.replace("몇 건인지", "몇 건인지 " + "그리고 긴 설명 " * 12), 40)
    assert text.splitlines()[:4] == [
        "`size`",
        "    값: 정수",
        "    기본값: `8`",
        "    뜻: 하루에 많아야 몇 건인지 그리고",
    ]


def test_a_word_longer_than_the_row_is_broken_and_not_cut() -> None:
    text = shown("| 이름 | 주소 |\n|---|---|\n| 긴 것 | " + "a" * 90 + " |\n", 40)
    assert text.count("a") == 90
    assert max(map(cell_len, text.splitlines())) <= 40


def test_colours_are_for_terminals() -> None:
    assert "\x1b[" in shown("# 제목", colour=True)
    assert "\x1b" not in shown("# 제목 `코드`")


@pytest.mark.parametrize(
    ("natural", "width", "widths"),
    [([6, 200], 80, [6, 72]), ([30, 40, 60, 90], 80, []), ([5, 7, 9], 80, [5, 7, 9]), ([], 80, [])],
)
def test_columns_share_the_room(natural: list[int], width: int, widths: list[int]) -> None:
    assert shared_out(natural, width) == widths
