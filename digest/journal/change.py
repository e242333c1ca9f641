"""What one digest changes in one journal, as a plan with a reason: in the day that is there, or is to be made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from digest.journal import create
from digest.journal.bullets import bullets_of
from digest.journal.config import JournalSettings
from digest.journal.document import parse_document
from digest.journal.draft import Draft
from digest.journal.locate import DayPlace, NotFound
from digest.journal.made import made_rows
from digest.journal.new_day import NewFile, NewHeading
from digest.journal.search import ToCreate
from digest.journal.section import Owner, SectionPlan, check_page, check_structure, plan_section, rows_of, spliced
from digest.models import Digest
from digest.store.journal import JournalLine


@dataclass(frozen=True)
class JournalPlan:
    """What a run would do to the journal."""

    state: Literal["write", "unchanged", "pending", "refused", "failed"]
    """failed: the setting is wrong, and waiting does not help."""
    file: Path | None = None
    diff: str = ""
    """Unified, for people."""
    detail: str = ""
    """Korean."""
    paste: str = ""
    """The section to paste by hand when digest does not write."""
    heading: str = ""
    lines: int = 0
    """Bullets of ours that stand in the day afterwards."""
    draft: Draft | None = None
    news: tuple[JournalLine, ...] = ()


@dataclass(frozen=True)
class Change:
    """One digest, and all that is known of its lines."""

    digest: Digest
    settings: JournalSettings
    owner: Owner
    recorded: Sequence[JournalLine]
    """Rows of this journal and date, of all digests."""
    now: dt.datetime
    paste: Callable[[], str]
    """The section to paste, made only when digest does not write."""

    def plan(self, found: DayPlace | NotFound | ToCreate) -> JournalPlan:
        """The plan for a place. Raises JournalRefused, NoRenderer."""
        if isinstance(found, DayPlace):
            return self._in_day(found)
        if isinstance(found, NotFound):
            return JournalPlan("pending", detail=found.told, paste=self.paste())
        if any(row.name == self.owner.name for row in self.recorded):
            return JournalPlan("unchanged", detail="넣었던 날이 지워져 다시 만들지 않았습니다", paste=self.paste())
        return self._new(found)

    def _new(self, made: ToCreate) -> JournalPlan:
        """A day that is not there yet, in the form the person or digest itself uses."""
        section, bullets = self.settings.section, bullets_of(self.digest, self.settings)
        if isinstance(made, NewFile):
            document = parse_document(made.text.encode())
            day = DayPlace(made.file, document, None, document.front_matter.stop, len(document.lines), "daily", "plain")
            return self._in_day(day, is_new=True)
        if isinstance(made, NewHeading):
            splice, document, file = create.in_new_day(made, section, bullets), made.document, made.file
            check_structure(document, (splice,))
        else:
            splice, document, file = create.new_file(self.digest.date, section, bullets), parse_document(b""), made
        day = DayPlace(file, document, None, 0, 0, "daily", "plain")
        rows = rows_of((splice,), None, self.owner, day, section, self.now)
        old = None if isinstance(made, Path) else document.data
        new = spliced(document, (splice,))
        draft = Draft(file, old, new, rows + made_rows((), rows[0], old, new))
        return JournalPlan("write", file, draft.diff, "", "", section, len(bullets), draft)

    def _in_day(self, day: DayPlace, *, is_new: bool = False) -> JournalPlan:
        """The section of a day that is there, or of a file that is about to be."""
        settings = self.settings
        bullets = bullets_of(self.digest, settings)
        names = settings.section_names
        plan = plan_section(day, names, self.recorded, bullets, self.owner, self.now, settings.marks)
        if day.flavour == "logseq" and plan.splices:
            plan = replace(plan, detail="Logseq에서 그 페이지를 열어 두었다면 다시 불러온 뒤에 쓰세요")
        return self._judged(day, plan, is_new)

    def _judged(self, day: DayPlace, plan: SectionPlan, is_new: bool) -> JournalPlan:
        """A section's plan as a file's plan, after a real renderer agreed."""
        if not plan.splices:
            told = self.paste() if plan.vanished else ""
            return JournalPlan("unchanged", day.file, "", plan.detail, told, plan.heading, plan.lines, None, plan.news)
        if self.settings.verify:
            check_page(self.settings.verify, day.document, plan.splices)
        old = None if is_new else day.document.data
        new = spliced(day.document, plan.splices)
        rows = plan.rows + made_rows(self.recorded, plan.rows[0], old, new)
        draft = Draft(day.file, old, new, rows)
        return JournalPlan("write", day.file, draft.diff, plan.detail, "", plan.heading, plan.lines, draft, plan.news)
