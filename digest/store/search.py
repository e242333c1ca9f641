"""Looking up what the bot ever saw, by words, filters and order; what is kept for it is `paper_index.py`'s.

SQLite's FTS5 and PostgreSQL's `tsvector` are asked each in its own words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import sqlalchemy as sa

from digest.lazy import pattern_of
from digest.models import Value
from digest.store.paper_index import Progress, reindex, tokens
from digest.store.tables import digest_items, papers

RANKED = "bm25(8.0, 5.0, 4.0, 1.0)"
"""How much a word in each of `paper_index.PARTS` weighs."""
CONSIDERED = 500
"""PostgreSQL ranks by reading each match, so of the matches in titles, lines and terms, and of all, the newest are.
The others stand behind them, newest first."""
CONSIDERED_LOOSELY = 2_000
"""Of those with some of the words, which are many more; looked for seldom."""
FEW = 5
"""Papers with all words from which on nobody wants those with some of them."""
NEARLY = 20
"""Papers with some of the words that stand behind those with all of them."""
LETTER = pattern_of(r"[^\W_]")  # what a search can look for at all: not ?, not --

Order = Literal["relevance", "date"]
AllOf = tuple[tuple[str, ...], ...]
"""Phrases that must all be there; of each inner tuple one will do."""


class SearchQuery(Value):
    """What is looked for, and among what."""

    words: AllOf
    """The words as they were typed: `(("긴 문맥",), ("agent",))`."""
    turned: AllOf = ()
    """The same in English, for papers nobody has written a Korean line about; () = none."""
    loose: tuple[AllOf, ...] = ()
    """Any of these, looked for when fewer than FEW papers hold all words; () = never."""
    key: str = ""
    """The canonical key when the query is the id or address of one paper."""
    since: dt.date | None = None
    until: dt.date | None = None
    """First seen on these digest days, both included."""
    source: str = ""
    """Only what this source showed, e.g. `huggingface`, `feed:GeekNews`."""
    shown: bool | None = None
    """Only what stood in a digest (True), or did not (False)."""
    digest: str = ""
    """Whose digest `shown` means; "" = anybody's."""
    noted: bool = False
    """Only what the reader wrote a note about."""
    order: Order = "relevance"


class FoundPaper(Value):
    """One result."""

    key: str
    title: str
    url: str
    line: str
    """The line a digest showed; empty when none did."""
    abstract: str
    authors: str
    note: str
    sources: tuple[str, ...]
    first_day: dt.date
    shown: dt.date | None
    """The first digest day that showed it."""
    turned: bool
    """Found by the English words alone."""
    partly: bool = False
    """Holds only some of the words."""


class Found(Value):
    """A page of results."""

    results: tuple[FoundPaper, ...]
    total: int
    """Those of all pages; of what holds only some of the words at most NEARLY."""


class SearchTable:
    """Looks things up; the other tables keep the index current."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def find(self, query: SearchQuery, limit: int = 20, offset: int = 0) -> Found:
        """A page of what matches, best or newest first; behind a few that hold all words the best that hold some."""
        with self._engine.connect() as connection:
            finder = _Sqlite if connection.dialect.name == "sqlite" else _Postgres
            whole = finder(query, (query.words, query.turned))
            total = connection.scalar(whole.count()) or 0
            rows = connection.execute(whole.page(limit, offset)).mappings().all()
            near: list[Any] = []
            if query.loose and not query.key and total < FEW:
                held = {row["id"] for row in connection.execute(whole.page(FEW, 0)).mappings()}
                some = finder(query.model_copy(update={"order": "relevance"}), query.loose)
                found = connection.execute(some.page(NEARLY + FEW, 0)).mappings()
                near = [row for row in found if row["id"] not in held][:NEARLY]
            start = max(0, offset - total)
            partly = near[start : start + limit - len(rows)]
            ids = [row["id"] for row in (*rows, *partly)]
            typed = (query.words, *((one_of,) for one_of in (query.words if partly else ())))
            direct = set(connection.scalars(whole.holding(typed, ids))) if ids and query.turned else None
            shown = _shown(connection, [row["key"] for row in (*rows, *partly)], query.digest)
        results = [_result(row, shown, direct) for row in rows]
        results += [_result(row, shown, direct).model_copy(update={"partly": True}) for row in partly]
        return Found(results=tuple(results), total=total + len(near))

    def get(self, key: str) -> FoundPaper | None:
        """One paper by its key."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(papers).where(papers.c.key == key)).mappings().first()
            return _result(row, _shown(connection, [key], ""), None) if row else None

    def reindex(self, progress: Progress = lambda _done, _all: None) -> int:
        """Take in what sightings and digests hold and write the index anew; gives the number of papers."""
        with self._engine.begin() as connection:
            return reindex(connection, progress)


