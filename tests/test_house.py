"""The house keeps its order: every room has a face, few things lie loose, and no room knows another's vendor."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "digest"
ROOMS = sorted(
    path.parent for path in CODE.rglob("__init__.py") if path.parent != CODE and "versions" not in path.parts
)


MANY = 15
ALEMBIC = {"env"}
"""A name that is not ours to choose."""
IMPURE = {
    "os", "time", "random", "socket", "subprocess", "threading", "tempfile", "shutil", "httpx", "sqlalchemy",
    "digest.net.client", "digest.store", "dt.datetime.now", "dt.datetime.utcnow", "dt.date.today",
}  # fmt: skip


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(CODE)))
def test_every_room_has_a_face(room: Path) -> None:
    told = ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8")))
    assert told, f"say in {room.name}/__init__.py what the room does"
    for named in re.findall(r"`([a-z_]+\.(?:py|yaml)|[a-z_]+/)`", told):
        assert (room / named).exists(), f"{room.name}/__init__.py names {named}, which is not there"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(CODE)))
def test_a_face_names_the_files_of_its_room(room: Path) -> None:
    """Rooms of many small files of one kind (commands, tables) name the kind."""
    files = {file.stem for file in room.glob("*.py")} - {"__init__"}
    told = ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8"))) or ""
    unnamed = {file for file in files if not re.search(rf"`{file}(?:\.py)?`", told)}
    assert len(files) > MANY or unnamed <= ALEMBIC


def test_the_tree_of_the_map_is_the_tree() -> None:
    """docs/architecture.md shows every file and room of the first two floors, and no other."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    tree = page.split("```\ndigest/\n", 1)[1].split("```", 1)[0]
    shown = {word for line in tree.splitlines() for word in re.split(r"\s{6,}", line.strip())[0].split()}
    loose = {path.stem for path in CODE.glob("*.py")} - {"__init__", "__main__"}
    rooms = {f"{room.name}/" for room in ROOMS if len(room.relative_to(CODE).parts) <= 2} - {"migrations/"}
    assert {word.removesuffix(".py") for word in shown} == loose | rooms


def test_what_calls_itself_pure_asks_neither_clock_nor_disk_nor_network() -> None:
    found = []
    for file in CODE.rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        face = file.with_name("__init__.py")
        texts = [tree, *([ast.parse(face.read_text("utf-8"))] if face.parent in ROOMS else [])]
        if not any(re.search(r"\bpure\b", (ast.get_docstring(text) or "").split("\n\n")[0], re.I) for text in texts):
            continue
        for node in ast.walk(tree):
            asked = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            asked += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            asked += [ast.unparse(node)] if isinstance(node, ast.Attribute) else []
            found += [f"{file.relative_to(CODE)}: {one}" for one in asked if one in IMPURE]
    assert not found


def test_every_folder_is_a_room() -> None:
    with_code = {path.parent for path in CODE.rglob("*.py")} - {CODE, CODE / "store" / "migrations" / "versions"}
    assert with_code == set(ROOMS)


def test_few_files_lie_loose() -> None:
    loose = {path.name for path in CODE.glob("*.py")} - {"__init__.py", "__main__.py"}
    assert len(loose) <= 8, sorted(loose)


def test_no_room_asks_whether_it_deals_with_a_certain_vendor() -> None:
    """What a target or source is like, its base class says; only a vendor's own command may know the vendor."""
    members = [
        (room.name, name)
        for room in (CODE / "collect", CODE / "publish", CODE / "summarize")
        for file in room.rglob("*.py")
        for name in re.findall(r"^class (\w+(?:Source|Publisher|Summarizer))\(", file.read_text("utf-8"), re.MULTILINE)
    ]
    assert len(members) > 10
    names = "|".join(name for _, name in members)
    found = [
        f"{file.relative_to(CODE)}: {line.strip()}"
        for file in CODE.rglob("*.py")
        if file.parts[len(CODE.parts)] not in ("collect", "publish", "summarize")
        for line in file.read_text("utf-8").splitlines()
        for vendor in re.findall(rf"isinstance\([^)]*\b({names})\b", line)
        if not vendor.lower().startswith(file.stem)  # `digest kakao` and `digest site` are a vendor's own
    ]
    assert not found


def test_a_test_that_starts_a_program_needs_the_mark() -> None:
    import subprocess  # at the top it would be the mark

    with pytest.raises(AssertionError, match="mark this test `slow`"):
        subprocess.run(["true"], check=False)


def test_the_newcomers_walk_names_ten_files_that_are_there() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    walk = page.split("## Follow one paper", 1)[1].split("\n## ", 1)[0]
    steps = re.findall(r"^\d+\. .*?\[`(digest/[\w/]+\.py)`\]\((digest/[\w/]+\.py)\)", walk, re.MULTILINE)
    assert len(steps) == len(re.findall(r"^\d+\. ", walk, re.MULTILINE)) == 10
    assert len({shown for shown, _ in steps}) == 10
    for shown, link in steps:
        assert shown == link
        assert (ROOT / shown).is_file(), shown
