"""What the program says beside its code: comments and docstrings, found where they stand."""

from __future__ import annotations

import ast
import importlib
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import digest

ROOM = Path(digest.__file__).parent


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


def quoted(text: str) -> list[str]:
    """What stands in `…`, or in ``…`` where it holds a ` itself."""
    found = [twice or once for twice, once in re.findall(r"``(.+?)``|`([^`]+)`", text)]
    return [one.replace("\\n", "\n").replace("\\f", "\f").replace("\\t", "\t") for one in found]
