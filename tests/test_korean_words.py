"""Whatever a person reads is Korean: errors, hints, prompts, help. Logs, code and docstrings are English.

The source is read, not run: a literal that goes to a person and has English sentences in it is found before anyone
meets it. Names of commands, keys, variables and files stay as they are.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.cli import COMMANDS, cli
from digest.cli.korean import WORDS as CLICK_WORDS

ROOT = Path(__file__).parent.parent

READ = {
    "echo",
    "say",
    "prompt",
    "confirm",
    "fail",
    "UsageError",
    "BadParameter",
    "ValueError",
    "option",
    "command",
    "group",
}
READ |= {"ConfigError", "FatalError", "SkippableError", "Undelivered", "Ambiguous", "JournalRefused", "GitProblem"}
"""Functions and errors whose words reach a person; ValueError does, from a validator of the configuration."""
FOR_PROGRAMS = {
    "digest/calendar/digest_days.py": "is no digest day",  # a caller's mistake
    "digest/collect/x/posts.py": "",  # caught beside: an answer that is none of X's
    "digest/journal/write/plan.py": "overlapping splices",
    "digest/store/tables.py": "a naive datetime",
    "digest/store/upkeep.py": "",  # caught beside: a value of another type
}
"""File → how its ValueErrors for programs begin or go on; "" for all of its ValueErrors."""
LATER: dict[str, str] = {}
"""File → a part of English words that still have to be put into Korean."""

HANGUL = re.compile(r"[가-힣]")
COMMAND = rf"digest (?:(?:{'|'.join(COMMANDS)})(?: [a-z]+)?|-)"
NAMES = re.compile(rf"`[^`]*`|{COMMAND}|--?[a-z-]+|pip install \S+|https?://\S+|\S+[./_@]\S+")
PROSE = re.compile(r"[A-Za-z']{2,} (?:[a-z']{2,} )+[a-z']{2,}")
"""English in a Korean sentence: three words in a row are no name."""


def literal(node: ast.AST, known: dict[str, ast.AST]) -> Iterator[str]:
    """The fixed text of an expression; a name of the module stands for its value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from literal(part.value, known)
    elif isinstance(node, ast.Name | ast.Subscript):
        name = node if isinstance(node, ast.Name) else node.value
        if isinstance(name, ast.Name) and name.id in known:
            yield from literal(known.pop(name.id), known)
    elif isinstance(node, ast.BinOp | ast.IfExp | ast.BoolOp | ast.Dict | ast.Tuple | ast.List):
        for inside in ast.iter_child_nodes(node):
            if not (isinstance(node, ast.Dict) and inside in node.keys):
                yield from literal(inside, known)


def texts(file: Path) -> Iterator[tuple[int, str, str]]:
    """(line, what is called, text) of everything in a file that a person may read."""
    tree = ast.parse(file.read_text("utf-8"))
    known = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and {getattr(target, "id", "") for target in node.targets} & {"told", "hint"}:
            for text in literal(node.value, dict(known)):
                yield node.lineno, "told", text
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called not in READ:
            continue
        declared = called in ("option", "command", "group")
        given = [] if declared else list(node.args)
        given += [word.value for word in node.keywords if word.arg in ("hint", "help", "told", "message")]
        for argument in given:
            for part, text in enumerate(literal(argument, dict(known))):
                yield node.lineno, "" if part else called, text


def english(text: str, *, help_of: bool = False) -> bool:
    """Whether a text has a sentence of English in it, or is a help text without a Korean word."""
    rest = NAMES.sub("·", text)
    if HANGUL.search(text):
        return bool(PROSE.search(rest))
    return help_of or len(re.findall(r"\b[a-z]{2,}\b", rest)) > 1


def untranslated() -> Iterator[str]:
    for file in sorted((ROOT / "digest").rglob("*.py")):
        place = file.relative_to(ROOT).as_posix()
        for line, called, text in texts(file):
            if called == "ValueError" and place in FOR_PROGRAMS and FOR_PROGRAMS[place] in text:
                continue
            if place in LATER and LATER[place] in text:
                continue
            if english(text, help_of=called in ("option", "command", "group")):
                yield f"{place}:{line}: {text}"


@pytest.mark.slow
def test_what_a_person_reads_is_korean() -> None:
    assert list(untranslated()) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("which digest?", True),
        ("the store is not empty", True),
        ("출처가 있어야 합니다 – at least one source is needed", True),
        ("no such file: …", True),
        ("digest run --date …", False),
        ("설정 파일. 없으면 $DIGEST_CONFIG, 그다음 ./config/digest.yaml", False),
        ("api.slack.com/apps → OAuth & Permissions에서 Bot User OAuth Token(xoxb-…)을 다시 복사하세요", False),
        ("  …  … MB  sha256 …", False),
    ],
)
def test_english_is_told_from_names(text: str, found: bool) -> None:
    assert english(text) is found


@pytest.mark.parametrize(("ours", "theirs"), [(ours, theirs) for theirs, ours in CLICK_WORDS.items()])
def test_words_for_click_fill_in_what_click_fills_in(ours: str, theirs: str) -> None:
    braces = re.compile(r"\{(\w+)")
    assert set(braces.findall(ours)) <= set(braces.findall(theirs))
    assert HANGUL.search(ours) or ours.startswith("digest:")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("--help", ["사용법:", "옵션:", "명령:", "이 도움말을 보여 줍니다."]),
        ("rnu", ["없는 명령입니다: rnu (혹시 `run`?)"]),
        ("run --dat", ["없는 옵션입니다: --dat", "도움말: digest run --help"]),
        ("run --date", ["--date에 값이 필요합니다."]),
        ("run x y", ["쓰이지 않는 값이 있습니다: x y"]),
        ("resend", ["꼭 필요한 옵션이 빠졌습니다: '--target'"]),
        ("test", ["꼭 필요한 값이 빠졌습니다: 'TARGET'"]),
        ("db import nowhere", ["찾을 수 없습니다: nowhere"]),
        ("db vacuum --days many", ["숫자가 아닙니다: many"]),
        ("db vacuum --seen 3", ["3: 30 이상의 수를 적어 주세요."]),
        ("db vacuum --help", ["--seen DAYS", "--days DAYS"]),
        ("preview --help", ["--size N ", "[1 이상 50 이하]"]),
        ("kakao login --help", ["--timeout SECONDS"]),
        ("resend --help", ["--date DATE", "--target TARGET", "[꼭 필요함]"]),
        ("models fetch fr", ["fr (쓸 수 있는 값: 'ko')"]),
    ],
)
def test_click_speaks_korean(arguments: str, told: list[str]) -> None:
    shown = CliRunner().invoke(cli, arguments.split(), prog_name="digest").output
    assert [part for part in told if part not in shown] == []


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_no_option_is_explained_by_the_name_of_a_type(command: str) -> None:
    """`--size INTEGER RANGE` says nothing to a reader; `--size N` does."""
    shown = CliRunner().invoke(cli, [command, "--help"], prog_name="digest").output
    assert "--help" in shown
    assert re.findall(r" (?:TEXT|INTEGER|FLOAT|FILENAME)\b.*", shown) == []
