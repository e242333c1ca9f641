"""One record per run in the store, and one summary line in the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from digest.app import App
from digest.kitchen import DayResult

log = logging.getLogger(__name__)
Record = Callable[[Sequence[DayResult], int], None]


@contextmanager
def recorded_run(app: App, command: str, enabled: bool = True) -> Iterator[Record]:
    """Note the start of a run, and its end however it ends; the block reports its results to what is yielded."""
    began = time.monotonic()
    outcome: dict[str, Any] = {"exit": 1, "record": {"digests": []}}

    def record(results: Sequence[DayResult], code: int) -> None:
        outcome.update(exit=code, record=run_record(results))

    if enabled:
        app.store.runs.start(app.run_id, command, app.clock())
    try:
        yield record
    except BaseException as error:
        outcome["record"]["error"] = getattr(error, "message", "") or type(error).__name__
        raise
    finally:
        seconds = round(time.monotonic() - began, 3)
        outcome["record"]["seconds"] = seconds
        if enabled:
            app.store.runs.finish(app.run_id, outcome["exit"], outcome["record"], app.clock())
        log.info(
            "%s finished: exit %d, %d digests, %.1f s",
            command,
            outcome["exit"],
            len(outcome["record"]["digests"]),
            seconds,
            extra={"run": app.run_id, "stage": command, "seconds": seconds},
        )


def run_record(results: Sequence[DayResult]) -> dict[str, Any]:
    """What `digest status` shows of a run: per digest its reports, deliveries, timings and model usage."""
    return {
        "digests": [
            {
                "date": result.digest.date.isoformat(),
                "name": result.digest.name,
                "entries": len(result.digest.entries),
                "fallbacks": sum(entry.line.fallback for entry in result.digest.entries),
                "reports": [report.model_dump(mode="json") for report in result.reports],
                "deliveries": [delivery.model_dump(mode="json") for delivery in result.deliveries],
                "usage": result.usage.model_dump(),
                "problem": result.problem,
                "timings": result.timings,
            }
            for result in results
        ]
    }
