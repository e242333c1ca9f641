"""The person's own journal: find the place of a day in it, write one section there, and touch nothing else.

`read/` knows what a page is made of, `find/` where a day is (`digest check` tells it by `reasons`), `write/` where in
the day the section goes and whose line is whose; `day_plan` is what a digest would change, `target` brings it about,
`asking` is what the person is asked or given to paste, `signals` what they did with our lines, `week` the section below
their own review of a week, `config` what can be set.

    target = JournalTarget(settings, store, clock, "main")
    target.plan(digest)       # what would change, and why or why not: reads only
    target.deliver(digest)    # writes; `undo`, `resend` and `restore` take back and put back

Another section than the day's – other words for its heading, another place for its date – is a subclass of the target:
its settings say `section` and `section_names` (`WeekSection`), and its `_find` gives the `DayPlace` of a date, or a
`NotFound` to wait for (`WeekTarget` finds `## 3주차 후기`). What is recorded, rewritten, refused and taken back follows
from these two: rows are kept by journal, date and the target's name.

Names are loaded when they are asked for: a configuration without a journal pays for none of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digest.journal.config import JournalSettings
    from digest.journal.find.folder import open_journal
    from digest.journal.find.locate import DayPlace, NotFound, find_day
    from digest.journal.read.document import JournalRefused
    from digest.journal.signals import noticed
    from digest.journal.target import JournalTarget
    from digest.journal.week import WeekSection, WeekTarget

__all__ = [
    "DayPlace",
    "JournalRefused",
    "JournalSettings",
    "JournalTarget",
    "NotFound",
    "WeekSection",
    "WeekTarget",
    "find_day",
    "noticed",
    "open_journal",
]
# `from digest.journal import find_day` → find.locate
_ROOMS = {
    "DayPlace": "find.locate",
    "JournalRefused": "read.document",
    "JournalSettings": "config",
    "JournalTarget": "target",
    "NotFound": "find.locate",
    "WeekSection": "week",
    "WeekTarget": "week",
    "find_day": "find.locate",
    "noticed": "signals",
    "open_journal": "find.folder",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
