"""How often a trend line holds: every day of 457 recorded lists, the rule chosen on days before 2025-09-01.

    python benchmarks/trends.py               # both periods, all rules
    python benchmarks/trends.py --lines       # and each line of the held-out period with what came after

Needs `bench/hf_days.jsonl.xz` of `$DIGEST_SHARED/data` (default `../shared/data`) and skips without it.

**Holds** (the definition of the measurements this began with): over the next ten list days the topic's share of the
lists is at least 1.5 times the usual share that the line names, with at least three later papers. A line whose ten
days lie beyond the recorded ones, or beyond the period, is not counted.

**Holds hard** (written down before it was first measured). A topic that is raised in the recent lists is likelier to
be raised on the very next days, so the five quiet days after a line are left out; one or two papers prove nothing;
and a topic that was never seen before must not hold by three papers alone. So: over list days 6 to 15 after the line

* the share is at least 1.5 times the usual share, where the usual count is taken as at least one paper,
* with at least five papers,
* on at least three different list days.

Beside the rule: the raw counts of single days (the newest list against the mean of the twenty before, as lines were
made once, at most three a day), the same for words that never stood in the known lists ("first three"), and what
chance gives: every topic with enough recent papers, whether its share rose or not.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from recorded import LISTS, is_recorded, recorded

from digest.review import trends
from digest.review.topics import Listed, holders, listed, vocabulary
from digest.review.trends import DayCount, Movement, movements, pick, windows

CUT = dt.date(2025, 9, 1)
WEEK = 5


class Day(NamedTuple):
    """One recorded list."""

    date: dt.date
    papers: tuple[Listed, ...]


class Said(NamedTuple):
    """A line, on the day with this place in the record."""

    place: int
    movement: Movement


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--lines", action="store_true", help="print every line of the held-out period")
    asked = options.parse_args()
    if not is_recorded(LISTS):
        return 0
    record = Record(read())
    print("| rule | period | lines | a week | holds | holds hard |\n|---|---|---|---|---|---|")
    for name, rule in RULES.items():
        said = record.run(rule)
        for period, first, last in (("tuned on", dt.date.min, CUT), ("held out", CUT, dt.date.max)):
            print(f"| {name} | {period} | {record.row(said, first, last)} |")
    if asked.lines:
        record.tell([line for line in record.run(shares) if record.days[line.place].date >= CUT])
    return 0


def read() -> list[Day]:
    """Recorded lists, oldest first."""
    days: dict[dt.date, list[Listed]] = defaultdict(list)
    for paper in recorded(LISTS):
        date = dt.date.fromisoformat(paper["date"])
        words = paper["ai_keywords"] or ()
        days[date].append(listed(f"arxiv:{paper['arxiv_id']}", paper["title"], paper["abstract"], words, date))
    return [Day(date, tuple(days[date])) for date in sorted(days)]


class Record:
    """All days, with what each topic's papers were."""

    def __init__(self, days: Sequence[Day]) -> None:
        self.days = days
        self._where: dict[str, dict[int, int]] = {}

    def run(self, rule: Callable[[Sequence[Day]], Iterable[tuple[Movement, frozenset[str]]]]) -> list[Said]:
        """What a rule says on each day, with the quiet days kept. The rule is given the days up to that one."""
        said: list[Said] = []
        told: list[tuple[int, str, frozenset[str]]] = []
        for place in range(len(self.days)):
            found = list(rule(self.days[max(0, place + 1 - 5 * trends.LONGEST) : place + 1]))
            papers = {movement.topic: keys for movement, keys in found}
            quiet = {topic: keys for when, topic, keys in told if place - when <= trends.QUIET_DAYS}
            for movement in pick([movement for movement, _ in found], papers, quiet):
                said.append(Said(place, movement))
                told.append((place, movement.topic, papers[movement.topic]))
        return said

    def row(self, said: Sequence[Said], first: dt.date, last: dt.date) -> str:
        """Lines, a week, and both shares of those that held; the judged lines' future lies inside the period."""
        places = [place for place, day in enumerate(self.days) if first <= day.date < last and place >= 14]
        cells = []
        for judge, ahead in ((self.holds, 10), (self.holds_hard, 15)):
            judged = [line for line in said if places[0] <= line.place <= places[-1] - ahead]
            true = sum(judge(line) for line in judged)
            cells.append(f"{true / len(judged):.2f} ({true} of {len(judged)})" if judged else "–")
        inside = [line for line in said if places[0] <= line.place <= places[-1]]
        return f"{len(inside)} | {len(inside) / len(places) * WEEK:.1f} | " + " | ".join(cells)

    def holds(self, line: Said) -> bool:
        count, size, _ = self.later(line, 1, 10)
        return count >= 3 and count / size >= 1.5 * line.movement.usual

    def holds_hard(self, line: Said) -> bool:
        count, size, lists = self.later(line, 6, 15)
        usual = max(line.movement.usual_count, 1) / line.movement.usual_size
        return count >= 5 and lists >= 3 and count / size >= 1.5 * usual

    def later(self, line: Said, first: int, last: int) -> tuple[int, int, int]:
        """(papers of the topic, all papers, lists with the topic) on days `first` to `last` after the line."""
        days = self.days[line.place + first : line.place + last + 1]
        topic = self._holding(line.movement.topic)
        counts = [topic.get(line.place + first + n, 0) for n in range(len(days))]
        return sum(counts), sum(len(day.papers) for day in days), sum(count > 0 for count in counts)

    def _holding(self, topic: str) -> dict[int, int]:
        """Papers of a topic by place of the day: by every spelling the whole record has of it."""
        if topic not in self._where:
            names = NAMES or NAMES.update(vocabulary(paper for day in self.days for paper in day.papers)) or NAMES
            forms = {form: topic for form, name in names.items() if name == topic} | {_form(topic): topic}
            found = {place: holders(day.papers, forms).get(topic, ()) for place, day in enumerate(self.days)}
            self._where[topic] = {place: len(papers) for place, papers in found.items()}
        return self._where[topic]

    def tell(self, said: Sequence[Said]) -> None:
        for line in said:
            m = line.movement
            count, size, _ = self.later(line, 1, 10)
            print(
                f"{self.days[line.place].date} {m.topic}: {m.count}/{m.size} = {m.share:.1%}, usually {m.usual_count}"
                f"/{m.usual_size} = {m.usual:.1%}, low {m.low}; then {count}/{size} {self.holds(line)}"
            )


