"""click's own words in Korean, as far as a person meets them; what is not here stays as click has it.

click asks gettext for each of its messages, by a name that each of its modules imports: here is the answer. A `.mo`
file would do the same, but only where the machine's language is set to Korean, and it could not be read beside code.
"""

from __future__ import annotations

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.termui
import click.types

# Usage: digest run [OPTIONS] → 사용법: digest run [옵션]
WORDS = {
    "Usage:": "사용법:",
    "Options": "옵션",
    "Commands": "명령",
    "default: {default}": "기본값: {default}",
    "Show this message and exit.": "이 도움말을 보여 줍니다.",
    "Try '{command} {option}' for help.": "도움말: {command} {option}",
    "Error: {message}": "digest: {message}",
    "Error: The two entered values do not match.": "두 값이 다릅니다.",
    "Error: invalid input": "y나 n으로 답해 주세요",
    "Missing command.": "명령이 빠졌습니다.",
    "Missing argument": "꼭 필요한 값이 빠졌습니다:",
    "Missing option": "꼭 필요한 옵션이 빠졌습니다:",
    "Missing parameter": "꼭 필요한 값이 빠졌습니다:",
    "Missing {param_type}": "꼭 필요한 {param_type} 값이 빠졌습니다:",
    "No such option {name!r}.": "없는 옵션입니다: {name}",
    "No such command {name!r}.": "없는 명령입니다: {name}",
    "Did you mean {possibility}?": "혹시 {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(혹시 이 가운데 하나: {possibilities})",
    "Option {name!r} does not take a value.": "{name}에는 값을 적지 않습니다.",
    "Option {name!r} requires an argument.": "{name}에 값이 필요합니다.",
    "Option {name!r} requires {nargs} arguments.": "{name}에 값 {nargs}개가 필요합니다.",
    "Got unexpected extra argument ({args})": "쓰이지 않는 값이 있습니다: {args}",
    "Got unexpected extra arguments ({args})": "쓰이지 않는 값이 있습니다: {args}",
    "Invalid value: {message}": "값이 맞지 않습니다: {message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 값이 맞지 않습니다: {message}",
    "Choose from:\n\t{choices}": "다음 가운데 하나:\n\t{choices}",
    "{value!r} is not {choice}.": "{value} (쓸 수 있는 값: {choice})",
    "{value!r} is not one of {choices}.": "{value} (쓸 수 있는 값: {choices})",
    "{value!r} is not a valid {number_type}.": "숫자가 아닙니다: {value}",
    "{value} is not in the range {range}.": "{value}: {range}의 수를 적어 주세요.",
    "{name} {filename!r} does not exist.": "{name}: 찾을 수 없습니다: {filename}",
    "{name} {filename!r} is a file.": "{name}: 폴더가 아니라 파일입니다: {filename}",
    "{name} {filename!r} is a directory.": "{name}: 파일이 아니라 폴더입니다: {filename}",
    "{name} {filename!r} is not readable.": "{name}: 읽을 권한이 없습니다: {filename}",
    "required": "꼭 필요함",
    "file": "파일",
    "directory": "폴더",
    "path": "경로",
    "File": "파일",
    "Directory": "폴더",
    "Path": "경로",
}
"""click's message → ours, with the same names in braces."""


def speak_korean() -> None:
    """Let click say its words in Korean; before the first command is declared, since it translates some at once."""
    modules = click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.termui, click.types
    for module in modules:
        for name, answer in (("_", _one), ("ngettext", _several)):
            if hasattr(module, name):
                setattr(module, name, answer)

    setattr(click.types.IntRange, "_describe_range", _range)  # noqa: B010 - not click's to be set, says mypy


def _range(limits: click.IntRange) -> str:
    """`30 이상` for click's `x>=30`, `30 이상 200 이하` for `30<=x<=200`."""
    least = f"{limits.min} 이상" if limits.min is not None else ""
    return f"{least} {limits.max} 이하".lstrip() if limits.max is not None else least


def _one(message: str) -> str:
    return WORDS.get(message, message)


def _several(one: str, more: str, count: int) -> str:
    return _one(one if count == 1 else more)
