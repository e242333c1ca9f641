from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from digest.choose.compose import settle
from digest.choose.keywords import Keyword
from digest.choose.rank import choose, rank
from digest.models import Item
from makers import digest, item, sighting

KEYWORDS = TypeAdapter(tuple[Keyword, ...]).validate_python(["diffusion", {"not": "medical"}])


def hf(paper: str, title: str, heat: float, **fields: object) -> Item:
    return item(paper, title=title, sightings=(sighting(paper, heat=heat, upvotes=int(heat * 100)),), **fields)


def test_keywords_lead_heat_follows_and_reasons_are_told() -> None:
    items = [
        hf("2408.00001", "Hot thing", 0.9),
        hf("2408.00002", "Diffusion thing", 0.1),
        hf("2408.00003", "Cold", 0.2),
    ]
    ranked = rank(items, KEYWORDS)
    assert [r.item.key[-1] for r in ranked] == ["2", "1", "3"]
    assert ranked[0].reasons == ("키워드: diffusion", "HF ▲10")


def test_a_hot_paper_enters_without_a_keyword_and_a_cold_one_does_not() -> None:
    items = [hf("2408.00001", "Hot thing", 0.9), hf("2408.00003", "Cold", 0.2)]
    chosen = choose(rank(items, KEYWORDS), 8, keyed=True, hot=2)
    assert [r.item.key[-1] for r in chosen] == ["1"]
    assert len(choose(rank(items, ()), 8, keyed=False, hot=2)) == 2


def test_vetoed_and_already_shown_items_are_no_candidates() -> None:
    items = [hf("2408.00001", "Medical diffusion", 0.9), hf("2408.00002", "Diffusion", 0.5)]
    assert [r.item.key for r in rank(items, KEYWORDS)] == ["arxiv:2408.00002"]
    assert rank(items, KEYWORDS, frozenset({"arxiv:2408.00002"})) == ()


def test_a_flood_source_needs_a_keyword() -> None:
    flood = sighting("2408.00001", source="arxiv", needs_keyword=True)
    assert rank([item("2408.00001", title="Anything", sightings=(flood,))], KEYWORDS) == ()
    assert len(rank([item("2408.00001", title="Diffusion", sightings=(flood,))], KEYWORDS)) == 1


def test_a_link_the_reader_saved_leads_with_its_note() -> None:
    saved = item(
        "2408.00009", title="Medical", notes=("멘토님 추천",), sightings=(sighting("2408.00009", source="inbox"),)
    )
    ranked = rank([hf("2408.00002", "Diffusion", 1.0), saved], KEYWORDS)
    assert ranked[0].item.key == "arxiv:2408.00009"
    assert ranked[0].reasons[0] == "추천: 멘토님 추천"


def test_a_link_the_reader_saved_is_never_cut_and_costs_no_found_paper_its_place() -> None:
    found = [hf(f"2408.0000{n}", "Diffusion", 0.5) for n in range(4)]
    saved = item("2408.00009", title="Quiet", sightings=(sighting("2408.00009", source="inbox"),))
    heavy = TypeAdapter(tuple[Keyword, ...]).validate_python([{"any": "diffusion", "weight": 8}])
    for keywords in (heavy, KEYWORDS, ()):
        chosen = choose(rank([*found, saved], keywords), 3, bool(keywords), 2)
        assert len(chosen) == 4
        assert saved in [r.item for r in chosen]
        assert list(chosen) == sorted(chosen, key=lambda r: -r.score)


def test_a_link_outside_the_first_choice_joins_a_delivered_digest() -> None:
    found = [hf(f"2408.0000{n}", "Diffusion", 0.5) for n in range(4)]
    saved = item("2408.00009", title="Quiet", sightings=(sighting("2408.00009", source="inbox"),))
    heavy = TypeAdapter(tuple[Keyword, ...]).validate_python([{"any": "diffusion", "weight": 8}])
    before = digest(*(r.item.key.removeprefix("arxiv:") for r in choose(rank(found, heavy), 3, True, 2)))
    now = settle(choose(rank([*found, saved], heavy), 3, True, 2), before, 3)
    assert [r.item.key[-1] for r in now] == ["0", "1", "2", "9"]


