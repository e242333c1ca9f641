"""Bringing a folder up to date: what changed since the last time, and writing it so that nothing is lost.

`.digest-site.json` marks the folder as ours, keeps the small values of all days, so that no old digest has to be read,
and is written last. Before the first page it is told that the folder is not finished and which pages may be in it:
after a run that was killed or failed, the next compares all of them and removes what no day has. Two runs at once write
one after the other.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from digest import __version__
from digest.errors import Undelivered, reason
from digest.files import alone_in, is_empty, remove_leftovers, replace, why_not
from digest.models import Digest, Value
from digest.publish.site.archive import Archive, Held, SiteOptions
from digest.publish.site.cards import Day, Week, day_of, week_of
from digest.publish.site.pages import packaged

MARKER = ".digest-site.json"
NOT_OURS = "digest가 만든 폴더가 아니라서 쓰지 않았습니다"
LOCK_WAIT_S = 120.0
"""Five years are written in a tenth of it."""

Progress = Callable[[int, int], None]


class Shelf(NamedTuple):
    """Where stored digests are found."""

    versions: Callable[[], Mapping[dt.date, str]]
    """Every stored day, with a mark that changes when its digest does."""
    load: Callable[[dt.date], Digest | None]


EMPTY = Shelf(dict, lambda _date: None)


class Hidden(Value):
    """What was taken back, though the store still holds it."""

    days: tuple[dt.date, ...] = ()
    weeks: tuple[dt.date, ...] = ()
    """Days under which reviews are stored."""

    def changed(self, hide: Hidden | None, show: Hidden | None) -> Hidden:
        """With what is taken back now, and without what is there again."""
        more, less = hide or Hidden(), show or Hidden()
        days = {*self.days, *more.days} - {*less.days}
        weeks = {*self.weeks, *more.weeks} - {*less.weeks}
        return Hidden(days=tuple(sorted(days)), weeks=tuple(sorted(weeks)))


class Memory(Value):
    """What the marker file holds."""

    mark: str
    """Changes with the options and with the program's templates; "" in a folder that is not finished."""
    days: tuple[Day, ...] = ()
    weeks: tuple[Week, ...] = ()
    hidden: Hidden = Hidden()
    files: tuple[str, ...] = ()


class Built(Value):
    """What a build did."""

    pages: int
    written: int
    removed: int


