"""What else can be named like a markdown file, and disks that refuse: nothing hangs, and the reason is said."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from digest.journal.config import JournalSettings
from digest.journal.target import JournalTarget
from digest.store import Store
from journal_kit import FIRST, NOW, digest_of


def target(folder: Path, store: Store, **settings: object) -> JournalTarget:
    return JournalTarget(
        JournalSettings.model_validate({"folder": str(folder), **settings}), store, lambda: NOW, "main"
    )


def make(kind: str, path: Path) -> None:
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(path))
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(path.with_name("gone"))


KINDS = {"pipe": "파이프", "socket": "소켓", "folder": "폴더", "dangling link": "가리키는 파일이 없는"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("create", ["never", "file"])
def test_the_days_name_on_something_else_is_refused_and_said(
    tmp_path: Path, store: Store, kind: str, create: str
) -> None:
    folder = tmp_path / "j"
    folder.mkdir()
    for day in (14, 15, 16):
        (folder / f"2024-08-{day}.md").write_text("글\n")
    make(kind, folder / "2024-08-19.md")
    bot = target(folder, store, create=create)
    outcome = bot.deliver(digest_of(FIRST))
    assert outcome.state == "pending"
    assert KINDS[kind] in outcome.detail
    assert not (folder / "gone").exists()
    assert any(KINDS[kind] in line for line in bot.explain(NOW.date()))


@pytest.mark.parametrize("kind", KINDS)
def test_something_else_beside_the_day_does_not_matter(tmp_path: Path, store: Store, kind: str) -> None:
    folder = tmp_path / "j"
    folder.mkdir()
    (folder / "2024-08-19.md").write_text("글\n")
    make(kind, folder / "notes.md")
    assert target(folder, store).deliver(digest_of(FIRST)).state == "sent"


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_in_a_folder_of_our_own(tmp_path: Path, store: Store, kind: str) -> None:
    bot = target(tmp_path / "own", store)
    bot.deliver(digest_of(FIRST))
    file = tmp_path / "own/2024-08-19.md"
    file.unlink()
    make(kind, file)
    assert bot.deliver(digest_of(FIRST)).state != "sent"
    assert bot.notices(NOW.date()) == () or kind == "dangling link"
    assert bot.undo(NOW.date()).state in ("failed", "skipped")
    assert bot.reconcile() == 0


def test_a_pipe_as_the_whole_journal(tmp_path: Path, store: Store) -> None:
    os.mkfifo(tmp_path / "j.md")
    outcome = target(tmp_path / "j.md", store).deliver(digest_of(FIRST))
    assert outcome.state == "failed"
    assert "폴더도 파일도 아닙니다" in outcome.detail


def test_our_own_day_that_is_on_its_way_from_another_computer(tmp_path: Path, store: Store) -> None:
    bot = target(tmp_path / "own", store)
    bot.deliver(digest_of(FIRST))
    (tmp_path / "own/2024-08-19.md").rename(tmp_path / "own/.2024-08-19.md.icloud")
    outcome = target(tmp_path / "own", store).deliver(digest_of(FIRST))
    assert outcome.state == "pending"
    assert ".icloud" in outcome.detail


def test_a_file_that_is_mounted_alone(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    folder = tmp_path / "j"
    folder.mkdir()
    (folder / "2024-08-19.md").write_text("글\n")
    monkeypatch.setattr(Path, "replace", busy)
    outcome = target(folder, store).deliver(digest_of(FIRST))
    assert outcome.state == "failed"
    assert "파일 하나만 마운트" in outcome.detail
    assert f"{folder} 폴더를 마운트하세요" in outcome.detail
    assert (folder / "2024-08-19.md").read_text() == "글\n"
