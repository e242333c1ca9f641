"""The policy of delivery against a publisher that fails on command."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, get_args

import pytest

from digest.clock import Deadline
from digest.errors import Ambiguous, Undelivered
from digest.models import DeliveryState, Digest, Missed, Part, Receipt
from digest.publish import deliver_all
from digest.publish.base import Channel, PublisherSettings, Unready
from digest.publish.delivery import deliver, find_lost, record_unsent, retract, take_back
from digest.store import Store
from digest.store.ledger import LedgerRow
from makers import DATE, NOW, digest, entry


class Room:
    """A chat room on the other side: what arrived, and what happens next."""

    def __init__(self) -> None:
        self.messages: dict[str, str] = {}
        self.log: list[str] = []
        self.next: Callable[[], None] = lambda: None


ROOM = Room()


class FakeChat(PublisherSettings):
    """A bot with receipts: can update and find."""

    updatable: ClassVar[bool] = True
    findable: ClassVar[bool] = True
    size: int = 1

    @property
    def target(self) -> str:
        return "fake:room"

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        lines = [e.item.key + e.line.text for e in digest.entries]
        return tuple(
            Part(id=f"p{n}", payload={"text": " ".join(lines[n * self.size : (n + 1) * self.size])})
            for n in range(-(-len(lines) // self.size))
        )

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        ROOM.log.append(f"send {part.id}")
        ROOM.next()
        name = f"{digest.key}/{part.id}"
        assert name not in ROOM.messages, "a second post of the same part"
        ROOM.messages[name] = str(part.payload["text"])
        return {"ts": part.id}

    def update(self, digest: Digest, part: Part, channel: Channel, receipt: Receipt) -> Receipt:
        ROOM.log.append(f"update {part.id}")
        ROOM.next()
        ROOM.messages[f"{digest.key}/{part.id}"] = str(part.payload["text"])
        return receipt

    def find(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt | None:
        ROOM.log.append(f"find {part.id}")
        ROOM.next()
        return {"ts": part.id} if f"{digest.key}/{part.id}" in ROOM.messages else None

    def retract(self, part_id: str, receipt: Receipt, channel: Channel) -> bool:
        ROOM.log.append(f"retract {part_id}")
        ROOM.next()
        ROOM.messages = {name: text for name, text in ROOM.messages.items() if not name.endswith(f"/{part_id}")}
        return True


class FakeHook(FakeChat):
    """A webhook: no receipt, nothing can be looked up."""

    updatable: ClassVar[bool] = False
    findable: ClassVar[bool] = False

    @property
    def target(self) -> str:
        return "fake:hook"

    def retract(self, part_id: str, receipt: Receipt, channel: Channel) -> bool:
        return False


class FakeFile(FakeChat):
    """Written anew by every run; only its first part leaves a receipt."""

    repeatable: ClassVar[bool] = True
    name: str = "fake:file"

    @property
    def target(self) -> str:
        return self.name

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        ROOM.log.append(f"write {part.id}")
        ROOM.next()
        return {"file": "a.md"} if part.id == "p0" else {}


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it runs."""


def fail(error: BaseException) -> None:
    def now() -> None:
        ROOM.next = lambda: None
        raise error

    ROOM.next = now


@pytest.fixture(autouse=True)
def _fresh_room() -> None:
    ROOM.__init__()  # type: ignore[misc]


@pytest.fixture
def channel(store: Store) -> Channel:
    http: Any = None
    return Channel(store, http, lambda: NOW, Deadline(30), {}, lambda _text: None)


def test_one_digest_arrives_once(channel: Channel) -> None:
    first = deliver(digest(), FakeChat(), channel)
    again = deliver(digest(), FakeChat(), channel)
    assert (first.state, first.receipt) == ("sent", {"ts": "p0"})
    assert (first.act, again.act) == ("new", "unchanged")
    assert again == first.model_copy(update={"act": "unchanged"})
    assert ROOM.log == ["send p0"]


def test_a_changed_digest_updates_the_same_message(channel: Channel) -> None:
    deliver(digest("2408.00001"), FakeChat(size=9), channel)
    deliver(digest("2408.00001", "2408.00002"), FakeChat(size=9), channel)
    assert ROOM.log == ["send p0", "update p0"]
    assert len(ROOM.messages) == 1


def test_a_webhook_is_never_updated(channel: Channel) -> None:
    deliver(digest("2408.00001"), FakeHook(size=9), channel)
    assert deliver(digest("2408.00001", "2408.00002"), FakeHook(size=9), channel).state == "sent"
    assert ROOM.log == ["send p0"]