def build(
    folder: Path,
    options: SiteOptions,
    days: Shelf,
    reviews: Shelf = EMPTY,
    *,
    hide: Hidden | None = None,
    show: Hidden | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Built:
    """Bring the archive in `folder` up to date with the stored digests.

    The store is asked when it is this run's turn, so a run that waited for another knows no less than that one.
    Raises Undelivered when the folder is not ours, cannot be written, or another run does not end.
    """
    try:
        if not (folder / MARKER).is_file():
            read_memory(folder)  # complain before anything is made
        with _locked(folder):
            return _brought(folder, options, days, reviews, hide, show, progress)
    except OSError as error:
        told, hint = why_not(folder, error)
        raise Undelivered(f"아카이브를 쓸 수 없습니다: {error.filename or folder} ({told})", hint=hint) from error


def _brought(
    folder: Path,
    options: SiteOptions,
    shelf: Shelf,
    review_shelf: Shelf,
    hide: Hidden | None,
    show: Hidden | None,
    progress: Progress,
) -> Built:
    memory, mark = read_memory(folder), _mark(options)
    known = memory if memory and memory.mark == mark else Memory(mark="")
    writer = _Writer(folder, everything=not known.mark)
    hidden = (memory.hidden if memory else Hidden()).changed(hide, show)
    held = Held(shelf.load)
    wanted = {date: version for date, version in sorted(shelf.versions().items()) if date not in hidden.days}
    days: list[Day] = []
    before = {day.date: day for day in known.days}
    for number, (date, version) in enumerate(wanted.items(), 1):
        there = before.get(date)
        if there and there.version == version:
            days.append(there)
        elif digest := held.load(date):
            days.append(day_of(digest, version, notes=options.notes))
        progress(number, len(wanted))
    weeks = _weeks(review_shelf, hidden, known, notes=options.notes)
    if known.mark and (tuple(days), weeks, hidden) == (known.days, known.weeks, known.hidden):
        return Built(pages=len(known.files), written=0, removed=0)
    archive = Archive(options, days, weeks)
    known_files = {*memory.files} if memory else set()
    unfinished = Memory(
        mark="",
        hidden=memory.hidden if memory else Hidden(),
        files=tuple(sorted(known_files.union(archive.paths))),
    )
    writer.put(MARKER, _text(unfinished))  # whatever happens, the folder and all that is in it are ours
    files = archive.files(known.days, known.weeks, held)
    written = sum(writer.put(path, content()) for path, content in files.items())
    removed = writer.remove(known_files.difference(archive.paths))
    left = Memory(mark=mark, days=tuple(days), weeks=weeks, hidden=hidden, files=tuple(archive.paths))
    writer.put(MARKER, _text(left))
    return Built(pages=len(archive.paths), written=written, removed=removed)


def _weeks(shelf: Shelf, hidden: Hidden, known: Memory, *, notes: bool) -> tuple[Week, ...]:
    """The reviews, oldest first; those that did not change as they are known."""
    there = {week.version: week for week in known.weeks}
    found = []
    for date, stored in sorted(shelf.versions().items()):
        version = f"{date}-{stored}"
        if date in hidden.weeks:
            continue
        week = there.get(version)
        if week is None and (digest := shelf.load(date)):
            week = week_of(digest, version, notes=notes)
        found += [week] if week else []
    return tuple(found)


def _mark(options: SiteOptions) -> str:
    shown = [options.model_dump_json(), __version__, *(text for _, text in sorted(packaged().items()))]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


def read_memory(folder: Path) -> Memory | None:
    """What the folder remembers; None for one that is new or empty. Raises Undelivered when it is somebody else's."""
    try:
        text = (folder / MARKER).read_text("utf-8")
    except FileNotFoundError:
        if folder.exists() and not (folder.is_dir() and is_empty(folder)):
            raise Undelivered(f"{NOT_OURS}: {folder}", hint="비어 있거나 아직 없는 폴더를 path에 적으세요") from None
        return None
    except OSError as error:
        raise Undelivered(f"아카이브 폴더를 읽을 수 없습니다: {folder} ({reason(error)})") from error
    try:
        return Memory.model_validate_json(text)
    except ValueError:  # of another version, or damaged: the folder is ours, its memory is not to be trusted
        return Memory(mark="", hidden=_hidden(text), files=tuple(_listed(text)))


def _listed(text: str) -> Iterable[str]:
    try:
        found = json.loads(text).get("files", ())
    except (ValueError, AttributeError):
        return ()
    return (path for path in found if isinstance(path, str) and ".." not in path and not path.startswith("/"))


def _hidden(text: str) -> Hidden:
    """What was taken back, also as the last version wrote it: `"hidden": ["2024-08-19"]`."""
    try:
        told = json.loads(text).get("hidden", ())
        return Hidden.model_validate({"days": told} if isinstance(told, list) else told)
    except (ValueError, AttributeError):
        return Hidden()


def _text(memory: Memory) -> bytes:
    return (memory.model_dump_json(exclude_defaults=True) + "\n").encode()


# Writing


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One run at a time; the lock is the folder's own, and leaves no file in it.

    Windows and some network file systems have no such locks: there the last of two runs wins.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with alone_in(folder, LOCK_WAIT_S) as ours:
        if ours is False:
            hint = "그 실행이 끝난 뒤에 다시 하세요"
            raise Undelivered(f"다른 실행이 아카이브를 쓰고 있습니다: {folder}", hint=hint)
        yield


class _Writer:
    """Puts files into a folder that nobody else writes to meanwhile; a reader sees the old or the new one."""

    def __init__(self, folder: Path, *, everything: bool) -> None:
        self._folder = folder
        self._made: set[Path] = set()
        there = folder.rglob("*.digest-tmp") if everything else ()  # where the last version left them
        for path in there:
            path.unlink(missing_ok=True)
        remove_leftovers(folder)

    def put(self, path: str, content: bytes) -> bool:
        """Write a file that says something else by now; gives whether it did."""
        target = self._folder / path
        try:
            if target.read_bytes() == content:
                return False
        except FileNotFoundError:
            if target.parent not in self._made:
                target.parent.mkdir(parents=True, exist_ok=True)
                self._made.add(target.parent)
        replace(target, content, durable=False, folder=self._folder)
        return True

    def remove(self, paths: Iterable[str]) -> int:
        """Remove pages that the archive no longer has; only what the marker names."""
        there = [self._folder / path for path in paths if (self._folder / path).is_file()]
        for path in there:
            path.unlink()
        return len(there)
