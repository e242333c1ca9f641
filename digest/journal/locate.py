"""Find the one place of a day in a journal, or say why not (journals C3)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from digest.journal.document import Document, Heading

Flavour = Literal["jekyll", "hugo", "obsidian", "logseq", "plain"]


@dataclass(frozen=True)
class PlaceHint:
    """Where the day was last time, from the store."""

    file: Path
    heading: str
    """Normalised text of the day heading; empty for a whole file."""


@dataclass(frozen=True)
class DayPlace:
    """The one place of a day: body lines [first, last) of `document`."""

    file: Path
    document: Document
    heading: Heading | None
    """The day heading; None when the whole file is the day."""
    first: int
    last: int
    layout: Literal["daily", "weekly"]
    flavour: Flavour


@dataclass(frozen=True)
class NotFound:
    """The day is not there yet: wait, try again on the next run."""

    reason: str
    """Korean."""
