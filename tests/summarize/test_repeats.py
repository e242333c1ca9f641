"""One sentence stands under one paper, whatever call, run or writer it came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digest.clock import Deadline
from digest.models import Item, Line
from digest.store import Store
from digest.summarize import Ladder, summarize_all
from digest.summarize.base import Written
from makers import NOW
from model_kit import paper, patience

PAPERS = [paper(n) for n in range(4)]
SAME = "작은 신경망을 여러 과제로 학습해 더 빠르게 만든다."


@dataclass
class Says:
    """A writer that says what it was told to, and remembers what it was asked."""

    lines: dict[str, str]
    cache_id: str = ""
    producer: str = "says"

    def __post_init__(self) -> None:
        self.asked: list[list[str]] = []

    def write(self, items: Sequence[Item], deadline: Deadline, progress: Callable[[int], None]) -> Written:
        self.asked.append([item.key for item in items])
        given = {i.key: Line(text=self.lines[i.key], producer=self.producer) for i in items if i.key in self.lines}
        return Written(lines=given, refused={i.key: "없음" for i in items if i.key not in given})


def own(item: Item) -> str:
    return f"{item.title.split(':')[0]}만의 문장을 하나 쓴다."


def test_the_second_paper_falls_to_its_next_writer_and_says_why(store: Store) -> None:
    model = Says({p.key: SAME for p in PAPERS[:2]} | {p.key: own(p) for p in PAPERS[2:]}, "m")
    lower = Says({p.key: own(p) for p in PAPERS}, producer="lower")
    lines = summarize_all(PAPERS, Ladder(model, (lower,)), store, patience(), NOW).by_key
    assert [lines[p.key].text for p in PAPERS] == [SAME, *(own(p) for p in PAPERS[1:])]
    assert (lines[PAPERS[1].key].producer, lines[PAPERS[1].key].detail) == ("lower", "다른 글과 같은 문장")
    assert lines[PAPERS[1].key].fallback


def test_a_sentence_of_an_earlier_run_counts_too(store: Store) -> None:
    model = Says({p.key: SAME for p in PAPERS}, "m")
    ladder = Ladder(model, ())
    summarize_all(PAPERS[:1], ladder, store, patience(), NOW)
    lines = summarize_all(PAPERS[:2], ladder, store, patience(), NOW).by_key
    assert model.asked == [[PAPERS[0].key], [PAPERS[1].key]]
    assert (lines[PAPERS[0].key].text, lines[PAPERS[1].key].producer) == (SAME, "title")


def test_repeats_kept_by_an_older_version_are_asked_again(store: Store) -> None:
    kept = {p.key: Line(text=SAME, producer="says") for p in PAPERS[:2]}
    store.summaries.save(kept, PAPERS[:2], "m", NOW)
    model = Says({PAPERS[1].key: own(PAPERS[1])}, "m")
    for _ in range(2):
        lines = summarize_all(PAPERS[:2], Ladder(model, ()), store, patience(), NOW).by_key
        assert [lines[p.key].text for p in PAPERS[:2]] == [SAME, own(PAPERS[1])]
    assert model.asked == [[PAPERS[1].key], []] or model.asked == [[PAPERS[1].key]]


def test_keyless_writers_repeat_nothing_either(store: Store) -> None:
    lower = Says({p.key: SAME for p in PAPERS})
    lines = summarize_all(PAPERS, Ladder(None, (lower,)), store, patience(), NOW).by_key
    assert [line.text for line in lines.values()] == [SAME, "", "", ""]
