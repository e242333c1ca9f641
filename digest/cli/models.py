"""`digest models`: the offline translation model, fetched on request and never during a digest."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.app import connected, read_settings
from digest.cli.session import chosen_clock
from digest.clock import Deadline

if TYPE_CHECKING:
    from digest.net.client import HttpClient


@click.group(help="오프라인 영한 번역 모델을 받고 확인합니다.")
def models() -> None: ...


@models.command(help="모델을 내려받거나(약 34 MB, 디스크에서는 44 MB) 폴더에서 가져옵니다.")
@click.argument("language", type=click.Choice(["ko"]))
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="이미 받아 둔 파일이 있는 폴더",
)
@click.option("--dir", "model_dir", type=click.Path(path_type=Path), help="둘 폴더. 없으면 설정에 적은 폴더")
@click.option("--force", is_flag=True, help="온전히 있어도 다시 받습니다")
@click.pass_context
def fetch(ctx: click.Context, language: str, source: Path | None, model_dir: Path | None, force: bool) -> None:
    from digest.summarize.translate.model_fetch import RECORDS_URL, copy_from, offered, remove_parts
    from digest.summarize.translate.model_fetch import fetch as fetch_files
    from digest.summarize.translate.model_files import LICENCE, folder_of
    from digest.summarize.translate.mt import require_engine

    folder = folder_of(model_dir or _configured(ctx), "en", language)
    if folder.whole() and not folder.damaged() and not force:
        remove_parts(folder)
        click.echo(f"이미 있습니다: {folder.path} (다시 받으려면 --force)")
        return
    if source:
        manifest = copy_from(source, folder, f"en{language}")
    else:
        require_engine()
        with _http(ctx) as http:
            files = offered(http, "en", language, os.environ.get("FXTRANSLATE_RECORDS_URL") or RECORDS_URL)
            total = sum(file.size for file in files)
            click.echo(f"en→{language} 모델 {files[0].version}: 파일 {len(files)}개, {total / 1e6:.1f} MB 내려받기")
            click.echo(f"라이선스: {LICENCE}")
            for file in files:
                click.echo(f"  {file.name}  {file.size / 1e6:.1f} MB  sha256 {file.unpacked_sha256 or file.sha256}")
            with click.progressbar(length=total, label="받는 중", show_pos=False) as bar:
                manifest = fetch_files(http, files, folder, bar.update)
    for kept in manifest.files:
        click.echo(f"  {kept.name}  {kept.size / 1e6:.1f} MB  sha256 {kept.sha256}")
    click.echo(f"준비됨: {folder.path} – 다음 실행부터 기계 번역을 씁니다")


@models.command(help="번역기가 설치되었는지, 모델이 온전히 있는지 알려 줍니다.")
@click.option("--dir", "model_dir", type=click.Path(path_type=Path), help="살펴볼 폴더. 없으면 설정에 적은 폴더")
@click.pass_context
def status(ctx: click.Context, model_dir: Path | None) -> None:
    from digest.errors import how_to_add
    from digest.summarize.translate.model_files import folder_of
    from digest.summarize.translate.mt import installed

    folder = folder_of(model_dir or _configured(ctx))
    click.echo(f"번역기(fxtranslate): {'설치됨' if installed() else '없음 – ' + how_to_add('mt')}")
    click.echo(f"모델 폴더: {folder.path}")
    manifest, damaged = folder.manifest(), folder.damaged()
    if not folder.files():
        click.echo("모델: 없음 – digest models fetch ko")
    elif damaged or not folder.whole():
        click.echo(f"모델: 온전하지 않음{' ' * bool(damaged)}{', '.join(damaged)} – digest models fetch ko --force")
        ctx.exit(1)
    elif manifest is None:
        click.echo("모델: 있음 (직접 넣은 파일)")
    else:
        size = sum(file.size for file in manifest.files)
        click.echo(f"모델: 있음, 버전 {manifest.version}, {size / 1e6:.1f} MB, {manifest.licence}")
        for file in manifest.files:
            click.echo(f"  {file.name}  sha256 {file.sha256}")


def set_up_translator(call: Sequence[str]) -> bool:
    """Install the engine into the environment that runs digest and fetch the model; False when it did not work out.

    call: the global options of this run (`--config FILE`). Each step is a program of its own, whose output the person
    sees: what was just installed cannot be imported reliably here. What failed is told, with what to do later.
    """
    from digest.errors import how_to_add
    from digest.summarize.translate.mt import installed

    later = "나중에 다시: digest models fetch ko (받던 것은 이어서 받습니다). 그때까지는 규칙으로 정리합니다"
    if not installed():
        command = how_to_add("mt")
        click.echo(f"번역기를 설치합니다(digest가 깔린 환경을 새로 맞추며, 1분쯤 걸릴 수 있습니다): {command}")
        if _installed_quietly(shlex.split(command)):
            click.echo(f"번역기를 설치하지 못했습니다. 연결을 확인하고 위 명령을 다시 실행하세요.\n{later}", err=True)
            return False
    if _ended([sys.executable, "-m", "digest", *call, "models", "fetch", "ko"]):
        click.echo(later, err=True)
        return False
    return True


def _installed_quietly(command: Sequence[str]) -> int:
    """The exit code of an installer, 127 when there is no such program; what it said is shown only when it failed."""
    try:
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # noqa: S603 -- our own words
    except FileNotFoundError:
        click.echo(f"{command[0]}: 프로그램이 없습니다", err=True)
        return 127
    if done.returncode:
        click.echo(done.stdout.decode(errors="replace"), err=True, nl=False)
    return done.returncode


def _ended(command: Sequence[str]) -> int:
    """The exit code of a command that writes where we write; 127 when there is no such program."""
    sys.stdout.flush()
    try:
        return subprocess.run(command, check=False).returncode  # noqa: S603 -- our own words, no shell
    except FileNotFoundError:
        click.echo(f"{command[0]}: 프로그램이 없습니다", err=True)
        return 127


def _configured(ctx: click.Context) -> Path | None:
    """The folder that the configuration names, if it names one."""
    settings, _path, _env = read_settings(ctx.find_root().obj["config"])
    return getattr(settings.summarizer, "model_dir", None)


def _http(ctx: click.Context) -> closing[HttpClient]:
    """The configured client, which may take its time: a model is large. A proxy may stand in `.env`."""
    given = ctx.find_root().obj
    settings, _path, _env = read_settings(given["config"])
    return closing(connected(settings, Deadline(3600), chosen_clock(given["now"])))
