"""What a digest day answers for: its instants, and the lists and announcements inside them."""

from __future__ import annotations

import datetime as dt

from pydantic import AwareDatetime

from digest.models import Value


class Announcement(Value):
    """One arXiv announcement and the submissions it holds."""

    at: AwareDatetime
    """When the batch becomes visible."""
    submitted_from: AwareDatetime
    """First instant of the submission interval, inclusive."""
    submitted_to: AwareDatetime
    """End of the submission interval, exclusive."""


class Window(Value):
    """What a digest day answers for: [start, end) plus the lists and batches inside it."""

    date: dt.date
    """The digest day D in the digest's own calendar."""
    start: AwareDatetime
    end: AwareDatetime
    list_dates: tuple[dt.date, ...]
    """Hugging Face list dates L with prev(D) ≤ L < D."""
    late_dates: tuple[dt.date, ...] = ()
    """List dates of the previous digest day, read again by a live run for what came late."""
    announcements: tuple[Announcement, ...] = ()
    now: AwareDatetime
    """The instant the run believes it is; nothing after it may be asked for."""
    live: bool
    """True when D is today: only then are earlier lists read again."""
    provisional: bool = False
    """True while `now` is before the window's end: a later run updates the digest."""

    @property
    def previous(self) -> dt.date:
        """prev(D), the digest day before: the window begins at its cut-off, in the digest's own zone."""
        return self.start.date()

    def holds(self, instant: dt.datetime) -> bool:
        """Whether an aware instant lies in [start, end)."""
        return self.start <= instant < self.end
