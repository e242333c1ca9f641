"""Strangers' folders: what is taken for a day, what is not, and whose word counts (docs/journal-finding.md)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from digest.journal.config import CourseSettings, JournalSettings
from digest.journal.find.folder import Journal, open_journal
from digest.journal.find.locate import DayPlace, find_day
from digest.journal.read.document import JournalRefused
from digest.journal.reasons import explain
from digest.journal.target import JournalTarget
from digest.store import Store
from journal_kit import FIRST, NOW, digest_of

MONDAY = dt.date(2024, 8, 19)
ARTICLE = '---\ntitle: "{title}"\n---\n\n# {title}\n\n글\n\n## 배경\n\n글\n'


def journal(root: Path, files: dict[str, str], **settings: Any) -> Journal:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return open_journal(JournalSettings(folder=str(root), **settings))


def answer(opened: Journal, date: dt.date = MONDAY) -> str:
    """The path of the day, or why there is none."""
    try:
        found = find_day(opened, date)
    except JournalRefused as refused:
        return f"거절: {refused}"
    return str(found.file.relative_to(opened.root)) if isinstance(found, DayPlace) else f"기다림: {found.told}"


def posts(dates: str, slugs: str) -> dict[str, str]:
    """`_posts/2024-<date>-<slug>.md` for pairs of words."""
    pairs = zip(dates.split(), slugs.split(), strict=True)
    return {f"_posts/2024-{date}-{slug}.md": ARTICLE.format(title=slug) for date, slug in pairs}


TOPICS = posts("06-20 07-09 08-02 08-19", "kafka-lag cdn-cache blog-theme log-search")


def test_a_post_about_something_waits_whatever_its_date(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"_config.yml": "", **TOPICS})
    assert answer(opened).startswith(
        "기다림: 2024-08-19 파일이 아직 없습니다 – _posts/2024-08-19-log-search.md는 날짜가"
    )
    assert "journal.layout: daily" in answer(opened)


def test_who_says_daily_gets_every_dated_name(tmp_path: Path) -> None:
    assert answer(journal(tmp_path, TOPICS, layout="daily")) == "_posts/2024-08-19-log-search.md"


@pytest.mark.parametrize(
    "name",
    ["2024-08-19.md", "240819.md", "2024_08_19(월).md", "2024-08-19-월요일.md", "2024-08-19-til.md",
     "2024-08-19-day11.md", "2024-08-19 개발 일지.md", "2024-08-19-digest.md"],
)  # fmt: skip
def test_a_name_that_speaks_of_the_day_needs_no_company(tmp_path: Path, name: str) -> None:
    assert answer(journal(tmp_path, {name: "글\n"})) == name


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: 2024년 8월 19일\n---\n",
        "---\ntitle: 챌린지 11일차\n---\n",
        "# 2024. 8. 19. 기록\n\n글\n",
        "## 8/19(월)\n\n글\n",
    ],
)
def test_a_title_that_names_the_day_needs_no_company(tmp_path: Path, text: str) -> None:
    assert answer(journal(tmp_path, {"2024-08-19-notes.md": text})) == "2024-08-19-notes.md"


def test_dates_that_follow_each_other_are_a_habit(tmp_path: Path) -> None:
    daily = posts("08-12 08-13 08-14 08-16 08-19", "closures promises modules streams workers")
    assert answer(journal(tmp_path, daily)) == "_posts/2024-08-19-workers.md"
    sparse = posts("07-01 07-15 08-01 08-12 08-19", "closures promises modules streams workers")
    assert answer(journal(tmp_path / "b", sparse)).startswith("기다림")


def test_a_habit_of_last_year_says_nothing_about_today(tmp_path: Path) -> None:
    files = posts("03-04 03-05 03-06 03-07 03-08 08-19", "a-one b-two c-three d-four e-five f-six")
    assert answer(journal(tmp_path, files)).startswith("기다림")


def test_a_form_of_name_that_comes_back_within_days_is_a_habit(tmp_path: Path) -> None:
    daily = posts("08-13 08-16 08-19", "challenge challenge challenge")
    assert answer(journal(tmp_path, daily)) == "_posts/2024-08-19-challenge.md"
    weekly = posts("08-05 08-12 08-19", "letter letter letter")
    assert answer(journal(tmp_path / "b", weekly)).startswith("기다림")


def test_names_with_a_day_label_win_over_topic_posts(tmp_path: Path) -> None:
    days = {
        f"_posts/course/2024-08-{day}-Camp_day{n}.md": "## 배운 것\n\n글\n"
        for n, day in enumerate((12, 13, 14, 16, 19))
    }
    topics = {f"_posts/ml/{Path(path).name}": text for path, text in posts(
        "08-12 08-13 08-14 08-16 08-19 08-20", "svm knn pca lda gmm em").items()}  # fmt: skip
    opened = journal(tmp_path, {**days, **topics})
    assert answer(opened) == "_posts/course/2024-08-19-Camp_day4.md"
    assert answer(opened, dt.date(2024, 8, 20)).startswith("기다림")


def test_an_old_note_called_journal_is_no_day(tmp_path: Path) -> None:
    text = "---\ntitle: Journal\ndate: 2024-08-19 08:10:00 +0900\n---\n\n## 글 쓰는 법\n\n글\n"
    assert answer(journal(tmp_path, {"content/Ideas/Journal.md": text, "config.toml": ""})).startswith("기다림")


PLAN = "".join(f"# **Day {n}**\n\n#### **아침**\n\n- 죽\n\n" for n in range(1, 6))


@pytest.mark.parametrize("name", ["Meal Plan.md", "30-day-challenge.md", "운동 루틴.md"])
def test_numbered_days_without_a_date_are_a_plan(tmp_path: Path, name: str) -> None:
    opened = journal(tmp_path, {name: PLAN, "2024-08-16 회의.md": "# 회의\n"}, course=CourseSettings(day1=MONDAY))
    assert answer(opened).startswith("기다림: 2024-08-19 파일이 아직 없습니다 (파일을 만들어 두면")


def test_numbered_days_are_days_when_the_person_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text(PLAN)
    settings = JournalSettings(folder=str(tmp_path / "plan.md"), course=CourseSettings(day1=MONDAY))
    assert answer(open_journal(settings)) == "plan.md"


@pytest.mark.parametrize("name", ["CHANGELOG.md", "회의록.md", "Release Notes.md"])
def test_a_list_of_changes_is_no_journal(tmp_path: Path, name: str) -> None:
    assert answer(
        journal(tmp_path, {name: "# 목록\n\n## 2024-08-19\n\n- 고침\n\n## 2024-08-12\n\n- 더함\n"})
    ).startswith("기다림")


def test_name_and_title_win_over_a_date_that_is_a_day_off(tmp_path: Path) -> None:
    post = '---\ntitle: "2024-08-{} 하루"\ndate: 2024-08-{}T00:20:00+09:00\n---\n\n## 하나\n'
    files = {f"content/posts/2024-08-{day}.md": post.format(day, day + 1) for day in (17, 18, 19)}
    opened = journal(tmp_path, {"config.toml": "", **files})
    assert answer(opened) == "content/posts/2024-08-19.md"
    assert answer(opened, dt.date(2024, 8, 18)) == "content/posts/2024-08-18.md"
    assert answer(opened, dt.date(2024, 8, 20)).startswith("기다림")


def test_the_folder_the_person_named_wins_over_the_tool(tmp_path: Path) -> None:
    vault = {".obsidian/daily-notes.json": '{"folder": "Logs"}', "Notes/2024-08-19.md": "글\n"}
    journal(tmp_path, vault)
    opened = open_journal(JournalSettings(folder=str(tmp_path / "Notes")))
    assert answer(opened) == "2024-08-19.md"
    assert opened.elsewhere == "Logs"
    whole = open_journal(JournalSettings(folder=str(tmp_path)))
    assert answer(whole).startswith("기다림: Logs/2024-08-19.md 노트가")
    assert whole.elsewhere == ""


def test_where_a_vault_names_its_note_no_other_file_is_asked(tmp_path: Path) -> None:
    files = {f"log{n}.md": "## 2024-08-18\n\n## 2024-08-19\n\n글\n" for n in range(3)}
    vault = {".obsidian/daily-notes.json": '{"folder": "Logs"}', "Logs/2024-08-16.md": "글\n", **files}
    assert answer(journal(tmp_path, vault)).startswith("기다림: Logs/2024-08-19.md 노트가")


def test_a_file_and_a_heading_elsewhere_for_one_day_are_two_places(tmp_path: Path) -> None:
    days = {f"2024-08-{day}.md": "글\n" for day in range(12, 20)}
    log = {"log.md": "## 2024-08-18\n\n글\n\n## 2024-08-19\n\n글\n"}
    assert "2개 파일" in answer(journal(tmp_path, {**days, **log}))
    assert answer(journal(tmp_path, {}, layout="daily")) == "2024-08-19.md"


def test_irregular_numbers_do_not_matter_where_files_have_dates(tmp_path: Path) -> None:
    files = {f"2024-08-{day}.md": f"# {n}일차\n\n글\n" for n, day in ((3, 12), (7, 13), (8, 14))}
    opened = journal(tmp_path, {**files, "기초/4일차.md": "글\n"})
    assert answer(opened).startswith("기다림: 2024-08-19 파일이 아직 없습니다")


def test_people_of_week_files_are_told_to_write_a_heading(tmp_path: Path) -> None:
    opened = journal(tmp_path, {f"{n}주차.md": "# 정리\n\n글\n" for n in (1, 2, 3)})
    assert "제목이 아직 없습니다" in answer(opened)
    assert "create: day" in answer(opened)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (".2024-08-19.md.icloud", "아직 다 오지 않았습니다"),
        (".syncthing.2024-08-19.md.tmp", "아직 다 오지 않았습니다"),
        ("~syncthing~2024-08-19.md.tmp", "아직 다 오지 않았습니다"),
        (".2024-08-19.md.swp", "아직 다 오지 않았습니다"),
        ("2024-08-19.sync-conflict-20240819-081500-QWERTYU.md", "동기화 충돌"),
        ("2024-08-19 (conflicted copy 2024-08-19 081500).md", "동기화 충돌"),
        ("2024-08-19.qmd", "이런 확장자(.qmd)에는 쓰지 않습니다"),
        ("2024-08-19.mdx", "이런 확장자(.mdx)에는 쓰지 않습니다"),
        ("2024-08-19.org", "이런 확장자(.org)에는 쓰지 않습니다"),
        ("2024-08-19/index.qmd", "이런 확장자(.qmd)에는 쓰지 않습니다"),
    ],
)
def test_a_day_that_is_there_in_another_form_is_waited_for(tmp_path: Path, name: str, said: str) -> None:
    days = {f"Daily/2024-08-{day}.md": "글\n" for day in (13, 14, 15, 16)}
    opened = journal(tmp_path, {**days, f"Daily/{name}": "x"})
    assert said in answer(opened)
    found = find_day(opened, MONDAY)
    assert not isinstance(found, DayPlace)
    assert found.coming


def test_a_backup_of_an_editor_stands_for_nothing(tmp_path: Path) -> None:
    found = find_day(journal(tmp_path, {"2024-08-16.md": "", "2024-08-19.md.bak": "x"}), MONDAY)
    assert not isinstance(found, DayPlace)
    assert not found.coming


def test_two_computers_wrote_the_day(tmp_path: Path) -> None:
    files = {"2024-08-16.md": "", "2024-08-19.md": "글\n", "2024-08-19-Jiwoo의 MacBook Air.md": "글 둘\n"}
    assert "2개 파일" in answer(journal(tmp_path, files))


def test_check_says_what_is_a_day_and_gives_three_that_are_none(tmp_path: Path) -> None:
    days = {f"2024-08-{day}-til.md": "글\n" for day in (14, 15, 16)}
    more = posts("07-01 07-20 08-19", "kafka-lag cdn-cache log-search")
    opened = journal(tmp_path, {**days, **more, "notes.md": "메모\n", "Meal Plan.md": PLAN})
    said = explain(opened, MONDAY)
    assert "날로 보는 것: 파일 3개 – 이름이나 제목이 날을 말합니다(3개). 예: 2024-08-16-til.md" in said
    assert [line.split(" – ")[0] for line in said if line.startswith("날로 보지 않는 것: ")] == [
        "날로 보지 않는 것: _posts/2024-08-19-log-search.md",
        "날로 보지 않는 것: _posts/2024-07-20-cdn-cache.md",
        "날로 보지 않는 것: _posts/2024-07-01-kafka-lag.md",
    ]
    assert any("2개 더 있습니다" in line for line in said)


def test_a_tool_with_another_folder_is_told_once(tmp_path: Path, store: Store) -> None:
    vault = {".obsidian/daily-notes.json": '{"folder": "Logs"}', "Notes/2024-08-19.md": "글\n"}
    journal(tmp_path, vault)
    target = JournalTarget(JournalSettings(folder=str(tmp_path / "Notes")), store, lambda: NOW, "main")
    assert "Logs" in target.deliver(digest_of(FIRST)).detail
    assert target.deliver(digest_of(FIRST)).detail == ""
    assert any("Logs" in line for line in target.explain(MONDAY))
