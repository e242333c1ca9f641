"""Whether the score of interests finds what a reader wants: average precision, and precision of what is shown.

    python benchmarks/choosing.py

Readers (`choosing/profiles.json`) and papers judged for them by their whole abstracts, twice each; ids and answers are
here, titles and abstracts are read from $DIGEST_SHARED/data. Two sets:

* `fitted.jsonl`: 528 papers for six readers, from Hugging Face's lists of 2026-01-26 … 02-27 and 1,500 arXiv papers of
  the first quarter of 2026. Both answers are one judge's: `a` – would this reader be glad to find it; `b` – does it
  lie at the heart of what they want (1 yes, 0 no). Some constants of the score were chosen on it.
* `unseen.jsonl`: 320 papers for eight readers, from 41 lists of Hugging Face (2024-07-22 … 08-30 and eleven later
  days) and 790 arXiv papers of August 2024. The answers are those of two who did not see each other's: 2 – the paper's
  own contribution is what this reader wants; 1 – no mistake in a list of eight; 0 – they would mind it. Nothing was
  chosen on it.

Papers were drawn by where a reader's keywords stand in them, and every paper counts for as many as it was drawn from.
Intervals: bootstrap samples of papers within their strata, and of whole readers.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from recorded import ARXIV, LISTS, SHARED, is_recorded, recorded, sighting

from digest.choose.keywords import Keyword
from digest.choose.merge import merge
from digest.choose.pick import BAR
from digest.choose.rank import DayIndex, rank

HERE = Path(__file__).parent / "choosing"
SEED = 20260227
ROUNDS = 1000
ELSEWHERE = 0.7
"""What the former score gave a keyword that stood only outside the title."""
HIGHER = round(BAR * 0.5 / 0.35, 3)
"""The bar, in today's score, if the words of a paper that nobody votes for counted .35 instead of half."""

Keywords = Mapping[str, tuple[Keyword, ...]]
Row = Mapping[str, Any]


class Label(NamedTuple):
    """What two readings said of one paper for one profile."""

    profile: str
    paper: str
    pool: str
    stratum: str
    weight: float
    a: float
    b: float
    """From 0 (not wanted) to 1."""

    @property
    def wanted(self) -> float:
        """The mean of both."""
        return (self.a + self.b) / 2


Strata = Mapping[tuple[str, str], Sequence[Label]]


class Sample(NamedTuple):
    """A set of labels, and the papers they were drawn from."""

    name: str
    labels: tuple[Label, ...]
    listed: DayIndex
    """Papers of Hugging Face's lists."""
    flood: DayIndex
    """Papers of arXiv."""


def main() -> int:
    """Print agreement, average precision of both scores, and the precision of what is shown, for both sets."""
    if not is_recorded(LISTS):
        return 0
    profiles = json.loads((HERE / "profiles.json").read_text(encoding="utf-8"))
    words = {name: TypeAdapter(tuple[Keyword, ...]).validate_python(p["keywords"]) for name, p in profiles.items()}
    for sample in (fitted(), unseen()):
        print(f"== {sample.name}")
        agreement(sample.labels)
        judged = {one.profile for one in sample.labels}
        keywords = {name: interests for name, interests in words.items() if name in judged}
        average_precision("of Hugging Face's lists", strata(sample.labels, "hf"), sample.listed, keywords)
        average_precision("of arXiv", strata(sample.labels, "arxiv"), sample.flood, keywords)
        shown(strata(sample.labels, "arxiv"), sample.flood, keywords)
    return 0


def fitted() -> Sample:
    """The labels on which some constants were chosen."""

    listed = (row for row in recorded(LISTS) if "2026-01-26" <= row["date"] <= "2026-02-27")
    flood = (row for row in recorded(ARXIV) if "2026-01-01" <= row["date"] <= "2026-03-31")
    labels = labels_of("fitted.jsonl", most=1)
    return Sample("fitted", labels, index_of(listed, "huggingface"), index_of(flood, "arxiv"))