def test_a_refused_message_is_tried_again_by_the_next_run(channel: Channel) -> None:
    fail(Undelivered("봇이 채널에 없음", hint="/invite @digest"))
    failed = deliver(digest(), FakeChat(), channel)
    assert failed.state == "failed"
    assert "/invite" in failed.detail
    assert deliver(digest(), FakeChat(), channel).state == "sent"
    assert ROOM.log == ["send p0", "send p0"]


@pytest.mark.parametrize("arrived", [True, False])
def test_after_a_lost_answer_the_bot_looks_before_it_posts(channel: Channel, arrived: bool) -> None:
    fail(Ambiguous("응답 없음"))
    assert deliver(digest(), FakeChat(), channel).state == "unknown"
    if arrived:
        ROOM.messages[f"{digest().key}/p0"] = "older text"
    assert deliver(digest(), FakeChat(), channel).state == "sent"
    last = "update p0" if arrived else "send p0"
    assert ROOM.log == ["send p0", "find p0", "find p0", last]
    assert len(ROOM.messages) == 1


@pytest.mark.parametrize(("publisher", "next_step"), [(FakeChat(), "다음 실행이"), (FakeHook(), "digest resend")])
def test_a_lost_answer_is_told_with_its_reason_and_the_next_step(
    channel: Channel, publisher: PublisherSettings, next_step: str
) -> None:
    fail(Ambiguous("응답 없음", hint="네트워크를 확인하세요"))
    lost = deliver(digest(), publisher, channel)
    assert lost.detail.startswith("응답 없음 – ")
    assert next_step in lost.detail
    assert lost.detail.endswith(" 네트워크를 확인하세요")
    if not publisher.findable:
        assert deliver(digest(), publisher, channel).detail == lost.detail, "the reason is not lost by waiting"


def test_what_arrived_although_the_answer_was_lost_is_found_in_the_same_run(channel: Channel) -> None:
    def lose_the_answer() -> None:
        ROOM.next = lambda: None
        ROOM.messages[f"{digest().key}/p0"] = "it did arrive"
        raise Ambiguous("응답 없음")

    ROOM.next = lose_the_answer
    assert deliver(digest(), FakeChat(), channel).state == "sent"
    assert ROOM.log == ["send p0", "find p0"]
    assert deliver(digest(), FakeChat(), channel).act == "unchanged"


def test_a_failing_look_up_is_no_licence_to_post_again(channel: Channel) -> None:
    fail(Ambiguous("응답 없음"))
    deliver(digest(), FakeChat(), channel)
    fail(Undelivered("조회 실패"))
    assert deliver(digest(), FakeChat(), channel).state == "unknown"
    assert ROOM.log == ["send p0", "find p0", "find p0"]
    assert deliver(digest(), FakeChat(), channel).state == "sent"


class Fussy(FakeChat):
    """Its vendor refuses the first token; `prepare` may fail, or be killed."""

    def prepare(self, channel: Channel) -> None:
        states = {part: row.state for part, row in channel.store.ledger.parts(DATE, "main", self.target).items()}
        ROOM.log.append(f"prepare {states.get('p0', 'unmarked')}")
        ROOM.next()


def test_what_prepares_a_message_happens_before_the_mark(channel: Channel) -> None:
    fail(Killed())
    with pytest.raises(Killed):
        deliver(digest(), Fussy(), channel)
    assert channel.store.ledger.rows() == (), "a kill there leaves: nothing happened"
    fail(Undelivered("토큰 서버가 답하지 않습니다"))
    assert deliver(digest(), Fussy(), channel).state == "failed"
    assert ROOM.log == ["prepare unmarked"] * 2
    assert deliver(digest(), Fussy(), channel).state == "sent"


def test_a_refused_token_is_prepared_anew_once_and_not_while_marked(channel: Channel) -> None:
    def refuse(times: int) -> None:
        left = [0, *[1] * times]

        def next_step() -> None:
            if ROOM.log[-1].startswith("send") and left.pop():
                raise Unready("로그인이 거절되었습니다")

        ROOM.next = next_step

    refuse(1)
    assert deliver(digest(), Fussy(), channel).state == "sent"
    assert ROOM.log == ["prepare unmarked", "send p0", "prepare failed", "send p0"]
    refuse(2)
    assert deliver(digest(name="other"), Fussy(), channel).state == "failed"
    assert ROOM.log[4:] == ["prepare sent", "send p0"] * 2


