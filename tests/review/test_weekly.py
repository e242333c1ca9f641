"""A week's review: what it says, where it goes, and what it never says anywhere else."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conftest import SHARED
from digest.calendar.weeks import Week
from digest.journal import WeekSection, WeekTarget
from digest.models import CorePaper, Digest, Entry, Review, WeekPaper
from digest.publish.kakao.template import Links, kakao_parts, units
from digest.publish.slack.blocks import slack_parts, without_charts
from digest.publish.slack.mrkdwn import blocks_as_text
from digest.render.phrases import review_lines
from digest.render.terminal import terminal_text
from digest.review.weekly import compose_review
from digest.serve.schedule_file import Job, Schedule, with_weekly
from digest.store import Store
from digest.store.memory import Link
from digest.store.runs import week_claim
from fake_chat import chatting
from loopback import serving
from makers import NOW, entry, sighting
from weekly_kit import SECRET, WEEK, House, listed, month


def test_a_week_is_the_iso_week() -> None:
    assert WEEK == Week.of(dt.date(2024, 8, 25)) == Week.parse("2024w34")
    assert (WEEK.monday, WEEK.day, WEEK.sunday) == (
        dt.date(2024, 8, 19),
        dt.date(2024, 8, 23),
        dt.date(2024, 8, 25),
    )
    assert str(Week.of(dt.date(2024, 12, 30))) == "2025-W01"
    for wrong in ("2024-W54", "2024-34", "W34", ""):
        with pytest.raises(ValueError, match=r".*"):
            Week.parse(wrong)


def test_movements_carry_the_numbers_of_the_week_and_the_month() -> None:
    review = compose_review(WEEK, month(), (), ())
    (rose,) = review.movements
    assert (rose.topic, rose.count, rose.size, rose.usual_count, rose.usual_size) == ("월드 모델", 10, 55, 0, 180)
    assert review_lines(review)[0] == "흐름: 월드 모델 – 이번 주 목록의 18.2% (그 전 4주 0.0%), 논문 10편"
    assert review.topics[0] == rose


def test_a_week_that_is_like_the_others_says_so() -> None:
    quiet = {day: papers for day, papers in month().items() if day < WEEK.monday}
    quiet |= {day: listed(day, *(f"Study {n}" for n in range(9))) for day in WEEK.days[:5]}
    assert compose_review(WEEK, quiet, (), ()).movements == ()
    assert review_lines(compose_review(WEEK, quiet, (), ()))[0].endswith("뚜렷이 늘어난 주제는 없습니다")
    assert compose_review(WEEK, {}, (), ()).talked == ()


def test_what_stands_in_the_journal_is_not_told_as_talked_about() -> None:
    lists = month()
    best = max((paper for day in WEEK.days[:5] for paper in lists[day]), key=lambda paper: paper.upvotes or 0)
    assert best.key not in {paper.key for paper in compose_review(WEEK, lists, (), {best.key}).talked}
    assert len(compose_review(WEEK, lists, (), ()).talked) == 3


def shown_with(votes: int) -> Entry:
    one = entry("2408.19000")
    seen = (sighting("2408.19000", upvotes=votes),)
    return one.model_copy(update={"item": one.item.model_copy(update={"sightings": seen})})


@pytest.mark.parametrize(("before", "now", "hot"), [(10, 30, True), (9, 27, False), (15, 44, False), (0, 20, True)])
def test_hotter_is_three_times_the_votes_and_twenty_more(before: int, now: int, hot: bool) -> None:
    day = WEEK.monday
    lists = {day: [sighting("2408.19000", upvotes=now, list_date=day)]}
    review = compose_review(WEEK, lists, [shown_with(before)], ())
    assert [(paper.before, paper.votes) for paper in review.hotter] == ([(before, now)] if hot else [])


def test_a_first_week_is_compared_with_nothing() -> None:
    """Four list days before it are too few to call anything a rise, and 0 % of none is no number."""
    first = {day: papers for day, papers in month().items() if day >= dt.date(2024, 8, 13)}
    review = compose_review(WEEK, first, (), ())
    assert (review.compared, review.movements) == (False, ())
    assert review.topics[0].topic == "월드 모델"
    assert review_lines(review)[0] == "흐름: 견줄 만큼 앞 주의 목록이 모이지 않아 늘어난 주제를 아직 가릴 수 없습니다"
    told = Digest(date=WEEK.day, name="main:weekly", entries=(), review=review)
    assert re.search(r"월드 모델  █+ 18\.2%", terminal_text(told, 0))
    assert "그 전 4주" not in terminal_text(told, 0)
    blocks: Any = slack_parts(told)[0].payload["blocks"]
    assert [one["name"] for one in blocks[1]["chart"]["series"]] == ["이번 주"]
    assert Digest.model_validate_json(told.model_dump_json(exclude_defaults=True)) == told


def weekly_digest(**fields: Any) -> Digest:
    review = compose_review(WEEK, month(), (), ())
    return Digest(date=WEEK.day, name="main:weekly", entries=(), review=review, **fields)


def test_the_chart_of_slack_has_a_text_with_the_same_numbers() -> None:
    (part,) = slack_parts(weekly_digest())
    blocks: Any = part.payload["blocks"]
    chart = next(block for block in blocks if block["type"] == "data_visualization")
    week, usual = chart["chart"]["series"]
    assert (week["name"], usual["name"]) == ("이번 주", "그 전 4주")
    assert week["data"][0] == {"label": "월드 모델", "value": 18.2}
    assert [point["label"] for point in usual["data"]] == chart["chart"]["axis_config"]["categories"]
    assert "18.2%" in blocks_as_text(blocks)
    assert "월드 모델" in part.payload["text"]  # type: ignore[operator]
    assert without_charts(blocks) == [block for block in blocks if block is not chart]


def test_a_paper_of_the_review_is_a_link_in_slack() -> None:
    (part,) = slack_parts(weekly_digest())
    links = [one for block in part.payload["blocks"] for one in _inline(block) if one["type"] == "link"]  # type: ignore[union-attr]
    review = weekly_digest().review
    assert review
    assert [one["text"] for one in links] == [paper.title for paper in review.talked]
    assert {one["url"] for one in links} <= {paper.url for paper in review.talked}


def test_kakaotalk_gets_names_and_numbers_in_its_two_hundred_characters() -> None:
    """Whole sentences were cut to `이번 주 46편 가운데 31편이…`, which names nothing."""
    review = weekly_digest().review
    assert review
    core = [
        CorePaper(key=f"arxiv:2009.0330{n}", title=f"Core {n}: a work", url="", citing=9 - n, known=12)
        for n in (1, 2, 3)
    ]
    talked = [
        WeekPaper(key=f"arxiv:2408.0000{n}", title="A very long title of a paper", url="", votes=n) for n in (7, 5)
    ]
    told = review.model_copy(update={"core": tuple(core), "talked": tuple(talked)})
    links = Links(("https://arxiv.org",), "https://arxiv.org/")
    (part,) = kakao_parts(weekly_digest().model_copy(update={"review": told}), links, 10)
    text = str(part.payload["text"])
    assert text.splitlines() == [
        "주간 트렌드 2024-W34 · 8월 23일(금)",
        "흐름: 월드 모델 18.2%",
        "화제: A very long title of… ▲7, A very long title of… ▲5",
        "함께 인용: Core 1 8편, Core 2 7편",
    ]
    assert units(text) <= 200


def _inline(block: Any) -> list[Any]:
    return [one for section in block.get("elements", ()) for one in section.get("elements", ())]


def test_long_topics_stay_different_labels() -> None:
    review = compose_review(WEEK, month(), (), ())
    topics = [review.topics[0].model_copy(update={"topic": f"a very long name of a topic {n}"}) for n in range(3)]
    told = review.model_copy(update={"topics": tuple(topics)})
    (part,) = slack_parts(weekly_digest().model_copy(update={"review": told}))
    labels = part.payload["blocks"][1]["chart"]["axis_config"]["categories"]  # type: ignore[index,call-overload]
    assert len(set(labels)) == 3
    assert all(len(label) <= 20 for label in labels)


@pytest.mark.world
def test_the_message_passes_slacks_checks() -> None:
    import sys

    sys.path.insert(0, str(SHARED))
    from world.slack_blocks import check

    for digest in (weekly_digest(), weekly_digest(deadlines=())):
        for part in slack_parts(digest):
            assert check(part.payload["blocks"]) == []


def test_the_terminal_draws_bars() -> None:
    told = terminal_text(weekly_digest(), 0)
    assert re.search(r"월드 모델  █+ 18\.2%", told)
    assert "그 전 4주" in told


def test_the_review_is_part_of_the_hash_and_others_keep_theirs() -> None:
    digest = weekly_digest()
    assert digest.content_hash() != digest.model_copy(update={"review": None}).content_hash()
    again = Digest.model_validate_json(digest.model_dump_json(exclude_defaults=True))
    assert again == digest


def test_a_job_is_added_only_for_who_asks_and_only_where_none_stands() -> None:
    usual = Schedule()
    assert with_weekly(usual, []) is usual
    added = with_weekly(usual, ["main"]).jobs["weekly"]
    assert (added.run, added.cron, added.digests) == ("weekly", "0 18 * * fri", ("main",))
    own = Schedule(jobs={"friday": Job(cron="0 9 * * fri", run="weekly")})
    assert with_weekly(own, ["main"]) is own


@pytest.fixture
def house(tmp_path: Path) -> Any:
    with serving() as services, chatting() as chat:
        made = House(tmp_path, services, chat)
        made.remember_the_month()
        made.put_aside()
        yield made


def test_a_link_of_monday_morning_belongs_to_the_new_week(store: Store, tmp_path: Path) -> None:
    """08:00 in Seoul is still Sunday in UTC, in which the store tells instants."""
    at = dt.datetime(2024, 8, 19, 8, tzinfo=ZoneInfo("Asia/Seoul"))
    store.inbox.add(Link(url="https://a.example/x", added_at=at))
    (tmp_path / "journal").mkdir()
    target = WeekTarget(WeekSection(folder=str(tmp_path / "journal")), store, lambda: at, "main:week")
    assert target.own_words(Week.parse("2024-W33")) == ()
    assert [own.key for own in target.own_words(Week.parse("2024-W34"))] == ["aside"]


def test_the_review_goes_under_the_persons_own_heading_and_nothing_else_changes(house: House) -> None:
    before = house.file.read_bytes()
    done = house.run("weekly")
    assert done.exit_code == 0, done.output
    text = house.file.read_text("utf-8")
    inside = text[text.index("## 3주차 후기") :]
    assert inside.startswith(
        f"## 3주차 후기\n\n- 좋았던 점: 재미있었다. {SECRET}\n\n### 주간 트렌드\n\n- 월드 모델 – 이번 주"
    )
    assert "- 이번 주 저널에서 다룬 논문 1편: [" in inside
    assert "- 담아 두고 아직 저널에 쓰지 않은 1편: [To Code or Not]" in inside
    assert "- 저널에 없는 이번 주의 화제: [" in inside
    assert "2408.23001" not in next(line for line in inside.split("\n") if line.startswith("- 저널에 없는"))
    ours = [line for line in text.encode().split(b"\n") if line not in before.split(b"\n")]
    kept = [line for line in text.encode().split(b"\n") if line not in ours]
    assert [line for line in kept if line] == [line for line in before.split(b"\n") if line]
    stat = house.file.stat()
    again = house.run("weekly")
    assert again.exit_code == 0, again.output
    assert house.file.stat().st_mtime_ns == stat.st_mtime_ns
    assert len(house.chat.posts) == 1
    assert house.run("undo", "--week", "2024-W34").exit_code == 0
    assert house.file.read_bytes() == before


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("undone", [("--date", "2024-08-23"), ("--week", "2024-W34")])
def test_a_friday_and_its_week_keep_their_lines_apart(house: House, undone: tuple[str, str], apart: bool) -> None:
    """Each stands where the other does not look: neither takes the other's for edited or deleted."""
    if apart:
        text = house.file.read_text("utf-8")
        house.file.write_text(text[: text.index("## 3주차 후기")], "utf-8")
        house.file.with_name("2024-W34.md").write_text("# 2024-W34\n\n## 주간 회고\n\n글\n", "utf-8")
    pages = sorted(house.file.parent.iterdir())
    whole = [page.read_bytes() for page in pages]
    morning = ("run", "--date", "2024-08-23")
    for command in (morning, ("weekly",), morning, ("weekly",)):
        assert house.run(*command).exit_code == 0
    store = Store.open(f"sqlite:///{house.folder}/digest.db")
    rows = store.journal.lines(f"journal:{house.folder}/journal")
    store.close()
    assert {(row.name, row.status) for row in rows} == {("main", "own"), ("main:weekly", "own")}
    other = {"--date": ("--week", "2024-W34"), "--week": ("--date", "2024-08-23")}[undone[0]]
    for which in (undone, other):
        assert "줄을 지웠습니다" in house.run("undo", *which).output
    assert [page.read_bytes() for page in pages] == whole


