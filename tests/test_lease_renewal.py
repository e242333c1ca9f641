"""A lease outlives a moment without a database."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from digest import claiming
from digest.clock import Deadline
from digest.errors import FatalError
from digest.store import Store


def test_a_renewal_that_failed_is_tried_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []
    again = threading.Event()
    take = type(store.claims).take

    def fail_at_first(claims: Any, *given: Any) -> bool:
        tries.append(1)
        if len(tries) == 2:  # the first is the taking itself
            raise FatalError("the store does not answer")
        if len(tries) > 2:
            again.set()
        return take(claims, *given)

    monkeypatch.setattr(type(store.claims), "take", fail_at_first)
    monkeypatch.setattr(claiming, "RENEW_S", 0.01)
    with claiming.claimed(store, "x", Deadline(60)) as mine:
        assert mine
        assert again.wait(10)
    assert store.claims.owner("x") is None
