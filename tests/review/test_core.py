"""Core papers of a week: what several of its papers cite in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from digest.models import Cited, CorePaper, Digest, Review
from digest.publish.slack.blocks import slack_parts
from digest.render.markdown import review_bullets
from digest.render.phrases import review_lines
from digest.review.core import MOST_VOTED, core_papers, most_voted
from makers import DATE, sighting

TODAY = dt.date(2024, 8, 23)
DPO = Cited(id="d", paper="2305.18290", year=2023, title="Direct Preference Optimization: Secretly a Reward Model")
LLAMA = Cited(id="l", paper="2307.09288", year=2023, title="Llama 2")
ATTENTION = Cited(id="a", paper="1706.03762", year=2017, title="Attention Is All You Need")


def week(*references: Sequence[Cited]) -> dict[str, Sequence[Cited]]:
    return {f"arxiv:2408.{n:05}": cited for n, cited in enumerate(references)}


def counted(references: dict[str, Sequence[Cited]], today: dt.date = TODAY) -> list[tuple[str, int, int]]:
    return [(core.title, core.citing, core.known) for core in core_papers(references, references, today)]


def test_what_most_papers_cite_comes_first_and_the_old_stay_out() -> None:
    papers = week([DPO, ATTENTION], [DPO, LLAMA, ATTENTION], [DPO, LLAMA, ATTENTION], [DPO], [LLAMA, ATTENTION], [], [])
    assert counted(papers) == [(DPO.title, 4, 5), ("Llama 2", 3, 5)]  # two papers' references are not known


def test_two_papers_are_not_several() -> None:
    assert counted(week([DPO], [DPO], [LLAMA])) == []
    assert core_papers((), {}, TODAY) == ()


def test_a_paper_that_lists_a_work_twice_cites_it_once() -> None:
    assert counted(week([DPO, DPO, DPO], [DPO])) == []


@pytest.mark.parametrize(
    ("paper", "year", "told"),
    [
        ("1908.00001", 2019, False),  # five years old
        ("1909.00001", 2019, True),  # a month younger
        ("", 2020, True),
        ("", 2019, False),  # the year alone does not say that it is young enough
        ("", None, False),
    ],
)
def test_five_years_are_counted_from_the_month_where_the_id_tells_it(paper: str, year: int | None, told: bool) -> None:
    work = Cited(id="w", paper=paper, year=year, title="A Work")
    assert bool(counted(week([work], [work], [work]))) == told


def test_the_newer_goes_first_where_as_many_cite_it_and_three_are_told() -> None:
    works = [Cited(id=f"w{n}", paper=f"230{n}.00001", year=2023, title=f"Work {n}") for n in range(1, 6)]
    assert [title for title, _, _ in counted(week(works, works, works))] == ["Work 5", "Work 4", "Work 3"]


def test_a_leap_day_has_a_day_five_years_before() -> None:
    assert counted(week([DPO], [DPO], [DPO]), dt.date(2024, 2, 29))


def test_the_most_voted_are_asked_about_once_each() -> None:
    papers = [sighting(f"2408.{n:05}", upvotes=n) for n in range(60)]
    found = most_voted([*papers, *papers])
    assert (len(found), found[0]) == (MOST_VOTED, "arxiv:2408.00059")
    assert most_voted([sighting("2408.00001", upvotes=0)]) == ()


def review(title: str = DPO.title, key: str = "arxiv:2305.18290") -> Digest:
    core = CorePaper(key=key, title=title, url="https://arxiv.org/abs/2305.18290", citing=4, known=7)
    week = Review(week="2024-W34", first=DATE, last=DATE, core=(core,))
    return Digest(date=DATE, name="main:weekly", entries=(), review=week)


def test_it_is_told_with_its_name_its_number_and_how_many_of_how_many() -> None:
    digest = review()
    line = "이번 주 7편 가운데 4편이 함께 인용: Direct Preference Optimization (2305.18290)"
    assert line in review_lines(digest.review)
    bullets = dict(review_bullets(digest))
    address = "https://arxiv.org/abs/2305.18290"
    assert bullets["review:core-1"] == (
        f"- 이번 주 7편 가운데 4편이 함께 인용: [Direct Preference Optimization (2305.18290)]({address})"
    )
    (part,) = slack_parts(digest)
    assert {"type": "link", "text": "Direct Preference Optimization (2305.18290)", "url": address} in [
        one
        for block in part.payload["blocks"]
        for two in block.get("elements", ())
        for one in two.get("elements", ())  # type: ignore[union-attr]
    ]


def test_a_hostile_title_stays_text_and_a_work_without_arxiv_id_has_no_number() -> None:
    hostile = dict(review_bullets(review("<b>[x](javascript:alert(1))</b> `a`\n# b")))["review:core-1"]
    assert "\n" not in hostile
    assert "\\<b>" in hostile
    assert "[x](" not in hostile.replace("\\[", "")
    assert "(s2:" not in "".join(review_lines(review(key="s2:abc").review))
