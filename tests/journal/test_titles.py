"""The person's own title stays on top: where the section of a day that is a whole file goes."""

from __future__ import annotations

import datetime as dt

import pytest

from digest.journal.find.titles import below_titles, title_block
from digest.journal.read.document import parse_document
from journal_kit import written

OURS = "데일리 트렌드"
DATE = dt.date(2024, 8, 19)


def headings(text: str) -> list[str]:
    """The headings of the page after a section was put into it."""
    return [line for line in written(text).splitlines() if line.startswith("#") and " " in line]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        pytest.param("# Day 04_주제\n\n# 📅 2024-08-19\n---\n\n## 1. 배운 것\n글\n", 2, id="number, then the date"),
        pytest.param("# 19 August 2024\n# 부제\n\n_10:00–16:00_\n\n- [x] 했다\n", 2, id="a subtitle in the next line"),
        pytest.param("### 자바 과제 14일차\n#태그 #태그2\n- 한 일\n", 1, id="a number after words, tags below"),
        pytest.param("# TIL\n\n글\n\n# 참고\n\n- x\n", 1, id="the kind of page"),
        pytest.param("# 2024년 8월 19일 기록\n\n글\n\n# 회의\n\n글\n", 1, id="the date and a word"),
        pytest.param("## [day47] 2024.08.19 월 학습 정리\n1. A\n---\n## 1. A\n글\n", 1, id="a number in brackets"),
        pytest.param("# 2024.08.19 TIL\n\n# 배운 것\n\n글\n\n# 느낀 점\n\n글\n", 1, id="everything at level 1"),
        pytest.param(
            "# 무제\n\n{:toc}\n#태그\n\n# 배운 것\n\n글\n\n# 느낀 점\n", 1, id="nothing but tags and contents below"
        ),
        pytest.param("오늘의 기록\n====\n\n## 배운 것\n\n글\n", 1, id="underlined"),
        pytest.param("![](cover.png)\n\n# 2024-08-19\n\n## 배운 것\n", 1, id="a picture above"),
        pytest.param("## 8월 19일\n## 배운 것\n글\n## 느낀 점\n글\n", 1, id="a date without a year"),
    ],
)
def test_the_section_goes_below_the_title(text: str, titles: int) -> None:
    plain = text.replace("오늘의 기록\n====", "# 오늘의 기록")
    before = [
        line for line in plain.splitlines() if line.startswith("#") and " " in line and not line.startswith("#태그")
    ]
    after = [line for line in headings(text) if not line.startswith("#태그")]
    if "====" in text:
        after = ["# 오늘의 기록", *after]
    assert [OURS in line for line in after].index(True) == titles
    assert [line for line in after if OURS not in line] == before


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# 배운 것\n\n글\n\n# 느낀 점\n\n글\n", id="a section with text"),
        pytest.param("## 배운 것\n\n## 느낀 점\n\n## 할 일\n", id="a template that nobody has filled in"),
        pytest.param("# 2024-08-16 회고\n\n글\n\n# 배운 것\n", id="another day's date"),
        pytest.param("글\n\n# 하나\n\n# 둘\n\n글\n", id="text above"),
        pytest.param("글만 있다\n", id="no heading"),
    ],
)
def test_a_section_of_the_person_is_no_title(text: str) -> None:
    assert below_titles(parse_document(text.encode()), DATE) == 0


def test_a_title_takes_its_tags_and_rules_along() -> None:
    document = parse_document("---\na: b\n---\n# 2024-08-19\n#til #ai\n\n---\n\n## 배운 것\n".encode())
    assert title_block(document, DATE) == ["# 2024-08-19", "#til #ai", "", "---", ""]
