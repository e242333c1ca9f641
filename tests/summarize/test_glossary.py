"""The glossary: big enough, well formed, extendable."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import ConfigError
from digest.summarize.composed.glossary import load_glossary, singulars


def test_size_and_form() -> None:
    glossary = load_glossary()
    assert len(glossary.terms) >= 600
    assert all(english == english.lower().strip() for english in glossary.terms)
    assert all(term.ko == term.ko.strip() for term in glossary.terms.values())
    empty = [english for english, term in glossary.terms.items() if not term.ko and term.kind != "skip"]
    assert empty == []


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("diffusion models", "확산 모델"),
        ("Reinforcement Learning", "강화학습"),
        ("large language models", "LLM"),
        ("zero-shot", "zero-shot"),
        ("multimodal", "멀티모달"),
        ("benchmarks", "벤치마크"),
        ("queries", "질의"),
        ("text-to-3D", "text-to-3D"),
        ("operations research", "운용과학"),
    ],
)
def test_as_korean_practitioners_write(english: str, korean: str) -> None:
    term = load_glossary().term(english)
    assert term is not None
    assert term.ko == korean


def test_own_terms_add_and_override(tmp_path: Path) -> None:
    own = tmp_path / "glossary.yaml"
    own.write_text("thing: {frob: 프롭, prompt: 지시문}\nkeep: [QuuX]\nskip: [shiny]\nverb: {frobnicate: 프롭화}\n")
    glossary = load_glossary(own)
    for english, korean in (("frobs", "프롭"), ("prompt", "지시문"), ("quux", "QuuX"), ("shiny", "")):
        term = glossary.term(english)
        assert term is not None
        assert term.ko == korean
    assert glossary.verbs["frobnicate"] == "프롭화"
    own.write_text("thing: {frob: 프로브, prompt: 지시문}\n# longer\n")
    changed = load_glossary(own).term("frob")
    assert changed is not None
    assert load_glossary(tmp_path / "missing.yaml") == load_glossary()


@pytest.mark.parametrize("text", ["thing: [", "colour: {a: b}", "thing: {a: 3}", "- a\n- b", "thing: word"])
def test_a_broken_file_is_a_clear_error(tmp_path: Path, text: str) -> None:
    own = tmp_path / "glossary.yaml"
    own.write_text(text)
    with pytest.raises(ConfigError, match="용어집"):
        load_glossary(own)


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("models", "model"), ("queries", "query"), ("boxes", "box"), ("biases", "biase"), ("analyses", "analysis")],
)
def test_singulars(plural: str, singular: str) -> None:
    assert singular in singulars(plural)


@pytest.mark.parametrize("word", ["loss", "gas", "is", "model"])
def test_no_plural_seen_where_none_is(word: str) -> None:
    assert singulars(word) == ()
