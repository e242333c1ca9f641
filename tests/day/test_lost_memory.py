"""A store that lost its memory beside a journal or a channel that holds the day: nothing goes out a second time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, cast

import pytest

from digest.calendar.weeks import Week
from digest.day.delivering import LOOKS, withheld
from digest.day.setup import Profile, Setup
from digest.errors import Undelivered
from digest.journal.target import JournalTarget
from digest.models import Digest, Part, Receipt
from digest.publish.base import Channel, PublisherSettings
from digest.store import Store
from digest.store.ledger import LedgerRow
from makers import DATE, NOW, digest
from publish_channels import channel
from running_kit import HOOK, ROOM, SCENARIO, settle, shown, told
from running_kit import NOW as MORNING

LOOKED: list[str] = []


class Room(PublisherSettings):
    """A channel with a history."""

    findable: ClassVar[bool] = True
    holds: bool | None = False
    """Whether our message stands there; None: nobody can read the history."""
    name: str = "room"

    @property
    def target(self) -> str:
        return self.name

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        return (Part(id="main", payload={}),)

    def find(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt | None:
        LOOKED.append(digest.name)
        if self.holds is None:
            raise Undelivered("channels:history")
        return {"ts": "1"} if self.holds else None


class Hook(Room):
    findable: ClassVar[bool] = False
    name: str = "hook"


@dataclass
class Page:
    """A journal."""

    shows: bool
    target: str = "journal:notes"

    def holds(self, digest: Digest) -> bool:
        return self.shows


def judge(
    store: Store, *publishers: PublisherSettings, journal: bool = False, names: int = 1, kind: str = ""
) -> set[str]:
    """Targets whose messages are held back, of one or more digests with the same targets."""
    LOOKED.clear()
    setup = cast(Setup, type("Bot", (), {"channel": channel(store, {})}))
    page = cast(JournalTarget, Page(journal))
    called = [f"d{n}{kind}" for n in range(names)]
    made = [(Profile(name, 8, 0, (), page, publishers), digest(name=name)) for name in called]
    return {target for _name, target in withheld(setup, made)}


def test_what_the_journal_shows_is_not_sent_where_nobody_can_look(store: Store) -> None:
    assert judge(store, Hook(), Room(), journal=True) == {"hook"}
    row = store.ledger.parts(DATE, "d0", "hook")
    assert row[""].state == row["main"].state == "unknown"
    assert "journal:notes" in row[""].detail
    assert f"digest resend --date {DATE} --target hook" in row[""].detail


def test_what_is_held_back_of_a_week_is_sent_by_its_week(store: Store) -> None:
    assert judge(store, Hook(), journal=True, kind=":weekly") == {"hook"}
    (row,) = store.ledger.rows(name="d0:weekly", target="hook")[:1]
    assert f"digest resend --week {Week.of(DATE)} --target hook" in row.detail


def test_what_one_channel_shows_holds_the_others_back(store: Store) -> None:
    assert judge(store, Hook(), Room(holds=True)) == {"hook", "room"}
    assert store.ledger.parts(DATE, "d0", "room")["main"].receipt == {"ts": "1"}


def test_a_new_store_with_nothing_outside_sends_everything(store: Store) -> None:
    assert judge(store, Hook(), Room(), Room(holds=None, name="private")) == set()
    assert store.ledger.rows() == ()


def test_a_history_nobody_can_read_is_unknown_once_the_journal_shows_the_day(store: Store) -> None:
    assert judge(store, Room(holds=None), journal=True) == {"room"}


def test_a_store_that_remembers_the_digest_is_believed(store: Store) -> None:
    store.ledger.record(LedgerRow(date=DATE, name="d0", target="hook", state="sent", changed_at=NOW))
    assert judge(store, Hook(), Room(holds=True), journal=True) == set()
    assert LOOKED == []


def test_a_failure_is_no_memory(store: Store) -> None:
    store.ledger.record(LedgerRow(date=DATE, name="d0", target="room", state="failed", changed_at=NOW))
    assert judge(store, Room(holds=True)) == {"room"}


def test_thousands_of_digests_cost_a_few_looks(store: Store) -> None:
    assert judge(store, Room(), names=50) == set()
    assert len(LOOKED) == LOOKS
    assert judge(store, Room(holds=True), names=50) == {"room"}
    assert len(LOOKED) == 50, "a memory that proved lost is trusted for none of them"


@pytest.mark.world
@pytest.mark.parametrize("kept", ["backup", "nothing"])
def test_a_morning_after_the_store_was_lost(world: Any, tmp_path: Path, kept: str) -> None:
    emulator = world(now=MORNING, scenario=SCENARIO)
    home = settle(tmp_path / "home", emulator)
    database = home.folder / "data" / "digest.db"
    before = database.read_bytes()
    assert home.here("run").returncode == 0
    seen, page = whole(emulator), home.journal()
    for file in database.parent.glob("digest.db*"):
        file.unlink()
    if kept == "backup":
        database.write_bytes(before)
    again = home.here("run")
    assert again.returncode == 1, again.stderr
    assert again.stderr.count("없으면 digest resend --date 2024-08-23") == 3
    assert {state for target, state in home.states().items() if target != "journal"} == {"unknown"}
    assert (whole(emulator), home.journal()) == (seen, page)
    assert home.here("run").returncode == 1, "what cannot be looked at stays unknown"
    assert home.states()["slack"] == "sent"
    assert [*map(len, whole(emulator)), home.journal()] == [*map(len, seen), page]  # a lost login is told by an edit
    assert home.here("resend", "--date", "2024-08-23", "--target", "slack_webhook").returncode == 0
    assert len(shown(emulator, HOOK)) == len(seen[1]) + 1, "a person's yes"


def whole(emulator: Any) -> tuple[list[str], list[str], list[str]]:
    return shown(emulator, ROOM), shown(emulator, HOOK), told(emulator)
