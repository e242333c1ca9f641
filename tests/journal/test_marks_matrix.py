"""Every mode of marks × one to three digests in one journal × a store that remembers, or that is lost every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.journal.config import JournalSettings
from digest.journal.target import JournalTarget
from digest.journal.write.section import Marks
from digest.store import Store
from journal_kit import DATE, FIRST, NOW, SECOND, THIRD, digest_of

pytestmark = pytest.mark.slow

NAMES = {"main": FIRST, "team": SECOND, "연구-모임": THIRD}


class Journal:
    """One day of a journal that several digests share."""

    def __init__(self, folder: Path, marks: Marks, digests: int, *, remembers: bool) -> None:
        self.names = list(NAMES)[:digests]
        self.file = folder / "journal/2024-08-19.md"
        self.file.parent.mkdir()
        self.file.write_text("# 2024-08-19\n\n앞 글\n\n## 공부\n\n글\n")
        self._settings = JournalSettings(folder=str(self.file.parent), marks=marks)
        self._database = folder / "digest.db"
        self._remembers = remembers

    def run(self, line: str = "한 줄이다.", again: str = "") -> dict[str, str]:
        """Every digest once, each in a process of its own; gives how each fared.

        again: the name of the digest whose vanished lines are asked for once more first.
        """
        states = {}
        for name in self.names:
            if not self._remembers:
                self._database.unlink(missing_ok=True)
            store = Store.open(f"sqlite:///{self._database}")
            target = JournalTarget(self._settings, store, lambda: NOW, name)
            if name == again:
                assert target.restore(DATE)
            states[name] = target.deliver(digest_of(NAMES[name], name=name, line=line)).state
            store.close()
        return states

    @property
    def text(self) -> str:
        return self.file.read_text()


@pytest.fixture(params=[True, False], ids=["remembers", "forgets"])
def remembers(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(params=["none", "line", "block"])
def marks(request: pytest.FixtureRequest) -> Marks:
    mode: Marks = request.param
    return mode


@pytest.fixture(params=[1, 2, 3])
def journal(request: pytest.FixtureRequest, tmp_path: Path, marks: Marks, remembers: bool) -> Journal:
    return Journal(tmp_path, marks, request.param, remembers=remembers)


def test_each_digest_is_written_once_and_kept_up_to_date(journal: Journal, marks: Marks, remembers: bool) -> None:
    everybody = dict.fromkeys(journal.names, "sent")
    assert journal.run() == everybody
    first = journal.text
    assert [first.count(f"papers/{paper})") for paper in NAMES.values()] == [int(n in journal.names) for n in NAMES]
    assert first.count("데일리 트렌드\n") == 1

    before = journal.file.stat()
    assert journal.run() == everybody
    after = journal.file.stat()
    assert journal.text == first
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)

    journal.run(line="새 줄이다.")
    known = remembers or marks != "none"  # without a store and without a mark everything is the person's
    assert journal.text.count("새 줄이다.") == (len(journal.names) if known else 0)
    assert journal.text.count("한 줄이다.") == (0 if known else len(journal.names))


def test_what_the_person_did_to_one_digest_is_nothing_to_the_others(
    journal: Journal, marks: Marks, remembers: bool
) -> None:
    journal.run()
    journal.file.write_text(journal.text.replace("한 줄이다.", "내 줄이다.", 1))
    journal.run(line="새 줄이다.")
    known = remembers or marks != "none"
    assert journal.text.count("내 줄이다.") == 1
    assert journal.text.count("새 줄이다.") == (len(journal.names) - 1 if known else 0)
    assert [journal.text.count(f"papers/{NAMES[name]})") for name in journal.names] == [1] * len(journal.names)


@pytest.mark.parametrize("digests", [1, 2, 3])
def test_a_deleted_section_comes_back_only_when_asked(tmp_path: Path, marks: Marks, digests: int) -> None:
    journal = Journal(tmp_path, marks, digests, remembers=True)
    before = journal.text
    journal.run()
    journal.file.write_text(before)
    journal.run()
    assert journal.text == before
    journal.run(again="main")
    assert [journal.text.count(f"papers/{paper})") for paper in NAMES.values()] == [1, 0, 0]
