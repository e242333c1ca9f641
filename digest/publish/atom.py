"""An Atom feed in one file (RFC 4287), so that others can subscribe: a digest is an entry, many days stay in it."""

from __future__ import annotations

import datetime as dt
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from digest.errors import Undelivered
from digest.models import Digest, Part, Receipt
from digest.publish.base import ON_DISK, Channel, PublisherSettings
from digest.publish.file import read_file, replace_file
from digest.render.clean import visible, web_address
from digest.render.html import digest_html
from digest.render.text import head_line

ATOM = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
GENERATOR = "digest"


class AtomPublisher(PublisherSettings):
    """최근 다이제스트를 메모와 직접 담은 링크까지 `path`의 피드 파일에 둡니다. 남에게 보일 피드는 `kind: site`로."""

    chat: ClassVar[bool] = False
    repeatable: ClassVar[bool] = True

    kind: Literal["atom"] = "atom"
    path: str
    """피드 파일. 예: `public/feed.xml`"""
    title: str = "데일리 트렌드"
    """피드의 제목."""
    link: str = ""
    """그 파일을 웹에 올렸을 때의 주소."""
    keep: int = Field(60, ge=1, le=1000)
    """피드에 남길 다이제스트의 수."""

    @field_validator("link")
    @classmethod
    def _web(cls, link: str) -> str:
        if link and not web_address(link):
            raise ValueError("http(s) 주소여야 합니다")
        return link

    @property
    def target(self) -> str:
        """`atom:public/feed.xml`."""
        return f"atom:{self.path}"

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        """One part: title and HTML of the day's entry."""
        return (Part(id="main", payload={"title": head_line(digest), "html": digest_html(digest)}),)

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        """Put the day into the feed, or replace it when it says something else; other days stay as they are."""
        feed = self._read()
        identity = feed.findtext(_tag("id")) or ""
        name = uuid.uuid5(uuid.UUID(identity.removeprefix("urn:uuid:")), digest.key).urn
        entry = _entry(name, digest, part, channel.clock())
        entries = {e.findtext(_tag("id")) or "": e for e in feed.findall(_tag("entry"))}
        if name in entries and _content(entries[name]) == _content(entry):
            return {"path": self.path, "id": name}
        if name in entries:
            _tell_first(entries[name], entry)
        entries[name] = entry
        self._write(identity, list(entries.values()), channel)
        return {"path": self.path, "id": name}

    def retract(self, part_id: str, receipt: Receipt, channel: Channel) -> bool:
        """Take the day out of the feed again."""
        feed = self._read()
        entries = feed.findall(_tag("entry"))
        kept = [entry for entry in entries if entry.findtext(_tag("id")) != receipt["id"]]
        if len(kept) < len(entries):
            self._write(feed.findtext(_tag("id")) or "", kept, channel)
        return True

    def probe(self, channel: Channel) -> str:
        """Nobody is asked."""
        return ON_DISK

    def test(self, channel: Channel) -> str:
        """Check that the file is ours or free, and can be written; its content stays the same."""
        feed = self._read()
        entries = feed.findall(_tag("entry"))
        if not entries:
            return f"{self.path}에 새 피드를 만들 수 있습니다."
        self._write(feed.findtext(_tag("id")) or "", entries, channel)
        return f"{self.path}에 쓸 수 있습니다 (지금 {len(entries)}일치)."

    def _read(self) -> ET.Element:
        """The feed as it stands, or a new one. Raises Undelivered for a file that is no feed of ours."""
        there = read_file(Path(self.path))
        if not there:
            feed = ET.Element(_tag("feed"))
            seed = self.link or f"{self.title} {Path(self.path).resolve()}"
            ET.SubElement(feed, _tag("id")).text = uuid.uuid5(uuid.NAMESPACE_URL, seed).urn
            return feed
        try:
            feed = ET.fromstring(there)  # noqa: S314 - our own file
            uuid.UUID((feed.findtext(_tag("id")) or "").removeprefix("urn:uuid:"))
        except (ET.ParseError, LookupError, ValueError):  # LookupError: an encoding nobody knows
            feed = ET.Element("")
        if feed.tag != _tag("feed") or feed.findtext(_tag("generator")) != GENERATOR:
            raise Undelivered(
                f"digest가 만든 피드가 아니라서 고치지 않았습니다: {self.path}",
                hint="path를 바꾸거나 그 파일을 옮기세요",
            )
        return feed

    def _write(self, identity: str, entries: list[ET.Element], channel: Channel) -> None:
        """Newest day first. The feed was updated when its newest entry was."""
        entries = sorted(entries, key=lambda e: e.findtext(_tag("published")) or "", reverse=True)[: self.keep]
        feed = ET.Element(_tag("feed"), {LANGUAGE: "ko"})
        _add(feed, "id", identity)
        _add(feed, "title", visible(self.title))
        _add(feed, "updated", max((e.findtext(_tag("updated")) or "" for e in entries), default=_instant(EPOCH)))
        _add(ET.SubElement(feed, _tag("author")), "name", GENERATOR)
        _add(feed, "generator", GENERATOR)
        if self.link:
            ET.SubElement(feed, _tag("link"), rel="self", href=web_address(self.link))
        feed.extend(entries)
        ET.register_namespace("", ATOM)
        ET.indent(feed)
        replace_file(Path(self.path), ET.tostring(feed, "utf-8", xml_declaration=True) + b"\n", channel.confirm)


EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _entry(name: str, digest: Digest, part: Part, now: dt.datetime) -> ET.Element:
    entry = ET.Element(_tag("entry"))
    _add(entry, "id", name)
    _add(entry, "title", str(part.payload["title"]))
    # the day itself: an entry keeps its place in the feed whenever it was written; Seoul's morning is before it
    _add(entry, "published", min(f"{digest.date.isoformat()}T00:00:00Z", _instant(now)))
    _add(entry, "updated", _instant(now))
    _add(entry, "content", str(part.payload["html"])).set("type", "html")
    return entry


def _tell_first(old: ET.Element, new: ET.Element) -> None:
    """An entry was published when it first was, however often it is updated."""
    for told in new.iter(_tag("published")):
        told.text = min(old.findtext(_tag("published")) or "9", told.text or "")


def _content(entry: ET.Element) -> tuple[str | None, str]:
    return entry.findtext(_tag("title")), (entry.findtext(_tag("content")) or "").strip()


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, _tag(name))
    child.text = text
    return child


def _instant(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tag(name: str) -> str:
    return f"{{{ATOM}}}{name}"
