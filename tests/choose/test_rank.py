from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from digest.choose.keywords import Keyword
from digest.choose.merge import merge
from digest.choose.people import Author, Followed, People
from digest.choose.rank import Candidate, DayIndex, rank
from digest.models import Item
from makers import NOW, item, sighting

WORDS = TypeAdapter(tuple[Keyword, ...])
KEYWORDS = WORDS.validate_python(["diffusion", {"not": "medical"}])


def hf(paper: str, title: str, heat: float, **fields: object) -> Item:
    return item(paper, title=title, sightings=(sighting(paper, heat=heat, upvotes=int(heat * 100)),), **fields)


def flood(paper: str, title: str, abstract: str = "We do.", **fields: object) -> Item:
    seen = sighting(paper, source="arxiv", needs_keyword=True)
    return item(paper, title=title, abstract=abstract, sightings=(seen,), **fields)


def last_digits(found: tuple[Candidate, ...]) -> str:
    return "".join(one.item.key[-1] for one in found)


def test_keywords_lead_heat_follows_and_reasons_are_told() -> None:
    items = [
        hf("2408.00001", "Hot thing", 0.6),
        hf("2408.00002", "Diffusion thing", 0.1),
        hf("2408.00003", "Cold", 0.2),
    ]
    ranked = rank(items, KEYWORDS)
    assert last_digits(ranked) == "213"
    assert ranked[0].reasons == ("키워드: diffusion", "HF ▲10")


def test_vetoed_and_already_shown_items_are_no_candidates() -> None:
    items = [hf("2408.00001", "Medical diffusion", 0.9), hf("2408.00002", "Diffusion", 0.5)]
    assert [r.item.key for r in rank(items, KEYWORDS)] == ["arxiv:2408.00002"]
    assert rank(items, KEYWORDS, frozenset({"arxiv:2408.00002"})) == ()


def test_a_flood_source_needs_a_keyword() -> None:
    assert rank([flood("2408.00001", "Anything")], KEYWORDS) == ()
    assert len(rank([flood("2408.00001", "Diffusion")], KEYWORDS)) == 1


def test_a_link_the_reader_saved_leads_with_its_note_whatever_the_weights() -> None:
    saved = item(
        "2408.00009", title="Medical", notes=("멘토님 추천",), sightings=(sighting("2408.00009", source="inbox"),)
    )
    heavy = WORDS.validate_python([{"any": "diffusion", "weight": 10}, {"not": "medical"}])
    ranked = rank([hf("2408.00002", "Diffusion", 1.0, keywords=("diffusion",)), saved], heavy)
    assert last_digits(ranked) == "92"
    assert ranked[0].reasons[0] == "추천: 멘토님 추천"


@pytest.mark.parametrize("name", ["키워드 뉴스", "뉴스"])
def test_the_name_of_a_feed_is_no_match(name: str) -> None:
    post = item("2408.00001", title="Quiet", sightings=(sighting("2408.00001", source=f"feed:{name}"),))
    (ranked,) = rank([post], KEYWORDS)
    assert ranked.reasons == (name,)
    assert not ranked.matched


def test_mentions_on_x_are_counted_by_post() -> None:
    posts = tuple(
        sighting("2408.00001", source="x", account=a, post_url=f"https://x.com/{a}/status/{n}")
        for n, a in enumerate(["_akhaliq", "_akhaliq", "bo"])
    )
    (ranked,) = rank([item("2408.00001", title="Quiet", sightings=posts)], KEYWORDS)
    assert "X에서 3회 언급: @_akhaliq, @bo" in ranked.reasons
    assert [(part.name, part.value) for part in ranked.parts] == [("mentions", 0.6)]


def test_more_mentions_than_three_weigh_no_more() -> None:
    """A paper that ten accounts repeat stands no higher than one that three talk about."""

    def score(accounts: int, feeds: int = 0) -> float:
        posts = [
            sighting("2408.00001", source="x", account=f"a{n}", post_url=f"https://x.com/a{n}/status/1")
            for n in range(accounts)
        ]
        posts += [
            sighting("2408.00001", source=f"feed:{n}", post_url=f"https://feed{n}.test/1", account="")
            for n in range(feeds)
        ]
        (ranked,) = rank([item("2408.00001", title="Quiet", sightings=tuple(posts))], ())
        assert ranked.talk == ranked.score
        return ranked.score

    assert [score(n) for n in (1, 2, 3, 4, 10)] == [0.3, 0.6, 0.9, 0.9, 0.9]
    assert [score(2, 1), score(2, 2), score(0, 5)] == [0.9, 0.9, 0.9]


