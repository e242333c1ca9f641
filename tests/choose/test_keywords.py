from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from digest.choose.keywords import BROAD, LEAST, Count, Keyword, TextIndex, fold, interests, rarity
from makers import item

KEYWORDS = TypeAdapter(tuple[Keyword, ...])


def matches(keyword: object, title: str, abstract: str = "") -> bool:
    index = TextIndex([item(title=title, abstract=abstract)])
    (parsed,) = KEYWORDS.validate_python([keyword])
    return bool(index.find(parsed.any or parsed.veto))


@pytest.mark.parametrize(
    ("keyword", "title", "expected"),
    [
        ("ai", "Training large models", False),
        ("ai", "An AI for chess", True),
        ("diffusion", "Latent Diffusion Models", True),
        ("diffusion", "Diffusions of ideas", True),
        ("diffusion", "확산 모델로 그림 그리기", True),
        ("확산 모델", "Latent Diffusion Models", True),
        ("확산 모델", "확산모델의 한계", True),
        ("long context", "A long-context benchmark", True),
        ("long context", "LongContext at scale", True),
        ("long context", "A long story about context", False),
        ("fine-tuning", "Finetuning made easy", True),
        ("agent", "Agents that plan", True),
        ("reagent", "Agents that plan", False),
        ("RLHF", "rlhf without humans", True),
        ("GPT-4o", "GPT-4o against GPT-4", True),
        ("GPT-4o", "GPT-4 alone", False),
        ("robot", "로봇이 배운다", True),
        ("policy", "Policies for robots", True),
        ("bus", "The bus is late", True),
        ("LLM", "Large language models can reason", True),
        ("LLM agent", "LLM agents that plan", True),
        ("LLM agent", "An LLM-agent for chess", True),
        ("LLM agent", "LLM-based agents", False),
        ("U-Net", "A U-Net for all", True),
        ("U-Net", "UNets", True),
        ("UNet", "A U-Net for all", False),
        ("GPT-4", "GPT-4 alone", True),
        ("GPT-4", "GPT and 4 more", False),
        ("1-bit", "1-bit LLMs", True),
        ("3D-GS", "3D GS in minutes", True),
        ("a I", "AI", True),
        ("AI", "A I", False),
        ("KV cache", "KV caches that fit", True),
        ("bounding box", "Boxes, bounding boxes", True),
        ("GPU", "A thousand GPUs", True),
        ("bias", "Biases of judges", True),
    ],
)
def test_words_match_as_a_reader_means_them(keyword: str, title: str, expected: bool) -> None:
    assert matches(keyword, title) is expected


def test_a_term_is_counted_where_it_stands() -> None:
    paper = item(
        title="Diffusion for all", abstract="A diffusion model. 확산 모델을 쓴다. Diffusions!", keywords=("Diffusion",)
    )
    assert TextIndex([paper]).find(["diffusion"]) == {0: Count(title=1, tags=1, abstract=3)}


def test_words_of_two_fields_are_no_phrase() -> None:
    assert not matches("long context", "A story that is long", "context matters")
    assert not TextIndex([item(title="x", keywords=("world", "model"))]).find(["world model"])


def test_a_place_counts_by_its_field_and_the_abstract_is_soon_full() -> None:
    assert Count(title=1).worth > Count(tags=1, abstract=1).worth > Count(abstract=1).worth
    assert Count(title=2).worth == Count(title=1).worth
    assert Count(abstract=9).worth == Count(abstract=4).worth


@pytest.mark.parametrize(
    ("configured", "labels"),
    [
        (["multimodal", "멀티모달"], ["multimodal"]),
        (["멀티모달", "speech", "multi-modal"], ["speech", "멀티모달"]),
        ([{"any": ["diffusion", "flow matching"]}, "확산 모델", "flow matching"], ["diffusion"]),
        (["LLM", "large language model", "agent"], ["LLM", "agent"]),
        (["speech", "audio"], ["speech", "audio"]),
        (["speech", "audio", {"any": ["audio", "speech"]}], ["speech"]),
        (["U-Net", "UNet"], ["U-Net"]),
        ([{"not": "medical"}], []),
    ],
)
def test_one_topic_is_one_interest_whatever_its_languages_and_spellings(
    configured: list[object], labels: list[str]
) -> None:
    assert sorted(i.label for i in interests(KEYWORDS.validate_python(configured))) == sorted(labels)


def test_of_joined_keywords_the_highest_weight_counts() -> None:
    keywords = KEYWORDS.validate_python([{"any": "multimodal", "weight": 0.5}, {"any": "멀티모달", "weight": 3}])
    (joined,) = interests(keywords)
    assert (joined.weight, joined.terms) == (3, ("multimodal", "멀티모달"))


def test_a_broad_word_counts_little() -> None:
    worth = [rarity(holding, 1000) for holding in (0, 10, 50, 100, 300, 600, 1000)]
    assert worth == sorted(worth, reverse=True)
    assert (worth[0], worth[1], worth[-1]) == (1.0, 1.0, LEAST)
    assert rarity(50, 1000) > BROAD > rarity(200, 1000)


def test_a_handful_of_papers_makes_no_word_broad() -> None:
    assert rarity(3, 5) > BROAD > rarity(600, 1000)


@pytest.mark.parametrize(
    "wrong", [{"any": []}, {"any": ["a"], "not": ["b"]}, "…", {"any": ["x"], "weight": -1}, {"al": ["x"]}]
)
def test_a_keyword_that_can_never_match_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        KEYWORDS.validate_python([wrong])


@pytest.mark.parametrize(
    ("one", "many"), [("policy", "policies"), ("class", "classes"), ("approach", "approaches"), ("model", "models")]
)
def test_singular_and_plural_are_one_word(one: str, many: str) -> None:
    assert fold(one) == fold(many) == [one]


@pytest.mark.parametrize("word", ["analysis", "corpus", "loss"])
def test_words_that_only_look_plural_stay(word: str) -> None:
    assert fold(word) == [word]
