"""The scanned folder: tools and their own notes, what is never entered, the cache."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest

from digest.journal.config import JournalSettings
from digest.journal.find.folder import Journal, open_journal
from digest.journal.find.locate import DayPlace, NotFound, find_day
from digest.journal.find.tool import moment, tool_of
from digest.journal.read.document import JournalRefused
from digest.journal.reasons import explain

MONDAY = dt.date(2024, 8, 19)


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def opened(root: Path, files: dict[str, str], **settings: Any) -> Journal:
    return open_journal(JournalSettings(folder=str(write(root, files)), **settings))


def place(journal: Journal, date: dt.date = MONDAY) -> str:
    found = find_day(journal, date)
    return str(found.file.relative_to(journal.root)) if isinstance(found, DayPlace) else f"기다림: {found.reason}"


@pytest.mark.parametrize(
    ("files", "flavour"),
    [
        ({"_config.yml": ""}, "jekyll"),
        ({"_posts/2024-08-19-a.md": ""}, "jekyll"),
        ({"hugo.toml": ""}, "hugo"),
        ({"config.toml": "", "content/a.md": ""}, "hugo"),
        ({".obsidian/app.json": "{}"}, "obsidian"),
        ({"logseq/config.edn": "{}", "journals/2024_08_19.md": ""}, "logseq"),
        ({"2024-08-19.md": ""}, "plain"),
    ],
)
def test_tools(tmp_path: Path, files: dict[str, str], flavour: str) -> None:
    assert tool_of(write(tmp_path, files)).flavour == flavour


def test_a_folder_inside_a_site_belongs_to_it(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": "", "_posts/2024-08-19-a.md": ""})
    assert tool_of(tmp_path / "_posts").root == tmp_path


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("YYYY-MM-DD", "2024-08-19"),
        ("YYYY/MM[월]/YYYY-MM-DD dddd", "2024/08월/2024-08-19 월요일"),
        ("YYMMDD(dd)", "240819(월)"),
        ("gggg-[W]ww/DDDD", "2024-W34/232"),
        ("YYYY/MM[.] MMMM YYYY/YYYY-MM-DD", "2024/08. 8월 2024/2024-08-19"),
    ],
)
def test_moment_formats(form: str, name: str) -> None:
    assert moment(form, MONDAY, korean=True) == name


def test_english_moment() -> None:
    assert moment("dddd, MMMM Do", MONDAY, korean=False) == "Monday, August 19th"


def test_obsidians_own_daily_note_is_the_only_place(tmp_path: Path) -> None:
    setting = json.dumps({"folder": "Daily", "format": "YYYY-MM-DD dddd"})
    files = {".obsidian/daily-notes.json": setting, "회의/2024-08-19 주간회의.md": "", "Daily/2024-08-16 금요일.md": ""}
    journal = opened(tmp_path, files)
    assert "Daily/2024-08-19" in place(journal)
    assert place(journal).startswith("기다림")
    assert place(opened(tmp_path, {"Daily/2024-08-19 Monday.md": "x"})) == "Daily/2024-08-19 Monday.md"
    twice = opened(tmp_path, {"Daily/2024-08-19 월요일.md": "x"})
    with pytest.raises(JournalRefused, match="2개 파일"):
        find_day(twice, MONDAY)


def test_obsidian_with_a_subfolder_as_the_journal(tmp_path: Path) -> None:
    write(tmp_path, {".obsidian/daily-notes.json": '{"folder": "Daily"}', "Daily/2024-08-19.md": ""})
    journal = open_journal(JournalSettings(folder=str(tmp_path / "Daily")))
    assert place(journal) == "2024-08-19.md"


def test_periodic_notes_take_over(tmp_path: Path) -> None:
    data = json.dumps({"daily": {"enabled": True, "folder": "일지", "format": "YYMMDD"}})
    files = {".obsidian/plugins/periodic-notes/data.json": data, "일지/240819.md": "", "2024-08-19.md": ""}
    assert place(opened(tmp_path, files)) == "일지/240819.md"


def test_logseq_journals_by_its_own_name_format(tmp_path: Path) -> None:
    files = {"logseq/config.edn": "{}", "journals/2024_08_19.md": "- x\n", "pages/2024-08-19.md": "- y\n"}
    assert place(opened(tmp_path / "a", files)) == "journals/2024_08_19.md"
    edn = '{:meta 1\n :journal/file-name-format "yyyy-MM-dd"}'
    other = {**files, "logseq/config.edn": edn}
    assert place(opened(tmp_path / "b", other)).startswith("기다림")


def test_velog_backups_are_refused(tmp_path: Path) -> None:
    journal = opened(tmp_path, {"velog-posts/글.md": "<h2 id='x'>x</h2>", "velog-posts/b.md": "<p>x"})
    with pytest.raises(JournalRefused, match="velog"):
        find_day(journal, MONDAY)


def test_one_file_as_the_journal(tmp_path: Path) -> None:
    write(tmp_path, {"TIL.md": "## 2024-08-16\n## 2024-08-19\n", "2024-08-19.md": ""})
    journal = open_journal(JournalSettings(folder=str(tmp_path / "TIL.md")))
    assert [file.path for file in journal.files] == ["TIL.md"]
    assert place(journal) == "TIL.md"


def test_a_home_folder_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(write(tmp_path, {"vault/2024-08-19.md": ""})))
    assert place(open_journal(JournalSettings(folder="~/vault"))) == "2024-08-19.md"


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(JournalRefused, match="폴더가 없습니다"):
        open_journal(JournalSettings(folder=str(tmp_path / "none")))


def test_85_templates_copies_and_drafts_are_never_seen(tmp_path: Path) -> None:
    names = ["templates/2024-08-19.md", "_drafts/2024-08-19.md", ".trash/2024-08-19.md", "2024-08-19 (1).md"]
    journal = opened(tmp_path, {**dict.fromkeys(names, ""), "2024-08-19.md": ""})
    assert [file.path for file in journal.files] == ["2024-08-19.md"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"2024-08-19.md": "", "2024-08-20.md": ""})
    inside = write(tmp_path / "inside", {"2024-08-16.md": ""})
    (inside / "2024-08-19.md").symlink_to(outside / "2024-08-19.md")
    (inside / "more").symlink_to(outside)
    journal = open_journal(JournalSettings(folder=str(inside)))
    with pytest.raises(JournalRefused, match="심볼릭 링크"):
        find_day(journal, MONDAY)
    assert place(journal, dt.date(2024, 8, 20)).startswith("기다림")


def test_a_refused_file_says_which(tmp_path: Path) -> None:
    journal = opened(tmp_path, {"2024-08-19.md": "<<<<<<< HEAD\nx\n"})
    with pytest.raises(JournalRefused, match=r"2024-08-19\.md: git 충돌"):
        find_day(journal, MONDAY)


def test_decomposed_names_are_the_same_names(tmp_path: Path) -> None:  # 11
    write(tmp_path, {"8\u110b\u116f\u11af/x.md": "", "2024/8\u110b\u116f\u11af/19.md": ""})
    assert place(open_journal(JournalSettings(folder=str(tmp_path)))) == "2024/8\u110b\u116f\u11af/19.md"


def test_the_layout_can_be_set(tmp_path: Path) -> None:
    files = {"2024-08-19.md": "# 2024-08-19\n"}
    assert place(opened(tmp_path, files, layout="daily")) == "2024-08-19.md"
    found = find_day(opened(tmp_path, files, layout="weekly"), MONDAY)
    assert isinstance(found, DayPlace)
    assert found.layout == "weekly"


class TestCache:
    def test_it_answers_the_same_and_only_reads_what_changed(self, tmp_path: Path) -> None:
        root = write(tmp_path / "j", {"2024-08-16.md": "", "log.md": "## 2024-08-19\nx\n## 2024-08-20\n"})
        settings, cache = JournalSettings(folder=str(root), layout="weekly"), tmp_path / "cache.json"
        cold, warm = open_journal(settings, cache), open_journal(settings, cache)
        assert [file.path for file in cold.files] == [file.path for file in warm.files]
        assert place(cold) == place(warm) == "log.md"
        (root / "log.md").write_text("## 2024-08-21\nx\n## 2024-08-22\n", encoding="utf-8")
        os.utime(root / "log.md", (1, 1))
        assert place(open_journal(settings, cache)).startswith("기다림")
        (root / "log.md").unlink()
        assert len(open_journal(settings, cache).files) == 1

    @pytest.mark.parametrize("broken", ["", "{", "[]", '{"key": 1}', "\x00"])
    def test_a_broken_cache_is_no_problem(self, tmp_path: Path, broken: str) -> None:
        root, cache = write(tmp_path / "j", {"2024-08-19.md": ""}), tmp_path / "cache.json"
        cache.write_text(broken, encoding="utf-8")
        assert place(open_journal(JournalSettings(folder=str(root)), cache)) == "2024-08-19.md"

    def test_a_cache_of_other_settings_is_not_believed(self, tmp_path: Path) -> None:
        root, cache = write(tmp_path / "j", {"2024-08-19.md": "# 2024-08-19\n"}), tmp_path / "cache.json"
        open_journal(JournalSettings(folder=str(root)), cache)
        weekly = open_journal(JournalSettings(folder=str(root), layout="weekly"), cache)
        assert weekly.files[0].kind == "many"

    def test_a_folder_that_cannot_be_written_costs_only_time(self, tmp_path: Path) -> None:
        root = write(tmp_path / "j", {"2024-08-19.md": ""})
        (tmp_path / "file").write_text("")
        assert place(open_journal(JournalSettings(folder=str(root)), tmp_path / "file" / "c.json")) == "2024-08-19.md"


class TestExplain:
    def test_a_weekly_journal(self, tmp_path: Path) -> None:
        text = "".join(
            f"## {n}일차({date})\n" for n, date in ((9, "2024-08-15"), (10, "2024-08-16"), (11, "2024-08-19"))
        )
        told = "\n".join(explain(opened(tmp_path, {"_config.yml": "", "_posts/2024-08-19-week.md": text}), MONDAY))
        for words in (
            "Jekyll",
            "한 파일에 여러 날",
            "1일차는 2024-08-05",
            "공휴일도 셉니다",
            "9일차=2024-08-15은 광복절",
        ):
            assert words in told
        assert "_posts/2024-08-19-week.md 3번째 줄 '11일차(2024-08-19)' 아래" in told

    def test_why_not(self, tmp_path: Path) -> None:
        told = explain(opened(tmp_path, {"2024-08-16.md": ""}), MONDAY)
        assert told[-1].startswith("2024-08-19(월): 기다립니다 – 2024-08-19 파일이 아직 없습니다 (파일을 만들어 두면")
        refused = explain(opened(tmp_path, {"a/2024-08-19.md": "", "b/2024-08-19.md": ""}), MONDAY)
        assert "쓰지 않습니다" in refused[-1]

    def test_oddities_are_listed(self, tmp_path: Path) -> None:
        told = "\n".join(explain(opened(tmp_path, {"Day13/README.md": "# ☁️ Day 12\n"}), MONDAY))
        assert "이름과 제목의 일차가 다릅니다(13일차, 12일차)" in told

    def test_nothing_known(self, tmp_path: Path) -> None:
        assert any("아직 없습니다" in line for line in explain(opened(tmp_path, {"a.md": ""}), MONDAY))


def test_a_waiting_day_is_a_value_not_an_error(tmp_path: Path) -> None:
    assert isinstance(find_day(opened(tmp_path, {"a.md": ""}), MONDAY), NotFound)
