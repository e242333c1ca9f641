"""What the check refused for good is remembered by text and writer; a fault of a call never is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from digest.models import Item, Line
from digest.store import Store
from digest.store.tidy import drop_cached
from digest.store.upkeep import export_lines, import_lines
from digest.summarize import Ladder, Lines, preview, summarize_all
from digest.summarize.keyless import ComposedWriter, KeySentenceWriter
from digest.summarize.model.openai_model import ModelFault
from makers import NOW
from model_kit import (
    Answer,
    as_json,
    chat_server,
    completion,
    failure,
    honest,
    ids_of,
    line_for,
    paper,
    patience,
    writer,
)

PAPERS = [paper(n) for n in range(3)]
BAD = PAPERS[1]
LIE = "ColBERT보다 빠르게 만든다."
KEYLESS = (ComposedWriter(), KeySentenceWriter())


def spoiling(said: str | Answer, also: Sequence[Item] = ()) -> Callable[[dict[str, Any], int], Answer]:
    """A model that is honest, but for one paper (asked alone, too) says something else or fails."""
    titles = {item.title: line_for(item) for item in [*PAPERS, *also]}

    def reply(body: dict[str, Any], _number: int) -> Answer:
        asked = ids_of(body)
        if not isinstance(said, str) and BAD.title in asked.values():
            return said
        return completion({name: said if title == BAD.title else titles[title] for name, title in asked.items()})  # type: ignore[misc]

    return reply


def lines_of(store: Store, url: str, items: Sequence[Item] = PAPERS, **options: Any) -> Lines:
    ladder = Ladder(writer(url, **options), KEYLESS)
    return summarize_all(items, ladder, store, patience(), NOW)


def calls(store: Store, url: str, asked: list[Any], items: Sequence[Item] = PAPERS, **options: Any) -> int:
    """Requests of one more run."""
    before = len(asked)
    lines_of(store, url, items, **options)
    return len(asked) - before


def test_a_line_refused_for_good_is_not_asked_for_again(any_store: Store) -> None:
    with chat_server(spoiling(LIE)) as (url, asked):
        first = lines_of(any_store, url)
        assert len(asked) == 2, "the batch and one repair"
        again = lines_of(any_store, url)
    assert len(asked) == 2
    assert again.usage.calls == 0
    assert again.by_key == first.by_key
    fallen = first.by_key[BAD.key]
    assert (fallen.fallback, fallen.final, fallen.detail) == (True, True, "초록에 없는 이름: ColBERT")
    assert not any(first.by_key[item.key].fallback for item in PAPERS if item is not BAD)


@pytest.mark.parametrize("changed", [{"abstract": BAD.abstract + " It is open."}, {"ai_summary": "A small network."}])
def test_another_text_is_asked_about(store: Store, changed: dict[str, str]) -> None:
    with chat_server(spoiling(LIE)) as (url, asked):
        lines_of(store, url)
        other = [PAPERS[0], BAD.model_copy(update=changed), PAPERS[2]]
        assert calls(store, url, asked, other) == 2
        assert calls(store, url, asked, other) == 0
        assert calls(store, url, asked) == 0, "the first text is known still"


@pytest.mark.parametrize("option", [{"model": "other"}, {"style": "음슴체"}, {"input": "ai_summary"}])
def test_another_writer_is_asked(store: Store, option: dict[str, Any]) -> None:
    with chat_server(spoiling(LIE)) as (url, asked):
        lines_of(store, url)
        assert calls(store, url, asked, **option) > 0
        assert calls(store, url, asked, **option) == 0


def test_another_prompt_is_asked(store: Store, tmp_path: Path) -> None:
    own = tmp_path / "prompt.md"
    own.write_text("규칙이다.\n## 한다체\n- 예를 든다.\n", "utf-8")
    with chat_server(spoiling(LIE)) as (url, asked):
        lines_of(store, url)
        assert calls(store, url, asked, prompt=own) == 2


def test_a_person_who_wants_the_lines_anew_gets_them_asked_for(any_store: Store) -> None:
    with chat_server(spoiling(LIE)) as (url, asked):
        lines_of(any_store, url)
        any_store.summaries.forget(item.key for item in PAPERS)
        assert calls(any_store, url, asked) == 2


@pytest.mark.parametrize(
    "fault",
    [
        failure(500, "down"),
        failure(503, "busy"),
        failure(429, "slow down"),
        failure(429, "slow down", retry_after="3600"),
        failure(402, "no credit"),
        failure(401, "bad key"),
        failure(400, "maximum context length"),
        (200, {}, "<html>"),
        completion(""),
        completion("{}"),
        completion(as_json({"p1": LIE})[:-40], "length"),
        completion(as_json({"p1": LIE}), "length"),
    ],
)
def test_a_fault_of_the_call_is_never_remembered(store: Store, fault: Answer) -> None:
    with chat_server(spoiling(fault)) as (url, asked):
        fallen = lines_of(store, url, [BAD]).by_key[BAD.key]
        assert (fallen.fallback, fallen.final) == (True, False)
        assert calls(store, url, asked, [BAD]) > 0
    with chat_server(honest(PAPERS)) as (url, _):
        assert not lines_of(store, url, [BAD]).by_key[BAD.key].fallback


@pytest.mark.parametrize("message", [{"refusal": "I can't."}, {"finish": "content_filter"}])
def test_a_model_that_declines_the_text_is_not_asked_again(store: Store, message: dict[str, str]) -> None:
    status, headers, body = completion("", **({"finish": "content_filter"} if "finish" in message else {}))  # type: ignore[arg-type]
    body = body.replace('"content": ""', '"content": null, "refusal": "no"') if "refusal" in message else body
    with chat_server(spoiling((status, headers, body))) as (url, asked):
        lines_of(store, url)
        assert len(asked) == 4, "the batch and each of its papers alone"
        assert calls(store, url, asked) == 0


def test_a_repair_that_failed_leaves_the_question_open(store: Store) -> None:
    def reply(body: dict[str, Any], number: int) -> Answer:
        return spoiling(LIE)(body, number) if number == 1 else failure(503, "busy")

    with chat_server(reply) as (url, asked):
        assert not lines_of(store, url).by_key[BAD.key].final
        assert calls(store, url, asked, [BAD]) > 0


def test_a_line_that_could_not_be_mended_because_the_model_died_leaves_the_question_open(store: Store) -> None:
    def reply(body: dict[str, Any], number: int) -> Answer:
        made._dead = ModelFault("다른 글에서 멈춤", fatal=True)  # as another call at the same time would set it
        return spoiling(LIE)(body, number)

    with chat_server(reply) as (url, asked):
        made = writer(url)
        line = summarize_all([BAD], Ladder(made, KEYLESS), store, patience(), NOW).by_key[BAD.key]
    assert len(asked) == 1
    assert (line.fallback, line.final) == (True, False)
    assert store.summaries.refusals([BAD], made.cache_id) == {}


def test_a_deadline_or_a_spent_allowance_is_no_refusal(store: Store) -> None:
    with chat_server(spoiling(LIE)) as (url, asked):
        ladder = Ladder(writer(url), KEYLESS)
        late = summarize_all(PAPERS, ladder, store, patience(0), NOW)
        poor = lines_of(store, url, daily_token_limit=1)
        assert asked == []
        assert not any(line.final for line in [*late.by_key.values(), *poor.by_key.values()])
        assert calls(store, url, asked) == 2


def test_a_preview_plans_no_call_for_it_and_shows_the_line_a_run_shows(store: Store) -> None:
    new = paper(3)
    with chat_server(spoiling(LIE, [new])) as (url, asked):
        made = lines_of(store, url).by_key
        lines, planned = preview([*PAPERS, new], Ladder(writer(url), KEYLESS), store)
        assert len(asked) == 2
    assert planned == [new]
    assert {key: line for key, line in lines.items() if key != new.key} == made


def test_a_title_alone_is_final_too(store: Store) -> None:
    with chat_server(spoiling(LIE)) as (url, _):
        ladder = Ladder(writer(url), ())
        lines = [summarize_all([BAD], ladder, store, patience(), NOW).by_key[BAD.key] for _ in range(2)]
        assert preview([BAD], ladder, store) == ({BAD.key: lines[0]}, [])
    told = Line(
        text="", producer="title", fallback=True, final=True, detail="초록에 없는 이름: ColBERT", missing="요약 없음"
    )
    assert lines == [told, told]


def test_a_reason_is_never_taken_for_a_line(any_store: Store) -> None:
    any_store.summaries.save_refusals({BAD.key: "까닭"}, PAPERS, "w", NOW)
    assert any_store.summaries.refusals(PAPERS, "w") == {BAD.key: "까닭"}
    assert any_store.summaries.load(PAPERS, "w") == {}
    assert any_store.summaries.refusals(PAPERS, "v") == {}


def test_cleaning_drops_old_refusals_and_no_line(any_store: Store, tmp_path: Path) -> None:
    any_store.summaries.save({PAPERS[0].key: Line(text="줄", producer="m")}, PAPERS, "w", NOW)
    any_store.summaries.save_refusals({BAD.key: "까닭"}, PAPERS, "w", NOW)
    other = Store.open(f"sqlite:///{tmp_path}/other.db")
    import_lines(other.engine, list(export_lines(any_store.engine)))
    assert other.summaries.refusals(PAPERS, "w") == {BAD.key: "까닭"}
    other.close()
    assert drop_cached(any_store.engine, NOW + dt.timedelta(days=30), 30) == 0
    assert drop_cached(any_store.engine, NOW + dt.timedelta(days=31), 30) == 1
    assert any_store.summaries.refusals(PAPERS, "w") == {}
    assert PAPERS[0].key in any_store.summaries.load(PAPERS, "w")