@pytest.mark.parametrize("name", ["키워드 뉴스", "뉴스"])
def test_the_name_of_a_feed_is_no_match(name: str) -> None:
    post = item("2408.00001", title="Quiet", sightings=(sighting("2408.00001", source=f"feed:{name}"),))
    (ranked,) = rank([post], KEYWORDS)
    assert ranked.reasons == (name,)
    assert choose([ranked], 8, keyed=True, hot=2) == ()


def test_mentions_on_x_are_counted_by_post() -> None:
    posts = tuple(
        sighting("2408.00001", source="x", account=a, post_url=f"https://x.com/{a}/status/{n}")
        for n, a in enumerate(["_akhaliq", "_akhaliq", "bo"])
    )
    (ranked,) = rank([item("2408.00001", title="Quiet", sightings=posts)], KEYWORDS)
    assert "X에서 3회 언급: @_akhaliq, @bo" in ranked.reasons


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


TALKED = [hf("2408.00001", "Loved", 0.9), hf("2408.00002", "Liked", 0.7), hf("2408.00003", "Known", 0.65)]
MATCHED = [hf(f"2408.0001{n}", "Diffusion, RLHF and agents", 0.0) for n in range(9)]
BUSY = TypeAdapter(tuple[Keyword, ...]).validate_python(["diffusion", "RLHF", "agent"])


@pytest.mark.parametrize(
    ("size", "hot", "expected"), [(4, 0, []), (4, 1, ["1"]), (4, 2, ["1", "2"]), (2, 2, ["1", "2"]), (2, 9, ["1", "2"])]
)
def test_some_places_are_the_most_talked_abouts_whatever_the_keywords(size: int, hot: int, expected: list[str]) -> None:
    chosen = choose(rank([*TALKED, *MATCHED], BUSY), size, keyed=True, hot=hot)
    assert [r.item.key[-1] for r in chosen if not r.matched] == expected
    assert len(chosen) == size
    assert list(chosen) == sorted(chosen, key=lambda r: -r.score)


def test_a_place_that_nothing_hot_needs_goes_to_the_next_match() -> None:
    loved = hf("2408.00001", "Diffusion loved", 0.9)
    chosen = choose(rank([loved, hf("2408.00002", "Cold", 0.3), *MATCHED], BUSY), 4, keyed=True, hot=2)
    assert all(r.matched for r in chosen)
    assert len(chosen) == 4


def test_a_vetoed_paper_is_never_hot_and_a_link_of_the_readers_own_takes_no_hot_place() -> None:
    medical = hf("2408.00008", "Medical", 1.0)
    saved = item("2408.00009", sightings=(sighting("2408.00009", heat=1.0), sighting("2408.00009", source="inbox")))
    keywords = (*BUSY, *KEYWORDS)
    chosen = choose(rank([medical, saved, *TALKED, *MATCHED], keywords), 4, keyed=True, hot=2)
    assert [r.item.key[-1] for r in chosen if not r.matched] == ["9", "1", "2"]


def test_words_of_an_abstract_do_not_bury_what_everybody_talks_about() -> None:
    """As on 2024-08-20: three keywords in an abstract stood above a title with 55 votes, a post on X and a blog."""
    quiet = item("2408.00001", title="Quiet", abstract="Agents for diffusion with RLHF", sightings=MATCHED[0].sightings)
    posts = tuple(
        sighting("2408.00002", source=source, account=who, post_url=f"https://{source[-4:]}.test/1")
        for source, who in (("x", "_akhaliq"), ("feed:Blog", ""))
    )
    loved = item("2408.00002", title="Loved", sightings=(sighting("2408.00002", heat=1.0, upvotes=55), *posts))
    first, second = rank([quiet, loved], BUSY)
    assert (first.item, first.score) == (loved, 1.6)
    assert (second.item, second.score) == (quiet, 1.225)


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0, 1)), unique_by=lambda t: t[0]), st.randoms())
def test_the_order_is_total_and_independent_of_the_input(pairs: list[tuple[int, float]], chance: random.Random) -> None:
    items = [hf(f"2408.0000{n}", "Diffusion" if n % 2 else "Thing", round(heat, 3)) for n, heat in pairs]
    shuffled = list(items)
    chance.shuffle(shuffled)
    assert rank(shuffled, KEYWORDS) == rank(items, KEYWORDS)
