"""What is shown of the day's order: a bar, places for what is talked about, some variety, one second look."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from digest.choose.account import why_left_out
from digest.choose.compose import settle, why_few
from digest.choose.keywords import Keyword
from digest.choose.pick import BAR, choose
from digest.choose.rank import Candidate, rank
from digest.models import Item, Ranked, ScorePart
from makers import digest, item, sighting

WORDS = TypeAdapter(tuple[Keyword, ...])
KEYWORDS = WORDS.validate_python(["diffusion", {"not": "medical"}])
BUSY = WORDS.validate_python([{"any": word, "weight": 3} for word in ("diffusion", "RLHF", "agent")])


def hf(paper: str, title: str, heat: float, **fields: object) -> Item:
    return item(paper, title=title, sightings=(sighting(paper, heat=heat, upvotes=int(heat * 100)),), **fields)


def saved(paper: str, title: str = "Quiet") -> Item:
    return item(paper, title=title, sightings=(sighting(paper, source="inbox"),))


def risen(paper: str, votes: int, title: str = "Risen") -> Item:
    nights = (
        sighting(paper, heat=0.3, upvotes=4, again=True),
        sighting(paper, heat=votes / 500, upvotes=votes, again=True),
    )
    return item(paper, title=title, sightings=nights)


def last_digits(found: tuple[Candidate, ...]) -> str:
    return "".join(one.item.key[-1] for one in found)


TALKED = [hf("2408.00001", "Loved", 0.9), hf("2408.00002", "Liked", 0.7), hf("2408.00003", "Known", 0.65)]
MATCHED = [hf(f"2408.0001{n}", "Diffusion, RLHF and agents", 0.0) for n in range(9)]


def test_a_hot_paper_enters_without_a_keyword_and_a_cold_one_does_not() -> None:
    items = [hf("2408.00001", "Hot thing", 0.9), hf("2408.00003", "Cold", 0.4)]
    assert last_digits(choose(rank(items, KEYWORDS), 8, keyed=True, hot=2)) == "1"
    assert len(choose(rank(items, ()), 8, keyed=False, hot=2)) == 2


def test_links_come_first_and_on_top_of_size() -> None:
    found = [hf(f"2408.0000{n}", "Diffusion", 0.5) for n in range(4)]
    heavy = WORDS.validate_python([{"any": "diffusion", "weight": 10}])
    for keywords in (heavy, KEYWORDS, ()):
        chosen = choose(rank([*found, saved("2408.00009")], keywords), 3, bool(keywords), 2)
        assert last_digits(chosen) == "9012"


def test_a_link_is_shown_however_little_it_is_to_the_readers_taste() -> None:
    link = saved("2408.00009")
    taste = {link.key: ScorePart(name="taste", value=-1.0, why="취향 -1.00")}
    found = [hf(f"2408.0000{n}", "Diffusion", 0.5) for n in range(4)]
    assert last_digits(choose(rank([*found, link], KEYWORDS, taste=taste), 3, True, 2)) == "9012"


def test_a_link_outside_the_first_choice_joins_a_delivered_digest() -> None:
    found = [hf(f"2408.0000{n}", "Diffusion", 0.5) for n in range(4)]
    before = digest(*(r.item.key.removeprefix("arxiv:") for r in choose(rank(found, KEYWORDS), 3, True, 2)))
    now = choose(rank([*found, saved("2408.00009")], KEYWORDS), 3, True, 2)
    assert [r.item.key[-1] for r in settle([one.ranked() for one in now], before, 3)] == ["0", "1", "2", "9"]


@pytest.mark.parametrize(
    ("size", "hot", "expected"), [(4, 0, ""), (4, 1, "1"), (4, 2, "12"), (2, 2, "12"), (2, 9, "12")]
)
def test_some_places_are_the_most_talked_abouts_whatever_the_keywords(size: int, hot: int, expected: str) -> None:
    chosen = choose(rank([*TALKED, *MATCHED], BUSY), size, keyed=True, hot=hot)
    assert last_digits(tuple(one for one in chosen if not one.matched)) == expected
    assert len(chosen) == size


def test_the_most_talked_about_stands_among_the_first_three() -> None:
    links = [saved("2408.00008"), saved("2408.00009")]
    chosen = choose(rank([*TALKED[:1], *MATCHED, *links], BUSY), 8, keyed=True, hot=2)
    assert last_digits(chosen[:2]) == "89"
    assert [one.item.title for one in chosen[2:5]].index("Loved") == 2
    assert len(chosen) == 10
    assert "Loved" not in [one.item.title for one in choose(rank([*TALKED, *MATCHED], BUSY), 8, True, 0)]


def test_a_vetoed_or_shown_paper_is_never_hot_and_a_link_takes_no_hot_place() -> None:
    medical = hf("2408.00008", "Medical", 1.0)
    own = item("2408.00009", sightings=(sighting("2408.00009", heat=1.0), sighting("2408.00009", source="inbox")))
    keywords = (*BUSY, *KEYWORDS)
    chosen = choose(rank([medical, own, *TALKED, *MATCHED], keywords), 4, keyed=True, hot=2)
    assert last_digits(tuple(one for one in chosen if not one.matched)) == "912"


def test_what_does_not_reach_the_bar_is_not_shown_and_the_digest_says_so() -> None:
    weak = [hf(f"2408.0000{n}", "Quiet", 0.0, abstract="One diffusion.") for n in range(3)]
    few = WORDS.validate_python([{"any": "diffusion", "weight": 0.2}])
    ranked = rank([*weak, *TALKED], few)
    assert all(0 < one.score < BAR for one in ranked if one.matched)
    chosen = choose(ranked, 8, keyed=True, hot=2)
    assert last_digits(chosen) == "123"
    plain = [one.ranked() for one in chosen]
    assert why_few(plain, 8, keyed=True).startswith("오늘은 3건")
    assert why_few(plain, 3, keyed=True) == why_few(plain, 8, keyed=False) == ""


def test_without_keywords_there_is_no_bar() -> None:
    assert len(choose(rank([hf("2408.00001", "Cold", 0.05)], ()), 8, keyed=False, hot=2)) == 1


def test_of_one_topic_word_no_more_than_three_of_eight_while_others_are_worth_it() -> None:
    alike = [hf(f"2408.0001{n}", "Diffusion", 0.5, keywords=("Image  Editing",)) for n in range(6)]
    others = [hf(f"2408.0002{n}", "Diffusion", 0.1, keywords=(f"word {n}",)) for n in range(5)]
    chosen = choose(rank([*alike, *others], KEYWORDS), 8, keyed=True, hot=0)
    assert sum("Image  Editing" in one.item.keywords for one in chosen) == 3
    assert len(chosen) == 8
    fewer = choose(rank([*alike, *others[:3]], KEYWORDS), 8, keyed=True, hot=0)
    assert sum("Image  Editing" in one.item.keywords for one in fewer) == 5
    assert [one.score for one in fewer] == sorted((one.score for one in fewer), reverse=True)


def test_one_second_look_comes_last_and_on_top() -> None:
    late = [risen("2408.00031", 300), risen("2408.00032", 200), risen("2408.00033", 400, "Medical")]
    chosen = choose(rank([*TALKED, *late], KEYWORDS), 2, keyed=True, hot=2)
    assert last_digits(chosen) == "121"
    assert chosen[-1].reasons == ("하루 뒤 화제 ▲300",)
    assert last_digits(choose(rank([*TALKED, *late], KEYWORDS), 2, keyed=True, hot=0)) == "12"
    assert last_digits(choose(rank([*late], ()), 2, keyed=False, hot=0)) == "3"


def test_a_second_look_takes_no_place_and_joins_a_delivered_digest_once() -> None:
    def as_plain(paper: Item) -> Ranked:
        return Ranked(item=paper, score=0.9, reasons=())

    fresh, first, second = hf("2408.00001", "New", 0.9), risen("2408.00031", 300), risen("2408.00032", 500)
    before = digest("2408.00005")
    both = settle([as_plain(fresh), as_plain(first)], before, 2)
    assert [r.item.key[-2:] for r in both] == ["05", "01", "31"]
    entries = (*before.entries, before.entries[0].model_copy(update={"item": first}))
    again = settle([as_plain(second)], before.model_copy(update={"entries": entries}), 5)
    assert [r.item.key[-2:] for r in again] == ["05", "31"]


def test_a_post_is_shown_without_a_keyword_and_is_no_talked_about_paper() -> None:
    seen = sighting("2408.00001", source="feed:Blog", kind="post", heat=1.0, post_url="https://blog.test/1")
    post = item("2408.00001", kind="post", title="Quiet", sightings=(seen,))
    (ranked,) = rank([post], KEYWORDS)
    assert ranked.talk == 0.0
    assert choose([ranked], 8, keyed=True, hot=2) == (ranked,)


def test_without_keywords_the_best_are_shown_and_no_place_is_kept_for_what_is_hot() -> None:
    posts = [
        item(
            f"2408.0001{n}",
            kind="post",
            sightings=(
                sighting(heat=1.0, source="feed:A", post_url="https://a.test/1"),
                sighting(source="feed:B", post_url="https://b.test/1"),
            ),
        )
        for n in range(2)
    ]
    chosen = choose(rank([hf("2408.00001", "Loved", 0.9), *posts], ()), 2, keyed=False, hot=2)
    assert [r.item.kind for r in chosen] == ["post", "post"]


def test_why_something_is_left_out_says_what_is_so() -> None:
    quiet = hf("2408.00001", "Chess", 0.001)
    ranked = rank([quiet], KEYWORDS)
    told = why_left_out(ranked[0], (), 8, keyed=True, hot=2)
    assert "절반" not in told
    assert "맞는 키워드를 더하거나" in told  # no weight helps what matches nothing


def test_why_an_equal_score_is_left_out() -> None:
    same = [hf(f"2408.0000{n}", "Diffusion", 0.5) for n in (1, 2)]
    first, second = rank(same, KEYWORDS)
    told = why_left_out(second, (first,), 1, keyed=True, hot=0)
    assert "새 글이 먼저" in told
    assert "0.000" not in told


@pytest.mark.parametrize(("size", "most"), [(1, 1), (2, 1), (4, 2), (8, 3), (16, 6)])
def test_how_many_places_one_topic_word_may_take(size: int, most: int) -> None:
    alike = [hf(f"2408.1{n:04d}", "Diffusion", 0.5, keywords=("Editing", f"word {n}")) for n in range(20)]
    others = [hf(f"2408.2{n:04d}", "Diffusion", 0.1, keywords=(f"words {n}",)) for n in range(20)]
    chosen = choose(rank([*alike, *others], KEYWORDS), size, keyed=True, hot=0)
    assert sum("Editing" in one.item.keywords for one in chosen) == most
    assert len(chosen) == size
    assert choose(rank([*alike, *others], KEYWORDS), size, keyed=True, hot=0)[0].item.keywords[0] == "Editing"


def test_the_only_place_is_the_bests_whatever_its_topic() -> None:
    papers = [hf("2408.00001", "Diffusion", 0.5, keywords=("editing",)), hf("2408.00002", "Diffusion", 0.1)]
    assert last_digits(choose(rank(papers, KEYWORDS), 1, keyed=True, hot=0)) == "1"


def test_what_is_sure_counts_among_its_topic_and_is_never_passed_over() -> None:
    loved = [hf(f"2408.0000{n}", "Quiet", 0.9 - n / 100, keywords=("editing",)) for n in range(3)]
    alike = [hf(f"2408.0001{n}", "Diffusion", 0.5, keywords=("Editing",)) for n in range(4)]
    others = [hf(f"2408.0002{n}", "Diffusion", 0.1, keywords=(f"word {n}",)) for n in range(9)]
    chosen = choose(rank([*loved, *alike, *others], KEYWORDS), 4, keyed=True, hot=3)
    keys = {one.item.key[-2:] for one in chosen}
    assert {"00", "01", "02"} <= keys
    assert len(chosen) == 4


def test_places_that_nothing_else_is_worth_are_filled_in_the_order_of_the_day() -> None:
    alike = [hf(f"2408.0001{n}", "Diffusion", 0.5 - n / 100, keywords=("Editing",)) for n in range(8)]
    chosen = choose(rank(alike, KEYWORDS), 5, keyed=True, hot=0)
    assert last_digits(chosen) == "01234"
    few = choose(rank(alike[:4], KEYWORDS), 5, keyed=True, hot=0)
    assert last_digits(few) == "0123"


@pytest.mark.parametrize("matched", [2, 3, 5])
def test_the_most_talked_about_moves_up_to_the_third_place_and_no_further(matched: int) -> None:
    chosen = choose(rank([*TALKED[:1], *MATCHED[:matched]], BUSY), 8, keyed=True, hot=1)
    places = [one.item.title for one in chosen]
    assert places.index("Loved") == 2
    assert len(places) == matched + 1


def test_among_the_first_three_the_most_talked_about_stands_by_its_score() -> None:
    few = WORDS.validate_python([{"any": "diffusion", "weight": 0.2}])
    chosen = choose(rank([*TALKED, hf("2408.00009", "Diffusion", 0.95)], few), 8, keyed=True, hot=2)
    assert last_digits(chosen) == "9123"


def test_what_is_to_the_readers_taste_is_shown_without_a_match_once_it_reaches_the_bar() -> None:
    papers = [hf(f"2408.0000{n}", "Quiet", 0.2) for n in (1, 2, 3, 4)]
    taste = {
        paper.key: ScorePart(name="taste", value=value, why="취향")
        for paper, value in zip(papers, (0.2, 0.1, 0.05, -0.1), strict=True)
    }
    assert last_digits(choose(rank(papers, KEYWORDS, taste=taste), 8, keyed=True, hot=0)) == "12"


def test_votes_alone_do_not_carry_what_matches_nothing() -> None:
    assert last_digits(choose(rank([hf("2408.00001", "Quiet", 0.59)], KEYWORDS), 8, keyed=True, hot=2)) == ""
    assert last_digits(choose(rank([hf("2408.00001", "Quiet", 0.6)], KEYWORDS), 8, keyed=True, hot=0)) == "1"


def test_what_is_not_worth_showing_hides_nothing_that_stands_below_it() -> None:
    few = WORDS.validate_python([{"any": "diffusion", "weight": 0.5}])
    papers = [hf("2408.00001", "Quiet", 0.59), hf("2408.00002", "Diffusion", 0.1), hf("2408.00003", "Quiet", 0.35)]
    ranked = rank(papers, few)
    assert [one.item.key[-1] for one in ranked] == ["1", "2", "3"]
    assert last_digits(choose(ranked, 8, keyed=True, hot=2)) == "2"


def test_the_bar_is_reached_at_three_tenths() -> None:
    def with_score(score: float) -> Candidate:
        return rank([hf("2408.00001", "Diffusion", 0.0)], KEYWORDS)[0]._replace(score=score)

    assert len(choose([with_score(0.3)], 8, keyed=True, hot=0)) == 1
    assert choose([with_score(0.299)], 8, keyed=True, hot=0) == ()
    assert len(choose([with_score(0.299)], 8, keyed=False, hot=0)) == 1


def test_a_second_look_that_matches_comes_even_without_hot_places() -> None:
    late = [risen("2408.00031", 300), risen("2408.00032", 200, "Diffusion")]
    assert last_digits(choose(rank(late, KEYWORDS), 1, keyed=True, hot=0)) == "2"
    assert last_digits(choose(rank(late[:1], KEYWORDS), 1, keyed=True, hot=0)) == ""
    assert last_digits(choose(rank(late[:1], KEYWORDS), 1, keyed=True, hot=1)) == "1"
