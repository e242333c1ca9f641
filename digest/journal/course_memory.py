"""The rule for `N일차` as earlier runs learnt it: a renamed file must not make digest forget (journals C3.4)."""

from __future__ import annotations

import datetime as dt

from digest.journal.course import Course, Known, Rule
from digest.store.memory import Notes


def known_rules(notes: Notes, journal: str) -> Known:
    """The rules that stood at the end of the last run; none for a journal that is new."""
    note = notes.get(_name(journal))
    if note is None:
        return Known()
    rules = tuple(Rule(dt.date.fromisoformat(day1), holidays) for day1, holidays in note[0]["rules"])
    return Known(rules, note[0]["pairs"])


def keep(notes: Notes, journal: str, course: Course, now: dt.datetime) -> None:
    """Remember what is known now; forget what everything that is seen contradicts.

    Pairs that contradict each other are no verdict: what is known stays as it is, and is not used meanwhile.
    """
    known = known_rules(notes, journal)
    if course.configured:
        return
    if course.rules:
        pairs = max(len(course.pairs), known.pairs) if course.remembered else len(course.pairs)
        if Known(course.rules, pairs) != known:
            rules = [[rule.day1.isoformat(), rule.holidays] for rule in course.rules]
            notes.put(_name(journal), {"rules": rules, "pairs": pairs}, now)
    elif known.rules and not course.pairs:
        notes.drop(_name(journal))


def _name(journal: str) -> str:
    return f"journal-course:{journal}"
