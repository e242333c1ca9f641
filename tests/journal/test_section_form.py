"""What a section holds, where it stands and how it looks: `place`, `items`, `title`, the marker, the label."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from digest.journal.config import JournalSettings
from digest.journal.read.document import JournalRefused
from digest.journal.target import JournalTarget
from digest.journal.write.plan import Bullet, label_line
from digest.journal.write.section import spliced
from digest.models import Digest, Line
from digest.render.phrases import columns, short_title
from digest.store import Store
from journal_kit import DATE, FIRST, NAMES, NOW, SECOND, bullet, day_of, digest_of, planned
from makers import entry, sighting

PAPERS = ("2408.08152", "2408.08872", "2408.10188", "2408.11001")
PAGE = "# 2024-08-19\n\n## 할 일\n\n* 하나\n\n## 메모\n\n글\n"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "j").mkdir()
    file = tmp_path / "j/2024-08-19.md"
    file.write_text(PAGE)
    return file


def bot(page: Path, store: Store, **settings: Any) -> JournalTarget:
    chosen = JournalSettings.model_validate({"folder": str(page.parent), **settings})
    return JournalTarget(chosen, store, lambda: NOW, "main")


def papers(page: Path) -> list[str]:
    return [line.split("/papers/")[1][:10] for line in page.read_text().splitlines() if "/papers/" in line]


def keyless(digest: Digest, *producers: str) -> Digest:
    lines = [Line(text="줄이다.", producer=producer) for producer in producers]
    entries = [one.model_copy(update={"line": line}) for one, line in zip(digest.entries, lines, strict=True)]
    return digest.model_copy(update={"entries": tuple(entries)})


@pytest.mark.parametrize(
    ("place", "before"),
    [
        ("top", "## 할 일"),
        ("bottom", ""),
        ({"before": "메모"}, "## 메모"),
        ({"after": "할 일"}, "## 메모"),
        ({"after": "메모:"}, ""),
    ],
)
def test_the_place_is_the_persons_choice(page: Path, store: Store, place: object, before: str) -> None:
    target = bot(page, store, place=place)
    assert target.deliver(digest_of(*PAPERS)).state == "sent"
    heads = [line for line in page.read_text().splitlines() if line.startswith("##")] + [""]
    assert heads[heads.index("## 데일리 트렌드") + 1] == before
    assert target.deliver(digest_of(*PAPERS)).act == "unchanged"
    assert target.undo(DATE).state == "sent"
    assert page.read_text() == PAGE


def test_a_named_heading_that_is_not_there_is_waited_for(page: Path, store: Store) -> None:
    outcome = bot(page, store, place={"before": "읽을거리"}).deliver(digest_of(*PAPERS))
    assert outcome.state == "pending"
    assert "'읽을거리' 제목이 아직 없습니다" in outcome.detail
    assert page.read_text() == PAGE


@pytest.mark.parametrize("place", [{}, {"before": "가", "after": "나"}, "middle"])
def test_a_place_is_one_of_those_there_are(place: object) -> None:
    with pytest.raises(ValidationError):
        JournalSettings.model_validate({"place": place})


def test_the_first_items_and_those_put_aside(page: Path, store: Store) -> None:
    digest = digest_of(*PAPERS)
    asked = entry(PAPERS[3], "담은 글이다.")
    asked = asked.model_copy(update={"item": asked.item.model_copy(update={"sightings": (sighting(source="inbox"),)})})
    digest = digest.model_copy(update={"entries": (*digest.entries[:3], asked)})
    assert bot(page, store, items=2).deliver(digest).state == "sent"
    assert papers(page) == [PAPERS[0], PAPERS[1], PAPERS[3]]


def test_a_journal_that_takes_fewer_than_the_digest_has_says_so(page: Path, store: Store) -> None:
    target = bot(page, store, items=3)
    assert target.plan(digest_of(*PAPERS)).detail == "4건 가운데 3건(journal.items)", "a dry run tells it too"
    assert target.deliver(digest_of(*PAPERS)).detail == "4건 가운데 3건(journal.items)"
    assert target.deliver(digest_of(*PAPERS)).detail == "", "nothing was written"


@pytest.mark.parametrize("items", ["all", 4, 8])
def test_a_journal_that_takes_them_all_says_nothing(page: Path, store: Store, items: object) -> None:
    assert bot(page, store, items=items).deliver(digest_of(*PAPERS)).detail == ""


def test_a_written_section_keeps_its_bullets(page: Path, store: Store) -> None:
    assert bot(page, store).deliver(digest_of(*PAPERS)).state == "sent"
    fewer = bot(page, store, items=1)
    assert fewer.deliver(digest_of(*PAPERS, line="새 줄이다.")).state == "sent"
    assert papers(page) == list(PAPERS)
    assert page.read_text().count("새 줄이다.") == 4
    assert fewer.deliver(digest_of("2408.12345", *PAPERS, line="새 줄이다.")).act == "unchanged"


def test_a_section_grows_to_its_number_and_no_further(page: Path, store: Store) -> None:
    target = bot(page, store, items=3)
    assert target.deliver(digest_of(*PAPERS[:2])).state == "sent"
    assert target.deliver(digest_of(*PAPERS)).state == "sent"
    assert papers(page) == list(PAPERS[:3])
    page.write_text("\n".join(line for line in page.read_text().split("\n") if PAPERS[1] not in line))
    assert target.deliver(digest_of(*PAPERS)).act == "unchanged"  # a deleted bullet leaves no room for another


def test_without_the_keys_everything_stands_in_full(page: Path, store: Store) -> None:
    assert bot(page, store).deliver(digest_of(*PAPERS)).state == "sent"
    assert papers(page) == list(PAPERS)
    assert "about theorem proving](" in page.read_text()


TITLES = {
    "LongVILA: Scaling Long-Context Visual Language Models": "LongVILA",
    "짧은 제목": "짧은 제목",
    "A Study of All That Anybody Ever Measured in Deep Nets": "A Study of All That Anybody Ever Measured in…",
    "On the $O(n \\log n)$ Complexity of Sorting Very Long Lists": "On the $O(n \\log n)$ Complexity of Sorting Very…",
    "On the cost of the very long formula $O(n \\log n)$ in practice": "On the cost of the very long formula…",
    "긴 한글 제목은 두 칸씩 차지해서 더 빨리 잘려 나가게 된다": "긴 한글 제목은 두 칸씩 차지해서 더 빨리 잘려…",
    "What is a name that is far too long for one before: no": "What is a name that is far too long for one…",
}


@pytest.mark.parametrize(("title", "short"), TITLES.items())
def test_short_titles(title: str, short: str) -> None:
    assert short_title(title) == short
    assert columns(short) <= 49


def test_an_own_bullet_is_known_whatever_the_form_of_its_title(page: Path, store: Store) -> None:
    assert bot(page, store).deliver(digest_of(*PAPERS[:2])).state == "sent"
    assert bot(page, store, title="short").deliver(digest_of(*PAPERS[:2])).state == "sent"
    assert papers(page) == list(PAPERS[:2])


def test_bullets_begin_as_the_persons_own(page: Path, store: Store, tmp_path: Path) -> None:
    bot(page, store).deliver(digest_of(*PAPERS[:1]))
    assert "\n* [Paper 2408.08152" in page.read_text()


def test_the_marker_of_the_day_before_where_the_page_has_none(page: Path, store: Store) -> None:
    page.write_text("# 2024-08-19\n\n글\n")
    (page.parent / "2024-08-16.md").write_text("+ 하나\n+ 둘\n")
    bot(page, store).deliver(digest_of(*PAPERS[:1]))
    assert "\n+ [Paper 2408.08152" in page.read_text()


def test_a_configured_bullet_keeps_its_marker(page: Path, store: Store) -> None:
    bot(page, store, bullet="- {title} {url}").deliver(digest_of(*PAPERS[:1]))
    assert "\n- Paper 2408.08152" in page.read_text()
    page.write_text("# 2024-08-19\n\n- 하나\n")
    bot(page, store, bullet="* {title} {url}", section="다른 절").deliver(digest_of(*PAPERS[:1], name="main"))


def test_the_many_lines_of_one_writer_are_not_named() -> None:
    one, two, three, bare = (
        Bullet(key, "- x", "- x", label, name=key, bare_title=not label)
        for key, label in (("A", "원문 핵심 문장"), ("B", "자동 정리"), ("C", "원문 핵심 문장"), ("D", ""))
    )
    by_model = Bullet("E", "- x", "- x", name="E")
    assert label_line([one, three, bare]) == "(한 줄 설명: 원문 핵심 문장)"
    assert label_line([one, two, three]) == "(한 줄 설명: B 자동 정리 · 나머지 원문 핵심 문장)"
    assert label_line([one, two, by_model]) == "(한 줄 설명: A 원문 핵심 문장 · B 자동 정리)"
    assert label_line([by_model, bare]) == ""


def test_who_wrote_the_lines_is_told_once(page: Path, store: Store) -> None:
    target = bot(page, store)
    digest = keyless(digest_of(*PAPERS[:2]), "composed", "composed")
    assert target.deliver(digest).state == "sent"
    text = page.read_text()
    assert text.count("자동 정리") == 1
    assert "줄이다.\n\n(한 줄 설명: 자동 정리)\n\n## 할 일" in text
    assert target.deliver(digest).act == "unchanged"
    mixed = keyless(digest_of(*PAPERS[:2]), "model", "composed")
    assert target.deliver(mixed).state == "sent"
    assert "(한 줄 설명: Paper 2408.08872 about theorem proving 자동 정리)" in page.read_text()
    assert target.deliver(mixed).act == "unchanged"
    assert target.deliver(keyless(digest_of(*PAPERS[:2]), "model", "model")).state == "sent"
    assert "한 줄 설명" not in page.read_text()
    assert target.undo(DATE).state == "sent"
    assert page.read_text() == PAGE


def test_a_label_goes_with_its_section(page: Path, store: Store) -> None:
    target = bot(page, store)
    target.deliver(keyless(digest_of(*PAPERS[:2]), "mt", "mt"))
    assert target.deliver(keyless(digest_of(*PAPERS[:3]), "mt", "mt", "mt")).state == "sent"
    assert page.read_text().count("기계 번역") == 1
    assert target.undo(DATE).state == "sent"
    assert page.read_text() == PAGE


def test_a_mark_of_ones_own_stays_at_each_line(page: Path, store: Store) -> None:
    bot(page, store, fallback_mark="※{label}").deliver(keyless(digest_of(*PAPERS[:2]), "composed", "composed"))
    assert page.read_text().count("※자동 정리") == 2


def test_in_a_list_of_the_persons_each_line_says_it(page: Path, store: Store) -> None:
    page.write_text("# 2024-08-19\n\n## 데일리 트렌드\n\n- 내가 본 것\n")
    target = bot(page, store)
    digest = keyless(digest_of(*PAPERS[:2]), "composed", "composed")
    target.deliver(digest)
    assert page.read_text().count("(자동 정리)") == 2
    assert target.deliver(digest).act == "unchanged"


def test_a_new_file_has_the_label_too(tmp_path: Path, store: Store) -> None:
    target = bot(tmp_path / "own/x.md", store)
    digest = keyless(digest_of(*PAPERS[:2]), "composed", "composed")
    assert target.deliver(digest).state == "sent"
    text = (tmp_path / "own/2024-08-19.md").read_text()
    assert text.endswith("줄이다.\n\n(한 줄 설명: 자동 정리)\n")
    assert target.deliver(digest).act == "unchanged"
    assert target.undo(dt.date(2024, 8, 19)).state == "sent"
    assert not (tmp_path / "own/2024-08-19.md").exists()


def test_blank_lines_of_theirs_stay_when_the_label_is_gone(page: Path, store: Store) -> None:
    target = bot(page, store)
    target.deliver(keyless(digest_of(*PAPERS[:2]), "composed", "composed"))
    page.write_text(page.read_text().replace("\n## 할 일", "\n\n\n## 할 일"))
    assert target.deliver(keyless(digest_of(*PAPERS[:2]), "model", "model")).state == "sent"
    assert "한 줄 설명" not in page.read_text()
    assert target.undo(DATE).state == "sent"
    assert page.read_text() == PAGE.replace("\n## 할 일", "\n\n\n## 할 일")


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_label_at_the_end_of_the_file_comes_and_goes(page: Path, store: Store, end: str) -> None:
    page.write_text(f"# 2024-08-19\n\n글{end}")
    target = bot(page, store)
    by_model = keyless(digest_of(*PAPERS[:2]), "model", "model")
    composed = keyless(digest_of(*PAPERS[:2]), "composed", "composed")
    assert target.deliver(composed).state == "sent"
    assert page.read_text().endswith(f"줄이다.\n\n(한 줄 설명: 자동 정리){end}")
    assert target.deliver(keyless(digest_of(*PAPERS[:2]), "mt", "mt")).state == "sent"
    assert page.read_text().endswith(f"줄이다.\n\n(한 줄 설명: 기계 번역){end}")
    assert target.deliver(by_model).state == "sent"
    assert page.read_text().endswith(
        f"{PAPERS[1]} about theorem proving](https://huggingface.co/papers/{PAPERS[1]}): 줄이다.{end}"
    )
    assert target.deliver(by_model).act == "unchanged"
    assert target.undo(DATE).state == "sent"
    assert page.read_text() == f"# 2024-08-19\n\n글{end}"


def test_a_new_text_and_the_end_of_a_label_in_one_write(page: Path, store: Store) -> None:
    page.write_text("# 2024-08-19\n\n글")
    target = bot(page, store)
    target.deliver(keyless(digest_of(*PAPERS[:2]), "composed", "composed"))
    assert target.deliver(digest_of(*PAPERS[:2], line="새 줄이다.")).state == "sent"
    assert page.read_text().endswith("새 줄이다.")
    assert page.read_text().count("새 줄이다.") == 2
    assert target.undo(DATE).state == "sent"
    assert page.read_text() == "# 2024-08-19\n\n글"


def test_a_label_that_was_edited_is_theirs(page: Path, store: Store) -> None:
    target = bot(page, store)
    target.deliver(keyless(digest_of(*PAPERS[:2]), "composed", "composed"))
    mine = page.read_text().replace("(한 줄 설명: 자동 정리)", "(내가 고른 글)")
    page.write_text(mine)
    assert target.deliver(keyless(digest_of(*PAPERS[:2]), "mt", "mt")).act == "unchanged"
    assert page.read_text() == mine


def test_only_lines_that_stand_are_named_in_the_label(page: Path, store: Store) -> None:
    target = bot(page, store)
    target.deliver(keyless(digest_of(*PAPERS[:2]), "composed", "mt"))
    page.write_text("\n".join(line for line in page.read_text().split("\n") if f"papers/{PAPERS[1]}" not in line))
    assert target.deliver(keyless(digest_of(*PAPERS[:2]), "composed", "mt")).state == "sent"
    assert "(한 줄 설명: 자동 정리)" in page.read_text()


def test_lines_that_join_a_section_later_are_named_too(page: Path, store: Store) -> None:
    target = bot(page, store)
    target.deliver(keyless(digest_of(*PAPERS[:1]), "model"))
    assert "한 줄 설명" not in page.read_text()
    target.deliver(keyless(digest_of(*PAPERS[:2]), "model", "composed"))
    assert page.read_text().count("(자동 정리)") == 1, "a section that began without the line has it at each bullet"


def test_what_the_reader_put_aside_comes_into_a_full_section(page: Path, store: Store) -> None:
    target = bot(page, store, items=2)
    target.deliver(digest_of(*PAPERS[:2]))
    digest = digest_of(*PAPERS)
    asked = digest.entries[3]
    asked = asked.model_copy(update={"item": asked.item.model_copy(update={"sightings": (sighting(source="inbox"),)})})
    assert target.deliver(digest.model_copy(update={"entries": (*digest.entries[:3], asked)})).state == "sent"
    assert papers(page) == [PAPERS[0], PAPERS[1], PAPERS[3]]


def test_a_section_in_an_outline_is_named_in_the_rows() -> None:
    plan = planned(day_of("- [[데일리 트렌드]]\n\t- 글\n", flavour="logseq"))
    assert plan.heading == NAMES[0]
    assert planned(day_of("- 글\n", flavour="logseq")).heading == NAMES[0]


def test_a_plan_counts_what_will_stand() -> None:
    page = "# 오늘\n"
    first = planned(day_of(page), [bullet(FIRST), bullet(SECOND)])
    assert (first.state, first.lines, first.vanished) == ("write", 2, 0)
    text = spliced(day_of(page).document, first.splices)
    same = planned(day_of(text), [bullet(FIRST), bullet(SECOND)], first.rows)
    assert (same.state, same.lines, same.vanished, same.news) == ("unchanged", 2, 0, ())
    edited = text.decode().replace("한 줄", "내 줄", 1)
    later = planned(day_of(edited), [bullet(FIRST), bullet(SECOND)], first.rows)
    assert (later.state, later.lines) == ("unchanged", 1)
    assert [(row.item_key, row.status) for row in later.news] == [(f"arxiv:{FIRST}", "user")]
    pasted = planned(day_of("# 오늘\n\n글\n"), [bullet(FIRST)], first.rows)
    assert (pasted.state, pasted.lines, pasted.vanished) == ("unchanged", 0, 2)
    again = planned(
        day_of("# 오늘\n\n글\n"), [bullet(FIRST)], [row.model_copy(update={"status": "gone"}) for row in first.rows]
    )
    assert (again.vanished, again.detail) == (0, "넣었던 줄이 모두 지워졌습니다")


def test_a_change_in_a_long_page_is_checked_from_heading_to_heading() -> None:
    """What stands above the heading before and below the heading after is the same, however long it is."""
    many = "".join(f"## {n}일\n\n- 글\n\n```\n코드\n```\n\n" for n in range(40))
    text = f"# 오늘\n\n{many}"
    for heading in ("0일", "20일", "39일"):
        day = day_of(text, heading)
        plan = planned(day)
        assert spliced(day.document, plan.splices).decode().replace(plan.splices[0].inserted.decode(), "") == text
    opened = f"{many}## 끝\n\n<?php\n\n글\n"
    with pytest.raises(JournalRefused, match="둘레의 글"):
        planned(day_of(opened, "끝"))
    assert planned(day_of(opened, "20일")).state == "write", "what is open far below is no matter here"


@pytest.mark.parametrize("form", ["- [{title!r}]({url})", "- [{title.x}]({url})", "- [{title:>9}]({url})", "- {url} {"])
def test_a_bullet_that_the_section_would_not_fill_in_is_refused(form: str) -> None:
    with pytest.raises(ValidationError, match="만 쓸 수 있습니다"):
        JournalSettings(bullet=form)


def test_a_bullet_may_hold_doubled_braces_of_the_persons_site() -> None:
    assert JournalSettings(bullet="- [{title}]({url}) {{ site.tag }}").bullet.endswith("{{ site.tag }}")
