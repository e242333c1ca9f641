"""The journal as a target: written in place, repeatable, always the first delivery (DESIGN §6, §7)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from digest.clock import Clock
from digest.errors import SkippableError
from digest.journal import create
from digest.journal.bullets import bullets_of, to_paste
from digest.journal.config import JournalSettings
from digest.journal.document import JournalRefused, parse_document
from digest.journal.draft import Draft, reconcile
from digest.journal.locate import DayPlace, NotFound
from digest.journal.section import Owner, plan_section, rows_of, spliced
from digest.journal.write import Changed
from digest.models import Delivery, Digest
from digest.store import Store
from digest.store.journal import JournalLine

log = logging.getLogger(__name__)

ATTEMPTS = 5
"""How often a file that somebody keeps saving is planned anew before the section waits for the next run."""


@dataclass(frozen=True)
class JournalPlan:
    """What a run would do to the journal."""

    state: Literal["write", "unchanged", "pending", "refused"]
    file: Path | None = None
    diff: str = ""
    """Unified, for people."""
    detail: str = ""
    """Korean."""
    paste: str = ""
    """The section to paste by hand when digest does not write."""
    draft: Draft | None = None
    news: tuple[JournalLine, ...] = ()
    vanished: int = 0
    heading: str = ""
    lines: int = 0


class JournalTarget:
    """One digest's section in one journal."""

    def __init__(self, settings: JournalSettings, store: Store, clock: Clock, name: str) -> None:
        self.settings = settings
        self.name = name
        self._store = store
        self._clock = clock

    @property
    def target(self) -> str:
        """Stable ledger id: the folder as it was configured."""
        return f"journal:{self.settings.folder}"

    def plan(self, digest: Digest) -> JournalPlan:
        """What `deliver` would do; reads only."""
        paste = to_paste(digest, self.settings)
        if not digest.entries:
            return JournalPlan("unchanged", detail="쓸 글이 없습니다")
        try:
            found = self._find(digest.date)
            if isinstance(found, NotFound):
                return JournalPlan("pending", detail=found.reason, paste=paste)
            return self._plan_new(digest, found) if isinstance(found, Path) else self._plan_in(digest, found)
        except JournalRefused as error:
            return JournalPlan("refused", detail=str(error), paste=paste)

    def deliver(self, digest: Digest) -> Delivery:
        """Write the section, or say why it waits. Never raises for the journal's sake."""
        for _ in range(ATTEMPTS):
            plan = self.plan(digest)
            if plan.state in ("pending", "refused"):
                return Delivery(target=self.target, state="pending", detail=plan.detail)
            try:
                self._store.journal.record(plan.news)
                if plan.draft:
                    if create.is_ours(self.settings.path):
                        create.prepare(self.settings.path)
                    plan.draft.write(self._store.journal, self._clock)
            except Changed:
                continue
            except (SkippableError, OSError) as error:
                return Delivery(target=self.target, state="failed", detail=f"저널에 쓰지 못했습니다: {error}")
            return self._delivered(plan)
        return Delivery(target=self.target, state="pending", detail="다른 프로그램이 계속 저장하고 있어 다음에 씁니다")

    def deliver_many(self, digests: Sequence[Digest]) -> tuple[Delivery, ...]:
        """Several days, oldest first."""
        return tuple(self.deliver(digest) for digest in sorted(digests, key=lambda one: one.date))

    def reconcile(self) -> int:
        """Finish or forget half-done writes of a killed run; called once at start."""
        return reconcile(self._store.journal, self.target)

    def notices(self, date: dt.date) -> tuple[str, ...]:
        """Questions for the reader, each asked once."""
        return ()

    def _delivered(self, plan: JournalPlan) -> Delivery:
        receipt = {"file": str(plan.file), "heading": plan.heading, "lines": str(plan.lines)} if plan.file else {}
        return Delivery(target=self.target, state="sent", receipt=receipt, detail=plan.detail)

    def _find(self, date: dt.date) -> DayPlace | NotFound | Path:
        """The day, or the file to create for it."""
        folder = self.settings.path
        if create.is_ours(folder):
            file = create.day_file(folder, date)
            if not file.exists():
                return file if self.settings.create in (None, "file") else NotFound(f"{file.name} 파일이 아직 없습니다")
            document = parse_document(file.read_bytes())
            return DayPlace(file, document, None, 0, len(document.lines), "daily", "plain")
        return NotFound("사람의 폴더에는 아직 쓰지 않습니다")

    def _plan_new(self, digest: Digest, file: Path) -> JournalPlan:
        owner = self._owner(digest.date)
        if self._store.journal.lines(self.target, digest.date, self.name):
            return JournalPlan("unchanged", detail="만들었던 파일이 지워져 다시 만들지 않았습니다")
        splice = create.new_file(digest.date, self.settings.section, bullets_of(digest, self.settings))
        empty = DayPlace(file, parse_document(b""), None, 0, 0, "daily", "plain")
        rows = rows_of((splice,), None, owner, empty, self.settings.section, self._clock())
        draft = Draft(file, None, splice.inserted, rows)
        return JournalPlan(
            "write", file, draft.diff, "", draft=draft, heading=self.settings.section, lines=len(digest.entries)
        )

    def _plan_in(self, digest: Digest, day: DayPlace) -> JournalPlan:
        """The section of a day that is there."""
        recorded = self._store.journal.lines(self.target, digest.date)
        bullets = bullets_of(digest, self.settings)
        plan = plan_section(
            day, self.settings.section_names, recorded, bullets, self._owner(digest.date), self._clock()
        )
        new = spliced(day.document, plan.splices)
        draft = Draft(day.file, day.document.data, new, plan.rows) if plan.splices else None
        return JournalPlan(
            plan.state,
            day.file,
            draft.diff if draft else "",
            plan.detail,
            to_paste(digest, self.settings) if plan.vanished else "",
            draft,
            plan.news,
            plan.vanished,
            plan.heading,
            plan.lines,
        )

    def _owner(self, date: dt.date) -> Owner:
        return Owner(self.target, date, self.name)
