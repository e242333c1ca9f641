"""What a run amounts to: its exit code and the few sentences a person needs. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from digest.day.setup import DayResult
from digest.models import Delivery, DeliveryState, Line
from digest.render.clean import visible
from digest.render.phrases import dollars, report_line, source_name
from digest.store.ledger import UNSURE

DELIVERY_WORDS = {
    "sent": "전달됨",
    "pending": "기다리는 중",
    "failed": "실패",
    "unknown": "확인 필요",
    "sending": "보내는 중에 멈춤",
    "skipped": "보내지 않음",
}
ACT_WORDS = {"unchanged": "이미 전달됨", "updated": "고침"}
# one delivery `failed` → exit code 1
WRONG: tuple[DeliveryState, ...] = ("failed", *UNSURE)
"""A person, or another run, has something to do."""


def delivery_word(delivery: Delivery) -> str:
    """What became of a delivery, and whether this run had a part in it."""
    return (ACT_WORDS.get(delivery.act) if delivery.state == "sent" else None) or DELIVERY_WORDS[delivery.state]


def exit_code(results: Sequence[DayResult]) -> int:
    """0 when everything asked was delivered; 1 when a source or a delivery failed or the model did."""
    return int(any(_failed(result) for result in results))


def _failed(result: DayResult) -> bool:
    return (
        any(report.state in ("failed", "partial") for report in result.digest.reports)
        or any(delivery.state in WRONG for delivery in result.deliveries)
        or _model_failed([entry.line for entry in result.digest.entries])
    )


def _model_failed(lines: Sequence[Line]) -> bool:
    """Whether a fallback stands where another run, or a person, could get the model's line.

    A finally refused line is finished work: the check did its part, the digest says so, asking again gives the same.
    Only when more lines were refused than the model wrote (and not just one) is the model itself in question.
    """
    fallen = [line for line in lines if line.fallback]
    final = [line for line in fallen if line.final]
    own = [line for line in lines if line.text and not line.fallback]
    return len(final) < len(fallen) or len(final) > max(1, len(own))


def _where(delivery: Delivery) -> str:
    """The file that was written, `file:out/2024-08-19.md`; else the target's name."""
    kind, receipt = delivery.target.partition(":")[0], delivery.receipt
    return receipt.get("file") or (f"{kind}:{receipt['path']}" if "path" in receipt else delivery.target)


def told(result: DayResult, *, costs: bool = True) -> tuple[str, ...]:
    """Korean sentences for stderr: what was delivered where, and what went wrong.

    costs: whether to tell what the sources cost; the digests of a day share what was read.
    """
    digest = result.digest
    lines = []
    for delivery in () if result.planned else result.deliveries:
        if delivery.target == "console":
            continue
        where = _where(delivery)
        detail = f" – {delivery.detail}" if delivery.detail else ""
        lines.append(f"{where}: {delivery_word(delivery)}{detail}")
    lines += [report_line(report) for report in digest.reports if report.off]
    lines += [f"{source_name(report.source)}: {report.cost}" for report in result.reports if costs and report.cost]
    if result.usage.cost_usd is not None and not result.planned:
        lines.append(f"요약 모델: 호출 {result.usage.calls}회({dollars(result.usage.cost_usd)})")
    fallen = [entry.line for entry in digest.entries if entry.line.fallback]
    if fallen:
        lines.append(f"요약 모델 대신 쓴 줄 {len(fallen)}건" + (f": {result.problem}" if result.problem else ""))
    final = sum(line.final for line in fallen)
    if final:
        lines.append(f"그중 {final}건은 모델의 답을 쓸 수 없어 다시 묻지 않습니다(다시 물으려면 --refresh-lines)")
    of_week = f"{digest.review.week} · {digest.name.partition(':')[0]}: 주간 후기" if digest.review else ""
    head = of_week or f"{digest.date} · {digest.name}: {len(digest.entries)}건"
    return (head, *(f"  {visible(line)}" for line in lines))
