"""What the documentation says is what the program does."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import pytest

from digest.cli import COMMANDS, cli
from digest.cli.help import TOPICS
from digest.config.file import load_settings
from digest.serve.schedule_file import load_schedule
from digest.yaml import parse_yaml
from docs_script import script

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "starter").glob("*.md")])
READMES = [ROOT / "README.md", ROOT / "README.ko.md"]
FOR_USERS = [*READMES, ROOT / "starter/README.md", *(ROOT / "docs" / f"{name}.md" for name in TOPICS)]
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
    named = set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+)", readme.read_text(encoding="utf-8"))) - {"--spec"}  # pipx's
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


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


Section = tuple[int, list[str], list[list[str]], list[str]]


def sections(page: Path) -> list[Section]:
    """Of each section: its level, its commands without comments, the code in each row of its tables, its links."""
    text = page.read_text("utf-8")
    parts = re.split(r"(?m)^(#+) .*$", FENCE.sub(lambda block: block[0].replace("#", "\0"), text))
    found = []
    for level, part in zip(["", *parts[1::2]], parts[0::2], strict=True):
        commands = [line.split("\0")[0].strip() for block in FENCE.findall(part) for line in block.split("\n")]
        rest = FENCE.sub("", part)
        rows = [
            re.findall(r"`([^`\n]+)`", line) + ["|"] * line.count("|") for line in rest.splitlines() if line[:1] == "|"
        ]
        links = [link for link in LINK.findall(rest) if not link.startswith("README")]
        found.append((len(level), commands, [sorted(map(plain, row)) for row in rows], sorted(links)))
    return found


def plain(code: str) -> str:
    """Code without what the reader fills in: `digest test TARGET` and `digest test 대상` are the same."""
    return re.sub(r"(?<![\w-])(?:[A-Z]+|[가-힣]+)(?![\w-])", "…", code)


def test_both_readmes_say_the_same() -> None:
    english, korean = map(sections, READMES)
    assert [level for level, *_ in english] == [level for level, *_ in korean]
    for one, other in zip(english, korean, strict=True):
        assert one == other


@pytest.mark.parametrize("page", FOR_USERS[1:], ids=named)
def test_what_users_read_is_korean(page: Path) -> None:
    for block in prose(page).split("\n\n"):
        english = re.findall(r"[A-Za-z]+(?: [A-Za-z]+){5,}", re.sub(r"<!--.*?-->", "", block, flags=re.DOTALL))
        assert not english or "Thank you to arXiv" in block, english


OTHERS = {"keep_files", "missing_scope"}
"""What looks like a key of ours: one of Jekyll's, an error of Slack's."""


@cache
def key_names() -> frozenset[str]:
    """Every key of the configuration and the schedule, and every kind."""
    page = (ROOT / "docs/configuration.md").read_text("utf-8")
    return frozenset(re.findall(r"(?m)^\| `(\w+)` \|", page)) | {"jobs", "kind"}


def keys_in(page: Path) -> Iterator[str]:
    """Keys named as `journal.place` or `details: thread`."""
    for code in re.findall(r"`([^`\n]+)`", FENCE.sub("", page.read_text("utf-8"))):
        if code.endswith((".yaml", ".yml")):
            continue
        if re.fullmatch(r"[a-z_]+: .*", code):
            yield code.split(":")[0]
        if (dotted := re.fullmatch(r"([a-z_]+(?:\.[a-z_]+)+)(?:: .*)?", code)) and dotted[1].split(".")[
            0
        ] in key_names():
            yield from dotted[1].split(".")


@pytest.mark.parametrize("page", FOR_USERS, ids=named)
def test_keys_that_are_named_exist(page: Path) -> None:
    assert [key for key in keys_in(page) if key not in key_names() | OTHERS] == []


def test_keys_are_read_from_the_pages_at_all() -> None:
    assert {"git", "commit", "catch_up", "section"} <= key_names()
    assert {"days", "learning", "weekly_core", "course"} <= {key for page in FOR_USERS for key in keys_in(page)}


def settings_in(page: Path) -> list[str]:
    """The YAML blocks of a page, without their indent."""
    blocks = re.findall(r"(?ms)^ *```ya?ml\n(.*?)^ *```", page.read_text("utf-8"))
    return [textwrap.dedent(block) for block in blocks]


def whole(settings: Any) -> dict[str, Any]:
    """A configuration with a part of it that a page shows: the targets, a list of them, a journal."""
    if isinstance(settings, list):
        settings = {"publish": settings}
    return {"digests": [settings]} if set(settings) & {"publish", "journal"} else settings


BLOCKS = [(page, block) for page in FOR_USERS for block in settings_in(page)]


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_settings_that_are_shown_can_be_loaded(number: int, tmp_path: Path) -> None:
    page, block = BLOCKS[number]
    file = tmp_path / "shown.yaml"
    shown = parse_yaml(block, page.name)
    if "jobs" in shown:
        file.write_text(block, "utf-8")
        assert load_schedule(file).jobs, page
    else:
        import yaml

        file.write_text(yaml.safe_dump(whole(shown), allow_unicode=True), "utf-8")
        assert load_settings(file).digests, page


@cache
def spoken() -> str:
    """Everything the program can say: all its texts, those with gaps in pieces."""
    trees = (ast.parse(file.read_text("utf-8")) for file in (ROOT / "digest").rglob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree))
    return "\0".join(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


MESSAGE_TABLES = [
    *READMES,
    *(ROOT / "docs" / f"{name}.md" for name in ("operations", "company-network", "slack", "kakao")),
]


def messages_in(page: Path) -> list[str]:
    """The Korean sentences that the first column of a page's tables quotes."""
    firsts = [line.split(" | ")[0] for line in page.read_text("utf-8").splitlines() if line.startswith("| ")]
    quoted = [code for first in firsts for code in re.findall(r"`([^`]+)`", first)]
    return [
        code for code in quoted if re.search("[가-힣]", code) and not code.startswith(("digest test ", "digest links "))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("page", MESSAGE_TABLES, ids=named)
def test_messages_that_are_explained_are_said(page: Path) -> None:
    for message in messages_in(page):
        pieces = [piece.strip(" ,.-:") for piece in re.split(r"[…\dN<>():]|yaml|date", message)]
        assert [piece for piece in pieces if re.search("[가-힣]{2}", piece) and piece not in spoken()] == [], message


def test_messages_are_read_from_the_pages_at_all() -> None:
    assert len([message for page in MESSAGE_TABLES for message in messages_in(page)]) > 40


@pytest.mark.parametrize("page", sorted({*PAGES, *FOR_USERS}), ids=named)
def test_links_to_the_outside_are_well_formed(page: Path) -> None:
    text = prose(page)
    links = [link for link in LINK.findall(text) if ":" in link.split("/")[0]]
    for link in [*links, *re.findall(r"<(https?:[^>\s]*)>", text)]:
        parts = urlsplit(link)
        assert parts.scheme == "https", link
        assert re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", parts.hostname or ""), link
        assert not re.search(r"[\s<>\"{}|\\^`]|[.,;:]$", link), link


def test_pages_that_the_program_sends_readers_to_exist_with_their_sections() -> None:
    sent = re.findall(r"digest help ([a-z][a-z-]+)(?:의 ‘(.+?)’)?", spoken())
    assert {("kakao", ""), ("operations", "백업"), ("operations", "판올림")} <= set(sent)
    for topic, section in sent:
        assert topic in {*TOPICS, *COMMANDS, *key_names()}, topic
        if section:
            assert f"\n## {section}\n" in (ROOT / "docs" / f"{topic}.md").read_text("utf-8")


def test_the_index_says_of_every_page_for_whom_it_is() -> None:
    users, engineers = (ROOT / "docs/README.md").read_text("utf-8").split("## For engineers")
    assert {f"{name}.md" for name in TOPICS} == set(LINK.findall(users))
    others = {page.name for page in (ROOT / "docs").glob("*.md")} - {f"{name}.md" for name in TOPICS} - {"README.md"}
    assert others | {"decisions/README.md", "json-schema.json"} == set(LINK.findall(engineers))


def test_the_manifest_that_slack_is_given_is_the_one_of_deploy() -> None:
    shown = re.findall(r"(?ms)^```\n(display_information:.*?)^```", (ROOT / "docs/slack.md").read_text("utf-8"))
    assert [parse_yaml(text, "slack.md") for text in shown] == [
        parse_yaml((ROOT / "deploy/slack-manifest.yaml").read_text("utf-8"), "deploy")
    ]


CITED_ELSEWHERE = re.compile(
    r"\bDESIGN\b(?:[ ,]*§|\.md)|\b[Cc]ontracts(?:\.md|,? §)|\bjournals(?:\.md| [AC]\d| finding)"
    r"|\((?:C[1-7]|A[1-6])[\d. ,a-h–-]*\)|\bissues? \d+\b|\(issue:"
    r"|\b(?:house|choosing|peers|style|models)\.md\b|\(§ ?\d"
)
"""`DESIGN §4`, `contracts §1.2`, `journals C5`, `(C4b)`, `issue 2`: of documents that nobody has here."""
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".sh", ".in", ".ini", ".cfg", ""}


@pytest.mark.slow
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