def test_a_killed_run_is_found_again(channel: Channel) -> None:
    fail(Killed())
    with pytest.raises(Killed):
        deliver(digest(), FakeChat(), channel)
    assert channel.store.ledger.parts(DATE, "main", "fake:room")["p0"].state == "sending"
    assert deliver(digest(), FakeChat(), channel).state == "sent"
    assert ROOM.log == ["send p0", "find p0", "send p0"]


def test_without_receipts_a_killed_run_is_reported_and_never_repeated(channel: Channel) -> None:
    fail(Killed())
    with pytest.raises(Killed):
        deliver(digest(), FakeHook(), channel)
    for _ in range(2):
        outcome = deliver(digest(), FakeHook(), channel)
        assert outcome.state == "unknown"
        assert "resend" in outcome.detail
    assert ROOM.log == ["send p0"]


def test_a_digest_that_may_have_been_read_is_frozen(channel: Channel) -> None:
    fail(Undelivered("봇이 채널에 없음"))
    deliver(digest(), FakeHook(), channel)
    assert not channel.store.ledger.delivered(DATE, "main")
    fail(Killed())
    with pytest.raises(Killed):
        deliver(digest(), FakeHook(), channel)
    assert channel.store.ledger.delivered(DATE, "main")


def test_a_message_in_parts_goes_on_where_it_stopped(channel: Channel) -> None:
    three = digest("2408.00001", "2408.00002", "2408.00003")
    deliver(digest("2408.00001"), FakeChat(), channel)
    fail(Undelivered("잠시 막힘"))
    assert deliver(three, FakeChat(), channel).state == "failed"
    assert deliver(three, FakeChat(), channel).state == "sent"
    assert ROOM.log == ["send p0", "send p1", "send p1", "send p2"]


LONG, SHORT = ("2408.00001", "2408.00002", "2408.00003"), ("2408.00001",)


def test_a_shorter_digest_takes_back_its_left_over_messages_last_first(channel: Channel) -> None:
    deliver(digest(*LONG), FakeChat(), channel)
    for _ in range(2):
        assert deliver(digest(*SHORT), FakeChat(), channel).state == "sent"
    assert ROOM.log[3:] == ["retract p2", "retract p1"]
    assert list(ROOM.messages) == [f"{digest().key}/p0"]
    assert deliver(digest(*LONG), FakeChat(), channel).state == "sent"  # and may grow again
    assert len(ROOM.messages) == 3


def test_a_digest_that_became_shorter_was_updated_even_where_what_is_left_is_unchanged(channel: Channel) -> None:
    deliver(digest(*LONG), FakeChat(), channel)
    acts = [deliver(digest(*papers), FakeChat(), channel).act for papers in (SHORT, SHORT, LONG, LONG)]
    assert acts == ["updated", "unchanged", "updated", "unchanged"]


def test_the_tenth_message_is_taken_back_before_the_ninth(channel: Channel) -> None:
    deliver(digest(*(f"2408.000{n:02}" for n in range(11))), FakeChat(), channel)
    deliver(digest("2408.00000"), FakeChat(), channel)
    assert ROOM.log[11:] == [f"retract p{n}" for n in range(10, 0, -1)]


@pytest.mark.parametrize("publisher", [FakeChat(), FakeHook()])
def test_a_left_over_that_was_refused_stands_nowhere_and_is_forgotten(
    channel: Channel, publisher: PublisherSettings
) -> None:
    deliver(digest(*SHORT), publisher, channel)
    fail(Undelivered("잠시 막힘"))
    assert deliver(digest(*LONG), publisher, channel).state == "failed"
    deliver(digest(*SHORT), publisher, channel)
    assert ROOM.log == ["send p0", "send p1"]
    assert set(channel.store.ledger.parts(DATE, "main", publisher.target)) == {"", "p0"}


def test_a_left_over_that_may_stand_where_nobody_can_look_is_remembered(channel: Channel) -> None:
    deliver(digest(*SHORT), FakeHook(), channel)
    fail(Killed())
    with pytest.raises(Killed):
        deliver(digest(*LONG), FakeHook(), channel)
    assert deliver(digest(*SHORT), FakeHook(), channel).state == "sent"
    assert ROOM.log == ["send p0", "send p1"]
    assert channel.store.ledger.parts(DATE, "main", "fake:hook")["p1"].state == "sending"


