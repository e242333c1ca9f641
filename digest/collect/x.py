"""X API v2: accounts, a search, lists; billed per post, so everything is counted (contracts §3)."""

from __future__ import annotations

import datetime as dt
import weakref
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr

from digest.collect.base import Context, SourceSettings
from digest.collect.x_budget import Budget
from digest.collect.x_posts import POST_KEYS, Page, Post, problem_type, read_page, sightings_of
from digest.errors import SkippableError
from digest.http_client import HttpFailure
from digest.models import Collected, Sighting, SourceState, Window
from digest.store import Store

SEARCHABLE = dt.timedelta(days=7)
MOST_PAGES = 20
FIELDS = {
    "tweet": "created_at,author_id,entities,note_tweet,public_metrics,referenced_tweets,in_reply_to_user_id",
    "post": "created_at,author_id,entities,note_post,public_metrics,referenced_posts,in_reply_to_user_id",
}
Handle = Annotated[str, Field(pattern=r"^@?[A-Za-z0-9_]{1,15}$")]


class Refused(SkippableError):
    """X will not answer this app at all until somebody changes something."""


@dataclass
class _Part:
    """One endpoint that is read page by page."""

    name: str
    path: str
    least: int
    """Smallest `max_results` the endpoint takes."""
    params: dict[str, str | int] = field(default_factory=dict)
    since: dt.datetime | None = None
    """Set for lists, which know no start: reading stops at the first page that reaches behind it."""
    pages: int = 0


