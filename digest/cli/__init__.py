"""The command line: one small file per family of commands; it parses, calls app, prints.

Nothing heavy is imported before a command is known, so that `digest --help` answers at once.
"""

from __future__ import annotations

import atexit
import copy
import gc
import importlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest import __version__
from digest.cli.korean import speak_korean

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

speak_korean()

NEIGHBOUR = (
    "같은 환경에 이름이 같은 다른 프로그램({other}, 해시 계산 도구)이 있습니다. "
    "어느 하나를 지우거나 판올림하면 다른 하나가 망가집니다.\n"
    "  → 그 프로그램을 지우고 이 프로그램(paper-trend-digest)을 다시 설치하거나, 서로 다른 환경에 설치하세요"
)

COMMANDS = {
    "demo": ("digest.cli.demo", "들어 있는 견본 하루를 네트워크 없이 재생합니다"),
    "init": ("digest.cli.init", "설명이 달린 설정 파일을 씁니다"),
    "check": ("digest.cli.check", "설정을 검사하고 빠진 것을 알려 줍니다"),
    "run": ("digest.cli.run", "하루 또는 여러 날의 다이제스트를 만들어 전달합니다"),
    "serve": ("digest.cli.serve", "cron.yaml의 일정을 멈출 때까지 실행합니다"),
    "status": ("digest.cli.status", "지난 실행, 기다리는 일, 다음 일정을 보여 줍니다"),
    "help": ("digest.cli.help", "설명서를 터미널에서 읽습니다"),
    "add": ("digest.cli.add", "링크를 다이제스트에 직접 담습니다"),
    "links": ("digest.cli.links", "담아 두고 아직 싣지 않은 링크를 보거나 뺍니다"),
    "show": ("digest.cli.show", "논문 하나의 모든 것: 제목, 초록, 한 줄, 링크, 실린 곳"),
    "search": ("digest.cli.search", "지금까지 본 논문과 글에서 찾습니다"),
    "explain": ("digest.cli.explain", "논문이 왜 실렸는지, 또는 왜 안 실렸는지 알려 줍니다"),
    "preview": ("digest.cli.preview", "저장된 날들을 다른 키워드나 크기로 다시 골라 봅니다"),
    "like": ("digest.cli.learning", "이 논문이 마음에 든다고 알려 줍니다"),
    "dislike": ("digest.cli.learning", "이런 논문은 덜 보고 싶다고 알려 줍니다"),
    "learning": ("digest.cli.learning", "좋아한 글에서 무엇을 배웠는지 보고, 잊게 합니다"),
    "trends": ("digest.cli.trends", "목록에서 무엇이 늘고 있는지, 흐름 줄의 근거를 보여 줍니다"),
    "weekly": ("digest.cli.weekly", "한 주를 돌아보는 후기를 저널과 대화방에 전합니다"),
    "open": ("digest.cli.open", "아카이브의 페이지나 논문의 원문을 브라우저로 엽니다"),
    "site": ("digest.cli.site", "실린 논문의 아카이브를 정적 페이지로 만듭니다"),
    "mcp": ("digest.cli.mcp", "어시스턴트가 저장소를 읽는 MCP 서버를 엽니다"),
    "pause": ("digest.cli.pause", "한동안 쉽니다. 다음 다이제스트가 그 사이를 다룹니다"),
    "resend": ("digest.cli.deliveries", "하루치를 한 대상에 다시 보냅니다"),
    "undo": ("digest.cli.deliveries", "하루치로 쓰고 보낸 것을 되돌립니다"),
    "test": ("digest.cli.deliveries", "대상에 시험 메시지를 하나 보냅니다"),
    "kakao": ("digest.cli.kakao", "카카오톡에 로그인하고 남은 기간을 봅니다"),
    "models": ("digest.cli.models", "오프라인 번역 모델을 받습니다"),
    "collect": ("digest.cli.serve", "지금 출처에 보이는 글만 모아 둡니다"),
    "db": ("digest.cli.db", "저장소를 판올림, 정리, 내보내기, 가져오기 합니다"),
    "completion": ("digest.cli.completion", "셸의 자동 완성을 출력합니다"),
}
"""Command → (module with a click command of that name, one line of help)."""


def taking_options_of_all(command: click.Command) -> click.Command:
    """A command that takes the options of all commands behind its name, too; one of its own with that name wins."""
    own = {name for param in command.params for name in param.opts}
    for param in cli.params:
        if isinstance(param, click.Option) and param.name in BEHIND and not own.intersection(param.opts):
            late = copy.copy(param)
            late.hidden, late.expose_value, late.default, late.callback = True, False, None, _said_late
            command.params.append(late)
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            taking_options_of_all(inner)
    return command


def _said_late(ctx: click.Context, option: click.Parameter, value: object) -> None:
    if value not in (None, False) and isinstance(ctx.find_root().obj, dict):  # an unsaid flag takes nothing back
        ctx.find_root().obj[option.name] = value


BEHIND = ("config", "now", "log_format", "verbose")
"""Options that may stand before and behind a command: `digest --now … run`, `digest run --now …`."""


