"""Beside each pattern and each table of a module stands an example of what it is for, which comes true.

An example is what stands in `…`, or a part of a comment that quotes nothing (`2024-W34 · 2024w34`). Behind an arrow
stands what comes of it: the text after a substitution, the pieces of a split with ` | ` between them, what was found,
or what a table gives for its key.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import regex

from digest.lazy import Pattern
from digest.summarize.word_tables import table, word_list
from said import ROOM, Constant, Module, constants, modules, quoted

MAKERS = {"pattern_of", "compile"}
USES = {"match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
APART = re.compile(r" · |; (?:not )?|, |: ")
"""Between the examples of a comment: `2024-W34 · 2024w34; not W34`."""
BESIDE, ARROW, PIECES = " · ", " → ", " | "
LIKE_A_PATTERN = re.compile(r"^(?!.*\n).*(?:\(\?[:!<=iP]|\\[bdw]|\][+*?{])")
NOTHING = "$^"
"""Stands where a table has no pattern."""
ANYTHING = ".+?"
"""Stands for a piece of a pattern that is known at work only."""
TABLES = sorted((ROOM / "summarize").glob("*/words/*.txt"))


def patterns() -> list[Constant]:
    """Names that hold patterns."""
    return [constant for constant in constants() if any(map(makes_pattern, constant.parts()))]


def parts_of_patterns() -> list[Constant]:
    """Names that hold a text of which patterns are made, those aside that only look ahead and take nothing."""
    texts = (one for one in constants() if isinstance(one.node.value, ast.Constant | ast.JoinedStr | ast.BinOp))
    made = [one for one in texts if isinstance(one.value, str) and LIKE_A_PATTERN.search(one.value)]
    return [one for one in made if not one.value.startswith(("(?=", "(?!"))]


def makes_pattern(node: ast.AST) -> bool:
    """Whether it is `pattern_of(…)` or `re.compile(…)`."""
    return called(node)[1] in MAKERS


def called(node: ast.AST) -> tuple[str, str]:
    """`re` and `search` of `re.search(…)`; nothing of what is no call of such a kind."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re" | "regex" as room), attr=how)):
            return room, how
        case ast.Call(func=ast.Name(id="pattern_of" as how)):
            return "", how
    return "", ""


def rules() -> list[Constant]:
    """Tables of a module by which something is decided, read or made; what only puts it into Korean tells itself."""
    return [
        constant
        for constant in constants()
        if constant.node.value and is_table(constant.node.value) and not any(map(makes_pattern, constant.parts()))
        if not constant.name.startswith("__")
        if sum(not re.fullmatch(r"[\d.]+", word) for word in words_of(constant.value)) > 1
        if not are_words_for_people(constant.value)
    ]


def is_table(node: ast.expr) -> bool:
    """Whether several things are written down one by one."""
    if isinstance(node, ast.BinOp):
        return is_table(node.left) and is_table(node.right)
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("frozenset", "str.maketrans"):
        return is_table(node.args[0])
    return isinstance(node, ast.Dict | ast.Tuple | ast.List | ast.Set | ast.DictComp)


def words_of(value: Any) -> set[str]:
    """The words and numbers of a table: keys, values, members."""
    if isinstance(value, Mapping):
        return set().union(*(words_of(one) for pair in value.items() for one in pair))
    if isinstance(value, tuple | list | frozenset | set):
        return set().union(*map(words_of, value))
    return {str(value)} if isinstance(value, str | int | float) else set()


def are_words_for_people(value: Any) -> bool:
    """Whether a table says in Korean what something is called in the program."""
    said = list(value.values()) if isinstance(value, Mapping) else []
    return bool(said) and all(any(re.search("[가-힣]", word) for word in words_of(one)) for one in said)


def held(value: Any) -> Iterator[Any]:
    """The patterns of a constant: one, or those of a table."""
    if isinstance(value, re.Pattern | Pattern | regex.Pattern):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from held(one)


