"""`digest db`: the store as a thing to upgrade, clean, move."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from digest.cli.session import session
from digest.errors import ConfigError
from digest.files import remove_leftovers, replace, why_not


@click.group(help="저장소를 판올림, 정리, 내보내기, 가져오기 합니다.")
def db() -> None: ...


@db.command(help="스키마를 최신으로 올립니다(실행할 때마다 저절로 하기도 합니다).")
@click.pass_context
def upgrade(ctx: click.Context) -> None:
    from digest.store.engine import HEAD
    from digest.store.url import shown

    with session(ctx) as app:
        click.echo(f"저장소 스키마 {HEAD}: {shown(app.store.engine.url)}")


@db.command(help="남겨 둘 필요가 없는 것을 지우고(`digest serve`는 스스로 합니다) 공간을 돌려줍니다.")
@click.option(
    "--days",
    type=click.IntRange(min=0),
    metavar="DAYS",
    default=30,
    show_default=True,
    help="받아 둔 응답을 며칠치 남길지",
)
@click.option(
    "--seen",
    type=click.IntRange(min=30),
    metavar="DAYS",
    default=90,
    show_default=True,
    help="출처에서 본 것을 며칠치 온전히 남길지. 더 오래된 날은 다시 만들 때 새로 물어봅니다",
)
@click.pass_context
def vacuum(ctx: click.Context, days: int, seen: int) -> None:
    from digest.store.tidy import drop_cached, tidy
    from digest.store.upkeep import vacuum as give_back

    with session(ctx) as app:
        dropped = drop_cached(app.store.engine, app.clock(), days)
        thinned = tidy(app.store.engine, app.clock(), seen)
        give_back(app.store.engine)
        click.echo(f"받아 둔 응답 {dropped}개를 지우고 오래된 관측 {thinned}개를 줄였습니다")


@db.command(help="저장소가 온전한지 살펴봅니다: 파일, 테이블, 내용, 다시 만들 수 있는 것. 아무것도 고치지 않습니다.")
@click.pass_context
def check(ctx: click.Context) -> None:
    from digest.app import read_settings
    from digest.cli.session import say
    from digest.store.checkup import problems

    settings, _path, env = read_settings(ctx.find_root().obj["config"])
    found = problems(settings.store_url(env), lambda what: say(f"{what} 살펴보는 중…"))
    click.echo("온전합니다" if not found else "저장소에 문제가 있습니다:")
    for told in found:
        click.echo(f"  ✗ {told}")
    sys.exit(1 if found else 0)


@db.command(help="검색 색인을 처음부터 다시 만듭니다(저절로 늘 최신이라 보통은 필요 없습니다).")
@click.pass_context
def reindex(ctx: click.Context) -> None:
    with session(ctx) as app, click.progressbar(length=1, label="색인", file=sys.stderr) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        count = app.store.search.reindex(tell)
    click.echo(f"{count:,}건을 색인했습니다")


@db.command(name="export", help="모든 행을 JSON Lines로 씁니다(stdout 또는 --file).")
@click.option("--file", "file", type=click.Path(dir_okay=False, path_type=Path), help="쓸 파일. 없으면 stdout")
@click.pass_context
def export_(ctx: click.Context, file: Path | None) -> None:
    from digest.store.upkeep import export_lines

    with session(ctx, reading=True) as app:
        lines = export_lines(app.store.engine)
        if file is None:
            for line in lines:
                sys.stdout.write(line + "\n")
            return
        try:
            count = written(lines, file)
        except OSError as error:
            told, hint = why_not(file.resolve(), error)
            raise ConfigError(f"{file}: {told}. 내보낸 것이 없습니다", hint=hint) from error
        click.echo(f"행 {count - 1}개 → {file}", err=True)  # the first line is no row


def written(lines: Iterator[str], file: Path) -> int:
    """Write lines to a file that only its owner may read, from its first byte: it may hold rotating tokens.

    A regular file stays what it was until the new one is whole: half an export would be read in without a word.
    """
    count = 0

    def encoded() -> Iterator[bytes]:
        nonlocal count
        for line in lines:
            yield line.encode() + b"\n"
            count += 1

    if file.exists() and not file.is_file():  # a pipe, a terminal
        with file.open("wb") as out:
            out.writelines(encoded())
    else:
        whole = file.resolve()
        remove_leftovers(whole.parent)
        replace(whole, encoded(), mode=0o600)
    return count


@db.command(name="import", help="`digest db export`로 쓴 JSON Lines를 이 (빈) 저장소에 읽어 들입니다.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="비어 있지 않은 저장소에도 읽어 들입니다. 키가 같은 행은 바뀝니다")
@click.pass_context
def import_(ctx: click.Context, file: Path, force: bool) -> None:
    from digest.store.upkeep import import_lines, is_empty

    with session(ctx) as app:
        if not force and not is_empty(app.store.engine):
            raise ConfigError(
                "저장소가 비어 있지 않습니다", hint="그래도 넣으려면 digest db import --force (키가 같은 행은 바뀝니다)"
            )
        try:
            with file.open(encoding="utf-8") as lines:
                count = import_lines(app.store.engine, lines)
        except UnicodeDecodeError as error:
            raise ConfigError(f"{file}: 내보낸 파일이 아닙니다(UTF-8이 아님)", hint="가져온 것이 없습니다") from error
        click.echo(f"행 {count}개를 읽었습니다", err=True)
