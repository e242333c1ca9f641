"""stdout and stderr as every command may rely on them: there, in UTF-8, and never a reason to stop a run."""

from __future__ import annotations

import io
import os
import sys


class UntilClosed(io.TextIOWrapper):
    """Text for a pipe whose reader may leave (`| head`); what it does not want to see any more is dropped."""

    def write(self, text: str) -> int:
        """As always, but quiet after the reader left."""
        try:
            return super().write(text)
        except BrokenPipeError:
            return self._drop(len(text))

    def flush(self) -> None:
        """As always, but quiet after the reader left."""
        try:
            super().flush()
        except BrokenPipeError:
            self._drop(0)

    def _drop(self, count: int) -> int:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())  # what is still buffered goes there, too
        os.close(nowhere)
        return count


def prepare_streams() -> None:
    """Replace streams that are closed (`>&-`, pythonw); write UTF-8 whatever the console's own encoding is (cp949)."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - for the whole process
        elif type(stream) is io.TextIOWrapper:
            lines, at_once = stream.line_buffering, stream.write_through
            whole = UntilClosed(stream.detach(), "utf-8", "replace", line_buffering=lines, write_through=at_once)
            setattr(sys, name, whole)
