"""The file is the old one or the new one, and stays the person's file."""

from __future__ import annotations

import fcntl
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.files.atomic import temporary_name
from digest.journal.config import JournalSettings
from digest.journal.target import JournalTarget
from digest.journal.write.write import (
    ABSENT,
    LOCK_EVERY_S,
    LOCK_WAIT_S,
    NO_FILE,
    STUCK_S,
    Busy,
    CannotWrite,
    Changed,
    digest_of,
    hash_of_file,
    locked,
    reason,
    replace_bytes,
)
from digest.store import Store
from journal_kit import DATE, FIRST, NOW
from journal_kit import digest_of as a_digest


class Log:
    """Notes what it was told; `meddle` runs where an editor may save."""

    def __init__(self, meddle: object = None) -> None:
        self.told: list[str] = []
        self.meddle = meddle

    def announce(self) -> None:
        self.told.append("announced")
        if callable(self.meddle):
            self.meddle()

    def settle(self, *, happened: bool) -> None:
        self.told.append("happened" if happened else "forgotten")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "글.md"
    made.write_bytes(b"old\r\n")
    made.chmod(0o640)
    return made


def left_over(file: Path) -> list[str]:
    return sorted(entry.name for entry in file.parent.iterdir() if entry != file)


def test_new_bytes_same_mode(file: Path) -> None:
    os.setxattr(file, "user.tag", b"mine")
    log = Log()
    replace_bytes(file, digest_of(b"old\r\n"), b"new", log)
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.getxattr(file, "user.tag") == b"mine"
    assert log.told == ["announced", "happened"]
    assert left_over(file) == []


def test_90_changed_before_we_write(file: Path) -> None:
    log = Log()
    with pytest.raises(Changed):
        replace_bytes(file, digest_of(b"other"), b"new", log)
    assert (file.read_bytes(), log.told) == (b"old\r\n", [])


def test_90_an_editor_saves_at_the_same_moment_and_wins(file: Path) -> None:
    log = Log(lambda: file.write_bytes(b"theirs"))
    with pytest.raises(Changed):
        replace_bytes(file, digest_of(b"old\r\n"), b"new", log)
    assert file.read_bytes() == b"theirs"
    assert log.told == ["announced", "forgotten"]
    assert left_over(file) == []


