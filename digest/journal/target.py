"""The journal as a target: written in place, repeatable, always the first delivery."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from pathlib import Path

from digest.clock import Clock
from digest.errors import SkippableError
from digest.journal.asking import (
    Question,
    has_vanished,
    is_untouched,
    questions,
    to_paste,
    twins,
)
from digest.journal.config import JournalSettings
from digest.journal.day_plan import DayPlanner, JournalPlan, form_of, with_share
from digest.journal.find.day_numbers import keep, known_rules
from digest.journal.find.folder import Journal, open_journal, refuse_wrong
from digest.journal.find.locate import DayPlace, NotFound, PlaceHint, whole_file
from digest.journal.read.document import JournalRefused, NoJournal, parse_document, regular_bytes
from digest.journal.reasons import elsewhere, explain
from digest.journal.write import create
from digest.journal.write.create import ToCreate, own_file, place_for
from digest.journal.write.edit import FileEdit, reconcile
from digest.journal.write.git import GitProblem, Rejected, Repository
from digest.journal.write.own import keys_in
from digest.journal.write.place import choose_place, find_section, section_range
from digest.journal.write.section import (
    Owner,
    raw_lines,
    spliced,
)
from digest.journal.write.undo import plan_undo
from digest.journal.write.write import Busy, Changed, digest_of, reason
from digest.models import Delivery, Digest, is_review
from digest.store import Store
from digest.store.journal import JournalLine
from digest.store.url import file_of

log = logging.getLogger(__name__)

ATTEMPTS = 5
"""How often a file that somebody keeps saving is planned anew before the section waits for the next run."""
PUSH_ALONE = "git.push만 켜져 있어 커밋도 푸시도 하지 않습니다. 설정에 git: {commit: true, push: true}라고 적으세요"
ASK_DAYS = 14
"""How far back a section that vanished is noticed."""


class JournalTarget:
    """One digest's section in one journal."""

    def __init__(
        self, settings: JournalSettings, store: Store, clock: Clock, name: str, *, zone: str = "Asia/Seoul"
    ) -> None:
        """zone: of the person's dates, where a file tells a time with another offset."""
        self.settings = settings
        self._zone = zone
        self._cache = _cache_beside(store, settings.folder)
        self.name = name
        self._store = store
        self._clock = clock
        self._asking: tuple[Question, ...] = ()
        self._opened: Journal | None = None

    @property
    def folder(self) -> Path:
        """Where the journal is: a folder, or one file."""
        return Path(self.settings.folder).expanduser()

    @property
    def target(self) -> str:
        """Stable ledger id: the folder as it was configured."""
        return f"journal:{self.settings.folder}"

    def plan(self, digest: Digest) -> JournalPlan:
        """What `deliver` would do; reads only."""
        if not (digest.entries or digest.review):
            return JournalPlan("unchanged", detail="실을 글이 없어 저널을 그대로 두었습니다")
        try:
            recorded = self._recorded(digest.date)
            owner = Owner(self.target, digest.date, self.name)
            change = DayPlanner(digest, self.settings, owner, recorded, self._clock(), lambda: self.paste(digest))
            return with_share(change.plan(self._find(digest.date)), digest, self.settings)
        except NoJournal as error:
            return JournalPlan("failed", detail=str(error), paste=self.paste(digest))
        except SkippableError as error:
            return JournalPlan("refused", detail=str(error), paste=self.paste(digest))
        except OSError as error:
            told = f"저널을 읽을 수 없습니다: {error.strerror or error}"
            return JournalPlan("refused", detail=told, paste=self.paste(digest))

    def paste(self, digest: Digest) -> str:
        """The section for a person to paste, in the form in which it would be written."""
        return to_paste(digest, self.settings, self._opened)

    def deliver(self, digest: Digest) -> Delivery:
        """Write the section, or say why it waits. Never raises for the journal's sake.

        sent: the section is as it should be; pending: the day is not there yet, or its file must be put in order
        first; failed: the disk refused; skipped: the digest is empty, and the journal stays as it is.
        """
        self._remember_questions()
        if not (digest.entries or digest.review):
            return Delivery(target=self.target, state="skipped", detail=self.plan(digest).detail)
        return self._told_once(self._deliver(digest))

    def _deliver(self, digest: Digest) -> Delivery:
        for _ in range(ATTEMPTS):
            plan = self.plan(digest)
            self._keep_course()
            if plan.state == "failed":
                return Delivery(target=self.target, state="failed", detail=plan.detail)
            if plan.state in ("pending", "refused"):
                return Delivery(target=self.target, state="pending", detail=plan.detail)
            try:
                self._store.journal.record(plan.news)
                told = self._write(plan.draft, digest.date) if plan.draft else ""
            except (Changed, Rejected):
                continue
            except Busy as error:
                return Delivery(target=self.target, state="pending", detail=f"{error.message}. 다음 실행이 씁니다")
            except (SkippableError, OSError) as error:
                return Delivery(target=self.target, state="failed", detail=f"저널에 쓰지 못했습니다: {reason(error)}")
            receipt = {"file": str(plan.file), "heading": plan.heading, "lines": str(plan.lines)} if plan.file else {}
            detail = " · ".join(part for part in (plan.detail, told) if part)
            outcome = Delivery(target=self.target, state="sent", receipt=receipt, detail=detail)
            return outcome if plan.draft else outcome.model_copy(update={"act": "unchanged"})
        return Delivery(target=self.target, state="pending", detail="다른 프로그램이 계속 저장하고 있어 다음에 씁니다")

    def explain(self, date: dt.date) -> list[str]:
        """What was understood of the journal, and where a date's section would go. Raises JournalRefused, OSError."""
        folder = self.settings.path
        refuse_wrong(folder)
        if create.is_ours(folder):
            what = "digest가 만드는 폴더" if folder.exists() else "아직 없는 폴더: 새로 만듭니다"
            told = f"저널: {folder} – {what}, 하루에 파일 하나({own_file(folder, date)})"
            found = self._find(date)
            return [told, f"{date}: 기다립니다 – {found.told}"] if isinstance(found, NotFound) else [told]
        return explain(self._open(), date, lambda: self._writable(date))

    def refuses(self, date: dt.date) -> bool:
        """Whether a date's section will not be written before the person puts something in order. Raises OSError."""
        try:
            self._writable(date)
        except JournalRefused:
            return True
        return False

    def _writable(self, date: dt.date) -> DayPlace | NotFound | ToCreate:
        """The date's place, looked through for what keeps a section out of it. Raises JournalRefused, OSError."""
        found = self._find(date)
        if isinstance(found, DayPlace):
            choose_place(found, self.settings.section_names, form_of(self.settings).where)
        return found

    def undo(self, date: dt.date) -> Delivery:
        """Take back this digest's lines of a day that nobody touched; everything else stays.

        skipped: there was nothing of ours left.
        """
        left = ATTEMPTS
        while True:
            left -= 1
            try:
                return self._undo(date)
            except (SkippableError, OSError) as error:
                if isinstance(error, Rejected) and left:
                    continue  # what the remote has is here now
                told = f"저널에서 되돌리지 못했습니다: {reason(error)}"
                return Delivery(target=self.target, state="failed", detail=told)

    def _undo(self, date: dt.date) -> Delivery:
        """Once; raises Rejected when the remote moved on meanwhile, and what the disk or the journal has against it."""
        nothing = Delivery(target=self.target, state="skipped", detail="저널에 되돌릴 줄이 없습니다")
        recorded = self._recorded(date)
        day = self._where_we_wrote(date, recorded)
        if day is None:
            return nothing
        if is_untouched(recorded, day.document.data) and all(row.name == self.name for row in recorded):
            draft = FileEdit(day.file, day.document.data, None, dropped=tuple(recorded))
            told, receipt = f"만들었던 {day.file.name} 파일을 지웠습니다", {}
        else:
            splices, rows = plan_undo(day.document, range(day.first, day.last), recorded, self.name)
            if not splices:
                return nothing
            draft = FileEdit(day.file, day.document.data, spliced(day.document, splices), dropped=rows)
            count = sum(1 for row in rows if not row.is_frame)
            told, receipt = f"{count}줄을 지웠습니다", {"file": str(day.file)}
        repository = self._repository(day.file)
        draft.write(self._store.journal, self._clock)
        try:
            problem = self._in_git(repository, day.file, f"{date.isoformat()} {self.settings.section} 되돌림")
        except Rejected:
            self._store.journal.exchange((), draft.dropped)
            raise
        detail = " · ".join(filter(None, (told, problem)))
        return Delivery(target=self.target, state="sent", receipt=receipt, detail=detail)

    def holds(self, digest: Digest) -> bool:
        """Whether the day shows this digest already although the store knows no line of it: it lost its memory.

        At least half of the papers stand in the day: under our heading, or two of them anywhere in it.
        """
        if not digest.entries or self._store.journal.lines(self.target, digest.date, self.name):
            return False
        try:
            day = self._find(digest.date)
            if not isinstance(day, DayPlace):
                return False
            lines, section = raw_lines(day.document), find_section(day, self.settings.section_names)
        except (SkippableError, OSError):  # `deliver` says what is wrong with it
            return False
        around = section_range(day, section) if section else range(day.first, day.last)
        shown = keys_in(lines[number] for number in around) & {entry.item.key for entry in digest.entries}
        return 2 * len(shown) >= len(digest.entries) and (section is not None or len(shown) > 1)

    def restore(self, date: dt.date) -> int:
        """A yes to "put it back?": forget what vanished at once, so that the next delivery writes it again.

        Gives the number of lines; 0 when something of ours still stands. What the person edited or moved stays theirs,
        and what they deleted bullet by bullet stays deleted.
        """
        rows = self._store.journal.lines(self.target, date, self.name)
        if not rows or not self._is_gone(rows, date):
            return 0
        at_once = any(row.status == "own" and not row.is_frame for row in rows)
        kept = ("user", "gone") if at_once else ("user",)  # version 0.1.0 noted all as gone when they vanished
        gone = [row for row in rows if row.is_frame or row.status not in kept]
        self._store.journal.forget(gone)
        self._store.notes.drop(Question(self.target, self.name, date, 0).note)
        return sum(1 for row in gone if not row.is_frame)

    def resend(self, digest: Digest) -> Delivery:
        """Deliver once more for a person who asked: a section that vanished is there again, or why not is said.

        skipped: what the day lacks was edited or deleted by the person, and stays so.
        """
        self.restore(digest.date)
        outcome = self.deliver(digest)
        if outcome.act != "unchanged" or outcome.receipt.get("lines", "0") != "0":
            return outcome
        told = "지우거나 고치신 줄이라 다시 넣지 않았습니다. 붙여 넣을 글을 보려면"
        hint = f"digest run --date {digest.date.isoformat()} --dry-run"
        return outcome.model_copy(update={"state": "skipped", "detail": f"{told}: {hint}"})

    def _is_gone(self, rows: Sequence[JournalLine], date: dt.date) -> bool:
        """Whether nothing of these lines is left, in their file or, when that is away, in the day's new one."""
        if not has_vanished(rows):
            return False
        try:
            found = None if Path(rows[0].file).exists() else self._find(date)
        except (SkippableError, OSError):
            return True
        if not isinstance(found, DayPlace):
            return True
        there = {line.text.encode() for line in found.document.lines}
        return not any(row.bytes in there for row in rows if not row.is_frame)

    def reconcile(self) -> int:
        """Finish or forget half-done writes of a killed run; called once at start."""
        return reconcile(self._store.journal, self.target)

    def notices(self, date: dt.date) -> tuple[str, ...]:
        """Questions for the reader, each asked once: they count as asked with the next delivery."""
        found = questions(self._store.journal, self.target, self.name, date, ASK_DAYS)
        self._asking = tuple(question for question in found if self._store.notes.get(question.note) is None)
        return tuple(question.text for question in self._asking) + twins(self.settings, self._recent(date), self._open)

    def _told_once(self, outcome: Delivery) -> Delivery:
        """The outcome, the first time with a word that the tool keeps its notes in another folder."""
        note = f"journal-elsewhere:{self.target}"
        journal = self._opened
        if journal is None or not journal.elsewhere or self._store.notes.get(note) is not None:
            return outcome
        self._store.notes.put(note, journal.elsewhere, self._clock())
        detail = " · ".join(part for part in (outcome.detail, elsewhere(journal)) if part)
        return outcome.model_copy(update={"detail": detail})

    def _recorded(self, date: dt.date) -> tuple[JournalLine, ...]:
        """What is known of all digests' lines in this place; those of a Friday and of its week stand in two places."""
        rows = self._store.journal.lines(self.target, date)
        return tuple(row for row in rows if is_review(row.name) == is_review(self.name))

    def _recent(self, date: dt.date) -> tuple[JournalLine, ...]:
        rows = self._store.journal.lines(self.target, name=self.name)
        return tuple(row for row in rows if 0 <= (date - row.date).days <= ASK_DAYS)

    def _where_we_wrote(self, date: dt.date, recorded: Sequence[JournalLine]) -> DayPlace | None:
        """The day, or the whole file of our lines when the day is not found any more; None without such lines."""
        file = next((Path(row.file) for row in recorded if row.name == self.name and row.status == "own"), None)
        if file is None:
            return None
        try:
            found = self._find(date)
        except JournalRefused:
            found = NotFound("")
        if isinstance(found, DayPlace):
            return found
        if not file.exists():
            return None
        return whole_file(file, parse_document(regular_bytes(file)), date, "plain")

    def _remember_questions(self) -> None:
        for question in self._asking:
            self._store.notes.put(question.note, question.lines, self._clock())
        self._asking = ()

    def _write(self, draft: FileEdit, date: dt.date) -> str:
        """Put a draft on the disk and, when asked, into git; gives what the reader should know of that."""
        if draft.old is None:
            if create.is_ours(self.settings.path):
                create.prepare(self.settings.path)
            draft.file.parent.mkdir(parents=True, exist_ok=True)  # a new month's folder
        repository = self._repository(draft.file)
        before = self._store.journal.lines(self.target, date, self.name)
        draft.write(self._store.journal, self._clock)
        try:
            return self._in_git(repository, draft.file, f"{date.isoformat()} {self.settings.section}")
        except Rejected:
            self._store.journal.exchange(draft.rows, before)
            raise

    def _in_git(self, repository: tuple[Repository | None, str], file: Path, message: str) -> str:
        """Commit and push a file that was written, where the settings ask for it; gives what kept git from it.

        repository: of before the write. Raises Rejected when the remote moved on: the file is as it stands there.
        """
        git, why_not = repository
        if git is None:
            return why_not
        try:
            commit = git.commit(file, message)
            if commit and self.settings.git.push:
                git.push(commit)
        except Rejected:
            raise
        except GitProblem as error:
            return error.told
        return ""

    def _repository(self, file: Path) -> tuple[Repository | None, str]:
        """Where to commit a file that is about to be written; None with why not, which is "" when nobody asked."""
        if not self.settings.git.commit:
            return None, PUSH_ALONE if self.settings.git.push else ""
        try:
            git = Repository.around(file)
            clean = git.is_clean(file)
        except GitProblem as error:
            return None, error.told
        return (git, "") if clean else (None, "커밋하지 않은 변경이 있어 파일만 쓰고 커밋은 하지 않았습니다")

    def git_doubt(self) -> str:
        """What keeps a section from being committed and pushed as the settings ask, and what to do; "" for nothing."""
        asked = self.settings.git
        if not asked.commit:
            return PUSH_ALONE if asked.push else ""
        try:
            git = Repository.around(self.folder)
            if asked.push:
                git.require_upstream()
        except GitProblem as error:
            return error.told
        return ""

    def _find(self, date: dt.date) -> DayPlace | NotFound | ToCreate:
        return place_for(self.settings, date, self._hint(date), self._open, self._zone)

    def _open(self) -> Journal:
        """The folder, with the rule for `N일차` that earlier runs learnt. Raises JournalRefused, OSError."""
        known = known_rules(self._store.notes, self.target)
        self._opened = open_journal(self.settings, self._cache, self._zone, known)
        return self._opened

    def _keep_course(self) -> None:
        """What this run learnt of `N일차`, for the runs after a rename."""
        if self._opened:
            keep(self._store.notes, self.target, self._opened.day_numbers, self._clock())

    def _hint(self, date: dt.date) -> PlaceHint | None:
        """Where our lines of the day were last time; a renamed file or heading is recognised by them."""
        rows = [row for row in self._recorded(date) if row.status == "own" and not row.is_frame]
        return PlaceHint(Path(rows[0].file), "", tuple(row.bytes for row in rows)) if rows else None


def _cache_beside(store: Store, folder: str) -> Path | None:
    """Where to remember what unchanged journal files hold: next to an SQLite store, else nowhere."""
    file = file_of(store.engine.url)
    return file and file.with_name(f"journal-cache-{digest_of(folder.encode())[:12]}.json")