@pytest.mark.parametrize("error", [Undelivered("잠시 막힘"), Killed()])
def test_a_message_that_could_not_be_taken_back_is_tried_again(channel: Channel, error: BaseException) -> None:
    deliver(digest(*LONG), FakeChat(), channel)
    fail(error)
    if isinstance(error, Killed):
        with pytest.raises(Killed):
            deliver(digest(*SHORT), FakeChat(), channel)
    else:
        outcome = deliver(digest(*SHORT), FakeChat(), channel)
        assert outcome.state == "sent"
        assert "지우지 못해" in outcome.detail
    assert deliver(digest(*SHORT), FakeChat(), channel).detail == ""
    assert list(ROOM.messages) == [f"{digest().key}/p0"]


@pytest.mark.parametrize("arrived", [True, False])
def test_a_left_over_that_was_being_sent_is_looked_for_first(channel: Channel, arrived: bool) -> None:
    deliver(digest(*LONG[:2]), FakeChat(), channel)
    fail(Killed())
    with pytest.raises(Killed):
        deliver(digest(*LONG), FakeChat(), channel)
    if arrived:
        ROOM.messages[f"{digest().key}/p2"] = "it did arrive"
    assert deliver(digest(*LONG[:2]), FakeChat(), channel).state == "sent"
    assert ROOM.log[-2 if arrived else -1 :] == ["find p2", "retract p2"][: 1 + arrived]
    assert len(ROOM.messages) == 2
    assert set(channel.store.ledger.parts(DATE, "main", "fake:room")) == {"", "p0", "p1"}


def test_where_nothing_can_be_taken_back_the_left_over_stays(channel: Channel) -> None:
    deliver(digest(*LONG), FakeHook(), channel)
    assert deliver(digest(*SHORT), FakeHook(), channel).state == "sent"
    assert len(ROOM.messages) == 3
    assert deliver(digest(*LONG), FakeHook(), channel).state == "sent"
    assert ROOM.log == ["send p0", "send p1", "send p2"]


def test_an_update_that_is_refused_leaves_the_first_message_standing(channel: Channel) -> None:
    deliver(digest("2408.00001"), FakeChat(size=9), channel)
    fail(Undelivered("edit_window_closed"))
    outcome = deliver(digest("2408.00001", "2408.00002"), FakeChat(size=9), channel)
    assert outcome.state == "sent"
    assert "고치지 못해" in outcome.detail
    assert len(ROOM.messages) == 1


def test_what_one_part_could_not_do_is_told_though_the_next_ones_could(channel: Channel) -> None:
    deliver(digest("2408.00001", "2408.00002"), FakeChat(), channel)
    fail(Undelivered("edit_window_closed"))
    outcome = deliver(digest("2408.00003", "2408.00004"), FakeChat(), channel)
    assert ROOM.log[2:] == ["update p0", "update p1"]
    assert "고치지 못해" in outcome.detail


def test_a_file_is_written_by_every_run_and_keeps_the_receipt_of_its_first_part(channel: Channel) -> None:
    for _ in range(2):
        outcome = deliver(digest("2408.00001", "2408.00002"), FakeFile(), channel)
        assert (outcome.state, outcome.receipt) == ("sent", {"file": "a.md"})
    assert ROOM.log == ["write p0", "write p1"] * 2
    assert channel.store.ledger.parts(DATE, "main", "fake:file")[""].receipt == {"file": "a.md"}
    fail(Undelivered("디스크가 가득 찼습니다"))
    broken = deliver(digest(), FakeFile(), channel)
    assert (broken.state, broken.detail) == ("failed", "디스크가 가득 찼습니다")


def test_what_the_terminal_showed_is_not_remembered(channel: Channel) -> None:
    assert deliver(digest(), FakeFile(name="console"), channel).state == "sent"
    assert channel.store.ledger.parts(DATE, "main", "console") == {}


def test_targets_are_independent_and_past_days_stay_out_of_chats(channel: Channel) -> None:
    def broken() -> None:
        ROOM.next = lambda: None
        raise ZeroDivisionError

    ROOM.next = broken
    outcomes = deliver_all(digest(), [FakeChat(), FakeHook()], channel, post=True)
    assert [o.state for o in outcomes] == ["unknown", "sent"], "it broke while it was asking"
    skipped = deliver_all(digest(), [FakeChat()], channel, post=False)
    assert skipped[0].state == "skipped"
    assert ROOM.log == ["send p0", "send p0"]


