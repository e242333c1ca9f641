"""AI terms in Korean: the glossary that comes with the program, and the reader's own on top of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from digest.errors import ConfigError
from digest.models import Value
from digest.yaml import parse_yaml

Kind = Literal["head", "task", "method", "thing", "quality", "skip"]
# `camera` stands under `quality` and under `thing`: a thing
KINDS: tuple[Kind, ...] = ("head", "quality", "task", "method", "thing")
"""Later kinds win: a word that is a modifier and a noun counts as a noun."""


class Term(Value):
    """How an English term is written in Korean text; `ko` is "" for a term that is left out."""

    ko: str
    kind: Kind


class Glossary(Value):
    """Terms by role: the same English word can be a contribution (head), a noun inside a phrase, and a verb."""

    heads: dict[str, Term]
    terms: dict[str, Term]
    verbs: dict[str, str]
    """Base form → Korean verbal noun: `generate` → 생성."""

    def head(self, english: str) -> Term | None:
        """A contribution noun; case and plural do not matter."""
        return _found(self.heads, english)

    def term(self, english: str) -> Term | None:
        """A noun, modifier or left-out word; case and plural do not matter."""
        return _found(self.terms, english)

    def __len__(self) -> int:
        return len(self.heads) + len(self.terms) + len(self.verbs)


def load_glossary(own: Path | None = None) -> Glossary:
    """The glossary, extended by the file `own` (same sections) when it exists.

    Raises ConfigError naming the file and the section for a file that cannot be used.
    """
    changed = own.stat().st_mtime_ns if own and own.is_file() else 0
    return _load(own if changed else None, changed)


def own_terms(own: Path) -> dict[str, str]:
    """English → Korean of what a reader wrote into the file `own`, in its order; {} when there is none.

    Verbs and left-out words are no terms; a kept word is its own translation. Raises ConfigError as `load_glossary`.
    """
    if not own.is_file():
        return {}
    sections = _sections(own.read_text(encoding="utf-8"), str(own))
    return {
        word: korean
        for kind, terms in sections.items()
        if kind not in ("verb", "skip")
        for word, korean in terms.items()
    }


@lru_cache(maxsize=4)
def _load(own: Path | None, _changed: int) -> Glossary:
    shipped = files("digest.summarize.composed").joinpath("glossary.yaml").read_text(encoding="utf-8")
    layers = [_sections(shipped, "glossary.yaml")]
    if own:
        layers.append(_sections(own.read_text(encoding="utf-8"), str(own)))
    heads: dict[str, Term] = {}
    terms: dict[str, Term] = {}
    verbs: dict[str, str] = {}
    for layer in layers:
        for kind in KINDS:
            for english, korean in layer.get(kind, {}).items():
                (heads if kind == "head" else terms)[english] = Term(ko=korean, kind=kind)
        terms |= {english: Term(ko=word, kind="quality") for english, word in layer.get("keep", {}).items()}
        terms |= {english: Term(ko="", kind="skip") for english in layer.get("skip", {})}
        verbs |= layer.get("verb", {})
    return Glossary(heads=heads, terms={**{e: t for e, t in heads.items() if e not in terms}, **terms}, verbs=verbs)


def _sections(text: str, name: str) -> dict[str, dict[str, str]]:
    """Every section as a map; the lists `keep` and `skip` become maps onto themselves."""
    try:
        read = parse_yaml(text, name) or {}
    except ConfigError as error:
        raise ConfigError(f"용어집을 읽을 수 없습니다: {error.message}", hint="YAML 문법을 확인하세요") from error
    known = {*KINDS, "verb", "keep", "skip"}
    if not isinstance(read, Mapping) or not set(read) <= known:
        raise ConfigError(
            f"용어집 {name}에 모르는 항목이 있습니다", hint=f"쓸 수 있는 항목: {', '.join(sorted(known))}"
        )
    sections: dict[str, dict[str, str]] = {}
    for section, entries in read.items():
        pairs = {word: word for word in entries} if isinstance(entries, list) else entries
        if not isinstance(pairs, Mapping) or not all(isinstance(x, str) for pair in pairs.items() for x in pair):
            raise ConfigError(
                f"용어집 {name}의 {section} 항목이 잘못되었습니다", hint="`영어 용어: 한국어` 꼴로 적으세요"
            )
        sections[section] = {english.lower(): korean for english, korean in pairs.items()}
    return sections


def _found(terms: Mapping[str, Term], english: str) -> Term | None:
    lower = english.lower()
    return terms.get(lower) or next((terms[form] for form in singulars(lower) if form in terms), None)


def singulars(word: str) -> tuple[str, ...]:
    """What a plural may be the plural of; () when it does not look like one."""
    if word.endswith("ies") and len(word) > 4:
        return (word[:-3] + "y", word[:-1])
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return (word[:-2],)
    if word.endswith("ses"):
        return (word[:-1], word[:-2] + "is")
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return (word[:-1],)
    return ()
