"""What `create: day|file` would make: the person's own hand, or nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from digest.journal.config import CourseSettings, JournalSettings
from digest.journal.find.folder import Journal, open_journal
from digest.journal.find.locate import NotFound
from digest.journal.write.create import place_for
from digest.journal.write.new_day import NewHeading, plan_day_file, plan_day_heading
from digest.journal.write.relabel import relabelled

MONDAY, TUESDAY = dt.date(2024, 8, 19), dt.date(2024, 8, 20)
COURSE = CourseSettings(day1=dt.date(2024, 8, 5))


def journal(root: Path, files: dict[str, str], **settings: Any) -> Journal:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return open_journal(JournalSettings(folder=str(root), **settings))


def heading(opened: Journal, date: dt.date) -> tuple[int, str] | str:
    planned = plan_day_heading(opened, date)
    return (planned.line + 1, planned.text) if isinstance(planned, NewHeading) else planned.reason


def file(opened: Journal, date: dt.date) -> tuple[str, str] | str:
    planned = plan_day_file(opened, date)
    if isinstance(planned, NotFound):
        return planned.reason
    return str(planned.file.relative_to(opened.root)), planned.text


@pytest.mark.parametrize(
    ("text", "numbers", "new"),
    [
        ("11일차", (11, 12), "12일차"),
        ("11일차:", (11, 12), "12일차:"),
        ("9일차(광복절)", (9, 10), "10일차"),
        ("11일차(2024-08-19,월)", (11, 12), "12일차(2024-08-20,화)"),
        ("8월 19일 월요일", None, "8월 20일 화요일"),
        ("2024. 08. 19.", None, "2024. 08. 20."),
        ("240819", None, "240820"),
        ("8/19/2024", None, "8/20/2024"),
        ("8/19(월)", None, "8/20(화)"),
        ("19일 월요일", None, "20일 화요일"),
        ("Monday, 19", None, None),
        ("Day 011", (11, 12), "Day 012"),
        ("2024-08-19-challenge-day11.md", (11, 12), "2024-08-20-challenge-day12.md"),
        ("2024. 8. 19", None, "2024. 8. 20"),
        ("제목", None, None),
    ],
)
def test_only_the_numbers_change(text: str, numbers: tuple[int, int] | None, new: str | None) -> None:
    assert relabelled(text, MONDAY, TUESDAY, numbers) == new


def test_a_heading_after_the_last_day_and_before_the_review(tmp_path: Path) -> None:
    text = "## 11일차:\nx\n## 12일차:\ny\n## 3주차 후기\nz\n"
    opened = journal(tmp_path, {"2024-08-21-week.md": text}, course=COURSE)
    assert heading(opened, dt.date(2024, 8, 21)) == (5, "## 13일차:")


def test_newest_first_stays_newest_first(tmp_path: Path) -> None:
    opened = journal(tmp_path, {"2024.md": "# 기록\n## 2024-08-19(월)\n## 2024-08-16(금)\n"})
    assert heading(opened, TUESDAY) == (2, "## 2024-08-20(화)")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        pytest.param("## 11일차\n## 12일차\n", dt.date(2024, 8, 26), id="next week's file"),
        pytest.param("## 11일차\n## 12일차\n", MONDAY, id="not after the last day"),
        pytest.param("## 12일차\n## 11일차\n## 13일차\n", dt.date(2024, 8, 22), id="out of order"),
        pytest.param("## 토요일\n## 11일차\n## 12일차\n", dt.date(2024, 8, 24), id="weekends are the person's own"),
        pytest.param("## 개인 학습\n", TUESDAY, id="no days"),
    ],
)
def test_what_is_not_sure_is_not_made(tmp_path: Path, text: str, date: dt.date) -> None:
    opened = journal(tmp_path, {"2024-08-23-week.md": text}, course=COURSE)
    assert isinstance(plan_day_heading(opened, date), NotFound)


def test_a_file_like_the_newest(tmp_path: Path) -> None:
    post = (
        "---\ntitle: 챌린지 {n}일차\ndate: 2024-08-{d} 18:00:00 +0900\ntags: [til, day{n}]\nmath: true\n---\n\n# 본문\n"
    )
    files = {f"_posts/2024-08-{d}-challenge-day{n}.md": post.format(n=n, d=d) for n, d in ((9, 15), (10, 16), (11, 19))}
    assert file(journal(tmp_path, files), TUESDAY) == (
        "_posts/2024-08-20-challenge-day12.md",
        "---\ntitle: 챌린지 12일차\ndate: 2024-08-20 00:00:00 +0900\nmath: true\n---\n\n# 본문\n",
    )


def test_folders_of_months_follow(tmp_path: Path) -> None:
    files = {f"2024/2408/2408{d}.md": f"# 2024-08-{d}\n\nx\n" for d in (29, 30)}
    assert file(journal(tmp_path, files), dt.date(2024, 9, 2)) == ("2024/2409/240902.md", "# 2024-09-02\n")


def test_a_zoneless_time_gets_the_zone_so_that_no_site_hides_the_post(tmp_path: Path) -> None:
    files = {f"_posts/2024-08-{d}-til.md": f"---\ndate: 2024-08-{d} 09:00:00\n---\n" for d in (16, 19)}
    assert "date: 2024-08-20 00:00:00 +0900" in file(journal(tmp_path, files), TUESDAY)[1]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"2024-08-16-rust.md": "", "2024-08-19-go.md": ""}, id="every name is another"),
        pytest.param({"2024-08-19.md": ""}, id="one file is no habit"),
        pytest.param({".obsidian/app.json": "", "2024-08-16.md": "", "2024-08-19.md": ""}, id="Obsidian makes its own"),
        pytest.param(
            {"logseq/config.edn": "", "journals/2024_08_16.md": "", "journals/2024_08_19.md": ""}, id="Logseq"
        ),
    ],
)
def test_no_file_is_made_where_it_is_not_sure(tmp_path: Path, files: dict[str, str]) -> None:
    assert isinstance(plan_day_file(journal(tmp_path, files), TUESDAY), NotFound)


AUGUST = [dt.date(2024, 8, day) for day in (12, 13, 14, 15, 16)]


@pytest.mark.parametrize(
    ("form", "date", "path"),
    [
        ("{d:%Y/%m/%d}.md", dt.date(2024, 8, 19), "2024/08/19.md"),
        ("{d:%Y/%m/%d}.md", dt.date(2024, 9, 2), "2024/09/02.md"),
        ("{d:%Y}/{d.month}/{d.day}.md", dt.date(2024, 9, 2), "2024/9/2.md"),
        ("{d:%Y/%m%d}.md", dt.date(2024, 8, 19), "2024/0819.md"),
        ("{d:%Y/%m-%B/%Y-%m-%d}.md", dt.date(2024, 9, 2), "2024/09-September/2024-09-02.md"),
        ("{d:%Y}년/{d.month}월/{d:%Y-%m-%d}.md", dt.date(2024, 9, 2), "2024년/9월/2024-09-02.md"),
        ("{d:%Y-%m-%d}/README.md", dt.date(2024, 8, 19), "2024-08-19/README.md"),
        ("{d:%Y/%m/%d}/index.md", dt.date(2024, 8, 19), "2024/08/19/index.md"),
        ("{d:%Y}/W{d:%V}/{d:%Y-%m-%d}.md", dt.date(2024, 8, 19), "2024/W34/2024-08-19.md"),
        ("{d.day} {d:%B %Y}.md", dt.date(2024, 9, 2), "2 September 2024.md"),
    ],
)
def test_every_regular_path_goes_on(tmp_path: Path, form: str, date: dt.date, path: str) -> None:
    assert file(journal(tmp_path, {form.format(d=day): "글\n" for day in AUGUST}), date)[0] == path


def test_a_title_of_its_own_is_not_copied_to_the_next_day(tmp_path: Path) -> None:
    post = '---\nlayout: post\ntitle: "{}"\ndate: {:%Y-%m-%d}\n---\n\n## 배운 것\n'
    subjects = ("닫힘", "약속", "모듈", "흐름", "일꾼")
    files = {f"_posts/{d}-til.md": post.format(word, d) for d, word in zip(AUGUST, subjects, strict=True)}
    assert (
        file(journal(tmp_path, files), MONDAY)[1] == '---\nlayout: post\ntitle: "2024-08-19"\ndate: 2024-08-19\n---\n'
    )


@pytest.mark.parametrize(
    ("page", "begun"),
    [
        ("### {d:%Y-%m-%d}\n\n#### 목표\n\n- 하나\n", "### 2024-08-19\n"),
        ("# {d:%Y}. {d.month}. {d.day}. ({w})\n\n글\n", "# 2024. 8. 19. (월)\n"),
        ("# {d.day} August 2024\n# 오늘의 기록\n\n- 하나\n", "# 19 August 2024\n# 오늘의 기록\n"),
        ("# TIL\n#til #ai\n\n## 배운 것\n", "# TIL\n#til #ai\n"),
        ("## 배운 것\n\n글\n", ""),
    ],
)
def test_a_new_file_begins_as_its_neighbours_do(tmp_path: Path, page: str, begun: str) -> None:
    files = {f"{d}.md": page.format(d=d, w="월화수목금토일"[d.weekday()]) for d in AUGUST}
    assert file(journal(tmp_path, files), MONDAY)[1] == begun


def test_a_new_heading_keeps_weekday_and_blank_lines(tmp_path: Path) -> None:
    log = "".join(f"## 2024.08.{day}\n\n- 일\n\n\n" for day in ("13 (Tue)", "14 (Wed)", "15 (Thu)"))
    opened = journal(tmp_path, {"log.md": log})
    planned = plan_day_heading(opened, dt.date(2024, 8, 16))
    assert isinstance(planned, NewHeading)
    assert (planned.text, planned.blank_above, planned.blank_below) == ("## 2024.08.16 (Fri)", 2, 1)


def test_nothing_is_made_for_a_day_that_is_coming(tmp_path: Path) -> None:
    files = {**{f"{d}.md": "글\n" for d in AUGUST}, ".2024-08-19.md.icloud": "x"}
    settings = JournalSettings(folder=str(tmp_path), create="file")
    opened = journal(tmp_path, files)
    found = place_for(settings, MONDAY, None, lambda: opened, "Asia/Seoul")
    assert isinstance(found, NotFound)
    assert found.coming
