"""A bug in one writer costs no line of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from digest.clock import Deadline
from digest.models import Item, Line
from digest.serve.worker import Stopped
from digest.store import Store
from digest.summarize import Ladder, preview, summarize_all
from digest.summarize.base import Written
from digest.summarize.keyless import ComposedWriter, KeySentenceWriter
from makers import NOW, item


class Broken:
    """A writer with a bug."""

    cache_id = ""

    def write(self, items: Sequence[Item], deadline: Deadline, progress: Callable[[int], None]) -> Written:
        raise ZeroDivisionError("a bug")


REST = (ComposedWriter(), KeySentenceWriter())
CLEAR = item("arxiv:2408.00001", abstract="We propose OakNet, a unified framework for long video generation.")
ODD = item("arxiv:2408.00002", abstract="We propose OakNet, which quuxes the frobs of every tree in the wood.")


@pytest.mark.parametrize("model", [True, False])
def test_the_next_rung_goes_on(store: Store, deadline: Deadline, caplog: pytest.LogCaptureFixture, model: bool) -> None:
    ladder = Ladder(Broken(), REST) if model else Ladder(None, (Broken(), *REST))
    found = summarize_all([CLEAR, ODD], ladder, store, deadline, NOW)
    assert all(line.text for line in found.by_key.values())
    assert found.problem == ("예상하지 못한 오류(ZeroDivisionError)" if model else "")
    assert {line.fallback for line in found.by_key.values()} == {model}
    assert "ZeroDivisionError: a bug" in caplog.text


def test_a_preview_is_guarded_too(store: Store) -> None:
    class Asked(Broken):
        cache_id = "model"

    store.summaries.save_refusals({CLEAR.key: "no"}, [CLEAR], "model", NOW)
    lines, _planned = preview([CLEAR], Ladder(Asked(), (Broken(), *REST)), store)
    assert lines[CLEAR.key].text


def test_a_server_that_is_told_to_stop_does_stop(store: Store, deadline: Deadline) -> None:
    def stop(*_count: Any) -> None:
        raise Stopped

    class Told(Broken):
        def write(self, items: Sequence[Item], deadline: Deadline, progress: Callable[[int], None]) -> Written:
            progress(1)
            return Written()

    with pytest.raises(Stopped):
        summarize_all([CLEAR], Ladder(None, (Told(),)), store, deadline, NOW, lambda n: stop() if n else None)


def test_a_preview_without_a_model_shows_the_lines_a_run_would_show(store: Store, deadline: Deadline) -> None:
    ladder = Ladder(None, REST)
    lines, asked = preview([CLEAR, ODD], ladder, store)
    assert asked == []
    assert lines == summarize_all([CLEAR, ODD], ladder, store, deadline, NOW).by_key
    assert all(line.text for line in lines.values())


def test_a_preview_asks_the_translator_where_a_run_would_and_keeps_nothing(store: Store) -> None:
    class Translator:
        cache_id = "mt"

        def write(self, items: Sequence[Item], deadline: Deadline, progress: Callable[[int], None]) -> Written:
            assert deadline.remaining() > 1
            return Written(lines={one.key: Line(text="옮긴 문장이다.", producer="mt") for one in items})

    lines, _asked = preview([CLEAR], Ladder(None, (Translator(), *REST)), store)
    assert lines[CLEAR.key].producer == "mt"
    assert store.summaries.load([CLEAR], "mt") == {}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"abstract": ""}, "초록 없음"),
        ({"abstract": "Trees."}, "요약 없음"),
        ({"abstract": "", "kind": "post"}, "본문 없음"),
    ],
)
def test_an_entry_without_a_line_says_why(store: Store, deadline: Deadline, given: dict[str, str], why: str) -> None:
    bare = item("arxiv:2408.00003", **given)
    run = summarize_all([bare], Ladder(None, (Mute(),)), store, deadline, NOW).by_key
    assert run == preview([bare], Ladder(None, (Mute(),)), store)[0]
    assert (run[bare.key].text, run[bare.key].missing) == ("", why)


class Mute(Broken):
    def write(self, items: Sequence[Item], deadline: Deadline, progress: Callable[[int], None]) -> Written:
        return Written()
