"""The journal is entered through its face; from outside nobody names its rooms."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import digest.journal
from digest.journal import DayPlace, JournalSettings, JournalTarget, find_day, open_journal
from digest.journal.read import document
from digest.store import Store
from journal_kit import DATE, FIRST, NOW, digest_of

ROOT = Path(digest.journal.__file__).parents[1]


def imports() -> Iterator[tuple[str, str]]:
    """(module, name) of everything that the rest of the program imports from the journal."""
    for file in ROOT.rglob("*.py"):
        if "journal" in file.relative_to(ROOT).parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("digest.journal"):
                yield from ((node.module or "", name.name) for name in node.names)


def test_the_program_enters_by_the_face_alone() -> None:
    found = set(imports())
    assert {module for module, _ in found} == {"digest.journal"}
    assert {name for _, name in found} <= set(digest.journal.__all__)
    assert len(digest.journal.__all__) <= 12


def test_every_name_of_the_face_is_there() -> None:
    assert all(getattr(digest.journal, name) for name in digest.journal.__all__)
    assert not hasattr(digest.journal, "nothing")


def test_a_page_is_parsed_once_for_one_write(tmp_path: Path, store: Store) -> None:
    (tmp_path / "j").mkdir()
    (tmp_path / "j/2024-08-19.md").write_text("# 2024-08-19\n\n## 공부\n\n- 글\n")
    target = JournalTarget(JournalSettings(folder=str(tmp_path / "j")), store, lambda: NOW, "main")
    with patch.object(document, "structure_of", wraps=document.structure_of) as parsed:
        assert target.deliver(digest_of(FIRST)).state == "sent"
    assert parsed.call_count == 1


def test_a_day_is_found_by_the_face(tmp_path: Path) -> None:
    (tmp_path / "2024-08-19.md").write_text("글\n")
    assert isinstance(find_day(open_journal(JournalSettings(folder=str(tmp_path))), DATE), DayPlace)
