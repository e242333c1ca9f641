"""`digest undo` gives the page back as the person has it, to the byte."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from digest.journal.write.section import SectionForm, spliced
from digest.journal.write.undo import plan_undo
from digest.store.journal import JournalLine
from journal_kit import FIRST, SECOND, THIRD, bullet, check_invariant, day_of, planned

PAPERS = [bullet(FIRST), bullet(SECOND)]
ITEM = "- [제목](https://huggingface.co/papers/{}): 한 줄"
OURS = ITEM.format(FIRST) + "\n" + ITEM.format(SECOND)


def put(text: str, heading: str | None = None, **options: Any) -> tuple[str, tuple[JournalLine, ...]]:
    """The page with our section, and the rows that prove it."""
    day = day_of(text, heading, options.pop("flavour", "plain"))
    plan = planned(day, PAPERS, **options)
    return spliced(day.document, plan.splices).decode(), plan.rows


def undone(text: str, rows: Sequence[JournalLine], heading: str | None = None) -> str:
    """The page without what is ours; nothing else is cut."""
    day = day_of(text, heading)
    splices, gone = plan_undo(day.document, range(day.first, day.last), rows, "main")
    new = spliced(day.document, splices)
    check_invariant(day.document.data, new, splices, rows)
    assert {row.item_key for row in gone} <= {row.item_key for row in rows}
    return new.decode()


PAGES = {
    "a page": "# 오늘\n\n글\n",
    "a page without a last line end": "# 오늘\n\n글",
    "one line": "글",
    "sub-headings": "# 오늘\n\n글\n\n## 공부\n\n글\n",
    "no blank lines": "# 오늘\n글\n## 공부\n글",
    "many blank lines": "# 오늘\n\n\n글\n\n\n\n## 공부\n\n\n",
    "nothing": "",
    "carriage returns": "# 오늘\r\n\r\n글\r\n\r\n## 공부\r\n",
    "their section": "# 오늘\n\n## 데일리 트렌드\n\n- 내 글\n\n## 공부\n",
    "their section at the end": "# 오늘\n\n## 데일리 트렌드\n\n- 내 글",
    "their section of tasks": "# 오늘\n\n## 데일리 트렌드\n\n- [ ] 할 일\n\n## 공부\n",
    "their section with text": "# 오늘\n\n## 데일리 트렌드\n\n글\n",
    "an empty section": "# 오늘\n\n## 데일리 트렌드\n## 공부\n",
    "an indented heading": "# 오늘\n\n글\n\n  ## 공부\n\n글\n",
    "a reference": "# 오늘\n\n글 [a]\n\n[a]: https://a.b\n",
}


@pytest.mark.parametrize("marks", ["none", "line", "block"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_nobody_touched_is_what_it_was(page: str, marks: Any) -> None:
    text, rows = put(PAGES[page], marks=marks)
    assert text != PAGES[page]
    assert undone(text, rows) == PAGES[page]


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_lines_that_the_person_added_stay_to_the_byte(end: str) -> None:
    text, rows = put("# 오늘\n")
    mine = f"{text}\n## 내 글\n\n글{end}"
    assert undone(mine, rows) == f"# 오늘\n\n## 내 글\n\n글{end}"


@pytest.mark.parametrize("blanks", range(4))
def test_blank_lines_of_theirs_around_ours_stay(blanks: int) -> None:
    text, rows = put("# 오늘\n\n## 공부\n")
    assert (
        undone(text.replace("## 공부", "\n" * blanks + "## 공부"), rows)
        == "# 오늘\n" + "\n" * (blanks + 1) + "## 공부\n"
    )
    text, rows = put("# 오늘\n글\n## 공부\n")
    more = text.replace("## 데일리", "\n" * blanks + "## 데일리")
    assert undone(more, rows) == "# 오늘\n글\n" + "\n" * blanks + "## 공부\n"


def test_blank_lines_that_are_gone_take_none_of_theirs_along() -> None:
    text, rows = put("# 오늘\n글\n## 공부\n\n글\n")
    closer = text.replace("\n\n## 데일리", "\n## 데일리").replace("한 줄\n\n## 공부", "한 줄\n## 공부")
    assert undone(closer, rows) == "# 오늘\n글\n## 공부\n\n글\n"
    assert undone(text[: text.index("\n## 공부")], rows) == "# 오늘\n글\n"
    assert undone(text[text.index("## 데일리") :], rows) == "## 공부\n\n글\n"


@pytest.mark.parametrize(
    ("below", "kept"),
    [
        ("글\n", True),
        ("> 글\n", True),
        ("> [a]: https://a.b\n> 글\n", True),
        ("- 내 글\n", True),
        ("## 공부\n", False),
        ("<h2>공부</h2>\n", False),
        ("[a]: https://a.b\n", False),
        ("[^1]: 각주\n", False),
        ("> [a]: https://a.b\n> [b]: https://c.d\n", False),
        ("", False),
        ("\n\n", False),
    ],
)
def test_our_heading_stays_above_text_that_would_lose_it(below: str, kept: bool) -> None:
    text, rows = put("# 오늘\n")
    left = undone(f"{text}\n{below}", rows)
    assert left == ("# 오늘\n\n## 데일리 트렌드\n\n\n" if kept else "# 오늘\n\n") + below


def test_a_heading_of_theirs_is_left_with_what_they_wrote_below_it() -> None:
    page = "# 오늘\n\n## 데일리 트렌드\n\n## 공부\n"
    text, rows = put(page)
    assert undone(text.replace("## 공부", "글\n\n## 공부"), rows) == page.replace("## 공부", "글\n\n## 공부")


@pytest.mark.parametrize("mine", ["- 내 글\n", "> 인용\n", "<!-- 메모 -->\n"])
def test_a_frame_that_they_wrote_into_stays(mine: str) -> None:
    text, rows = put("# 오늘\n\n## 공부\n")
    between = text.replace(ITEM.format(SECOND), f"{mine}{ITEM.format(SECOND)}")
    assert undone(between, rows) == f"# 오늘\n\n## 데일리 트렌드\n\n{mine}\n## 공부\n"
    above = text.replace(ITEM.format(FIRST), f"{mine}{ITEM.format(FIRST)}")
    assert undone(above, rows) == f"# 오늘\n\n## 데일리 트렌드\n\n{mine}\n## 공부\n"


def test_a_heading_that_was_edited_or_taken_away_is_theirs() -> None:
    text, rows = put("# 오늘\n\n## 공부\n")
    assert undone(text.replace("데일리 트렌드", "논문"), rows) == "# 오늘\n\n## 논문\n\n\n## 공부\n"
    assert undone(text.replace("## 데일리 트렌드\n\n", ""), rows) == "# 오늘\n\n\n## 공부\n"


def test_an_edited_line_stays_and_the_others_go() -> None:
    text, rows = put("# 오늘\n")
    mine = text.replace("한 줄", "내 줄", 1)
    assert undone(mine, rows) == "# 오늘\n\n## 데일리 트렌드\n\n" + ITEM.format(FIRST).replace("한 줄", "내 줄") + "\n"


@pytest.mark.parametrize("end", ["", "\n"])
def test_the_end_of_the_file_is_as_the_person_left_it(end: str) -> None:
    page = f"# 오늘\n\n## 데일리 트렌드\n\n- 내 글{end}"
    text, rows = put(page)
    assert text == f"# 오늘\n\n## 데일리 트렌드\n\n- 내 글\n{OURS}{end}"
    assert undone(text, rows) == page
    first = rows[:1]  # the second one is theirs by now
    assert undone(text, first) == f"# 오늘\n\n## 데일리 트렌드\n\n- 내 글\n{ITEM.format(SECOND)}{end}"
    assert undone(f"{OURS}{end}", rows) == ""


@pytest.mark.parametrize("page", ["# 오늘\n\n## 공부\n", "# 오늘\n", "# 오늘"])
def test_the_line_about_who_wrote_the_lines_goes_too(page: str) -> None:
    day = day_of(page)
    keyless = [one.__class__(one.key, one.text, one.text, "자동 정리") for one in PAPERS]
    plan = planned(day, keyless, form=SectionForm(labels_once=True))
    text = spliced(day.document, plan.splices).decode()
    assert "(한 줄 설명: 자동 정리)" in text
    assert undone(text, plan.rows) == page
    assert undone(text.replace("자동 정리", "내가 고름"), plan.rows).count("papers/") == 0
    assert "내가 고름" in undone(text.replace("자동 정리", "내가 고름"), plan.rows)


def test_a_line_of_another_digest_is_not_taken_back() -> None:
    text, rows = put("# 오늘\n")
    day = day_of(text)
    team = planned(day, [bullet(THIRD)], rows, "team")
    both = spliced(day.document, team.splices).decode()
    assert undone(both, (*rows, *team.rows)) == f"# 오늘\n\n## 데일리 트렌드\n\n{ITEM.format(THIRD)}\n"


def test_nothing_of_ours_is_nothing_to_do() -> None:
    text, rows = put("# 오늘\n\n글\n")
    assert undone("# 오늘\n\n글\n", rows) == "# 오늘\n\n글\n"
    assert undone(text, [row.model_copy(update={"status": "user"}) for row in rows]) == text
    day = day_of(text)
    assert plan_undo(day.document, range(day.first, day.last), (), "main") == ((), ())
