"""Everything the bot ever saw, searchable: title, abstract, the Korean line, authors, keywords, notes.

`papers` keeps what a search needs of each thing, once, for good; old sightings are thinned, these rows are not. Its
full-text index is a table `papers_index`: SQLite's FTS5 without texts of its own, on PostgreSQL two `tsvector` columns
with GIN indices. Neither finds a Korean word inside a longer one, and Korean glues particles to nouns, so Hangul
is indexed as pairs of syllables and a Korean word is looked up as the row of its pairs:

    멀티모달을  → 멀티 티모 모달 달을        found by 멀티모달 = "멀티 티모 모달"

The index follows in the transaction that changes the rows. Whoever changes `tokens` brings a migration that drops
`papers_index`: it is made and filled anew after the migrations.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, Literal

import sqlalchemy as sa

from digest.lazy import pattern_of
from digest.models import Digest, Entry, Sighting, Value
from digest.store.tables import digest_items, digests, papers, sightings

POST_KEYS = "url:https://x.com/"
"""What X shows may not be kept for long: of a post the words are not indexed."""
# `RLHF` in a `title` outweighs it in an `abstract`
PARTS = ("title", "line", "terms", "abstract")
"""What is indexed, the weightiest first."""
RANKED = "bm25(8.0, 5.0, 4.0, 1.0)"
INDEX = "INSERT INTO papers_index(rowid, title, line, terms, abstract) VALUES (?, ?, ?, ?, ?)"
UNINDEX = "INSERT INTO papers_index(papers_index, rowid, title, line, terms, abstract) VALUES ('delete', ?, ?, ?, ?, ?)"
POSTGRES_INDEX = """
INSERT INTO papers_index (id, head, words)
SELECT :number, told.head, told.head || setweight(to_tsvector('english', :abstract), 'D')
FROM (SELECT setweight(to_tsvector('english', :title), 'A') || setweight(to_tsvector('english', :line), 'B') ||
    setweight(to_tsvector('english', :terms), 'C') AS head) AS told
ON CONFLICT (id) DO UPDATE SET head = excluded.head, words = excluded.words
"""
POSTGRES_TABLE = """
CREATE TABLE IF NOT EXISTS papers_index (
    id INTEGER PRIMARY KEY REFERENCES papers (id) ON DELETE CASCADE, head tsvector, words tsvector
) WITH (toast_tuple_target = 128)
"""
"""Long values lie elsewhere, so that going through the numbers of all matches reads a few pages."""
CONSIDERED = 500
"""PostgreSQL ranks by reading each match, so of the matches in titles, lines and terms, and of all, the newest are.
The others stand behind them, newest first."""
CONSIDERED_LOOSELY = 2_000
"""Of those with some of the words, which are many more; looked for seldom."""
FEW = 5
"""Papers with all words from which on nobody wants those with some of them."""
NEARLY = 20
"""Papers with some of the words that stand behind those with all of them."""
AT_ONCE = 400
"""Rows that one statement looks up; SQLite takes some 32,000 values, older ones 999."""
HANGUL = pattern_of(r"[가-힣]+")  # 긴, 문맥을
LETTER = pattern_of(r"[^\W_]")  # what a search can look for at all: not ?, not --

Order = Literal["relevance", "date"]
AllOf = tuple[tuple[str, ...], ...]
"""Phrases that must all be there; of each inner tuple one will do."""
Progress = Callable[[int, int], None]
"""Told of (rows done, rows in all)."""


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


def tokens(text: str) -> str:
    """A text as it is indexed: NFKC, without case, runs of Hangul as pairs of syllables.

    `긴 문맥을 다루는 LLM` → `긴 문맥 맥을 다루 루는 llm`
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return HANGUL.sub(lambda run: f" {_pairs(run[0])} ", plain)


def _pairs(run: str) -> str:
    return " ".join(run[place : place + 2] for place in range(len(run) - 1)) or run


def spoken_words(query: str) -> tuple[str, ...]:
    """The words of a query; what stands in double quotes is one: `긴 "문맥 창"` → 긴, 문맥 창."""
    found = [quoted or word for quoted, word in re.findall(r'"([^"]+)"|([^\s"]+)', query)]
    return tuple(word for word in found if LETTER.search(word))


# Keeping it current


def note_sightings(connection: sa.Connection, seen: Iterable[Sighting], for_date: dt.date) -> None:
    """Take in what a digest day showed, inside the transaction that stores it."""
    rows: dict[str, dict[str, Any]] = {}
    for sighting in seen:
        rows[sighting.key] = _joined(rows.get(sighting.key), _row(sighting, for_date))
    _write(connection, rows)


