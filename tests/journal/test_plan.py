"""Bytes in, bytes out: line ends, missing final newlines, odd characters."""

from __future__ import annotations

import pytest

from digest.journal.config import JournalSettings
from digest.journal.read.document import JournalRefused, parse_document
from digest.journal.write.place import InsertPoint
from digest.journal.write.plan import Bullet, Splice, apply, bullets_of, chosen, insert, line_end, unified
from digest.journal.write.section import raw_lines, spliced
from digest.models import CorePaper, Digest, Review
from journal_kit import DATE, FIRST, NAMES, SECOND, THIRD, bullet, check_invariant, day_of, digest_of, planned, written
from makers import entry

BULLET = "- [제목](https://huggingface.co/papers/2408.08152): 한 줄"


def new_bytes(data: bytes, heading: str | None = None) -> bytes:
    day = day_of(data, heading)
    plan = planned(day)
    new = spliced(day.document, plan.splices)
    check_invariant(data, new, plan.splices, ())
    return new


def test_01_crlf() -> None:
    new = new_bytes("# 오늘\r\n\r\n글\r\n".encode())
    assert new == f"# 오늘\r\n\r\n글\r\n\r\n## {NAMES[0]}\r\n\r\n{BULLET}\r\n".encode()


def test_02_mixed_line_ends_follow_the_line_above() -> None:
    new = new_bytes("# 오늘\r\n\n글\r\n\n## 공부\n글\r\n".encode())
    assert new == f"# 오늘\r\n\n글\r\n\n## {NAMES[0]}\n\n{BULLET}\n\n## 공부\n글\r\n".encode()


def test_02_below_a_line_with_another_end_the_line_above_decides() -> None:
    new = new_bytes("# 오늘\n\n글\n\n## 공부\r\n글\r\n".encode())
    assert new == f"# 오늘\n\n글\n\n## {NAMES[0]}\n\n{BULLET}\n\n## 공부\r\n글\r\n".encode()


@pytest.mark.parametrize("marker", ["* ", "+ "])
def test_a_bullet_of_any_marker_takes_that_of_the_list_it_joins(marker: str) -> None:
    day = day_of("# 오늘\n\n## 데일리 트렌드\n\n- 내 글\n")
    plan = planned(day, [Bullet(f"arxiv:{FIRST}", BULLET.replace("- ", marker, 1))])
    assert spliced(day.document, plan.splices) == day.document.data + f"{BULLET}\n".encode()


def test_03_lone_carriage_return() -> None:
    new = new_bytes("# 오늘\r\r글\r".encode())
    assert new == f"# 오늘\r\r글\r\r## {NAMES[0]}\r\r{BULLET}\r".encode()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_04_no_final_newline_before_and_after(end: str) -> None:
    new = new_bytes(f"# 오늘{end}{end}글".encode())
    assert new == f"# 오늘{end}{end}글{end}{end}## {NAMES[0]}{end}{end}{BULLET}".encode()


def test_04_a_single_line_without_any_line_end() -> None:
    assert written("글") == f"글\n\n## {NAMES[0]}\n\n{BULLET}"


def test_07_byte_order_mark_stays_first() -> None:
    data = b"\xef\xbb\xbf---\ntitle: x\n---\n\n" + "글\n".encode()
    assert new_bytes(data).startswith(data)


@pytest.mark.parametrize(
    "odd", ["\x0b", "\x0c", "\u2028", "\u2029", "\x85", "\u00a0", "\u200b", "\ufffd", "각", "\t", "  "]
)
def test_08_12_13_14_16_odd_characters(odd: str) -> None:
    text = f"# 오늘\n\n글{odd}글{odd}\n\n## 공부{odd}\n\n{odd}글\n"
    new = written(text)
    assert new == text.replace("## 공부", f"## {NAMES[0]}\n\n{BULLET}\n\n## 공부")


def test_15_a_very_long_line() -> None:
    text = f"# 오늘\n\n{'가나다 ' * 30_000}\n\n## 공부\n"
    assert written(text) == text.replace("## 공부", f"## {NAMES[0]}\n\n{BULLET}\n\n## 공부")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"# a\0b\n", "NUL"),
        ("# 오늘\n".encode("cp949"), "UTF-8"),
        (b"# a\n<<<<<<< HEAD\n", "git"),
    ],
)
def test_09_10_84_unreadable_files_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(JournalRefused, match=reason):
        parse_document(data)


def test_splices_must_not_overlap() -> None:
    lines = raw_lines(parse_document(b"a\nb\nc\n"))
    assert apply(lines, [Splice(2, 3, b"C\n"), Splice(0, 0, b"0\n")]) == b"0\na\nb\nC\n"
    with pytest.raises(ValueError, match="overlapping"):
        apply(lines, [Splice(0, 2, b""), Splice(1, 1, b"x\n")])


def test_the_diff_of_a_dry_run() -> None:
    day = day_of("# 오늘\n\n## 공부\n")
    plan = planned(day, [bullet()])
    shown = unified("2024-08-19.md", day.document.data, spliced(day.document, plan.splices))
    assert [line for line in shown.splitlines() if line.startswith("-") and not line.startswith("---")] == []
    assert f"+{BULLET}" in shown.splitlines()


