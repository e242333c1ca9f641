"""`digest help`: the pages for users, as they are in docs/, in the terminal."""

from __future__ import annotations

import os
import shutil
import sys
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

TOPICS = {
    "first-steps": ("처음", "시작", "start"),
    "configuration": ("설정", "config"),
    "journal": ("저널", "일지"),
    "trends": ("흐름", "주간", "후기", "weekly"),
    "archive": ("찾기", "검색", "아카이브"),
    "slack": ("슬랙",),
    "kakao": ("카카오", "카카오톡", "kakaotalk"),
    "operations": ("운영", "설치", "백업", "alarm"),
    "company-network": ("회사", "프록시", "proxy"),
}
"""Page of docs/ → what else it answers to; in the order in which a newcomer needs them."""

OTHERS = """\
명령 하나의 옵션:  digest help run (digest run --help와 같습니다)
설정의 키 하나:    digest help size, digest help journal.place"""


def _topics(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in TOPICS if name.startswith(incomplete)]


@click.command(help="설명서를 보여 줍니다. 주제, 명령, 설정의 키를 적습니다. 없으면 어떤 주제가 있는지 보여 줍니다.")
@click.argument("topic", required=False, metavar="[주제]", shell_complete=_topics)
@click.pass_context
def help(ctx: click.Context, topic: str | None) -> None:
    from digest.cli import COMMANDS, cli

    if topic is None:
        click.echo(contents())
        return
    name = named(topic)
    if name:
        show(text_of(name))
        return
    if topic in COMMANDS:
        command = cli.get_command(ctx, topic)
        if command is not None:
            click.echo(command.get_help(click.Context(command, info_name=topic, parent=ctx.find_root())))
        return
    if told := key_told(topic):
        show(told)
        return
    import difflib
    import re

    # ``| `journal` | … | → journal``
    words = {key: key for key in re.findall(r"(?m)^\| `(\w+)` \|", text_of("configuration"))}
    words |= {word: page for page, others in TOPICS.items() for word in (page, *others)}
    words |= {command: command for command in COMMANDS}
    near = difflib.get_close_matches(topic.lower(), words, n=1)
    ctx.fail(
        f"없는 주제입니다: {topic}" + (f" (혹시 `{words[near[0]]}`?)" if near else "") + f"\n  → {', '.join(TOPICS)}"
    )


def named(topic: str) -> str:
    """The page a person means, or ""."""
    said = topic.lower().removesuffix(".md").removeprefix("docs/")
    return next((page for page, others in TOPICS.items() if said in (page, *others)), "")


def contents() -> str:
    """Every topic with the title of its page."""
    wide = max(map(len, TOPICS)) + 2
    rows = [f"  {name:<{wide}}{text_of(name).partition(chr(10))[0].lstrip('# ')}" for name in TOPICS]
    return "\n".join(
        [
            "사용법: digest help 주제",
            "",
            *rows,
            "",
            OTHERS,
        ]
    )


def text_of(name: str) -> str:
    """A page as it was written: beside the program in a wheel, in docs/ of a checkout."""
    packaged = resources.files("digest") / "pages" / f"{name}.md"
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "docs" / f"{name}.md").read_text(encoding="utf-8")


def leads(address: str) -> str:
    """What to show of a link: an address, or how to read the other page here; nothing of files only a checkout has."""
    if "://" in address:
        return address
    page = Path(address.partition("#")[0]).stem
    return f"digest help {page}" if page in TOPICS else ""


def key_told(key: str) -> str:
    """What docs/configuration.md says of a key (`size`, `journal.place`), or "".

    A table for each place where it stands; where its value has keys of its own, their section follows.
    """
    above, _, last = key.rpartition(".")
    sections = [part.lstrip("# ") for part in text_of("configuration").split("\n#")]
    by_heading = [(section.partition("\n")[0], section) for section in sections]
    made = ""
    for heading, section in by_heading:
        row = next((line for line in section.splitlines() if line.startswith(f"| `{last}` |")), "")
        if row and heading.rstrip("`").endswith(above):
            place = f"`{heading.strip('`')}.{last}`" if heading.startswith("`") else f"`{last}`"
            inner = next((f"## {found.strip()}\n\n" for name, found in by_heading if name == place), "")
            made += f"## {heading}\n\n{KEY_TABLE}{row}\n\n{inner}"
    return made


KEY_TABLE = "| 키 | 값 | 기본값 | 뜻 |\n|---|---|---|---|\n"


def show(markdown: str) -> None:
    """Print a page; on a terminal with colours and, when it is longer than the screen, through $PAGER."""
    from digest.render.page import page_text

    person = sys.stdout.isatty()
    screen = shutil.get_terminal_size((80, 24))
    colour = person and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def text(colour: bool) -> str:
        return page_text(markdown, min(screen.columns, 100), colour=colour, leads=leads)

    shown = text(colour)
    if person and shown.count("\n") + 2 > screen.lines:
        os.environ.setdefault("LESSCHARSET", "utf-8")  # less takes a C locale at its word and shows Hangul as bytes
        knows_colours = "less" in os.environ.get("PAGER", "less")  # click tells it to (-R); others may show the codes
        click.echo_via_pager(shown if knows_colours else text(False))
    else:
        click.echo(shown, color=colour)
