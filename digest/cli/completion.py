"""`digest completion`: what a shell needs to complete commands and options."""

from __future__ import annotations

import click

# `digest completion zsh`
HOW = {
    "bash": 'eval "$(digest completion bash)"를 ~/.bashrc에',
    "zsh": 'eval "$(digest completion zsh)"를 ~/.zshrc에',
    "fish": "digest completion fish > ~/.config/fish/completions/digest.fish",
}
"""Shell → what a person does with the output."""


@click.command(help="셸의 자동 완성을 출력합니다. " + ", ".join(HOW.values()) + " 적으세요.")
@click.argument("shell", type=click.Choice(list(HOW)))
def completion(shell: str) -> None:
    from click.shell_completion import get_completion_class

    from digest.cli import cli

    made = get_completion_class(shell)
    if made is not None:
        for name in ("digest", "paper-digest"):
            variable = f"_{name}_COMPLETE".replace("-", "_").upper()
            source = made(cli, {}, name, variable)
            click.echo(source.source_template % source.source_vars())
