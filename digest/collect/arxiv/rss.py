"""arXiv's daily feed, the second way to the newest announcement."""

from __future__ import annotations

import datetime as dt

from digest.calendar.arxiv_announcements import EASTERN
from digest.calendar.window import Announcement
from digest.collect.feed.format import read_feed, wrong_with
from digest.collect.withdrawn import is_withdrawn
from digest.errors import SkippableError
from digest.identity import arxiv_id, paper_url
from digest.lazy import pattern_of
from digest.models import Sighting
from digest.net.answer import Reply

# `arXiv:2408.08152v1 Announce Type: new \nAbstract: We …`
PREFACE = pattern_of(r"^arXiv:\S+\s+Announce Type:\s*\S+\s+(?:Abstract:\s*)?")


def parse(
    body: bytes, announcement: Announcement, seen_at: dt.datetime, *, primary_only: bool = False
) -> tuple[Sighting, ...]:
    """New papers (and cross-lists, unless primary_only) of the feed made at the midnight after an announcement.

    Replacements are no new papers. `published` stays unknown: the feed has no submission times.
    Raises SkippableError (Korean) for what is no feed, is damaged, or was made for another announcement.
    """
    feed = read_feed(body, plain=True)
    if feed.broken:
        raise SkippableError("깨진 XML 응답")
    due = announcement.at.astimezone(EASTERN).date() + dt.timedelta(days=1)
    wanted = ("new",) if primary_only else ("new", "cross")
    found: dict[str, Sighting] = {}
    dates = {_eastern(entry.published) for entry in feed.entries if entry.published} or {_eastern(feed.updated)}
    if dates != {due}:
        raise SkippableError("다른 날의 발표가 실려 있음")
    for entry in feed.entries:
        paper = arxiv_id(entry.link) or arxiv_id(entry.id)
        if paper and entry.announce_type in wanted:
            sighting = Sighting(
                key=f"arxiv:{paper}",
                source="arxiv",
                title=entry.title,
                url=paper_url(f"arxiv:{paper}"),
                abstract=PREFACE.sub("", entry.text),
                authors=entry.authors,
                categories=entry.categories,
                seen_at=seen_at,
                needs_keyword=True,
                withdrawn=is_withdrawn(entry.comment, PREFACE.sub("", entry.text)),
            )
            found.setdefault(sighting.key, sighting)
    return tuple(found.values())


def not_a_feed(reply: Reply) -> str | None:
    """What is wrong with an answer that looks fine, for `HttpClient.get`."""
    return wrong_with(reply.content)


def _eastern(instant: dt.datetime | None) -> dt.date | None:
    return instant.astimezone(EASTERN).date() if instant else None