def spoken_words(query: str) -> tuple[str, ...]:
    """The words of a query; what stands in double quotes is one: `긴 "문맥 창"` → 긴, 문맥 창."""
    found = [quoted or word for quoted, word in re.findall(r'"([^"]+)"|([^\s"]+)', query)]
    return tuple(word for word in found if LETTER.search(word))


class _Sqlite:
    """A query for FTS5. wanted: of which one must hold."""

    def __init__(self, query: SearchQuery, wanted: Sequence[AllOf]) -> None:
        self._query, self._wanted = query, wanted
        self._index = sa.table("papers_index", sa.column("rowid"), sa.column("rank"), sa.column("papers_index"))

    def _match(self, wanted: Sequence[AllOf]) -> sa.ColumnElement[bool]:
        told = " OR ".join(f"({self._all(words)})" for words in wanted if words)
        return self._index.c.papers_index.op("MATCH", is_comparison=True)(told)

    @staticmethod
    def _all(words: AllOf) -> str:
        return " AND ".join("(" + " OR ".join(f'"{_phrase(one)}"' for one in one_of) + ")" for one_of in words)

    def _hits(self) -> sa.Select[Any]:
        if self._query.key:
            return _one(self._query.key)
        found = sa.select(self._index.c.rowid.label("hit"), self._index.c.rank.label("place")).select_from(self._index)
        ranked = self._index.c.rank.op("MATCH", is_comparison=True)(RANKED)  # how `rank` is counted in this query
        return found.where(self._match(self._wanted), ranked)

    def count(self) -> sa.Select[Any]:
        """How many match."""
        return _counted(self._hits(), self._query)

    def page(self, limit: int, offset: int) -> sa.Select[Any]:
        """The rows of one page."""
        hits = self._hits()
        if self._query.order == "relevance" and not (
            self._query.key or _filters(self._query)
        ):  # FTS5 sorts by rank without reading rows
            hits = hits.order_by(self._index.c.rank).limit(limit).offset(offset)
            limit, offset = -1, 0
        return _paged(hits, self._query, limit, offset)

    def holding(self, wanted: Sequence[AllOf], ids: Sequence[int]) -> sa.Select[Any]:
        """Which of these rows hold one of `wanted`."""
        found = sa.select(self._index.c.rowid).select_from(self._index)
        return found.where(self._match(wanted), self._index.c.rowid.in_(ids))


class _Postgres:
    """A query for tsvector. wanted: of which one must hold."""

    def __init__(self, query: SearchQuery, wanted: Sequence[AllOf]) -> None:
        self._query, self._wanted = query, wanted
        self._index = sa.table("papers_index", sa.column("id"), sa.column("head"), sa.column("words"))

    def _asked(self, wanted: Sequence[AllOf]) -> sa.ColumnElement[Any]:
        any_of = [_and([_or([_phrase_query(one) for one in one_of]) for one_of in words]) for words in wanted if words]
        return _or(any_of)

    def _matching(self, column: sa.ColumnElement[Any]) -> sa.CompoundSelect[Any]:
        """The numbers of what matches, from the index alone where no filter is set.

        A phrase makes PostgreSQL look into every match of a condition: Korean words, which are phrases, stand apart
        from the English ones, which more papers hold.
        """
        apart = [[one] for one in self._wanted if one] if len(self._wanted) <= 2 else [self._wanted]
        filters = _filters(self._query)
        found = []
        for wanted in apart:
            held = sa.select(self._index.c.id.label("hit")).where(column.op("@@")(self._asked(wanted)))
            found.append(held.join(papers, papers.c.id == self._index.c.id).where(*filters) if filters else held)
        return sa.union(*found)

    def _newest(self, column: sa.ColumnElement[Any], most: int) -> sa.Select[Any]:
        # materialized: PostgreSQL would walk back through all papers and look into each
        found = self._matching(column).cte(f"in_{column.name}").prefix_with("MATERIALIZED")
        newest = sa.select(found.c.hit)
        if self._query.order == "date":
            newest = newest.join(papers, papers.c.id == found.c.hit).order_by(papers.c.first_day.desc())
        return newest.order_by(found.c.hit.desc()).limit(most)

    def _hits(self, most: int, *, beyond: bool) -> sa.Select[Any] | sa.CompoundSelect[Any]:
        """Of the newest `most` how well they match; beyond: behind them all others, unranked."""
        if self._query.key:
            return _one(self._query.key)
        words = self._newest(self._index.c.words, most).subquery()
        parts = [sa.select(words.c.hit)]
        if self._query.order == "relevance":
            parts.append(sa.select(self._newest(self._index.c.head, most).subquery().c.hit))
        weights: sa.ColumnElement[Any] = sa.literal_column("'{0.125, 0.5, 0.625, 1.0}'::float4[]")  # of D, C, B, A
        place = -sa.func.ts_rank(weights, self._index.c.words, self._asked(self._wanted), 1)
        chosen = sa.union(*parts).cte("considered").prefix_with("MATERIALIZED")
        ranked = sa.select(chosen.c.hit, place.label("place")).join(self._index, self._index.c.id == chosen.c.hit)
        if not beyond:
            return ranked
        rest = self._matching(self._index.c.words).subquery()
        behind = sa.select(rest.c.hit, sa.literal(1.0).label("place"))  # ranks are 0 or less
        return sa.union_all(ranked, behind.where(rest.c.hit.not_in(sa.select(chosen.c.hit))))

    def count(self) -> sa.Select[Any]:
        """How many match."""
        if self._query.key:
            return _counted(_one(self._query.key), self._query)
        return sa.select(sa.func.count()).select_from(self._matching(self._index.c.words).subquery())

    def page(self, limit: int, offset: int) -> sa.Select[Any]:
        """The rows of one page; which are ranked is the same for all pages, so that none repeats another's."""
        most = CONSIDERED_LOOSELY if self._wanted == self._query.loose else CONSIDERED
        return _paged(self._hits(most, beyond=offset + limit > most), self._query, limit, offset)

    def holding(self, wanted: Sequence[AllOf], ids: Sequence[int]) -> sa.Select[Any]:
        """Which of these rows hold one of `wanted`."""
        c = self._index.c
        return sa.select(c.id).where(c.id.in_(ids), c.words.op("@@")(self._asked(wanted)))


