"""The section to paste by hand, in the form in which digest would have written it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from digest.journal.bullets import bullets_of
from digest.journal.config import JournalSettings
from digest.journal.document import JournalRefused
from digest.journal.folder import Journal
from digest.journal.locate import place_of
from digest.journal.place import choose_place, find_section
from digest.models import Digest


@dataclass(frozen=True)
class Form:
    """The heading line of the section, and what stands before each bullet."""

    heading: str
    indent: str = ""


def to_paste(digest: Digest, settings: JournalSettings, journal: Journal | None) -> str:
    """The section for a person to paste where digest must not write; without marks, "" for an empty digest.

    journal: the person's folder; None where it cannot be read or is digest's own.
    """
    if not digest.entries:
        return ""
    form = _form(settings, journal, digest.date) if journal else Form(f"## {settings.section}")
    lines = "\n".join(form.indent + bullet.text for bullet in bullets_of(digest, settings))
    return f"{form.heading}\n{lines}\n" if form.indent else f"{form.heading}\n\n{lines}\n"


def _form(settings: JournalSettings, journal: Journal, date: dt.date) -> Form:
    """As in the newest day before the date; without one as in a file, or below a heading, of digest's own."""
    usual = Form(f"{'###' if journal.layout == 'weekly' else '##'} {settings.section}")
    claims = [
        (claim[1], file.path, claim[2])
        for file in journal.files
        for claim in file.claims
        if not file.refusal and not claim[3] and claim[1] < date.isoformat()
    ]
    newest = max(claims, default=None, key=lambda claim: claim[0])
    if newest is None:
        return usual
    try:
        day = place_of(journal, newest[1], newest[2])
        if day.flavour == "logseq":
            return Form(f"- {settings.section}", "\t")
        section = find_section(day, settings.section_names)
        if section:
            return Form(f"{'#' * (section.level or 3)} {settings.section}")
        return Form(choose_place(day, settings.section_names).heading or usual.heading)
    except (JournalRefused, StopIteration):
        return usual