class XSource(SourceSettings):
    """Posts of the window; those that link a paper speak for it, others can be items of their own."""

    kind: Literal["x"] = "x"
    base_url: str = "https://api.x.com"
    oembed_url: str = "https://publish.x.com/oembed"
    """Where `digest add` looks up a single post."""
    token_env: str = "X_BEARER_TOKEN"  # noqa: S105 - the name of a variable
    accounts: tuple[Handle, ...] = ()
    """Handles, with or without `@`."""
    query: str = Field(default="", max_length=4096)
    """A recent search in X's own language; reaches back seven days."""
    lists: tuple[Annotated[str, Field(pattern=r"^[0-9]{1,19}$")], ...] = ()
    """List ids, quoted; a list can only be read for today."""
    max_posts: int = Field(default=100, ge=5)
    """Posts paid for per run at most."""
    monthly_posts: int | None = Field(default=3000, ge=5)
    """Posts paid for per calendar month (UTC) at most; null for no limit."""
    retweets: bool = False
    replies: bool = False
    alone: Literal["keyword", "all", "none"] = "keyword"
    """A post without a paper: a candidate when a keyword matches, always, or never."""
    fields: Literal["tweet", "post"] = "tweet"
    """Which generation of field names to send; both are understood (contracts §3.2)."""
    keep_days: int = Field(default=30, ge=1)
    """Days after which the stored texts of posts are forgotten; ids, links and own lines stay (contracts §3.5)."""
    patience_s: float = Field(default=120.0, ge=0)
    """Longest wait for a rate limit to reset; the run's deadline goes first."""
    timeout_s: float = Field(default=20.0, gt=0)

    _refused: tuple[weakref.ref[object], str] | None = PrivateAttr(default=None)

    @property
    def source(self) -> str:
        """The name in reports."""
        return "x"

    def missing(self, env: Mapping[str, str]) -> tuple[str, ...]:
        """The token's variable."""
        return () if env.get(self.token_env, "").strip() else (self.token_env,)

    def collect(self, window: Window, context: Context) -> Collected:
        """Posts created inside the window, newest state of the budget included.

        Raises SkippableError when X refuses the app (401, 402, 403, monthly cap) or every part fails.
        """
        if self._refused and self._refused[0]() is context.http:
            raise Refused(self._refused[1])
        forget_post_texts(context.store, context.clock() - dt.timedelta(days=self.keep_days))
        try:
            return self._collect(window, context)
        except Refused as refusal:
            self._refused = (weakref.ref(context.http), refusal.message)
            raise

    def _collect(self, window: Window, context: Context) -> Collected:
        budget = Budget(context.store.source_memory, context.clock(), self.max_posts, self.monthly_posts)
        unanswerable: list[str] = []
        failures: list[str] = []
        posts: dict[str, Post] = {}
        known = context.store.sightings.recall(self.source, window) if window.live else ()
        parts = self._parts(window, context, budget, unanswerable, failures)
        for part in parts:
            self._skip_known(part, known, window, context)
        asked = len(parts)
        while parts:
            part = parts.popleft()
            size = budget.share(1 + sum(not other.pages for other in parts), part.least)  # everyone's first page first
            if not size:
                break
            try:
                page = self._read(part, size, context, budget)
            except HttpFailure as error:
                failures.append(f"{part.name} {error.message}")
                if not _is_down(error):
                    continue
                if not posts:
                    raise SkippableError(failures[-1]) from error
                break  # the rest would only wait for the same
            if page.problems and not page.posts:
                failures.append(f"{part.name} 조회할 수 없음")
            posts |= {post.id: post for post in page.posts if window.holds(post.created_at) and self._wanted(post)}
            behind = part.since and page.posts and page.posts[-1].created_at < part.since
            if page.next_token and not behind and part.pages < MOST_PAGES:
                part.params["pagination_token"] = page.next_token
                parts.append(part)
            elif not page.problems:
                context.store.source_memory.put(self.source, f"whole:{part.name}", window.date.isoformat())
        if failures and not posts and not unanswerable and len(failures) >= asked:
            raise SkippableError(failures[0])
        found = sightings_of(posts.values(), self.source, window.now, self.alone)
        fresh = {(sighting.key, sighting.post_url) for sighting in found}
        found += [sighting for sighting in known if (sighting.key, sighting.post_url) not in fresh]
        state, detail = self._outcome(len(found), unanswerable, failures, budget)
        report = self.report(state, len(found), detail).model_copy(update={"requests": budget.requests})
        return Collected(sightings=tuple(found), report=report)

    def _outcome(
        self, count: int, unanswerable: list[str], failures: list[str], budget: Budget
    ) -> tuple[SourceState, str]:
        said = unanswerable + failures
        if budget.reached:
            return "capped", " · ".join([*said, f"{budget.reached} – {budget.spent}"])
        if said:  # what X cannot do for a past day is no failure (DESIGN §10)
            return ("partial" if failures else "not_for_this_day"), " · ".join(said)
        return ("ok" if count else "empty"), budget.spent

    def _wanted(self, post: Post) -> bool:
        return (self.retweets or not post.is_retweet) and (self.replies or not post.is_reply)

    def _parts(
        self, window: Window, context: Context, budget: Budget, unanswerable: list[str], failures: list[str]
    ) -> deque[_Part]:
        """What to read; what cannot be had for this window is said instead."""
        span: dict[str, str | int] = {"start_time": _stamp(window.start)}
        if window.end < window.now - dt.timedelta(seconds=30):  # X refuses an end in the last ten seconds
            span["end_time"] = _stamp(window.end)
        left_out = [word for word, kept in (("replies", self.replies), ("retweets", self.retweets)) if not kept]
        parts: deque[_Part] = deque()
        for handle, number in self._ids(context, budget, failures).items():
            exclude = {"exclude": ",".join(left_out)} if left_out else {}
            parts.append(_Part(f"@{handle}", f"/2/users/{number}/tweets", 5, {**span, **exclude}))
        if self.query:
            oldest = context.clock() - SEARCHABLE + dt.timedelta(minutes=1)
            if window.end <= oldest:
                unanswerable.append(f"{window.date}는 검색 조회 가능 기간(7일)을 지남")
            else:
                if window.start < oldest:
                    unanswerable.append("검색은 최근 7일 안의 글만 찾음")
                first = {"start_time": _stamp(max(window.start, oldest)), "query": self.query}
                parts.append(_Part("검색", "/2/tweets/search/recent", 10, {**span, **first, **self._authors()}))
        if self.lists and not window.live:
            unanswerable.append(f"리스트는 지난 날짜({window.date})를 조회할 수 없음")
        elif self.lists:
            for number in self.lists:
                path = f"/2/lists/{number}/tweets"
                parts.append(_Part("리스트", path, 1, {**self._authors()}, since=window.start))
        return parts

    def _skip_known(self, part: _Part, known: Sequence[Sighting], window: Window, context: Context) -> None:
        """Let a second run of a day read on from where a first, uncapped one ended; posts are paid for once.

        The cursor is the newest *stored* post, so it never runs ahead of what was kept.
        """
        whole = context.store.source_memory.get(self.source, f"whole:{part.name}")
        seen = [s.post_url.rsplit("/", 1)[-1] for s in known if f"@{s.account}" == part.name]
        if seen and whole == window.date.isoformat():
            part.params.pop("start_time", None)
            part.params["since_id"] = max(seen, key=int)

    def _authors(self) -> dict[str, str | int]:
        return {"expansions": "author_id", "user.fields": "username"}

    def _read(self, part: _Part, size: int, context: Context, budget: Budget) -> Page:
        params = {f"{self.fields}.fields": FIELDS[self.fields], **part.params, "max_results": size}
        if self.retweets:  # a repost's own text is cut; the whole one is in the original
            shared = "referenced_tweets.id" if self.fields == "tweet" else "referenced_posts.id"
            params["expansions"] = ",".join([*filter(None, [str(params.get("expansions", ""))]), shared])
        page = self._ask(part.path, params, context, budget)
        part.pages += 1
        budget.pay(len(page.posts), len(page.users))
        handle = part.name.removeprefix("@") if part.name.startswith("@") else ""
        posts = (
            post if post.account or not handle else post.model_copy(update={"account": handle}) for post in page.posts
        )
        return page.model_copy(update={"posts": tuple(posts)})

    def _ids(self, context: Context, budget: Budget, failures: list[str]) -> dict[str, str]:
        """Numeric ids by handle: asked once, remembered, because handles change and look-ups cost."""
        handles = list(dict.fromkeys(handle.lstrip("@") for handle in self.accounts))
        memory = context.store.source_memory
        known: dict[str, str] = memory.get(self.source, "ids", {})
        unknown = [handle for handle in handles if handle.lower() not in known]
        for start in range(0, len(unknown), 100):
            try:
                page = self._ask("/2/users/by", {"usernames": ",".join(unknown[start : start + 100])}, context, budget)
            except HttpFailure as error:
                if _is_down(error):
                    raise
                failures.append(f"계정 조회 {error.message}")
                break
            budget.pay(0, len(page.users))
            known |= {handle.lower(): number for number, handle in page.users.items()}
            memory.put(self.source, "ids", known)
            gone = [h for h in unknown[start : start + 100] if h.lower() not in known]
            failures += [f"@{handle} 계정을 찾을 수 없음" for handle in gone]
        return {handle: known[handle.lower()] for handle in handles if handle.lower() in known}

    def _ask(self, path: str, params: dict[str, str | int], context: Context, budget: Budget) -> Page:
        budget.requests += 1
        token = context.env.get(self.token_env, "").strip()
        try:
            return read_page(
                context.http.get_json(
                    f"{self.base_url.rstrip('/')}{path}",
                    params=params,
                    headers={"Authorization": f"Bearer {token}"},
                    timeout_s=min(self.timeout_s, max(0.1, context.deadline.remaining())),
                    patience_s=min(self.patience_s, context.deadline.remaining()),
                    hopeless=lambda body: problem_type(body)[0] == "usage-capped",
                )
            )
        except HttpFailure as failure:
            refusal = self._refusal(failure)
            raise refusal or failure from None
        except ValueError:
            raise HttpFailure("알 수 없는 형식의 응답") from None

    def _refusal(self, failure: HttpFailure) -> Refused | None:
        """The failures that the person must settle; asking on would only repeat them (contracts §3.3)."""
        kind, reason = problem_type(failure.body)
        match failure.status:
            case 401:
                return Refused(f"인증 실패(401) – {self.token_env} 확인 필요")
            case 402:
                return Refused("크레딧이 없음(402) – X 개발자 콘솔에서 충전 필요")
            case 403 if kind != "not-authorized-for-resource":
                told = f": {reason}" if reason in ("client-not-enrolled", "user-not-enrolled") else ""
                return Refused(f"앱에 권한이 없음(403{told}) – X 개발자 콘솔에서 설정 필요")
            case 429 if kind == "usage-capped":
                return Refused("X의 월 사용 한도에 닿음(429)")
        return None


def forget_post_texts(store: Store, before: dt.datetime) -> int:
    """Drop the stored texts of posts seen before an instant; ids, links and own lines stay (contracts §3.5).

    Gives the number of sightings and digests that were changed.
    """
    return store.sightings.forget_texts(POST_KEYS, before) + store.digests.forget_texts(POST_KEYS, before)


def _is_down(failure: HttpFailure) -> bool:
    """Whether nobody answered sensibly, which no other endpoint would cure."""
    return failure.status is None or failure.status >= 500


def _stamp(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
