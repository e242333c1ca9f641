"""Whom papers cite, by Semantic Scholar's Graph API (docs/services.md: Semantic Scholar)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import Field

from digest.collect.base import Context
from digest.errors import SkippableError
from digest.identity import arxiv_id
from digest.models import Cited, Value
from digest.net.answer import HttpFailure, json_of

TELLER = "semantic_scholar"
FIELDS = "references.paperId,references.title,references.externalIds,references.year"
BATCH = 50
"""Papers of one question: with their references 500, which is allowed, would be an answer of many megabytes."""
PAUSE_S = 1.1
"""A key allows one question a second; without one everybody shares a pool."""
RETRIES = 4
"""After 1, 2, 4 and 8 seconds: the shared pool answers 429 without saying for how long."""


class SemanticScholar(Value):
    """주간 후기가 어느 논문을 함께 인용하는지 물어보는 곳. 키가 없어도 됩니다."""

    base_url: str = "https://api.semanticscholar.org"
    key_env: str = "S2_API_KEY"
    """API 키가 든 환경 변수. 없어도 되고, 있으면 덜 기다립니다."""
    timeout_s: float = Field(default=30.0, gt=0)

    def references(
        self, papers: Sequence[str], context: Context, step: Callable[[int], None] = lambda _count: None
    ) -> dict[str, tuple[Cited, ...]]:
        """What papers cite, by key; what was told once is not asked again, and a paper that nobody knows is left out.

        papers: keys; only arXiv papers are asked about, the first ones first. step(count) is told of papers that are
        done. Raises SkippableError when the service is away; what it told until then is kept for the next time.
        """
        keys = [key for key in dict.fromkeys(papers) if key.startswith("arxiv:")]
        known = context.store.facts.of(TELLER, keys)
        unknown = [key for key in keys if key not in known]
        step(len(keys) - len(unknown))
        for start in range(0, len(unknown), BATCH):
            if start:
                context.pause(PAUSE_S)
            batch = unknown[start : start + BATCH]
            told = self._told(batch, context)
            context.store.facts.keep(TELLER, told, context.clock())
            known |= told
            step(len(batch))
        return {key: tuple(cited_of(row) for row in known[key]) for key in keys if key in known}

    def kept(self, papers: Sequence[str], context: Context) -> dict[str, tuple[Cited, ...]]:
        """What was told earlier, without asking anybody."""
        known = context.store.facts.of(TELLER, papers)
        return {key: tuple(cited_of(row) for row in known[key]) for key in papers if key in known}

    def _told(self, keys: Sequence[str], context: Context) -> dict[str, list[list[Any]]]:
        """One batch; a refused one is asked again in halves: it was too large, or nobody knows any of the papers."""
        try:
            return self._asked(keys, context)
        except HttpFailure as failure:
            if failure.status != 400:
                raise
        found: dict[str, list[list[Any]]] = {}
        middle = len(keys) // 2
        for half in (keys[:middle], keys[middle:]):
            context.pause(PAUSE_S)
            try:
                found |= self._asked(half, context) if half else {}
            except HttpFailure as failure:
                if failure.status != 400:
                    raise
        return found

    def _asked(self, keys: Sequence[str], context: Context) -> dict[str, list[list[Any]]]:
        key = context.env.get(self.key_env, "").strip()
        reply = context.http.post(
            f"{self.base_url.rstrip('/')}/graph/v1/paper/batch?fields={FIELDS}",
            data=json.dumps({"ids": [f"ARXIV:{key.removeprefix('arxiv:')}" for key in keys]}).encode(),
            headers={"Content-Type": "application/json"} | ({"x-api-key": key} if key else {}),
            timeout_s=self.timeout_s,
            retries=RETRIES,
        )
        return parse(reply.content, keys)


def parse(body: bytes, keys: Sequence[str]) -> dict[str, list[list[Any]]]:
    """The references of each paper that has any, as rows to keep: [id there, arXiv id, year, title].

    An unknown paper is null, a list that may not be passed on, too; a new paper's is often empty. None of these says
    that a paper cites nothing, so they are not kept. Raises SkippableError (Korean) for anything but such an answer.
    """
    try:
        papers = json_of(body)
    except ValueError:
        papers = None
    if not isinstance(papers, list) or len(papers) != len(keys):
        raise SkippableError("논문 목록이 아닌 응답")
    found: dict[str, list[list[Any]]] = {}
    for key, paper in zip(keys, papers, strict=True):
        references = paper.get("references") if isinstance(paper, dict) else None
        rows = [row for one in references if (row := _row(one))] if isinstance(references, list) else []
        if rows:
            found[key] = rows
    return found


def _row(reference: Any) -> list[Any] | None:
    """One reference; None where the service could not match it to a paper it knows."""
    if not isinstance(reference, dict):
        return None
    known, title, year = (reference.get(name) for name in ("paperId", "title", "year"))
    if not isinstance(known, str) or not known or not isinstance(title, str) or not title.strip():
        return None
    ids: Any = reference.get("externalIds")
    paper = ids.get("ArXiv") if isinstance(ids, Mapping) else None
    whole = year if isinstance(year, int) and not isinstance(year, bool) and 1000 < year < 3000 else None
    return [known, arxiv_id(paper) or "" if isinstance(paper, str) else "", whole, " ".join(title.split())[:500]]


def cited_of(row: Sequence[Any]) -> Cited:
    """A kept row as a value."""
    known, paper, year, title = row
    return Cited(id=known, paper=paper, year=year, title=title)
