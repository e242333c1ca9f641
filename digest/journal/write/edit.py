"""A planned write of one file, and its way to the disk and into the store."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from digest.clock import Clock
from digest.files import remove_leftovers
from digest.journal.write.own import body
from digest.journal.write.plan import unified
from digest.journal.write.write import (
    ABSENT,
    NO_FILE,
    Busy,
    digest_of,
    hash_of_file,
    locked,
    remove_file,
    replace_bytes,
)
from digest.store.journal import JournalLine, JournalTable, JournalWrite


@dataclass(frozen=True)
class FileEdit:
    """One file as it was read and as it should be."""

    file: Path
    old: bytes | None
    """None when the file is to be created."""
    new: bytes | None
    """None when the file is to be removed."""
    rows: tuple[JournalLine, ...] = ()
    """Become true with the write."""
    dropped: tuple[JournalLine, ...] = ()
    """Rows of lines the write removes."""

    @property
    def base_hash(self) -> str:
        return ABSENT if self.old is None else digest_of(self.old)

    @property
    def diff(self) -> str:
        """The change as a unified diff; empty when there is none."""
        return unified(self.file.name, self.old or b"", self.new or b"")

    def write(self, table: JournalTable, clock: Clock) -> None:
        """Put it on the disk; the same bytes are not written again. Raises Changed, CannotWrite."""
        if self.new == self.old:
            return
        log = _Log(self, table, clock)
        if self.new is None:
            remove_file(self.file, self.base_hash, log)
        else:
            replace_bytes(self.file, self.base_hash, self.new, log)


class _Log:
    """The store as the memory of one write."""

    def __init__(self, draft: FileEdit, table: JournalTable, clock: Clock) -> None:
        self._table = table
        self._clock = clock
        self._write = JournalWrite(
            file=str(draft.file.resolve()),
            base_hash=draft.base_hash,
            planned_hash=ABSENT if draft.new is None else digest_of(draft.new),
            lines=draft.rows,
            dropped=draft.dropped,
        )

    def announce(self) -> None:
        for write in self._table.announced():
            if write.file == self._write.file:  # a run that was killed; nobody else holds the folder's lock
                self._table.settle(write, happened=has_happened(write))
        self._table.announce(self._write, self._clock())

    def settle(self, *, happened: bool) -> None:
        self._table.settle(self._write, happened=happened)


def has_happened(write: JournalWrite) -> bool:
    """Whether an announced write reached the disk, also when the person edited the file since."""
    now = hash_of_file(Path(write.file))
    if now == NO_FILE:
        return False
    if now in (write.planned_hash, write.base_hash):
        return now == write.planned_hash
    if now == ABSENT:
        return False
    there = {body(line) for line in Path(write.file).read_bytes().replace(b"\r", b"\n").splitlines()}
    put, cut = ([row for row in rows if not row.is_frame] for rows in (write.lines, write.dropped))
    return any(row.bytes in there for row in put) if put else all(row.bytes not in there for row in cut)


def reconcile(table: JournalTable, journal: str) -> int:
    """Finish or forget the writes a killed run left half-known; gives how many there were."""
    writes: Sequence[JournalWrite] = [
        write for write in table.announced() if any(line.journal == journal for line in (*write.lines, *write.dropped))
    ]
    for write in writes:
        file = Path(write.file)
        if not file.parent.is_dir():
            table.settle(write, happened=False)
            continue
        # a folder that is busy, or a file that cannot be read now: the next start
        with contextlib.suppress(Busy, OSError), locked(file.parent):
            remove_leftovers(file.parent)
            if write in table.announced():  # else its own run, which held the lock, has settled it meanwhile
                table.settle(write, happened=has_happened(write))
    return len(writes)
