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


def test_every_key_of_the_configuration_is_explained_in_korean() -> None:
    page = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| .*? \| .*? \| (.*) \|$", page, re.MULTILINE)
    assert len(rows) > 150
    assert [key for key, told in rows if not re.search("[가-힣]", told)] == []


SETTINGS = [ROOT / "cron.yaml", *sorted((ROOT / "config").rglob("*.yaml"))]
"""What a user opens in an editor."""


@pytest.mark.parametrize("file", SETTINGS, ids=lambda file: str(file.relative_to(ROOT)))
def test_comments_of_configuration_files_are_korean(file: Path) -> None:
    comments = re.findall(r"(?:^|\s)# ([^#\n]+)", file.read_text("utf-8"))
    sentences = [told for told in comments if re.match(r"[^:{}\[\]]* [^:{}\[\]]* ", told)]
    assert [told for told in sentences if not re.search("[가-힣]", told)] == []


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


CITED_ELSEWHERE = re.compile(
    r"\bDESIGN\b(?:[ ,]*§|\.md)|\b[Cc]ontracts(?:\.md|,? §)|\bjournals(?:\.md| [AC]\d| finding)"
    r"|\((?:C[1-7]|A[1-6])[\d. ,a-h–-]*\)|\bissues? \d+\b|\(issue:"
    r"|\b(?:house|choosing|peers|style|models)\.md\b|\(§ ?\d"
)
"""`DESIGN §4`, `contracts §1.2`, `journals C5`, `(C4b)`, `issue 2`: of documents that nobody has here."""
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".sh", ".in", ".ini", ".cfg", ""}


def test_nothing_cites_a_document_that_is_not_here() -> None:
    files = [
        file
        for place in ("digest", "tests", "docs", "scripts", "benchmarks", "config", "deploy", ".github", "starter")
        for file in sorted((ROOT / place).rglob("*"))
        if file.is_file() and file.suffix in TEXT and "__pycache__" not in file.parts and file != Path(__file__)
    ]
    files += [file for file in sorted(ROOT.iterdir()) if file.is_file() and file.suffix in {".md", ".toml"}]
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for file in files
        for number, line in enumerate(file.read_text("utf-8", errors="replace").splitlines(), 1)
        if CITED_ELSEWHERE.search(line)
    ]
    assert not found


@pytest.mark.parametrize("text", ["(DESIGN §4)", "contracts §1.2", "by journals C5.", "(C4b)", "of issue 2", "(§7.1)"])
def test_the_rule_sees_the_citations_it_is_for(text: str) -> None:
    assert CITED_ELSEWHERE.search(text)


CITED_HERE = re.compile(r"\b(docs/[a-z/-]+\.md)(?:: ([A-Z][\w ]*(?:, [A-Z][\w ]*)*))?")
"""`docs/services.md: Hugging Face, arXiv`: a page and, of that page, its sections."""


def test_pages_that_the_code_cites_exist_with_their_sections() -> None:
    missing = []
    for file in sorted([*(ROOT / "digest").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]):
        for page, heads in re.findall(
            r"\b(docs/[a-z/-]+\.md)(?:: ([A-Z][\w ]*(?:, [A-Z][\w ]*)*))?", file.read_text("utf-8")
        ):
            there = (ROOT / page).is_file()
            wanted = [f"## {head}" for head in heads.split(", ") if head] if page == "docs/services.md" else []
            text = (ROOT / page).read_text("utf-8").splitlines() if there else []
            missing += [f"{file.relative_to(ROOT)}: {page} {head}" for head in wanted if head not in text]
            missing += [] if there else [f"{file.relative_to(ROOT)}: {page}"]
    assert not missing
