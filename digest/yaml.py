"""The one reader of YAML: plain values, mistakes with their line in Korean, and the line a key stands on.

PyYAML over libyaml, where its wheel brings it: the pure Python readers take six times as long for 10,000 digests. The
words mean what YAML 1.2 says, not 1.1: `no` and `on` are words, `07:00` is a time and no number to the base of 60.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from digest.errors import ConfigError, reason
from digest.lazy import pattern_of

TAB = "줄 앞의 탭을 빈칸으로 바꾸세요: YAML은 빈칸으로만 들여 씁니다"
QUOTE = "특별한 글자(* & @ ` % #)로 시작하는 값은 따옴표로 감싸세요"
UTF_8 = "메모장이라면 [다른 이름으로 저장] → 인코딩 UTF-8로 다시 저장하세요"

DEEPEST = 100
"""Levels of nesting; libyaml's composer is recursive and would end the process some thousands further down."""

WORDS = {
    "mapping values are not allowed": "`:`이 올 자리가 아닙니다. 들여쓰기를 맞추고, `: `이 든 값은 따옴표로 감싸세요",
    "could not find expected ':'": "`키: 값`의 `:`이 없습니다",
    "did not find expected key": "들여쓰기가 위의 줄과 맞지 않거나, 닫는 따옴표나 괄호 뒤에 글자가 더 있습니다",
    "did not find expected node content": "`[ ]`나 `{ }`가 닫히지 않았거나 값이 빠졌습니다",
    "did not find expected '-' indicator": "목록의 들여쓰기가 위의 줄과 맞지 않습니다",
    "did not find expected ',' or ']'": "`[ ]`가 닫히지 않았거나 쉼표가 빠졌습니다",
    "did not find expected ',' or '}'": "`{ }`가 닫히지 않았거나 쉼표가 빠졌습니다",
    "found unexpected end of stream": "따옴표가 닫히지 않았습니다",
    "found character that cannot start any token": "값이 이 글자로 시작할 수 없습니다",
    "found undefined alias": "`*`로 가리킨 이름이 없습니다. 글자 그대로라면 따옴표로 감싸세요",
    "could not determine a constructor for the tag": "`!`로 시작하는 값은 따옴표로 감싸세요",
    "but found another document": "`---`로 나눈 문서가 둘입니다. 하나만 두세요",
    "found unhashable key": "키는 글자여야 합니다: `[ ]`나 `{ }`는 키가 될 수 없습니다",
    "did not find expected <document start>": "파일의 첫 부분을 읽을 수 없습니다",
}
"""How a complaint of libyaml or PyYAML begins → our words."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe values in the core schema of YAML 1.2, dates as dates; duplicate keys are refused."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Every key once: the later one would win in silence."""
        seen: set[object] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                # names the key and never a value, which may be a secret
                told = f"같은 키가 두 번 있습니다: {key.value}"
                raise yaml.constructor.ConstructorError(None, None, told, key.start_mark)
            seen.add(getattr(key, "value", None) if isinstance(key, yaml.ScalarNode) else id(key))
        found: dict[Any, Any] = super().construct_mapping(node, deep=True)
        return found


def _number(loader: Any, node: yaml.ScalarNode) -> int:
    text = loader.construct_scalar(node)
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


def _date(loader: Any, node: yaml.ScalarNode) -> dt.date | str:
    """2024-13-01 stays a word: whoever wants a date there says so with line and key."""
    text: str = loader.construct_scalar(node)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text


for _tag, _form, _first in (
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN)", "-+.0123456789"),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
    ("merge", r"<<", "<"),
):
    _letters = [letter.replace("\0", "") for letter in _first]
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", pattern_of(f"^(?:{_form})$"), _letters)
_Loader.add_constructor("tag:yaml.org,2002:int", _number)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _date)


def read_yaml(path: Path) -> Any:
    """The values of a YAML 1.2 document. Raises ConfigError with file, line and, where it helps, what to do."""
    return parse_yaml(_text(path), path)


def parse_yaml(text: str, name: object) -> Any:
    """The values of a text, whoever wrote it. Raises ConfigError, which calls it `name`."""
    try:
        _refuse_depth(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ConfigError(
            f"{name}: {line}번째 줄: {_plain(error.problem or error.context or '')}", hint=_hint(text, line)
        ) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(f"{name}: {line}번째 줄: 글에 쓸 수 없는 문자가 있습니다: {error.character!r}") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a number of 5,000 digits
        raise ConfigError(f"{name}: 읽을 수 없는 값이 있습니다({error})") from error


def _refuse_depth(text: str) -> None:
    """Walk over the events, which takes no stack, before anything is built from them."""
    if (
        max(text.count("["), text.count("{"), text.count("- "), text.count("? "), text.count("\n" + " " * DEEPEST))
        <= DEEPEST
    ):
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem=f"{DEEPEST}겹보다 깊습니다", problem_mark=event.start_mark)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: UTF-8로 저장한 파일이 아닙니다", hint=UTF_8) from error
    except OSError as error:
        raise ConfigError(f"{path}: {reason(error)}") from error


def _hint(text: str, line: int) -> str:
    """What a newcomer most likely did on the line that libyaml stopped at, in Korean."""
    near = text.splitlines()[max(line - 2, 0) : line]
    if any("\t" in found[: len(found) - len(found.lstrip())] for found in near):
        return TAB
    # `name: @papers`, `[*, a]`
    return QUOTE if near and re.search(r"[:,\[-]\s*[*&@`%]", near[-1]) else ""


class Lines:
    """Where the keys of one file stand; the file is read anew, for a mistake is being told."""

    def __init__(self, path: Path) -> None:
        """path: a file that `read_yaml` could read."""
        self._root = yaml.compose(_text(path), Loader=_Loader)

    def of(self, keys: Sequence[int | str]) -> int:
        """1-based line of a key; of its nearest known parent when the key itself is missing."""
        node, line = self._root, 1
        for key in keys:
            if isinstance(node, yaml.MappingNode):
                found = next(((name, value) for name, value in node.value if name.value == str(key)), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
                found = (node.value[key], node.value[key])
            else:
                found = None
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        return int(line)


def _plain(told: str) -> str:
    """Why a text is no YAML, from what the reader of YAML said."""
    found = next((words for begin, words in WORDS.items() if told.startswith(begin)), "")
    return found or (told if any("가" <= letter <= "힣" for letter in told) else f"YAML로 읽을 수 없습니다({told})")
