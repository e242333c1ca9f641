"""Beside each pattern of a module stands an example of what it is for, and the pattern takes it."""

from __future__ import annotations

import ast
import importlib
import io
import re
import tokenize
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import regex

import digest
from digest.lazy import Pattern
from digest.summarize.word_tables import table, word_list

ROOM = Path(digest.__file__).parent
MAKERS = {"pattern_of", "re.compile", "regex.compile"}
APART = re.compile(r" · |; (?:not )?|, |: ")
"""Between the examples of a comment: `2024-W34 · 2024w34; not W34`."""
NOTHING = "$^"
"""Stands where a table has no pattern."""
TABLES = sorted((ROOM / "summarize").glob("*/words/*.txt"))


class Constant(NamedTuple):
    """A name of a module that holds patterns."""

    module: str
    name: str
    said: str
    """Comments above, in and behind it, its docstring, and plain texts beside the patterns of a table."""


def constants() -> Iterator[Constant]:
    """Every assignment of a module that makes patterns."""
    for file in sorted(ROOM.rglob("*.py")):
        text = file.read_text("utf-8")
        if not any(maker in text for maker in MAKERS):
            continue
        comments = {
            token.start[0]: token.string.lstrip("# ")
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT
        }
        body = ast.parse(text).body
        for node, after in zip(body, [*body[1:], None], strict=True):
            if isinstance(node, ast.Assign | ast.AnnAssign) and any(map(makes_pattern, ast.walk(node))):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                module = ".".join(("digest", *file.relative_to(ROOM).with_suffix("").parts))
                yield Constant(module, ast.unparse(target), "\n".join(said_of(node, after, comments)))


def makes_pattern(node: ast.AST) -> bool:
    """Whether it is `pattern_of(…)` or its like."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) in MAKERS


def said_of(node: ast.Assign | ast.AnnAssign, after: ast.stmt | None, comments: dict[int, str]) -> Iterator[str]:
    """What a reader finds beside an assignment."""
    line = node.lineno - 1
    while line in comments:
        yield comments[line]
        line -= 1
    yield from (comments[line] for line in range(node.lineno, (node.end_lineno or 0) + 1) if line in comments)
    if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
        yield str(after.value.value)
    for several in (found for found in ast.walk(node) if isinstance(found, ast.Tuple)):
        yield from (str(one.value) for one in several.elts if isinstance(one, ast.Constant))


def held(value: Any) -> Iterator[Any]:
    """The patterns of a constant: one, or those of a table."""
    if isinstance(value, re.Pattern | Pattern | regex.Pattern):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from held(one)


def examples(said: str) -> Iterator[str]:
    """Whatever in a comment may be an example: all of it, its parts, what is quoted."""
    for line in said.splitlines():
        yield line
        yield from APART.split(line)
        yield from (quoted.replace("\\n", "\n").replace("\\f", "\f") for quoted in re.findall(r"`([^`]+)`", line))


def is_taken(pattern: Any, text: str) -> bool:
    """Whether a pattern takes an example: all of it, its head or its tail, for a pattern may look at one side."""
    cuts = (text, *(text[:n] for n in range(1, len(text))), *(text[n:] for n in range(1, len(text))))
    whole = (cut.encode() for cut in cuts) if isinstance(pattern.pattern, bytes) else cuts
    return any(found[0] for cut in whole if (found := pattern.search(cut)))


@pytest.mark.parametrize(
    "constant",
    list(constants()),
    ids=lambda one: f"{one.module}.{one.name}",
)
def test_an_example_that_the_pattern_takes_stands_beside_it(constant: Constant) -> None:
    beside = list(examples(constant.said))
    for pattern in held(getattr(importlib.import_module(constant.module), constant.name)):
        if pattern.pattern == NOTHING:
            continue
        assert any(map(partial(is_taken, pattern), beside)), f"no example of {pattern.pattern!r}"


@pytest.mark.parametrize("file", TABLES, ids=lambda file: f"{file.parts[-3]}/{file.stem}")
def test_a_word_table_begins_with_what_it_is_and_an_example_that_it_holds(file: Path) -> None:
    name = f"{file.parts[-3]}/{file.stem}"
    first, *rest = file.read_text("utf-8").splitlines()
    lines = [line for line in rest if line.strip() and not line.startswith("#")]
    assert first.startswith("# ")
    quoted = re.findall(r"`([^`]+)`", first)
    if " = " in lines[0]:
        assert len(table(name)) == len(lines), "a left side stands twice"
        assert set(quoted) & {" = ".join(pair) for pair in table(name).items()}
    else:
        assert set(quoted) & word_list(name)


def test_every_word_table_is_read_by_a_rule() -> None:
    code = "".join(file.read_text("utf-8") for file in (ROOM / "summarize").rglob("*.py"))
    asked = set(re.findall(r"""(?:table|word_list)\(["'](\w+/\w+)["']\)""", code))
    assert asked == {f"{file.parts[-3]}/{file.stem}" for file in TABLES}
