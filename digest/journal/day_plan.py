"""What one digest changes in one journal, as a plan with a reason: in the day that is there, or is to be made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from digest.journal.asking import whole_file_rows
from digest.journal.config import JournalSettings
from digest.journal.find.locate import DayPlace, NotFound, usual_marker, whole_file
from digest.journal.read.document import parse_document
from digest.journal.write import create
from digest.journal.write.create import ToCreate
from digest.journal.write.edit import FileEdit
from digest.journal.write.new_day import NewFile, NewHeading
from digest.journal.write.plan import bullets_of, chosen, label_line
from digest.journal.write.section import (
    Owner,
    SectionForm,
    SectionPlan,
    check_page,
    check_structure,
    plan_section,
    rows_of,
    spliced,
)
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
    draft: FileEdit | None = None
    news: tuple[JournalLine, ...] = ()


@dataclass(frozen=True)
class DayPlanner:
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
        if any(row.name == self.owner.name and (row.is_frame or row.status == "own") for row in self.recorded):
            return JournalPlan("unchanged", detail="넣었던 날이 지워져 다시 만들지 않았습니다", paste=self.paste())
        return self._new(found)

    def _new(self, made: ToCreate) -> JournalPlan:
        """A day that is not there yet, in the form the person or digest itself uses."""
        section, form = self.settings.section, form_of(self.settings)
        if isinstance(made, NewFile):
            document = parse_document(made.text.encode())
            day = replace(whole_file(made.file, document, self.digest.date, "plain"), marker=made.marker)
            return self._in_day(day, is_new=True)
        marker = usual_marker(made.document) if isinstance(made, NewHeading) else "-"
        known = {row.item_key for row in self.recorded}  # deleted one by one before the day was
        offered = chosen(bullets_of(self.digest, self.settings, marker), form.items)
        bullets = tuple(one for one in offered if one.key not in known)
        if not bullets:
            return JournalPlan("unchanged", detail="지우거나 고치신 줄뿐이라 날을 만들지 않았습니다")
        label = label_line(bullets) if form.labels_once else ""
        bullets = tuple(replace(one, text=one.bare) for one in bullets) if form.labels_once else bullets
        if isinstance(made, NewHeading):
            splice, document, file = create.in_new_day(made, section, bullets, label), made.document, made.file
            check_structure(document, (splice,))
        else:
            splice = create.new_file(self.digest.date, section, bullets, label)
            document, file = parse_document(b""), made
        day = DayPlace(file, document, None, 0, 0, "daily", "plain")
        rows = rows_of((splice,), None, self.owner, day, section, self.now)
        old = None if isinstance(made, Path) else document.data
        new = spliced(document, (splice,))
        edit = FileEdit(file, old, new, rows + whole_file_rows((), rows[0], old, new))
        return JournalPlan("write", file, edit.diff, "", "", section, len(bullets), edit)

    def _in_day(self, day: DayPlace, *, is_new: bool = False) -> JournalPlan:
        """The section of a day that is there, or of a file that is about to be."""
        settings = self.settings
        bullets = bullets_of(self.digest, settings, day.marker)
        names = settings.section_names
        plan = plan_section(day, names, self.recorded, bullets, self.owner, self.now, form_of(settings))
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
        rows = plan.rows + whole_file_rows(self.recorded, (*plan.rows, *plan.dropped)[0], old, new)
        draft = FileEdit(day.file, old, new, rows, plan.dropped)
        return JournalPlan("write", day.file, draft.diff, plan.detail, "", plan.heading, plan.lines, draft, plan.news)


def with_share(plan: JournalPlan, digest: Digest, settings: JournalSettings) -> JournalPlan:
    """A plan that writes fewer entries than the digest has, with a word on that: `8건 가운데 3건(journal.items)`."""
    whole = len(digest.entries)
    if settings.items == "all" or plan.draft is None or not settings.items <= plan.lines < whole:
        return plan
    share = f"{whole}건 가운데 {plan.lines}건(journal.items)"
    return replace(plan, detail=" · ".join(filter(None, (share, plan.detail))))


def form_of(settings: JournalSettings) -> SectionForm:
    """What the settings say about the form of a section."""
    items = None if settings.items == "all" else settings.items
    return SectionForm(settings.marks, items, settings.place, settings.labels_once)
