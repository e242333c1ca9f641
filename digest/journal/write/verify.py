"""The gate before every write: nothing outside our lines may look different afterwards (docs/journal-writing.md).

`same_structure` compares the markdown-it trees, always. `same_page` asks a real renderer, when configured.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Set
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Literal

from digest.errors import SkippableError

Renderer = Literal["jekyll", "hugo", "gfm"]
SENTINEL = "zqdigestqz"
"""Appended to our lines for a trial rendering: what carries it on the page is ours."""
# `<br>` has no end
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
TIMEOUT_S = 60


class NoRenderer(SkippableError):
    """`verify:` names a program that is not installed or failed on the page."""


def same_structure(old: str, new: str, cut: Set[int], put: Set[int]) -> bool:
    """Whether the block tree is the same but for our lines.

    old, new: texts with plain line feeds. cut: numbers of our lines in old; put: of our lines in new. Every other
    block, its text and its tightness must be where it was, counted in lines that are not ours.
    """
    return _outside(old, cut) == _outside(new, put)


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])  # the text of a block is compared as it was typed
    return parser


def _outside(text: str, ours: Set[int]) -> list[tuple[object, ...]]:
    """The blocks that do not start in our lines, with their place among the lines that are not ours."""
    kept: list[tuple[object, ...]] = []
    before = [0]
    for number in range(text.count("\n") + 2):
        before.append(before[-1] + (number in ours))
    skipping = 0
    for token in _parser().parse(text):
        if skipping:
            skipping += token.nesting
        elif token.map and token.map[0] in ours:
            skipping = max(0, token.nesting)
        else:
            start = token.map[0] - before[token.map[0]] if token.map else None
            kept.append((token.type, token.tag, token.markup, token.info, token.hidden, token.content, start))
    return kept


def same_page(renderer: Renderer, old: str, new: str, cut: Set[int], put: Set[int]) -> bool:
    """Whether the page a real renderer makes is the same but for our list items and our heading.

    cut, put: as for `same_structure`. Raises NoRenderer.
    """
    before, after = (render(renderer, _signed(text, ours)) for text, ours in ((old, cut), (new, put)))
    return page_shape(before) == page_shape(after)


def _signed(text: str, ours: Set[int]) -> str:
    """The text with the sentinel on our visible lines."""
    lines = text.split("\n")
    for number in ours:
        if lines[number].strip() and not lines[number].lstrip().startswith("<!--"):
            lines[number] = f"{lines[number]} {SENTINEL}"
    return "\n".join(lines)


def render(renderer: Renderer, text: str) -> str:
    """The HTML of one markdown text, front matter already taken off. Raises NoRenderer."""
    if renderer == "hugo":
        return _render_hugo(text)
    if renderer == "gfm":
        extensions = [part for name in ("table", "strikethrough", "autolink", "tasklist") for part in ("-e", name)]
        return _run(["cmark-gfm", "--unsafe", *extensions], text)
    script = 'require "kramdown"; require "kramdown-parser-gfm"; '
    script += 'puts Kramdown::Document.new(STDIN.read, input: "GFM", math_engine: nil).to_html'
    return _run(["ruby", "-Eutf-8:utf-8", "-W0", "-e", script], text)


def _render_hugo(text: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        (site / "content").mkdir()
        (site / "layouts/_default").mkdir(parents=True)
        (site / "config.toml").write_text("[markup.goldmark.renderer]\nunsafe = true\n", encoding="utf-8")
        (site / "layouts/_default/single.html").write_text("{{ .Content }}", encoding="utf-8")
        (site / "content/page.md").write_text(f"---\ntitle: page\n---\n{text}", encoding="utf-8", newline="\n")
        disabled = ",".join(("RSS", "sitemap", "taxonomy", "term", "home", "section", "robotsTXT", "404"))
        _run(["hugo", "--source", folder, "--disableKinds", disabled], "")
        return (site / "public/page/index.html").read_text(encoding="utf-8")


def _run(command: list[str], text: str) -> str:
    program = shutil.which(command[0])
    if program is None:
        raise NoRenderer(f"{command[0]} 프로그램이 없습니다", hint="설치하거나 journal.verify 설정을 지우세요")
    try:
        done = subprocess.run(  # noqa: S603 – a fixed command; the text goes in by stdin
            [program, *command[1:]],
            input=text.encode(),
            capture_output=True,
            timeout=TIMEOUT_S,
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": tempfile.gettempdir()},
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        told = getattr(error, "stderr", None) or b""
        raise NoRenderer(f"{command[0]} 실패: {told.decode(errors='replace').strip()[:200] or error}") from error
    return done.stdout.decode(errors="replace")


class _Tree(HTMLParser):
    """The page as nested lists: [tag, attributes, child …]; text as strings."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Any] = ["root", ()]
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # ids are numbered over the page (`데일리-트렌드-1`) and would shift with our heading
        node: list[Any] = [tag, tuple(sorted((k, v or "") for k, v in attrs if k != "id"))]
        self._open[-1].append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node[0] == tag for node in self._open[1:]):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        # `two\n  lines → two lines`
        text = re.sub(r"\s+", " ", data)
        if text.strip():
            self._open[-1].append(text.strip())


def page_shape(page: str) -> list[Any]:
    """A page as nested lists, without the list items and headings that carry the sentinel."""
    tree = _Tree()
    tree.feed(page)
    tree.close()
    _drop_ours(tree.root)
    return tree.root


def _drop_ours(node: list[Any]) -> None:
    """Remove list items and headings that carry the sentinel, then the lists this leaves empty."""
    for child in [child for child in node[2:] if isinstance(child, list)]:
        _drop_ours(child)
        bare = child[0] in ("ul", "ol") and len(child) == 2
        if bare or (child[0] in ("li", *HEADINGS) and SENTINEL in _text(child)):
            node[:] = [other for other in node if other is not child]


def _text(node: list[Any]) -> str:
    return " ".join(_text(child) if isinstance(child, list) else child for child in node[2:])
