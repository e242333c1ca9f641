"""What the language model is asked: the rules first, then the items, each behind a fence it cannot forge."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from digest.errors import ConfigError
from digest.models import Item
from digest.summarize.base import MOST_CHARACTERS, Style
from digest.summarize.model.repair import Complaint, told_of
from digest.summarize.source_text import plain

Input = Literal["abstract", "ai_summary"]
Messages = list[dict[str, str]]

MOST_TEXT = 4000
"""Characters of one item that are sent; an abstract is 1,300 on average and never this long."""

TERMS = "용어"
"""The section of a prompt file that lists terms, `- English: 한국어` each."""
MOST_TERMS = 100
"""Characters of a batch's terms."""

# `{"lines": [{"id": "1", "line": "…"}]}`
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": {"type": "string"}, "line": {"type": "string"}},
                "required": ["id", "line"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["lines"],
    "additionalProperties": False,
}
"""Strict on OpenAI and the same for every batch, so that it is compiled once."""


@dataclass(frozen=True)
class Prompt:
    """The fixed part of every question in one style."""

    rules: str
    examples: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]
    """(English, Korean) of terms that translators often miss; a batch is told those that occur in it."""
    terms_line: str
    """How they are told, with `{terms}` where they stand; "" = never."""
    fingerprint: str
    """12 hex digits over everything that shapes an answer; part of the cache key."""


def read_prompt(path: Path | None) -> str:
    """The text of a prompt file; None = the one that came with the program.

    Raises ConfigError when the file cannot be read.
    """
    try:
        if path is not None:
            return path.read_text(encoding="utf-8")
        packaged = resources.files("digest.summarize.model") / "one_line.md"
        if packaged.is_file():
            return packaged.read_text(encoding="utf-8")
        return (Path(__file__).parents[3] / "config" / "prompts" / "one_line.md").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"프롬프트 파일을 읽을 수 없음: {path}", hint="`summarizer.prompt`의 경로와 UTF-8 인코딩을 확인하세요."
        ) from error


def make_prompt(text: str, style: Style, own: Mapping[str, str] | None = None) -> Prompt:
    """The rules with the examples of one style (`## 한다체` …) and none of the others, and the terms (`## 용어`).

    own: the reader's terms, English → Korean; they come before the prompt's and replace them.
    Raises ConfigError when the file has no rules or no section for the style.
    """
    head, *sections = re.split(r"(?m)^## +", text)
    bodies = {name.strip(): body for name, _, body in (section.partition("\n") for section in sections)}
    if not head.strip() or style not in bodies:
        raise ConfigError(
            f"프롬프트에 규칙이나 ‘## {style}’ 예시가 없음", hint="config/prompts/one_line.md의 모양을 따르세요."
        )
    # - 한 줄로 쓴다. → 한 줄로 쓴다.
    lines = tuple(re.findall(r"(?m)^- +(.+?)\s*$", bodies[style]))
    about_terms = bodies.get(TERMS, "")
    told = dict(own or {}) if about_terms else {}
    # - mixture of experts: 전문가 혼합 → mixture of experts전문가 혼합
    listed = re.findall(r"(?m)^- +(.+?): +(.+?)\s*$", about_terms)
    terms = (*told.items(), *((english, korean) for english, korean in listed if english not in told))
    terms_line = next((line.strip() for line in about_terms.splitlines() if "{terms}" in line), "")
    rules = head.replace("{length}", str(MOST_CHARACTERS)).replace("{style}", style).strip()
    whole = "\n".join([rules, "", f"예시({style})", *(f"- {line}" for line in lines)])
    fingerprint = hashlib.sha256((whole + about_terms + (str(told) if told else "")).encode()).hexdigest()[:12]
    return Prompt(whole, lines, terms, terms_line, fingerprint)


def ask(prompt: Prompt, items: Mapping[str, Item], source: Input, fence: str) -> Messages:
    """Messages for a batch; `items` by the id the answer must use, `fence` a word nobody can guess."""
    body = "\n".join(_fenced(name, item, source, fence) for name, item in items.items())
    terms = _terms_in(prompt, body)
    if terms:
        body = prompt.terms_line.replace("{terms}", terms) + "\n" + body
    return [{"role": "system", "content": prompt.rules}, {"role": "user", "content": body}]


def ask_again(
    prompt: Prompt, items: Mapping[str, Item], source: Input, fence: str, complaints: Mapping[str, Complaint]
) -> Messages:
    """Messages for items whose lines were refused, with a complaint for each id."""
    messages = ask(prompt, items, source, fence)
    messages[1]["content"] += "\n" + told_of(complaints, fence)
    return messages


def text_of(item: Item, source: Input) -> str:
    """What the model reads of an item, without LaTeX; "" when there is nothing to read."""
    chosen = item.ai_summary if source == "ai_summary" and item.ai_summary else item.abstract or item.ai_summary
    return plain(chosen)[:MOST_TEXT]


def _terms_in(prompt: Prompt, text: str) -> str:
    """`advantage 어드밴티지, rollout 롤아웃`: terms that a batch holds, in the prompt's order, within MOST_TERMS."""
    told, low = "", text.casefold()
    for english, korean in prompt.terms if prompt.terms_line else ():
        if re.split("[- ]", english)[0] not in low:  # a reader's glossary may be long
            continue
        both = korean if korean.casefold() == english else f"{english} {korean}"
        plus = f", {both}" if told else both
        spelled = re.escape(english).replace("\\-", "[- ]")  # mixture-of-experts, mixture of experts
        if len(told) + len(plus) <= MOST_TERMS and re.search(rf"\b{spelled}s?\b", text, re.IGNORECASE):
            told += plus
    return told


def _fenced(name: str, item: Item, source: Input, fence: str) -> str:
    title = plain(item.title)[:300]
    return f'<{fence} id="{name}">\ntitle: {title}\nabstract: {text_of(item, source)}\n</{fence}>'
