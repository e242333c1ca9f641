"""What `create: day|file` would make: the person's own hand, or nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from digest.journal.config import CourseSettings, JournalSettings
from digest.journal.find.folder import Journal, open_journal
from digest.journal.find.locate import NotFound
from digest.journal.read.document import JournalRefused
from digest.journal.write.create import place_for
from digest.journal.write.new_day import NewFile, NewHeading, plan_day_file, plan_day_heading
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


@pytest.mark.parametrize(
    ("text", "date", "made"),
    [
        pytest.param("## 2024-08-12\n\n## 2024-08-20\n", dt.date(2024, 8, 26), True, id="more than a week of a month"),
        pytest.param("## 2024-08-12\n\n## 2024-08-19\n", dt.date(2024, 8, 26), False, id="a week and its Monday"),
        pytest.param("## 2024-08-12\n\n## 2024-08-30\n", dt.date(2024, 9, 2), False, id="a month and the next"),
        pytest.param("## 2024-07-30\n\n## 2024-08-30\n", dt.date(2024, 9, 2), True, id="several months"),
        pytest.param("## 2024-12-30\n\n## 2024-12-31\n", dt.date(2025, 1, 2), True, id="a week over New Year"),
        pytest.param("## 2023-08-21\n\n## 2024-08-20\n", dt.date(2024, 8, 26), True, id="years"),
        pytest.param("## 2024-07-30\n\n## 2024-08-30\n", dt.date(2024, 9, 13), True, id="two weeks later"),
        pytest.param("## 2024-07-30\n\n## 2024-08-29\n", dt.date(2024, 9, 13), False, id="more than two weeks later"),
        pytest.param("## 2024-08-20\n\n## 2024-08-21\n", dt.date(2024, 8, 21), False, id="that day"),
        pytest.param("## 2024-08-20\n", dt.date(2024, 8, 21), False, id="one day is no habit"),
        pytest.param("## 월요일\n\n## 화요일\n", dt.date(2024, 8, 21), False, id="a weekday alone"),
    ],
)
def test_a_file_goes_on_as_long_as_it_is_the_days(tmp_path: Path, text: str, date: dt.date, made: bool) -> None:
    told = heading(journal(tmp_path, {"log.md": text}), date)
    assert (told == (text.count("\n") + 1, f"## {date}")) is made


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("2024-10.md", False),
        ("2024/10/log.md", False),
        ("2024-W44.md", True),
        ("2024/10/5주차.md", True),
        ("2024.md", True),
        ("log.md", True),
    ],
)
def test_november_is_not_written_into_octobers_file(tmp_path: Path, name: str, made: bool) -> None:
    opened = journal(tmp_path, {name: "## 2024-10-30\n\n## 2024-10-31\n"})
    told = heading(opened, dt.date(2024, 11, 1))
    assert told == ((4, "## 2024-11-01") if made else f"{name}: 2024-11-01은 다음 파일의 날로 보여 만들지 않았습니다")


def test_the_file_with_the_newest_day_goes_on_whatever_its_name(tmp_path: Path) -> None:
    older, newer = "## 2024-08-15\n\n## 2024-08-16\n", "## 2024-08-18\n\n## 2024-08-19\n"
    for names in (("a.md", "b.md"), ("b.md", "a.md")):
        opened = journal(tmp_path / names[0], dict(zip(names, (older, newer), strict=True)))
        planned = plan_day_heading(opened, TUESDAY)
        assert isinstance(planned, NewHeading)
        assert planned.file.name == names[1]


def test_a_file_that_must_not_be_written_to_gets_no_heading(tmp_path: Path) -> None:
    older, newer = "## 2024-08-18\n\n## 2024-08-19\n", "## 2024-08-19\n\n## 2024-08-20\n"
    planned = plan_day_heading(journal(tmp_path / "a", {"log.md": older, "log (1).md": newer}), dt.date(2024, 8, 21))
    assert isinstance(planned, NewHeading)
    assert planned.file.name == "log.md"
    torn = journal(tmp_path / "b", {"a.md": older, "b.md": f"{newer}\n<<<<<<< HEAD\n"})
    with pytest.raises(JournalRefused, match="git"):
        plan_day_heading(torn, dt.date(2024, 8, 21))


@pytest.mark.parametrize(
    ("text", "line", "made"),
    [
        ("## 2024-08-19\n\n## 2024-08-20\n\n# 참고\n", 5, "## 2024-08-21"),
        ("# 2024-08-19\n\n# 2024-08-20\n\n## 공부\n", 6, "# 2024-08-21"),
        ("2024-08-19\n---\n\n2024-08-20\n---\n", 6, "## 2024-08-21"),
        ("## 2024-08-19 (휴가)\n\n## 2024-08-20\n", 4, "## 2024-08-21"),
        ("## 2024-08-19\n\n## 2024-08-20 (휴가)\n", 4, "## 2024-08-21"),
        ("## 11일차 (3주차)\n\n## 12일차 (3주차)\n", 4, "## 13일차 (3주차)"),
        ("## 11~12일차\n\n## 12일차\n", 4, "## 13일차"),  # two days at once are no model
        ("## 2024-08-18 (일)\n\n## 2024-08-19 (월)\n", 4, "## 2024-08-21 (수)"),
        ("## 2024-08-19\n\n## 2024-08-20 ##\n", 4, "## 2024-08-21"),
    ],
)
def test_a_heading_is_the_persons_own_for_another_day(tmp_path: Path, text: str, line: int, made: str) -> None:
    assert heading(journal(tmp_path, {"log.md": text}, course=COURSE), dt.date(2024, 8, 21)) == (line, made)


def test_what_a_heading_says_of_its_day_alone_is_not_told_of_the_next(tmp_path: Path) -> None:
    subjects = "## 2024-08-19 러스트\n\n## 2024-08-20 고\n"
    plain = journal(tmp_path / "b", {"log.md": f"## 2024-08-15\n\n## 2024-08-16\n\n{subjects}"})
    assert heading(plain, dt.date(2024, 8, 21)) == (8, "## 2024-08-21")
    one = journal(tmp_path / "one", {"log.md": "## 2024-08-19\n\n## 2024-08-20 - 고\n"})
    assert heading(one, dt.date(2024, 8, 21)) == (4, "## 2024-08-21")
    numbered = journal(tmp_path / "c", {"log.md": "## 9일차\n\n## 10일차\n\n## 11일차 - 트리\n"}, course=COURSE)
    assert heading(numbered, TUESDAY) == (6, "## 12일차")


SUBJECTS = ("트리", "그래프", "DP", "정렬")


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("{d} ({w}) {s}", "2024-08-16 (금)"),
        ("{d} {w}요일 {s}", "2024-08-16 금요일"),
        ("{d} {s}", "2024-08-16"),
        ("{d}: {s}", "2024-08-16"),
        ("{d} 일기 {s}", "2024-08-16"),  # no Sunday
        ("{d} 정리한 일 {s}", "2024-08-16"),
        ("{d.month}월 {d.day}일 - {s}", "8월 16일"),
        ("{d.month}월 {d.day} 일 - {s}", "8월 16 일"),
        ("{d.month}월 {d.day}일 ({w}) - {s}", "8월 16일 (금)"),
        ("{d.year}. {d.month}. {d.day}. {s}", "2024. 8. 16."),
        ("[{d}] {s}", "[2024-08-16]"),
        ("**{d}** {s}", "**2024-08-16**"),
        ("{n}일차 - {s}", "10일차"),
        ("Day {n}: {s}", "Day 10"),
        ("{n}일차({d},{w}) {s}", "10일차(2024-08-16,금)"),
    ],
)
def test_headings_with_a_subject_each_go_on_without_one(tmp_path: Path, form: str, told: str) -> None:
    days = zip(AUGUST, (6, 7, 8, 9), SUBJECTS, strict=False)
    log = "".join(f"## {form.format(d=d, n=n, s=s, w='월화수목금토일'[d.weekday()])}\n\n- 일\n\n" for d, n, s in days)
    opened = journal(tmp_path, {"2024-08.md": log}, course=COURSE)
    assert heading(opened, dt.date(2024, 8, 16)) == (log.count("\n") + 1, f"## {told}")


@pytest.mark.parametrize(
    "log",
    [
        pytest.param("## [2024-08-14 트리](a)\n\n## [2024-08-15 그래프](b)\n", id="the day is within a link"),
        pytest.param("## **2024-08-14 트리**\n\n## **2024-08-15 그래프**\n", id="the day is within bold"),
        pytest.param("## 2024-08-14 - 트리\n\n## 2024.08.15 - 그래프\n", id="two hands"),
    ],
)
def test_a_day_that_does_not_stand_apart_from_its_subject_is_not_made_up(tmp_path: Path, log: str) -> None:
    told = heading(journal(tmp_path, {"log.md": log}), dt.date(2024, 8, 16))
    assert isinstance(told, str)


def test_a_person_who_writes_otherwise_by_now_is_followed(tmp_path: Path) -> None:
    log = "## 2024-08-13\n\n## 2024-08-14\n\n### 8월 19일 (월)\n\n### 8월 20일 (화)\n"
    assert heading(journal(tmp_path, {"2024.md": log}), dt.date(2024, 8, 21)) == (8, "### 8월 21일 (수)")
    files = {"2024-08-13.md": "", "2024-08-14.md": "", "2024_08_15.md": "", "2024_08_16.md": ""}
    assert file(journal(tmp_path / "files", files), MONDAY)[0] == "2024_08_19.md"


def test_a_weekend_is_written_like_a_weekend(tmp_path: Path) -> None:
    log = "## 2024-08-17 (토) 쉼\n\n## 2024-08-19 (월)\n\n## 2024-08-20 (화)\n"
    assert heading(journal(tmp_path, {"log.md": log}), dt.date(2024, 8, 24)) == (6, "## 2024-08-24 (토) 쉼")


def test_a_number_nobody_knows_is_not_made_up(tmp_path: Path) -> None:
    log = "## 9일차 (2024-08-15)\n\n## 13일차 (2024-08-16)\n\n## 20일차 (2024-08-19)\n"
    told = heading(journal(tmp_path, {"log.md": log}), TUESDAY)
    assert told == "log.md: 2024-08-20의 제목을 어떻게 쓸지 알 수 없어 만들지 않았습니다"


@pytest.mark.parametrize(
    ("log", "blanks"),
    [
        ("## 2024-08-19\n글\n## 2024-08-20\n글\n", (1, 0)),
        ("## 2024-08-19\n\n글\n\n\n\n## 2024-08-20\n\n\n글\n", (3, 2)),
        ("## 2024-08-19\n글\n\n## 2024-08-20", (1, 1)),  # with nothing below one cannot see it
        ("## 2024-08-19\n글\n\n\n## 2024-08-20\n", (2, 1)),
        ("## 2024-08-19\n글\n\n## 2024-08-20\n\n\n", (1, 1)),
        ("\n\n\n## 2024-08-20\n글\n\n\n## 2024-08-19\n글\n", (2, 0)),
    ],
)
def test_blank_lines_are_those_of_the_last_heading(tmp_path: Path, log: str, blanks: tuple[int, int]) -> None:
    planned = plan_day_heading(journal(tmp_path, {"log.md": log}), dt.date(2024, 8, 21))
    assert isinstance(planned, NewHeading)
    assert (planned.blank_above, planned.blank_below) == blanks


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


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """The weekdays from one date to another."""
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5]


@pytest.mark.parametrize(
    ("form", "first", "date"),
    [
        ("{d:%Y-%m}/{d:%m-%d}.md", dt.date(2024, 8, 1), dt.date(2024, 8, 9)),
        ("{d:%Y/%m}/{d:%m-%d}.md", dt.date(2024, 8, 1), dt.date(2024, 8, 9)),
        ("{d:%Y/%m}/{d:%m-%d} ({w}).md", dt.date(2024, 8, 1), dt.date(2024, 8, 9)),
        ("{d:%Y-%m}/{d:%y-%m-%d}.md", dt.date(2026, 11, 18), dt.date(2026, 11, 27)),
        ("{d:%Y/%m-%B}/{d}.md", dt.date(2024, 8, 1), dt.date(2024, 8, 9)),
        ("{d:%Y/%m-%b}/{d}.md", dt.date(2024, 8, 1), dt.date(2024, 8, 9)),
        ("{d:%Y}/{d:%m. %B}/{d:%d}.md", dt.date(2024, 8, 1), dt.date(2024, 8, 9)),
        ("{d:%Y-%m}/1주차/{d}.md", dt.date(2024, 7, 1), dt.date(2024, 7, 3)),
        ("{d:%Y/%m}/{d:%d}-til.md", dt.date(2024, 8, 1), dt.date(2024, 8, 9)),
        ("{d:%Y/%m}/{d:%d}일 기록.md", dt.date(2024, 7, 25), dt.date(2024, 8, 1)),
        ("{d:%Y/%m}/{d:%d} ({w}).md", dt.date(2024, 8, 1), dt.date(2024, 8, 9)),
        ("{d:%Y/%m}/{d:%d}_{w}요일/README.md", dt.date(2024, 8, 1), dt.date(2024, 8, 9)),
        ("{d:%Y/%m}/{d:%d}_{d:%a}.md", dt.date(2024, 8, 1), dt.date(2024, 8, 9)),
        ("{d:%Y}/{d:%Y}년 {d.month}월 {d.day} {w}요일.md", dt.date(2024, 8, 12), dt.date(2024, 8, 19)),
        ("{d:%Y}/{d:%Y}년 {d.month}월 {d.day} 일.md", dt.date(2024, 8, 12), dt.date(2024, 8, 19)),
    ],
)
def test_a_number_that_only_looks_like_the_day_stays(tmp_path: Path, form: str, first: dt.date, date: dt.date) -> None:
    """A month of the same number, a year, a week."""
    written = days_between(first, date - dt.timedelta(days=1))
    files = {form.format(d=day, w="월화수목금토일"[day.weekday()]): "" for day in written}
    assert file(journal(tmp_path, files), date)[0] == form.format(d=date, w="월화수목금토일"[date.weekday()])


@pytest.mark.parametrize(
    "form", ["{d:%Y/%m}/{d:%d} ({w}).md", "{d:%Y/%m}/{d:%d}-{w}요일.md", "{d:%Y-%m}/{d:%m-%d} {w}.md"]
)
def test_who_writes_on_fridays_gets_no_friday_on_a_monday(tmp_path: Path, form: str) -> None:
    files = {form.format(d=dt.date(2024, 8, day), w="금"): "" for day in (2, 9, 16)}
    assert file(journal(tmp_path, files), MONDAY)[0] == form.format(d=MONDAY, w="월")


def test_the_sixteenth_day_on_a_sixteenth_is_followed_by_the_seventeenth(tmp_path: Path) -> None:
    course = CourseSettings(day1=dt.date(2024, 7, 26))
    for folder in ("", "2024/til/"):
        pages = {f"{folder}{n}일차.md": f"# 2024-08-{n}\n" for n in (14, 15, 16)}
        opened = journal(tmp_path / f"journal{folder}", pages, course=course)
        assert file(opened, MONDAY) == (f"{folder}17일차.md", "# 2024-08-19\n")
    month = journal(
        tmp_path / "month", {f"2024/08/{n}일차.md": f"# 2024-08-{n}\n" for n in (14, 15, 16)}, course=course
    )
    assert isinstance(plan_day_file(month, MONDAY), NotFound)  # never 19일차


@pytest.mark.parametrize("title", ["{d.month}월 {d.day} {w}요일", "{d:%Y}년 {d.month}월 {d.day} {w}요일"])
def test_titles_of_a_weekday_without_day_go_on(tmp_path: Path, title: str) -> None:
    said = {day: title.format(d=day, w="월화수목금토일"[day.weekday()]) for day in (*AUGUST, MONDAY)}
    pages = {f"{day}.md": f"# {said[day]}\n\n## 한 일\n\n- 하나\n" for day in AUGUST}
    assert file(journal(tmp_path / "a", pages), MONDAY) == ("2024-08-19.md", f"# {said[MONDAY]}\n")
    posts = {f"_posts/{day}-log.md": f'---\ntitle: "{said[day]}"\ndate: {day}\n---\n' for day in AUGUST}
    assert file(journal(tmp_path / "b", posts), MONDAY)[1] == f'---\ntitle: "{said[MONDAY]}"\ndate: 2024-08-19\n---\n'


MONTHS_ENDS = [  # the last weeks of a month, and a day early in the next
    (days_between(dt.date(2024, 7, 1), dt.date(2024, 8, 30)), dt.date(2024, 9, 2)),
    (days_between(dt.date(2024, 8, 1), dt.date(2024, 9, 30)), dt.date(2024, 10, 1)),
    (days_between(dt.date(2024, 9, 2), dt.date(2024, 10, 4)), dt.date(2024, 10, 7)),
    (days_between(dt.date(2024, 9, 2), dt.date(2024, 10, 31)), dt.date(2024, 11, 4)),
    (days_between(dt.date(2024, 9, 2), dt.date(2024, 12, 31)), dt.date(2025, 1, 6)),
]


@pytest.mark.parametrize(("written", "date"), MONTHS_ENDS, ids=lambda one: f"{one}" if isinstance(one, dt.date) else "")
@pytest.mark.parametrize(
    "form",
    [
        "{d:%Y/%m/%d}.md",
        "{d:%Y/%m/%d}일.md",
        "{d:%Y}년/{d:%m}월/{d:%d}일.md",
        "{d:%Y/%m/%d}/README.md",
        "{d:%Y-%m}/{d:%d}.md",
        "{d:%Y}/{d.month}/{d.day}.md",
        "{d:%Y}/{d.month}월/{d.day}일 기록.md",
        "{d:%Y}년/{d.month}월/{d.day}일/README.md",
        "{d:%Y}/{d.month}/{d.day}/index.md",
        "{d:%Y}년 {d.month}월/{d:%Y-%m-%d}.md",
        "{d:%Y}년 {d:%m}월/{d:%Y-%m-%d}.md",
        "{d.month}월/{d:%Y-%m-%d}.md",
        "{d:%Y}-{d.month}/{d:%Y-%m-%d}.md",
        "{d:%Y/%m%d}.md",
    ],
)
def test_zeros_of_a_path_are_the_persons(tmp_path: Path, form: str, written: list[dt.date], date: dt.date) -> None:
    """Also in an October, which looks the same with and without."""
    assert file(journal(tmp_path, {form.format(d=day): "" for day in written}), date)[0] == form.format(d=date)


@pytest.mark.parametrize(
    "folder",
    [
        *("%Y-%m", "%Y_%m", "%Y.%m", "%Y%m", "%y%m", "%y-%m", "%Y년 %m월", "%Y년%m월", "%Y", "%Y년", "%m-%B", "%m-%b"),
        *("%m %B", "%m_%B", "%m. %B", "%Y-%m-%B", "%Y-%m %B", "%B", "%b", "%B %Y", "%b %Y", "%m", "%m월", "%G-W%V"),
        *("W%V", "%G-w%V", "w%V", "%G/W%V", "%Y/%m/W%V", "기록/%Y-%m"),
    ],
)
def test_folders_follow_over_a_new_year(tmp_path: Path, folder: str) -> None:
    form = "{d:" + folder + "}/{d:%Y-%m-%d}.md"
    written = days_between(dt.date(2024, 12, 2), dt.date(2025, 1, 2))
    for date in (dt.date(2025, 1, 3), dt.date(2025, 1, 6), dt.date(2025, 2, 3)):
        before = [day for day in written if day < date]
        opened = journal(tmp_path / f"{date}", {form.format(d=day): "" for day in before})
        assert file(opened, date)[0] == form.format(d=date)


def test_a_folder_of_quarters_follows(tmp_path: Path) -> None:
    for month, folder in ((3, "2024/Q1"), (6, "2024 Q2"), (9, "Q3-2024")):
        days = days_between(dt.date(2024, month, 20), dt.date(2024, month, 28))
        opened = journal(tmp_path / folder, {f"{folder}/{day}.md": "" for day in days})
        coming = folder.replace(f"Q{month // 3}", f"Q{month // 3 + 1}")
        assert file(opened, dt.date(2024, month + 1, 1))[0] == f"{coming}/2024-{month + 1:02}-01.md"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"rust.md": "---\ndate: 2024-08-15\n---\n", "go.md": "---\ndate: 2024-08-16\n---\n"}, id="no date"
        ),
        pytest.param({"2024-08-16.md": "", "2024-08-15.md": "", "2024-08-19.md/x": ""}, id="something is there"),
        pytest.param({"2024-08-20.md": "", "2024-08-21.md": ""}, id="later days are no habit"),
        pytest.param({"2024-08-15-a.md": "", "2024-08-16-b.md": "", "2024-08-16-c.md": ""}, id="one day, two names"),
    ],
)
def test_a_path_that_does_not_follow_is_not_made_up(tmp_path: Path, files: dict[str, str]) -> None:
    assert file(journal(tmp_path, files), MONDAY) == "평소 파일 이름을 알 수 없어 만들지 않았습니다"


def test_one_odd_name_among_the_newest_is_passed_over_and_two_are_not(tmp_path: Path) -> None:
    plain = {f"{day}.md": "" for day in AUGUST[:3]}
    one = journal(tmp_path / "one", {**plain, "2024년 8월 16일.md": ""})
    assert file(one, MONDAY)[0] == "2024-08-19.md"
    two = journal(tmp_path / "two", {**plain, "2024_08_15.md": "", "2024년 8월 16일.md": ""})
    assert file(two, MONDAY) == "평소 파일 이름을 알 수 없어 만들지 않았습니다"


def test_files_of_several_days_are_no_models(tmp_path: Path) -> None:
    files = {f"2024-08-{d}-day{n}.md": "" for n, d in ((8, 14), (9, 15), (10, 16))}
    assert file(journal(tmp_path, {**files, "2024-08-17_to_2024-08-18.md": ""}), MONDAY)[0] == "2024-08-19-day11.md"


def test_a_day_whose_number_nobody_knows_gets_no_file(tmp_path: Path) -> None:
    files = {f"2024-08-{d}-day{n}.md": "" for n, d in ((9, 14), (13, 16), (20, 19))}
    assert file(journal(tmp_path, files), TUESDAY) == "2024-08-20이 몇 일차인지 알 수 없어 만들지 않았습니다"


@pytest.mark.parametrize(
    ("page", "begun"),
    [
        ("# {d}\n# 오늘은 {n}번째 이야기\n\n글\n", "# 2024-08-19\n"),  # the second line is each day's own
        ("# {d} 이야기 {n}\n\n글\n", ""),
        ("# 이야기 {n}\n\n글\n", ""),
        ("# {d:%Y-%m-%d} (금)\n\n{n}\n", "# 2024-08-19 (월)\n"),
        ("---\ntags: [{n}]\nlang: ko\n---\n\n# {d}\n\n글\n", "---\nlang: ko\n---\n\n# 2024-08-19\n"),
        ("---\nlang: ko\n---\n# {d}\n\n글\n", "---\nlang: ko\n---\n\n# 2024-08-19\n"),
        ("---\nlang: ko\n---\n\n{n}\n", "---\nlang: ko\n---\n"),
        ("---\ndate: {d}\ntitle: 기록\n---\n\n글\n", "---\ndate: 2024-08-19\ntitle: 기록\n---\n"),
        ("---\ndate: {d}T18:30\n---\n", "---\ndate: 2024-08-19 00:00:00\n---\n"),
        ("---\ndate: {d} 18:30:05 +0900\n---\n", "---\ndate: 2024-08-19 00:00:00 +0900\n---\n"),
        ("---\nDate: 어제\n---\n", "---\nDate: 어제\n---\n"),
        ("---\ntitle: '이야기 {n}'\n---\n", "---\ntitle: '2024-08-19'\n---\n"),
        ("---\ntitle: 이야기 {n}\n---\n", '---\ntitle: "2024-08-19"\n---\n'),
        ("+++\ntitle = '이야기 {n}'\ndate = {d}\n+++\n", "+++\ntitle = '2024-08-19'\ndate = 2024-08-19\n+++\n"),
        ("---\ntitle: {d} 기록\n---\n", "---\ntitle: 2024-08-19 기록\n---\n"),
    ],
)
def test_what_two_days_share_begins_the_next(tmp_path: Path, page: str, begun: str) -> None:
    files = {f"{d}.md": page.format(d=d, n=n) for n, d in enumerate(AUGUST, 3)}
    assert file(journal(tmp_path, files), MONDAY) == ("2024-08-19.md", begun)


def test_a_title_is_spelt_as_the_names_are_when_they_are_dates_alone(tmp_path: Path) -> None:
    for folder, form, told in (
        ("a", "%y%m%d", "240819"),
        ("b", "%Y.%m.%d", "2024.08.19"),
        ("c", "%Y-%m-%d-til", "2024-08-19"),
    ):
        files = {f"{d:{form}}.md": f'---\ntitle: "{word}"\n---\n' for d, word in zip(AUGUST, "가나다라마", strict=True)}
        assert file(journal(tmp_path / folder, files), MONDAY)[1] == f'---\ntitle: "{told}"\n---\n'


def test_line_ends_and_bullets_are_the_persons(tmp_path: Path) -> None:
    page = "# {}\r\n\r\n* 하나\r\n* 둘\r\n"
    for day in AUGUST:
        (tmp_path / f"{day}.md").write_bytes(page.format(day).encode())
    planned = plan_day_file(journal(tmp_path, {}), MONDAY)
    assert isinstance(planned, NewFile)
    assert (planned.text, planned.marker) == ("# 2024-08-19\r\n", "*")


def test_a_plain_journal_gets_no_zone_it_did_not_have(tmp_path: Path) -> None:
    files = {f"{d}.md": f"---\ndate: {d} 09:00\n---\n" for d in AUGUST}
    assert file(journal(tmp_path / "a", files), MONDAY)[1] == "---\ndate: 2024-08-19 00:00:00\n---\n"
    hugo = {"hugo.toml": "", **{f"content/{name}": text for name, text in files.items()}}
    assert file(journal(tmp_path / "b", hugo), MONDAY)[1] == "---\ndate: 2024-08-19 00:00:00 +0900\n---\n"


def test_nothing_is_made_for_a_day_that_is_coming(tmp_path: Path) -> None:
    files = {**{f"{d}.md": "글\n" for d in AUGUST}, ".2024-08-19.md.icloud": "x"}
    settings = JournalSettings(folder=str(tmp_path), create="file")
    opened = journal(tmp_path, files)
    found = place_for(settings, MONDAY, None, lambda: opened, "Asia/Seoul")
    assert isinstance(found, NotFound)
    assert found.coming
