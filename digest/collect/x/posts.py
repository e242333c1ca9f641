"""X API v2 answers → posts → sightings; pure, both generations of field names (docs/services.md: X)."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from digest.identity import canonical_key, find_papers, paper_url
from digest.lazy import pattern_of
from digest.models import Sighting, Value
from digest.net.answer import json_of

MOST_PAPERS = 5
"""Papers one post can speak for; a post with more is a list of links."""
POST_KEYS = "url:https://x.com/i/status/"
"""What the canonical keys of posts begin with."""
EPOCH_MS = 1288834974657
# `Paper page - A Title` · `[2408.08152] A Title`
PAGE_TITLE = pattern_of(
    r"Paper page - (?P<hf>.+)|\[(?:[a-z-]+/)?[0-9]{4}\.?[0-9]{3,5}(?:v[0-9]+)?\] (?P<arxiv>.+)", re.I | re.DOTALL
)
POST_ID = pattern_of(r"[0-9]{1,19}")  # 1824700000000000000
HANDLE = pattern_of(r"[A-Za-z0-9_]{1,20}")  # some_one
SHORT_LINK = pattern_of(r"https?://t\.co/\w+")  # https://t.co/AbCdEf1234


class Link(Value):
    """A link of a post, resolved by X."""

    url: str
    title: str = ""


class Post(Value):
    """One post, its text and links in full."""

    id: str
    text: str
    author_id: str = ""
    account: str = ""
    """Handle without `@`, empty when the answer does not hold it."""
    created_at: dt.datetime
    links: tuple[Link, ...] = ()
    is_retweet: bool = False
    is_reply: bool = False

    @property
    def url(self) -> str:
        """Where the post is read."""
        return f"https://x.com/{self.account or 'i'}/status/{self.id}"


class Page(Value):
    """One answer: posts newest first as X sends them, and what it said beside them."""

    posts: tuple[Post, ...] = ()
    users: Mapping[str, str] = {}
    """Handles by user id: the answer's users, wherever they stand."""
    next_token: str = ""
    problems: tuple[str, ...] = ()
    """Titles of `errors`, which may come together with data and status 200."""
    unreadable: int = 0
    """Entries that are neither posts nor users."""


def parse(body: bytes) -> Page:
    """One answer of a timeline, search, list, look-up or users call.

    No `data` means no hit. Raises ValueError for anything that is not such an answer.
    """
    return read_page(json_of(body))


def read_page(answer: object) -> Page:
    """`parse` of a decoded answer."""
    if not isinstance(answer, dict) or not answer.keys() & {"data", "meta", "errors"}:
        raise ValueError("not an answer of the X API")
    data = answer.get("data", [])
    listed = [data] if isinstance(data, dict) else data
    entries = [e for e in _dicts(listed) if isinstance(e.get("id"), str)]
    if not isinstance(listed, list) or (listed and not entries):
        raise ValueError("no list of posts or users")
    includes = _part(answer, "includes")
    people = [e for e in entries if "username" in e] + _dicts(includes.get("users"))
    users = {str(u.get("id")): name for u in people if HANDLE.fullmatch(name := _text(u.get("username")))}
    originals = {str(p.get("id")): p for p in _dicts(includes.get("tweets", includes.get("posts")))}
    posts = (_post(e, users, originals) for e in entries if _is_post(e))
    unreadable = sum(not _is_post(e) for e in listed if not (isinstance(e, dict) and "username" in e))
    problems = (str(e.get("title") or e.get("detail") or "error") for e in _dicts(answer.get("errors")))
    token = _part(answer, "meta").get("next_token")
    return Page(
        posts=tuple(posts),
        users=users,
        next_token=token if isinstance(token, str) else "",
        problems=tuple(problems),
        unreadable=unreadable,
    )


def problem_type(body: bytes) -> tuple[str, str]:
    """(last part of `type`, title or reason) of a problem answer; ("", "") for anything else."""
    try:
        problem = json.loads(body)
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(problem, dict):
        return "", ""
    return str(problem.get("type", "")).rsplit("/", 1)[-1], str(problem.get("reason") or problem.get("title") or "")


