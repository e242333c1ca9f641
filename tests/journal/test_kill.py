"""SIGKILL at a random instant of a write: the file is the old or the new one, and our lines stay ours."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from digest.journal.config import JournalSettings
from digest.journal.target import JournalTarget
from digest.store import Store
from journal_kit import DATE, FIRST, NOW, SECOND, digest_of

OLD = "# 2024-08-19\n\n앞 글\n\n## 공부\n\n" + "긴 글이다. " * 20_000 + "\n"

WRITER = """
    import sys, datetime as dt
    sys.path[:0] = [{tests!r}, {root!r}]
    from journal_kit import FIRST, NOW, SECOND, digest_of
    from digest.journal.config import JournalSettings
    from digest.journal.target import JournalTarget
    from digest.store import Store
    store = Store.open("sqlite:///{db}")
    target = JournalTarget(JournalSettings(folder={folder!r}), store, lambda: NOW, "main")
    digest = digest_of(FIRST, SECOND)
    target.plan(digest)
    print("ready", flush=True)
    sys.stdin.readline()
    target.reconcile()
    target.deliver(digest)
    print("done", flush=True)
"""


def kill_once(tmp_path: Path, delay: float | None, took: list[float]) -> str:
    """One write killed after a delay, then a normal run; gives what the kill had left behind.

    delay: None lets it finish and adds the seconds it took to `took`.
    """
    folder = tmp_path / "journal"
    folder.mkdir(parents=True)
    file = folder / "2024-08-19.md"
    file.write_text(OLD)
    database = tmp_path / "digest.db"
    Store.open(f"sqlite:///{database}").close()
    root = Path(__file__).parents[2]
    code = textwrap.dedent(WRITER).format(tests=str(root / "tests"), root=str(root), db=database, folder=str(folder))
    writer = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert writer.stdin
    assert writer.stdout
    assert writer.stdout.readline() == b"ready\n"
    began = time.monotonic()
    writer.stdin.write(b"go\n")
    writer.stdin.flush()
    if delay is None:
        assert writer.stdout.readline() == b"done\n"
        took.append(time.monotonic() - began)
    else:
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
    told = writer.stdout.read()
    writer.wait()
    writer.stdin.close()
    writer.stdout.close()
    text = file.read_text()
    store = Store.open(f"sqlite:///{database}")
    target = JournalTarget(JournalSettings(folder=str(folder)), store, lambda: NOW, "main")
    try:
        half = target.reconcile()
        plan = target.plan(digest_of(FIRST, SECOND))
        if text == OLD:
            assert plan.state == "write"
        else:
            assert text.count("### 데일리 트렌드") + text.count("## 데일리 트렌드") >= 1
            assert text.replace(text[text.index("## 데일리") : text.index("## 공부")], "") == OLD
            assert plan.state == "unchanged"
        left = [path.name for path in folder.iterdir() if path != file]
        assert target.deliver(digest_of(FIRST, SECOND, line="새 줄이다.")).state == "sent"
        assert file.read_text().count("새 줄이다.") == 2  # they never became the person's
        assert [path for path in folder.iterdir() if path != file] == [], left
        assert {row.status for row in store.journal.lines(target.target, DATE)} == {"own"}
    finally:
        store.close()
    if b"done" in told:
        return "after"
    return ("new file" if text != OLD else "old file") + (", half-known" if half else "")


def run_many(tmp_path: Path, kills: int, seed: int) -> Counter[str]:
    chance = random.Random(seed)
    counts: Counter[str] = Counter()
    took: list[float] = []
    kill_once(tmp_path / "whole", None, took)
    for number in range(kills):
        counts[kill_once(tmp_path / str(number), took[0] * chance.triangular(0, 1.15, 0.9), took)] += 1
    return counts


def test_a_few_kills(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = run_many(tmp_path, 4, 1)
    with capsys.disabled():
        print(f"\nkilled writes: {dict(counts)}")


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_three_hundred_kills(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = run_many(tmp_path, 300, 2)
    with capsys.disabled():
        print(f"\nkilled writes: {dict(counts)}")
    assert counts.total() == 300
    assert len([kind for kind in counts if kind != "after"]) >= 2


@pytest.mark.parametrize("moment", ["announced", "renamed"])
def test_a_kill_between_store_and_file(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """The two instants that chance seldom hits, hit exactly."""

    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    folder = tmp_path / "journal"
    folder.mkdir()
    file = folder / "2024-08-19.md"
    file.write_text(OLD)
    target = JournalTarget(JournalSettings(folder=str(folder)), store, lambda: NOW, "main")
    with monkeypatch.context() as patch:
        patch.setattr("digest.store.journal.JournalTable.settle", lambda *_, **__: None)
        if moment == "announced":
            patch.setattr("digest.journal.write.write.replace", die)
        else:
            patch.setattr("digest.files.atomic.sync_folder", die)
        with pytest.raises(Killed):
            target.deliver(digest_of(FIRST, SECOND))
    assert len(store.journal.announced()) == 1
    assert (file.read_text() == OLD) == (moment == "announced")
    if moment == "renamed":  # and the person edits before the next start
        file.write_text(file.read_text().replace("앞 글", "고친 앞 글"))
    assert target.reconcile() == 1
    assert store.journal.announced() == ()
    assert target.deliver(digest_of(FIRST, SECOND, line="새 줄이다.")).state == "sent"
    assert file.read_text().count("새 줄이다.") == 2


class Killed(BaseException):
    """SIGKILL, as far as a database is concerned: what was not committed is not there."""


@pytest.mark.parametrize("edited", [False, True], ids=["as we left it", "edited since"])
def test_a_kill_before_any_commit_of_an_undo_asks_for_nothing_back(tmp_path: Path, edited: bool) -> None:
    folder = tmp_path / "journal"
    folder.mkdir()
    file = folder / "2024-08-19.md"
    store = Store.open(f"sqlite:///{tmp_path / 'digest.db'}")
    target = JournalTarget(JournalSettings(folder=str(folder)), store, lambda: NOW, "main")
    left = [0]

    def count(_connection: sa.Connection) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    for kill_before in range(1, 9):
        left[0] = 0
        file.write_text(OLD)
        store.journal.forget(store.journal.lines(target.target))
        assert target.deliver(digest_of(FIRST, SECOND)).state == "sent"
        sa.event.listen(store.engine, "commit", count)
        left[0] = kill_before
        try:
            target.undo(DATE)
        except Killed:
            killed = True
        else:
            killed = False
        sa.event.remove(store.engine, "commit", count)
        taken = file.read_text() == OLD
        if edited:
            file.write_text(file.read_text().replace("앞 글", "고친 앞 글"))
        target.reconcile()
        assert store.journal.announced() == ()
        assert target.notices(DATE) == ()
        assert bool(store.journal.lines(target.target, DATE)) != taken
        if not killed:
            break
    assert taken
    assert kill_before > 2
    store.close()