def test_a_secret_note_leaves_the_journal_in_no_output(house: House) -> None:
    assert house.run("run", "--date", "2024-08-23", "--post").exit_code in (0, 1)
    shown = house.run("weekly")
    machine = house.run("weekly", "--json")
    outputs = {
        "terminal": shown.output,
        "json": machine.output,
        "chat": "\n".join(house.chat.posts),
        **{path.name: path.read_text("utf-8") for path in house.folder.iterdir() if path.suffix in (".xml", ".md")},
    }
    for name, text in outputs.items():
        assert "비밀-메모" not in text, name
        assert "담아 두고" not in text, name
        assert "다룬 논문" not in text, name
    assert "주간 트렌드" in outputs["chat"]
    assert "주간 트렌드" not in outputs.get("feed.xml", "")


def test_a_digest_may_opt_in_to_its_own_part_in_the_chat(tmp_path: Path) -> None:
    with serving() as services, chatting() as chat:
        house = House(tmp_path, services, chat, more="weekly: true\n    weekly_own: true")
        house.remember_the_month()
        house.put_aside()
        assert house.run("weekly").exit_code == 0
        told = "\n".join(chat.posts)
    assert "담아 두고 아직 저널에 쓰지 않은 1편" in told
    assert "비밀-메모" not in told


