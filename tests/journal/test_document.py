"""Bytes of a journal → lines, headings, regions; numbers are the edge cases of docs/journal-finding.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.journal.find.scan import heads_of, scan
from digest.journal.read.document import Document, JournalRefused, parse_document


def parsed(text: str) -> Document:
    return parse_document(text.encode())


def anchors(text: str) -> list[str]:
    return [heading.raw for heading in parsed(text).anchors]


@pytest.mark.parametrize(
    ("data", "eols"),
    [
        pytest.param(b"a\r\nb\r\n", [b"\r\n", b"\r\n"], id="1 CRLF"),
        pytest.param(b"a\r\nb\nc\r\n", [b"\r\n", b"\n", b"\r\n"], id="2 mixed"),
        pytest.param(b"a\rb\r", [b"\r", b"\r"], id="3 lone CR"),
        pytest.param(b"a\r\nb", [b"\r\n", b""], id="4 no final newline"),
        pytest.param(b"", [], id="5 empty"),
        pytest.param("a\x0bb\x0cc\u2028d\u0085e\n".encode(), [b"\n"], id="8 VT FF U+2028 U+0085 are text"),
    ],
)
def test_lines_keep_their_own_ends(data: bytes, eols: list[bytes]) -> None:
    document = parse_document(data)
    assert [line.eol for line in document.lines] == eols
    assert b"".join(data[line.start : line.end] for line in document.lines) == data


@given(st.text(alphabet="# \t\r\n\x0b\u2028`~>-*[]<!/a일1\ufeff{}%$:|", max_size=120))
def test_any_text_is_cut_without_losing_a_byte(text: str) -> None:
    data = text.encode()
    try:
        document = parse_document(data)
    except JournalRefused:
        return
    whole = b"".join(data[line.start : line.end] for line in document.lines)
    assert (b"\xef\xbb\xbf" if document.bom else b"") + whole == data
    assert all(0 <= h.line < len(document.lines) for h in document.headings)
    assert all(0 <= b.first < b.last <= len(document.lines) for b in document.blocks)


def test_a_byte_order_mark_is_outside_the_first_line() -> None:
    document = parse_document(b"\xef\xbb\xbf---\ntitle: x\n---\n# A\n")
    assert document.bom
    assert document.lines[0].start == 3
    assert (document.front_matter, document.facts, document.anchors[0].line) == (range(3), {"title": "x"}, 3)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        pytest.param(b"a\0b", "NUL", id="9 NUL"),
        pytest.param("11일차".encode("cp949"), "UTF-8", id="10 CP949"),
        pytest.param(b"x\n<<<<<<< HEAD\ny\n", "충돌", id="84 conflict begins"),
        pytest.param(b"x\r\n>>>>>>> main\r\ny\n", "충돌", id="84 conflict ends, CRLF"),
        pytest.param(b"# {{date:YYYY-MM-DD}}\n", "템플릿", id="85 Obsidian template"),
        pytest.param(b"<% tp.date.now() %>\n", "템플릿", id="85 Templater"),
        pytest.param(b"a\n" * 1_100_000, "2 MiB", id="too large"),
    ],
)
def test_what_is_never_written_is_refused(data: bytes, word: str) -> None:
    with pytest.raises(JournalRefused, match=word):
        parse_document(data)


def test_a_lesson_about_templates_is_no_template() -> None:
    assert anchors("# JSP\n\n```jsp\n<%@ page %>\n{{date}}\n```\n\n`<%= x %>`\n") == ["JSP"]


def test_a_long_line_is_no_problem() -> None:  # 15
    assert anchors("# A\n" + "| x " * 25_000 + "\n# B\n") == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "lines", "facts"),
    [
        pytest.param("---\ntitle: '가: 나'\n---\nx", 3, {"title": "가: 나"}, id="17 YAML"),
        pytest.param('+++\ntitle="x"\n+++\n', 3, {"title": "x"}, id="18 TOML"),
        pytest.param('{\n"date": "2024-08-19"\n}\n', 3, {"date": "2024-08-19"}, id="19 JSON"),
        pytest.param('{ "date": "2024-08-19", "tags": ["a"] }\n', 1, {"date": "2024-08-19"}, id="19 JSON on one line"),
        pytest.param('{"date"}\n', 0, {}, id="19 braces that are no JSON"),
        pytest.param("x\n", 0, {}, id="20 none"),
        pytest.param("# A\n\n---\n\ntext\n\n---\n", 0, {}, id="21 rules later"),
        pytest.param("\n\n---\ndate: 2023-03-29\n---\n", 5, {"date": "2023-03-29"}, id="22 blank first"),
        pytest.param("---\na: 1\n---\n---\nweek: 24\n---\n", 6, {"a": "1", "week": "24"}, id="23 two blocks"),
        pytest.param("---\na: 1\n---\n\n---\n\nprose here\n\n---\n", 3, {"a": "1"}, id="23 a rule is no second block"),
        pytest.param("---\ntitle: [Day12] 학습: 정리\n---\n", 3, {"title": "[Day12] 학습: 정리"}, id="25 broken YAML"),
        pytest.param("---\ndate: 2024-08-19 # 주석\n---", 3, {"date": "2024-08-19"}, id="26 comment, 6 only matter"),
        pytest.param("+++ \ntitle = 'x'\n+++ \n", 3, {"title": "x"}, id="27 space after the fence"),
        pytest.param("---\nnever closed\n", 0, {}, id="not closed"),
    ],
)
def test_front_matter(text: str, lines: int, facts: dict[str, str]) -> None:
    document = parsed(text)
    assert (len(document.front_matter), document.facts) == (lines, facts)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("```\n## 11일차\n```\n", id="66 fence"),
        pytest.param("~~~\n## 11일차\n~~~\n", id="66 tilde fence"),
        pytest.param("````\n```\n## 11일차\n```\n````\n", id="66 longer fence"),
        pytest.param("- a\n\n  ```\n  ## 11일차\n  ```\n", id="66 fence in a list"),
        pytest.param("```\n## 11일차\n", id="66 never closed"),
        pytest.param("> ## 11일차\n", id="67 quote"),
        pytest.param("- ## 11일차\n", id="67 list"),
        pytest.param("<!--\n## 11일차\n-->\n", id="67 comment"),
        pytest.param("x\n\n    ## 11일차\n", id="67 indented code"),
        pytest.param("<details>\n\n## 11일차\n\n</details>\n", id="62 details"),
        pytest.param("##11일차\n", id="69 no space"),
        pytest.param("{% raw %}\n## 11일차\n{% endraw %}\n", id="79 raw"),
        pytest.param("{{< note >}}\n## 11일차\n{{< /note >}}\n", id="79 shortcode"),
        pytest.param("$$\n# 11일차\n$$\n", id="80 math"),
        pytest.param("%%\n# 11일차\n%%\n", id="81 Obsidian comment"),
        pytest.param("11일차\n===\n", id="68 setext is no anchor"),
    ],
)
def test_what_only_looks_like_a_heading_is_no_anchor(text: str) -> None:
    assert anchors(text) == []


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        pytest.param("## 11일차 ##\n", "11일차", id="70 closing hashes"),
        pytest.param("<h3 data-toc-skip> CNN </h3>\n", "CNN", id="71 html"),
        pytest.param("<details>\nx\n</details>\n### 후기\n", "후기", id="72 glued to details"),
        pytest.param("### 제목\n본문\n", "제목", id="73 text below"),
        pytest.param("- a\n### 제목\n", "제목", id="74 after a list"),
        pytest.param("  ### 제목\n", "제목", id="67 indented"),
    ],
)
def test_what_a_reader_takes_for_a_heading_is_one(text: str, raw: str) -> None:
    assert anchors(text) == [raw]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("11일차\u00a0 :", "11일차"),
        ("\u200b1\u200b일차\u3000(월)：", "1 일차 (월)"),
        ("☁️ Day 12", "day 12"),
        ("**[How RLHF Works](https://x.y/z)**", "how rlhf works"),
        ("부캠 \u1100\u1161\u11bc\u110b\u1174", "부캠 강의"),  # 11: NFD
        ("`코드` _기울임_ snake_case :rocket:", "코드 기울임 snake_case"),
        ("📅 2026-02-08 {#day}", "2026-02-08"),
        ("<b>굵게</b> ##", "굵게"),
    ],
)
def test_headings_are_compared_by_what_is_seen(raw: str, text: str) -> None:  # 11, 12
    assert parsed(f"# {raw}\n").headings[0].text == text


def test_regions_name_what_is_open() -> None:
    document = parsed("a\n\n<details markdown='1'>\nb\n\nc\n</details>\n\n```py\nx\n")
    kinds = {(b.kind, b.first, b.last, b.closed) for b in document.blocks if b.kind in ("details", "fence")}
    assert kinds == {("details", 2, 7, True), ("fence", 8, 10, False)}


@pytest.mark.shared
def test_the_quick_scan_sees_the_same_headings_as_the_document(shared: Path) -> None:
    compared = 0
    for file in sorted((shared / "data/journals").glob("*/*.md")):
        if "velog" in file.name:
            continue  # HTML pages, never written to
        try:
            document = parse_document(file.read_bytes())
        except JournalRefused:
            continue
        quick, facts, _ = scan(file.read_bytes().decode())
        assert [head.line for head in quick] == [head.line for head in heads_of(document)], file.name
        assert facts == document.facts, file.name
        compared += 1
    assert compared >= 80
