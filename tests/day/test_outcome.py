"""What a run amounts to: when it failed, and the sentences that tell it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from digest.day.outcome import exit_code, told
from digest.day.setup import DayResult
from digest.models import Delivery, DeliveryState, Line, SourceReport, SourceState, Usage
from makers import digest, entry

WRITTEN = Line(text="정리 증명 문제의 63.5%를 푼다.", producer="openai:test-model")
REFUSED = Line(text="초록의 한 문장.", producer="key-sentence", fallback=True, final=True)
UNANSWERED = Line(text="초록의 한 문장.", producer="key-sentence", fallback=True)
KEYLESS = Line(text="초록의 한 문장.", producer="key-sentence")
TITLE = Line(text="", producer="title")


def result(
    *lines: Line,
    reports: Sequence[SourceReport] = (),
    deliveries: Sequence[Delivery] = (),
    **fields: object,
) -> DayResult:
    entries = tuple(entry(f"2408.{number:05}", line=line) for number, line in enumerate(lines))
    made = digest(entries=entries, reports=tuple(reports))
    return DayResult(made, (), tuple(deliveries), tuple(reports), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "failed"),
    [
        ([WRITTEN, WRITTEN], False),
        ([KEYLESS, TITLE], False),
        ([WRITTEN, UNANSWERED], True),  # another run can get it
        ([WRITTEN, UNANSWERED, REFUSED], True),
        ([REFUSED], False),  # one refused line is the check at work, on a day of one paper too
        ([REFUSED, TITLE], False),
        ([REFUSED, REFUSED], True),  # more than one, and none was written: the model is in question
        ([REFUSED, REFUSED, TITLE, TITLE], True),  # what nobody wrote speaks for no model
        ([REFUSED, REFUSED, WRITTEN], True),
        ([REFUSED, REFUSED, WRITTEN, WRITTEN], False),
        ([REFUSED, REFUSED, REFUSED, WRITTEN, WRITTEN], True),
    ],
)
def test_a_run_fails_by_its_model_when_most_lines_were_refused_or_any_can_still_be_had(
    lines: list[Line], failed: bool
) -> None:
    assert exit_code([result(*lines)]) == int(failed)


@pytest.mark.parametrize(
    ("state", "failed"), [("ok", 0), ("empty", 0), ("stale", 0), ("capped", 0), ("partial", 1), ("failed", 1)]
)
def test_a_run_fails_by_a_source_that_gave_less_than_it_has(state: SourceState, failed: int) -> None:
    assert exit_code([result(WRITTEN, reports=[SourceReport(source="arxiv", state=state)])]) == failed


@pytest.mark.parametrize(
    ("state", "failed"),
    [("sent", 0), ("pending", 0), ("skipped", 0), ("failed", 1), ("unknown", 1), ("sending", 1)],
)
def test_a_run_fails_by_a_delivery_that_somebody_must_see_to(state: DeliveryState, failed: int) -> None:
    good = result(WRITTEN)
    assert exit_code([good, result(WRITTEN, deliveries=[Delivery(target="slack", state=state)])]) == failed


def test_the_sentences_name_where_it_went_what_is_off_and_who_wrote() -> None:
    lines = told(
        result(
            WRITTEN,
            REFUSED,
            UNANSWERED,
            reports=[
                SourceReport(source="arxiv", state="failed", detail="응답 없음"),
                SourceReport(source="huggingface", state="ok"),
                SourceReport(source="x", state="ok", cost="글 1개 읽음"),
            ],
            deliveries=[
                Delivery(target="console", state="sent"),
                Delivery(target="slack", state="failed", detail="토큰이 없습니다"),
                Delivery(target="slack:team", state="sent", act="unchanged"),
                Delivery(target="slack:lab", state="unknown", act="unchanged"),
                Delivery(target="journal", state="sent", act="new", receipt={"file": "2024-08-19.md"}),
            ],
            usage=Usage(calls=3, cost_usd=0.02),
            problem="모델이 멈췄습니다",
        )
    )
    assert lines == (
        "2024-08-19 · main: 3건",
        "  slack: 실패 – 토큰이 없습니다",
        "  slack:team: 이미 전달됨",
        "  slack:lab: 확인 필요",
        "  2024-08-19.md: 전달됨",
        "  arXiv: 응답 없음",
        "  X: 글 1개 읽음",
        "  요약 모델: 호출 3회(약 $0.02)",
        "  요약 모델 대신 쓴 줄 2건: 모델이 멈췄습니다",
        "  그중 1건은 모델의 답을 쓸 수 없어 다시 묻지 않습니다(다시 물으려면 --refresh-lines)",
    )


def test_a_file_is_named_as_it_was_written() -> None:
    written = Delivery(target="file:out/{date}.md", state="sent", receipt={"path": "out/2024-08-19.md"})
    waiting = Delivery(target="file:out/{date}.md", state="failed", detail="쓸 수 없음")
    assert told(result(WRITTEN, deliveries=[written, waiting]))[1:] == (
        "  file:out/2024-08-19.md: 전달됨",
        "  file:out/{date}.md: 실패 – 쓸 수 없음",
    )


def test_a_dry_run_tells_of_no_delivery_and_no_bill() -> None:
    planned = result(
        WRITTEN,
        deliveries=[Delivery(target="slack", state="pending")],
        usage=Usage(calls=3, cost_usd=0.02),
        planned=True,
    )
    assert told(planned) == ("2024-08-19 · main: 1건",)