def _one(key: str) -> sa.Select[Any]:
    return sa.select(papers.c.id.label("hit"), sa.literal(0).label("place")).where(papers.c.key == key)


def _phrase(words: str) -> str:
    """`긴 문맥` as the index knows it; quotes mean nothing inside a phrase."""
    return " ".join(tokens(words).replace('"', " ").split())


def _phrase_query(words: str) -> sa.ColumnElement[Any]:
    return sa.func.phraseto_tsquery(sa.literal_column("'english'::regconfig"), _phrase(words))


def _and(parts: Sequence[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    return _folded(parts, "&&")


def _or(parts: Sequence[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    return _folded(parts, "||")


def _folded(parts: Sequence[sa.ColumnElement[Any]], operator: str) -> sa.ColumnElement[Any]:
    first, *rest = parts
    for part in rest:
        first = first.op(operator)(part)
    return first.self_group()


def _filters(query: SearchQuery) -> list[sa.ColumnElement[bool]]:
    c = papers.c
    wanted: list[sa.ColumnElement[bool]] = []
    if query.since:
        wanted.append(c.first_day >= query.since)
    if query.until:
        wanted.append(c.first_day <= query.until)
    if query.source:
        wanted.append(sa.literal("\n").concat(c.sources).concat("\n").contains(f"\n{query.source}\n", autoescape=True))
    if query.noted:
        wanted.append(c.note != "")
    if query.shown is not None:
        whose = (digest_items.c.name == query.digest,) if query.digest else ()
        there = sa.exists().where(digest_items.c.item_key == c.key, *whose)
        wanted.append(there if query.shown else ~there)
    return wanted


def _counted(hits: sa.Select[Any], query: SearchQuery) -> sa.Select[Any]:
    inner = hits.subquery()
    filters = _filters(query)
    if not filters:
        return sa.select(sa.func.count()).select_from(inner)
    return sa.select(sa.func.count()).select_from(inner.join(papers, papers.c.id == inner.c.hit)).where(*filters)


def _paged(
    hits: sa.Select[Any] | sa.CompoundSelect[Any], query: SearchQuery, limit: int, offset: int
) -> sa.Select[Any]:
    inner = hits.subquery()
    best = (inner.c.place, papers.c.first_day.desc(), papers.c.id.desc())
    newest = (papers.c.first_day.desc(), inner.c.place, papers.c.id.desc())
    rows = sa.select(papers).select_from(inner.join(papers, papers.c.id == inner.c.hit)).where(*_filters(query))
    rows = rows.order_by(*(best if query.order == "relevance" else newest))
    return rows if limit < 0 else rows.limit(limit).offset(offset)


def _shown(connection: sa.Connection, keys: Sequence[str], name: str) -> dict[str, dt.date]:
    """The first digest day of each key that stood in one."""
    c = digest_items.c
    query = sa.select(c.item_key, sa.func.min(c.date)).where(c.item_key.in_(keys)).group_by(c.item_key)
    if name:
        query = query.where(c.name == name)
    return {row[0]: row[1] for row in connection.execute(query)}


def _result(row: Mapping[Any, Any], shown: Mapping[str, dt.date], direct: set[int] | None) -> FoundPaper:
    told: Iterator[str] = (part for part in row["sources"].split("\n") if part)
    return FoundPaper(
        key=row["key"],
        title=row["title"],
        url=row["url"],
        line=row["line"],
        abstract=row["abstract"],
        authors=row["authors"],
        note=row["note"],
        sources=tuple(told),
        first_day=row["first_day"],
        shown=shown.get(row["key"]),
        turned=direct is not None and row["id"] not in direct,
    )
