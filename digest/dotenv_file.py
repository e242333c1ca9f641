"""`.env` as values; the only file that knows python-dotenv, whose own warning names neither file nor remedy."""

from __future__ import annotations

import io
import logging
from pathlib import Path

log = logging.getLogger(__name__)


def read_dotenv(file: Path) -> dict[str, str]:
    """The variables of a file; a line that is no assignment is told once, by its number alone, and left out.

    Raises OSError, UnicodeDecodeError.
    """
    from dotenv import dotenv_values
    from dotenv.parser import parse_stream

    text = file.read_text(encoding="utf-8-sig")
    wrong = [binding.original.line for binding in parse_stream(io.StringIO(text)) if binding.error]
    if wrong:
        lines = f"line {', '.join(map(str, wrong))}"
        log.warning("%s: %s: not NAME=value, left out", file, lines)
    logging.getLogger("dotenv").setLevel(logging.ERROR)  # the same once more, without the file's name
    found = dotenv_values(stream=io.StringIO(text))
    return {name: value for name, value in found.items() if value is not None}
