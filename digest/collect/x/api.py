"""One question to the X API, and what its refusals mean (docs/services.md: X)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from digest.collect.base import Context
from digest.collect.x.posts import Page, problem_type, read_page
from digest.errors import SkippableError
from digest.net.answer import HttpFailure
from digest.render.phrases import dollars
from digest.store.memory import SourceMemory

# What reading X may cost, and has cost: per run and per calendar month.


POST_USD, USER_USD = 0.005, 0.010
LARGEST_PAGE = 100


class Budget:
    """Counts posts before they are asked for and pays as they come; the month's sum survives in the store."""

    def __init__(self, memory: SourceMemory, now: dt.datetime, per_run: int, per_month: int | None) -> None:
        self._memory, self._name = memory, f"spent:{now.astimezone(dt.UTC):%Y-%m}"
        self._per_run, self._per_month = per_run, per_month
        self._posts = 0
        self._usd = 0.0
        self.requests = 0
        """Questions asked in this run, retries not counted."""
        self.reached = ""
        """Which limit stopped the reading, in Korean; empty while there is room."""

    @property
    def month(self) -> tuple[int, float]:
        """(posts, USD) of this month so far."""
        posts, usd = self._memory.get("x", self._name, [0, 0.0])
        return int(posts), float(usd)

    def share(self, parts: int, least: int) -> int:
        """Posts an endpoint may ask for while `parts` wait, itself included; 0 when fewer than `least` are left."""
        left = self._per_run - self._posts
        limit = f"실행당 한도 {self._per_run}개에 닿음"
        if self._per_month is not None and self._per_month - self.month[0] < left:
            left, limit = self._per_month - self.month[0], f"월 한도 {self._per_month}개에 닿음"
        if left < least:
            self.reached = limit
            return 0
        return min(LARGEST_PAGE, left, max(least, left // parts))

    def pay(self, posts: int, users: int) -> None:
        """Note what an answer held; committed at once, so a killed run forgets no spend."""
        usd = posts * POST_USD + users * USER_USD
        before, paid = self.month
        self._posts += posts
        self._usd += usd
        self._memory.put("x", self._name, [before + posts, round(paid + usd, 4)])

    @property
    def spent(self) -> str:
        """The spend in one clause, in Korean; "" when nothing was read."""
        if not self._usd:
            return ""
        posts, usd = self.month
        now = f"글 {self._posts}개 읽음({dollars(self._usd)})" if self._usd else "새로 읽은 글 없음"
        return f"{now}, 이번 달 {posts}개({dollars(usd)})" if usd else now


LARGEST_LOOK_UP = 100
log = logging.getLogger(__name__)


class Refused(SkippableError):
    """X will not answer this app at all until somebody changes something."""


@dataclass(frozen=True)
class XApi:
    """Asks with the app's token, inside the run's deadline; knows the numeric ids of handles."""

    base_url: str
    token_env: str
    timeout_s: float
    patience_s: float
    context: Context
    budget: Budget

    def ask(self, path: str, params: dict[str, str | int]) -> Page:
        """One page. Raises Refused when the app itself is the trouble, else HttpFailure."""
        self.budget.requests += 1
        left = self.context.deadline.remaining()
        try:
            answer = self.context.http.get_json(
                f"{self.base_url.rstrip('/')}{path}",
                params=params,
                headers={"Authorization": f"Bearer {self.context.env.get(self.token_env, '').strip()}"},
                timeout_s=min(self.timeout_s, max(0.1, left)),
                patience_s=min(self.patience_s, left),
                hopeless=lambda body: problem_type(body)[0] == "usage-capped",
            )
            return read_page(answer)
        except HttpFailure as failure:
            if failure.status == 400:  # X says which part of a query it does not understand
                log.warning("X refused %s: %s", path, failure.body[:400].decode("utf-8", "replace"))
            raise self._refusal(failure) or failure from None
        except ValueError:
            raise HttpFailure("알 수 없는 형식의 응답") from None

    def ids(self, accounts: Sequence[str], failures: list[str]) -> dict[str, str]:
        """Numeric ids by handle: asked once, remembered, because handles change and look-ups cost.

        What cannot be resolved is added to `failures`, in Korean. Raises HttpFailure when X is down.
        """
        handles = list(dict.fromkeys(handle.lstrip("@") for handle in accounts))
        known = self._known()
        unknown = [handle for handle in handles if handle.lower() not in known]
        for start in range(0, len(unknown), LARGEST_LOOK_UP):
            asked = unknown[start : start + LARGEST_LOOK_UP]
            try:
                page = self.ask("/2/users/by", {"usernames": ",".join(asked)})
            except HttpFailure as error:
                if is_down(error):
                    raise
                failures.append(f"계정 조회 {error.message}")
                break
            self.budget.pay(0, len(page.users))
            known |= {handle.lower(): number for number, handle in page.users.items()}
            self.context.store.source_memory.put("x", "ids", known)
            failures += [f"@{handle} 계정을 찾을 수 없음" for handle in asked if handle.lower() not in known]
        return {handle: known[handle.lower()] for handle in handles if handle.lower() in known}

    def forget(self, name: str) -> None:
        """Resolve `@handle` anew next time: its id leads nowhere any more."""
        known = self._known()
        if known.pop(name.removeprefix("@").lower(), None):
            self.context.store.source_memory.put("x", "ids", known)

    def _known(self) -> dict[str, str]:
        known: dict[str, str] = self.context.store.source_memory.get("x", "ids", {})
        return known

    def _refusal(self, failure: HttpFailure) -> Refused | None:
        """The failures that a person must settle; asking on would only repeat them."""
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


def is_down(failure: HttpFailure) -> bool:
    """Whether nobody answered sensibly, which no other endpoint would cure."""
    return failure.status is None or failure.status >= 500