NAMES: dict[str, str] = {}


def _form(topic: str) -> str:
    return "".join(listed("", topic, "", (), CUT).words)


def shares(days: Sequence[Day]) -> list[tuple[Movement, frozenset[str]]]:
    """The rule of the program."""
    counts, recent = counted(days)
    return [(movement, recent[movement.topic]) for movement in movements(counts)]


def chance(days: Sequence[Day]) -> list[tuple[Movement, frozenset[str]]]:
    """Every topic with enough recent papers, in an order that knows nothing of shares."""
    counts, recent = counted(days)
    chosen = windows(len(counts))
    if chosen is None:
        return []
    now, before = counts[-chosen[0] :], counts[-sum(chosen) : -chosen[0]]
    found = []
    for topic in sorted(recent, key=lambda topic: hash((topic, str(days[-1].date))) % 1_000_003):
        count = sum(day.counts.get(topic, 0) for day in now)
        usual = sum(day.counts.get(topic, 0) for day in before)
        if count >= trends.FEWEST_PAPERS:
            sizes = sum(day.size for day in now), sum(day.size for day in before)
            found.append((Movement(topic, count, sizes[0], len(now), usual, sizes[1], len(before), 0), recent[topic]))
    return found


def raw_counts(days: Sequence[Day]) -> list[tuple[Movement, frozenset[str]]]:
    """Today's list alone: three papers and twice the mean count of twenty days, known terms only."""
    return _by_count(days, lambda today, usual: today >= 3 and today >= 2 * usual > 0)


def first_three(days: Sequence[Day]) -> list[tuple[Movement, frozenset[str]]]:
    """Words never seen in the twenty lists before, three papers today."""
    return _by_count(days, lambda today, usual: today >= 3 and usual == 0, all_topics=True)


def _by_count(
    days: Sequence[Day], rises: Callable[[int, float], bool], *, all_topics: bool = False
) -> list[tuple[Movement, frozenset[str]]]:
    today, past = days[-1], days[-21:-1]
    if len(past) < 5:
        return []
    topics = vocabulary(today.papers if all_topics else ())
    now = holders(today.papers, topics)
    before = holders([paper for day in past for paper in day.papers], topics)
    size = sum(len(day.papers) for day in past)
    found = []
    for topic, papers in now.items():
        usual = len(before.get(topic, ()))
        if rises(len(papers), usual / len(past)):
            movement = Movement(topic, len(papers), len(today.papers), 1, usual, size, len(past), 0)
            found.append((len(papers) / (usual / len(past) + 1), movement, frozenset(paper.key for paper in papers)))
    return [(movement, keys) for _, movement, keys in sorted(found, key=lambda f: (-f[0], f[1].topic))]


def counted(days: Sequence[Day]) -> tuple[list[DayCount], dict[str, frozenset[str]]]:
    """Counts of each day for the topics that the recent lists name, and the recent papers of each."""
    chosen = windows(len(days))
    recent = [paper for day in days[-chosen[0] :] for paper in day.papers] if chosen else []
    topics = vocabulary(recent)
    named = holders(recent, topics)
    topics = {form: topic for form, topic in topics.items() if len(named.get(topic, ())) >= trends.FEWEST_PAPERS}
    counts = []
    for day in days if chosen else ():
        held = holders(day.papers, topics)
        counts.append(DayCount(day.date, len(day.papers), {topic: len(papers) for topic, papers in held.items()}))
    return counts, {topic: frozenset(paper.key for paper in papers) for topic, papers in named.items()}


RULES: dict[str, Callable[[Sequence[Day]], list[tuple[Movement, frozenset[str]]]]] = {
    "shares, pooled, lower bound (the program's)": shares,
    "counts of today ≥ 2 × mean (until now)": raw_counts,
    "raw counts, first three": first_three,
    "any topic with enough papers (chance)": chance,
}

if __name__ == "__main__":
    sys.exit(main())
