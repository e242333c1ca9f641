"""What a second look at a list is worth, on lists that were read on three nights.

    python benchmarks/second_look.py

Hugging Face's list of a Friday stands until Monday, so readings at 00:02 UTC of Saturday and Sunday
($DIGEST_SHARED/data/bench/hf_midnight_tune.jsonl) are a first and a second night; the votes of weeks later
(hf_ripe.jsonl.xz) say which eight a reader should have seen. Lists of other weekdays were read once only, so for them
nothing can be measured. Intervals: bootstrap over lists.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from recorded import BENCH, is_recorded, recorded

from digest.collect.huggingface import SECOND_LOOK, brought_forward, parse_entries
from digest.models import Sighting

READINGS = "hf_midnight_tune.jsonl"
SEED, ROUNDS = 20251121, 10_000
FRIDAY = 4
Votes = Mapping[str, int]


def main() -> int:
    """Print a line a list and the means."""
    if not is_recorded(READINGS):
        return 0
    rows = []
    print("list        papers  first night  one more  all that rose")
    for date, first, second, ripe in fridays():
        best = set(head(ripe))
        shown = head(first)
        late = [key for key in head(second) if key not in first]
        risen = sorted(brought_forward(seen(first, date), seen(second, date)), key=lambda key: (-second[key], key))
        some, every = late + risen[:1], late + risen
        found = [len(best.intersection(keys)) / SECOND_LOOK for keys in (shown, shown + some, shown + every)]
        rows.append((*found, len(some), len(every)))
        print(f"{date}  {len(first):>6}  {found[0]:>11.3f}  {found[1]:>8.3f}  {found[2]:>13.3f}")
    for name, column, extra in (("first night", 0, None), ("with one more", 1, 3), ("with all that rose", 2, 4)):
        more = f", {mean([row[extra] for row in rows]):.2f} more entries a list" if extra else ""
        print(f"recall@8 of the ripest, {name}: {told([row[column] for row in rows])}{more}")
    print(f"gain of one more: {told([row[1] - row[0] for row in rows])}, {len(rows)} lists")
    return 0


def fridays() -> Iterator[tuple[dt.date, Votes, Votes, Votes]]:
    """(list date, votes of the first night, of the second, of weeks later)."""
    readings = [json.loads(line) for line in (BENCH / READINGS).read_text("utf-8").splitlines()]
    by_day = {dt.datetime.fromisoformat(reading["at"]).date(): reading["votes"] for reading in readings}
    ripe: dict[str, dict[str, int]] = defaultdict(dict)
    for row in recorded("hf_ripe.jsonl.xz"):
        ripe[row["date"]][row["arxiv_id"]] = row["upvotes"]
    for day in sorted(by_day):
        date, sunday = day - dt.timedelta(days=1), day + dt.timedelta(days=1)
        if date.weekday() == FRIDAY and sunday in by_day and date.isoformat() in ripe:
            yield date, by_day[day], by_day[sunday], ripe[date.isoformat()]


def head(votes: Votes) -> list[str]:
    """The first eight of a list by votes."""
    return sorted(votes, key=lambda key: (-votes[key], key))[:SECOND_LOOK]


def seen(votes: Votes, date: dt.date) -> tuple[Sighting, ...]:
    """A reading as the source gives it; keys are bare ids here."""
    entries = [{"paper": {"id": paper, "title": paper, "upvotes": count}} for paper, count in votes.items()]
    found = parse_entries(entries, date, dt.datetime.combine(date, dt.time(), dt.UTC))
    return tuple(s.model_copy(update={"key": s.key.removeprefix("arxiv:")}) for s in found)


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean."""
    return sum(values) / len(values)


def told(values: Sequence[float]) -> str:
    """Mean and 95 % interval."""
    chance = random.Random(SEED)
    means = sorted(mean(chance.choices(values, k=len(values))) for _ in range(ROUNDS))
    return f"{mean(values):.3f} [{means[int(ROUNDS * 0.025)]:.3f}, {means[int(ROUNDS * 0.975)]:.3f}]"


if __name__ == "__main__":
    sys.exit(main())
