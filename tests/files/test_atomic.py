"""A file is the old one or the new one, and what a killed write left goes with the next one."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.files import atomic
from digest.files.atomic import LEFTOVER, alone_in, remove_leftovers, replace, temporary_name, why_not

SLOW_WRITER = """\
import sys, time
from pathlib import Path
from digest.files import replace
replace(Path(sys.argv[1]), b"new", confirm=lambda: (print("half", flush=True), time.sleep(60)))
"""


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if LEFTOVER.fullmatch(path.name))


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has written half of `feed.xml` and stands still there."""
    command = [sys.executable, "-c", SLOW_WRITER, str(tmp_path / "feed.xml")]
    root = str(Path(atomic.__file__).parents[2])
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": root})
    assert process.stdout
    assert process.stdout.readline() == "half\n"
    yield process
    process.kill()
    process.communicate()


def test_half_a_file_stays_while_its_writer_lives_and_goes_when_it_is_dead(
    writer: subprocess.Popen[str], tmp_path: Path
) -> None:
    remove_leftovers(tmp_path)
    assert len(left_over(tmp_path)) == 1, "it may be in use"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_only_ours_goes(tmp_path: Path) -> None:
    ours = [
        ".digest-0123456789abcdef.tmp",
        ".digest-0123456789abcdef-x1y2z3a4.tmp",
        temporary_name(tmp_path, tmp_path).name,
    ]
    theirs = [".digest-journal", ".digest-notes.tmp", ".feed.xml.tmp", "x.tmp", "digest.tmp"]
    for name in (*ours, *theirs):
        (tmp_path / name).write_text("half")
    (tmp_path / ".digest-0123456789abcdef-00000000.tmp").mkdir()
    link = tmp_path / ".digest-0123456789abcdef-00000001.tmp"
    link.symlink_to(tmp_path / "x.tmp")
    remove_leftovers(tmp_path)
    remove_leftovers(tmp_path / "no such folder")
    assert left_over(tmp_path) == [".digest-0123456789abcdef-00000000.tmp", link.name]
    assert all((tmp_path / name).read_text() == "half" for name in theirs)


def test_where_no_file_can_be_locked_age_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", unknown)
    young, old = (temporary_name(tmp_path / name, tmp_path) for name in ("a", "b"))
    for path in (young, old):
        path.touch()
    then = time.time() - atomic.ABANDONED_S - 60
    os.utime(old, (then, then))
    replace(tmp_path / "a", b"whole")
    remove_leftovers(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([tmp_path / "a", young])


def test_half_a_file_that_was_swept_before_it_was_locked_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter([tmp_path / "first", tmp_path / "second"])

    def swept(path: Path, folder: Path) -> Path:
        name = next(names)
        if name.name == "first":
            monkeypatch.setattr(os, "open", lambda *given: sweep(real(*given)))
        return name

    def sweep(handle: int) -> int:
        (tmp_path / "first").unlink(missing_ok=True)
        monkeypatch.setattr(os, "open", real)
        return handle

    real = os.open
    monkeypatch.setattr(atomic, "temporary_name", swept)
    replace(tmp_path / "a", b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert next(names, None) is None


@pytest.mark.parametrize("alike", [True, False])
def test_mode_and_attributes_of_the_old_file_stay_where_that_is_wanted(tmp_path: Path, *, alike: bool) -> None:
    path = tmp_path / "a"
    path.write_text("old")
    path.chmod(0o640)
    try:
        os.setxattr(path, "user.note", b"mine")
    except OSError:
        attributes = {}
    else:
        attributes = {"user.note": b"mine"}
    replace(path, b"new", alike=alike, mode=None if alike else 0o600)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == (0o640 if alike else 0o600)
    assert {name: os.getxattr(path, name) for name in os.listxattr(path)} == (attributes if alike else {})


def test_what_umask_says_holds_for_a_new_file_unless_told(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        replace(tmp_path / "a", b"new")
        replace(tmp_path / "b", b"new", mode=0o644)
    finally:
        os.umask(before)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in "ab"] == [0o640, 0o644]


def test_content_that_breaks_off_leaves_the_old_file(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("the store went away")

    path = tmp_path / "a"
    path.write_text("old")
    with pytest.raises(RuntimeError):
        replace(path, pieces())
    assert (path.read_text(), list(tmp_path.iterdir())) == ("old", [path])


def test_a_file_that_is_mounted_alone_is_told_as_that() -> None:
    told, hint = why_not(Path("/data/feed.xml"), OSError(errno.EBUSY, "Device or resource busy"))
    assert told == "파일 하나만 마운트되어 있어 바꿀 수 없습니다"
    assert hint == "/data 폴더를 마운트하세요"
    assert why_not(Path("/a"), OSError(errno.EROFS, "Read-only"))[0] == "읽기만 할 수 있는 디스크입니다"


def test_a_folder_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    pytest.importorskip("fcntl", reason="folders have no locks here")
    waits: list[float] = []
    with alone_in(tmp_path) as ours:
        assert ours is True
        with alone_in(tmp_path, 0.25, 0.1, waits.append) as theirs:
            assert theirs is False
    assert waits == [0.1, 0.1, 0.1]
    assert list(tmp_path.iterdir()) == []
    with alone_in(tmp_path) as again:
        assert again is True


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EIO])
def test_a_folder_without_locks_is_told_from_a_broken_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refused(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", refused)
    if number == errno.ENOLCK:
        with alone_in(tmp_path) as ours:
            assert ours is None
    else:
        with pytest.raises(OSError, match=os.strerror(number)), alone_in(tmp_path):
            pytest.fail("went on")
