"""What reading X may cost, and has cost: per run and per calendar month (contracts §3.1)."""

from __future__ import annotations

import datetime as dt

from digest.render.phrases import dollars
from digest.store.memory import SourceMemory

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
