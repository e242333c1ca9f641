"""Matching many people is fast because it looks at little; here it is compared with looking at everything."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from digest.choose.keywords import HANGUL, JOINED_LENGTH, LONGEST_TERM, Keyword, fold, variants
from digest.choose.rank import DayIndex, choose, rank
from digest.models import Item, Sighting
from makers import item, sighting

WORDS = (
    "a",
    "I",
    "ai",
    "long",
    "context",
    "long-context",
    "con",
    "text",
    "Models",
    "diffusion",
    "RLHF",
    "모델",
    "확산",
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
TERMS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
KEYWORDS = st.lists(
    st.one_of(
        TERMS,
        st.builds(lambda terms, weight: {"any": terms, "weight": weight}, st.lists(TERMS, min_size=1), st.just(2.0)),
        TERMS.map(lambda term: {"not": term}),
    ),
    max_size=4,
).map(TypeAdapter(tuple[Keyword, ...]).validate_python)
SIGHTINGS = st.lists(
    st.one_of(
        st.builds(lambda votes: {"heat": votes / 9, "upvotes": votes}, st.integers(0, 9)),
        st.just({"source": "arxiv", "needs_keyword": True}),
        st.just({"source": "inbox"}),
        st.builds(
            lambda who: {"source": "x", "account": who, "post_url": f"https://x.com/{who}"}, st.sampled_from("ab")
        ),
    ),
    min_size=1,
    max_size=3,
)


def seen(paper: str, fields: list[dict[str, object]]) -> tuple[Sighting, ...]:
    return tuple(sighting(paper, **each) for each in fields)


PAPERS = st.lists(st.tuples(TEXTS, TEXTS, SIGHTINGS), max_size=6).map(
    lambda rows: [
        item(f"2408.0000{n}", title=title, abstract=abstract, sightings=seen(f"2408.0000{n}", sightings))
        for n, (title, abstract, sightings) in enumerate(rows)
    ]
)


def holds(text: str, term: str) -> bool:
    """Whether any run of words of a text, joined, is the term or an alias of it."""
    words = fold(text)
    runs = {
        "".join(words[start : start + length])
        for length in range(1, LONGEST_TERM + 1)
        for start in range(len(words) - length + 1)
        if length == 1 or len("".join(words[start : start + length])) >= JOINED_LENGTH
    }
    return any(form in runs or (HANGUL.search(form) and form in "".join(words)) for form in variants(term))


def score(paper: Item, keywords: tuple[Keyword, ...]) -> float | None:
    """What an item is worth, worked out from the item alone; None: no candidate."""
    asked = any(s.source == "inbox" for s in paper.sightings)
    text = f"{paper.title} {paper.abstract}"
    if not asked and any(holds(text, term) for keyword in keywords for term in keyword.veto):
        return None
    points = [
        keyword.weight * (1 if any(holds(paper.title, term) for term in keyword.any) else 0.7)
        for keyword in keywords
        if any(holds(text, term) for term in keyword.any)
    ]
    if not points and not asked and all(s.needs_keyword for s in paper.sightings):
        return None
    heat = max((s.heat for s in paper.sightings if s.heat is not None), default=0)
    accounts = len({s.account for s in paper.sightings if s.source == "x"})
    match = sum(each / 2**place for place, each in enumerate(sorted(points, reverse=True)))
    return round(match + heat + 0.3 * min(accounts, 3) + 5 * asked, 3)


@given(PAPERS, KEYWORDS, st.sets(st.integers(0, 5)))
def test_the_shared_index_gives_what_looking_at_every_paper_gives(
    papers: list[Item], keywords: tuple[Keyword, ...], gone: set[int]
) -> None:
    taken = frozenset(f"arxiv:2408.0000{n}" for n in gone)
    worth = {paper.key: score(paper, keywords) for paper in papers if paper.key not in taken}
    expected = sorted((-points, key) for key, points in worth.items() if points is not None)
    found = rank(papers, keywords, taken)
    assert [(-r.score, r.item.key) for r in found] == expected


@given(PAPERS, st.lists(KEYWORDS, max_size=3))
def test_an_index_remembers_nothing_of_the_people_before(papers: list[Item], people: list[tuple[Keyword, ...]]) -> None:
    index = DayIndex(papers)
    for keywords in people:
        assert rank(index, keywords) == rank(papers, keywords)
        few, many = (choose(rank(index, keywords), size, bool(keywords), 0) for size in (2, 9))
        found = [r for r in many if not r.item.asked_for][:2]
        assert few == tuple(r for r in many if r.item.asked_for or r in found)


@given(PAPERS, KEYWORDS, st.integers(1, 4), st.integers(0, 4))
def test_hot_places_change_who_is_shown_but_neither_how_many_nor_the_order(
    papers: list[Item], keywords: tuple[Keyword, ...], size: int, hot: int
) -> None:
    ranked = rank(papers, keywords)
    chosen = choose(ranked, size, bool(keywords), hot)
    assert list(chosen) == [one for one in ranked if one in chosen]
    assert len(chosen) == len(choose(ranked, size, bool(keywords), 0))
    loudest = sorted((r.talk for r in ranked if r.talk and not r.item.asked_for), reverse=True)[: min(hot, size)]
    shown = sorted((r.talk for r in chosen if not r.item.asked_for), reverse=True)
    assert not keywords or shown[: len(loudest)] == loudest
