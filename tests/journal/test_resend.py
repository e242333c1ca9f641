"""`digest resend --target journal` after a deletion or a restoration by git, and kills at every step of `undo`."""

from __future__ import annotations

import os
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from digest.journal.config import JournalSettings
from digest.journal.target import JournalTarget
from digest.store import Store
from journal_kit import DATE, FIRST, NOW, SECOND, THIRD, digest_of

PAGE = "# 2024-08-19\n\n## 공부\n\n글\n"
DIGEST = digest_of(FIRST, SECOND, THIRD)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "j").mkdir()
    file = tmp_path / "j/2024-08-19.md"
    file.write_text(PAGE)
    return file


def bot(folder: Path, store: Store, **settings: Any) -> JournalTarget:
    chosen = JournalSettings.model_validate({"folder": str(folder), **settings})
    return JournalTarget(chosen, store, lambda: NOW, "main")


def drop(file: Path, *words: str) -> None:
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not any(word in line for word in words)))


def test_a_deleted_section_is_there_again_without_what_was_deleted_before(page: Path, store: Store) -> None:
    target = bot(page.parent, store)
    target.deliver(DIGEST)
    drop(page, SECOND)
    target.deliver(DIGEST)  # the person deleted one bullet: noticed
    page.write_text(PAGE)
    target.deliver(DIGEST)  # and then the whole section: noticed, too
    outcome = target.resend(DIGEST)
    assert (outcome.state, outcome.act) == ("sent", "")
    assert "## 데일리 트렌드" in page.read_text()
    assert FIRST in page.read_text()
    assert THIRD in page.read_text()
    assert SECOND not in page.read_text()
    assert target.deliver(DIGEST).act == "unchanged"
    assert SECOND not in page.read_text()


def test_a_page_restored_by_git(page: Path, store: Store) -> None:
    git: Callable[..., object] = lambda *words: subprocess.run(  # noqa: E731
        ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *words], cwd=page.parent, check=True, capture_output=True
    )
    git("init", "-q")
    git("add", page.name)
    git("commit", "-qm", "day")
    target = bot(page.parent, store)
    target.deliver(DIGEST)
    git("checkout", page.name)
    assert page.read_text() == PAGE
    assert target.resend(DIGEST).state == "sent"
    assert page.read_text().count("papers/") == 3


def test_edited_lines_are_not_written_again(page: Path, store: Store) -> None:
    target = bot(page.parent, store)
    target.deliver(DIGEST)
    page.write_text(page.read_text().replace("한 줄이다.", "내 말이다."))
    target.deliver(DIGEST)
    page.write_text(PAGE)
    outcome = target.resend(DIGEST)
    assert outcome.state == "skipped"
    assert "digest run --date 2024-08-19 --dry-run" in outcome.detail
    assert page.read_text() == PAGE


def test_a_day_that_is_away_is_not_called_delivered(page: Path, store: Store) -> None:
    target = bot(page.parent, store)
    (page.parent / "2024-08-16.md").write_text("글\n")
    target.deliver(DIGEST)
    page.unlink()
    assert target.resend(DIGEST).state == "pending"
    page.write_text(PAGE)
    assert target.deliver(DIGEST).act == ""
    assert page.read_text().count("papers/") == 3


def test_a_file_of_ours_that_was_deleted_is_made_again(tmp_path: Path, store: Store) -> None:
    target = bot(tmp_path / "own", store)
    target.deliver(DIGEST)
    file = tmp_path / "own/2024-08-19.md"
    drop(file, SECOND)
    target.deliver(DIGEST)
    file.unlink()
    assert target.deliver(DIGEST).act == "unchanged"
    assert target.resend(DIGEST).state == "sent"
    assert SECOND not in file.read_text()
    assert THIRD in file.read_text()


def test_a_renamed_page_keeps_its_section(page: Path, store: Store) -> None:
    target = bot(page.parent, store)
    target.deliver(DIGEST)
    moved = page.rename(page.with_name("2024-08-19-til.md"))
    before = moved.read_text()
    assert target.resend(DIGEST).state == "sent"
    assert moved.read_text() == before
    assert {row.status for row in store.journal.lines(target.target, DATE)} == {"own"}


# Kills: a child process that ends without a word before or after any commit, rename or unlink.


def undo_killed(step: int, folder: Path, database: Path, settings: dict[str, Any]) -> bool:
    """Whether the child's `undo` was killed at its step-th commit, rename or unlink; False when it came to its end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    steps = 0

    def here(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps == step:
            os._exit(9)

    def around(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any, **options: Any) -> Any:
            here()
            result = real(*words, **options)
            here()
            return result

        return call

    store = Store.open(f"sqlite:///{database}")
    sa.event.listen(store.engine, "commit", here)
    sa.event.listen(store.engine, "checkin", here)
    Path.replace = around(Path.replace)  # type: ignore[method-assign]
    Path.unlink = around(Path.unlink)  # type: ignore[method-assign]
    code = 1
    try:
        target = bot(folder, store, **settings)
        target.reconcile()
        code = 0 if target.undo(DATE).state in ("sent", "skipped") else 1
    finally:
        os._exit(code)


LOG = "".join(f"## 2024.08.{day}\n\n- 일\n\n\n" for day in ("08 (Thu)", "15 (Thu)", "16 (Fri)"))
HOMES: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "the person's page": ({"2024-08-19.md": PAGE}, {}),
    "a heading digest made": ({"log.md": LOG}, {"create": "day"}),
    "a file digest made": ({f"2024-08-{day}.md": "글\n" for day in (14, 15, 16)}, {"create": "file"}),
    "a folder of digest's own": ({}, {}),
}  # fmt: skip


@pytest.mark.parametrize("home", HOMES)
def test_undo_killed_at_every_step(tmp_path: Path, home: str) -> None:
    files, settings = HOMES[home]
    killed = 0
    for step in range(1, 200):
        folder, database = tmp_path / str(step) / "j", tmp_path / str(step) / "digest.db"
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).write_text(text)
        pages: Callable[[], dict[str, str]] = lambda folder=folder: {  # type: ignore[misc]  # noqa: E731
            path.name: path.read_text() for path in folder.iterdir() if path.suffix == ".md"
        }
        store = Store.open(f"sqlite:///{database}")
        assert bot(folder, store, **settings).deliver(DIGEST).state == "sent"
        store.close()
        there = pages()
        died = undo_killed(step, folder, database, settings)
        killed += died
        assert pages() in (there, files), step
        store = Store.open(f"sqlite:///{database}")
        after = bot(folder, store, **settings)
        after.reconcile()
        assert after.deliver(DIGEST).state == "sent"
        assert pages() == there, step  # what is called delivered is there
        assert after.undo(DATE).state == "sent"
        assert pages() == files, step
        store.close()
        if not died:
            break
    assert killed > 5
