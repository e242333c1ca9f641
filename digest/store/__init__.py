"""The bot's memory: what was seen, written, sent. SQLite by default, PostgreSQL by URL.

Each room has its own small class; every public method is one transaction. `engine` opens it, `tables` are all tables;
`upkeep`, `tidy` and `checkup` look after the whole, `failure` says what went wrong.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from digest.store.digests import DigestTable, TopicTable
from digest.store.engine import is_absent, open_engine, open_for_reading
from digest.store.facts import FactTable
from digest.store.journal import JournalTable
from digest.store.ledger import Ledger, Outbox
from digest.store.memory import HttpCache, InboxTable, Notes, SourceMemory, Tokens
from digest.store.runs import Claims, Runs
from digest.store.search import SearchTable
from digest.store.sightings import SightingTable
from digest.store.signals import SignalTable
from digest.store.summaries import SummaryTable
from digest.store.upkeep import copy_for_preview, copy_if_older
from digest.store.url import file_of, parse_url, shown


@dataclass(frozen=True)
class Store:
    """All rooms over one engine; safe to share between threads."""

    engine: sa.Engine
    sightings: SightingTable
    summaries: SummaryTable
    digests: DigestTable
    ledger: Ledger
    http_cache: HttpCache
    source_memory: SourceMemory
    tokens: Tokens
    topics: TopicTable
    inbox: InboxTable
    runs: Runs
    claims: Claims
    outbox: Outbox
    notes: Notes
    journal: JournalTable
    search: SearchTable
    signals: SignalTable
    facts: FactTable
    scratch_folder: Path | None = None
    missing: str = ""
    """Where a store was to be read and is none (a file, a PostgreSQL's URL); this one is an empty one in its stead."""

    @classmethod
    def open(cls, url: str, *, reading: bool = False) -> Store:
        """Open (and, the first time, create) the store at a SQLAlchemy URL.

        reading: nothing will be written, so a file that cannot be is no obstacle, and where there is none an empty
        store that is thrown away does; of a file of an earlier version a copy is brought up to date and read.
        Raises ConfigError for a bad URL, FatalError when the database does not answer, and when only reading a
        PostgreSQL store of an earlier version, which cannot be copied whole.
        """
        if not reading:
            return cls._over(open_engine(url))
        if is_absent(url):
            file = file_of(parse_url(url))
            return replace(cls.scratch(url), missing=str(file.absolute()) if file else shown(parse_url(url)))
        engine = open_for_reading(url)
        return cls._over(engine) if engine else cls._copy_of_older(url) or cls._over(open_engine(url))

    @classmethod
    def _copy_of_older(cls, url: str) -> Store | None:
        """A SQLite store of an earlier version with all that is in it, brought up to date aside; None for any other."""
        folder = Path(tempfile.mkdtemp(prefix="digest-reading-"))  # its owner's alone: tokens are copied as well
        try:
            aside = folder / "copy.db"
            if copy_if_older(url, aside):
                return replace(cls._over(open_engine(f"sqlite:///{aside}")), scratch_folder=folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        shutil.rmtree(folder, ignore_errors=True)
        return None

    @classmethod
    def scratch(cls, url: str) -> Store:
        """A throw-away copy of the store at a URL; the original is not created, and a SQLite file only read.

        Raises FatalError for a PostgreSQL store of an earlier version, as `open` does.
        """
        folder = Path(tempfile.mkdtemp(prefix="digest-preview-"))
        copy = replace(cls._over(open_engine(f"sqlite:///{folder}/preview.db")), scratch_folder=folder)
        try:
            aside, parsed, file = folder / "original.db", parse_url(url), file_of(parse_url(url))
            made = file.exists() if file else parsed.get_backend_name() != "sqlite" and not is_absent(url)
            if made:
                reading = None if file else open_for_reading(url)  # of a server's store nothing is brought up to date
                original = reading or open_engine(f"sqlite:///{aside}" if copy_if_older(url, aside) else url)
                copy_for_preview(original, copy.engine)
                original.dispose()
                aside.unlink(missing_ok=True)  # its secrets with it
        except BaseException:
            copy.close()
            raise
        return copy

    @classmethod
    def _over(cls, engine: sa.Engine) -> Store:
        return cls(
            engine,
            SightingTable(engine),
            SummaryTable(engine),
            DigestTable(engine),
            Ledger(engine),
            HttpCache(engine),
            SourceMemory(engine),
            Tokens(engine),
            TopicTable(engine),
            InboxTable(engine),
            Runs(engine),
            Claims(engine),
            Outbox(engine),
            Notes(engine),
            JournalTable(engine),
            SearchTable(engine),
            SignalTable(engine),
            FactTable(engine),
        )

    def close(self) -> None:
        """Give all connections back; a throw-away copy is thrown away."""
        self.engine.dispose()
        if self.scratch_folder:
            shutil.rmtree(self.scratch_folder, ignore_errors=True)
