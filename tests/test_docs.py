"""What the documentation says is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from digest.cli import COMMANDS, cli
from docs_script import script

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
READMES = [ROOT / "README.md", ROOT / "README.ko.md"]
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def prose(page: Path) -> str:
    """A page without its code: a journal's `[title](url)` there is no link of ours."""
    return re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", FENCE.sub("", page.read_text(encoding="utf-8")))


def options(command: click.Command | None) -> set[str]:
    """Every option of a command and of its own commands."""
    assert command
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    return {name for option in command.params for name in option.opts}.union(*map(options, inner))


def anchors(page: Path) -> set[str]:
    """The anchors GitHub gives the headings of a page."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    heads = re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize(
    "place",
    [
        "docs/architecture.md",
        "docs/configuration.md",
        "docs/json.md",
        "docs/json-schema.json",
        "digest/store/schema.sql",
    ],
)
def test_written_pages_are_current(place: str) -> None:
    written = (ROOT / place).read_text(encoding="utf-8")
    assert script().PAGES[place]() == written, "run: python scripts/write_docs.py"


@pytest.mark.parametrize("readme", READMES, ids=lambda page: page.name)
def test_both_readmes_name_every_command_and_no_other(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    table = set(re.findall(r"`digest ([a-z]+)", text))
    assert table == set(COMMANDS)


@pytest.mark.parametrize("readme", READMES, ids=lambda page: page.name)
def test_both_readmes_show_the_two_commands(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    assert "\nmake demo " in text
    assert "\nmake test " in text


@pytest.mark.parametrize("readme", READMES, ids=lambda page: page.name)
def test_options_that_readmes_name_exist(readme: Path) -> None:
    context = click.Context(cli)
    known = {name for command in COMMANDS for name in options(cli.get_command(context, command))}
    named = set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+)", readme.read_text(encoding="utf-8")))
    assert named <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link