def test_a_paper_is_talked_about_from_sixty_percent_of_its_list_on_or_when_somebody_mentions_it() -> None:
    at, below = (rank([hf("2408.00001", "Quiet", heat)], ())[0] for heat in (0.6, 0.599))
    assert (at.talk, below.talk) == (0.6, 0.0)
    post = sighting("2408.00001", source="x", account="bo", post_url="https://x.com/bo/status/1")
    (mentioned,) = rank([item("2408.00001", title="Quiet", sightings=(post,))], ())
    assert mentioned.talk == 0.3
    (matched,) = rank([item("2408.00001", title="Diffusion", sightings=(post,))], KEYWORDS)
    assert matched.talk == 0.3


def test_only_posts_on_x_are_mentions_on_x() -> None:
    seen = (
        sighting("2408.00001", source="x", account="bo", post_url="https://x.com/bo/status/1"),
        sighting("2408.00001", source="x", account="bo"),
        sighting("2408.00001", source="feed:Blog", account="editor", post_url="https://blog.test/1"),
    )
    (ranked,) = rank([item("2408.00001", title="Quiet", sightings=seen)], ())
    assert ranked.reasons == ("X에서 1회 언급: @bo", "Blog")
    assert ranked.score == 0.6


def test_every_reason_is_told_in_its_order_and_once() -> None:
    seen = (
        sighting("2408.00001", source="inbox"),
        sighting("2408.00001", upvotes=0, late=True),
        sighting("2408.00001", source="feed:Blog"),
    )
    twice = TypeAdapter(tuple[Keyword, ...]).validate_python(["diffusion", {"any": ["diffusion", "denoising"]}, "RLHF"])
    (ranked,) = rank([item("2408.00001", title="Diffusion and RLHF", sightings=seen)], twice)
    assert ranked.reasons == ("직접 담은 링크", "키워드: diffusion, RLHF", "HF ▲0", "Blog", "목록에 늦게 올라옴")


def test_words_of_an_abstract_do_not_bury_what_everybody_talks_about() -> None:
    """As on 2024-08-20: three keywords in an abstract stood above a title with 55 votes, a post on X and a blog."""
    quiet = hf("2408.00001", "Quiet", 0.0, abstract="Agents for diffusion with RLHF")
    posts = tuple(
        sighting("2408.00002", source=source, account=who, post_url=f"https://{source[-4:]}.test/1")
        for source, who in (("x", "_akhaliq"), ("feed:Blog", ""))
    )
    loved = item("2408.00002", title="Loved", sightings=(sighting("2408.00002", heat=1.0, upvotes=55), *posts))
    first, second = rank([quiet, loved], WORDS.validate_python(["diffusion", "RLHF", "agent"]))
    assert (first.item, first.score) == (loved, 1.6)
    assert second.score < 1


def test_one_topic_in_two_languages_counts_once() -> None:
    paper = hf("2408.00001", "Multimodal models", 0.0)
    once, twice = (
        rank([paper], WORDS.validate_python(words)) for words in (["multimodal"], ["multimodal", "멀티모달"])
    )
    assert once[0].score == twice[0].score
    assert twice[0].reasons[0] == "키워드: multimodal"


def test_a_word_that_the_weeks_before_are_full_of_counts_little() -> None:
    usual = [item(f"2407.{n:05d}", title="Language", abstract="An LLM", keywords=()) for n in range(200)]
    papers = [hf("2408.00001", "LLM", 0.0), hf("2408.00002", "Diffusion", 0.0)]
    keywords = WORDS.validate_python(["LLM", "diffusion"])
    assert last_digits(rank(DayIndex(papers, usual), keywords)) == "21"
    broad, rare = (one.parts[0] for one in reversed(rank(DayIndex(papers, usual), keywords)))
    assert broad.value < rare.value / 3
    assert "드묾 0.30" in broad.why


def test_one_broad_word_of_an_abstract_stands_last_and_says_so() -> None:
    usual = [item(f"2407.{n:05d}", title="Language", abstract="An LLM", keywords=()) for n in range(200)]
    faint = flood("2408.00001", "Quiet", "We ask an LLM.")
    titled = flood("2408.00002", "An LLM for chess")
    liked = hf("2408.00003", "Liked", 0.5)
    found = rank(DayIndex([faint, titled, liked], usual), WORDS.validate_python([{"any": ["LLM"], "weight": 10}]))
    assert last_digits(found)[-1] == "1"
    assert found[-1].score < 0
    assert found[-1].parts[-1].why == "추천이 없고, 흔한 말 하나가 초록에만 있음"


