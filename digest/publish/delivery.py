"""The policy of delivery: once, and provably (DESIGN §6). Publishers only talk to their vendor.

Ledger of a part:  (none) → sending → sent | failed | unknown. Everything is committed before the next step, so
a kill at any instant leaves either "nothing happened" or "sending", and "sending" is looked up or reported,
never repeated. A digest that became shorter takes back the parts it no longer has, last one first, where the
vendor can; elsewhere they stay, for a message that was read is better than a false claim that it is gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digest.errors import Ambiguous, SkippableError, Undelivered
from digest.models import Act, Delivery, DeliveryState, Digest, Part, Receipt
from digest.publish.base import Channel, PublisherSettings
from digest.store.ledger import LedgerRow

UNKNOWN_HINT = "도착했는지 알 수 없어 다시 보내지 않았습니다. 확인 후 `digest resend`로 다시 보낼 수 있습니다."
FIND_HINT = "도착했는지 알 수 없습니다. 다음 실행이 대화방에서 찾아보고, 없을 때만 보냅니다."
STATES_WORST_FIRST: Sequence[DeliveryState] = ("failed", "unknown", "sending", "pending", "sent")


def deliver(digest: Digest, publisher: PublisherSettings, channel: Channel) -> Delivery:
    """Bring one digest to one target, at most once; a changed digest updates what can be updated.

    Never raises for the vendor's sake: the outcome is the Delivery, and the ledger knows it.
    """
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
    if row and row.state in ("sending", "unknown"):
        if not publisher.findable:
            told = row.detail or UNKNOWN_HINT
            _record(channel, digest, publisher, part.id, row.content_hash, "unknown", {}, told)
            return {}, "unknown", told, ""
        try:
            found = publisher.find(digest, part, channel, sent)
        except SkippableError as error:  # not knowing is no licence to post again
            raise Ambiguous(error.message, hint=error.hint) from error
        if found:  # what it says is not known: updating makes it right
            row = row.model_copy(update={"state": "sent", "receipt": found, "content_hash": ""})
            _record(channel, digest, publisher, part.id, "", "sent", found, "")
        else:
            row = None
    if row and row.state == "sent":
        if row.content_hash == content or not publisher.updatable:
            return row.receipt, "sent", "", "unchanged"
        try:
            receipt = publisher.update(digest, part, channel, row.receipt)
        except SkippableError as error:  # the old message stands: late news is no reason for a second one
            return row.receipt, "sent", f"고치지 못해 처음 보낸 대로 둡니다: {error.message}", "unchanged"
        _record(channel, digest, publisher, part.id, content, "sent", receipt, "")
        return receipt, "sent", "", "updated"
    _record(channel, digest, publisher, part.id, content, "sending", {}, "")
    receipt = publisher.send(digest, part, channel, sent)
    _record(channel, digest, publisher, part.id, content, "sent", receipt, "")
    return receipt, "sent", "", "new"


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
            gone = _retract(digest, publisher, channel, row, sent)
        except SkippableError as error:
            return f"짧아진 다이제스트의 남은 글을 지우지 못해 그대로 둡니다: {error.message}"
        if gone:
            channel.store.ledger.forget(digest.date, digest.name, publisher.target, row.part)
    return ""


def _retract(
    digest: Digest, publisher: PublisherSettings, channel: Channel, row: LedgerRow, sent: Mapping[str, Receipt]
) -> bool:
    """Whether a part surely stands nowhere any more."""
    if row.state == "failed":
        return True
    if row.state == "sent":
        return publisher.retract(row.part, row.receipt, channel)
    if not publisher.findable:
        return False
    found = publisher.find(digest, Part(id=row.part, payload={}), channel, sent)
    return found is None or publisher.retract(row.part, found, channel)


def _repeat(digest: Digest, publisher: PublisherSettings, channel: Channel) -> Delivery:
    """A target that may be written again and again (a file, the terminal)."""
    state: DeliveryState = "sent"
    receipt: Receipt = {}
    detail = ""
    try:
        for part in publisher.parts(digest):
            receipt = publisher.send(digest, part, channel, {}) or receipt
    except Undelivered as error:
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
        )
    )
