"""What a title names, what counts as the same topic, and who holds it."""

from __future__ import annotations

import datetime as dt

import pytest

from digest.choose.keywords import Keyword
from digest.review.topics import Listed, holders, listed, vocabulary

DAY = dt.date(2024, 8, 16)


def paper(title: str, abstract: str = "", *keywords: str, key: str = "") -> Listed:
    return listed(key or title, title, abstract, keywords, DAY)


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("World Models for Autonomous Driving", {"world models", "autonomous driving"}),
        ("GRPO-Zero: Test-Time Scaling of Small Models", {"GRPO", "test time scaling"}),
        ("A Comprehensive Survey of Novel Frameworks", set()),
        ("Efficient Long-Context Evaluation Benchmark", {"long context"}),
        ("Scaling Laws: Why They Bend", set()),
    ],
)
def test_titles_name_phrases_and_acronyms_behind_a_stop_list(title: str, names: set[str]) -> None:
    found = set(paper(title).names.values())
    assert names <= found
    assert not {"comprehensive survey", "novel frameworks", "laws why"} & found


def test_keywords_of_a_list_name_topics_with_their_short_form() -> None:
    found = paper("Study", "", "group relative policy optimization (GRPO)", "LLM", "state-of-the-art").names
    assert found["grouprelativepolicyoptimization"] == "group relative policy optimization"
    assert found["grpo"] == "GRPO"
    assert "stateoftheart" not in found


def test_spellings_are_one_topic_and_an_abstract_alone_names_none() -> None:
    papers = [
        paper("World Models in Games"),
        paper("A World-Model for Robots", "We do flow matching."),
        paper("Nothing", "A worldmodel of its own. Flow matching again."),
    ]
    topics = vocabulary(papers)
    assert topics["worldmodel"] == "월드 모델"
    assert "flowmatching" not in topics
    assert len(holders(papers, topics)["월드 모델"]) == 3


def test_a_short_keyword_is_held_as_it_is_written() -> None:
    papers = [paper("A U-Net for All"), paper("UNets"), paper("You and I, a Net Win")]
    topics = vocabulary(papers, [Keyword(any=("U-Net",))])
    assert [one.title for one in holders(papers, topics)["U-Net"]] == ["A U-Net for All", "UNets"]


def test_a_phrase_needs_two_papers_that_name_it() -> None:
    one, two = paper("Sparse Autoencoders of Vision"), paper("On Sparse Autoencoders")
    assert "sparseautoencoder" not in vocabulary([one])
    topics = vocabulary([one, two])
    assert topics["sparseautoencoder"] == "sparse autoencoders"
    assert len(holders([one, two], topics)["sparse autoencoders"]) == 2


def test_configured_keywords_are_topics_by_all_of_their_terms() -> None:
    papers = [paper("Seeing", "A vision-language study."), paper("Multimodal Models")]
    own = Keyword.model_validate({"any": ["multimodal", "vision-language"]})
    assert len(holders(papers, vocabulary(papers, [own]))["멀티모달"]) == 2


def test_short_forms_are_whole_words() -> None:
    topics = {"ai": "AI", "rag": "RAG"}
    assert holders([paper("A I think"), paper("Storage"), paper("RAG it")], topics).keys() == {"RAG"}


def test_common_words_of_every_day_are_no_topic_unless_configured() -> None:
    papers = [paper("Large Language Models Reason"), paper("Large Language Models Plan")]
    assert "거대언어모델" not in vocabulary(papers).values()
    own = Keyword(any=("LLM",))
    assert len(holders(papers, vocabulary(papers, [own]))["거대언어모델"]) == 2
