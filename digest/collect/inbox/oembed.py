"""One X post without an account, by oEmbed: whose it is, and which papers it links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from digest.collect.feed.format import plain_text
from digest.collect.inbox.page_title import title_of
from digest.identity import canonical_key, find_links, find_papers
from digest.lazy import pattern_of
from digest.models import Value
from digest.net.answer import HttpFailure

if TYPE_CHECKING:
    from digest.net.client import HttpClient

HANDLE = pattern_of(r"https?://(?:www\.)?(?:x|twitter)\.com/([A-Za-z0-9_]{1,20})/?")  # https://x.com/someone
POST = pattern_of(r"url:https://x\.com/i/status/([0-9]{1,19})")  # url:https://x.com/i/status/1824700000000000000
MOST_LINKS = 3


class LinkedPost(Value):
    """What one post is and what it speaks of."""

    account: str
    """Handle without `@`; "" when the answer names none."""
    papers: tuple[str, ...] = ()
    """Canonical keys of the papers that it links."""
    paper_title: str = ""
    """Title of the first paper's page, when it was seen on the way."""


def post_id(url: str) -> str | None:
    """The id of an X post's URL, in any of its forms, else None."""
    match = POST.fullmatch(canonical_key(url) or "")
    return match[1] if match else None


def look_up(http: HttpClient, oembed_url: str, url: str, *, timeout_s: float = 8.0) -> LinkedPost:
    """Ask oEmbed about a post; its short links are followed to see whether they are papers.

    Raises HttpFailure, also for a post that is gone or private (404, 403).
    """
    number = post_id(url)
    asked = {"url": f"https://twitter.com/i/status/{number}", "omit_script": "1", "dnt": "true"}
    answer = http.get_json(oembed_url, params=asked, timeout_s=timeout_s, retries=1)
    account, text = parse_embed(answer)
    papers, titles = list(find_papers(text)), [""]
    for link in _short_links(text) if not papers else ():
        try:
            reply = http.get(link, untrusted=True, retries=0, timeout_s=timeout_s)
        except HttpFailure:
            continue
        key = canonical_key(reply.url) or ""
        if key.startswith(("arxiv:", "doi:")):
            papers.append(key)
            titles.append(title_of(reply))
    return LinkedPost(account=account, papers=tuple(dict.fromkeys(papers)), paper_title=titles[-1])


def parse_embed(answer: object) -> tuple[str, str]:
    """(handle, text of the post) of an oEmbed answer; HttpFailure when it is none."""
    if not isinstance(answer, dict) or not isinstance(answer.get("html"), str):
        raise HttpFailure("알 수 없는 형식의 응답")
    author = HANDLE.fullmatch(str(answer.get("author_url") or ""))
    return (author[1] if author else ""), plain_text(answer["html"])


def _short_links(text: str) -> Sequence[str]:
    # https://t.co/Ab3dE5
    return [link for link in find_links(text) if re.match(r"https://t\.co/\w+$", link)][:MOST_LINKS]