@pytest.mark.parametrize("skipped", ["skip: {dates: [2024-08-23]}", "days: mon-thu", "days: mon"])
def test_a_friday_off_costs_no_review(house: House, skipped: str) -> None:
    house.config.write_text(f"{skipped}\n{house.config.read_text('utf-8')}", "utf-8")
    done = house.run("weekly")
    assert done.exit_code == 0, done.output
    assert "### 주간 트렌드" in house.file.read_text("utf-8")
    assert len(house.chat.posts) == 1


@pytest.mark.parametrize("day", range(19, 26))
def test_a_review_whose_answer_got_lost_is_found_on_whatever_day_it_was_sent(house: House, day: int) -> None:
    now = f"2024-08-{day}T08:00:00+09:00"
    house.chat.at, house.chat.lost = dt.datetime.fromisoformat(now).timestamp(), 1
    for _ in range(2):
        done = house.run("weekly", "--week", str(WEEK), "--post", now=now)
    assert done.exit_code == 0, done.output
    assert len(house.chat.posts) == 1


def test_an_upgrade_sends_nothing_new_and_an_explicit_command_writes_the_journal_alone(tmp_path: Path) -> None:
    with serving() as services, chatting() as chat:
        house = House(tmp_path, services, chat, more="size: 8")
        house.remember_the_month()
        assert house.run("weekly").exit_code == 0
        assert "### 주간 트렌드" in house.file.read_text("utf-8")
        assert len(chat.posts) == 0
        assert house.run("weekly", "--post").exit_code == 0
        assert len(chat.posts) == 1


