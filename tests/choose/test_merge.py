from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from digest.choose.merge import merge
from makers import NOW, sighting

SOURCES = st.sampled_from(["huggingface", "arxiv", "x", "feed:GeekNews", "inbox"])
SIGHTINGS = st.lists(
    st.builds(
        lambda paper, source, title, votes: sighting(paper, source=source, title=title, upvotes=votes),
        st.sampled_from(["2408.00001", "2408.00002", "2408.00003"]),
        SOURCES,
        st.sampled_from(["", "0", "A title of some length", "Another title of some length"]),
        st.none() | st.integers(0, 99),
    ),
    max_size=12,
)


@given(SIGHTINGS, st.randoms())
def test_merging_does_not_depend_on_order(seen: list, chance: random.Random) -> None:
    shuffled = list(seen)
    chance.shuffle(shuffled)
    assert merge(shuffled) == merge(seen)


@given(SIGHTINGS)
def test_merging_again_changes_nothing_and_loses_nothing(seen: list) -> None:
    items = merge(seen)
    assert merge(s for item in items for s in item.sightings) == items
    kept = [s for item in items for s in item.sightings]
    assert {s.model_dump_json() for s in kept} == {s.model_dump_json() for s in seen}


def test_one_paper_from_two_sources_is_one_item_with_both_as_evidence() -> None:
    post = sighting(source="x", title="", abstract="", post_url="https://x.com/a/status/1", account="a")
    (item,) = merge([sighting(upvotes=20), post])
    assert {s.source for s in item.sightings} == {"huggingface", "x"}
    assert item.title.startswith("Paper 2408.08152")
    assert item.url == "https://huggingface.co/papers/2408.08152"


def test_the_same_title_and_first_author_joins_a_doi_to_its_arxiv_paper() -> None:
    title = "A Long and Telling Title About One Thing"
    arxiv = sighting(title=title, authors=("Ada Example",))
    journal = sighting(key="doi:10.1000/x", url="https://doi.org/10.1000/x", source="feed:j", title=title.lower())
    assert len(merge([arxiv, journal])) == 1


def test_a_shared_title_alone_is_no_identity() -> None:
    title = "A Long and Telling Title About One Thing"
    one = sighting(title=title, authors=("Ada Example",))
    other = sighting(key="doi:10.1000/x", url="https://doi.org/10.1000/x", title=title, authors=("Bo Other",))
    assert len(merge([one, other])) == 2
    short = sighting(key="url:https://a.example", url="https://a.example", title="Introduction")
    assert len(merge([sighting(title="Introduction"), short])) == 2
    assert len(merge([sighting("2408.00001", title=title), sighting("2408.00002", title=title)])) == 2


def test_a_paper_may_be_titled_zero() -> None:
    (item,) = merge([sighting(title="0")])
    assert item.title == "0"


def test_a_paper_without_any_title_is_named_by_its_id() -> None:
    (item,) = merge([sighting(title="", seen_at=NOW)])
    assert item.title == "arXiv 2408.08152"
