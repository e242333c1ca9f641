"""What a person did with our bullets, and what their own text links."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from digest.journal.signals import noticed
from digest.store.journal import JournalLine
from makers import NOW

DAY = dt.date(2024, 8, 19)
SINCE = dt.date(2024, 8, 1)


def bullet(paper: str) -> str:
    return f"- [Paper {paper}](https://huggingface.co/papers/{paper}): 한 줄."


def line(folder: Path, paper: str, **fields: object) -> JournalLine:
    values = {
        "journal": "journal:j",
        "date": DAY,
        "name": "main",
        "item_key": f"arxiv:{paper}",
        "position": 1,
        "bytes": bullet(paper).encode(),
        "file": str(folder / "2024-08-19.md"),
        "heading": "",
        "changed_at": NOW,
    }
    return JournalLine.model_validate(values | fields)


PAPERS = ("2408.00001", "2408.00002", "2408.00003")


def found(folder: Path, text: str, **others: str) -> set[tuple[str, str]]:
    (folder / "2024-08-19.md").write_text(text, "utf-8")
    for name, content in others.items():
        (folder / f"{name}.md").write_text(content, "utf-8")
    lines = [line(folder, paper) for paper in PAPERS]
    return {(one.key[-1], one.origin) for one in noticed(folder, "main", lines, SINCE)}


def test_what_stands_as_we_wrote_it_says_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, "\n".join(map(bullet, PAPERS)) + "\n") == set()
    assert found(tmp_path, "\r\n".join(map(bullet, PAPERS)) + "\r\n") == set()


def test_edited_deleted_and_written_under(tmp_path: Path) -> None:
    edited = bullet(PAPERS[0]).replace("한 줄.", "내가 고친 줄.")
    assert found(tmp_path, f"{edited}\n{bullet(PAPERS[1])}\n  - 꼭 읽기\n") == {
        ("1", "edited"),
        ("2", "written"),
        ("3", "deleted"),
    }


def test_a_section_that_is_gone_as_a_whole_says_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, "# 오늘\n\n점심\n") == set()


def test_links_in_the_persons_own_text_count_and_copies_too(tmp_path: Path) -> None:
    whole = "\n".join(map(bullet, PAPERS)) + "\n\n읽은 것: https://arxiv.org/abs/2408.10914\n"
    assert found(tmp_path, whole, notes=f"다시 볼 것\n* 복사: {PAPERS[1]} https://arxiv.org/abs/{PAPERS[1]}\n") == {
        ("4", "linked"),
        ("2", "linked"),
    }


def test_another_digests_lines_are_nobodys_words(tmp_path: Path) -> None:
    (tmp_path / "2024-08-19.md").write_text(bullet(PAPERS[0]) + "\n", "utf-8")
    other = line(tmp_path, PAPERS[0], name="second")
    assert noticed(tmp_path, "main", [other], SINCE) == ()


def test_what_the_journal_already_knows_counts_without_its_file(tmp_path: Path) -> None:
    rows = [line(tmp_path, PAPERS[0], status="user"), line(tmp_path, PAPERS[1], status="gone")]
    assert {(one.key[-1], one.origin) for one in noticed(tmp_path, "main", rows, SINCE)} == {
        ("1", "edited"),
        ("2", "deleted"),
    }


def test_old_days_and_hidden_folders_are_left_alone(tmp_path: Path) -> None:
    hidden = tmp_path / ".obsidian"
    hidden.mkdir()
    (hidden / "x.md").write_text("https://arxiv.org/abs/2408.10914\n", "utf-8")
    old = line(tmp_path, PAPERS[0], status="gone", date=dt.date(2024, 7, 1))
    assert noticed(tmp_path, "main", [old], SINCE) == ()


def test_a_file_that_is_taken_away_while_it_is_read_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "2024-08-20.md"
    page.write_text("https://arxiv.org/abs/2408.10914\n", "utf-8")
    read = Path.read_bytes

    def vanishing(path: Path) -> bytes:
        data = read(path)
        path.unlink()
        return data

    monkeypatch.setattr(Path, "read_bytes", vanishing)
    assert [one.key for one in noticed(tmp_path, "main", [], SINCE)] == ["arxiv:2408.10914"]
    assert not page.exists()
