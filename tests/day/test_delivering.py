"""From a stored digest to its readers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

import pytest

from digest.day.delivering import deliver_journal, journal_notices
from digest.day.setup import Profile
from digest.journal.target import JournalTarget
from digest.models import Delivery, Digest
from digest.store import Store
from makers import DATE, digest
from publish_channels import channel


@dataclass
class BrokenJournal:
    """A journal with a bug in it."""

    target: str = "journal:x"

    def deliver(self, digest: Digest) -> Delivery:
        raise RecursionError

    def notices(self, date: dt.date) -> tuple[str, ...]:
        raise RecursionError


def test_a_bug_in_the_journal_costs_the_reader_nothing_else(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    profile = Profile("main", 8, 2, (), cast(JournalTarget, BrokenJournal()), ())
    assert journal_notices(profile, DATE) == ()
    (outcome,) = deliver_journal(profile, digest(), channel(store, {}))
    assert (outcome.target, outcome.state) == ("journal:x", "failed")
    assert "RecursionError" in outcome.detail
    assert caplog.text.count("Traceback") == 2
    recorded: Any = store.ledger.parts(DATE, "main", "journal:x")[""]
    assert recorded.state == "failed"
