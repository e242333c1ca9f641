"""The command line: one small file per family of commands; it parses, calls app, prints.

Nothing heavy is imported before a command is known, so that `digest --help` answers at once.
"""

from __future__ import annotations

import importlib
import sys

import click

from digest import __version__

COMMANDS = {
    "run": ("digest.cli.run", "make and deliver the digest of a day or of a range"),
    "add": ("digest.cli.add", "put a link aside for the digest"),
    "collect": ("digest.cli.serve", "store what the sources show now, make no digest"),
    "serve": ("digest.cli.serve", "run the schedule of cron.yaml until stopped"),
    "status": ("digest.cli.status", "what happened, what waits, what comes next"),
    "pause": ("digest.cli.pause", "no digest for a while; the next one covers the gap"),
    "resend": ("digest.cli.deliveries", "send a day to one target again"),
    "undo": ("digest.cli.deliveries", "take back what is ours of a day"),
    "test": ("digest.cli.deliveries", "send one harmless message to a target"),
    "kakao": ("digest.cli.kakao", "log in to KakaoTalk, see how long the login lasts"),
    "models": ("digest.cli.models", "fetch the offline translation model"),
    "db": ("digest.cli.db", "upgrade, clean, export or import the store"),
    "demo": ("digest.cli.demo", "replay a bundled sample day offline"),
    "init": ("digest.cli.init", "write an annotated configuration"),
    "check": ("digest.cli.check", "validate the configuration and say what is missing"),
}
"""Command → (module with a click command of that name, one line of help)."""


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
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Unknown commands name their nearest neighbour."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            ctx.fail(f"no such command {args[0]!r}" + (f"; did you mean `{near[0]}`?" if near else ""))
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="digest")
@click.option("--config", metavar="FILE", help="configuration; else $DIGEST_CONFIG, else ./config/digest.yaml")
@click.option("--now", metavar="INSTANT", help="act as if it were then, e.g. 2024-08-23T07:30:00+09:00")
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", help="form of the log on stderr")
@click.option("-v", "--verbose", is_flag=True, help="log every step")
@click.pass_context
def cli(ctx: click.Context, config: str | None, now: str | None, log_format: str, verbose: bool) -> None:
    """A daily AI paper digest in Korean: into your markdown journal, Slack and KakaoTalk."""
    ctx.obj = {"config": config, "now": now, "log_format": log_format, "verbose": verbose}


def _command(ctx: click.Context | None) -> str:
    """`db export` of `digest db export`."""
    return ctx.command_path.partition(" ")[2] if ctx else ""


def main() -> None:
    """Run a command; errors become one clear message and the exit code of DESIGN §10."""
    from digest.cli.streams import prepare_streams
    from digest.errors import ConfigError, DigestError

    prepare_streams()

    try:
        sys.exit(cli(prog_name="digest", standalone_mode=False))  # else click turns Ctrl-C into "Aborted!" and 1
    except click.ClickException as error:
        error.show()
        if isinstance(error, click.NoSuchOption) and any(error.option_name in known.opts for known in cli.params):
            click.echo(f"  → before the command: digest {error.option_name} … {_command(error.ctx)}", err=True)
        sys.exit(error.exit_code)
    except ConfigError as error:
        _tell(str(error))
        sys.exit(2)
    except DigestError as error:
        _tell(str(error))
        sys.exit(1)
    except OSError as error:  # a full disk, a folder without permission: no bug of ours, so no traceback
        _tell(": ".join(str(part) for part in (error.filename, error.strerror) if part) or str(error))
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("digest: 중단했습니다. 같은 명령을 다시 실행하면 이어서 합니다.", err=True)
        sys.exit(130)


def _tell(error: str) -> None:
    """What went wrong, on stderr; errors are free of secrets, and this makes sure of it."""
    from digest.logs import redact

    click.echo(f"digest: {redact(error)}", err=True)
