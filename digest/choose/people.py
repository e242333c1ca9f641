"""Authors and labs that a reader follows, matched by whole names."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from pydantic import Field, model_validator

from digest.choose.keywords import Hit
from digest.lazy import pattern_of
from digest.models import Item, Value

APART = pattern_of(r"[\W_]+")


class Followed(Value):
    """논문이 나오면 보고 싶은 사람이나 기관."""

    name: str = Field(min_length=1)
    """논문에 적히는 이름 전체. 예: `Sepp Hochreiter`, `Upstage`"""
    aka: tuple[str, ...] = ()
    """같은 이름을 달리 적은 것. 예: `S. Hochreiter`"""
    weight: float = Field(default=1.0, gt=0, le=10)
    """얼마나 세는지. 키워드의 것과 같습니다."""

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: object) -> object:
        """`Upstage` means `{name: Upstage}`."""
        return {"name": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _something_to_match(self) -> Followed:
        for name in (self.name, *self.aka):
            if not whole_name(name):
                raise ValueError(f"이름이 아닙니다: {name!r}")
        return self


class People(NamedTuple):
    """Whom a reader follows."""

    authors: tuple[Followed, ...] = ()
    labs: tuple[Followed, ...] = ()


NOBODY = People()


class PeopleIndex:
    """Who wrote the items of a day, and where they work."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._authors: dict[str, list[int]] = defaultdict(list)
        self._labs: dict[str, list[int]] = defaultdict(list)
        for place, item in enumerate(items):
            for name in {whole_name(author) for author in item.authors}:
                self._authors[name].append(place)
            for name in {whole_name(lab) for lab in item.organizations}:
                self._labs[name].append(place)

    def hits(self, people: People) -> dict[int, tuple[Hit, ...]]:
        """Where anybody is found whom a reader follows, by place of the item."""
        found: dict[int, tuple[Hit, ...]] = defaultdict(tuple)
        for kind, known, followed in (("author", self._authors, people.authors), ("lab", self._labs, people.labs)):
            for one in followed:
                hit = Hit(kind, one.name, one.weight, partial("{0.name}: 가중치 {0.weight:g}".format, one))
                names = {whole_name(name) for name in (one.name, *one.aka)}
                for place in {place for name in names for place in known.get(name, ())}:
                    found[place] += (hit,)
        return dict(found)


def whole_name(name: str) -> str:
    """A name in the form it is compared in: `Hochreiter, Sepp`, `SEPP HOCHREITER` and `Sepp Hochreiter` are one.

    Letters keep no accents (`Schölkopf` is `Scholkopf`), and an institution no comma.
    """
    last, comma, first = name.partition(",")
    turned = f"{first} {last}" if comma and "," not in first else name
    bare = "".join(c for c in unicodedata.normalize("NFKD", turned) if not unicodedata.combining(c))
    return APART.sub(" ", unicodedata.normalize("NFC", bare).casefold()).strip()
