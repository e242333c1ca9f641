"""Progress of a run: bars on a terminal, nothing when piped (the log says it there)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from digest.cli.session import on_terminal
from digest.kitchen import Progress


@contextmanager
def drawn_progress(title: str) -> Iterator[Progress]:
    """A Progress that draws one bar per stage on stderr while the block runs."""
    if not on_terminal():
        yield Progress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(24), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(title, total=None)

        def stage(name: str, total: int) -> None:
            bars.reset(task, total=total, description=f"{title} · {name}")

        yield Progress(stage=stage, step=lambda count: bars.advance(task, count))
