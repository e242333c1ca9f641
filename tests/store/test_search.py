"""Whatever was seen is found again, on both engines: Korean inside longer words, English in all its forms, notes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from digest.models import Line
from digest.store import Store, migrations
from digest.store.paper_index import tokens
from digest.store.search import SearchQuery, spoken_words
from digest.store.tables import metadata
from digest.store.upkeep import export_lines, import_lines
from makers import DATE, NOW, digest, entry, item, sighting

NEXT = DATE + dt.timedelta(days=1)


def words(*typed: str) -> tuple[tuple[str, ...], ...]:
    return tuple((word,) for word in typed)


def found(store: Store, *typed: str, **options: object) -> list[str]:
    query = SearchQuery.model_validate({"words": words(*typed), **options})
    page = store.search.find(query)
    assert page.total == len(page.results)
    return [paper.key.removeprefix("arxiv:") for paper in page.results]


def fill(store: Store) -> None:
    store.sightings.add(
        [
            sighting("2408.00001", title="Agents that plan", abstract="Long-context reasoning with retrieval."),
            sighting("2408.00002", title="Quantization of LLMs", abstract="We quantize weights.", authors=("Bo Kim",)),
            sighting("2408.00003", title="Speech", abstract="Nothing about planning agents.", source="feed:GeekNews"),
        ],
        DATE,
    )
    store.sightings.add([sighting("2408.00004", title="Later", note="회의에서 볼 것")], NEXT)
    shown = entry("2408.00002", "멀티모달을 다루는 긴 문맥 모델을 공개한다.")
    told = shown.item.model_copy(update={"title": "Quantization of LLMs", "abstract": "We quantize weights."})
    store.digests.save(digest(entries=(shown.model_copy(update={"item": told}),)), NOW)


@pytest.mark.parametrize(
    ("text", "indexed"),
    [
        ("긴 문맥을 다루는 LLM", "긴 문맥 맥을 다루 루는 llm"),
        ("멀티모달", "멀티 티모 모달"),
        ("GPT-5는", "gpt-5 는"),
        ("ＬＬＭ", "llm"),
    ],
)
def test_hangul_is_indexed_as_pairs_of_syllables(text: str, indexed: str) -> None:
    assert " ".join(tokens(text).split()) == indexed


def test_quoted_words_stay_together_and_marks_are_no_words() -> None:
    assert spoken_words('긴 "문맥 창" ? -- a') == ("긴", "문맥 창", "a")


def test_two_syllables_inside_a_longer_word_are_found(any_store: Store) -> None:
    fill(any_store)
    assert found(any_store, "모달") == ["2408.00002"]
    assert found(any_store, "문맥") == ["2408.00002"]
    assert found(any_store, "긴 문맥") == ["2408.00002"]
    assert found(any_store, "모델", "공개") == ["2408.00002"]
    assert found(any_store, "문모") == []


def test_english_is_found_in_all_its_forms_and_by_title_first(any_store: Store) -> None:
    fill(any_store)
    assert found(any_store, "agent") == ["2408.00001", "2408.00003"]
    assert found(any_store, "PLANS") == ["2408.00001", "2408.00003"]
    assert found(any_store, "long context") == ["2408.00001"]
    assert found(any_store, "agent", "retrieval") == ["2408.00001"]
    assert found(any_store, "kim") == ["2408.00002"]
    assert found(any_store, '"; DROP TABLE papers; --') == []


def test_filters_narrow_what_is_found(any_store: Store) -> None:
    fill(any_store)
    assert found(any_store, "agent", source="feed:GeekNews") == ["2408.00003"]
    assert found(any_store, "quantization", shown=True, digest="main") == ["2408.00002"]
    assert found(any_store, "quantization", shown=True, digest="other") == []
    assert found(any_store, "agent", shown=False) == ["2408.00001", "2408.00003"]
    assert found(any_store, "회의", noted=True) == ["2408.00004"]
    assert found(any_store, "later", since=NEXT) == ["2408.00004"]
    assert found(any_store, "later", until=DATE) == []
    assert found(any_store, "later", key="arxiv:2408.00003") == ["2408.00003"]


def test_a_page_knows_the_whole_number_and_newest_may_come_first(any_store: Store) -> None:
    any_store.sightings.add([sighting(f"2408.1000{n}", title="Agents", abstract="") for n in range(5)], DATE)
    any_store.sightings.add([sighting("2408.20000", title="Something", abstract="An agent.")], NEXT)
    query = SearchQuery(words=words("agent"))
    first, second = any_store.search.find(query, 4), any_store.search.find(query, 4, 4)
    assert (first.total, len(first.results), len(second.results)) == (6, 4, 2)
    assert not {paper.key for paper in first.results} & {paper.key for paper in second.results}
    newest = any_store.search.find(query.model_copy(update={"order": "date"}), 1)
    assert newest.results[0].key == "arxiv:2408.20000"


def test_what_only_english_words_find_is_marked(any_store: Store) -> None:
    fill(any_store)
    query = SearchQuery(words=words("긴 문맥"), turned=(("long context", "long-context"),))
    assert {paper.key: paper.turned for paper in any_store.search.find(query).results} == {
        "arxiv:2408.00002": False,
        "arxiv:2408.00001": True,
    }


def test_few_results_are_followed_by_those_that_hold_some_of_the_words(any_store: Store) -> None:
    fill(any_store)
    either = (words("quantization"), words("agent"))
    query = SearchQuery(words=words("quantization", "agent"), loose=either)
    page = any_store.search.find(query)
    assert {paper.key.removeprefix("arxiv:") for paper in page.results} == {"2408.00001", "2408.00002", "2408.00003"}
    assert all(paper.partly for paper in page.results)
    both = SearchQuery(words=words("quantization", "공개"), loose=either, order="date")
    first, *others = any_store.search.find(both).results
    assert (first.key, first.partly) == ("arxiv:2408.00002", False)
    assert [paper.partly for paper in others] == [True, True]


def test_a_better_line_replaces_the_old_one_in_the_index(any_store: Store) -> None:
    fill(any_store)
    better = entry("2408.00002", "가중치를 양자화한다.")
    any_store.digests.save(digest(entries=(better,)), NOW)
    assert found(any_store, "양자화") == ["2408.00002"]
    assert found(any_store, "멀티모달") == []
    (paper,) = any_store.search.find(SearchQuery(words=words("양자화"))).results
    assert (paper.line, paper.shown, paper.first_day) == ("가중치를 양자화한다.", DATE, DATE)


def test_what_an_earlier_day_saw_moves_the_first_day_back(any_store: Store) -> None:
    any_store.sightings.add([sighting("2408.00004", upvotes=3)], NEXT)
    any_store.sightings.add([sighting("2408.00004", upvotes=1, source="arxiv")], DATE)
    paper = any_store.search.get("arxiv:2408.00004")
    assert paper
    assert (paper.first_day, paper.sources) == (DATE, ("huggingface", "arxiv"))


def test_the_words_of_a_post_are_neither_kept_nor_indexed(any_store: Store) -> None:
    post = sighting(key="url:https://x.com/i/status/1", kind="post", title="A post", abstract="Secret words")
    any_store.sightings.add([post], DATE)
    assert found(any_store, "secret") == []
    paper = any_store.search.get(post.key)
    assert paper
    assert paper.abstract == ""


def test_an_index_that_was_lost_is_rebuilt_from_what_is_there(any_store: Store) -> None:
    fill(any_store)
    with any_store.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TABLE papers_index")
        else:
            connection.exec_driver_sql("UPDATE papers_index SET words = NULL, head = NULL")
        connection.execute(sa.text("DELETE FROM papers WHERE key = 'arxiv:2408.00003'"))
    told: list[tuple[int, int]] = []
    assert any_store.search.reindex(lambda done, total: told.append((done, total))) == 4
    assert told[-1] == (4, 4)
    assert found(any_store, "agent") == ["2408.00001", "2408.00003"]
    assert found(any_store, "모달") == ["2408.00002"]


def test_an_imported_store_can_be_searched(any_store: Store, tmp_path: Path) -> None:
    fill(any_store)
    other = Store.open(f"sqlite:///{tmp_path}/other.db")
    other.sightings.add([sighting("2408.00009", title="Mine")], DATE)  # its rows have numbers of their own
    import_lines(other.engine, list(export_lines(any_store.engine)))
    assert found(other, "모달") == ["2408.00002"]
    assert found(other, "mine") == ["2408.00009"]
    other.close()


def test_a_store_without_an_index_is_indexed_at_its_first_start_with_progress(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(migrations, "TOLD_FROM", 1)
    url = f"sqlite:///{tmp_path}/digest.db"
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = sa.create_engine(url)
    seen = sighting("2408.00001", title="Agents that plan")
    made = digest(entries=(entry("2408.00002").model_copy(update={"line": Line(text="멀티모달", producer="mt")}),))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        row = {"fingerprint": "f", "key": seen.key, "source": seen.source, "for_date": DATE, "seen_at": NOW}
        values = {**row, "payload": seen.model_dump_json(exclude_defaults=True), "list_date": None, "published": None}
        connection.execute(sa.insert(sa.table("sightings", *map(sa.column, values))).values({**values, "seen_at": NOW}))
        values = {"date": DATE, "name": "main", "content_hash": "h", "payload": made.model_dump_json(), "made_at": NOW}
        connection.execute(sa.insert(sa.table("digests", *map(sa.column, values))).values(values))
    engine.dispose()
    store = Store.open(url)
    assert "검색 색인을 만드는 중 100% (2/2)" in capsys.readouterr().err
    assert found(store, "agents") == ["2408.00001"]
    assert found(store, "모달") == ["2408.00002"]
    store.close()


def test_a_rehearsal_leaves_the_index_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/digest.db"
    store = Store.open(url)
    fill(store)
    scratch = Store.scratch(url)
    scratch.sightings.add([sighting("2408.00001", title="Agents", upvotes=9)], NEXT)
    scratch.digests.save(digest(entries=(entry("2408.00001", item=item("2408.00001")),)), NOW)
    scratch.close()
    assert found(store, "agent") == ["2408.00001", "2408.00003"]
    store.close()


def test_of_many_matches_the_newest_are_ranked_and_titles_stay_first(
    any_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.store.search.CONSIDERED", 3)
    any_store.sightings.add([sighting("2408.00001", title="Agents", abstract="")], DATE)
    later = [sighting(f"2408.1000{n}", title="Other", abstract="An agent.") for n in range(8)]
    any_store.sightings.add(later, NEXT)
    pages = [any_store.search.find(SearchQuery(words=words("agent")), 3, start) for start in (0, 3, 6)]
    assert pages[0].results[0].key == "arxiv:2408.00001"  # old, but it says so in its title
    assert {page.total for page in pages} == {9}
    assert len({paper.key for page in pages for paper in page.results}) == 9


@pytest.mark.parametrize("order", ["relevance", "date"])
def test_pages_beyond_what_is_ranked_hold_every_match_once(
    any_store: Store, order: Literal["relevance", "date"]
) -> None:
    """Half of them say it in the title, some more than once: pages must not rank what others showed."""
    for day in range(4):
        seen = [
            sighting(
                f"2408.{300 * day + n:05}",
                title="An agent" if n % 2 else "Other",
                abstract="Agents. " * (1 + n % 7),
            )
            for n in range(300)
        ]
        any_store.sightings.add(seen, DATE + dt.timedelta(days=(3 * day) % 4))  # not in the order of their numbers
    query = SearchQuery(words=words("agent"), order=order)
    pages = [any_store.search.find(query, 90, start) for start in range(0, 1_260, 90)]
    keys = [paper.key for page in pages for paper in page.results]
    assert {page.total for page in pages} == {1_200}
    assert len(keys) == len(set(keys)) == 1_200
    if order == "date":
        shown = [paper.first_day for page in pages for paper in page.results]
        assert shown == sorted(shown, reverse=True)


def test_the_wide_index_of_the_last_version_becomes_a_narrow_one_with_progress(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store.open(postgres_url)
    with store.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    fill(store)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE papers_index")
        connection.exec_driver_sql("ALTER TABLE papers ADD COLUMN words tsvector")
        connection.exec_driver_sql("CREATE INDEX ix_papers_words ON papers USING gin (words)")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0007'")
    store.close()
    monkeypatch.setattr(migrations, "TOLD_FROM", 1)
    store = Store.open(postgres_url)
    assert found(store, "agents") == ["2408.00001", "2408.00003"]
    assert found(store, "모달") == ["2408.00002"]
    assert "검색 색인을 만드는 중 100% (4/4)" in capsys.readouterr().err
    assert "words" not in {column["name"] for column in sa.inspect(store.engine).get_columns("papers")}
    store.close()
