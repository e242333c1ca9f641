"""Whether a store is whole (`digest db check`): the file, its tables, what stands in them, what could be made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from digest.errors import DigestError
from digest.models import Sighting, is_alarm
from digest.store.digests import DigestTable
from digest.store.engine import HEAD, looking_engine
from digest.store.ledger import Ledger
from digest.store.tables import deliveries, digests, metadata, sightings

BACKUP = "백업에서 되살리거나, 읽히는 것을 digest db export로 꺼내 새 저장소에 digest db import 하세요"
AGAIN = {
    "http_cache": "받아 둔 응답이라 다음 실행이 다시 받습니다",
    "topic_counts": "흐름을 세던 것이라 날이 지나며 다시 쌓입니다",
    "papers": "검색 색인이라 digest db reindex로 다시 만듭니다",
    "claims": "누가 일하고 있는지뿐이라 비어 있어도 됩니다",
    "summaries": "한 줄 요약이라 다음 실행이 다시 씁니다(모델 비용이 듭니다)",
}
"""Table → why its loss is no loss; all others hold what cannot be had again."""
MOST_TOLD = 5


def problems(url: str, progress: Callable[[str], None] = lambda _what: None) -> list[str]:
    """What is wrong with the store at a URL, in Korean, the worst first; only read. Raises ConfigError, StoreDown.

    progress(what) is told of each step.
    """
    engine = looking_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            progress("파일")
            damage = _damage(engine)
            if damage:
                return [f"파일이 손상되었습니다: {told}" for told in damage] + [BACKUP]
        progress("테이블")
        found = [*_tables(engine)]
        if found:
            return found
        progress("내용")
        return [*_contents(engine)]
    finally:
        engine.dispose()


def _damage(engine: sa.Engine) -> list[str]:
    """What SQLite itself finds in its pages: https://sqlite.org/pragma.html#pragma_integrity_check."""
    try:
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_TOLD})").scalars().all()
    except (DigestError, sa.exc.DatabaseError) as error:
        return [getattr(error, "message", "") or str(getattr(error, "orig", error))]
    return [row for row in rows if row != "ok"]


def _tables(engine: sa.Engine) -> Iterator[str]:
    there = set(sa.inspect(engine).get_table_names())
    if not there:
        yield "아무 테이블도 없습니다: 아직 쓰인 적이 없거나, 다른 파일입니다"
        return
    for name in sorted(metadata.tables.keys() - there):
        yield f"테이블이 없습니다: {name} ({AGAIN.get(name, BACKUP)})"
    with engine.connect() as connection:
        version = (
            connection.scalar(sa.text("SELECT version_num FROM alembic_version")) if "alembic_version" in there else ""
        )
    if version and version > HEAD:  # no version of this program goes back
        yield f"스키마가 {version}입니다(이 프로그램은 {HEAD}): 더 새로운 digest가 썼습니다. digest를 판올림하세요"
    elif version != HEAD:
        yield f"스키마가 {version or '없음'}입니다(이 프로그램은 {HEAD}): digest db upgrade"


def _contents(engine: sa.Engine) -> Iterator[str]:
    """Rows that cannot be read, and deliveries that speak of a digest nobody has."""
    with engine.connect() as connection:
        days = connection.execute(sa.select(digests.c.date, digests.c.name)).all()
        sent = connection.execute(sa.select(deliveries.c.date, deliveries.c.name).distinct()).all()
    yield from _unreadable("다이제스트", days, lambda day: DigestTable(engine).load(day.date, day.name))
    dates = sorted({row.date for row in sent})
    yield from _unreadable("전달 기록", dates, lambda date: Ledger(engine).rows(date=date))
    yield from _unreadable("출처에서 본 것", [None], lambda _all: _read_sightings(engine))
    known = {(day.date, day.name) for day in days}
    lost = sorted({(row.date, row.name) for row in sent} - known)
    lost = [(date, name) for date, name in lost if not is_alarm(name)]
    if lost:
        told = ", ".join(f"{date} {name}" for date, name in lost[:MOST_TOLD])
        yield f"보낸 기록은 있는데 다이제스트가 없습니다({len(lost)}개): {told}"


def _unreadable(what: str, wanted: Sequence[Any], read: Callable[[Any], object]) -> Iterator[str]:
    bad = []
    for one in wanted:
        try:
            read(one)
        except (ValueError, TypeError, KeyError, DigestError, ValidationError) as error:
            bad.append(f"{one}: {type(error).__name__}" if one is not None else type(error).__name__)
    if bad:
        yield f"읽을 수 없는 {what} {len(bad)}개: {', '.join(bad[:MOST_TOLD])}. {BACKUP}"


def _read_sightings(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        whole = sa.select(sightings.c.payload).where(sightings.c.payload != "")
        for payload in connection.execution_options(yield_per=500).scalars(whole):
            Sighting.model_validate_json(payload)
