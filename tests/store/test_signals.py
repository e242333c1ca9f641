from __future__ import annotations

import datetime as dt
from pathlib import Path

from digest.store import Store
from digest.store.signals import SAID, SignalRow
from digest.store.upkeep import export_lines, import_lines

DAY = dt.date(2024, 8, 19)


def row(key: str = "arxiv:1", origin: str = "linked", **fields: object) -> SignalRow:
    values = {"name": "main", "item_key": key, "origin": origin, "day": DAY, "share": 100, "text": "Experts"}
    return SignalRow.model_validate(values | fields)


def test_a_signal_keeps_the_day_it_was_first_noticed(any_store: Store) -> None:
    assert any_store.signals.notice([row(), row("arxiv:2")]) == 2
    assert any_store.signals.notice([row(day=DAY + dt.timedelta(days=1))]) == 0
    assert [(s.item_key, s.day) for s in any_store.signals.of("main")] == [("arxiv:1", DAY), ("arxiv:2", DAY)]


def test_a_reaction_that_changed_counts_as_it_stands(any_store: Store) -> None:
    any_store.signals.notice([row(origin="slack:C0", share=50)])
    any_store.signals.notice([row(origin="slack:C0", share=-50)])
    assert [s.share for s in any_store.signals.of("main")] == [-50]
    any_store.signals.notice([row(origin="slack:C0", share=0)])
    assert any_store.signals.of("main") == ()


def test_what_was_forgotten_is_not_noticed_again_but_may_be_said(any_store: Store) -> None:
    any_store.signals.notice([row(), row(origin="added"), row("arxiv:2")])
    assert any_store.signals.forget("main", "arxiv:1", DAY) == 2
    assert any_store.signals.notice([row(), row(origin="edited")]) == 0
    assert [s.item_key for s in any_store.signals.of("main")] == ["arxiv:2"]
    any_store.signals.say(row(origin=SAID, share=-100))
    assert [(s.item_key, s.share) for s in any_store.signals.of("main")] == [("arxiv:1", -100), ("arxiv:2", 100)]
    assert any_store.signals.forget("main", None, DAY) == 2
    assert any_store.signals.of("main") == ()


def test_nobodys_signals_touch_another_digest_unless_it_asks(any_store: Store) -> None:
    any_store.signals.notice([row(), row("arxiv:2", "slack:#papers", name="room"), row("arxiv:3", name="other")])
    assert [s.item_key for s in any_store.signals.of("main")] == ["arxiv:1"]
    assert [s.item_key for s in any_store.signals.of("main", ["slack:#papers"])] == ["arxiv:1", "arxiv:2"]
    assert [s.item_key for s in any_store.signals.of("main", ["other"])] == ["arxiv:1", "arxiv:3"]


def test_signals_survive_export_and_import(any_store: Store, tmp_path: Path) -> None:
    any_store.signals.notice([row(share=-12)])
    lines = list(export_lines(any_store.engine))
    other = Store.open(f"sqlite:///{tmp_path}/other.db")
    import_lines(other.engine, lines)
    assert other.signals.of("main") == any_store.signals.of("main")
    other.close()