def test_authors_and_labs_are_matched_by_whole_names_and_told() -> None:
    people = People(
        (Author(name="Ada Example", weight=2), Author(name="Bo Beispiel", aka=("B. Beispiel",))),
        (Followed(name="Upstage"),),
    )
    papers = [
        flood("2408.00001", "One", authors=("Example, Ada", "Someone Else")),
        flood("2408.00002", "Two", authors=("Ada Examples", "Nobody")),
        flood("2408.00003", "Three", authors=("B. Beispiel",), organizations=("Upstage", "upstage-ai")),
        flood("2408.00004", "Four", authors=("Nobody",), organizations=("Upstage Labs",)),
    ]
    found = rank(papers, (), people=people)
    assert last_digits(found) == "13"
    assert found[0].reasons == ("저자: Ada Example",)
    assert found[1].reasons == ("저자: Bo Beispiel", "기관: Upstage")
    assert [(part.name, part.value) for part in found[1].parts] == [("author", 1.0), ("lab", 0.5)]


ADA, OTHER = "0000-0002-1825-0097", "0000-0001-5109-3700"


def test_an_orcid_finds_a_person_by_any_name_and_tells_namesakes_apart() -> None:
    papers = [
        flood("2408.00001", "By her id", authors=("A. Example-Married", "Someone"), orcids=(ADA, "")),
        flood("2408.00002", "A namesake", authors=("Ada Example",), orcids=(OTHER,)),
        flood("2408.00003", "No id is told", authors=("Ada Example",)),
        flood("2408.00004", "Another's id is told", authors=("Someone", "Example, Ada"), orcids=(OTHER, "")),
        flood("2408.00005", "Two of a name", authors=("Ada Example", "Ada Example"), orcids=(OTHER, ADA)),
    ]
    known = People((Author(name="Ada Example", orcid=f"https://orcid.org/{ADA}"),))
    assert sorted(last_digits(rank(papers, (), people=known))) == ["1", "3", "4", "5"]
    assert {one.reasons for one in rank(papers, (), people=known)} == {("저자: Ada Example",)}
    unknown = People((Author(name="Ada Example"),))
    assert sorted(last_digits(rank(papers, (), people=unknown))) == ["2", "3", "4", "5"]


def test_ids_of_another_source_belong_to_the_same_names() -> None:
    listed = sighting("2408.00001", source="arxiv", authors=("Someone Else", "Ada Example"), needs_keyword=True)
    journal = sighting(
        "2408.00001", source="feed:J", authors=("Example, Ada", "Someone Else"), orcids=(ADA, ""), needs_keyword=True
    )
    (one,) = merge([listed, journal])
    assert one.authors == ("Someone Else", "Ada Example")
    assert one.orcids == ("", ADA)
    assert merge([listed])[0].orcids == ()


def test_of_a_paper_that_nobody_mentions_words_count_half_and_a_name_in_full() -> None:
    (alone,) = rank([flood("2408.00001", "Diffusion")], KEYWORDS)
    (voted,) = rank([hf("2408.00001", "Diffusion", 0.1)], KEYWORDS)
    keyword, unheard = alone.parts
    assert (unheard.name, unheard.value) == ("unheard", -round(keyword.value / 2, 3))
    assert alone.score == round(keyword.value + unheard.value, 3)
    assert [part.name for part in voted.parts] == ["keyword", "heat"]
    people = People((Author(name="Ada Example"),))
    (followed,) = rank([flood("2408.00001", "Diffusion")], KEYWORDS, people=people)
    assert "unheard" not in [part.name for part in followed.parts]


def test_equal_scores_stand_by_time_then_by_key() -> None:
    days = {1: None, 2: NOW - dt.timedelta(days=1), 3: NOW, 4: NOW}
    papers = [hf(f"2408.0000{n}", "Same", 0.5, published=day) for n, day in days.items()]
    assert last_digits(rank(papers, KEYWORDS)) == "3421"


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0, 1)), unique_by=lambda t: t[0]), st.randoms())
def test_the_order_is_total_and_independent_of_the_input(pairs: list[tuple[int, float]], chance: random.Random) -> None:
    items = [hf(f"2408.0000{n}", "Diffusion" if n % 2 else "Thing", round(heat, 3)) for n, heat in pairs]
    shuffled = list(items)
    chance.shuffle(shuffled)
    first, second = rank(shuffled, KEYWORDS), rank(items, KEYWORDS)
    assert [(one.item, one.score, one.reasons) for one in first] == [(o.item, o.score, o.reasons) for o in second]
