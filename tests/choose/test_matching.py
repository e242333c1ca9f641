"""Matching many people is fast because it looks at little; here it is compared with looking at everything."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from digest.choose.keywords import HANGUL, JOINED_LENGTH, LONGEST_TERM, Keyword, fold, variants
from digest.choose.pick import BAR, choose
from digest.choose.rank import Candidate, DayIndex, rank
from digest.models import Item, Sighting
from makers import NOW, item, sighting

"""A busy machine is no failure."""
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


DAYS = st.sampled_from([None, NOW, NOW - dt.timedelta(days=1)])
PAPERS = st.lists(st.tuples(TEXTS, TEXTS, SIGHTINGS, DAYS), max_size=6).map(
    lambda rows: [
        item(paper, title=title, abstract=abstract, sightings=seen(paper, sightings), published=day)
        for n, (title, abstract, sightings, day) in enumerate(rows)
        for paper in [f"2408.0000{n}"]
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
    written = f" {' '.join(words)} "
    return any(
        form in runs or (HANGUL.search(form) and form in "".join(words)) or (" " in form and f" {form} " in written)
        for form in variants(term)
    )


def candidate(paper: Item, keywords: tuple[Keyword, ...]) -> bool | None:
    """Whether an item matches, worked out from the item alone; None: no candidate."""
    asked = any(s.source == "inbox" for s in paper.sightings)
    fields = (paper.title, paper.abstract)
    if not asked and any(holds(text, term) for text in fields for keyword in keywords for term in keyword.veto):
        return None
    matched = any(holds(text, term) for text in fields for keyword in keywords for term in keyword.any)
    if not matched and not asked and all(s.needs_keyword for s in paper.sightings):
        return None
    return matched


@given(PAPERS, KEYWORDS, st.sets(st.integers(0, 5)))
def test_the_shared_index_gives_what_looking_at_every_paper_gives(
    papers: list[Item], keywords: tuple[Keyword, ...], gone: set[int]
) -> None:
    taken = frozenset(f"arxiv:2408.0000{n}" for n in gone)
    looked_at = {paper.key: candidate(paper, keywords) for paper in papers if paper.key not in taken}
    found = rank(papers, keywords, taken)
    assert {one.item.key: one.matched for one in found} == {k: m for k, m in looked_at.items() if m is not None}


@given(PAPERS, TERMS)
def test_items_that_hold_a_term_are_counted_as_they_are_found(papers: list[Item], term: str) -> None:
    index = DayIndex(papers)
    assert len(index.find([term])) == index.holding(index.phrases([term]))


@given(PAPERS, KEYWORDS)
def test_the_parts_of_a_score_sum_to_it(papers: list[Item], keywords: tuple[Keyword, ...]) -> None:
    for one in rank(papers, keywords):
        assert one.score == round(sum(part.value for part in one.parts), 3)
        assert one.ranked().parts == one.parts
        assert all(part.why and part.value for part in one.parts if part.name != "keyword")


@given(PAPERS, KEYWORDS)
def test_links_lead_then_the_score_then_the_time_then_the_key(
    papers: list[Item], keywords: tuple[Keyword, ...]
) -> None:
    found = rank(papers, keywords)
    assert [one.item.key for one in found] == [
        one.item.key for one in sorted(found, key=lambda o: (not o.item.asked_for, -o.score, -aged(o.item), o.item.key))
    ]


@given(PAPERS, KEYWORDS)
def test_one_broad_word_of_an_abstract_stands_below_titles_and_votes(
    papers: list[Item], keywords: tuple[Keyword, ...]
) -> None:
    found = rank(papers, keywords)
    faint = [place for place, one in enumerate(found) if any(part.name == "faint" for part in one.parts)]
    strong = [
        place
        for place, one in enumerate(found)
        if any(holds(one.item.title, term) for keyword in keywords for term in keyword.any)
        or any((s.heat or 0) >= 0.5 for s in one.item.sightings)
    ]
    assert not faint or not strong or min(faint) > max(strong)
    assert all(found[place].score < 0 for place in faint)


@given(PAPERS, st.lists(KEYWORDS, max_size=3))
def test_an_index_remembers_nothing_of_the_people_before(papers: list[Item], people: list[tuple[Keyword, ...]]) -> None:
    index = DayIndex(papers)
    for keywords in people:
        assert told(rank(index, keywords)) == told(rank(papers, keywords))


@given(PAPERS, KEYWORDS, st.integers(1, 4), st.integers(0, 4))
def test_of_what_is_found_no_more_than_asked_for_and_all_links_are_shown(
    papers: list[Item], keywords: tuple[Keyword, ...], size: int, hot: int
) -> None:
    ranked = rank(papers, keywords)
    chosen = choose(ranked, size, bool(keywords), hot)
    own = [one for one in chosen if one.item.asked_for]
    assert own == [one for one in ranked if one.item.asked_for]
    assert list(chosen[: len(own)]) == own
    found = chosen[len(own) :]
    assert len(found) <= size
    loudest = sorted((r.talk for r in ranked if r.talk and not r.item.asked_for), reverse=True)[: min(hot, size)]
    shown = sorted((r.talk for r in found), reverse=True)
    assert not keywords or shown[: len(loudest)] == loudest
    if keywords and loudest:
        assert loudest[0] in [one.talk for one in found[:3]]
    late = [one for one in found if keywords and one.score < BAR]
    assert not late, "what is talked about reaches the bar by itself"


def told(found: tuple[Candidate, ...]) -> list[tuple[object, ...]]:
    return [(one.item, one.score, one.parts, one.reasons) for one in found]


def aged(paper: Item) -> float:
    return paper.published.timestamp() if paper.published else 0.0
