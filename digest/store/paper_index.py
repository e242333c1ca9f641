"""What the bot ever saw, kept for the search: title, abstract, the Korean line, authors, keywords, notes.

`papers` keeps what a search needs of each thing, once, for good; old sightings are thinned, these rows are not. Its
full-text index is a table `papers_index`: SQLite's FTS5 without texts of its own, on PostgreSQL two `tsvector` columns
with GIN indices. Neither finds a Korean word inside a longer one, and Korean glues particles to nouns, so Hangul
is indexed as pairs of syllables and a Korean word is looked up as the row of its pairs:

    멀티모달을  → 멀티 티모 모달 달을        found by 멀티모달 = "멀티 티모 모달"

The index follows in the transaction that changes the rows. Whoever changes `tokens` brings a migration that drops
`papers_index`: it is made and filled anew after the migrations. `search.py` asks it.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

import sqlalchemy as sa

from digest.lazy import pattern_of
from digest.models import Digest, Entry, Sighting
from digest.store.tables import digests, papers, sightings

POST_KEYS = "url:https://x.com/"
"""What X shows may not be kept for long: of a post the words are not indexed."""
# `RLHF` in a `title` outweighs it in an `abstract`
PARTS = ("title", "line", "terms", "abstract")
"""What is indexed, the weightiest first."""
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
AT_ONCE = 400
"""Rows that one statement looks up; SQLite takes some 32,000 values, older ones 999."""
HANGUL = pattern_of(r"[가-힣]+")  # 긴, 문맥을

Progress = Callable[[int, int], None]
"""Told of (rows done, rows in all)."""


def tokens(text: str) -> str:
    """A text as it is indexed: NFKC, without case, runs of Hangul as pairs of syllables.

    `긴 문맥을 다루는 LLM` → `긴 문맥 맥을 다루 루는 llm`
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return HANGUL.sub(lambda run: f" {_pairs(run[0])} ", plain)


def _pairs(run: str) -> str:
    return " ".join(run[place : place + 2] for place in range(len(run) - 1)) or run


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
    """Take in what sightings and digests hold and write the index anew; gives the number of papers."""
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
