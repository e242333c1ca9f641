from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from digest.choose.merge import merge
from digest.models import Sighting
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


def test_a_title_proves_identity_from_twenty_letters_on_and_only_beside_an_author() -> None:
    """Letters and digits count, blanks and marks do not."""

    def merged(title: str, authors: tuple[str, ...] = ("Ada Example",)) -> int:
        journal = sighting(key="doi:10.1000/x", url="https://doi.org/10.1000/x", title=title, authors=authors)
        return len(merge([sighting(title=title, authors=authors), journal]))

    assert merged("abcdefghij klmnopqr-st") == 1
    assert merged("abcdefghij klmnopqr-s") == 2
    assert merged("abcdefghij klmnopqr-12") == 1
    assert merged("A Long and Telling Title About One Thing", ()) == 2


def test_two_titles_that_differ_by_a_number_are_two_papers() -> None:
    first, second = (f"A Long and Telling Title About Thing {n}" for n in (1, 2))
    journal = sighting(key="doi:10.1000/x", url="https://doi.org/10.1000/x", title=second)
    assert len(merge([sighting(title=first), journal])) == 2
    wide = sighting(
        key="doi:10.1000/x", url="https://doi.org/10.1000/x", title="Ａ Long and Telling Title About Thing １"
    )
    assert len(merge([sighting(title=first), wide])) == 1


def test_the_most_trusted_source_is_believed_and_of_its_words_the_newest() -> None:
    later = NOW + dt.timedelta(hours=1)

    def said(source: str, title: str, seen_at: dt.datetime = NOW) -> Sighting:
        return sighting(source=source, title=title, abstract=f"{title}.", authors=(title,), seen_at=seen_at)

    order = ["arxiv", "huggingface", "feed:GeekNews", "inbox", "x", "of another name"]
    for better, worse in pairwise(order):
        (item,) = merge([said(better, "Better"), said(worse, "Worse", later)])
        assert (item.title, item.abstract, item.authors) == ("Better", "Better.", ("Better",))
    (item,) = merge([said("arxiv", "Old"), said("arxiv", "New", later)])
    assert item.title == "New"
    (item,) = merge([said("arxiv", "", later), said("x", "The only title")])
    assert item.title == "The only title"


def test_a_post_about_a_paper_lends_it_neither_its_page_nor_its_date() -> None:
    key, day = "doi:10.1000/x", dt.timedelta(days=1)
    paper = sighting(key=key, url="https://doi.org/10.1000/x", source="x", published=NOW)
    post = sighting(key=key, kind="post", url="https://blog.test/1", source="feed:Blog", published=NOW - 2 * day)
    told = sighting(
        key=key, url="https://blog.test/2", source="inbox", post_url="https://blog.test/2", published=NOW - day
    )
    (item,) = merge([post, paper])
    assert (item.kind, item.url, item.published) == ("paper", "https://doi.org/10.1000/x", NOW)
    (item,) = merge([paper, told])
    assert item.published == NOW
    (item,) = merge([paper, paper.model_copy(update={"published": NOW - day})])
    assert item.published == NOW - day


def test_a_reader_is_led_to_hugging_faces_page_of_an_arxiv_paper_and_of_nothing_else() -> None:
    page = sighting(upvotes=3)
    arxiv = sighting(source="arxiv", url="https://arxiv.org/abs/2408.08152")
    (item,) = merge([arxiv, page])
    assert item.url == page.url
    (item,) = merge([arxiv])
    assert item.url == arxiv.url
    model = sighting(key="url:https://huggingface.co/m", url="https://huggingface.co/m")
    saved = sighting(key=model.key, url="https://huggingface.co/m?saved", source="arxiv")
    (item,) = merge([model, saved])
    assert item.url == saved.url


def test_stars_are_the_most_that_were_seen_and_a_note_is_told_once() -> None:
    seen = [sighting(stars=0), sighting(stars=7, source="arxiv"), sighting(stars=3, source="x")]
    (item,) = merge(seen)
    assert item.stars == 7
    (item,) = merge([sighting(stars=0), sighting()])
    assert item.stars == 0, "no stars are known, not unknown"
    notes = [sighting(source="inbox", note="멘토님 추천", url=f"https://arxiv.org/abs/2408.08152v{n}") for n in (1, 2)]
    (item,) = merge(notes)
    assert item.notes == ("멘토님 추천",)


