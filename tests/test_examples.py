"""Beside each pattern and each table of a module stands an example of what it is for, which comes true.

An example is what stands in `…`, or a part of a comment that quotes nothing (`2024-W34 · 2024w34`). Behind an arrow
stands what comes of it: the text after a substitution, the pieces of a split with ` | ` between them, what was found,
or what a table gives for its key.
"""

from __future__ import annotations

import ast
import importlib
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
import regex

import digest
from digest.lazy import Pattern
from digest.summarize.word_tables import table, word_list

ROOM = Path(digest.__file__).parent
MAKERS = {"pattern_of", "compile"}
USES = {"match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
APART = re.compile(r" · |; (?:not )?|, |: ")
"""Between the examples of a comment: `2024-W34 · 2024w34; not W34`."""
BESIDE, ARROW, PIECES = " · ", " → ", " | "
NOTHING = "$^"
"""Stands where a table has no pattern."""
ANYTHING = ".+?"
"""Stands for a piece of a pattern that is known at work only."""
TABLES = sorted((ROOM / "summarize").glob("*/words/*.txt"))


@dataclass(frozen=True)
class Module:
    """A file of the program and what is said in it."""

    name: str
    text: str

    def body(self) -> list[ast.stmt]:
        """Its syntax, read anew: kept trees would be looked through at every collection of garbage."""
        return ast.parse(self.text).body

    @property
    def loaded(self) -> ModuleType:
        return importlib.import_module(self.name)

    @cached_property
    def comments(self) -> dict[int, str]:
        """By line, whatever stands before them."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}

    @cached_property
    def lines(self) -> list[str]:
        return ["", *self.text.splitlines()]

    def above(self, line: int) -> Iterator[str]:
        """The comment that ends right above a line."""
        while (line := line - 1) in self.comments and self.lines[line].lstrip().startswith("#"):
            yield self.comments[line]

    def within(self, first: int, last: int) -> Iterator[str]:
        """Comments on some lines."""
        yield from (self.comments[line] for line in range(first, last + 1) if line in self.comments)


@cache
def modules() -> tuple[Module, ...]:
    return tuple(map(read, sorted(ROOM.rglob("*.py"))))


def read(file: Path) -> Module:
    text = file.read_text("utf-8")
    name = ".".join(("digest", *file.relative_to(ROOM).with_suffix("").parts)).removesuffix(".__init__")
    return Module(name, text)


@dataclass(frozen=True)
class Constant:
    """A name that a module gives to something."""

    module: Module
    name: str
    node: ast.Assign | ast.AnnAssign
    after: ast.stmt | None
    """What stands below, its docstring perhaps."""

    def __str__(self) -> str:
        return f"{self.module.name}.{self.name}"

    @property
    def value(self) -> Any:
        return getattr(self.module.loaded, self.name)

    def parts(self) -> Iterator[ast.AST]:
        """The syntax of what is assigned."""
        return ast.walk(self.node.value) if self.node.value else iter(())

    def said(self) -> Iterator[str]:
        """Lines of comments above, in and behind it, and its docstring."""
        yield from self.module.above(self.node.lineno)
        yield from self.module.within(self.node.lineno, self.node.end_lineno or self.node.lineno)
        if isinstance(self.after, ast.Expr) and isinstance(self.after.value, ast.Constant):
            yield from str(self.after.value.value).splitlines()

    def beside(self) -> Iterator[str]:
        """Texts beside the patterns of a table."""
        several = (one for one in self.parts() if isinstance(one, ast.Tuple))
        yield from (str(one.value) for inner in several for one in inner.elts if isinstance(one, ast.Constant))


@cache
def constants() -> tuple[Constant, ...]:
    """Every assignment of a module to one name."""
    return tuple(
        Constant(module, name, node, after)
        for module in modules()
        for node, after in pairwise([*module.body(), None])
        if isinstance(node, ast.Assign | ast.AnnAssign) and (name := name_of(node))
    )


def name_of(node: ast.Assign | ast.AnnAssign) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    return target.id if isinstance(target, ast.Name) else ""


def patterns() -> list[Constant]:
    """Names that hold patterns."""
    return [constant for constant in constants() if any(map(makes_pattern, constant.parts()))]


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


def quoted(text: str) -> list[str]:
    """What stands in `…`, or in ``…`` where it holds a ` itself."""
    found = [twice or once for twice, once in re.findall(r"``(.+?)``|`([^`]+)`", text)]
    return [one.replace("\\n", "\n").replace("\\f", "\f").replace("\\t", "\t") for one in found]


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


@pytest.mark.parametrize("module", [*filter(has_patterns, modules())], ids=lambda module: module.name)
def test_beside_a_pattern_in_a_function_stands_what_it_does(module: Module) -> None:
    found = list(uses(module))
    for use in found:
        assert any(map(use.does, (*use.beside, *use.told))), f"no example beside {use}"
        alike = [other for other in found if other.statement is use.statement]
        for example in use.beside:
            assert ARROW not in example or any(other.does(example) for other in alike), f"{example} beside {use}"


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
