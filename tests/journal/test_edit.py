"""A write is announced, done and proved: what the store says of a line is true after a kill at any moment."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest

from digest.files.atomic import temporary_name
from digest.journal.write.edit import FileEdit, has_happened, reconcile
from digest.journal.write.write import ABSENT, Changed, digest_of, remove_file
from digest.store import Store
from digest.store.journal import JournalLine, JournalWrite
from journal_kit import DATE, FIRST, NOW, SECOND

OLD, NEW = b"# \xea\xb8\x80\n", b"# \xea\xb8\x80\n- ours\n"
JOURNAL = "journal:test"


def row(text: bytes = b"- ours", key: str = f"arxiv:{FIRST}", journal: str = JOURNAL) -> JournalLine:
    return JournalLine(
        journal=journal,
        date=DATE,
        name="main",
        item_key=key,
        position=0,
        bytes=text,
        file="x",
        heading="",
        changed_at=NOW,
    )


def announced(
    file: Path, lines: tuple[JournalLine, ...] = (row(),), dropped: tuple[JournalLine, ...] = (), base: bytes = OLD
) -> JournalWrite:
    """What a killed run left in the store about a write of `NEW`."""
    return JournalWrite(
        file=str(file), base_hash=digest_of(base), planned_hash=digest_of(NEW), lines=lines, dropped=dropped
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "글.md"
    made.write_bytes(OLD)
    return made


def keys(store: Store) -> list[str]:
    return [line.item_key for line in store.journal.lines(JOURNAL)]


def test_a_write_puts_bytes_and_rows(file: Path, store: Store) -> None:
    edit = FileEdit(file, OLD, NEW, (row(), row(b"## x", "#heading")))
    assert edit.base_hash == digest_of(OLD)
    edit.write(store.journal, lambda: NOW)
    assert file.read_bytes() == NEW
    assert sorted(keys(store)) == ["#heading", f"arxiv:{FIRST}"]
    assert store.journal.announced() == ()
    FileEdit(file, NEW, OLD, (), store.journal.lines(JOURNAL)).write(store.journal, lambda: NOW)
    assert (file.read_bytes(), keys(store)) == (OLD, [])


def test_the_same_bytes_are_not_written_again(file: Path, store: Store) -> None:
    before = file.stat()
    FileEdit(file, OLD, OLD, (row(),)).write(store.journal, lambda: NOW)
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert keys(store) == []


def test_a_file_is_made_and_removed(tmp_path: Path, store: Store) -> None:
    file = tmp_path / "new.md"
    made = FileEdit(file, None, NEW, (row(),))
    assert made.base_hash == ABSENT
    assert [line for line in made.diff.splitlines() if line[:1] in "+-"][2:] == ["+# 글", "+- ours"]
    made.write(store.journal, lambda: NOW)
    assert file.read_bytes() == NEW
    gone = FileEdit(file, NEW, None, (), (row(),))
    assert [line for line in gone.diff.splitlines() if line[:1] in "+-"][2:] == ["-# 글", "-- ours"]
    gone.write(store.journal, lambda: NOW)
    assert not file.exists()
    assert keys(store) == []


def test_a_write_that_came_too_late_leaves_no_row(file: Path, store: Store) -> None:
    file.write_bytes(b"theirs")
    for edit in (FileEdit(file, OLD, NEW, (row(),)), FileEdit(file, OLD, None, (row(),)), FileEdit(file, None, NEW)):
        with pytest.raises(Changed):
            edit.write(store.journal, lambda: NOW)
    assert (file.read_bytes(), keys(store), store.journal.announced()) == (b"theirs", [], ())


def test_a_removal_says_whether_it_happened(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []

    class Log:
        def announce(self) -> None:
            told.append("announced")

        def settle(self, *, happened: bool) -> None:
            told.append(happened)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        with pytest.raises(PermissionError):
            remove_file(file, digest_of(OLD), Log())
    assert (told, file.exists()) == (["announced", False], True)
    monkeypatch.setattr("digest.journal.write.write.sync_folder", refuse)
    with pytest.raises(PermissionError):
        remove_file(file, digest_of(OLD), Log())
    assert (told[2:], file.exists()) == (["announced", True], False)


def test_a_link_to_a_removed_file_is_not_what_is_removed(file: Path, tmp_path: Path, store: Store) -> None:
    link = tmp_path / "link.md"
    link.symlink_to(file)
    FileEdit(link, OLD, None).write(store.journal, lambda: NOW)
    assert not file.exists()
    assert link.is_symlink()


@pytest.mark.parametrize(
    ("there", "happened"),
    [
        (NEW, True),
        (OLD, False),
        (None, False),
        (NEW + b"mine\n", True),  # edited since
        (b"- ours\r\nmine\r\n", True),
        (b"mine\r- ours", True),
        (OLD + b"mine\n", False),
        (b"- ours!\n", False),
        (b" - ours\n", False),
        (b"## x\n", False),  # a frame proves nothing
        (b"", False),
    ],
)
def test_whether_a_write_reached_the_disk_is_seen_in_the_file(file: Path, there: bytes | None, happened: bool) -> None:
    file.unlink() if there is None else file.write_bytes(there)
    assert has_happened(announced(file, (row(b"## x", "#heading"), row()))) is happened


@pytest.mark.parametrize(
    ("there", "happened"),
    [(b"mine\n", True), (b"- ours\nmine\n", False), (b"- other\n", False), (b"- ours\n- other\n", False), (b"", True)],
)
def test_a_removal_happened_when_all_is_gone(file: Path, there: bytes, happened: bool) -> None:
    file.write_bytes(there)
    dropped = (row(b"## x", "#heading"), row(), row(b"- other", f"arxiv:{SECOND}"))
    assert has_happened(announced(file, (), dropped)) is happened


def test_of_several_lines_one_that_stands_is_proof(file: Path) -> None:
    file.write_bytes(b"- other\n")
    assert has_happened(announced(file, (row(), row(b"- other", f"arxiv:{SECOND}")), (row(),)))


def test_a_folder_or_pipe_in_the_place_of_the_file_proves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    for name in ("folder.md", "pipe.md"):
        assert not has_happened(announced(tmp_path / name))


@pytest.mark.parametrize(("there", "known"), [(NEW, [f"arxiv:{FIRST}"]), (OLD, [])])
def test_the_next_start_finishes_what_a_kill_left_half_known(
    file: Path, store: Store, there: bytes, known: list[str]
) -> None:
    file.write_bytes(there)
    store.journal.announce(announced(file), NOW)
    left = temporary_name(file, file.parent)
    left.touch()
    assert reconcile(store.journal, JOURNAL) == 1
    assert (keys(store), store.journal.announced()) == (known, ())
    assert not left.exists()
    assert reconcile(store.journal, JOURNAL) == 0


def test_a_removal_that_was_killed_is_finished_too(file: Path, store: Store) -> None:
    store.journal.record([row()])
    store.journal.announce(announced(file, (), (row(),)), NOW)
    assert reconcile(store.journal, JOURNAL) == 1
    assert keys(store) == [f"arxiv:{FIRST}"], "the file is the old one"
    file.write_bytes(NEW)
    store.journal.announce(announced(file, (), (row(),)), NOW)
    assert reconcile(store.journal, JOURNAL) == 1
    assert keys(store) == []


def test_a_folder_that_is_away_holds_nothing_of_ours(tmp_path: Path, store: Store) -> None:
    store.journal.announce(announced(tmp_path / "away/글.md"), NOW)
    assert reconcile(store.journal, JOURNAL) == 1
    assert (keys(store), store.journal.announced()) == ([], ())


def test_writes_into_another_journal_are_its_own_matter(file: Path, tmp_path: Path, store: Store) -> None:
    store.journal.announce(announced(file, (row(journal="journal:other"),)), NOW)
    assert reconcile(store.journal, JOURNAL) == 0
    assert len(store.journal.announced()) == 1
    store.journal.announce(announced(tmp_path / "b.md"), NOW)
    store.journal.announce(announced(tmp_path / "c.md"), NOW)
    assert reconcile(store.journal, JOURNAL) == 2
    assert len(store.journal.announced()) == 1


def test_a_folder_that_is_busy_is_looked_at_at_the_next_start(
    file: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.journal.write.write.LOCK_WAIT_S", 0)
    file.write_bytes(NEW)
    store.journal.announce(announced(file), NOW)
    handle = os.open(file.parent, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    assert reconcile(store.journal, JOURNAL) == 1
    assert len(store.journal.announced()) == 1
    os.close(handle)
    assert reconcile(store.journal, JOURNAL) == 1
    assert keys(store) == [f"arxiv:{FIRST}"]


def test_the_next_write_into_a_file_first_settles_the_one_that_was_killed(
    file: Path, tmp_path: Path, store: Store
) -> None:
    file.write_bytes(NEW)
    other = tmp_path / "other.md"
    store.journal.announce(announced(file), NOW)
    store.journal.announce(announced(other, (row(b"- x", f"arxiv:{SECOND}"),)), NOW)
    FileEdit(file, NEW, NEW + b"more\n").write(store.journal, lambda: NOW)
    assert keys(store) == [f"arxiv:{FIRST}"]
    assert [write.file for write in store.journal.announced()] == [str(other)]


def test_a_file_that_cannot_be_read_costs_no_start_and_is_looked_at_at_the_next(
    file: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_bytes(NEW)
    store.journal.announce(announced(file), NOW)
    with monkeypatch.context() as away:
        away.setattr("digest.journal.write.edit.hash_of_file", refused)
        assert reconcile(store.journal, JOURNAL) == 1
    assert len(store.journal.announced()) == 1
    assert reconcile(store.journal, JOURNAL) == 1
    assert keys(store) == [f"arxiv:{FIRST}"]


def refused(path: Path) -> str:
    raise PermissionError(errno.EACCES, "Permission denied", str(path))
