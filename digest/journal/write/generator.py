"""A post that a Jekyll or Hugo site publishes: its name, and front matter like its neighbours'.

The rules: docs/journal-writing.md.
A date always tells its hour and offset: one without is midnight in UTC, and both programs hide the post till then.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from digest.journal.find.tool import tool_of
from digest.journal.read.front_matter import front_matter_range
from digest.lazy import pattern_of

Site = Literal["jekyll", "hugo"]
NEIGHBOURS = 5
"""How many of the newest posts are asked what a post looks like."""
NEVER_COPIED = frozenset({
    "title", "date", "draft", "published", "hidden", "slug", "permalink", "url", "aliases", "id", "lastmod",
    "last_modified_at", "expirydate", "publishdate",
})  # fmt: skip
"""Keys that belong to one post alone, or would hide the new one."""
_KEY = pattern_of(r"^([A-Za-z_][\w-]*)\s*[:=]")  # `title: A site`
_THEME = pattern_of(r"^(?:remote_)?theme\s*:\s*\S", re.MULTILINE)  # `theme: minima` · `remote_theme: someone/theirs`


def site_of(folder: Path) -> Site | None:
    """The site that publishes what stands in a folder: Jekyll its `_posts`, Hugo its `content`; else None."""
    place = folder.resolve()
    tool = tool_of(place)
    inside = (tool.root.name, *place.relative_to(tool.root).parts)
    if tool.flavour == "jekyll":
        return "jekyll" if "_posts" in inside else None
    return "hugo" if tool.flavour == "hugo" and "content" in inside[:2] else None


def post_name(date: dt.date) -> str:
    """`2024-08-19-digest.md`: Jekyll takes no post without words after the date."""
    return f"{date.isoformat()}-digest.md"


def is_post_name(path: str) -> bool:
    """Whether a file is named as digest names its posts."""
    # 2024-08-19-digest.md
    return re.fullmatch(r"\d{4}-\d\d-\d\d-digest\.md", path) is not None


def post_text(folder: Path, site: Site, date: dt.date, section: str, zone: str) -> str:
    """The front matter of a new post, with its final blank line."""
    beside = _matters(folder)
    toml = bool(beside) and beside[0][0] == "+++"
    middle = dt.datetime.combine(date, dt.time(), ZoneInfo(zone))
    told = f"{middle:%Y-%m-%d %H:%M:%S %z}" if site == "jekyll" else middle.isoformat()
    title = json.dumps(f"{date.isoformat()} {section}", ensure_ascii=False)
    fence, sign = ("+++", " = ") if toml else ("---", ": ")
    own = [f"title{sign}{title}", f"date{sign}{told}"]
    shared = _shared([_blocks(lines) for lines in beside if lines[0] == fence])
    if not beside and site == "jekyll" and _has_post_layout(folder):
        shared = ["layout: post"]
    if toml:  # what follows a `[table]` would belong to it
        return "\n".join([fence, *own, *shared, fence, "", ""])
    return "\n".join([fence, *[line for line in shared if line.startswith("layout")], *own,
                      *[line for line in shared if not line.startswith("layout")], fence, "", ""])  # fmt: skip


def _matters(folder: Path) -> list[list[str]]:
    """Front matter lines of the newest posts in the folder, newest first; the closing fence is left out."""
    found = (file for kind in ("*.md", "*.markdown") for file in folder.glob(kind) if file.is_file())
    files = [file for file in found if not file.name.startswith("_")]
    matters = []
    for file in sorted(files, key=lambda file: file.name, reverse=True):
        try:
            # `---\ntitle: a\n → --- | title: a`
            texts = re.split(r"\r\n|\n|\r", file.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            continue  # it cannot be asked
        block = front_matter_range(texts)
        lines = [texts[n].rstrip() for n in block if texts[n].strip()][:-1]
        if lines and lines[0] in ("---", "+++"):
            matters.append(lines)
        if len(matters) == NEIGHBOURS:
            break
    return matters


def _blocks(lines: Sequence[str]) -> dict[str, str]:
    """Top-level key → its lines, nested ones included."""
    blocks: dict[str, str] = {}
    name = ""
    for line in lines[1:]:
        found = _KEY.match(line)
        if found:
            name = found[1].lower()
            blocks[name] = line
        elif line.startswith("["):
            break  # a table of TOML
        elif name:
            blocks[name] += f"\n{line}"
    return blocks


def _shared(posts: Sequence[dict[str, str]]) -> list[str]:
    """What all of the posts say word for word; of a post that is alone only its layout, which is hardly its own."""
    if not posts:
        return []
    names = [name for name in posts[0] if name not in NEVER_COPIED and (len(posts) > 1 or name in ("layout", "type"))]
    return [posts[0][name] for name in names if all(post.get(name) == posts[0][name] for post in posts)]


def _has_post_layout(folder: Path) -> bool:
    """Whether `layout: post` means something here: a theme, or a layout of the site's own."""
    root = tool_of(folder.resolve()).root
    if any((root / "_layouts" / f"post.{kind}").is_file() for kind in ("html", "liquid")):
        return True
    files = [root / name for name in ("_config.yml", "_config.yaml")]
    return any(_THEME.search(file.read_text(encoding="utf-8", errors="replace")) for file in files if file.is_file())