def note_rows(connection: sa.Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Take in rows of another store, without their numbers."""
    _write(connection, {row["key"]: dict(row) for row in rows})


def note_digest(connection: sa.Connection, digest: Digest) -> None:
    """Take in the lines of a digest."""
    rows = {entry.item.key: _entry_row(entry, digest.date) for entry in digest.entries}
    _write(connection, rows)


def forget_abstracts(connection: sa.Connection, keys: Iterable[str]) -> None:
    """Drop the words of some things from rows and index."""
    wanted = list(keys)
    for known in _known(connection, wanted).values():
        _replace(connection, known, {**known, "abstract": ""})


def reindex(connection: sa.Connection, progress: Progress = lambda _done, _all: None) -> int:
    """See `SearchTable.reindex`; inside a transaction of the caller's."""
    _take_in_all(connection)
    total = connection.scalar(sa.select(sa.func.count()).select_from(papers)) or 0
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE IF EXISTS papers_index")
        create_index(connection)
    done = 0
    rows = connection.execute(sa.select(papers).execution_options(yield_per=AT_ONCE)).mappings()
    for chunk in rows.partitions(AT_ONCE):
        _index(connection, [dict(row) for row in chunk])
        done += len(chunk)
        progress(done, total)
    return done


def create_index(connection: sa.Connection) -> None:
    """The empty index, beside the empty or full table `papers`."""
    if connection.dialect.name == "sqlite":
        columns = ", ".join(PARTS)
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE papers_index USING fts5({columns}, content='', "
            "tokenize='porter unicode61 remove_diacritics 2')"
        )
    else:
        connection.exec_driver_sql(POSTGRES_TABLE)
        for column in ("head", "words"):
            named = f"ix_papers_index_{column} ON papers_index"
            connection.exec_driver_sql(f"CREATE INDEX IF NOT EXISTS {named} USING gin ({column})")


def _take_in_all(connection: sa.Connection) -> None:
    """Rows for whatever sightings and digests still hold whole and `papers` lacks."""
    c = sightings.c
    query = sa.select(c.payload, c.for_date).where(c.payload != "").order_by(c.for_date, c.seen_at)
    for chunk in connection.execute(query.execution_options(yield_per=AT_ONCE)).partitions(AT_ONCE):
        rows: dict[str, dict[str, Any]] = {}
        for payload, day in chunk:
            sighting = Sighting.model_validate_json(payload)
            rows[sighting.key] = _joined(rows.get(sighting.key), _row(sighting, day))
        _write(connection, rows, indexed=False)
    for payload in connection.scalars(sa.select(digests.c.payload).order_by(digests.c.date)):
        digest = Digest.model_validate_json(payload)
        rows = {entry.item.key: _entry_row(entry, digest.date) for entry in digest.entries}
        _write(connection, rows, indexed=False)


def _row(sighting: Sighting, day: dt.date) -> dict[str, Any]:
    is_post = sighting.key.startswith(POST_KEYS)
    return {
        "key": sighting.key,
        "title": sighting.title,
        "url": sighting.url,
        "abstract": "" if is_post else sighting.abstract,
        "authors": ", ".join(sighting.authors),
        "keywords": "\n".join(sighting.keywords),
        "sources": sighting.source,
        "line": "",
        "note": sighting.note,
        "first_day": day,
    }


def _entry_row(entry: Entry, day: dt.date) -> dict[str, Any]:
    item = entry.item
    return {
        "key": item.key,
        "title": item.title,
        "url": item.url,
        "abstract": "" if item.key.startswith(POST_KEYS) else item.abstract,
        "authors": ", ".join(item.authors),
        "keywords": "\n".join(item.keywords),
        "sources": "\n".join(dict.fromkeys(sighting.source for sighting in item.sightings)),
        "line": entry.line.text,
        "note": "\n".join(item.notes),
        "first_day": day,
    }


def _joined(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> dict[str, Any]:
    """What is known already stays; a line is replaced, lists grow, the first day moves back only."""
    if old is None:
        return dict(new)
    kept = {name: old[name] or new[name] for name in ("title", "url", "abstract", "authors")}
    grown = {name: _union(old[name], new[name]) for name in ("keywords", "sources", "note")}
    first = min(old["first_day"], new["first_day"])
    return {**old, **kept, **grown, "line": new["line"] or old["line"], "first_day": first}


def _union(old: str, new: str) -> str:
    return "\n".join(dict.fromkeys(part for text in (old, new) for part in text.split("\n") if part))


def _known(connection: sa.Connection, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(keys), AT_ONCE):
        query = sa.select(papers).where(papers.c.key.in_(keys[start : start + AT_ONCE]))
        found |= {row["key"]: dict(row) for row in connection.execute(query).mappings()}
    return found


def _write(connection: sa.Connection, rows: Mapping[str, dict[str, Any]], *, indexed: bool = True) -> None:
    known = _known(connection, list(rows))
    fresh = [row for key, row in rows.items() if key not in known]
    for start in range(0, len(fresh), AT_ONCE):
        _insert(connection, fresh[start : start + AT_ONCE], indexed=indexed)
    for key, old in known.items():
        new = _joined(old, rows[key])
        if new != old:
            _replace(connection, old, new, indexed=indexed)


def _insert(connection: sa.Connection, rows: Sequence[dict[str, Any]], *, indexed: bool) -> None:
    """Insert rows whose keys were not there a moment ago; those of another worker stay as they are."""
    dialect: Any = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    told = dialect.insert(papers).on_conflict_do_nothing(index_elements=["key"]).returning(papers.c.id, papers.c.key)
    numbers = {key: number for number, key in connection.execute(told, list(rows))}
    if indexed:
        _index(connection, [{**row, "id": numbers[row["key"]]} for row in rows if row["key"] in numbers])


def _replace(connection: sa.Connection, old: dict[str, Any], new: dict[str, Any], *, indexed: bool = True) -> None:
    changed = {name: value for name, value in new.items() if name not in ("id", "key")}
    connection.execute(sa.update(papers).where(papers.c.key == old["key"]).values(changed))
    before, after = _tokens(old), _tokens(new)
    if indexed and before != after:
        if connection.dialect.name == "sqlite":  # an index without texts must be told what it held
            connection.exec_driver_sql(UNINDEX, (old["id"], *before))
        _index(connection, [new])


def _index(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(INDEX, [(row["id"], *_tokens(row)) for row in rows])
    else:
        values = [{"number": row["id"], **dict(zip(PARTS, _tokens(row), strict=True))} for row in rows]
        connection.execute(sa.text(POSTGRES_INDEX), values)


def _tokens(row: Mapping[str, Any]) -> tuple[str, ...]:
    terms = "\n".join((row["authors"], row["keywords"], row["note"], row["key"].partition(":")[2]))
    return tuple(tokens(text) for text in (row["title"], row["line"], terms, row["abstract"]))


# Asking it


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
