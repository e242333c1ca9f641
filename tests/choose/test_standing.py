"""What an item is worth to anybody, part by part and word by word, and how a reader's interests join that."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from pydantic import TypeAdapter

from digest.choose.keywords import Keyword, TextIndex
from digest.choose.people import Author, People
from digest.choose.rank import Candidate, DayIndex, rank
from digest.models import Item, ScorePart
from makers import NOW, item, sighting

WORDS = TypeAdapter(tuple[Keyword, ...])
DIFFUSION = WORDS.validate_python(["diffusion"])
LISTED = sighting()
"""In the list of Hugging Face, without a vote."""


QUIET = TextIndex(item(f"2407.{n:05d}", title="Old", abstract="We do.") for n in range(200))


def voted(heat: float | None, upvotes: int | None, **fields: object) -> Item:
    return item("2408.00001", title="Quiet", sightings=(sighting(heat=heat, upvotes=upvotes, **fields),))


def posted(*accounts: str, where: str = "x", **fields: object) -> tuple:
    return tuple(
        sighting(source=where, account=who, post_url=f"https://x.com/{who}/status/{n}", **fields)
        for n, who in enumerate(accounts)
    )


def alone(paper: Item, keywords: tuple[Keyword, ...] = (), **options: object) -> Candidate:
    """Among so many papers of the weeks before that every word is rare."""
    (found,) = rank(DayIndex([paper], QUIET), keywords, **options)
    return found


def parts(one: Candidate) -> dict[str, float]:
    return {part.name: part.value for part in one.parts}


def whys(one: Candidate) -> dict[str, str]:
    return {part.name: part.why for part in one.parts}


def test_votes_count_by_their_place_in_their_list() -> None:
    one = alone(voted(0.25, 12))
    assert parts(one) == {"heat": 0.25}
    assert whys(one) == {"heat": "HF ▲12, 그 목록의 25%보다 많음"}
    assert one.reasons == ("HF ▲12",)
    assert alone(voted(0.0, 0)).parts == ()
    assert alone(voted(0.0, 0)).reasons == ("HF ▲0",)
    assert whys(alone(voted(0.25, None))) == {"heat": "추천, 그 목록의 25%보다 많음"}
    assert alone(voted(None, None)).reasons == ()


def test_of_several_lists_the_best_place_and_the_most_votes_count() -> None:
    nights = (sighting(heat=0.2, upvotes=30), sighting(heat=0.7, upvotes=9), sighting(source="arxiv"))
    one = alone(item("2408.00001", sightings=nights))
    assert (parts(one), one.reasons) == ({"heat": 0.7}, ("HF ▲30",))


def test_a_second_look_says_that_it_is_one() -> None:
    one = alone(item("2408.00001", sightings=(sighting(heat=0.7, upvotes=90, again=True),)))
    assert one.reasons == ("하루 뒤 화제 ▲90",)
    assert one.standing.second_look
    both = (sighting(heat=0.7, upvotes=90, again=True), sighting(source="arxiv"))
    assert not alone(item("2408.00001", sightings=both)).standing.second_look


def test_mentions_tell_who_where_and_how_often() -> None:
    one = alone(item("2408.00001", sightings=posted("bo", "_akhaliq", "bo")))
    assert one.reasons == ("X에서 3회 언급: @_akhaliq, @bo",)
    assert whys(one) == {"mentions": "X에서 3회 언급: @_akhaliq, @bo"}
    assert parts(one) == {"mentions": 0.6}, "by account, not by post"
    silent = sighting(source="x", account="bo")
    assert alone(item("2408.00001", sightings=(silent,))).reasons == ("X에서 1회 언급: @bo",)


def test_accounts_of_two_places_are_told_with_both() -> None:
    there = LISTED.model_copy(
        update={
            "account": "cy",
            "post_url": "https://b.test/1",
            "told_by": LISTED.origin.model_copy(update={"name": "Bluesky", "voice": "accounts"}),
        }
    )
    one = alone(item("2408.00001", sightings=(*posted("bo"), there)))
    assert one.reasons == ("Bluesky·X에서 2회 언급: @bo, @cy",)


def test_a_feed_that_only_lists_a_paper_names_itself_and_adds_nothing() -> None:
    listing = sighting(source="feed:Journal")
    one = alone(item("2408.00001", sightings=(listing,)))
    assert (one.reasons, one.score) == (("Journal",), 0.0)
    about = sighting(source="feed:Blog", post_url="https://blog.test/1")
    two = alone(item("2408.00001", sightings=(listing, about)))
    assert (two.reasons, parts(two)) == (("Blog, Journal",), {"mentions": 0.3})
    assert whys(two) == {"mentions": "Blog · Journal"}
    again = alone(item("2408.00001", sightings=(about, about.model_copy(update={"post_url": "https://blog.test/2"}))))
    assert parts(again) == {"mentions": 0.3}, "a feed speaks once"


def test_talk_is_heat_and_mentions_of_papers() -> None:
    def talk(heat: float, *accounts: str, kind: str = "paper") -> float:
        seen = (sighting(heat=heat, upvotes=5), *posted(*accounts))
        return alone(item("2408.00001", kind=kind, sightings=seen)).talk

    assert [talk(0.6), talk(0.59), talk(0.0), talk(1.0)] == [0.6, 0, 0, 1]
    assert [talk(0.2, "a"), talk(0.6, "a", "b"), talk(0.6, *"abcde")] == [0.5, 1.2, 1.5]
    assert talk(0.9, "a", kind="post") == 0


def test_a_link_put_aside_leads_with_its_reason_and_five_points() -> None:
    own = item("2408.00001", title="Quiet", notes=("멘토님 추천",), sightings=(sighting(source="inbox"),))
    one = alone(own)
    assert (parts(one), whys(one)) == ({"note": 5.0}, {"note": "추천: 멘토님 추천"})
    assert one.reasons == ("추천: 멘토님 추천",)
    late = sighting(late=True, upvotes=4)
    coded = item("2408.00001", code_url="https://github.com/a/b", stars=1234, sightings=(late,))
    assert alone(coded).reasons == ("HF ▲4", "코드 있음 ⭐1,234", "목록에 늦게 올라옴")


@pytest.mark.parametrize(
    ("seen", "kind", "halved"),
    [
        ((sighting(source="arxiv"),), "paper", True),
        ((sighting(upvotes=0, heat=0.0),), "paper", True),
        ((sighting(upvotes=1, heat=0.0),), "paper", False),
        (posted("bo"), "paper", False),
        ((sighting(source="feed:B", post_url="https://b.test/1"),), "paper", False),
        ((sighting(source="inbox"),), "paper", False),
        ((sighting(source="feed:B", kind="post"),), "post", False),
    ],
)
def test_words_count_half_where_nobody_else_speaks_for_a_paper(seen: tuple, kind: str, halved: bool) -> None:
    one = alone(item("2408.00001", title="Diffusion", abstract="", kind=kind, sightings=seen), DIFFUSION)
    assert ("unheard" in parts(one)) is halved
    assert one.score == round(sum(part.value for part in one.parts), 3)
    if halved:
        assert parts(one) == {"keyword": 0.762, "unheard": -0.381}
        assert whys(one)["unheard"] == "추천도 언급도 아직 없어 절반만"


def test_what_is_unheard_and_matches_nothing_loses_nothing() -> None:
    one = alone(item("2408.00001", title="Quiet", sightings=(sighting(),)), DIFFUSION)
    assert (one.parts, one.score, one.matched) == ((), 0.0, False)


def test_a_name_among_the_matches_makes_them_count_in_full() -> None:
    paper = item("2408.00001", title="Diffusion", abstract="", sightings=(sighting(source="arxiv"),))
    people = People((Author(name="Ada Example", weight=0.5),))
    one = alone(paper, DIFFUSION, people=people)
    assert parts(one) == {"keyword": 0.762, "author": 0.25}
    assert one.score == 1.012
    strong = alone(paper, DIFFUSION, people=People((Author(name="Ada Example", weight=2),)))
    assert list(parts(strong).items()) == [("author", 2.0), ("keyword", 0.381)]


def test_three_matches_count_whole_half_and_a_quarter() -> None:
    words = WORDS.validate_python(["diffusion", {"any": "routing", "weight": 2}, {"any": "speech", "weight": 3}])
    paper = item("2408.00001", title="Diffusion routing speech", abstract="", sightings=(sighting(upvotes=1),))
    one = alone(paper, words)
    assert [(hit.label, hit.points) for hit in one.hits] == [
        ("speech", 2.286),
        ("routing", 1.524),
        ("diffusion", 0.762),
    ]
    assert [part.value for part in one.parts] == [2.286, 0.762, 0.191]
    assert one.score == 3.239
    assert one.reasons[0] == "키워드: speech, routing, diffusion"


@pytest.mark.parametrize("weight", [0.3, 0.5, 0.7, 0.9, 1.1, 1.3, 1.7, 1.9])
def test_the_parts_sum_to_the_score_to_its_last_digit(weight: float) -> None:
    """What is halved twice and added up is rounded part by part."""
    words = WORDS.validate_python(
        [
            {"any": word, "weight": weight + n / 10}
            for n, word in enumerate(("diffusion", "routing", "speech", "proofs"))
        ]
    )
    paper = item("2408.00001", title="Diffusion routing", abstract="Speech, speech, proofs.", sightings=(sighting(),))
    for one in (alone(paper, words), alone(paper.model_copy(update={"sightings": posted("bo")}), words)):
        assert one.score == round(sum(part.value for part in one.parts), 3)


def test_what_an_item_is_worth_to_anybody_is_nobodys_to_change() -> None:
    """It is shared by all readers of a day."""
    with pytest.raises(FrozenInstanceError):
        alone(voted(0.5, 5)).standing.score = 9.0  # type: ignore[misc]


def broad_day(*papers: Item) -> DayIndex:
    usual = TextIndex(item(f"2407.{n:05d}", title="Old", abstract="Diffusion.", keywords=()) for n in range(200))
    return DayIndex(papers, usual)


@pytest.mark.parametrize(
    ("fields", "seen", "faint"),
    [
        ({}, {"source": "arxiv"}, True),
        ({}, {"upvotes": 0}, True),
        ({}, {"upvotes": 1, "heat": 0.1}, False),
        ({}, {"source": "inbox"}, False),
        ({"title": "Diffusion"}, {"source": "arxiv"}, False),
        ({"keywords": ("diffusion",)}, {"source": "arxiv"}, False),
        ({"abstract": "Diffusion of speech."}, {"source": "arxiv"}, False),
    ],
)
def test_one_broad_word_of_an_abstract_carries_nothing(fields: dict, seen: dict, faint: bool) -> None:
    values = {"title": "Quiet", "abstract": "By diffusion."} | fields
    paper = item("2408.00001", sightings=(sighting(**seen),), **values)
    (one,) = rank(broad_day(paper), WORDS.validate_python(["diffusion", "speech"]))
    assert ("faint" in parts(one)) is faint
    assert (one.score < 0) is faint
    assert one.score == round(sum(part.value for part in one.parts), 3)


def test_what_is_faint_stands_in_the_order_of_what_it_would_count_and_no_liking_lifts_it() -> None:
    papers = [
        item(f"2408.0000{n}", title="Quiet", abstract="By diffusion. " * n, sightings=(sighting(source="arxiv"),))
        for n in (1, 2, 3)
    ]
    liking = ScorePart(name="taste", value=1.0, why="취향 +1.00")
    found = rank(broad_day(*papers), DIFFUSION, taste={papers[0].key: liking})
    assert [one.item.key[-1] for one in found] == ["3", "2", "1"]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len({one.score for one in found}) == 3
    assert found[-1].taste is None
    assert found[-1].score == round(-1 / (1 + found[-1].hits[0].points), 3)


def test_taste_moves_a_paper_and_is_told_where_it_likes_it() -> None:
    paper = voted(0.5, 5)
    for value, reasons in ((0.25, ("HF ▲5", "취향")), (-0.25, ("HF ▲5",))):
        part = ScorePart(name="taste", value=value, why="취향")
        one = alone(paper, taste={paper.key: part})
        assert (one.score, one.parts[-1], one.reasons) == (0.5 + value, part, reasons)
        assert one.liked is (value > 0)
    assert not alone(paper, taste={"arxiv:2408.99999": part}).liked


def test_of_an_interest_its_share_of_this_day_and_the_weeks_before_counts() -> None:
    papers = [item(f"2408.0000{n}", title="Diffusion", abstract="", sightings=(sighting(upvotes=1),)) for n in range(4)]
    quiet = [item(f"2407.{n:05d}", title="Old", abstract="We do.") for n in range(96)]
    assert "드묾 0.84" in rank(DayIndex(papers, quiet), DIFFUSION)[0].parts[0].why
    assert "드묾 0.72" in rank(DayIndex(papers), DIFFUSION)[0].parts[0].why
    full = [one.model_copy(update={"title": "Diffusion"}) for one in quiet]
    assert "드묾 0.30" in rank(DayIndex(papers, full), DIFFUSION)[0].parts[0].why


def test_equal_scores_of_equal_time_are_in_the_order_of_their_keys_and_undated_ones_last() -> None:
    papers = [
        item(f"2408.0000{n}", title="Same", sightings=(sighting(upvotes=1, heat=0.5),), published=day)
        for n, day in ((1, None), (2, NOW), (3, NOW), (4, None))
    ]
    assert [one.item.key[-1] for one in rank(papers, ())] == ["2", "3", "1", "4"]


def test_a_flood_item_is_a_candidate_once_another_source_saw_it() -> None:
    flood = sighting(source="arxiv", needs_keyword=True)
    assert rank([item("2408.00001", title="Quiet", sightings=(flood,))], DIFFUSION) == ()
    assert alone(item("2408.00001", title="Quiet", sightings=(flood, sighting(upvotes=1))), DIFFUSION)


def test_vetoes_of_several_keywords_all_hold_but_not_for_links() -> None:
    words = WORDS.validate_python([{"not": ["medical", "law"]}, {"not": "war"}])
    papers = [
        item(f"2408.0000{n}", title=title, abstract="", sightings=(sighting(upvotes=1),))
        for n, title in enumerate(["Medical", "A law", "War", "Peace"])
    ]
    own = item("2408.00009", title="Medical law", sightings=(sighting(source="inbox"),))
    assert [one.item.key[-1] for one in rank([*papers, own], words)] == ["9", "3"]