def examples(said: Iterable[str]) -> Iterator[str]:
    """Whatever in lines of comments may be an example: all of it, its parts, what is quoted."""
    for line in said:
        yield line
        yield from APART.split(line)
        yield from quoted(line)


def is_taken(pattern: Any, text: str) -> bool:
    """Whether a pattern takes an example: all of it, its head or its tail, for a pattern may look at one side."""
    return any(found[0] for cut in cuts(pattern, text) if (found := pattern.search(cut)))


def cuts(pattern: Any, text: str) -> Iterator[Any]:
    cut = (text, *(text[:n] for n in range(1, len(text))), *(text[n:] for n in range(1, len(text))))
    return (one.encode() for one in cut) if isinstance(pattern.pattern, bytes) else iter(cut)


class Use(NamedTuple):
    """A pattern inside a function."""

    line: int
    how: str
    """`search`, `sub`, …; `compile` where it is used elsewhere."""
    pattern: Any
    put: str | None
    """What a substitution puts in its place, if that is known."""
    statement: ast.stmt
    beside: tuple[str, ...]
    """Examples of comments."""
    told: tuple[str, ...]
    """What the docstring of the function quotes."""

    def __str__(self) -> str:
        return f"line {self.line}: {self.how} {self.pattern.pattern!r}"

    def does(self, example: str) -> bool:
        """Whether the pattern does what an example says."""
        text, arrow, outcome = example.partition(ARROW)
        if not arrow or (self.how == "sub" and self.put is None):
            return self.takes(text)
        return outcome in self.outcomes(text)

    def takes(self, text: str) -> bool:
        if self.how == "fullmatch":
            return bool(self.pattern.fullmatch(next(cuts(self.pattern, text))))
        if self.how == "match":
            return any(map(self.pattern.match, cuts(self.pattern, text)))
        return is_taken(self.pattern, text)

    def outcomes(self, text: str) -> Iterator[str]:
        """What may come of a text."""
        if self.how == "sub":
            yield self.pattern.sub(self.put, text)
        elif self.how == "split":
            yield PIECES.join(piece.strip() for piece in self.pattern.split(text) if piece and piece.strip())
        elif self.how == "findall":
            yield PIECES.join(
                found if isinstance(found, str) else "".join(found) for found in self.pattern.findall(text)
            )
        else:
            for cut in cuts(self.pattern, text):
                if found := self.pattern.search(cut):
                    yield from (piece for piece in (found[0], *found.groups()) if piece)


def uses(module: Module) -> Iterator[Use]:
    """Every pattern that is written down inside a function."""
    for function in (node for top in module.body() for node in ast.walk(top)):
        if isinstance(function, ast.FunctionDef):
            yield from uses_in(function, module)


def uses_in(function: ast.FunctionDef, module: Module) -> Iterator[Use]:
    told = tuple(quoted(ast.get_docstring(function) or ""))
    written = {node.targets[0].id: node for node in ast.walk(function)
               if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}  # fmt: skip
    for statement, call in calls(function):
        room, how = called(call)
        node, at = call.args[0], statement
        if isinstance(node, ast.Name) and node.id in written:
            at = written[node.id]
            node = at.value
        elif not isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
            continue  # it is a constant's, or of a table
        text = text_of(node, vars(module.loaded))
        if text == ANYTHING:
            continue
        maker = regex if room == "regex" else re
        flags = next((known(one, vars(module.loaded)) for one in flags_of(call, how)), 0)
        put = call.args[1].value if how == "sub" and isinstance(call.args[1], ast.Constant) else None
        beside = tuple(one for place in {at, statement} for one in said_at(place, module))
        yield Use(call.lineno, how, maker.compile(text, flags or 0), put, statement, beside, told)


