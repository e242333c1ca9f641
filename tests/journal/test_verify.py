"""What counts as looking different: the blocks of a text, and the page of a renderer."""

from __future__ import annotations

import pytest

from digest.journal.write.verify import SENTINEL, page_shape, same_structure


@pytest.mark.parametrize(
    ("old", "new", "ours"),
    [
        ("글\n", "글\n\n- 우리\n", {1, 2}),  # a new list of ours
        ("글\n\n둘\n", "글\n\n### 우리\n\n- 우리\n\n둘\n", {2, 3, 4, 5}),  # our section above their text
        ("- 글\n", "- 글\n- 우리\n", {1}),  # our bullet in their tight list
        ("글\n", "글\n\n", set()),  # a blank line at the end
    ],
)
def test_what_is_only_ours_makes_no_difference(old: str, new: str, ours: set[int]) -> None:
    assert same_structure(old, new, set(), ours)
    assert same_structure(new, old, ours, set())


@pytest.mark.parametrize(
    ("old", "new", "ours"),
    [
        ("- 글\n", "- 글\n\n- 우리\n", {1, 2}),  # their tight list became a loose one
        ("글\n", "글\n우리\n", {1}),  # our line went into their paragraph
        ("글\n", "글\n===\n", {1}),  # their paragraph became a heading
        ("글\n\n둘\n", "글\n\n\n둘\n", set()),  # their text stands elsewhere
        ("- 글\n", "* 글\n", set()),
        ("```python\nx\n```\n", "```\nx\n```\n", set()),
        ("# 글\n", "## 글\n", set()),
        ("글\n\n    코드\n", "글\n\n- 우리\n\n    코드\n", {2, 3}),  # their code became a part of our bullet
    ],
)
def test_what_is_theirs_must_stay_what_and_where_it_was(old: str, new: str, ours: set[int]) -> None:
    assert not same_structure(old, new, set(), ours)


@pytest.mark.parametrize(
    "ours",
    [
        f"<ul><li>우리 {SENTINEL}</li></ul>",
        f"<ol><li><p>우리 {SENTINEL}</p></li></ol>",
        f"<h2>데일리 트렌드 {SENTINEL}</h2>",
        f'<h6 id="x">데일리 트렌드 <a href="#x">{SENTINEL}</a></h6>\n<ul>\n<li>우리 {SENTINEL}</li>\n</ul>',
    ],
)
def test_our_items_and_headings_and_the_list_this_leaves_empty_are_no_part_of_a_page(ours: str) -> None:
    assert page_shape(f"<p>글</p>{ours}<p>둘</p>") == page_shape("<p>글</p>\n<p>둘</p>")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>글</p>", f"<p>글 {SENTINEL}</p>"),  # our line went into their paragraph
        ("<ul><li>글</li></ul>", "<ul><li><p>글</p></li></ul>"),
        ("<p>글</p>", '<p class="x">글</p>'),
        ("<p>글<br>둘</p>", "<p>글<br></p>둘"),
        ("<p>글</p>", "<p>글</p><ul><li>둘</li></ul>"),
    ],
)
def test_a_page_that_looks_different_is_told(old: str, new: str) -> None:
    assert page_shape(old) != page_shape(new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<h2 id="글">글</h2>', '<h2 id="글-1">글</h2>'),  # ids are numbered over the page
        ("<p>글 둘</p>", "<p>글\n  둘</p>\n"),
        ("<p>글</p>", "<p>글</p></div>"),
    ],
)
def test_a_page_that_looks_the_same_is_no_difference(old: str, new: str) -> None:
    assert page_shape(old) == page_shape(new)


def test_a_line_break_holds_no_text() -> None:
    assert page_shape("<p>글<br>둘</p>") == ["root", (), ["p", (), "글", ["br", ()], "둘"]]
