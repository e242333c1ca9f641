"""Workers, dates and an editor in one week file at the same time: nobody's line is ever lost."""

from __future__ import annotations

import random
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from queue import Queue

import pytest

from digest.store import Store

DAYS = range(1, 29)
WRITES = 40

WORKER = """
    import sys, datetime as dt
    sys.path[:0] = [{tests!r}, {root!r}]
    from journal_kit import NOW, digest_of
    from digest.journal.config import JournalSettings
    from digest.journal.target import JournalTarget
    from digest.store import Store
    store = Store.open("sqlite:///{db}")
    target = JournalTarget(JournalSettings(folder={folder!r}), store, lambda: NOW, "main")
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range({writes}):
        day = 1 + (2 * number + {worker}) % 28
        digest = digest_of(f"2408.{{10000 + day}}", date=dt.date(2024, 8, day), line=f"{{number}}번째 줄이다.")
        while (outcome := target.deliver(digest)).state == "pending":
            print(outcome.detail, file=sys.stderr)
        assert outcome.state == "sent", outcome
        print("wrote", flush=True)
    print("done", flush=True)
"""


def start(folder: Path, database: Path, worker: int) -> subprocess.Popen[bytes]:
    root = Path(__file__).parents[2]
    code = textwrap.dedent(WORKER).format(
        tests=str(root / "tests"), root=str(root), db=database, folder=str(folder), writes=WRITES, worker=worker
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"ready\n"
    return process


def hear(process: subprocess.Popen[bytes], told: Queue[bytes]) -> None:
    assert process.stdout
    for line in process.stdout:
        told.put(line)


@pytest.mark.soak
def test_two_workers_and_an_editor_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    folder.mkdir()
    file = folder / "2024-08.md"
    file.write_text("# 2024년 8월\n" + "".join(f"\n## 2024-08-{day:02}\n\n글 {day}\n" for day in DAYS))
    database = tmp_path / "digest.db"
    Store.open(f"sqlite:///{database}").close()
    workers = [start(folder, database, worker) for worker in (0, 1)]
    told: Queue[bytes] = Queue()
    readers = [threading.Thread(target=hear, args=(process, told)) for process in workers]
    for reader, process in zip(readers, workers, strict=True):
        assert process.stdin
        process.stdin.write(b"go\n")
        process.stdin.flush()
        reader.start()
    chance = random.Random(7)
    typed = done = 0
    while done < len(workers):
        done += told.get(timeout=300) == b"done\n"
        # One line for every write of ours, so that neither side can starve the other however slow the machine is.
        time.sleep(chance.uniform(0, 0.05))
        with file.open("ab") as editor:  # appends in place, as `echo >>` does; knows nothing of locks
            editor.write(f"\n내 글 {typed}\n".encode())
        typed += 1
    for reader, process in zip(readers, workers, strict=True):
        reader.join()
        assert process.stdin
        assert process.stdout
        assert process.wait() == 0
        process.stdin.close()
        process.stdout.close()
    text = file.read_text()
    for day in DAYS:
        last = max(n for n in range(WRITES) for worker in (0, 1) if 1 + (2 * n + worker) % 28 == day)
        assert text.count(f"papers/2408.{10000 + day})") == 1
        assert f"papers/2408.{10000 + day}): {last}번째 줄이다." in text
        assert f"\n글 {day}\n" in text
    assert text.count("데일리 트렌드") == len(DAYS)
    kept = [int(line.removeprefix("내 글 ")) for line in text.splitlines() if line.startswith("내 글")]
    assert kept == sorted(set(kept))
    assert typed - len(kept) <= 2  # typed between our second comparison and the rename, which no call rules out
    assert typed > 10
    assert [entry.name for entry in folder.iterdir()] == [file.name]
    store = Store.open(f"sqlite:///{database}")
    rows = store.journal.lines(f"journal:{folder}")
    assert {row.status for row in rows} == {"own"}
    assert len([row for row in rows if not row.is_frame]) == len(DAYS)
    assert store.journal.announced() == ()
    store.close()