def test_all_of_a_message_is_taken_back_last_part_first(channel: Channel) -> None:
    deliver(digest(*LONG), FakeChat(), channel)
    taken = take_back(digest(), FakeChat(), channel)
    assert (taken.stood, taken.stayed, ROOM.messages) == (3, 0, {})
    assert ROOM.log[3:] == ["retract p2", "retract p1", "retract p0"]
    assert channel.store.ledger.rows() == ()


@pytest.mark.parametrize("arrived", [True, False])
def test_what_may_have_arrived_is_looked_for_before_it_is_taken_back(channel: Channel, arrived: bool) -> None:
    fail(Killed())
    with pytest.raises(Killed):
        deliver(digest(), FakeChat(), channel)
    if arrived:
        ROOM.messages[f"{digest().key}/p0"] = "it did arrive"
    assert take_back(digest(), FakeChat(), channel).stayed == 0
    assert ROOM.log == ["send p0", "find p0", "retract p0"][: 2 + arrived]
    assert ROOM.messages == {}
    assert channel.store.ledger.rows() == ()


def test_a_vendor_that_cannot_be_asked_leaves_everything_as_it_was(channel: Channel) -> None:
    deliver(digest(*LONG), FakeChat(), channel)
    before = channel.store.ledger.rows()
    ROOM.next = lambda: fail_always(Undelivered("Slack이 답하지 않습니다"))
    taken = take_back(digest(), FakeChat(), channel)
    assert taken.stayed == 3
    assert "답하지 않습니다" in taken.failed
    assert channel.store.ledger.rows() == before


def fail_always(error: BaseException) -> None:
    raise error


def test_where_nothing_can_be_taken_back_it_says_whether_it_is_there(channel: Channel) -> None:
    deliver(digest(), FakeHook(), channel)
    sure = take_back(digest(), FakeHook(), channel)
    assert (sure.stayed, sure.unsure, sure.failed) == (1, False, "")
    fail(Ambiguous("응답 없음"))
    deliver(digest(name="other"), FakeHook(), channel)
    unsure = take_back(digest(name="other"), FakeHook(), channel)
    assert (unsure.stayed, unsure.unsure, unsure.failed) == (1, True, "")


def test_a_killed_taking_back_is_never_taken_for_a_message_that_stands(channel: Channel) -> None:
    deliver(digest(), FakeChat(), channel)
    fail(Killed())
    with pytest.raises(Killed):
        take_back(digest(), FakeChat(), channel)
    assert {row.state for row in channel.store.ledger.rows()} == {"sending"}
    assert deliver(digest(), FakeChat(), channel).state == "sent", "it stands, and is found"
    assert len(ROOM.messages) == 1


@pytest.mark.parametrize("arrived", [True, False])
def test_a_report_looks_for_what_was_lost_and_sends_nothing(channel: Channel, arrived: bool) -> None:
    fail(Killed())
    with pytest.raises(Killed):
        deliver(digest(), FakeChat(), channel)
    if arrived:
        ROOM.messages[f"{digest().key}/p0"] = "it did arrive"
    assert find_lost(digest(), FakeChat(), channel) is arrived
    assert ROOM.log == ["send p0", "find p0"]
    assert channel.store.ledger.parts(DATE, "main", "fake:room")["p0"].state == ("sent" if arrived else "sending")
    assert find_lost(digest(), FakeHook(), channel) is False


class Seeing(FakeChat):
    """Tells what it is given: entries to send, receipts to look with."""

    chat: ClassVar[bool] = True

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        ROOM.log.append(" ".join(entry.item.key for entry in digest.entries))
        return super().parts(digest)

    def find(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt | None:
        ROOM.log.append(f"knows {sorted(sent)}")
        return super().find(digest, part, channel, sent)


class SeeingAtHome(Seeing):
    """The same where no chat is."""

    chat: ClassVar[bool] = False


@pytest.mark.parametrize(("publisher", "shown"), [(Seeing, 2), (SeeingAtHome, 1)])
def test_missed_mornings_are_told_in_chats_alone(channel: Channel, publisher: type[Seeing], shown: int) -> None:
    missed = Missed(date=dt.date(2024, 8, 16), count=1, best=(entry("2408.00001"),))
    deliver(digest(missed=(missed,)), publisher(size=5), channel)
    assert len(ROOM.log[0].split()) == shown


def row(part: str, state: Any, receipt: Receipt | None = None) -> LedgerRow:
    return LedgerRow(
        date=DATE, name="main", target="fake:room", part=part, state=state, receipt=receipt or {}, changed_at=NOW
    )


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        (row("p0", "sent"), ["retract p0"]),
        (row("p0", "unknown", {"ts": "p0"}), ["retract p0"]),
        (row("p0", "unknown"), ["find p0"]),
        (row("p0", "failed"), []),
    ],
)
def test_only_what_may_stand_somewhere_is_looked_for(channel: Channel, known: LedgerRow, asked: list[str]) -> None:
    assert retract(digest(), FakeChat(), channel, known, {})
    assert ROOM.log == asked