def calls(function: ast.FunctionDef) -> Iterator[tuple[ast.stmt, ast.Call]]:
    """Calls that use a pattern, each with its statement; not those of functions inside."""

    def walk(node: ast.AST, statement: ast.stmt) -> Iterator[tuple[ast.stmt, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                continue
            if isinstance(child, ast.Call) and is_use(child):
                yield statement, child
            yield from walk(child, child if isinstance(child, ast.stmt) else statement)

    yield from walk(function, function)


def is_use(node: ast.AST) -> bool:
    """Whether it is `re.search(…)` or its like."""
    return called(node)[1] in MAKERS | USES


def has_patterns(module: Module) -> bool:
    return re.search(r"\b(?:re|regex)\.\w+\(|\bpattern_of\(", module.text) is not None


def flags_of(call: ast.Call, how: str) -> Iterator[ast.expr]:
    yield from (word.value for word in call.keywords if word.arg == "flags")
    yield from (
        call.args[1:2] if how in ("compile", "pattern_of") else call.args[2:3] if how not in ("sub", "split") else ()
    )


def text_of(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """A pattern's text, with ANYTHING in the place of what is known at work only."""
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part, names) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return text_of(node.value, names)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return text_of(node.left, names) + text_of(node.right, names)
    found = known(node, names)
    return found if isinstance(found, str | bytes) else str(found) if isinstance(found, int) else ANYTHING


def known(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of an expression that needs no more than its module; None for others."""
    try:
        return eval(compile(ast.Expression(node), "a pattern", "eval"), dict(names))
    except (NameError, TypeError, AttributeError):
        return None


def said_at(statement: ast.stmt, module: Module) -> Iterator[str]:
    """Examples in the comments above a statement and on its lines."""
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if body else statement.end_lineno or statement.lineno
    said = [*module.above(statement.lineno), *module.within(statement.lineno, last)]
    for line in said:
        yield from quoted(line) or line.split(BESIDE)


@pytest.mark.parametrize("constant", patterns(), ids=str)
def test_an_example_that_the_pattern_takes_stands_beside_it(constant: Constant) -> None:
    beside = list(examples([*constant.said(), *constant.beside()]))
    for pattern in held(constant.value):
        if pattern.pattern == NOTHING:
            continue
        assert any(map(partial(is_taken, pattern), beside)), f"no example of {pattern.pattern!r}"


@pytest.mark.parametrize("constant", parts_of_patterns(), ids=str)
def test_a_part_of_patterns_stands_beside_an_example_that_it_takes(constant: Constant) -> None:
    beside = [one for line in constant.said() for one in (quoted(line) or line.split(BESIDE))]
    assert any(map(partial(is_taken, re.compile(constant.value, re.IGNORECASE)), beside)), f"no example of {constant}"


@pytest.mark.parametrize("module", [*filter(has_patterns, modules())], ids=lambda module: module.name)
def test_beside_a_pattern_in_a_function_stands_what_it_does(module: Module) -> None:
    found = list(uses(module))
    for use in found:
        assert any(map(use.does, (*use.beside, *use.told))), f"no example beside {use}"
        alike = [other for other in found if other.statement is use.statement]
        for example in use.beside:
            assert ARROW not in example or any(other.does(example) for other in alike), f"{example} beside {use}"


@pytest.mark.parametrize("constant", rules(), ids=str)
def test_a_table_stands_beside_an_example_that_it_holds(constant: Constant) -> None:
    beside = [one for line in constant.said() for one in (quoted(line) or line.split(BESIDE))]
    spelt = [word for word in words_of(constant.value) if re.search(r"\\b|\(\?|[\w\]]\|\w", word)]
    for pattern in spelt:
        assert any(re.search(pattern, example, re.IGNORECASE) for example in beside), f"no example of {pattern}"
    assert spelt or any(map(partial(holds, constant.value), beside)), f"no example of {constant}"


def holds(value: Any, example: str) -> bool:
    """Whether a word of a table stands in an example, and behind its arrow what the table gives for it."""
    text, arrow, outcome = (part.casefold() for part in example.partition(ARROW))
    if arrow and isinstance(value, Mapping):
        given = {str(key).casefold(): {word.casefold() for word in words_of(one)} for key, one in value.items()}
        return any(
            key and key in text and any(word in outcome for word in words or ("",)) for key, words in given.items()
        )
    return any(word.strip() and word.casefold() in example.casefold() for word in words_of(value))


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
