from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from digest.choose.keywords import Keyword, TextIndex, fold
from makers import item

KEYWORDS = TypeAdapter(tuple[Keyword, ...])


def matches(keyword: object, title: str, abstract: str = "") -> bool:
    index = TextIndex([item(title=title, abstract=abstract)])
    found, vetoed = index.match(KEYWORDS.validate_python([keyword]))
    return bool(found) or bool(vetoed)


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
    ],
)
def test_words_match_as_a_reader_means_them(keyword: str, title: str, expected: bool) -> None:
    assert matches(keyword, title) is expected


def test_a_match_in_the_title_weighs_more_than_one_in_the_abstract() -> None:
    index = TextIndex(
        [item("2408.00001", title="Diffusion"), item("2408.00002", title="X", abstract="a diffusion model")]
    )
    found, _ = index.match(KEYWORDS.validate_python([{"any": ["diffusion"], "weight": 2}]))
    assert (found[0].score, found[1].score) == (2.0, 1.4)
    assert found[0].labels == ("diffusion",)


def test_several_terms_of_one_keyword_count_once() -> None:
    index = TextIndex([item(title="Multimodal vision-language models")])
    found, _ = index.match(KEYWORDS.validate_python([{"any": ["multimodal", "vision-language"], "weight": 2}]))
    assert found[0].score == 2.0


def test_a_veto_excludes() -> None:
    index = TextIndex([item(title="Medical image segmentation")])
    assert index.match(KEYWORDS.validate_python([{"not": "medical"}]))[1] == {0}


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