def test_what_is_lost_is_looked_for_beside_what_surely_stands(channel: Channel) -> None:
    ledger = channel.store.ledger
    for known in (row("", "unknown"), row("p0", "sent", {"ts": "p0"}), row("p1", "unknown"), row("p2", "unknown")):
        ledger.record(known)
    ROOM.messages = {f"{digest().key}/{part}": part for part in ("p0", "p1")}
    assert find_lost(digest(), Seeing(), channel)
    assert ROOM.log == ["knows ['p0']", "find p1", "knows ['p0', 'p1']", "find p2"]
    assert ledger.parts(DATE, "main", "fake:room")[""].state == "unknown", "one part is still lost"
    ROOM.messages[f"{digest().key}/p2"] = "p2"
    assert find_lost(digest(), Seeing(), channel)
    whole = ledger.parts(DATE, "main", "fake:room")[""]
    assert (whole.state, whole.receipt) == ("sent", {"ts": "p0"})


def test_a_part_is_taken_back_beside_those_whose_receipts_are_known(channel: Channel) -> None:
    for known in (row("", "unknown", {"ts": "p0"}), row("p0", "sent", {"ts": "p0"}), row("p1", "unknown")):
        channel.store.ledger.record(known)
    take_back(digest(), Seeing(), channel)
    assert ROOM.log[0] == "knows ['p0']"


def test_a_message_whose_answer_a_kill_cut_off_may_not_be_there(channel: Channel) -> None:
    fail(Killed())
    with pytest.raises(Killed):
        deliver(digest(), FakeHook(), channel)
    assert take_back(digest(), FakeHook(), channel).unsure


# the whole as it was → what it becomes: none of its parts in doubt, one of them `sending` or `unknown`
UNTRIED: dict[DeliveryState | None, tuple[DeliveryState, DeliveryState]] = {
    None: ("failed", "unknown"),
    "pending": ("failed", "unknown"),
    "skipped": ("failed", "unknown"),
    "failed": ("failed", "unknown"),
    "sent": ("sent", "unknown"),
    "sending": ("sending", "sending"),
    "unknown": ("unknown", "unknown"),
}


def test_every_state_has_a_place_in_the_table() -> None:
    assert set(UNTRIED) == {None, *get_args(DeliveryState)}


@pytest.mark.parametrize("part", [None, *get_args(DeliveryState)])
@pytest.mark.parametrize("whole", UNTRIED)
def test_what_could_not_be_tried_keeps_what_is_known(
    channel: Channel, whole: DeliveryState | None, part: DeliveryState | None
) -> None:
    kept = {"receipt": {"ts": "1"}, "detail": "before", "changed_at": NOW - dt.timedelta(days=1)}
    for name, state in (("", whole), ("p0", part)):
        if state:
            row = LedgerRow(date=DATE, name="main", target="fake:room", part=name, state=state, **kept)
            channel.store.ledger.record(row)
    before = channel.store.ledger.parts(DATE, "main", "fake:room")
    told = record_unsent(DATE, ("main", "fake:room"), "너무 늦었습니다", channel, "다시 보내세요")
    after = channel.store.ledger.parts(DATE, "main", "fake:room")
    becomes = UNTRIED[whole][part in ("sending", "unknown")]
    assert after[""].state == becomes
    assert after.get("p0") == before.get("p0")
    assert told.state == ("failed" if becomes == "sent" else becomes)
    if becomes == whole != "failed":
        assert after == before
    else:
        assert after[""].detail.startswith("너무 늦었습니다 – ")
        assert ("다시 보내세요" in after[""].detail) == (becomes == "failed")
        assert after[""].receipt == ({"ts": "1"} if whole else {})
        assert after[""].changed_at == NOW


def test_a_file_whose_writer_broke_is_written_again_whatever_stood_there(channel: Channel) -> None:
    deliver(digest(), FakeFile(), channel)
    fail(ZeroDivisionError())
    (told,) = deliver_all(digest("2408.00001"), [FakeFile()], channel, post=True)
    assert told.state == channel.store.ledger.parts(DATE, "main", "fake:file")[""].state == "failed"
