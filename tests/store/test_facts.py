"""What other services told of papers."""

from __future__ import annotations

import datetime as dt

from digest.store import Store
from makers import NOW


def test_facts_are_kept_by_who_told_them_and_replaced_by_newer_ones(any_store: Store) -> None:
    facts = any_store.facts
    facts.keep("a", {"arxiv:1": [["x", 2023]], "arxiv:2": {}}, NOW)
    facts.keep("b", {"arxiv:1": "other"}, NOW)
    facts.keep("a", {"arxiv:2": {"새": True}}, NOW + dt.timedelta(days=1))
    assert facts.of("a", ["arxiv:1", "arxiv:2", "arxiv:3"]) == {"arxiv:1": [["x", 2023]], "arxiv:2": {"새": True}}
    assert facts.of("a", ["arxiv:1", "arxiv:2"], NOW + dt.timedelta(hours=1)) == {"arxiv:2": {"새": True}}
    assert facts.of("a", []) == {}


def test_many_papers_are_asked_about_in_parts(store: Store) -> None:
    told = {f"arxiv:{n}": n for n in range(1200)}
    store.facts.keep("a", told, NOW)
    assert store.facts.of("a", told.keys()) == told
