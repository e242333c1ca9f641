"""What is printed to paste looks like what would be written, and a waiting journal says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.journal.config import JournalSettings
from digest.journal.target import JournalTarget
from digest.store import Store
from journal_kit import FIRST, NOW, digest_of


@pytest.mark.parametrize(
    ("files", "heading", "step"),
    [
        ({"2024-08-16.md": "# 2024-08-16\n\n## 공부\n\n글\n"}, "## 데일리 트렌드\n\n- [", "journal.create: file"),
        ({"2024-08-16.md": "# 2024-08-16\n\n#### 오늘의 트렌드\n\n글\n"}, "#### 데일리 트렌드\n\n- [", "파일을 만들어"),
        (
            {"week.md": "## 2024-08-15\n\n글\n\n## 2024-08-16\n\n글\n"},
            "### 데일리 트렌드\n\n- [",
            "journal.create: day",
        ),
        ({"log.md": "### 8월의 글\n"}, "## 데일리 트렌드\n\n- [", "다음 실행이 씁니다"),
        (
            {"logseq/config.edn": "", "journals/2024_08_16.md": "- 글\n"},
            "- 데일리 트렌드\n\t- [",
            "앱에서 그 노트를 열어 두면",
        ),
    ],
)
def test_the_form_that_would_be_written(
    tmp_path: Path, store: Store, files: dict[str, str], heading: str, step: str
) -> None:
    for path, text in files.items():
        (tmp_path / "j" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "j" / path).write_text(text)
    plan = JournalTarget(JournalSettings(folder=str(tmp_path / "j")), store, lambda: NOW, "main").plan(digest_of(FIRST))
    assert plan.state == "pending"
    assert plan.paste.startswith(heading)
    assert step in plan.detail


def test_one_file_waits_for_a_heading(tmp_path: Path, store: Store) -> None:
    (tmp_path / "TIL.md").write_text("글\n")
    bot = JournalTarget(JournalSettings(folder=str(tmp_path / "TIL.md")), store, lambda: NOW, "main")
    assert "2024-08-19 제목이 아직 없습니다 (제목을 적어 두면" in bot.deliver(digest_of(FIRST)).detail
