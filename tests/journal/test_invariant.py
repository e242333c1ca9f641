"""Random journals made of hazards, random edits by the person: never a byte of theirs."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import assume, given
from hypothesis import strategies as st

from digest.journal.find.locate import DayPlace, Flavour
from digest.journal.read.document import JournalRefused, parse_document
from digest.journal.write.own import body
from digest.journal.write.plan import Bullet
from digest.journal.write.section import Marks, raw_lines, spliced
from digest.journal.write.undo import plan_undo
from digest.store.journal import JournalLine
from journal_kit import FIRST, SECOND, THIRD, bullet, check_invariant, day_of, planned

BLOCKS = [
    "글이다.",
    "끝에 빈칸 둘  \n이어지는 글",
    "- 하나\n- 둘",
    "- 하나\n\n- 둘\n    - 셋\n\n    ![그림](a.png)",
    "* 하나\n  이어서\n게으른 줄",
    "1. 하나\n2. 둘",
    "- [ ] 할 일\n- [x] 한 일",
    " - 들여 쓴 것",
    "> 인용\n> 둘",
    "> [!note] 알림\n> ### 안쪽 제목",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "```python\n## 코드\n- x\n```",
    "~~~\n### x\n~~~",
    "````\n```\n## x\n````",
    "```\n닫히지 않은 코드",
    "- 글\n  ```\n  ## x\n  ```",
    "    들여 쓴 코드\n    ### x",
    "<details>\n<summary>펼치기</summary>\n\n### 안\n\n글\n\n</details>",
    "</details>\n### 붙은 제목",
    "<div>\n\n글\n\n</div>",
    "<div>",
    "<!-- 주석\n### x\n-->",
    "<h3 data-toc-skip>제목</h3>",
    "{% raw %}\n{{ x }}\n{% endraw %}",
    "{{< details >}}\n글\n{{< /details >}}",
    "$$\nx\n$$",
    "%%\n숨긴 글\n### x\n%%",
    "---",
    "제목\n===",
    "제목\n---",
    "- 글\n---",
    "### 개인 공부",
    "### 개인 공부\n본문이 바로",
    "- 글\n### 삼켜진 제목",
    "  ### 들여 쓴 제목",
    "###붙여 쓴 제목\n#태그",
    "### 데일리 트렌드",
    "### 데일리 트렌드\n\n- 내가 쓴 것",
    "### 트렌드 구경:\n문단",
    "#### 더 깊은 제목",
    "## 12일차",
    "[a]: https://a.b\n[^1]: 각주",
    "\u00a0\u200b\u3000",
    "각 \x0b\x0c\u2028 글",
    f"- [내 논문](https://arxiv.org/abs/{THIRD}v2) 읽기",
    "\t- 탭",
]
ENDS = ["\n", "\n", "\n", "\r\n", "\r"]

documents = st.builds(
    lambda matter, blocks, joins, ends, last, bom: build(matter, blocks, joins, ends, last, bom),
    st.sampled_from(["", "---\ntitle: x # 주석\n---\n", "+++\na = 1\n+++\n", "\n---\ndate: 2024-08-19\n---\n\n"]),
    st.lists(st.sampled_from(BLOCKS), max_size=9),
    st.lists(st.sampled_from(["\n\n", "\n\n", "\n", "\n\n\n"]), min_size=10, max_size=10),
    st.lists(st.sampled_from(ENDS), min_size=1, max_size=5),
    st.sampled_from(["", "\n", "\n\n"]),
    st.booleans(),
)


def build(matter: str, blocks: Sequence[str], joins: Sequence[str], ends: Sequence[str], last: str, bom: bool) -> bytes:
    """A week file whose line ends change from line to line."""
    text = matter + "## 11일차" + "".join(join + block for join, block in zip(joins, blocks, strict=False)) + last
    lines = text.split("\n")
    mixed = "".join(line + ends[number % len(ends)] for number, line in enumerate(lines[:-1])) + lines[-1]
    return (b"\xef\xbb\xbf" if bom else b"") + mixed.encode()


def write(
    data: bytes, bullets: Sequence[Bullet], rows: Sequence[JournalLine], whole: bool, flavour: Flavour, marks: Marks
) -> tuple[bytes, tuple[JournalLine, ...]]:
    """One run; gives the file and what the store then knows. Raises JournalRefused."""
    day = find(data, whole, flavour)
    plan = planned(day, bullets, rows, marks=marks)
    new = spliced(day.document, plan.splices)
    check_invariant(data, new, plan.splices, rows)
    known = {row.item_key: row for row in (*rows, *plan.news, *plan.rows)}
    return new, tuple(sorted(known.values(), key=lambda row: row.position))


def find(data: bytes, whole: bool, flavour: Flavour) -> DayPlace:
    heads = [one.raw for one in parse_document(data).anchors]
    assume(whole or heads.count("11일차") == 1)
    return day_of(data, None if whole else "11일차", flavour)


flavours = st.sampled_from(["plain", "jekyll", "hugo", "obsidian", "logseq"])


@given(documents, st.booleans(), flavours, st.sampled_from(["none", "none", "line", "block"]))
def test_nothing_but_our_lines_ever_moves(data: bytes, whole: bool, flavour: Flavour, marks: Marks) -> None:
    bullets = [bullet(FIRST), bullet(SECOND)]
    try:
        new, rows = write(data, bullets, (), whole, flavour, marks)
    except JournalRefused:
        return
    if new == data:
        return
    again, rows = write(new, bullets, rows, whole, flavour, marks)
    assert again == new
    try:
        later, rows = write(new, [bullet(FIRST, "새 줄"), bullet(SECOND, "새 줄")], rows, whole, flavour, marks)
    except JournalRefused:
        return
    ours = {row.bytes for row in rows if not row.is_frame}
    day = find(later, whole, flavour)
    splices, removed = plan_undo(day.document, range(day.first, day.last), rows, "main")
    back = spliced(day.document, splices)
    check_invariant(later, back, splices, [row for row in removed if row.bytes] + [blank_like(removed)])
    assert not ours & {body(line) for line in raw_lines(parse_document(back))}


def blank_like(rows: Sequence[JournalLine]) -> JournalLine:
    """A blank line of ours, for the invariant's sake."""
    return rows[0].model_copy(update={"bytes": b"", "item_key": "#blank"})


