"""Written, taken back and written again while the person goes on writing: whose lines are whose is never mixed up."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.journal.read.document import JournalRefused
from digest.journal.write.own import body
from digest.journal.write.plan import Splice
from digest.journal.write.section import Marks, raw_lines, spliced
from digest.journal.write.undo import plan_undo
from digest.store.journal import JournalLine
from journal_kit import FIRST, SECOND, THIRD, bullet, day_of, planned

PAGES = [
    "# 오늘\n\n## 공부\n\n글\n",
    "# 오늘\n글\n## 공부\n글\n",
    "# 오늘\n\n\n글\n\n\n\n## 공부\n\n\n",
    "# 오늘\n\n## 데일리 트렌드\n\n## 공부\n",
    "# 오늘\n\n## 데일리 트렌드\n",
    "# 오늘\n\n## 데일리 트렌드\n\n- 내 글\n\n## 공부\n",
    "# 오늘\n\n## 데일리 트렌드\n\n1. 하나\n2. 둘\n\n## 공부\n",
    "# 오늘\n\n## 데일리 트렌드\n\n글\n",
    "글 [a]\n\n[a]: https://a.b\n",
]
PAPERS = (FIRST, SECOND, THIRD)
Step = tuple[str, int]


class Page:
    """A page whose every line is known to be the person's or ours, and what the store knows of it."""

    def __init__(self, text: str, marks: Marks) -> None:
        self.lines = [(line, True) for line in text.encode().splitlines(keepends=True)]
        self.marks = marks
        self.rows: dict[str, JournalLine] = {}

    @property
    def data(self) -> bytes:
        return b"".join(line for line, _theirs in self.lines)

    def ours(self) -> list[int]:
        return [number for number, (line, theirs) in enumerate(self.lines) if not theirs and line.strip()]

    def write(self, papers: int) -> None:
        wanted = [bullet(paper) for paper in PAPERS[:papers]]
        try:
            plan = planned(day_of(self.data), wanted, self.recorded(), marks=self.marks)
        except JournalRefused:
            return
        self.follow(plan.splices)
        self.rows |= {row.item_key: row for row in (*plan.news, *plan.rows)}
        again = planned(day_of(self.data), wanted, self.recorded(), marks=self.marks)
        assert again.state == "unchanged", "a second run writes nothing"

    def undo(self) -> None:
        day = day_of(self.data)
        splices, rows = plan_undo(day.document, range(day.first, day.last), self.recorded(), "main")
        self.follow(splices)
        for row in rows:
            del self.rows[row.item_key]

    def recorded(self) -> tuple[JournalLine, ...]:
        return tuple(sorted(self.rows.values(), key=lambda row: row.position))

    def follow(self, splices: Sequence[Splice]) -> None:
        """Make the change, and see that it cut nothing of theirs; of blank lines in a row any is as good as another."""
        document = day_of(self.data).document
        new: list[tuple[bytes, bool]] = []
        cut: list[int] = []
        at = 0
        for splice in sorted(splices, key=lambda one: (one.start, one.stop)):
            new += self.lines[at : splice.start]
            for line, theirs in self.lines[splice.start : splice.stop]:
                assert not theirs or not line.strip(), f"{line!r} is theirs"
                cut += [len(new)] * theirs
            new += [(line, False) for line in splice.inserted.splitlines(keepends=True)]
            at = splice.stop
        new += self.lines[at:]
        assert [line for line, _theirs in new] == raw_lines(day_of(spliced(document, splices)).document)
        for number in cut:
            same = next((one for one in row_of_blanks(new, number) if not new[one][1]), None)
            assert same is not None, "a blank line of theirs is gone"
            new[same] = (new[same][0], True)
        self.lines = new

    def person(self, kind: str, where: int, number: int) -> None:
        """A note below a bullet of ours, one bullet changed, or a line, a heading or a blank line somewhere."""
        ours = self.ours()
        bullets = [at for at in ours if self.lines[at][0].startswith(b"- ")]
        if kind in ("memo", "edit") and bullets:
            at = bullets[where % len(bullets)]
            line = body(self.lines[at][0])
            if kind == "edit":
                self.lines[at] = (line + f" 고침 {number}\n".encode(), True)
            else:
                self.lines.insert(at + 1, (f"  - 메모 {number}\n".encode(), True))
        elif kind in ("text", "head"):
            line = f"글 {number}\n" if kind == "text" else f"## 절 {number}\n"
            self.lines.insert(1 + where % len(self.lines), (line.encode(), True))
        elif (
            kind == "blank"
        ):  # inside of what is ours, or where our own stands beside it, nobody could tell whose it is
            places = [at for at in range(1, len(self.lines) + 1) if not ours or not ours[0] <= at <= ours[-1] + 1]
            self.lines.insert(places[where % len(places)], (b"\n", True))


def row_of_blanks(lines: Sequence[tuple[bytes, bool]], at: int) -> list[int]:
    """The blank lines that stand in a row around a place."""
    first = last = at
    while first and not lines[first - 1][0].strip():
        first -= 1
    while last < len(lines) and not lines[last][0].strip():
        last += 1
    return list(range(first, last))


KINDS = ["write", "write", "undo", "undo", "memo", "edit", "text", "head", "blank"]
steps = st.tuples(st.sampled_from(KINDS), st.integers(0, 9))


@given(st.sampled_from(PAGES), st.sampled_from(["none", "none", "line", "block"]), st.lists(steps, max_size=8))
@example(PAGES[3], "block", [("write", 2), ("memo", 1), ("undo", 0), ("write", 2), ("undo", 0)])
@example(PAGES[7], "block", [("write", 0), ("head", 5), ("write", 1)])
def test_nothing_of_theirs_goes_in_any_order_of_steps(page: str, marks: Marks, taken: Sequence[Step]) -> None:
    made = Page(page, marks)
    for number, (kind, where) in enumerate(taken):
        if kind == "write":
            made.write(1 + where % 3)
        elif kind == "undo":
            made.undo()
        else:
            made.person(kind, where, number)
    if all(kind in ("write", "undo") for kind, _where in taken):
        made.undo()
        assert made.data.decode() == page


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("marks", ["none", "line", "block"])
def test_written_and_taken_back_twice_leaves_the_page(page: str, marks: Marks) -> None:
    made = Page(page, marks)
    for papers in (2, 3):
        made.write(papers)
        made.undo()
        assert made.data.decode() == page
