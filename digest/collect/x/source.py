"""X API v2: accounts, a search, lists; billed per post, so everything is counted (docs/services.md: X)."""

from __future__ import annotations

import datetime as dt
import weakref
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PrivateAttr

from digest.calendar.window import Window
from digest.collect.base import Context, SourceSettings
from digest.collect.x.api import Budget, Refused, XApi, is_down
from digest.collect.x.posts import POST_KEYS, Page, Post, post_id_at, sightings_of
from digest.errors import SkippableError
from digest.models import Collected, Sighting, SourceState
from digest.net.answer import HttpFailure
from digest.store import Store

SEARCHABLE = dt.timedelta(days=7)
MOST_PAGES = 20
MOST_DAYS = 400
"""Days remembered as read."""
SOMEBODY = "783214"
"""The account of X itself."""
UNPAID = "미리 보기와 점검에서는 X를 읽지 않습니다(유료)"
# `tweet.fields=created_at,author_id,…`
FIELDS = {
    "tweet": "created_at,author_id,entities,note_tweet,public_metrics,referenced_tweets,in_reply_to_user_id",
    "post": "created_at,author_id,entities,note_post,public_metrics,referenced_posts,in_reply_to_user_id",
}
Text = BeforeValidator(lambda value: str(value) if type(value) is int else value)
"""YAML reads an unquoted id as a number."""
Handle = Annotated[str, Text, Field(pattern=r"^@?[A-Za-z0-9_]{1,15}$")]
ListId = Annotated[str, Text, Field(pattern=r"^[0-9]{1,19}$")]


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
    """다루는 기간에 올라온 X 글. 논문을 링크한 글은 그 논문의 언급이 되고, 다른 글은 그 자체로 실릴 수 있습니다."""

    trust = 45
    voice = "accounts"

    kind: Literal["x"] = "x"
    base_url: str = "https://api.x.com"
    oembed_url: str = "https://publish.x.com/oembed"
    """`digest add`가 X 글 하나를 찾아보는 곳."""
    token_env: str = "X_BEARER_TOKEN"
    accounts: tuple[Handle, ...] = ()
    """계정 이름. `@`는 있어도 없어도 됩니다."""
    query: str = Field(default="", max_length=4096)
    """X의 검색 문법으로 적은 최근 검색. 7일 전까지 찾습니다."""
    lists: tuple[ListId, ...] = ()
    """리스트 id. 리스트는 오늘 것만 읽을 수 있습니다."""
    max_posts: int = Field(default=100, ge=5)
    """실행 한 번에 요금을 낼 글 수의 한도."""
    monthly_posts: int | None = Field(default=3000, ge=5)
    """한 달(UTC)에 요금을 낼 글 수의 한도. null이면 한도가 없습니다."""
    retweets: bool = False
    """리트윗도 읽을지."""
    replies: bool = False
    """답글도 읽을지."""
    alone: Literal["keyword", "all", "none"] = "keyword"
    """논문이 없는 글을 후보로 삼을지: 키워드에 맞을 때(`keyword`), 언제나(`all`), 삼지 않음(`none`)."""
    fields: Literal["tweet", "post"] = "tweet"
    """어느 세대의 필드 이름을 보낼지. 대답은 둘 다 알아듣습니다."""
    keep_days: int = Field(default=30, ge=1)
    """저장한 글의 본문을 며칠 뒤에 잊을지. id와 링크, 우리가 쓴 한 줄은 남습니다."""
    patience_s: float = Field(default=120.0, ge=0)
    """요청 제한이 풀리기를 기다리는 가장 긴 시간(초). 실행의 제한 시간(`run_deadline_s`)이 먼저입니다."""
    timeout_s: float = Field(default=20.0, gt=0)

    _refused: tuple[weakref.ref[object], str] | None = PrivateAttr(default=None)
    """The connections of the run that was refused, and why: its other days need not ask."""

    @property
    def label(self) -> str:
        """How a reader knows it."""
        return "X"

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
        if self._refused and self._refused[0]() is context.http.connections:
            raise Refused(self._refused[1])
        if context.store.scratch_folder:
            return self._unpaid(context)
        forget_post_texts(context.store, context.clock() - dt.timedelta(days=self.keep_days))
        try:
            return self._collect(window, context)
        except Refused as refusal:
            self._refused = (weakref.ref(context.http.connections), refusal.message)
            raise

    def _unpaid(self, context: Context) -> Collected:
        """Nothing new: a preview costs nothing, and its thrown-away store could not remember what was paid.

        X is asked for what is newer than this very moment (nothing, so free): a refused token is told all the same.
        """
        api = XApi(self.base_url, self.token_env, self.timeout_s, self.patience_s, context, self._budget(context))
        newest = post_id_at(dt.datetime.now(dt.UTC))  # X's clock, not the one the run was told
        try:
            api.ask(f"/2/users/{SOMEBODY}/tweets", {"since_id": newest, "max_results": 5})
        except HttpFailure as error:
            raise SkippableError(error.message) from error
        report = self.report("skipped", detail=UNPAID).model_copy(update={"requests": api.budget.requests})
        return Collected(report=report)

    def _budget(self, context: Context) -> Budget:
        return Budget(context.store.source_memory, context.clock(), self.max_posts, self.monthly_posts)

    def _collect(self, window: Window, context: Context) -> Collected:
        budget = self._budget(context)
        api = XApi(self.base_url, self.token_env, self.timeout_s, self.patience_s, context, budget)
        unanswerable: list[str] = []
        failures: list[str] = []
        posts: dict[str, Post] = {}
        whole = window.live or window.start >= context.clock() - dt.timedelta(days=self.keep_days)  # texts are kept
        known = context.store.sightings.recall(self.source, window) if whole else ()
        parts = self._parts(window, api, unanswerable, failures)
        for part in parts:
            self._skip_known(part, known, window, context)
        asked = len(parts)
        while parts:
            part = parts.popleft()
            size = budget.share(1 + sum(not other.pages for other in parts), part.least)  # everyone's first page first
            if not size:
                break
            try:
                page = self._read(part, size, api)
            except HttpFailure as error:
                failures.append(f"{part.name} {error.message}")
                if not is_down(error):
                    continue
                if not posts:
                    raise SkippableError(failures[-1]) from error
                break  # the rest would only wait for the same
            if page.unreadable:
                failures.append(f"{part.name} 읽을 수 없는 글 {page.unreadable}개를 건너뜀")
            if page.problems and not page.posts:
                failures.append(f"{part.name} 조회할 수 없음")
                api.forget(part.name)
            posts |= {post.id: post for post in page.posts if window.holds(post.created_at) and self._wanted(post)}
            behind = part.since and page.posts and page.posts[-1].created_at < part.since
            if page.next_token and part.pages >= MOST_PAGES:
                budget.reached = f"{part.name} {MOST_PAGES}쪽까지만 읽음"
            elif page.next_token and not behind:
                part.params["pagination_token"] = page.next_token
                parts.append(part)
            elif not page.problems:
                self._note_whole(part, window, context)
        if failures and not posts and not unanswerable and len(failures) >= asked:
            raise SkippableError(failures[0])
        found = sightings_of(posts.values(), self.source, window.now, self.alone)
        fresh = {(sighting.key, sighting.post_url) for sighting in found}
        found += [sighting for sighting in known if (sighting.key, sighting.post_url) not in fresh]
        state, detail = self._outcome(len(found), unanswerable, failures, budget)
        measured = {"requests": budget.requests, "cost": budget.spent}
        report = self.report(state, len(found), detail).model_copy(update=measured)
        return Collected(sightings=tuple(found), report=report)

    def _outcome(
        self, count: int, unanswerable: list[str], failures: list[str], budget: Budget
    ) -> tuple[SourceState, str]:
        said = unanswerable + failures
        if budget.reached:
            return "capped", " · ".join([*said, budget.reached])
        if said:  # what X cannot do for a past day is no failure
            return ("partial" if failures else "not_for_this_day"), " · ".join(said)
        return ("ok" if count else "empty"), ""

    def _wanted(self, post: Post) -> bool:
        return (self.retweets or not post.is_retweet) and (self.replies or not post.is_reply)

    def _parts(self, window: Window, api: XApi, unanswerable: list[str], failures: list[str]) -> deque[_Part]:
        """What to read; what cannot be had for this window is said instead."""
        span: dict[str, str | int] = {"start_time": _stamp(window.start)}
        if window.end < window.now - dt.timedelta(seconds=30):  # X refuses an end in the last ten seconds
            span["end_time"] = _stamp(window.end)
        left_out = [word for word, kept in (("replies", self.replies), ("retweets", self.retweets)) if not kept]
        parts: deque[_Part] = deque()
        for handle, number in api.ids(self.accounts, failures).items():
            exclude = {"exclude": ",".join(left_out)} if left_out else {}
            parts.append(_Part(f"@{handle}", f"/2/users/{number}/tweets", 5, {**span, **exclude}))
        if self.query:
            oldest = api.context.clock() - SEARCHABLE + dt.timedelta(minutes=1)
            if window.end <= oldest:
                unanswerable.append(f"{window.date}은 검색 조회 가능 기간(7일)을 지남")
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
        seen = [s.post_url.rsplit("/", 1)[-1] for s in known if f"@{s.account}" == part.name]
        if seen and window.date.isoformat() in self._whole_days(part, context):
            part.params.pop("start_time", None)
            part.params["since_id"] = max(seen, key=int)

    def _whole_days(self, part: _Part, context: Context) -> list[str]:
        """The days of which a part was read to its end, under the settings that say which of its posts are kept."""
        noted = context.store.source_memory.get(self.source, f"whole:{part.name}")
        return list(noted["days"]) if isinstance(noted, dict) and noted["kept"] == self._kept else []

    def _note_whole(self, part: _Part, window: Window, context: Context) -> None:
        days = sorted({*self._whole_days(part, context), window.date.isoformat()})[-MOST_DAYS:]
        context.store.source_memory.put(self.source, f"whole:{part.name}", {"kept": self._kept, "days": days})

    @property
    def _kept(self) -> list[bool | str]:
        return [self.retweets, self.replies, self.alone]

    def _authors(self) -> dict[str, str | int]:
        return {"expansions": "author_id", "user.fields": "username"}

    def _read(self, part: _Part, size: int, api: XApi) -> Page:
        params = {f"{self.fields}.fields": FIELDS[self.fields], **part.params, "max_results": size}
        if self.retweets:  # a repost's own text is cut; the whole one is in the original
            shared = "referenced_tweets.id" if self.fields == "tweet" else "referenced_posts.id"
            params["expansions"] = ",".join([*filter(None, [str(params.get("expansions", ""))]), shared])
        page = api.ask(part.path, params)
        part.pages += 1
        api.budget.pay(len(page.posts), len(page.users))
        handle = part.name.removeprefix("@") if part.name.startswith("@") else ""
        posts = (
            post if post.account or not handle else post.model_copy(update={"account": handle}) for post in page.posts
        )
        return page.model_copy(update={"posts": tuple(posts)})


def forget_post_texts(store: Store, before: dt.datetime) -> int:
    """Drop the stored texts of posts seen before an instant; ids, links and own lines stay.

    Gives the number of sightings and digests that were changed.
    """
    return store.sightings.forget_texts(POST_KEYS, before) + store.digests.forget_texts(POST_KEYS, before)


def _stamp(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
