"""Whether the score of interests finds what a reader wants: average precision, and precision of what is shown.

    python benchmarks/choosing.py

Six readers (`choosing/profiles.json`) and 528 papers judged for them by their whole abstracts (`choosing/labels.jsonl`:
ids and answers). Each was judged twice by one reader: `a` – would this reader be glad to find it; `b` – does it lie at
the heart of what they want. The papers were drawn from Hugging Face's lists of 2026-01-26 … 02-27 and from arXiv papers
of the first quarter of 2026 (1,500 of them), by where a reader's keywords stand in them, and every paper counts for as
many as it was drawn from. Titles and abstracts are read from $DIGEST_SHARED/data/bench. Intervals: bootstrap samples of
papers within their strata.
"""

from __future__ import annotations

import datetime as dt
import json
import lzma
import os
import random
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from digest.choose.keywords import Keyword
from digest.choose.merge import merge
from digest.choose.pick import BAR
from digest.choose.rank import DayIndex, rank
from digest.models import Item, Sighting

HERE = Path(__file__).parent / "choosing"
SHARED = Path(os.environ.get("DIGEST_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data/bench"
SEED = 20260227
ROUNDS = 1000
ELSEWHERE = 0.7
"""What the former score gave a keyword that stood only outside the title."""


class Label(NamedTuple):
    """What two readers said of one paper for one profile."""

    profile: str
    paper: str
    pool: str
    stratum: str
    weight: float
    a: int
    b: int

    @property
    def wanted(self) -> float:
        """1 when both want it, ½ when one does."""
        return (self.a + self.b) / 2


def main() -> int:
    """Print agreement, average precision of both scores, and the precision of what is shown."""
    if not (SHARED / "hf_days.jsonl.xz").is_file():
        print(f"skipped: no recorded papers at {SHARED} (set DIGEST_SHARED)")
        return 0
    labels = [Label(**json.loads(line)) for line in (HERE / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    profiles = json.loads((HERE / "profiles.json").read_text(encoding="utf-8"))
    keywords = {name: TypeAdapter(tuple[Keyword, ...]).validate_python(p["keywords"]) for name, p in profiles.items()}
    agreement(labels)
    listed, flood = DayIndex(papers_of("hf")), DayIndex(papers_of("arxiv"))
    average_precision("of Hugging Face's lists", [one for one in labels if one.pool == "hf"], listed, keywords)
    average_precision("of arXiv", [one for one in labels if one.pool == "arxiv"], flood, keywords)
    shown([one for one in labels if one.pool == "arxiv"], flood, keywords)
    return 0


def papers_of(pool: str) -> tuple[Item, ...]:
    """The pool that the labelled papers were drawn from; nobody's votes are looked at."""
    name = "hf_days.jsonl.xz" if pool == "hf" else "arxiv_union_20k.jsonl.xz"
    with lzma.open(SHARED / name, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    first, last = ("2026-01-26", "2026-02-27") if pool == "hf" else ("2026-01-01", "2026-03-31")
    rows = [row for row in rows if first <= row["date"] <= last]
    seen = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    return merge(
        Sighting(
            key=f"arxiv:{row['arxiv_id']}",
            source="huggingface" if pool == "hf" else "arxiv",
            title=" ".join(row["title"].split()),
            url=f"https://arxiv.org/abs/{row['arxiv_id']}",
            abstract=" ".join(row["abstract"].split()),
            keywords=tuple(row.get("ai_keywords") or ()),
            seen_at=seen,
            needs_keyword=pool == "arxiv",
        )
        for row in rows
    )


def agreement(labels: Sequence[Label]) -> None:
    """How often two readers say the same, and Cohen's kappa."""
    same = sum(one.a == one.b for one in labels) / len(labels)
    a, b = (sum(getattr(one, who) for one in labels) / len(labels) for who in "ab")
    chance = a * b + (1 - a) * (1 - b)
    print(f"{len(labels)} labels, both readers alike {same:.3f}, kappa {(same - chance) / (1 - chance):.3f}")
    print(f"wanted by the first {a:.2f}, by the second {b:.2f}\n")


def new_scores(index: DayIndex, keywords: tuple[Keyword, ...]) -> dict[str, float]:
    """What the interests alone give each paper (nothing has votes here)."""
    return {one.item.key.removeprefix("arxiv:"): one.score for one in rank(index, keywords) if one.matched}


def old_scores(index: DayIndex, keywords: tuple[Keyword, ...]) -> dict[str, float]:
    """The former score: a keyword 1 in the title and 0.7 elsewhere, the next best half of it, and so on."""
    points: dict[int, list[float]] = defaultdict(list)
    for keyword in keywords:
        for place, count in index.find(keyword.any).items():
            points[place].append(keyword.weight * (1.0 if count.title else ELSEWHERE))
    return {
        index.items[place].key.removeprefix("arxiv:"): sum(
            each / 2**rank for rank, each in enumerate(sorted(found, reverse=True))
        )
        for place, found in points.items()
    }


def ap(sample: Sequence[Label], scores: Mapping[str, float]) -> float:
    """Weighted average precision; papers of equal score share the precision at the end of their group."""
    groups: dict[float, list[Label]] = defaultdict(list)
    for one in sample:
        groups[scores.get(one.paper, -1e9)].append(one)
    seen = found = total = 0.0
    for score in sorted(groups, reverse=True):
        gained = sum(one.weight * one.wanted for one in groups[score])
        seen += sum(one.weight for one in groups[score])
        found += gained
        total += gained * found / seen
    return total / found if found else 0.0


def average_precision(
    pool: str, labels: Sequence[Label], index: DayIndex, keywords: Mapping[str, tuple[Keyword, ...]]
) -> None:
    """The former score against this one, by profile and together."""
    old = {name: old_scores(index, words) for name, words in keywords.items()}
    new = {name: new_scores(index, words) for name, words in keywords.items()}
    strata: dict[tuple[str, str], list[Label]] = defaultdict(list)
    for one in labels:
        strata[one.profile, one.stratum].append(one)

    def measure(drawn: Mapping[tuple[str, str], Sequence[Label]]) -> list[tuple[float, float]]:
        by_profile: dict[str, list[Label]] = defaultdict(list)
        for (name, _), several in drawn.items():
            by_profile[name] += several
        return [(ap(by_profile[name], old[name]), ap(by_profile[name], new[name])) for name in keywords]

    whole = measure(strata)
    print(f"average precision, papers {pool}\n{'':<22} before  now")
    for name, (was, now) in zip(keywords, whole, strict=True):
        print(f"{name:<22} {was:.3f}  {now:.3f}  {now - was:+.3f}")
    chance = random.Random(SEED)
    gains = []
    for _ in range(ROUNDS):
        drawn = {mark: chance.choices(several, k=len(several)) for mark, several in strata.items()}
        gains.append(_mean([now - was for was, now in measure(drawn)]))
    gains.sort()
    was, now = (_mean([pair[place] for pair in whole]) for place in (0, 1))
    low, high = gains[int(ROUNDS * 0.025)], gains[int(ROUNDS * 0.975)]
    print(f"{'mean':<22} {was:.3f}  {now:.3f}  {now - was:+.3f} [{low:+.3f}, {high:+.3f}]\n")


def shown(labels: Sequence[Label], index: DayIndex, keywords: Mapping[str, tuple[Keyword, ...]]) -> None:
    """Of arXiv papers without votes: how many of those that reach the bar are wanted; before, every match was shown."""
    reached = {name: {p for p, s in new_scores(index, words).items() if s >= BAR} for name, words in keywords.items()}
    print(f"precision of arXiv papers without votes   every match  reaching {BAR}")
    sums = [0.0, 0.0, 0.0, 0.0]
    for name in keywords:
        mine = [one for one in labels if one.profile == name]
        above = [one for one in mine if one.paper in reached[name]]
        values = [
            sum(one.weight * one.wanted for one in mine),
            sum(one.weight for one in mine),
            sum(one.weight * one.wanted for one in above),
            sum(one.weight for one in above),
        ]
        sums = [each + value for each, value in zip(sums, values, strict=True)]
        print(f"{name:<41} {_share(*values[:2])} of {values[1]:4.0f}  {_share(*values[2:])} of {values[3]:4.0f}")
    print(f"{'together':<41} {_share(*sums[:2])} of {sums[1]:4.0f}  {_share(*sums[2:])} of {sums[3]:4.0f}")
    print(f"of what is wanted among all matches, what reaches the bar: {_share(sums[2], sums[0])}")


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.2f}" if whole else "  – "


if __name__ == "__main__":
    sys.exit(main())
