"""Which tool a journal belongs to, and what that tool says about the day's own file.

Reads only; docs/journal-finding.md.
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from digest.journal.find.date_forms import WEEKDAYS
from digest.lazy import pattern_of

Flavour = Literal["jekyll", "hugo", "obsidian", "logseq", "plain"]

MAX_UP = 6
"""How many folders above the journal a tool's own file is looked for."""
_ENGLISH_DAYS = tuple(calendar.day_name)
_ENGLISH_MONTHS = tuple(calendar.month_name)[1:]
# YYYY-MM-DD[일] · gggg-[W]ww
_MOMENT = pattern_of(
    r"\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|DDDD|DDD|DD|Do|D|dddd|ddd|dd|d|gggg|GGGG|ww|w|WW|W|E|e|Q|.", re.DOTALL
)
# `:journals-directory "journals"`
_EDN = pattern_of(r"^[^;\n]*:(journal/file-name-format|journals-directory)\s+\"([^\"]+)\"", re.MULTILINE)


@dataclass(frozen=True)
class Tool:
    """What was found around a journal."""

    flavour: Flavour
    root: Path
    """The site, vault or graph; the journal's own folder when no tool was found."""
    daily_folder: str | None = None
    """Folder of daily notes below root, when the tool says one; "" is root itself."""
    daily_format: str | None = None
    """Moment format of the daily note's name (Obsidian, Logseq), without `.md`."""

    def daily_names(self, date: dt.date) -> tuple[Path, ...]:
        """The files that would be the date's own note, in each language the tool may write; empty if unknown."""
        if self.daily_format is None:
            return ()
        names = {moment(self.daily_format, date, korean=korean) for korean in (True, False)}
        folder = self.root / (self.daily_folder or "")
        return tuple(folder / f"{name}.md" for name in sorted(names))


def tool_of(folder: Path) -> Tool:
    """The tool around a journal folder: by its settings file in the folder or above, else by how folders are named."""
    for place in _upwards(folder):
        if (place / ".obsidian").is_dir():
            return _obsidian(place)
        if (place / "logseq").is_dir() and (place / "journals").is_dir():
            return _logseq(place)
        if (place / "_config.yml").is_file() or (place / "_config.yaml").is_file():
            return Tool("jekyll", place)
        if _is_hugo(place):
            return Tool("hugo", place)
        if (place / ".git").exists():
            break
    if folder.name == "_posts" or (folder / "_posts").is_dir():
        return Tool("jekyll", folder)
    if folder.name == "content" or (folder / "content").is_dir():
        return Tool("hugo", folder)
    return Tool("plain", folder)


def flavour_of(path: str, whole: Flavour) -> Flavour:
    """The tool of one file: a `_posts` folder is Jekyll's wherever it stands."""
    return "jekyll" if whole == "plain" and "_posts" in path.split("/") else whole


def moment(form: str, date: dt.date, *, korean: bool) -> str:
    """A moment.js date format filled in, e.g. `YYYY/MM[월]/YYYY-MM-DD dddd`."""
    return "".join(_token(found, date, korean) for found in _MOMENT.finditer(form))


def _token(found: re.Match[str], date: dt.date, korean: bool) -> str:
    if found[1] is not None:
        return found[1]
    year, week, weekday = date.isocalendar()
    day, month = WEEKDAYS[date.weekday()], _ENGLISH_MONTHS[date.month - 1]
    english = _ENGLISH_DAYS[date.weekday()]
    tens = {1: "st", 2: "nd", 3: "rd"}.get(date.day % 10, "th") if date.day not in (11, 12, 13) else "th"
    tokens = {
        "YYYY": f"{date:%Y}",
        "YY": f"{date:%y}",
        "MMMM": f"{date.month}월" if korean else month,
        "MMM": f"{date.month}월" if korean else month[:3],
        "MM": f"{date:%m}",
        "M": str(date.month),
        "DDDD": f"{date:%j}",
        "DDD": str(date.timetuple().tm_yday),
        "DD": f"{date:%d}",
        "D": str(date.day),
        "Do": f"{date.day}일" if korean else f"{date.day}{tens}",
        "dddd": f"{day}요일" if korean else english,
        "ddd": day if korean else english[:3],
        "dd": day if korean else english[:2],
        "d": str(date.isoweekday() % 7),
        "e": str(date.isoweekday() % 7),
        "E": str(weekday),
        "GGGG": str(year),
        "gggg": str(year),
        "WW": f"{week:02}",
        "ww": f"{week:02}",
        "W": str(week),
        "w": str(week),
        "Q": str((date.month + 2) // 3),
    }
    return tokens.get(found[0], found[0])


def _upwards(folder: Path) -> Iterator[Path]:
    yield folder
    yield from list(folder.parents)[:MAX_UP]


def _is_hugo(place: Path) -> bool:
    if any((place / f"hugo.{kind}").is_file() for kind in ("toml", "yaml", "yml", "json")):
        return True
    settings = any((place / f"config.{kind}").is_file() for kind in ("toml", "yaml", "yml", "json"))
    return (settings or (place / "archetypes").is_dir()) and (place / "content").is_dir()


def _obsidian(root: Path) -> Tool:
    """The core plugin's daily-notes.json, or Periodic Notes where it took over."""
    periodic = _json(root / ".obsidian/plugins/periodic-notes/data.json").get("daily")
    if (
        isinstance(periodic, dict)
        and periodic.get("enabled", True)
        and (periodic.get("format") or periodic.get("folder"))
    ):
        said: dict[str, Any] = periodic
    else:
        said = _json(root / ".obsidian/daily-notes.json")
    if not said:
        return Tool("obsidian", root)
    folder = str(said.get("folder") or "").strip("/")
    return Tool("obsidian", root, folder, str(said.get("format") or "YYYY-MM-DD"))


def _logseq(root: Path) -> Tool:
    """config.edn's journal folder and file-name format (java style: yyyy_MM_dd)."""
    try:
        text = (root / "logseq/config.edn").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        text = ""
    said = dict(_EDN.findall(text))
    form = said.get("journal/file-name-format", "yyyy_MM_dd")
    form = form.replace("yyyy", "YYYY").replace("dd", "DD").replace("EEEE", "dddd").replace("EEE", "ddd")
    return Tool("logseq", root, said.get("journals-directory", "journals"), form)


def _json(path: Path) -> dict[str, Any]:
    """A tool's settings; a file that is missing or broken says nothing."""
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return loaded if isinstance(loaded, dict) else {}