def test_92_read_only_file(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(CannotWrite, match="읽기 전용"):
        replace_bytes(file, digest_of(b"old\r\n"), b"new", Log())
    assert file.read_bytes() == b"old\r\n"


def test_92_full_disk(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    log = Log()
    with pytest.raises(CannotWrite, match="디스크에 남은 공간이 없습니다"):
        replace_bytes(file, digest_of(b"old\r\n"), b"new", log)
    assert file.read_bytes() == b"old\r\n"
    assert log.told == ["announced", "forgotten"]
    assert left_over(file) == []


def test_hard_links_are_not_torn_apart(file: Path, tmp_path: Path) -> None:
    (tmp_path / "second.md").hardlink_to(file)
    with pytest.raises(CannotWrite, match="하드 링크"):
        replace_bytes(file, digest_of(b"old\r\n"), b"new", Log())


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.md"
    link.symlink_to(file)
    replace_bytes(link, digest_of(b"old\r\n"), b"new", Log())
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


def test_a_new_file_only_where_none_is(file: Path, tmp_path: Path) -> None:
    replace_bytes(tmp_path / "new.md", ABSENT, b"new", Log())
    assert (tmp_path / "new.md").read_bytes() == b"new"
    with pytest.raises(Changed):
        replace_bytes(file, ABSENT, b"new", Log())


def test_11_long_and_odd_names(tmp_path: Path) -> None:
    for name in ("가" * 83 + ".md", "[20241129]GRPC (1) ~🐍.md", "각.md"):
        file = tmp_path / name
        file.write_bytes(b"old")
        replace_bytes(file, digest_of(b"old"), b"new", Log())
        assert file.read_bytes() == b"new"


def test_89_two_runs_at_once_lose_nothing(file: Path) -> None:
    file.write_bytes(b"")
    lost: list[Exception] = []

    def append(mine: bytes) -> None:
        for number in range(20):
            while True:
                base = file.read_bytes()
                try:
                    replace_bytes(file, digest_of(base), base + mine + b"%d\n" % number, Log())
                    break
                except Changed:
                    continue
                except Exception as error:
                    lost.append(error)
                    return

    threads = [threading.Thread(target=append, args=(who,)) for who in (b"a", b"b", b"c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost == []
    expected = {who + b"%d" % number for who in (b"a", b"b", b"c") for number in range(20)}
    assert sorted(file.read_bytes().split()) == sorted(expected)
    assert left_over(file) == []


@pytest.fixture
def held(tmp_path: Path) -> Iterator[int]:
    """The folder, locked by somebody who never lets go."""
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    yield handle
    os.close(handle)


def test_a_lock_that_is_never_let_go_is_not_waited_for(tmp_path: Path, held: int) -> None:
    waits: list[float] = []
    with pytest.raises(Busy, match="잠그고 있습니다"), locked(tmp_path, waits.append):
        pytest.fail("two at once")
    assert sum(waits) == pytest.approx(LOCK_WAIT_S, abs=LOCK_EVERY_S)


def test_a_stuck_folder_is_waited_for_once_in_a_run(tmp_path: Path, held: int) -> None:
    waits: list[float] = []
    for _ in range(14):
        with pytest.raises(Busy), locked(tmp_path, waits.append):
            pytest.fail("two at once")
    assert sum(waits) == pytest.approx(LOCK_WAIT_S, abs=LOCK_EVERY_S)
    fcntl.flock(held, fcntl.LOCK_UN)
    with locked(tmp_path, waits.append) as alone:
        assert alone
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(Busy), locked(tmp_path, waits.append):
        pytest.fail("two at once")
    assert sum(waits) == pytest.approx(2 * LOCK_WAIT_S, abs=2 * LOCK_EVERY_S), (
        "a folder that was let go is waited for again"
    )


def test_a_stuck_folder_is_tried_again_after_a_while(
    tmp_path: Path, held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("digest.journal.write.write.time.monotonic", lambda: now)
    for passed, waited in ((0.0, True), (STUCK_S - 1, False), (1.0, True), (STUCK_S, True)):
        now += passed
        waits: list[float] = []
        with pytest.raises(Busy), locked(tmp_path, waits.append):
            pytest.fail("two at once")
        assert bool(waits) is waited
    other = tmp_path / "other"
    other.mkdir()
    with locked(other, waits.append) as alone:
        assert alone, "another folder is not stuck"


def test_a_lock_that_fails_for_another_reason_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(OSError, match="Input/output"), locked(tmp_path):
        pytest.fail("not locked")


def test_a_system_without_locks_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.files.atomic.fcntl", None)
    with locked(tmp_path) as alone:
        assert not alone


def fails_within(folder: Path, handle: int) -> None:
    with locked(folder):
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        raise ValueError("글")


def test_a_lock_ends_with_its_block_also_after_an_error(tmp_path: Path) -> None:
    handle = os.open(tmp_path, os.O_RDONLY)
    with pytest.raises(ValueError, match="글"):
        fails_within(tmp_path, handle)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(handle)


def test_what_is_there_and_no_file_has_no_hash(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert hash_of_file(tmp_path) == hash_of_file(tmp_path / "pipe") == NO_FILE
    assert hash_of_file(tmp_path / "none") == ABSENT


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(13, "Permission denied", "/a/b.md"), "/a/b.md: Permission denied"),
        (ValueError("글"), "글"),
        (OSError("글"), "글"),
    ],
)
def test_a_reason_is_told_without_its_number(error: Exception, told: str) -> None:
    assert reason(error) == told


@pytest.mark.parametrize("mode", [0o400, 0o444, 0o555])
def test_a_file_nobody_may_write_is_not_replaced(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(CannotWrite, match="읽기 전용") as refused:
        replace_bytes(file, digest_of(b"old\r\n"), b"new", Log())
    assert refused.value.hint == f"chmod u+w '{file}'"
    assert stat.S_IMODE(file.stat().st_mode) == mode


@pytest.mark.parametrize("mode", [0o600, 0o420, 0o402])
def test_a_file_somebody_may_write_is(file: Path, mode: int) -> None:
    file.chmod(mode)
    replace_bytes(file, digest_of(b"old\r\n"), b"new", Log())
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"new", mode)


def test_an_interrupted_write_says_neither(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("digest.journal.write.write.replace", interrupt)
    log = Log()
    with pytest.raises(KeyboardInterrupt):
        replace_bytes(file, digest_of(b"old\r\n"), b"new", log)
    assert log.told == ["announced"]


def test_a_lock_that_is_let_go_is_waited_for(tmp_path: Path, held: int) -> None:
    with locked(tmp_path, lambda _: fcntl.flock(held, fcntl.LOCK_UN)) as alone:
        assert alone


def test_a_folder_that_knows_no_locks_is_written_all_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise OSError(9, "Bad file descriptor")  # NFS, for the exclusive lock of a folder

    stranger = temporary_name(file, file.parent)
    stranger.touch()
    monkeypatch.setattr(fcntl, "flock", unknown)
    replace_bytes(file, digest_of(b"old\r\n"), b"new", Log())
    assert file.read_bytes() == b"new"
    assert left_over(file) == [stranger.name]  # it may be in use: nobody is alone here


def test_a_stuck_lock_makes_the_section_wait_for_the_next_run(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "journal"
    folder.mkdir()
    (folder / "2024-08-19.md").write_text("# 2024-08-19\n\n글\n")
    monkeypatch.setattr("digest.journal.write.write.LOCK_WAIT_S", 0)
    target = JournalTarget(JournalSettings(folder=str(folder)), store, lambda: NOW, "main")
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    outcome = target.deliver(a_digest(FIRST))
    assert (outcome.state, outcome.detail) == (
        "pending",
        "다른 프로그램이 journal 폴더를 잠그고 있습니다. 다음 실행이 씁니다",
    )
    assert target.undo(DATE).state == "skipped"
    os.close(handle)
    assert target.deliver(a_digest(FIRST)).state == "sent"


def test_nobody_can_put_a_link_in_the_way_of_the_temporary_file(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"theirs")
    foreseen = temporary_name(file, file.parent)
    assert foreseen != temporary_name(file, file.parent)
    monkeypatch.setattr("digest.files.atomic.temporary_name", lambda *_: foreseen)
    log = Log(lambda: foreseen.symlink_to(secret))
    with pytest.raises(CannotWrite):
        replace_bytes(file, digest_of(b"old\r\n"), b"new", log)
    assert (secret.read_bytes(), file.read_bytes()) == (b"theirs", b"old\r\n")


def test_what_killed_runs_left_is_removed_and_nothing_else(file: Path, tmp_path: Path) -> None:
    theirs = [".digest-journal", ".digest-notes.tmp", "digest.tmp"]
    for name in (*theirs, ".digest-0123456789abcdef.tmp", temporary_name(tmp_path / "other.md", tmp_path).name):
        (tmp_path / name).touch()
    replace_bytes(file, digest_of(b"old\r\n"), b"new", Log())
    assert left_over(file) == sorted(theirs)