def test_something_without_a_title_that_is_no_arxiv_paper_is_named_by_its_address() -> None:
    (item,) = merge([sighting(key="url:https://a.example/1", url="https://a.example/1", title="")])
    assert item.title == "https://a.example/1"


def test_a_paper_may_be_titled_zero() -> None:
    (item,) = merge([sighting(title="0")])
    assert item.title == "0"


def test_a_paper_without_any_title_is_named_by_its_id() -> None:
    (item,) = merge([sighting(title="", seen_at=NOW)])
    assert item.title == "arXiv 2408.08152"


def test_fields_come_from_whom_is_trusted_most_and_has_them() -> None:
    arxiv = sighting(source="arxiv", authors=(), categories=("cs.LG", "cs.CL"), organizations=("B", "A"))
    page = sighting(
        ai_summary="It proves.",
        authors=("Ada Example", "Bo Beispiel"),
        categories=("cs.AI",),
        keywords=("proof", "logic"),
        organizations=("A", "C"),
        code_url="https://a.test/code",
        project_url="https://a.test/page",
    )
    post = sighting(source="x", keywords=("logic", "fun"), code_url="https://b.test/code", ai_summary="Fun.")
    (item,) = merge([post, page, arxiv])
    assert (item.ai_summary, item.code_url, item.project_url) == (
        "It proves.",
        "https://a.test/code",
        "https://a.test/page",
    )
    assert item.authors == ("Ada Example", "Bo Beispiel")
    assert item.categories == ("cs.LG", "cs.CL")
    assert item.organizations == ("B", "A", "C")
    assert item.keywords == ("proof", "logic", "fun")
    (bare,) = merge([sighting(abstract="", authors=())])
    assert (bare.abstract, bare.ai_summary, bare.code_url, bare.project_url, bare.authors) == ("", "", "", "", ())
    assert (bare.published, bare.stars, bare.notes, bare.orcids) == (None, None, (), ())


def test_what_any_source_calls_a_paper_is_one() -> None:
    paper, post = sighting(source="x"), sighting(source="arxiv", kind="post")
    assert [merge(seen)[0].kind for seen in ([paper, post], [post], [paper])] == ["paper", "post", "paper"]


def test_of_several_papers_of_one_title_a_doi_joins_the_first() -> None:
    title = "A Long and Telling Title About One Thing"
    papers = [sighting(paper, title=title) for paper in ("2408.00002", "2408.00001")]
    journal = sighting(key="doi:10.1000/x", url="https://doi.org/10.1000/x", source="feed:j", title=title)
    page = sighting(key="url:https://a.example/1", url="https://a.example/1", source="feed:k", title=title)
    first, second = merge([*papers, journal, page])
    assert (first.key, len(first.sightings)) == ("arxiv:2408.00001", 3)
    assert (second.key, len(second.sightings)) == ("arxiv:2408.00002", 1)


def test_without_an_arxiv_paper_two_addresses_of_one_title_stay_two() -> None:
    title = "A Long and Telling Title About One Thing"
    journal = sighting(key="doi:10.1000/x", url="https://doi.org/10.1000/x", source="feed:j", title=title)
    page = sighting(key="url:https://a.example/1", url="https://a.example/1", source="feed:k", title=title)
    assert [item.key for item in merge([page, journal])] == ["doi:10.1000/x", "url:https://a.example/1"]


def test_any_title_that_a_source_gives_may_prove_identity() -> None:
    title = "A Long and Telling Title About One Thing"
    arxiv = [sighting(title="Short"), sighting(source="x", title=title)]
    journal = [
        sighting(key="doi:10.1000/x", url="https://doi.org/10.1000/x", source=source, title=told)
        for source, told in (("feed:j", title), ("feed:k", "Another long and telling title of it"))
    ]
    (item,) = merge([*arxiv, *journal])
    assert len(item.sightings) == 4


def test_an_id_is_told_by_who_is_believed_first_and_nobody_gets_anothers() -> None:
    ada, bo, eve = "0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0003-1415-9269"
    arxiv = sighting(source="arxiv", authors=("Ada Example", "Bo Beispiel", "Cy"))
    page = sighting(authors=("Bo Beispiel", "Ada Example"), orcids=(bo, ada))
    post = sighting(source="x", authors=("Example, Ada", "Eve"), orcids=(eve, eve))
    (item,) = merge([post, page, arxiv])
    assert item.orcids == (ada, bo, "")
    (short,) = merge([sighting(authors=("Ada Example", "Bo Beispiel"), orcids=(ada,))])
    assert short.orcids == (ada, "")
