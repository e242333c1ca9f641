"""Ready lists of feeds, switched on by name (`feeds: [korean-ai]`); they stand in config/feeds of the checkout."""

from __future__ import annotations

import datetime as dt
import difflib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from pydantic import Field

from digest.collect.feed.source import FeedSource
from digest.models import Value
from digest.yaml import parse_yaml

ENDING = ".yaml"


class ListedFeed(Value):
    """One feed of a list, with who says that this is its address."""

    name: str
    url: str
    role: Literal["papers", "posts"]
    language: Literal["ko", "en"]
    only_matching: bool = False
    stale_days: int | None = 30
    found: str = Field(pattern=r"^https://")
    """A public page that names the address."""
    tried: Literal["never"] | dt.date
    """When somebody last opened it."""

    def source(self) -> FeedSource:
        """The feed as a source, which costs no more than a line when its address is dead: nobody tried it."""
        told = self.model_dump(include={"name", "url", "role", "only_matching", "stale_days"})
        return FeedSource(**told, optional=True)


def list_names() -> tuple[str, ...]:
    """The lists there are."""
    return tuple(sorted(file.name.removesuffix(ENDING) for file in _folder().iterdir() if file.name.endswith(ENDING)))


def known_list(name: str) -> str:
    """The name itself; raises ValueError (Korean) with the nearest name and all of them when there is no such list."""
    names = list_names()
    if name not in names:
        near = next(iter(difflib.get_close_matches(name.replace("_", "-").lower(), names, n=1, cutoff=0.5)), "")
        hint = f"혹시 `{near}`? " if near else ""
        raise ValueError(f"모르는 피드 목록입니다: {name} ({hint}쓸 수 있는 것: {', '.join(names)})")
    return name


@cache
def feed_list(name: str) -> tuple[ListedFeed, ...]:
    """The feeds of a list, in its order."""
    text = (_folder() / f"{known_list(name)}{ENDING}").read_text(encoding="utf-8")
    return tuple(ListedFeed.model_validate(entry) for entry in parse_yaml(text, f"feeds/{name}"))


def _folder() -> Traversable:
    """In the package where it is installed, else where the checkout has them."""
    packaged = resources.files("digest.collect.feed") / "ready"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "config" / "feeds"