def unseen() -> Sample:
    """The labels on which nothing was chosen."""
    listed: dict[str, Row] = {}
    for path in sorted(SHARED.glob("data/hf/*.json")):
        for entry in json.loads(path.read_text(encoding="utf-8")):
            paper = entry["paper"]
            listed[paper["id"]] = paper | {
                "arxiv_id": paper["id"],
                "title": entry["title"],
                "abstract": paper["summary"],
            }
    flood: dict[str, Row] = {}
    for path in sorted(SHARED.glob("data/arxiv/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            paper_id = row["id"].split("v")[0]
            if paper_id not in listed:
                flood[paper_id] = row | {"arxiv_id": paper_id}
    labels = labels_of("unseen.jsonl", most=2)
    return Sample("unseen", labels, index_of(listed.values(), "huggingface"), index_of(flood.values(), "arxiv"))


def labels_of(name: str, most: int) -> tuple[Label, ...]:
    """Labels of a file; `most` is its highest answer."""
    rows = map(json.loads, (HERE / name).read_text(encoding="utf-8").splitlines())
    return tuple(Label(**row | {who: row[who] / most for who in "ab"}) for row in rows)


def index_of(rows: Iterable[Row], source: str) -> DayIndex:
    """The pool that labelled papers were drawn from; nobody's votes are looked at."""
    seen = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    return DayIndex(merge(sighting(row, source, seen) for row in rows))


def strata(labels: Iterable[Label], pool: str) -> Strata:
    """The labels of a pool by reader and by what they were drawn from."""
    found: dict[tuple[str, str], list[Label]] = defaultdict(list)
    for one in labels:
        if one.pool == pool:
            found[one.profile, one.stratum].append(one)
    return found


def samples(drawn_from: Strata) -> Iterator[Strata]:
    """Bootstrap samples of papers within their strata."""
    chance = random.Random(SEED)
    for _ in range(ROUNDS):
        yield {mark: chance.choices(several, k=len(several)) for mark, several in drawn_from.items()}


def middle(values: Iterable[float]) -> tuple[float, float]:
    """Where the middle 95 % of some values begin and end."""
    ordered = sorted(values)
    return ordered[int(len(ordered) * 0.025)], ordered[int(len(ordered) * 0.975)]


def agreement(labels: Sequence[Label]) -> None:
    """How often two readings say the same, and Cohen's kappa."""
    same = sum(one.a == one.b for one in labels) / len(labels)
    first, second = (Counter(getattr(one, who) for one in labels) for who in "ab")
    chance = sum(first[answer] * second[answer] for answer in first) / len(labels) ** 2
    print(f"{len(labels)} labels, both readings alike {same:.3f}, kappa {(same - chance) / (1 - chance):.3f}")
    wanted = (_mean([float(getattr(one, who) > 0) for one in labels]) for who in "ab")
    print("wanted by the first {:.2f}, by the second {:.2f}\n".format(*wanted))


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


def average_precision(pool: str, labels: Strata, index: DayIndex, keywords: Keywords) -> None:
    """The former score against this one, by profile and together."""
    old = {name: old_scores(index, words) for name, words in keywords.items()}
    new = {name: new_scores(index, words) for name, words in keywords.items()}

    def measure(drawn: Strata) -> list[tuple[float, float]]:
        by_profile: dict[str, list[Label]] = defaultdict(list)
        for (name, _), several in drawn.items():
            by_profile[name] += several
        return [(ap(by_profile[name], old[name]), ap(by_profile[name], new[name])) for name in keywords]

    whole = measure(labels)
    print(f"average precision, papers {pool}\n{'':<22} before  now")
    for name, (was, now) in zip(keywords, whole, strict=True):
        print(f"{name:<22} {was:.3f}  {now:.3f}  {now - was:+.3f}")
    was, now = (_mean([pair[place] for pair in whole]) for place in (0, 1))
    by_paper = middle(_mean([now - was for was, now in measure(drawn)]) for drawn in samples(labels))
    chance = random.Random(SEED)
    gains = [now - was for was, now in whole]
    by_reader = middle(_mean(chance.choices(gains, k=len(gains))) for _ in range(ROUNDS))
    told = "[{:+.3f}, {:+.3f}] by papers, [{:+.3f}, {:+.3f}] by readers".format(*by_paper, *by_reader)
    print(f"{'mean':<22} {was:.3f}  {now:.3f}  {now - was:+.3f} {told}\n")


def shown(labels: Strata, index: DayIndex, keywords: Keywords) -> None:
    """Of arXiv papers without votes: how many of those that reach the bar are wanted; before, every match was shown."""
    scores = {name: new_scores(index, words) for name, words in keywords.items()}

    def above(drawn: Strata, bar: float, profile: str = "") -> list[Label]:
        papers = (one for (name, _), several in drawn.items() if profile in ("", name) for one in several)
        return [one for one in papers if one.paper in scores[one.profile] and scores[one.profile][one.paper] >= bar]

    bars = {"every match": -math.inf, f"reaching {BAR}": BAR, f"reaching {HIGHER}": HIGHER}
    print("precision of arXiv papers without votes " + "".join(f"{told:>24}" for told in bars))
    for name in (*keywords, ""):
        groups = [above(labels, bar, name) for bar in bars.values()]
        cells = (f"{_precision(group):>16.2f} of {_weight(group):4.0f}" for group in groups)
        print(f"{name or 'together':<40}" + "".join(cells))
    wanted = sum(one.weight * one.wanted for one in above(labels, -math.inf))
    for told, bar in bars.items():
        found = above(labels, bar)
        low, high = middle(_precision(above(drawn, bar)) for drawn in samples(labels))
        not_a_mistake = _weight(one for one in found if min(one.a, one.b)) / _weight(found)
        surely = sum(one.wanted == 1 for one in found)
        print(f"{told}: precision [{low:.2f}, {high:.2f}], {not_a_mistake:.2f} no mistake to either;", end=" ")
        print(f"{_precision(found) * _weight(found) / wanted:.2f} of what is wanted, {surely} of full marks")
    print()


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _weight(labels: Iterable[Label]) -> float:
    return sum(one.weight for one in labels)


def _precision(labels: Sequence[Label]) -> float:
    return sum(one.weight * one.wanted for one in labels) / _weight(labels) if labels else math.nan


if __name__ == "__main__":
    sys.exit(main())