class LazyGroup(click.Group):
    """Knows its commands by name; imports the one that is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the module of a command."""
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[name][0]), name)
        return taking_options_of_all(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, without importing anything."""
        with formatter.section("명령"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands for the shell, without importing any of them."""
        from click.shell_completion import CompletionItem

        found = [CompletionItem(name, help=text) for name, (_, text) in COMMANDS.items() if name.startswith(incomplete)]
        return found if not incomplete.startswith("-") else super().shell_complete(ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Unknown commands name their nearest neighbour."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            ctx.fail(f"없는 명령입니다: {args[0]}" + (f" (혹시 `{near[0]}`?)" if near else ""))
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="처음이라면: digest help first-steps. --config, --now, --log-format, -v는 명령 뒤에 적어도 됩니다.",
)
@click.version_option(__version__, prog_name="digest", help="버전을 보여 줍니다.")
@click.option("--config", metavar="FILE", help="설정 파일. 없으면 $DIGEST_CONFIG, 그다음 ./config/digest.yaml")
@click.option("--now", metavar="INSTANT", help="지금이 그때인 것처럼 움직입니다. 예: 2024-08-23T07:30:00+09:00")
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", help="stderr에 쓰는 로그의 형식")
@click.option("-v", "--verbose", is_flag=True, help="단계마다 로그를 남깁니다")
@click.pass_context
def cli(ctx: click.Context, config: str | None, now: str | None, log_format: str, verbose: bool) -> None:
    """날마다 AI 논문을 골라 한국어 한 줄로: 마크다운 저널, Slack, 카카오톡으로 보냅니다."""
    ctx.obj = {"config": config, "now": now, "log_format": log_format, "verbose": verbose}


def _command(ctx: click.Context | None) -> str:
    """`db export` of `digest db export`."""
    return ctx.command_path.partition(" ")[2] if ctx else ""


def main() -> None:
    """Run a command; errors become one clear message and an exit code.

    1: it failed; 2: a mistake in use or configuration; 130: stopped by a person.
    """
    from digest.errors import ConfigError, DigestError, reason

    spare_collections()
    prepare_streams()
    other = neighbour()
    if other:
        click.echo(f"digest: {NEIGHBOUR.format(other=other)}", err=True)

    try:
        refuse_other_encodings(sys.argv[1:])
        sys.exit(cli(prog_name="digest", standalone_mode=False))  # else click turns Ctrl-C into "Aborted!" and 1
    except click.ClickException as error:
        error.show()
        if isinstance(error, click.NoSuchOption) and any(error.option_name in known.opts for known in cli.params):
            click.echo(f"  → 명령 앞에 쓰세요: digest {error.option_name} … {_command(error.ctx)}", err=True)
        sys.exit(error.exit_code)
    except ConfigError as error:
        _tell(str(error))
        sys.exit(2)
    except DigestError as error:
        _tell(str(error))
        sys.exit(1)
    except (ValueError, TypeError, KeyError) as error:
        if not _of_the_store(error):
            raise
        _tell(f"저장소에 읽을 수 없는 것이 있습니다({type(error).__name__})\n  → digest db check로 살펴보세요")
        sys.exit(1)
    except OSError as error:  # a full disk, a folder without permission: no bug of ours, so no traceback
        _tell(": ".join(str(part) for part in (error.filename, reason(error)) if part))
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort) as stop:
        asking = isinstance(stop, click.Abort) and stop.__cause__ is None  # left at a question, which keeps no answer
        again = (
            "답한 것은 남지 않았으니, 다시 실행하면 처음부터 묻습니다"
            if asking
            else "같은 명령을 다시 실행하면 이어서 합니다"
        )
        click.echo(f"digest: 중단했습니다. {again}.", err=True)
        sys.exit(130)


def refuse_other_encodings(words: Sequence[str]) -> None:
    """Raise ConfigError for a word that is no UTF-8 and names no file: neither the store nor a message can hold it."""
    from digest.errors import not_utf8

    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError as error:
            if not Path(word.rpartition("=")[2]).exists():
                raise not_utf8(word) from error


def spare_collections() -> None:
    """Take from a start and from an end what looks through objects that stay anyway: a quarter of a made day's run."""
    gc.set_threshold(150_000)  # a run makes fewer; Python's own 700 looks through all that imports made again and again
    atexit.register(gc.freeze)  # the process ends: nothing need be searched for cycles any more
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")  # else it reads the metadata of all that is installed


def neighbour() -> str:
    """The other program called digest, with its version, when it stands in this environment; else "".

    Found by the folder of its metadata: reading all metadata would take longer than `--help`.
    """
    for place in {Path(click.__file__).parents[1], Path(__file__).parents[2]}:
        for found in place.glob("digest-*.dist-info"):
            told = (found / "METADATA").read_text("utf-8", errors="replace") if (found / "METADATA").is_file() else ""
            if "Summary: A daily AI paper digest" not in told:  # our own, from when it had that name, does no harm
                return found.name.removesuffix(".dist-info").replace("-", " ")
    return ""


def _of_the_store(error: BaseException) -> bool:
    """Whether an error rose where the store reads its rows: there, what is wrong is what stands in them."""
    rooms = [frame.f_code.co_filename for frame, _line in traceback.walk_tb(error.__traceback__)]
    ours = [Path(name) for name in rooms if Path(name).is_relative_to(Path(__file__).parents[1])]
    return bool(ours) and ours[-1].parent.name == "store"


def _tell(error: str) -> None:
    """What went wrong, on stderr; errors are free of secrets, and this makes sure of it."""
    from digest.logs import redact

    click.echo(f"digest: {redact(error)}", err=True)


# stdout and stderr as every command may rely on them: there, in UTF-8, and never a reason to stop a run.


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
            setattr(sys, f"__{name}__", whole)  # the one that tells how wide the terminal is; the old has no file now