def test_it_waits_for_its_heading_and_is_written_when_that_is_there(house: House) -> None:
    whole = house.file.read_text("utf-8")
    house.file.write_text(whole[: whole.index("## 3주차 후기")], "utf-8")
    done = house.run("weekly")
    assert done.exit_code == 0
    assert "후기 제목이 아직 없습니다" in done.output
    assert "### 주간 트렌드" in done.output
    house.file.write_text(whole, "utf-8")
    assert house.run("run", "--date", "2024-08-23").exit_code in (0, 1)
    assert "### 주간 트렌드" in house.file.read_text("utf-8")


@pytest.mark.parametrize("place", ["{after: 개인 학습}", "{before: 할 일}", "bottom"])
def test_where_the_days_section_stands_holds_back_no_review(house: House, place: str) -> None:
    text = house.config.read_text("utf-8")
    house.config.write_text(text.replace("journal: {folder", f"journal: {{place: {place}, folder"), "utf-8")
    assert house.run("weekly").exit_code == 0
    assert "### 주간 트렌드" in house.file.read_text("utf-8")


def test_a_picture_hides_no_refusal(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.journal.week.can_draw", lambda: True)
    text = house.config.read_text("utf-8")
    house.config.write_text(text.replace("journal: {folder", f"journal: {{images: {house.folder}, folder"), "utf-8")
    house.file.write_text(house.file.read_text("utf-8") + "\n## 주간 회고\n\n글\n", "utf-8")
    for more in ([], ["--dry-run"]):
        done = house.run("weekly", *more)
        assert (done.exit_code, "후기 제목이 2개" in done.output) == (0, True), done.output


def test_what_was_pasted_by_hand_is_not_written_once_more(house: House) -> None:
    whole = house.file.read_text("utf-8")
    house.file.write_text(whole[: whole.index("## 3주차 후기")], "utf-8")
    told = house.run("weekly").output
    section = told[told.index("### 주간 트렌드") : told.index("\n\n주간 트렌드 2024-W34")]
    house.file.write_text(f"{whole}\n{section}\n", "utf-8")
    pasted = house.file.read_bytes()
    for command in ("run", "--date", "2024-08-23"), ("weekly",):
        house.run(*command)
    assert house.file.read_text("utf-8").count("저널에 없는 이번 주의 화제") == 1
    assert house.file.read_bytes().endswith(pasted[-200:])


def test_a_store_that_lost_its_memory_writes_no_second_review(house: House) -> None:
    assert house.run("weekly").exit_code == 0
    before = house.file.read_bytes()
    for file in house.folder.glob("digest.db*"):
        file.unlink()
    house.remember_the_month()
    done = house.run("weekly")
    assert "같은 후기가 이미 적혀 있어" in done.output
    assert house.file.read_bytes() == before


def test_prompts_of_the_persons_own_hold_back_no_review(house: House) -> None:
    prompts = "\n### 주간 트렌드\n\n- 이번 주 저널에서 다룬 논문 \n- 저널에 없는 이번 주의 화제: \n"
    house.file.write_text(house.file.read_text("utf-8") + prompts, "utf-8")
    assert house.run("weekly").exit_code == 0
    assert "- 저널에 없는 이번 주의 화제: [" in house.file.read_text("utf-8")


def test_a_page_begun_as_a_copy_of_last_weeks_gets_its_own_review(house: House) -> None:
    """What the store wrote for another week is no sign that it forgot this one."""
    last = house.file.with_name("2024-08-16-boostcamp-002.md")
    last.write_text(last.read_text("utf-8") + "\n## 2주차 후기\n\n### 주간 트렌드\n", "utf-8")
    assert house.run("weekly", "--week", "2024-W33").exit_code == 0
    copied = last.read_text("utf-8").partition("## 2주차 후기\n")[2]
    assert "- 저널에 없는 이번 주의 화제: [" in copied
    house.file.write_text(house.file.read_text("utf-8") + copied, "utf-8")
    assert house.run("weekly").exit_code == 0
    assert house.file.read_text("utf-8").count("- 저널에 없는 이번 주의 화제: [") == 2
    assert len(house.chat.posts) == 1


def test_two_reviews_of_one_week_are_refused(house: House) -> None:
    house.file.write_text(house.file.read_text("utf-8") + "\n## 주간 회고\n\n글\n", "utf-8")
    before = house.file.read_bytes()
    done = house.run("weekly")
    assert "후기 제목이 2개" in done.output
    assert house.file.read_bytes() == before


def test_votes_are_read_once_more_in_five_requests_and_what_got_hot_is_told(house: House) -> None:
    assert house.run("run", "--date", "2024-08-23", now="2024-08-23T07:30:00+09:00").exit_code in (0, 1)
    for entries in house.services.lists.values():
        for one in entries:
            one["paper"]["upvotes"] *= 40
    house.services.calls.clear()
    assert house.run("weekly").exit_code == 0
    assert house.services.calls.count("hf") <= 5
    assert "소개한 뒤 뜨거워진 논문: [" in house.file.read_text("utf-8")


@pytest.mark.parametrize("off", ["", "skip: {dates: [2024-08-23]}\n"])
def test_votes_of_the_evening_are_no_news_of_the_morning(house: House, off: str) -> None:
    """What the review reads once more belongs to no digest day: Monday tells the same with and without it."""
    house.config.write_text(off + house.config.read_text("utf-8"), "utf-8")
    for day in ("2024-08-19", "2024-08-22"):
        for n in range(9):
            house.services.paper(
                day, f"2408.{day[-2:]}1{n:02}", f"Late riser {n}", "We study how models learn.", 20 - n
            )
    for day in range(19, 24 if not off else 23):
        house.run("run", now=f"2024-08-{day}T07:30:00+09:00")
    for day in ("2024-08-19", "2024-08-22"):
        house.services.lists[day][-1]["paper"]["upvotes"] = 400
    before = house.run("preview", "--json").output
    assert house.run("weekly").exit_code == 0
    assert house.run("preview", "--json").output == before
    told = house.run("run", now="2024-08-26T07:30:00+09:00").output
    assert "https://huggingface.co/papers/2408.22108" in told, "Thursday's list is looked at a second time"
    assert "https://huggingface.co/papers/2408.19108" not in told, "Monday's was told a week ago"


def test_status_and_resend_know_the_week(house: House) -> None:
    assert house.run("weekly").exit_code == 0
    told = house.run("status", "--week", "2024-W34").output
    assert "main:weekly → slack:C0PAPERS" in told
    assert "main:weekly → journal:" in told
    again = house.run("resend", "--week", "2024-W34", "--target", "slack:C0PAPERS")
    assert again.exit_code == 0, again.output
    assert house.run("resend", "--target", "journal").exit_code == 2
    assert house.run("weekly", "--week", "2024-W99").exit_code == 2
    assert "아직 오지 않은 주" in str(house.run("weekly", "--week", "2024-W40").exception)


def test_a_week_in_the_making_is_not_taken_back_and_one_that_is_taken_back_not_made(house: House) -> None:
    house.config.write_text("run_deadline_s: 0.5\n" + house.config.read_text("utf-8"), "utf-8")
    store = Store.open(f"sqlite:///{house.folder}/digest.db")
    assert store.claims.take(week_claim(WEEK), "elsewhere|1|mark|1", dt.datetime.now(dt.UTC), dt.timedelta(minutes=5))
    store.close()
    week = ("--week", str(WEEK))
    for command in (("undo", *week), ("resend", *week, "--target", "journal"), ("weekly", *week)):
        assert "다른 실행이 끝나지 않" in str(house.run(*command).exception), command


def test_past_weeks_can_be_filled_in(house: House) -> None:
    done = house.run("weekly", "--from", "2024-08-12", "--to", "2024-08-23", "--json")
    assert done.exit_code == 0, done.output
    weeks = [digest["review"]["week"] for digest in json.loads(done.stdout)["digests"]]
    assert weeks == ["2024-W33", "2024-W34"]
    assert len(house.chat.posts) == 1


@pytest.mark.shared
def test_the_model_journals_third_week_gets_its_review(tmp_path: Path) -> None:
    source = SHARED / "data/journals/model/2024-08-23-boostcamp-003.md"
    whole = source.read_bytes().decode()
    cut = re.sub(r"### 데일리 트렌드\n.*?(?=^#{2,3} )", "", whole, flags=re.S | re.M)
    assert cut != whole
    with serving() as services, chatting() as chat:
        house = House(tmp_path, services, chat)
        house.file.write_text(cut, "utf-8", newline="")
        house.remember_the_month()
        assert house.run("weekly").exit_code == 0
        after = house.file.read_bytes()
        start = after.index("### 주간 트렌드".encode())
        assert after[:start].rstrip(b"\n") == cut.encode().rstrip(b"\n")
        assert start > after.index("## 3주차 후기".encode())
        assert all(line.startswith((b"- ", b"### ")) or not line for line in after[start:].split(b"\n"))
        stamp = house.file.stat().st_mtime_ns
        assert house.run("weekly").exit_code == 0
        assert house.file.stat().st_mtime_ns == stamp
        assert house.run("undo", "--week", "2024-W34").exit_code == 0
        assert house.file.read_bytes() == cut.encode()


def test_reviews_of_all_shapes_round_trip() -> None:
    assert Review.model_validate_json(compose_review(WEEK, month(), (), ()).model_dump_json()).week == "2024-W34"
    assert NOW.tzinfo


def dpo(number: int) -> dict[str, Any]:
    title = "Direct Preference Optimization: Secretly a Reward Model"
    return {"paperId": f"p{number}", "title": title, "year": 2023, "externalIds": {"ArXiv": "2305.18290"}}


def week_papers(house: House) -> list[str]:
    return [one["paper"]["id"] for day in WEEK.days[:5] for one in house.services.lists[str(day)]]


CORE = "이번 주 7편 가운데 4편이 함께 인용"


def test_what_the_week_cites_in_common_is_told_and_asked_once(house: House) -> None:
    for n, paper in enumerate(week_papers(house)[-7:]):
        house.services.cites[paper] = [dpo(0)] if n < 4 else [dpo(n)]
    done = house.run("weekly")
    assert done.exit_code == 0, done.output
    name = "Direct Preference Optimization (2305.18290)"
    assert f"{CORE}: {name}" in done.output
    assert f"- {CORE}: [{name}](https://arxiv.org/abs/2305.18290)\n" in house.file.read_text("utf-8")
    assert name in house.chat.posts[0]
    asked = [one for ids in house.services.asked for one in ids]
    assert len(asked) == len(set(asked)) == 40
    house.services.asked.clear()
    assert house.run("weekly").exit_code == 0
    again = {one for ids in house.services.asked for one in ids}
    assert not again & {f"ARXIV:{paper}" for paper in house.services.cites}  # what was told is kept
    house.services.asked.clear()
    assert house.run("weekly", "--dry-run").exit_code == 0
    assert house.services.asked == []


def test_a_service_that_is_away_costs_one_sentence(house: House) -> None:
    house.services.broken.add("s2")
    done = house.run("weekly")
    assert done.exit_code == 0, done.output
    sentence = "함께 인용한 핵심 논문은 싣지 못했습니다 (Semantic Scholar: 접근 거부(403))"
    assert done.output.count(sentence) == 1
    assert len(house.services.asked) == 1
    assert "### 주간 트렌드" in house.file.read_text("utf-8")
    assert "핵심 논문" not in house.file.read_text("utf-8")


def test_papers_too_new_for_references_are_said_to_be_so(house: House) -> None:
    assert "Semantic Scholar가 40편 가운데 0편의 참고 문헌만 압니다" in house.run("weekly").output


def test_who_does_not_want_core_papers_asks_nobody(tmp_path: Path) -> None:
    with serving() as services, chatting() as chat:
        house = House(tmp_path, services, chat, more="weekly: true\n    weekly_core: false")
        house.remember_the_month()
        done = house.run("weekly")
        assert done.exit_code == 0, done.output
        assert services.asked == []
        assert "Semantic Scholar" not in done.output
