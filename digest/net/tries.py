"""One way of trying again: as often as allowed, as long as is left, waiting as the failure asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from digest.clock import Deadline

Answer = TypeVar("Answer")
Failure = TypeVar("Failure", bound=Exception)


def tried(
    once: Callable[[], Answer],
    wait_after: Callable[[Failure, int], float | None],
    given_up: Callable[[Failure, int, bool], Exception],
    *,
    failures: type[Failure],
    retries: int,
    deadline: Deadline,
    sleep: Callable[[float], None],
) -> Answer:
    """What `once` gives at last.

    wait_after(failure, tries so far): seconds before the next try, None when it would be useless. given_up(failure,
    tries, patient): what is raised after the last one; patient is False when there was no time or patience left.
    Only `failures` are tried again. No wait goes beyond the deadline.
    """
    tries = 0
    while True:
        tries += 1
        try:
            return once()
        except failures as failure:
            wait = wait_after(failure, tries)
            patient = wait is not None and deadline.allows(wait)
            if tries > retries or wait is None or not patient:
                raise given_up(failure, tries, patient) from failure
        sleep(wait)