def test_rows_tell_the_order_of_lines_and_go_on_after_those_that_stand() -> None:
    text = "# 오늘\n"
    first = planned(day_of(text), [bullet(FIRST), bullet(SECOND)])
    known = [(row.item_key, row.position) for row in first.rows]
    assert known == [("#blank-0", 0), ("#heading", 1), ("#blank-2", 2), (f"arxiv:{FIRST}", 3), (f"arxiv:{SECOND}", 4)]
    new = spliced(day_of(text).document, first.splices)
    later = planned(day_of(new), [bullet(FIRST), bullet(SECOND, "새 줄"), bullet(THIRD)], first.rows)
    assert [(row.item_key, row.position) for row in later.rows] == [(f"arxiv:{SECOND}", 4), (f"arxiv:{THIRD}", 6)]
    assert (first.lines, later.lines) == (2, 3)
    assert {row.heading for row in (*first.rows, *later.rows)} == {NAMES[0]}


def test_a_section_of_theirs_keeps_its_name_in_the_rows() -> None:
    plan = planned(day_of("# 오늘\n\n## 트렌드 구경:\n\n- 내 글\n"))
    assert plan.heading == "트렌드 구경:"
    assert {row.heading for row in plan.rows} == {"트렌드 구경:"}


def test_lines_that_are_gone_at_once_are_counted_without_their_frame() -> None:
    first = planned(day_of("# 오늘\n"), [bullet(FIRST), bullet(SECOND)])
    plan = planned(day_of("# 오늘\n\n붙여 넣은 글\n"), [bullet(FIRST), bullet(SECOND)], first.rows)
    assert (plan.state, plan.vanished, plan.detail) == ("unchanged", 2, "넣었던 2줄이 한꺼번에 사라졌습니다")


def test_a_renamed_section_says_why_nothing_was_added() -> None:
    day = day_of("# 오늘\n")
    first = planned(day)
    text = spliced(day.document, first.splices).decode()
    renamed = text.replace(NAMES[0], "논문").replace("한 줄", "내 줄")
    plan = planned(day_of(renamed), [bullet(FIRST), bullet(SECOND)], first.rows)
    assert plan.state == "unchanged"
    assert "절 제목이 바뀌었거나" in plan.detail


def test_a_bullet_after_ours_keeps_the_list_whole_and_apart_from_what_follows() -> None:
    day = day_of("# 오늘\n")
    first = planned(day)
    text = spliced(day.document, first.splices).decode()
    second, third = (BULLET.replace(FIRST, paper) for paper in (SECOND, THIRD))
    for below, added in (("- 내 글\n", f"{second}\n{third}\n"), ("## 공부\n", f"{second}\n{third}\n\n")):
        day = day_of(text + below)
        later = planned(day, [bullet(FIRST), bullet(SECOND), bullet(THIRD)], first.rows)
        assert spliced(day.document, later.splices).decode() == text + added + below
        assert not {row.item_key for row in later.rows} & {row.item_key for row in first.rows}, "a row would be lost"


@pytest.mark.parametrize(
    ("above", "blanks", "begun"),
    [
        ("글\n", 1, "\n## 새 날"),
        ("글\n\n", 1, "## 새 날"),
        ("글\n", 3, "\n\n\n## 새 날"),
        ("글\n\n", 3, "\n\n## 새 날"),
        ("글\n\n\n\n", 3, "## 새 날"),
        ("글\n\n\n\n\n", 2, "## 새 날"),
        ("\n\n", 3, "\n## 새 날"),
        ("", 3, "## 새 날"),
        ("글", 2, "\n\n\n## 새 날"),
    ],
)
def test_a_new_day_stands_as_far_below_as_the_person_leaves_it(above: str, blanks: int, begun: str) -> None:
    lines = [line.encode() for line in above.splitlines(keepends=True)]
    place = InsertPoint(len(lines), heading="### 트렌드", day_heading="## 새 날", blank_above=blanks, blank_below=2)
    splice = insert(lines, place, [bullet()])
    assert splice.inserted.decode().startswith(f"{begun}\n\n\n### 트렌드\n\n- [제목]")
    assert [line.key for line in splice.written if not line.key.startswith("#blank")] == [
        "#day", "#heading", f"arxiv:{FIRST}",
    ]  # fmt: skip
    assert len({line.key for line in splice.written}) == len(splice.written), "one row would overwrite another"


@pytest.mark.parametrize("below", [0, 1, 3])
def test_a_new_day_is_as_tight_as_the_others(below: int) -> None:
    place = InsertPoint(0, heading="### 트렌드", day_heading="## 새 날", blank_below=below)
    splice = insert([b"## old\n"], place, [bullet()])
    assert splice.inserted.decode() == "## 새 날\n" + "\n" * below + f"### 트렌드\n\n{BULLET}\n\n"


