"""What counts as looking different: the blocks of a text, and the page of a renderer."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.journal.write.verify import SENTINEL, NoRenderer, page_shape, render, same_page, same_structure


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
        ("<div>\n", "<div>\n- 우리\n", {1}),  # our line went into their HTML
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


@pytest.mark.parametrize(
    ("old", "new", "cut", "put"),
    [
        ("글\n", "# 우리\n\n글\n", set(), {0, 1}),  # ours comes first
        ("글\n\n- 우리\n  - 안\n\n둘\n", "글\n\n둘\n", {2, 3, 4}, set()),
        ("글\n\n둘", "글\n\n# 우리\n\n둘", set(), {2, 3}),  # no line end at the end
        ("```\n글\n", "# 우리\n\n```\n글\n", set(), {0, 1}),  # open to the end
    ],
)
def test_our_lines_may_stand_anywhere(old: str, new: str, cut: set[int], put: set[int]) -> None:
    assert same_structure(old, new, cut, put)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| a |\n|---|\n| 1 |\n", "| a |\n|---|\n| 2 |\n"),
        ("<div>글</div>\n", "<div>둘</div>\n"),
        ("> 글\n", "글\n"),
        ("1. 글\n", "1) 글\n"),
        ("글\n", "글\n\n둘\n"),
        ("# 글\n", "글\n===\n"),
        ("- 글\n- 둘\n", "- 글\n\n- 둘\n"),
    ],
)
def test_any_block_that_differs_is_a_difference(old: str, new: str) -> None:
    assert not same_structure(old, new, set(), set())
    assert not same_structure(new, old, set(), set())


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs, the only one there is."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.mark.slow
def test_a_renderer_that_fails_says_why(programs: Path) -> None:
    program(programs, "cmark-gfm", "echo '  글을 못 읽음  ' >&2; exit 3")
    with pytest.raises(NoRenderer) as refused:
        render("gfm", "글\n")
    assert refused.value.args[0] == "cmark-gfm 실패: 글을 못 읽음"
    program(programs, "cmark-gfm", "exit 3")
    with pytest.raises(NoRenderer, match=r"cmark-gfm 실패: .*exit status 3"):
        render("gfm", "글\n")
    program(programs, "cmark-gfm", "printf '%0300d' 7 >&2; exit 3")
    with pytest.raises(NoRenderer, match=r"cmark-gfm 실패: 0{200}$"):
        render("gfm", "글\n")


@pytest.mark.slow
def test_a_renderer_that_hangs_is_given_up(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.journal.write.verify.TIMEOUT_S", 0.2)
    program(programs, "ruby", "exec sleep 60")
    with pytest.raises(NoRenderer, match=r"ruby 실패: .*timed out"):
        render("jekyll", "글\n")


@pytest.mark.parametrize(("renderer", "name"), [("gfm", "cmark-gfm"), ("hugo", "hugo"), ("jekyll", "ruby")])
def test_a_renderer_that_is_not_installed_is_named(programs: Path, renderer: str, name: str) -> None:
    with pytest.raises(NoRenderer, match=f"{name} 프로그램이 없습니다") as refused:
        render(renderer, "글\n")  # type: ignore[arg-type]
    assert "journal.verify" in refused.value.hint


@pytest.mark.slow
def test_a_page_is_asked_for_with_our_lines_signed(programs: Path) -> None:
    program(programs, "cmark-gfm", 'while read -r line; do echo "<p>$line</p>"; done')
    old, new = "글\n", "글\n\n## 우리\n- 우리\n<!-- 우리 -->\n"
    assert not same_page("gfm", old, new, set(), {1, 2, 3, 4}), "signed paragraphs are no items of ours"
    program(
        programs, "cmark-gfm", "while read -r line; do case $line in *" + SENTINEL + ') ;; *) echo "$line";; esac; done'
    )
    assert same_page("gfm", old, new.replace("<!-- 우리 -->\n", ""), set(), {1, 2, 3})
    assert same_page("gfm", new, old + "<!-- 우리 -->\n", {2, 3}, set()), "a comment is not seen, and not signed"
    assert not same_page("gfm", old, "둘\n", set(), set())
