"""No pattern of the project takes exponential time: some meet text from the net, from a model or from a journal."""

from __future__ import annotations

import importlib
import pkgutil
import re
import re._constants as sre
import re._parser as sre_parse
from collections.abc import Iterator
from typing import Any

import pytest

import digest
from digest.lazy import Pattern
from digest.summarize.composed.worth import domains

REPEATED = 36
"""2^36 steps are hours, 36^4 a second."""
CATEGORIES = {sre.CATEGORY_SPACE: " ", sre.CATEGORY_DIGIT: "1", sre.CATEGORY_NOT_WORD: " "}
ANYTHING = "q ;0A(-é가"


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """(name, pattern) of every module's constants, those in tuples included, and of the table of patterns."""
    for number, pattern in enumerate(one for pair in domains() for one in pair):
        yield f"title_domains.{number}", re.compile(pattern.pattern, pattern.flags)
    for found in pkgutil.walk_packages(digest.__path__, "digest."):
        if found.name.endswith(("__main__", "migrations.env")):  # they run when imported
            continue
        for name, value in vars(importlib.import_module(found.name)).items():
            for one in value if isinstance(value, tuple) else (value,):
                for pattern in one if isinstance(one, tuple) else (one,):
                    if isinstance(pattern, re.Pattern | Pattern):
                        yield f"{found.name}.{name}", re.compile(pattern.pattern, pattern.flags)


def sample(tree: Any) -> str:
    """A text that a piece of a pattern takes, look-arounds not considered."""
    text = ""
    for op, value in tree:
        if op is sre.LITERAL:
            text += chr(value)
        elif op in (sre.NOT_LITERAL, sre.ANY):
            text += "q"
        elif op is sre.IN:
            text += member(value)
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            text += sample(value[2]) * max(1, value[0])
        elif op is sre.SUBPATTERN:
            text += sample(value[3])
        elif op is sre.ATOMIC_GROUP:
            text += sample(value)
        elif op is sre.BRANCH:
            text += sample(value[1][0])
    return text


def member(group: list[Any]) -> str:
    """A character of a `[…]`."""
    if group[0][0] is sre.NEGATE:
        refused = {chr(value) for op, value in group if op is sre.LITERAL}
        refused |= {" " for op, value in group if value is sre.CATEGORY_SPACE}
        return next((letter for letter in ANYTHING if letter not in refused), "\x01")
    op, value = group[0]
    if op is sre.CATEGORY:
        return CATEGORIES.get(value, "q")
    return chr(value[0] if op is sre.RANGE else value)


def pumps(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """(what stands before, what is repeated) for every repetition in a pattern."""
    for op, value in tree:
        inner: list[Any] = []
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            body = sample(value[2])
            yield from ((before, body), (before, body + " "), (before, " " + body), ("", before[-30:] + body))
            inner = [value[2]]
        elif op is sre.SUBPATTERN:
            inner = [value[3]]
        elif op is sre.ATOMIC_GROUP:
            inner = [value]
        elif op is sre.BRANCH:
            inner = value[1]
        for piece in inner:
            yield from pumps(piece, before)
        before += sample([(op, value)])


def attack(pattern: re.Pattern[Any]) -> int:
    """Search for what begins like a match, again and again, and then is none; gives the number of texts."""
    raw = isinstance(pattern.pattern, bytes)
    source = pattern.pattern.decode("latin-1") if raw else pattern.pattern
    tried = set(pumps(sre_parse.parse(source, pattern.flags & ~re.UNICODE if raw else pattern.flags)))
    for before, body in tried:
        text = before + body * REPEATED + "\x00"
        pattern.search(text.encode("utf-8", "replace") if raw else text)
    return len(tried)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_pattern_is_exponential() -> None:
    found = dict(patterns())
    assert sum(attack(pattern) for pattern in found.values()) > 500
    assert {"digest.collect.feed.format.WEB_PAGE", "digest.identity.LINK"} <= found.keys()


@pytest.mark.parametrize(
    ("sick", "text"),
    [
        (r"(?:a+)+$", "a"),
        (r"(?:<\?xml>\s*)?(?:<!--.*?-->\s*)*<html", "<!--q--> "),
        (r"(?:\s*\([^()]*\)|[\s.)\]])+$", " (q)"),
    ],
)
def test_the_attack_has_the_text_that_a_sick_pattern_fears(sick: str, text: str) -> None:
    assert text in {body for _, body in pumps(sre_parse.parse(sick))}
