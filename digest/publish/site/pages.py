"""Values → HTML: the templates, and the few things they ask for; everything untrusted is escaped by Jinja."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from digest.publish.site.cards import Topic
from digest.render.phrases import WEEKDAYS, day_title

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


def page(template: str, path: str, **values: Any) -> bytes:
    """One page; `path` is where it will lie, which all its links are relative to."""
    up = "../" * path.count("/")
    text: str = _templates().get_template(template).render(up=up, path=path, **values)
    return text.encode()


def weekly_counts(topic: Topic) -> list[int]:
    """Papers of each of the weeks up to the topic's last paper, oldest first."""
    last, counts = topic.papers[0][0], [0] * WEEKS
    for day, _ in topic.papers:
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
    templates.globals |= {"day_path": day_path, "paper_path": paper_path, "topic_path": topic_path}
    return templates


def _href(path: str) -> str:
    return quote(path, safe="/.-_~")
