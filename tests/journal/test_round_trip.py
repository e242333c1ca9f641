"""Insert, run again, update, add, take back: the person's bytes before and after, over random markdown."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.journal.find.locate import DayPlace, Flavour
from digest.journal.read.document import JournalRefused, parse_document
from digest.journal.write.own import body
from digest.journal.write.plan import Bullet, Splice, WrittenLine
from digest.journal.write.section import Marks, SectionForm, _texts, is_same_structure, raw_lines, spliced
from digest.journal.write.undo import plan_undo
from digest.journal.write.verify import same_structure
from digest.store.journal import JournalLine
from journal_kit import FIRST, SECOND, THIRD, bullet, check_invariant, day_of, planned

LINES = [
    *("", "", "", "글이다.", "끝에 빈칸 둘  ", "\t", "   ", "\u00a0", "각 🐍 ~1~2배~ $x$ ==형광== {{ x }}", "\\"),
    *("# 제목", "## 공부", "### 개인 공부 ###", "#### 더 깊은", "#태그", "###붙은", " ## 들여 쓴", "#", "# 2024-08-19"),
    *("===", "---", "- - -", "***", "- ---", "  ---"),
    *("- 하나", "  - 둘", "    - 셋", "\t- 탭", "* 별", "+ 더하기", "1. 하나", "10) 열", "- [ ] 할 일", "-", "- "),
    *("> 인용", "> ## 안", ">", "> [!note]- 알림", "> - 목록", "> ```", ">> 둘"),
    *("```", "```python", "~~~", "````", "    코드", "  ```", "`한 줄", "``"),
    *("<!--", "-->", "<!-- 한 줄 -->", "<div>", "</div>", "<details>", "<summary>글</summary>", "</details>", "<br>"),
    *("<h2>제목</h2>", "<b>굵게</b> 글", "<https://a.b>", "<?php", "<![CDATA[", "]]>", "<pre>", "</pre>"),
    *("| a | b |", "|---|---|", "| 1 | 2 |", "a | b", "--- | ---", ":-:"),
    *("[a]: https://a.b", "[a]:", "  'x'", "[^1]: 각주", "    각주의 둘째 줄", "*[HTML]: 약어", ": 정의", "[a]"),
    *("{% raw %}", "{% endraw %}", "{{< x >}}", "{{< /x >}}", "$$", "%%", "{: .x}", "^id", "key:: v", "![[그림.png]]"),
    *("데일리 트렌드", "## 데일리 트렌드", "### 데일리 트렌드:", "- 데일리 트렌드", "오늘의 트렌드", "<!-- -->"),
    *(f"- [내 것](https://arxiv.org/abs/{SECOND})", "<!-- dt:begin 2024-08-19 main -->", "<!-- dt:end 01234567 -->"),
]
FRONT = [
    "",
    "",
    "---\ntitle: x  # 주석\n---\n",
    "+++\na = 1\n+++\n",
    '{\n"a": 1\n}\n',
    "---\n열린 채\n",
    "\n---\na: b\n---\n",
]
ENDS = st.sampled_from([("\n",), ("\n",), ("\r\n",), ("\r",), ("\n", "\r\n"), ("\r\n", "\n", "\r")])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A markdown file of any shape: front matter, line ends, BOM, decomposed Hangul, a final newline or none."""
    lines = draw(st.lists(st.sampled_from(LINES), max_size=14))
    head = draw(st.sampled_from(FRONT)) + draw(st.sampled_from(["", "", "## 11일차\n", "# 2024-08-19\n\n"]))
    text = head + "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))
    if draw(st.booleans()):
        text = unicodedata.normalize("NFD", text)
    ends = draw(ENDS)
    parts = text.split("\n")
    mixed = "".join(part + ends[n % len(ends)] for n, part in enumerate(parts[:-1])) + parts[-1]
    return (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + mixed.encode()


class Run:
    """One journal file, and what the store knows of it."""

    def __init__(self, data: bytes, flavour: Flavour, marks: Marks) -> None:
        self.data, self.flavour, self.marks = data, flavour, marks
        self.rows: tuple[JournalLine, ...] = ()

    @property
    def day(self) -> DayPlace:
        heads = [one.raw for one in parse_document(self.data).anchors]
        return day_of(self.data, "11일차" if heads.count("11일차") == 1 else None, self.flavour)

    def write(self, *bullets: Bullet) -> bool:
        """A run; gives whether it changed the file. Raises JournalRefused."""
        day = self.day
        plan = planned(day, bullets, self.rows, marks=self.marks)
        new = spliced(day.document, plan.splices)
        check_invariant(self.data, new, plan.splices, self.rows)
        known = {row.item_key: row for row in (*self.rows, *plan.news, *plan.rows)}
        self.rows = tuple(sorted(known.values(), key=lambda row: row.position))
        changed, self.data = new != self.data, new
        return changed

    def undo(self) -> None:
        day = self.day
        splices, _ = plan_undo(day.document, range(day.first, day.last), self.rows, "main")
        self.data = spliced(day.document, splices)


updates = st.lists(
    st.sampled_from(["짧다.", "한 줄이다.", "훨씬 더 길고 \\| 벗어난 글자 \\<b> 도 있는 한 줄이다. " * 3]),
    min_size=1,
    max_size=3,
)
flavours = st.sampled_from(["plain", "jekyll", "hugo", "obsidian", "logseq"])


@given(files(), updates, flavours, st.sampled_from(["none", "none", "line", "block"]), st.booleans())
@example("글이다.".encode(), ["짧다."], "plain", "none", False)  # no final newline
@example("글이다.\r\n## 공부".encode(), ["짧다."], "plain", "block", True)
@example("## 데일리 트렌드\r\n\n".encode(), ["짧다."], "jekyll", "none", False)  # their heading, our blank line
@example("## 데일리 트렌드\n\n1. 하나\n\n## 공부\n".encode(), ["짧다."], "jekyll", "block", True)
@example("\u00a0".encode(), ["짧다."], "plain", "none", False)  # a no-break space is text
@example("글\n\n[a]: https://a.b\n[^1]: 각주".encode(), ["짧다."], "hugo", "none", False)  # we stand before the tail
@example("- 데일리 트렌드\n\t- 하나\n".encode(), ["짧다."], "logseq", "block", True)  # an outline has no comments
def test_taking_back_gives_the_file_back(
    data: bytes, texts: Sequence[str], flavour: Flavour, marks: Marks, more: bool
) -> None:
    try:
        run = Run(data, flavour, marks)
        if not run.write(bullet(FIRST), bullet(SECOND)):
            return
    except JournalRefused:
        return
    assert not run.write(bullet(FIRST), bullet(SECOND))
    for text in texts:
        run.write(bullet(FIRST, text), bullet(SECOND, text))
        assert not run.write(bullet(FIRST, text), bullet(SECOND, text))
    if more:
        wanted = (bullet(FIRST, texts[-1]), bullet(SECOND, texts[-1]), bullet(THIRD))
        with contextlib.suppress(JournalRefused):
            run.write(*wanted)
            assert not run.write(*wanted)
    ours = {row.bytes for row in run.rows if row.item_key == "#heading"}
    run.undo()
    if not ours & set(map(body, raw_lines(parse_document(data)))):  # the same line in a comment or code: nobody's alone
        assert run.data == data


pieces = st.sampled_from(
    ["- [x](https://a.b): 글", "### 데일리 트렌드", "", "글", "<!-- -->", "    - 안", "> x", "1. x", "---"]
)


@given(files(), st.lists(pieces, min_size=1, max_size=4), st.integers(0, 20))
@example("## 1일차\n\n- 글\n- 둘\n## 공부\n".encode(), ["", "- [x](https://a.b): 글"], 4)  # loose above a heading
def test_the_gate_sees_in_its_window_what_it_sees_on_the_whole_page(data: bytes, lines: list[str], at: int) -> None:
    try:
        document = parse_document(data)
    except JournalRefused:
        return
    at = max(document.front_matter.stop, min(at, len(document.lines)))
    written = tuple(WrittenLine(f"#{number}", line.encode()) for number, line in enumerate(lines))
    splices = (Splice(at, at, b"".join(line.bytes + b"\n" for line in written), written),)
    whole = range(document.front_matter.stop, len(document.lines))
    assert is_same_structure(document, splices) == same_structure(*_texts(document, splices, whole))


@pytest.mark.parametrize("tail", ["> [가]: /url\n", "글\n\n> [가]: /url", "> > [가]: /url\n\n[나]: /url\n"])
def test_a_quoted_link_definition_at_the_end_keeps_no_heading_of_ours(tail: str) -> None:
    day = day_of(tail)
    plan = planned(day)
    new = day_of(spliced(day.document, plan.splices))
    splices, _ = plan_undo(new.document, range(new.first, new.last), plan.rows, "main")
    assert spliced(new.document, splices).decode() == tail


@given(files(), flavours, st.sampled_from(["top", "bottom"]), st.sampled_from(["", "기계 번역"]))
def test_a_label_and_a_place_are_taken_back_too(
    data: bytes, flavour: Flavour, where: Literal["top", "bottom"], then: str
) -> None:
    """One line about who wrote the lines comes, changes or goes, and leaves nothing behind."""
    form = SectionForm(labels_once=True, where=where)
    run = Run(data, flavour, "none")
    for label in ("자동 정리", then):
        offered = [replace(bullet(paper), bare=bullet(paper).text, label=label) for paper in (FIRST, SECOND)]
        day = run.day
        try:
            plan = planned(day, offered, run.rows, form=form)
        except JournalRefused:
            return
        if not run.rows and plan.state == "unchanged":
            return
        new = spliced(day.document, plan.splices)
        check_invariant(run.data, new, plan.splices, run.rows)
        gone = {row.item_key for row in plan.dropped}
        known = {row.item_key: row for row in (*run.rows, *plan.news, *plan.rows) if row.item_key not in gone}
        run.rows, run.data = tuple(sorted(known.values(), key=lambda row: row.position)), new
        assert planned(run.day, offered, run.rows, form=form).state == "unchanged"
    run.undo()
    assert run.data == data
