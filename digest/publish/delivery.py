"""The policy of delivery: once, and provably. Publishers only talk to their vendor.

Ledger of a part:  (none) → sending → sent | failed | unknown. Everything is committed before the next step, so
a kill at any instant leaves either "nothing happened" or "sending", and "sending" is looked up or reported,
never repeated. Whatever is slow or may fail happens before "sending" (`prepare`); the claim of the target is
confirmed right before the vendor is asked, and a sender that was replaced meanwhile writes nothing more (Lost).
A digest that became shorter takes back the parts it no longer has, last one first, where the vendor can;
elsewhere they stay, for a message that was read is better than a false claim that it is gone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from digest.errors import Ambiguous, Lost, SkippableError
from digest.models import Act, Delivery, DeliveryState, Digest, Part, Receipt
from digest.publish.base import Channel, PublisherSettings, Unready
from digest.render.phrases import with_missed
from digest.store.ledger import UNSURE, LedgerRow, MessageKey

UNKNOWN_HINT = "도착했는지 알 수 없어 다시 보내지 않았습니다. 확인 후 `digest resend`로 다시 보낼 수 있습니다."
FIND_HINT = "도착했는지 알 수 없습니다. 다음 실행이 대화방에서 찾아보고, 없을 때만 보냅니다."
TAKING_BACK = "되돌리다 멈췄습니다. 다시 실행하면 이어서 합니다."
# parts that are `sent`, `unknown`, `sent` make a message that is `unknown`
STATES_WORST_FIRST: Sequence[DeliveryState] = ("failed", "unknown", "sending", "pending", "sent")


def deliver(digest: Digest, publisher: PublisherSettings, channel: Channel) -> Delivery:
    """Bring one digest to one target, at most once; a changed digest updates what can be updated.

    Never raises for the vendor's sake: the outcome is the Delivery, and the ledger knows it. Raises Lost when another
    worker took the target over: to be tried again from what the ledger says then.
    """
    digest = with_missed(digest) if publisher.chat else digest
    if publisher.repeatable:
        return _repeat(digest, publisher, channel)
    rows = channel.store.ledger.parts(digest.date, digest.name, publisher.target)
    sent: dict[str, Receipt] = {}
    states: list[DeliveryState] = []
    acts: set[Act] = set()
    detail = ""
    for part in publisher.parts(digest):
        row = rows.get(part.id)
        try:
            receipt, state, told, did = _bring(digest, publisher, channel, part, row, sent)
            acts.add(did)
        except Lost:
            raise
        except Ambiguous as error:
            hint = FIND_HINT if publisher.findable else UNKNOWN_HINT
            receipt, state, told = {}, "unknown", f"{error.message} – {hint}" + (f" {error.hint}" if error.hint else "")
            _record(channel, digest, publisher, part.id, part.content_hash(), state, {}, told)
        except SkippableError as error:
            receipt, state, told = {}, "failed", str(error)
            _record(channel, digest, publisher, part.id, part.content_hash(), state, {}, told)
        states.append(state)
        detail = detail or told
        if state != "sent":
            break  # the rest would stand without its beginning; the next run goes on from here
        sent[part.id] = receipt
    state = next((s for s in STATES_WORST_FIRST if s in states), "sent")
    act: Act = ""
    if state == "sent":
        detail = detail or _take_back(digest, publisher, channel, rows, sent)
        shorter = any(part and part not in sent for part in rows)
        act = acts.pop() if len(acts) == 1 and not shorter else "updated"
    receipt = next(iter(sent.values()), {})
    _record(channel, digest, publisher, "", digest.content_hash(), state, receipt, detail)
    return Delivery(target=publisher.target, state=state, receipt=receipt, detail=detail, act=act)


def _bring(
    digest: Digest,
    publisher: PublisherSettings,
    channel: Channel,
    part: Part,
    row: LedgerRow | None,
    sent: Mapping[str, Receipt],
) -> tuple[Receipt, DeliveryState, str, Act]:
    """One part to its target: send it, update it, find it, or leave it; gives what is to be told and what was done."""
    content = part.content_hash()
    if row and row.state in UNSURE:
        if not publisher.findable:
            told = row.detail or UNKNOWN_HINT
            _record(channel, digest, publisher, part.id, row.content_hash, "unknown", {}, told)
            return {}, "unknown", told, ""
        found = look(digest, publisher, channel, part, sent)
        if found:  # what it says is not known: updating makes it right
            row = row.model_copy(update={"state": "sent", "receipt": found, "content_hash": ""})
            _record(channel, digest, publisher, part.id, "", "sent", found, "")
        else:
            row = None
    if row and row.state == "sent":
        if row.content_hash == content or not publisher.updatable:
            return row.receipt, "sent", "", "unchanged"
        try:
            channel.confirm()
            receipt = publisher.update(digest, part, channel, row.receipt)
        except Lost:
            raise
        except SkippableError as error:  # the old message stands: late news is no reason for a second one
            return row.receipt, "sent", f"고치지 못해 처음 보낸 대로 둡니다: {error.message}", "unchanged"
        _record(channel, digest, publisher, part.id, content, "sent", receipt, "")
        return receipt, "sent", "", "updated"
    receipt = _send(digest, publisher, channel, part, sent)
    _record(channel, digest, publisher, part.id, content, "sent", receipt, "")
    return receipt, "sent", "", "new"


def _send(
    digest: Digest, publisher: PublisherSettings, channel: Channel, part: Part, sent: Mapping[str, Receipt]
) -> Receipt:
    """Mark a part and send it; after an answer that was lost, look at once whether it arrived.

    What a vendor refused for a token that died early is prepared and sent once more.
    """
    for last in (False, True):
        publisher.prepare(channel)
        _record(channel, digest, publisher, part.id, part.content_hash(), "sending", {}, "")
        try:
            channel.confirm()
            return publisher.send(digest, part, channel, sent)
        except Unready as error:
            if last:
                raise
            _record(channel, digest, publisher, part.id, part.content_hash(), "failed", {}, str(error))
        except Ambiguous:
            found = publisher.findable and look(digest, publisher, channel, part, sent)
            if not found:  # it may still be on its way
                raise
            return found
    raise AssertionError("the last try returns or raises")


def look(
    digest: Digest, publisher: PublisherSettings, channel: Channel, part: Part, sent: Mapping[str, Receipt]
) -> Receipt | None:
    """As `find`; not being able to look is not knowing, and no licence to post again (Ambiguous)."""
    try:
        return publisher.find(digest, part, channel, sent)
    except SkippableError as error:
        raise Ambiguous(error.message, hint=error.hint) from error


def _take_back(
    digest: Digest,
    publisher: PublisherSettings,
    channel: Channel,
    rows: Mapping[str, LedgerRow],
    sent: Mapping[str, Receipt],
) -> str:
    """Retract parts of an earlier, longer form of this digest; gives what is to be told when one had to stay.

    A kill between the vendor's yes and the ledger only makes the next run retract again, which is harmless.
    """
    left_over = [row for part, row in rows.items() if part and part not in sent]
    for row in sorted(left_over, key=lambda row: (len(row.part), row.part), reverse=True):
        try:
            channel.confirm()
            gone = retract(digest, publisher, channel, row, sent)
        except Lost:
            raise
        except SkippableError as error:
            return f"짧아진 다이제스트의 남은 글을 지우지 못해 그대로 둡니다: {error.message}"
        if gone:
            channel.store.ledger.forget(digest.date, digest.name, publisher.target, row.part)
    return ""


def retract(
    digest: Digest, publisher: PublisherSettings, channel: Channel, row: LedgerRow, sent: Mapping[str, Receipt]
) -> bool:
    """Take a part back, looking for it first where its receipt was lost; whether it surely stands nowhere any more.

    Raises SkippableError when the vendor refuses, or cannot be looked through.
    """
    if row.state == "failed":
        return True
    if row.state == "sent" or row.receipt:
        return publisher.retract(row.part, row.receipt, channel)
    if not publisher.findable:
        return False
    found = publisher.find(digest, Part(id=row.part, payload={}), channel, sent)
    return found is None or publisher.retract(row.part, found, channel)


# What a delivery is after a try that ended without its vendor's word, by what the ledger knew of it:
#
#   the whole            a part             becomes
#   sending, unknown     –                  as it was   killed while it was taken back: the mark is looked up later
#   (none), failed …     sending, unknown   unknown     killed after the vendor's yes, before the ledger heard of it
#   sent                 sending, unknown   unknown     of a digest that became longer, the second message
#   sent                 –                  sent        an update that could not be made unsends nothing
#   (none), failed …     –                  failed      queued, and never begun


def unsent(whole: DeliveryState | None, parts: Collection[DeliveryState]) -> DeliveryState:
    """What a delivery is as a whole after a try that ended without its vendor's word. Pure; the table above.

    whole: None when the ledger has no row of it. parts: states of its parts.
    """
    if whole in UNSURE:
        return whole
    if any(state in UNSURE for state in parts):
        return "unknown"
    return "sent" if whole == "sent" else "failed"


def record_unsent(date: dt.date, message: MessageKey, why: str, channel: Channel, hint: str = "") -> Delivery:
    """Write down that a message could not be tried (too old, unreadable, a bug); its digest need not be there.

    Gives what is to be told: `failed` also where an earlier form of the message goes on standing.
    why, hint: in Korean; the hint is for what surely is not there. Raises Lost.
    """
    name, target = message
    rows = channel.store.ledger.parts(date, *message)
    whole = rows.pop("", None)
    state = unsent(whole.state if whole else None, [row.state for row in rows.values()])
    if whole and whole.state == state and state != "failed":
        return whole.delivery if state in UNSURE else Delivery(target=target, state="failed", detail=why)
    told = " – ".join(filter(None, (why, UNKNOWN_HINT if state == "unknown" else hint)))
    known = whole or LedgerRow(date=date, name=name, target=target, state=state, changed_at=channel.clock())
    row = known.model_copy(update={"state": state, "detail": told, "changed_at": channel.clock()})
    channel.store.ledger.record(row, channel.hold.lease if channel.hold else None)
    return row.delivery


@dataclass(frozen=True)
class TakenBack:
    """What came of taking a whole delivery back."""

    stood: int
    """Parts that stood there, or may have."""
    stayed: int
    """Of them, those that the vendor cannot take back, or nobody can look for."""
    unsure: bool = False
    """Whether one of those may not be there at all."""
    failed: str = ""
    """Why the vendor could not be asked, in Korean: what stands there is not known, so nothing may be sent again."""


def take_back(day: Digest, publisher: PublisherSettings, channel: Channel) -> TakenBack:
    """Retract every part of a delivery, last one first, and forget each that is gone.

    Where that is possible, all are marked as `sending` before: after a kill they are looked for, and never taken for
    what stands there.
    day: which digest; its entries do not matter.
    """
    ledger, lease = channel.store.ledger, channel.hold.lease if channel.hold else None
    rows = ledger.parts(day.date, day.name, publisher.target)
    sent = {part: row.receipt for part, row in rows.items() if part and row.receipt}
    parts = [row for part, row in rows.items() if (part == "") == publisher.repeatable and row.state != "failed"]
    stayed, unsure, failed = 0, False, ""
    reachable = parts if publisher.findable or publisher.repeatable else []  # elsewhere nothing can be taken back
    for row in [rows[""], *reachable] if reachable and "" in rows else reachable:
        marked = {"state": "sending", "detail": TAKING_BACK, "changed_at": channel.clock()}
        ledger.record(row.model_copy(update=marked), lease)
    for row in sorted(parts, key=lambda row: (len(row.part), row.part), reverse=True):
        try:
            channel.confirm()
            gone = retract(day, publisher, channel, row, sent)
        except Lost:
            raise
        except SkippableError as error:
            ledger.record(row, lease)
            stayed, failed = stayed + 1, failed or str(error)
            continue
        if gone:
            ledger.forget(day.date, day.name, publisher.target, row.part)
        else:
            ledger.record(row, lease)
            stayed, unsure = stayed + 1, unsure or row.state != "sent"
    if not stayed:
        ledger.forget(day.date, day.name, publisher.target)
    elif "" in rows:
        ledger.record(rows[""], lease)
    return TakenBack(len(parts), stayed, unsure, failed)


def find_lost(day: Digest, publisher: PublisherSettings, channel: Channel) -> bool:
    """Look for the parts of a delivery whose answers were lost, where one can look; sends nothing.

    Whether any was found: it then counts as sent, and the next run makes its text right. day: which digest.
    """
    if not publisher.findable:
        return False
    ledger, lease = channel.store.ledger, channel.hold.lease if channel.hold else None
    rows = ledger.parts(day.date, day.name, publisher.target)
    parts = {part: row for part, row in rows.items() if part}
    found = 0
    for row in [row for row in parts.values() if row.state in UNSURE]:
        sent = {part: one.receipt for part, one in parts.items() if one.state == "sent"}
        receipt = publisher.find(day, Part(id=row.part, payload={}), channel, sent)
        if receipt:
            known = {"state": "sent", "receipt": receipt, "content_hash": "", "detail": ""}
            parts[row.part] = row.model_copy(update=known)
            ledger.record(parts[row.part], lease)
            found += 1
    whole = rows.get("")
    if found and whole and all(row.state == "sent" for row in parts.values()):
        first = next(iter(parts.values())).receipt
        ledger.record(whole.model_copy(update={"state": "sent", "receipt": first, "detail": ""}), lease)
    return found > 0


def _repeat(digest: Digest, publisher: PublisherSettings, channel: Channel) -> Delivery:
    """A target that may be written again and again (a file, the terminal)."""
    state: DeliveryState = "sent"
    receipt: Receipt = {}
    detail = ""
    try:
        for part in publisher.parts(digest):
            channel.confirm()
            receipt = publisher.send(digest, part, channel, {}) or receipt
            detail = detail or receipt.get("kept", "")  # what a person made their own stays, and they are told
    except Lost:
        raise
    except SkippableError as error:
        state, detail = "failed", str(error)
    if publisher.target != "console":
        _record(channel, digest, publisher, "", digest.content_hash(), state, receipt, detail)
    return Delivery(target=publisher.target, state=state, receipt=receipt, detail=detail)


def _record(
    channel: Channel,
    digest: Digest,
    publisher: PublisherSettings,
    part: str,
    content_hash: str,
    state: DeliveryState,
    receipt: Receipt,
    detail: str,
) -> None:
    channel.store.ledger.record(
        LedgerRow(
            date=digest.date,
            name=digest.name,
            target=publisher.target,
            part=part,
            state=state,
            content_hash=content_hash,
            receipt=receipt,
            detail=detail,
            changed_at=channel.clock(),
        ),
        channel.hold.lease if channel.hold else None,
    )