def sightings_of(posts: Iterable[Post], source: str, seen_at: dt.datetime, alone: str = "keyword") -> list[Sighting]:
    """What posts speak of: the papers they link, or, without one, the post itself.

    alone: what becomes of a post without a paper: `keyword` (a candidate if a keyword matches), `all` or `none`.
    The text goes only with a post without a paper, for its one line; it is forgotten later.
    """
    found: dict[tuple[str, str], Sighting] = {}
    for post in posts:
        told = {"source": source, "account": post.account, "published": post.created_at, "seen_at": seen_at}
        titles = {key: _title(link.title) for link in post.links if (key := canonical_key(link.url))}
        keys = [key for key in titles if not key.startswith("url:")]
        keys += [key for key in find_papers(SHORT_LINK.sub(" ", post.text)) if key not in titles]
        for key in keys[:MOST_PAPERS]:
            paper = Sighting(
                key=key, kind="paper", title=titles.get(key, ""), url=paper_url(key), post_url=post.url, **told
            )
            found[key, post.id] = paper
        if not keys and alone != "none":
            text = " ".join(SHORT_LINK.sub(" ", post.text).split())
            found[post.id, post.id] = Sighting(
                key=f"{POST_KEYS}{post.id}",
                kind="post",
                title=f"@{post.account}의 글" if post.account else "X에 올라온 글",
                url=post.url,
                post_url=post.url,
                abstract=text,
                needs_keyword=alone == "keyword",
                **told,
            )
    return list(found.values())


def _is_post(entry: object) -> bool:
    return (
        isinstance(entry, dict) and isinstance(entry.get("text"), str) and bool(POST_ID.fullmatch(str(entry.get("id"))))
    )


def _post(entry: dict[str, Any], users: Mapping[str, str], originals: Mapping[str, dict[str, Any]]) -> Post:
    kinds = {
        str(r.get("type")): str(r.get("id")) for r in _dicts(_either(entry, "referenced_tweets", "referenced_posts"))
    }
    shared = originals.get(kinds.get("retweeted", "")) or originals.get(kinds.get("reposted", ""))
    whole = shared or entry  # a repost's own text is cut and has no links
    note = _either(whole, "note_tweet", "note_post")
    note = note if isinstance(note, dict) else {}
    urls = _dicts(_part(whole, "entities").get("urls")) + _dicts(_part(note, "entities").get("urls"))
    links = {url: Link(url=url, title=_text(u.get("title"))) for u in urls if (url := _address(u))}
    author = str(entry.get("author_id") or "")
    return Post(
        id=entry["id"],
        text=html.unescape(_text(note.get("text")) or _text(whole.get("text"))),
        author_id=author,
        account=users.get(author, ""),
        created_at=_instant(entry.get("created_at"), entry["id"]),
        links=tuple(links.values()),
        is_retweet=bool(kinds.keys() & {"retweeted", "reposted"}) or _text(entry.get("text")).startswith("RT @"),
        is_reply="replied_to" in kinds or bool(entry.get("in_reply_to_user_id")),
    )


def _address(url: dict[str, Any]) -> str:
    """`unwound_url`, else `expanded_url`; every member may be null."""
    found = (url.get("unwound_url"), url.get("expanded_url"))
    return next((u for u in found if isinstance(u, str) and u.startswith(("http://", "https://"))), "")


def _title(text: str) -> str:
    """The paper's title in the title of an arXiv or Hugging Face page; "" for other pages and for cut ones."""
    match = PAGE_TITLE.fullmatch(" ".join(html.unescape(text).split()))
    title = (match["hf"] or match["arxiv"]) if match else ""
    return "" if title.endswith(("…", "...")) else title


def _instant(text: object, post_id: str) -> dt.datetime:
    """`created_at`, or the time that every post id holds."""
    try:
        found = dt.datetime.fromisoformat(str(text))
        if 1990 <= found.year < 2200:
            return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
    except ValueError:
        pass
    return dt.datetime.fromtimestamp(((int(post_id) >> 22) + EPOCH_MS) / 1000, dt.UTC)


def post_id_at(instant: dt.datetime) -> str:
    """The first id that a post of an instant can have."""
    return str((int(instant.timestamp() * 1000) - EPOCH_MS) << 22)


def _either(entry: Mapping[str, Any], *names: str) -> Any:
    return next((entry[name] for name in names if entry.get(name) is not None), None)


def _part(answer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = answer.get(name)
    return part if isinstance(part, dict) else {}


def _dicts(value: object) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
