"""`digest db`: the store as a thing to upgrade, clean, move."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from digest.cli.session import session
from digest.errors import ConfigError


@click.group(help="Look after the store: upgrade, vacuum, export, import.")
def db() -> None: ...


@db.command(help="Bring the schema to the newest version (every run does so, too).")
@click.pass_context
def upgrade(ctx: click.Context) -> None:
    from digest.store.engine import HEAD
    from digest.store.failure import shown

    with session(ctx) as app:
        click.echo(f"store at revision {HEAD}: {shown(app.store.engine.url)}")


@db.command(help="Drop what need not be kept (`digest serve` does so by itself) and give the space back.")
@click.option(
    "--days", type=click.IntRange(min=0), default=30, show_default=True, help="keep cached answers of this many days"
)
@click.option(
    "--seen",
    type=click.IntRange(min=30),
    default=90,
    show_default=True,
    help="keep in full what the sources showed in this many days; older days are asked for anew",
)
@click.pass_context
def vacuum(ctx: click.Context, days: int, seen: int) -> None:
    from digest.store.tidy import drop_cached, tidy
    from digest.store.upkeep import vacuum as give_back

    with session(ctx) as app:
        dropped = drop_cached(app.store.engine, app.clock(), days)
        thinned = tidy(app.store.engine, app.clock(), seen)
        give_back(app.store.engine)
        click.echo(f"dropped {dropped} cached answers, thinned {thinned} old observations")


@db.command(name="export", help="Write every row as JSON Lines (stdout, or --file).")
@click.option("--file", "file", type=click.Path(dir_okay=False, path_type=Path), help="where to; default stdout")
@click.pass_context
def export_(ctx: click.Context, file: Path | None) -> None:
    from digest.store.upkeep import export_lines

    with session(ctx) as app:
        lines = export_lines(app.store.engine)
        if file is None:
            for line in lines:
                sys.stdout.write(line + "\n")
            return
        try:
            count = written(lines, file)
        except OSError as error:
            raise ConfigError(f"{file}: {error.strerror}", hint="nothing was exported") from error
        click.echo(f"{count} rows → {file}", err=True)


def written(lines: Iterator[str], file: Path) -> int:
    """Write lines to a file that only its owner may read, from its first byte: it may hold rotating tokens."""

    def owner_only(path: str, flags: int) -> int:
        return os.open(path, flags, 0o600)

    count = 0
    with open(file, "w", encoding="utf-8", newline="\n", opener=owner_only) as out:
        file.chmod(0o600)  # one that was there before, too
        for line in lines:
            out.write(line + "\n")
            count += 1
    return count


@db.command(name="import", help="Read JSON Lines that `digest db export` wrote into this (empty) store.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="into a store that is not empty: rows of the same key are replaced")
@click.pass_context
def import_(ctx: click.Context, file: Path, force: bool) -> None:
    from digest.store.upkeep import import_lines, is_empty

    with session(ctx) as app:
        if not force and not is_empty(app.store.engine):
            raise ConfigError("the store is not empty", hint="digest db import --force replaces rows of the same key")
        try:
            with file.open(encoding="utf-8") as lines:
                count = import_lines(app.store.engine, lines)
        except UnicodeDecodeError as error:
            raise ConfigError(f"{file}: not an export: not UTF-8 text", hint="nothing was imported") from error
        click.echo(f"{count} rows read", err=True)