@pytest.mark.parametrize(
    ("lines", "at", "end"),
    [
        ([b"a\r\n", b"b\n"], 1, b"\r\n"),
        ([b"a\r\n", b"b\n"], 2, b"\n"),
        ([b"a\r", b"b\n"], 0, b"\r"),
        ([b"a\r\n", b"b"], 2, b"\r\n"),
        ([b"a"], 1, b"\n"),
        ([], 0, b"\n"),
    ],
)
def test_a_line_ends_as_the_one_above_it(lines: list[bytes], at: int, end: bytes) -> None:
    assert line_end(lines, at) == end
    assert line_end([b"a"], 1, b"\r") == b"\r"


def test_splices_meet_without_overlapping() -> None:
    lines = [b"a\n", b"b\n", b"c\n"]
    assert apply(lines, [Splice(1, 2, b"B\n"), Splice(2, 2, b"+\n"), Splice(0, 1, b"")]) == b"B\n+\nc\n"
    assert apply(lines, []) == b"a\nb\nc\n"
    assert apply(lines, [Splice(3, 3, b"d\n")]) == b"a\nb\nc\nd\n"


def test_a_line_keeps_indent_marker_and_end_when_it_gets_a_new_text() -> None:
    text = "# 오늘\r\n\r\n## 데일리 트렌드\r\n\r\n  * 내 글\r\n"
    first = planned(day_of(text))
    page = spliced(day_of(text).document, first.splices)
    assert page.endswith(f"  * {BULLET[2:]}\r\n".encode())
    later = planned(day_of(page), [bullet(FIRST, "새 줄")], first.rows)
    assert spliced(day_of(page).document, later.splices) == page.replace("한 줄".encode(), "새 줄".encode())
    assert [(row.item_key, row.bytes.decode()) for row in later.rows] == [
        (f"arxiv:{FIRST}", f"  * {BULLET[2:]}".replace("한 줄", "새 줄"))
    ]


def test_the_bullets_of_a_week_take_the_persons_marker_and_are_all_wanted() -> None:
    papers = tuple(
        CorePaper(key=f"arxiv:{key}", title="글", url="https://a.b", citing=4, known=7) for key in (FIRST, SECOND)
    )
    review = Review(week="2024-W34", first=DATE, last=DATE, core=papers)
    digest = Digest(date=DATE, name="main:weekly", entries=(), review=review)
    bullets = bullets_of(digest, JournalSettings(folder="x"), "*")
    assert len(bullets) == 3
    assert all(one.text.startswith("* ") and one.text[2] != " " and one.text == one.bare for one in bullets)
    assert [one.key for one in bullets[1:]] == ["review:core-1", "review:core-2"]
    assert chosen(bullets, 1) == bullets


def test_the_form_of_a_bullet_is_the_persons_or_the_settings() -> None:
    digest = digest_of(FIRST, SECOND)
    plain, own = JournalSettings(folder="x"), JournalSettings(folder="x", bullet="- {title} {url}")
    assert [one.text[:3] for one in bullets_of(digest, plain, "+")] == ["+ [", "+ ["]
    assert [one.text[:3] for one in bullets_of(digest, own, "+")] == ["- P", "- P"]
    assert [one.key for one in bullets_of(digest, plain)] == [f"arxiv:{FIRST}", f"arxiv:{SECOND}"]
    assert not any(one.asked_for or one.bare_title or one.label for one in bullets_of(digest, plain))
    (untold,) = bullets_of(digest_of(FIRST, line=""), plain)
    assert untold.bare_title


def test_a_title_stands_in_full_unless_a_short_one_is_wanted() -> None:
    title = "LongVILA: Scaling Long-Context Visual Language Models for Long Videos"
    one = entry(FIRST)
    named = one.model_copy(update={"item": one.item.model_copy(update={"title": title})})
    digest = digest_of(FIRST).model_copy(update={"entries": (named,)})
    (full,) = bullets_of(digest, JournalSettings(folder="x"))
    (short,) = bullets_of(digest, JournalSettings(folder="x", title="short"))
    assert full.text.startswith(f"- [{title}](")
    assert short.text.startswith("- [LongVILA](")
    assert full.name == short.name == "LongVILA", "the line about who wrote it names it in short"


def test_the_first_and_what_was_put_aside_are_chosen() -> None:
    one, two, three = (bullet(paper) for paper in (FIRST, SECOND, THIRD))
    asked = three.__class__(three.key, three.text, asked_for=True)
    assert chosen([one, two, asked], 1) == (one, asked)
    assert chosen([one, two, asked], 0) == (asked,)
    assert chosen([one, two, three], None) == (one, two, three)


def test_a_diff_names_the_file_and_shows_the_lines_around() -> None:
    old, new = "".join(f"{n}\n" for n in range(9)), "".join(f"{n}\n" for n in (*range(5), "글", *range(5, 9)))
    shown = unified("a.md", old.encode(), new.encode()).splitlines()
    assert shown[:2] == ["--- a/a.md", "+++ b/a.md"]
    assert shown[3:] == [" 2", " 3", " 4", "+글", " 5", " 6", " 7"]
    assert unified("a.md", b"a\n", b"a\n") == ""
