"""One line against one short source: what each part of the check says of it."""

from __future__ import annotations

from digest.summarize.check.direction import flipped
from digest.summarize.check.english_numbers import source_quantities
from digest.summarize.check.evidence import normal
from digest.summarize.check.korean_numbers import line_quantities
from digest.summarize.check.names import unsupported_name
from digest.summarize.check.numbers import unsupported_number


def number(line: str, source: str) -> str | None:
    """The first number of a line that a source does not hold."""
    return unsupported_number(normal(line), line_quantities(normal(line)), normal(source))


def name(line: str, source: str) -> str | None:
    """The first name of a line that a source does not hold."""
    return unsupported_name(normal(line), line_quantities(normal(line)), normal(source))


def direction(line: str, source: str) -> str | None:
    """The number and verb of a line that say the opposite of a source."""
    return flipped(line, line_quantities(line), source_quantities(source), source)
