"""Values → HTML: the templates, and the few things they ask for; everything untrusted is escaped by Jinja."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from digest.publish.site.cards import Card, Topic, Week
from digest.render.phrases import WEEKDAYS, day_title, short_day

WEEKS = 26
"""Weeks in the little chart of a topic."""


def day_path(day: dt.date) -> str:
    """`days/2024-08-19.html`."""
    return f"days/{day}.html"


def paper_path(paper: str) -> str:
    """`papers/2408.08152.html`."""
    return f"papers/{paper}.html"


def topic_path(slug: str) -> str:
    """`topics/world-model.html`."""
    return f"topics/{slug}.html"


def week_path(week: str) -> str:
    """`weeks/2024-W34.html`."""
    return f"weeks/{week}.html"


def page(template: str, path: str, **values: Any) -> bytes:
    """One page; `path` is where it will lie, which all its links are relative to."""
    up = "../" * path.count("/")
    text: str = _templates().get_template(template).render(up=up, path=path, **values)
    return text.encode()


def paper_row(day: dt.date, card: Card) -> str:
    """A shown paper as part of a list, for pages that lie in a folder."""
    row: str = _templates().get_template("macros.html").module.row(card, day)
    return row


def packaged() -> dict[str, str]:
    """The templates, style and scripts by name."""
    folder = files("digest.publish.site") / "templates"
    return {entry.name: entry.read_text("utf-8") for entry in folder.iterdir() if entry.is_file()}


def weekly_counts(topic: Topic) -> list[int]:
    """Papers of each of the weeks up to the topic's last paper, oldest first."""
    last, counts = topic.last, [0] * WEEKS
    for day in topic.first.values():
        back = (last - day).days // 7
        if back < WEEKS:
            counts[WEEKS - 1 - back] += 1
    return counts


@lru_cache(maxsize=1)
def _templates() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("digest.publish.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    templates.filters |= {"day_title": day_title, "href": _href, "weekday": lambda day: WEEKDAYS[day.weekday()]}
    templates.filters |= {"week_title": _week_title, "week_days": lambda w: f"{short_day(w.first)}–{short_day(w.last)}"}
    templates.globals |= {
        "day_path": day_path,
        "paper_path": paper_path,
        "topic_path": topic_path,
        "week_path": week_path,
    }
    return templates


def _href(path: str) -> str:
    return quote(path, safe="/.-_~")


def _week_title(week: Week) -> str:
    """`2024-W34` → `2024년 34주`."""
    year, _, number = week.name.partition("-W")
    return f"{year}년 {int(number)}주"
