"""Find the one place of a day; numbers are the edge cases of docs/journal-finding.md."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from digest.journal.config import CourseSettings, JournalSettings
from digest.journal.find.folder import Journal, open_journal
from digest.journal.find.locate import DayPlace, NotFound, PlaceHint, find_day
from digest.journal.read.document import JournalRefused
from journal_samples import unfold

MONDAY = dt.date(2024, 8, 19)
COURSE = CourseSettings(day1=dt.date(2024, 8, 5))


def journal(root: Path, files: dict[str, str], **settings: Any) -> Journal:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return open_journal(JournalSettings(folder=str(root), **settings))


def found(opened: Journal, date: dt.date = MONDAY, hint: PlaceHint | None = None) -> tuple[str, int, int, int]:
    """(path, 1-based line of the heading or 0, 1-based first and last line of the body)."""
    place = find_day(opened, date, hint)
    assert isinstance(place, DayPlace), place
    line = place.heading.line + 1 if place.heading else 0
    return str(place.file.relative_to(opened.root)), line, place.first + 1, place.last


def refused(opened: Journal, date: dt.date = MONDAY) -> str:
    with pytest.raises(JournalRefused) as caught:
        find_day(opened, date)
    return str(caught.value)


def waiting(opened: Journal, date: dt.date = MONDAY) -> str:
    place = find_day(opened, date)
    assert isinstance(place, NotFound), place
    return place.reason


def test_the_whole_file_of_the_day(tmp_path: Path) -> None:
    assert found(journal(tmp_path, {"2024-08-19.md": "text\n", "2024-08-20.md": ""})) == ("2024-08-19.md", 0, 1, 1)


def test_a_title_that_is_the_day(tmp_path: Path) -> None:
    assert found(journal(tmp_path, {"240819.md": "# 240819\n\n### 오늘\n"})) == ("240819.md", 1, 2, 3)


def test_nothing_yet_means_wait(tmp_path: Path) -> None:
    assert "2024-08-19" in waiting(journal(tmp_path, {"2024-08-16.md": "x"}))
    assert waiting(journal(tmp_path / "empty", {"a.txt": ""}))


def test_two_day_headings_are_never_a_one_day_file_whatever_its_name(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"2024-08-19.md": "# 2024-08-12\na\n# 2024-08-13\nb\n"})
    assert waiting(opened)
    assert found(opened, dt.date(2024, 8, 12)) == ("2024-08-19.md", 1, 2, 2)


def test_47_days_out_of_order(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"log.md": "## 2024-08-20\n## 2024-08-16\n## 2024-08-19\nx\n## 2024-08-15\n"})
    assert found(opened) == ("log.md", 3, 4, 4)


def test_48_newest_first_without_years(tmp_path: Path) -> None:
    text = "### 8월 20일(화)\na\n### 8월 19일(월)\nb\n### 8월 16일(금)\n"
    assert found(journal(tmp_path, {"2024.md": text})) == ("2024.md", 3, 4, 4)


def test_49_the_same_day_twice(tmp_path: Path) -> None:
    said = refused(journal(tmp_path, {"log.md": "## 2024-08-19\n## 2024-08-20\n## 2024-08-19\n"}))
    assert "1번째 줄, 3번째 줄" in said


PLAN = "## 2024-08-15\n\n글\n\n## 2024-08-16\n\n글\n\n### 다음 주 계획\n\n#### {day}\n\n- 발표\n\n#### 8/20\n\n- 쉬기\n"


@pytest.mark.parametrize("day", ["8/19", "2024-08-19", "월요일", "8월 19일 (월)"])
def test_a_date_in_a_plan_of_another_day_is_no_day(tmp_path: Path, day: str) -> None:
    plan = PLAN.format(day=day)
    assert "2024-08-19" in waiting(journal(tmp_path / "a", {"a.md": plan}))
    assert found(journal(tmp_path / "b", {"a.md": f"{plan}\n## 2024-08-19\n\n글\n"})) == ("a.md", 19, 20, 21)
    assert found(journal(tmp_path / "b", {}), dt.date(2024, 8, 16)) == ("a.md", 5, 6, 18)


def test_days_below_the_dated_title_of_a_week_or_project_are_days(tmp_path: Path) -> None:
    weeks = "".join(
        f"# 2024-08-{week} 주간\n\n## 기록\n\n" + "".join(f"### 8/{week + n}\n\n글\n\n" for n in range(5))
        for week in (12, 19)
    )
    assert (
        found(journal(tmp_path / "a", {"a.md": weeks}), dt.date(2024, 8, 20))[1]
        == weeks[: weeks.index("### 8/20")].count("\n") + 1
    )
    project = "# 2024-08-05\n\n## 일지\n\n### 2024-08-16\n\n글\n\n### 2024-08-19\n\n글\n"
    assert found(journal(tmp_path / "b", {"a.md": project}))[1] == 9


def test_50_the_weekday_contradicts_the_date(tmp_path: Path) -> None:
    assert waiting(journal(tmp_path, {"log.md": "## 2024-08-19(화)\n## 2024-08-20(화)\n"}))


def test_51_month_file_without_a_year(tmp_path: Path) -> None:
    said = journal(tmp_path / "a", {"8월.md": "### 8월 16일(금)\n### 8월 19일(월)\nx\n"})
    assert found(said) == ("8월.md", 2, 3, 3)
    silent = journal(tmp_path / "b", {"8월.md": "### 8월 16일\n### 8월 19일\nx\n"})
    assert waiting(silent)


def test_51_the_month_is_only_in_the_path(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"2024/08/README.md": "### 17일 토요일\n### 19일 월요일\nx\n### 20일 화요일\n"})
    assert found(opened) == ("2024/08/README.md", 2, 3, 3)


def test_51_month_headings_give_the_month(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"2024.md": "## 7월\n### 19일 금요일\n## 8월\n### 19일 월요일\nx\n"})
    assert found(opened) == ("2024.md", 4, 5, 5)


def test_52_a_list_that_crosses_the_year(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"log.md": "## 2024-12-30(월)\n## 12/31(화)\n## 1/2(목)\nx\n## 1/3(금)\n"})
    assert found(opened, dt.date(2025, 1, 2)) == ("log.md", 3, 4, 4)


def test_54_a_range_covers_its_days_and_a_day_of_its_own_wins(tmp_path: Path) -> None:
    files = {"log.md": "## 2024-08-19 ~ 08-21\na\n## 2024-08-20\nb\n"}
    assert found(journal(tmp_path, files)) == ("log.md", 1, 2, 2)
    assert found(journal(tmp_path, files), dt.date(2024, 8, 20)) == ("log.md", 3, 4, 4)


def test_54_numbers_in_ranges(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"week.md": "## 10일차\n## 11~12일차\nx\n## 13일차\n"}, course=COURSE)
    assert found(opened) == found(opened, dt.date(2024, 8, 20)) == ("week.md", 2, 3, 3)


@pytest.mark.parametrize(
    ("marker", "winner"),
    [("_config.yml", "2024-08-19"), ("hugo.toml", "2024-08-19"), (".obsidian/app.json", "2024-08-20")],
)
def test_55_name_and_front_matter_disagree(tmp_path: Path, marker: str, winner: str) -> None:
    files = {marker: "", "_posts/2024-08-20-til.md": "---\ndate: 2024-08-19\n---\nx\n"}
    opened = journal(tmp_path, files)
    assert found(opened, dt.date.fromisoformat(winner))[0] == "_posts/2024-08-20-til.md"
    other = dt.date(2024, 8, 39 - int(winner[-2:])) if winner.endswith("20") else dt.date(2024, 8, 20)
    assert "날짜 불일치" in refused(opened, other)


def test_55_name_and_heading_disagree(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"2024-08-19.md": "# 2024-08-20\nx\n"})
    assert found(opened)[0] == "2024-08-19.md"
    assert "날짜 불일치" in refused(opened, dt.date(2024, 8, 20))
    both = journal(tmp_path, {"2024-08-20.md": "# 2024-08-20\n"})
    assert found(both, dt.date(2024, 8, 20))[0] == "2024-08-20.md"


def test_56_two_files_for_one_day(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"2024-08-19-til.md": "", "2024-08-19-일지.md": ""})
    assert "2개 파일" in refused(opened)


def test_56_a_topic_post_of_the_same_date_is_no_rival_to_a_habit(tmp_path: Path) -> None:
    days = {f"_posts/2024-08-{day}-til-day{n}.md": "" for n, day in enumerate((12, 13, 14, 15, 16, 19), 6)}
    opened = journal(tmp_path, {**days, "_posts/2024-08-19-why-rust.md": "", "_posts/2024-08-20-why-go.md": ""})
    assert found(opened)[0] == "_posts/2024-08-19-til-day11.md"
    assert "2024-08-20-why-go.md" in waiting(opened, dt.date(2024, 8, 20))


def test_56_a_topic_post_is_no_day_of_a_weekly_journal(tmp_path: Path) -> None:
    files = {"2024-08-16-boostcamp-002.md": "## 9일차\n## 10일차\n", "2024-08-19-paper-review.md": "# 논문\n"}
    assert waiting(journal(tmp_path, files, course=COURSE))


def test_57_a_renamed_file_is_followed_by_our_lines(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"new name.md": "## 토요일\n## 11일차\n- [a](b): c\n## 12일차\n"}, course=COURSE)
    hint = PlaceHint(tmp_path / "old.md", "", (b"- [a](b): c",))
    assert found(opened, MONDAY, hint) == ("new name.md", 2, 3, 3)
    other_day = find_day(opened, dt.date(2024, 8, 21), hint)
    assert isinstance(other_day, NotFound), "our lines of another day must not lend their place"


def test_57_a_hint_that_contradicts_the_file_is_ignored(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"2024-08-19.md": "", "2024-08-20.md": ""})
    assert found(opened, MONDAY, PlaceHint(tmp_path / "2024-08-20.md", ""))[0] == "2024-08-19.md"


def test_58_a_renamed_day_heading_is_found_by_its_new_name(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"week.md": "## 11일차(월)\nx\n## 12일차\n"}, course=COURSE)
    assert found(opened, MONDAY, PlaceHint(tmp_path / "week.md", "11일차")) == ("week.md", 1, 2, 2)
    lost = journal(tmp_path, {"week.md": "## 첫날\nx\n## 12일차\n## 13일차\n"}, course=COURSE)
    assert waiting(lost)


def test_59_weekend_headings_before_the_first_class_day(tmp_path: Path) -> None:
    text = "## 토요일\na\n## 일요일\nb\n## 11일차\nc\n## 12일차\n"
    opened = journal(tmp_path, {"week.md": text}, course=COURSE)
    assert found(opened, dt.date(2024, 8, 17)) == ("week.md", 1, 2, 2)
    assert found(opened, dt.date(2024, 8, 18)) == ("week.md", 3, 4, 4)


def test_59_weekday_names_of_a_known_week(tmp_path: Path) -> None:
    text = "## 월요일\na\n## 화요일\nb\n"
    assert found(journal(tmp_path / "a", {"24-W34.md": text})) == ("24-W34.md", 1, 2, 2)
    assert waiting(journal(tmp_path / "b", {"weekly.md": text}))


def test_60_a_section_at_the_level_of_days_ends_no_day(tmp_path: Path) -> None:
    text = "## 11일차\n## 부캠 강의\nx\n## 개인 학습\ny\n## 12일차\nz\n## 3주차 후기\nw\n"
    opened = journal(tmp_path, {"week.md": text}, course=COURSE)
    assert found(opened) == ("week.md", 1, 2, 5)
    assert found(opened, dt.date(2024, 8, 20)) == ("week.md", 6, 7, 7)


def test_62_a_day_inside_details_is_no_place(tmp_path: Path) -> None:
    text = "<details>\n\n## 2024-08-19\n\n</details>\n\n## 2024-08-20\n\n## 2024-08-21\n"
    assert waiting(journal(tmp_path, {"log.md": text}))


def test_63_links_to_other_days_are_no_days(tmp_path: Path) -> None:
    text = "---\ntitle: 3주차\ndate: 2024-08-23\n---\n# 주간 학습\n- **[11일차](x)**\n- **[12일차](y)**\n"
    assert waiting(journal(tmp_path, {"_posts/2024-08-23-3weeks.md": text}, course=COURSE), dt.date(2024, 8, 23))


def test_64_a_team_repository(tmp_path: Path) -> None:
    files = {"kim/2024-08-19.md": "", "lee/2024-08-19.md": ""}
    assert "내 폴더를 journal.folder에" in refused(journal(tmp_path, files))
    assert found(journal(tmp_path / "kim", {}))[0] == "2024-08-19.md"


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2024-08-19 00:30:00 +0900", 19),
        ("2024-08-18T16:00:00Z", 19),
        ("2024-08-18 23:59:00", 18),
        ("2024-08-19 00:00:00 +/-TTTT", 19),
        ("'2024-08-19'", 19),
    ],
)
def test_65_24_dates_of_front_matter_in_the_persons_zone(tmp_path: Path, date: str, day: int) -> None:
    opened = journal(tmp_path, {"day_11.md": f"---\ntitle: Day 011\ndate: {date}\n---\nx\n"})
    assert found(opened, dt.date(2024, 8, day))[0] == "day_11.md"


def test_25_broken_yaml_is_not_repaired_and_the_name_still_counts(tmp_path: Path) -> None:
    text = "---\ntitle: [Day12] 학습: 정리\n---\nx\n"
    assert found(journal(tmp_path, {"2024-08-19-day11.md": text}))[0] == "2024-08-19-day11.md"


def test_68_a_setext_heading_that_is_a_day(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"log.md": "2024-08-19\n---\n\na\n\n2024-08-20\n===\n\nb\n"})
    assert found(opened) == ("log.md", 1, 3, 5)


def test_plain_lines_that_lost_their_hashes(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"pasted.md": "후기\n10일차:\na\n11일차\n- b\n12일차\nc\n3주차 후기\n"}, course=COURSE)
    assert found(opened) == ("pasted.md", 4, 5, 5)
    assert found(opened, dt.date(2024, 8, 20)) == ("pasted.md", 6, 7, 7)
    assert waiting(journal(tmp_path, {"pasted.md": "11일차\n- b\n"}, course=COURSE))


def test_a_topic_note_with_a_date_is_no_day(tmp_path: Path) -> None:
    assert waiting(journal(tmp_path, {"SAM optimizer.md": "---\ndate: 2024-08-19\n---\n# SAM\n"}))


@pytest.mark.parametrize("holidays", ["counted", "skipped"])
def test_an_undecided_holiday_asks(tmp_path: Path, holidays: str) -> None:
    text = "".join(f"## {n}일차(2024-08-{day:02})\n" for n, day in ((6, 12), (7, 13), (8, 14))) + "## 9일차\nx\n"
    assert "공휴일" in refused(journal(tmp_path, {"week.md": text}), dt.date(2024, 8, 16))
    sure = journal(tmp_path, {}, course=CourseSettings(day1=dt.date(2024, 8, 5), holidays=holidays))
    assert found(sure, dt.date(2024, 8, 15 if holidays == "counted" else 16))[1] == 4


def test_numbers_without_any_date_ask_for_day_one(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"Day11/README.md": "# ☁️ Day 11\n## 오늘\n"})
    assert "course: {day1: 2024-08-05}" in refused(opened)
    assert found(journal(tmp_path, {}, course=COURSE)) == ("Day11/README.md", 1, 2, 2)


def test_week_and_day_in_a_name(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"Week3-Day1 [코드리뷰].md": "x\n"}, course=COURSE)
    assert found(opened)[0] == "Week3-Day1 [코드리뷰].md"


@pytest.mark.shared
def test_issue_item_2_with_a_course(shared: Path, tmp_path: Path) -> None:
    home = unfold(shared, "model", tmp_path, "2024-08-23-boostcamp-003.md")
    opened = open_journal(JournalSettings(folder=str(home), course=COURSE))
    lines = [found(opened, MONDAY + dt.timedelta(days=n))[1] for n in range(5)]
    assert lines == [53, 79, 105, 132, 157]


@pytest.mark.shared
def test_issue_item_2_without_a_course_infers_the_same(shared: Path, tmp_path: Path) -> None:
    unfold(shared, "model", tmp_path, "2024-08-09-boostcamp-001.md")
    home = unfold(shared, "model", tmp_path, "2024-08-23-boostcamp-003.md")
    opened = open_journal(JournalSettings(folder=str(home)))
    assert [rule.holidays for rule in opened.day_numbers.rules] == ["counted"]
    assert [found(opened, MONDAY + dt.timedelta(days=n))[1] for n in range(5)] == [53, 79, 105, 132, 157]
    assert found(opened, dt.date(2024, 8, 7)) == ("2024-08-09-boostcamp-001.md", 48, 49, 73)
