"""The archive as a target: renewed each morning in a folder of its own."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal
from urllib.parse import quote

from pydantic import field_validator

from digest.models import Digest, Part, Receipt, is_review, review_name
from digest.publish.base import ON_DISK, Channel, PublisherSettings
from digest.render.clean import web_address
from digest.store import Store

if TYPE_CHECKING:
    from digest.publish.site.archive import SiteOptions
    from digest.publish.site.build import Hidden, Shelf


class SitePublisher(PublisherSettings):
    """실린 논문을 찾아볼 수 있는 정적 페이지를 `path` 폴더에 만들고 날마다 새로 고칩니다."""

    chat: ClassVar[bool] = False
    repeatable: ClassVar[bool] = True
    reviews: ClassVar[bool] = True
    pages: ClassVar[bool] = True

    kind: Literal["site"] = "site"
    path: str
    """페이지를 쓸 폴더. 비어 있거나 아직 없어야 하고, 다이제스트마다 달라야 합니다. 예: `public/archive`"""
    base_url: str = ""
    """그 폴더가 웹에서 보이는 주소. 적으면 피드(Atom, JSON)와 사이트맵도 만듭니다."""
    title: str = "데일리 트렌드"
    """페이지에 보이는 이름."""
    abstracts: bool = True
    """논문 페이지에 초록을 싣는지."""
    notes: bool = False
    """내 메모와 직접 담은 링크까지 싣는지. 누구나 보는 곳이면 끄세요."""

    @field_validator("base_url")
    @classmethod
    def _web(cls, url: str) -> str:
        if url and not web_address(url):
            raise ValueError("http(s) 주소여야 합니다")
        return url.rstrip("/") + "/" if url else ""

    @property
    def target(self) -> str:
        """`site:public/archive`."""
        return f"site:{self.path}"

    def occupies(self, name: str) -> str:
        """The folder: pages of days that this digest does not have are removed from it."""
        return os.path.normpath(self.path)

    @property
    def options(self) -> SiteOptions:
        """What the pages look like."""
        from digest.publish.site.archive import SiteOptions

        return SiteOptions(title=self.title, base_url=self.base_url, abstracts=self.abstracts, notes=self.notes)

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        """One part: the day; the pages are made of what the store holds."""
        return (Part(id="main", payload={"day": str(digest.date)}),)

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        """Bring the archive up to date."""
        from digest.publish.site.build import build

        days, reviews = shelves(channel.store, digest.name)
        channel.confirm()
        build(Path(self.path), self.options, days, reviews, show=_one(digest.name, digest.date))
        return {"path": self.path, "day": str(digest.date), "name": digest.name}

    def retract(self, part_id: str, receipt: Receipt, channel: Channel) -> bool:
        """Take the day, or the review, out of the archive; it comes back when it is sent again."""
        from digest.publish.site.build import build

        days, reviews = shelves(channel.store, receipt["name"])
        hide = _one(receipt["name"], dt.date.fromisoformat(receipt["day"]))
        build(Path(self.path), self.options, days, reviews, hide=hide)
        return True

    def page(self, date: dt.date | None = None, paper: str = "") -> str:
        """On the web, or in the folder where no `base_url` is known."""
        from digest.publish.site.cards import card_id
        from digest.publish.site.pages import day_path, paper_path

        path = paper_path(card_id(paper)) if paper else day_path(date) if date else "index.html"
        file = Path(self.path) / path
        if not file.is_file():
            return ""
        return self.base_url + quote(path) if self.base_url else file.resolve().as_uri()

    def probe(self, channel: Channel) -> str:
        """Nobody is asked."""
        return ON_DISK

    def test(self, channel: Channel) -> str:
        """Check that the folder is ours or free; nothing is written."""
        from digest.publish.site.build import read_memory

        memory = read_memory(Path(self.path))
        return (
            f"{self.path}에 새 아카이브를 만들 수 있습니다."
            if memory is None
            else f"{self.path}: {len(memory.days)}일치."
        )


def _one(name: str, date: dt.date) -> Hidden:
    """A single day, or the review that is stored under it."""
    from digest.publish.site.build import Hidden

    return Hidden(weeks=(date,)) if is_review(name) else Hidden(days=(date,))


def shelves(store: Store, name: str) -> tuple[Shelf, Shelf]:
    """Where the days of a digest are found, and its reviews. name: also of a review itself."""
    from digest.publish.site.build import Shelf

    digest = name.partition(":")[0]
    day, review = (
        Shelf(partial(store.digests.versions, one), partial(store.digests.load, name=one))
        for one in (digest, review_name(digest))
    )
    return day, review
