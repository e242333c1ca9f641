"""Blind pairs of two prompts' lines for readers, and what their answers say.

Every reader gets a sheet of all pairs in an order of their own, the two lines of a pair shuffled; which is whose stands
in a key file beside the folder, never in it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.models import Item
from digest.summarize.source_text import plain

DRAWS = 10_000
"""Bootstrap draws; papers are drawn, not answers, because readers of one paper agree."""

README = """# How to judge

You read Korean lines that introduce AI papers to a researcher who only sees the line and decides whether to open the
paper. Take one sheet (`sheet_N.json`), work alone, and open nothing else: no other sheet, no other folder.

Each pair has the paper's title and abstract and two lines, `A` and `B`. For each pair decide

* `better`: "A", "B" or "tie" - which line you would rather find in your daily digest: it tells what is new or found
  and why it matters, is true, precise, easy to read in one go, and natural Korean. "tie" only if you truly cannot say.
* `untrue`: the lines that say something the abstract does not say or contradicts, as a list: [], ["A"], ["B"] or
  ["A", "B"]. A dropped detail is not untrue; a wrong number, a number put on the wrong thing, a claim stronger than the
  abstract's is.
* `why`: a few words, and for an untrue line what is untrue.

Write `answers_N.json` beside the sheet, one entry for every pair:

    {"01": {"better": "A", "untrue": [], "why": "..."}, "02": {"better": "tie", "untrue": ["B"], "why": "..."}}
"""


@dataclass(frozen=True)
class Verdict:
    """What one reader said of one paper."""

    reader: str
    key: str
    winner: str
    """`new`, `old` or `tie`."""
    untrue: tuple[str, ...]
    why: str


def write_sheets(folder: Path, items: Sequence[Item], seed: int, readers: int) -> int:
    """Sheets for the papers that both prompts have a line for; gives their number."""
    both = _lines(folder)
    pairs = [item for item in items if all(item.key in lines for lines in both.values())]
    shuffled, key = random.Random(seed), dict[str, dict[str, Any]]()
    for number in range(1, readers + 1):
        order = shuffled.sample(pairs, len(pairs))
        sheet: list[dict[str, str]] = []
        key[str(number)] = {}
        for place, item in enumerate(order, 1):
            sides = shuffled.sample(["old", "new"], 2)
            shown = dict(zip("AB", sides, strict=True))
            key[str(number)][f"{place:02}"] = {"paper": item.key} | shown
            sheet.append(
                {"pair": f"{place:02}", "title": plain(item.title), "abstract": plain(item.abstract)}
                | {letter: both[side][item.key] for letter, side in shown.items()}
            )
        (folder / f"sheet_{number}.json").write_text(_json(sheet), "utf-8")
    _key_file(folder).write_text(_json(key), "utf-8")
    (folder / "README.md").write_text(README, "utf-8")
    return len(pairs)


def score(folder: Path, items: Sequence[Item]) -> str:
    """Wins, ties and untrue lines over all readers who answered, with a 95 % interval over papers."""
    key = json.loads(_key_file(folder).read_text("utf-8"))
    verdicts, complaints = list[Verdict](), list[str]()
    for number, places in key.items():
        file = folder / f"answers_{number}.json"
        if not file.is_file():
            complaints.append(f"{file.name} is not there yet")
            continue
        given = json.loads(file.read_text("utf-8"))
        for place, shown in places.items():
            try:
                verdicts.append(_verdict(number, shown, given[place]))
            except (KeyError, TypeError) as error:
                complaints.append(f"{file.name}, pair {place}: {type(error).__name__} {error}")
    if not verdicts:
        return "\n".join(complaints)
    return "\n".join([*_table(verdicts), *_untrue(verdicts, folder), *_without(folder, items), *complaints])


def _verdict(reader: str, shown: dict[str, str], given: dict[str, Any]) -> Verdict:
    better = str(given["better"]).strip()
    winner = "tie" if better.lower() == "tie" else shown[better.upper()]
    untrue = tuple(sorted(shown[str(letter).upper()] for letter in given.get("untrue", ())))
    return Verdict(reader, shown["paper"], winner, untrue, str(given.get("why", "")))


def _table(verdicts: Sequence[Verdict]) -> list[str]:
    rows = ["| reader | pairs | new wins | old wins | ties | new, ties half | untrue new | untrue old |"]
    rows.append("|---|---|---|---|---|---|---|---|")
    for reader in sorted({v.reader for v in verdicts}):
        rows.append(_row(reader, [v for v in verdicts if v.reader == reader]))
    rows.append(_row("all", verdicts))
    low, high = _interval(verdicts)
    rows += ["", f"share of new, ties half, 95 % by bootstrap over papers: [{low:.0%}, {high:.0%}]"]
    return rows


def _row(name: str, verdicts: Sequence[Verdict]) -> str:
    new, old, tie = (sum(v.winner == side for v in verdicts) for side in ("new", "old", "tie"))
    untrue = " | ".join(str(sum(side in v.untrue for v in verdicts)) for side in ("new", "old"))
    return f"| {name} | {len(verdicts)} | {new} | {old} | {tie} | {_share(verdicts):.0%} | {untrue} |"


def _share(verdicts: Sequence[Verdict]) -> float:
    return sum({"new": 1.0, "tie": 0.5, "old": 0.0}[v.winner] for v in verdicts) / len(verdicts)


def _interval(verdicts: Sequence[Verdict]) -> tuple[float, float]:
    papers: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        papers.setdefault(verdict.key, []).append(verdict)
    sums = [(_share(of) * len(of), len(of)) for of in papers.values()]
    draw = random.Random(1)
    shares = sorted(
        sum(won for won, _ in drawn) / sum(count for _, count in drawn)
        for drawn in (draw.choices(sums, k=len(sums)) for _ in range(DRAWS))
    )
    return shares[int(0.025 * DRAWS)], shares[int(0.975 * DRAWS)]


def _untrue(verdicts: Sequence[Verdict], folder: Path) -> list[str]:
    both = _lines(folder)
    rows = ["", "lines that a reader calls untrue (how many of the readers):"]
    for side in ("new", "old"):
        for key in dict.fromkeys(v.key for v in verdicts if side in v.untrue):
            said = [v for v in verdicts if v.key == key and side in v.untrue]
            rows.append(f"  {side} {key} ({len(said)}): {both[side][key]}")
            rows += [f"      {v.reader}: {v.why}" for v in said]
    return rows


def _without(folder: Path, items: Sequence[Item]) -> list[str]:
    both = _lines(folder)
    return [f"papers without a line: {side} {sum(i.key not in both[side] for i in items)}" for side in ("old", "new")]


def _lines(folder: Path) -> dict[str, dict[str, str]]:
    return {side: json.loads((folder / side / "lines.json").read_text("utf-8")) for side in ("old", "new")}


def _key_file(folder: Path) -> Path:
    folder = folder.resolve()
    return folder.with_name(folder.name + "_key.json")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
