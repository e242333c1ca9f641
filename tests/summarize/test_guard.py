"""A bug in one writer costs no line of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from digest.clock import Deadline
from digest.models import Item
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
