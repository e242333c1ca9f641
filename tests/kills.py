"""A command killed before each of its steps: the loop, and what became of it, a line a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from steps import Done

FAULTS = ("lost", "doubled", "untrue")
COMMANDS = {"run", "undo", "resend", "kakao refresh", "models fetch", "db export", "db import", "serve"}
FEWEST = 300
"""Kills of all commands together, where all steps are tried."""


@dataclass
class Tally:
    """What became of the kills of one command."""

    killed: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    """How often something was lost, doubled, or told and not so."""
    first: str = ""
    """The first of them, in words for whoever mends it."""
    notes: Counter[str] = field(default_factory=Counter)

    def judge(self, step: int, about: object, **faults: bool | int) -> None:
        """Count what is wrong after a kill; the test fails in the end, so that the table has all of it."""
        for fault, amiss in faults.items():
            assert fault in FAULTS
            if amiss:
                self.faults[fault] += 1
                self.first = self.first or f"{fault} after step {step}: {about}"


@dataclass
class Table:
    """The tallies of all commands."""

    rows: dict[str, Tally] = field(default_factory=dict)

    def of(self, command: str) -> Tally:
        return self.rows.setdefault(command, Tally())

    def __str__(self) -> str:
        lines = [f"{'killed before every step of':28}{'kills':>8}{'lost':>8}{'doubled':>8}{'untrue':>8}"]
        for command, row in sorted(self.rows.items()):
            counts = "".join(f"{row.faults[fault]:8}" for fault in FAULTS)
            notes = ", ".join(f"{name} {count}" for name, count in sorted(row.notes.items()))
            lines.append(f"{command:28}{row.killed:8}{counts}{'  ' + notes if notes else ''}")
        return "\n".join([*lines, f"{'together':28}{self.killed:8}"])

    @property
    def killed(self) -> int:
        return sum(row.killed for row in self.rows.values())

    @property
    def enough(self) -> bool:
        """Whether there were as many kills as there should be, if all commands had theirs."""
        return not self.rows.keys() >= COMMANDS or self.killed >= FEWEST


def every_step(
    begun: Callable[[int], Done], after: Callable[[int, Done], None], tally: Tally, chosen: tuple[int, ...] = ()
) -> None:
    """Kill a command before its first, second … step until it has no more; `after` repairs and judges.

    begun(step): starts it, to be killed there. chosen: only these steps.
    """
    number = killed = 0
    while not chosen or number < max(chosen):
        number += 1
        if chosen and number not in chosen:
            continue
        done = begun(number)
        if done.steps < number and not done.killed:
            break
        killed += 1
        tally.killed += 1
        after(number, done)
    assert killed
    assert not tally.faults, tally.first
