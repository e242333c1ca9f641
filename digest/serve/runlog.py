"""One record per run in the store, and one summary line in the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from digest.app import App
from digest.day.setup import DayResult, SourcesFailed
from digest.errors import DigestError
from digest.models import SourceReport
from digest.store.tidy import tidy_when_due

log = logging.getLogger(__name__)


class Record(Protocol):
    """Takes what a run came to; reports: of a run that made no digest."""

    def __call__(self, results: Sequence[DayResult], code: int, reports: Sequence[SourceReport] = ..., /) -> None: ...


@contextmanager
def recorded_run(app: App, command: str, enabled: bool = True) -> Iterator[Record]:
    """Note the start of a run, and its end however it ends; the block reports its results to what is yielded.

    Whoever runs digest, by cron or by `serve`, thus also keeps the store small.
    """
    began = time.monotonic()
    outcome: dict[str, Any] = {"exit": 1, "record": {"digests": []}}

    def record(results: Sequence[DayResult], code: int, reports: Sequence[SourceReport] = ()) -> None:
        outcome.update(exit=code, record=run_record(results, reports))

    if enabled:
        app.store.runs.start(app.run_id, command, app.clock())
    try:
        yield record
    except BaseException as error:
        outcome["record"] |= {"error": reason(error), "reports": dump(reports_of(error))}
        raise
    finally:
        seconds = round(time.monotonic() - began, 3)
        outcome["record"]["seconds"] = seconds
        if enabled:
            app.store.runs.finish(app.run_id, outcome["exit"], outcome["record"], app.clock())
        log.info(
            "%s 끝: 종료 %d, 다이제스트 %d개, %.1f초",
            command,
            outcome["exit"],
            len(outcome["record"]["digests"]),
            seconds,
            extra={"stage": command, "count": len(outcome["record"]["digests"]), "seconds": seconds},
        )
    if enabled:  # last, for the first time may take half a minute
        try:
            tidy_when_due(app.store.engine, app.clock())
        except DigestError as error:  # the run itself is done; the next one tidies
            log.warning("저장소를 정리하지 못함: %s", error)


def reason(error: BaseException) -> str:
    """What happened, with what brought it about; one line."""
    told = getattr(error, "message", "") or type(error).__name__
    cause = error.__cause__
    return f"{told}: {cause.message}" if isinstance(cause, DigestError) and cause.message not in told else told


def reports_of(error: BaseException | None) -> tuple[SourceReport, ...]:
    """What the sources said in a run that came to nothing."""
    while error is not None and not isinstance(error, SourcesFailed):
        error = error.__cause__
    return error.reports if error else ()


def dump(reports: Sequence[SourceReport]) -> list[dict[str, Any]]:
    """Reports as JSON-able values."""
    return [report.model_dump(mode="json") for report in reports]


def run_record(results: Sequence[DayResult], reports: Sequence[SourceReport] = ()) -> dict[str, Any]:
    """What `digest status` shows of a run: per digest its reports, deliveries, timings and model usage.

    reports: of a run that only collected.
    """
    return {
        "digests": [
            {
                "date": result.digest.date.isoformat(),
                "name": result.digest.name,
                "entries": len(result.digest.entries),
                "fallbacks": sum(entry.line.fallback for entry in result.digest.entries),
                "reports": dump(result.reports),
                "deliveries": [delivery.model_dump(mode="json") for delivery in result.deliveries],
                "usage": result.usage.model_dump(),
                "problem": result.problem,
                "timings": result.timings,
            }
            for result in results
        ],
        "reports": dump(reports),
    }
