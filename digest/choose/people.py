"""Authors and labs that a reader follows, matched by whole names."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from pydantic import Field, field_validator, model_validator

from digest.choose.keywords import Hit
from digest.identity import orcid_of
from digest.lazy import pattern_of
from digest.models import Item, Value

APART = pattern_of(r"[\W_]+")  # Meta AI, Inc. → meta ai inc


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


class Author(Followed):
    """논문이 나오면 보고 싶은 사람."""

    orcid: str = ""
    """ORCID 번호. 출처가 번호를 알려 주는 논문에서는 번호로 찾고(이름이 같은 다른 사람은 빠집니다), 나머지에서는
    이름으로 찾습니다. 예: `0000-0002-1825-0097`"""

    @field_validator("orcid")
    @classmethod
    def _an_orcid(cls, value: str) -> str:
        if value and not orcid_of(value):
            raise ValueError(f"ORCID 번호가 아닙니다: {value}. 예: 0000-0002-1825-0097")
        return orcid_of(value)


class People(NamedTuple):
    """Whom a reader follows."""

    authors: tuple[Author, ...] = ()
    labs: tuple[Followed, ...] = ()


NOBODY = People()


class PeopleIndex:
    """Who wrote the items of a day, and where they work."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._authors: dict[str, list[int]] = defaultdict(list)
        self._labs: dict[str, list[int]] = defaultdict(list)
        self._orcids: dict[str, set[int]] = defaultdict(set)
        self._named: dict[tuple[str, int], set[str]] = defaultdict(set)
        """ORCID iDs of those who have a name in an item, where they are known."""
        for place, item in enumerate(items):
            for name in {whole_name(author) for author in item.authors}:
                self._authors[name].append(place)
            for author, orcid in zip(item.authors, item.orcids, strict=False):
                if orcid:
                    self._orcids[orcid].add(place)
                    self._named[whole_name(author), place].add(orcid)
            for name in {whole_name(lab) for lab in item.organizations}:
                self._labs[name].append(place)

    def hits(self, people: People) -> dict[int, tuple[Hit, ...]]:
        """Where anybody is found whom a reader follows, by place of the item."""
        found: dict[int, tuple[Hit, ...]] = defaultdict(tuple)
        for kind, known, followed in (("author", self._authors, people.authors), ("lab", self._labs, people.labs)):
            for one in followed:
                hit = Hit(kind, one.name, one.weight, partial("{0.name}: 가중치 {0.weight:g}".format, one))
                names = {whole_name(name) for name in (one.name, *one.aka)}
                orcid = one.orcid if isinstance(one, Author) else ""
                places = {place for name in names for place in known.get(name, ()) if self._may_be(name, place, orcid)}
                for place in places | self._orcids.get(orcid, set()) if orcid else places:
                    found[place] += (hit,)
        return dict(found)

    def _may_be(self, name: str, place: int, orcid: str) -> bool:
        """Whether who has that name there can be the person of that iD, as far as iDs are known."""
        return not orcid or self._named.get((name, place), {orcid}) >= {orcid}


def whole_name(name: str) -> str:
    """A name in the form it is compared in: `Hochreiter, Sepp`, `SEPP HOCHREITER` and `Sepp Hochreiter` are one.

    Letters keep no accents (`Schölkopf` is `Scholkopf`), and an institution no comma.
    """
    last, comma, first = name.partition(",")
    turned = f"{first} {last}" if comma and "," not in first else name
    bare = "".join(c for c in unicodedata.normalize("NFKD", turned) if not unicodedata.combining(c))
    return APART.sub(" ", unicodedata.normalize("NFC", bare).casefold()).strip()
