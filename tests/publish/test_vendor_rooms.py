"""No room outside a chat's own knows the chat: what they need of it, they ask of its base."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import digest

ROOT = Path(digest.__file__).parent
ROOMS = ("apprise", "kakao", "slack")
MAY = {"publish/__init__.py": ROOMS, "cli/kakao.py": ("kakao",)}
"""Who may name them: the union that `publish:` is parsed into, and the command that logs in to one."""


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def strangers(root: Path) -> list[str]:
    """Files that import from the room of a chat without living there."""
    found = []
    for file in sorted(root.rglob("*.py")):
        place = file.relative_to(root).as_posix()
        names = list(imported(ast.parse(file.read_text("utf-8"))))
        for room in ROOMS:
            at_home = place.startswith(f"publish/{room}/") or room in MAY.get(place, ())
            if not at_home and any(name.startswith(f"digest.publish.{room}") for name in names):
                found.append(f"{place} imports {room}")
    return found


@pytest.mark.slow
def test_only_the_union_and_the_login_know_a_chat_by_name() -> None:
    assert strangers(ROOT) == []


@pytest.mark.parametrize(
    "line", ["from digest.publish.kakao.target import KakaoPublisher", "import digest.publish.slack.answers"]
)
def test_a_stranger_would_be_noticed(tmp_path: Path, line: str) -> None:
    (tmp_path / "serve").mkdir()
    (tmp_path / "serve" / "jobs.py").write_text(f"def tend():\n    {line}\n", "utf-8")
    assert len(strangers(tmp_path)) == 1
