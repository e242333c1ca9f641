"""The error tree; the class of an error is the policy for it (DESIGN §10).

DigestError
├── ConfigError      exit 2, before anything runs
├── SkippableError   one item, source or delivery: becomes a line in a report
│   ├── Undelivered  a message that surely did not arrive
│   └── Ambiguous    a message that may have arrived (time-out after the request was sent)
├── RetriableError   handled where it rises (http_client, a vendor's retry), never seen above
└── FatalError       the run cannot go on: store unusable, every source failed
"""

from __future__ import annotations


class DigestError(Exception):
    """Base of every error a person may read.

    message: what happened, one sentence. hint: what to do next, or "".
    Both must be free of secrets.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  → {self.hint}" if self.hint else self.message


class ConfigError(DigestError):
    """The configuration or the command line cannot work; nothing was run."""


class SkippableError(DigestError):
    """One source, item or delivery failed; the run goes on and says so."""


class Undelivered(SkippableError):
    """A delivery that surely did not reach its target; the next run may try again."""


class Ambiguous(SkippableError):
    """A delivery that may or may not have reached its target; never blindly repeated (contracts §7.4)."""


class RetriableError(DigestError):
    """A passing fault; retry_after is the server's wish in seconds, or None."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class FatalError(DigestError):
    """The run as a whole failed."""