edits = st.lists(
    st.tuples(
        st.sampled_from(["delete", "change", "space", "double", "move", "nest", "lazy", "above", "below", "rename"]),
        st.integers(0, 1),
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda change: change[1],  # two edits that undo each other are none
)


@given(documents, edits, st.booleans())
def test_the_persons_edits_always_win(data: bytes, changes: list[tuple[str, int]], final: bool) -> None:
    try:
        new, rows = write(data, [bullet(FIRST), bullet(SECOND)], (), False, "plain", "none")
    except JournalRefused:
        return
    assume(new != data)
    edited = new
    touched: set[bytes] = set()
    for kind, which in changes:
        edited, lines = edit(edited, kind, (FIRST, SECOND)[which], which)
        touched |= lines
    if final:
        edited = edited.rstrip(b"\r\n")
    wanted = [bullet(FIRST, "새 줄"), bullet(SECOND, "새 줄"), bullet(THIRD, "셋째")]
    try:
        after, known = write(edited, wanted, rows, False, "plain", "none")
    except JournalRefused:
        return
    own = {row.bytes for row in rows if not row.is_frame}
    theirs = [line for line in map(body, raw_lines(parse_document(edited))) if line not in own]
    made = {row.bytes for row in known}
    left = list(map(body, raw_lines(parse_document(after))))
    assert is_subsequence([line for line in theirs if line.strip() and line not in made], left)
    for line in touched:  # what they touched stands as they left it
        assert left.count(line) == [body(one) for one in raw_lines(parse_document(edited))].count(line)
    again, _ = write(after, wanted, known, False, "plain", "none")
    assert again == after


def edit(data: bytes, kind: str, paper: str, which: int) -> tuple[bytes, set[bytes]]:
    """What a person does to one of our bullets; gives the file and the lines that are theirs from now on."""
    head = data[:3] if data.startswith(b"\xef\xbb\xbf") else b""
    lines = raw_lines(parse_document(data))
    mine = f"papers/{paper}): ".encode()
    at = next((number for number, line in enumerate(lines) if mine in line), None)
    if at is None:
        return data, set()
    line, end = body(lines[at]), lines[at][len(body(lines[at])) :] or b"\n"
    lines[at] = line + end
    theirs: set[bytes] = set()
    if kind == "delete":
        del lines[at]
    elif kind in ("change", "space"):
        changed = line + ("!" if kind == "change" else " ").encode()
        lines[at] = changed + end
        theirs = {changed}
    elif kind == "double":
        lines.insert(at, line + end)
        theirs = {line}
    elif kind == "move":
        moved = lines.pop(at)
        lines.append(b"\n\n# " + b"x" * (which + 1) + b"\n\n" + moved)
        theirs = {line}
    elif kind in ("nest", "lazy"):
        note = "    - 내 메모" if kind == "nest" else "이어지는 메모"
        lines.insert(at + 1, note.encode() + end)
        theirs = {line, note.encode()}
    elif kind in ("above", "below"):
        lines.insert(at + (kind == "below"), f"- 내 글 {which}".encode() + end)
    elif kind == "rename":
        lines = [one.replace("데일리 트렌드".encode(), "논문".encode()) for one in lines]
    return head + b"".join(lines), theirs


def is_subsequence(short: Sequence[bytes], long: Sequence[bytes]) -> bool:
    rest = iter(long)
    return all(line in rest for line in short)
