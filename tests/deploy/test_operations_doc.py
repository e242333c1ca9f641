"""The guides: every command and file they name exists."""

from __future__ import annotations

import re

import pytest
from click import Context, Group

from deploy.deploy_kit import ROOT
from digest.cli import cli
from digest.cli.help import TOPICS

GUIDES = (
    "docs/operations.md", "docs/kakao.md", "README.md", "README.ko.md", "CONTRIBUTING.md", "starter/README.md",
    *(f"docs/{name}.md" for name in TOPICS if name not in ("operations", "kakao")),
)  # fmt: skip
DEPLOYED = ("deploy/kubernetes.yaml", "deploy/github-actions.yml", "deploy/github-state.sh", "compose.yaml")
CALL = re.compile(
    r"(?:^\s*|`|sh digest |exec digest |--rm (?:-it )?)digest ([a-z]+)(?: ([a-z]+)\b)?((?: --[a-z-]+)*)", re.MULTILINE
)
PROSE = {"as", "itself", "on"}
"""Words that follow the name at the start of a line of comment."""


def calls(path: str) -> set[tuple[str, str, str]]:
    """(command, sub-command, option) of every `digest …` in a text; "" for what is not named."""
    text = re.sub(r"^#+ ?", "", (ROOT / path).read_text(encoding="utf-8"), flags=re.M)
    found = set()
    for verb, sub, options in CALL.findall(text):
        found |= {(verb, sub, option) for option in ["", *options.split()]}
    return {call for call in found if call[0] not in PROSE}


@pytest.mark.parametrize("path", [*GUIDES, *DEPLOYED])
def test_every_command_that_is_named_exists(path: str) -> None:
    for verb, sub, option in calls(path):
        command = cli.get_command(Context(cli), verb)
        assert command is not None, f"{path}: digest {verb}"
        if isinstance(command, Group) and (sub or option):
            assert sub in command.commands, f"{path}: digest {verb} {sub}"
            command = command.commands[sub]
        if option:
            known = {name for parameter in command.params for name in parameter.opts}
            assert option in known, f"{path}: digest {verb} {sub} {option}"


def test_the_guides_are_read_at_all() -> None:
    assert {("kakao", "login", "--paste"), ("run", "", "--from"), ("check", "", "--online")} <= calls(GUIDES[0])
    assert ("kakao", "status", "") in calls(GUIDES[1])


def test_every_file_that_is_named_exists() -> None:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    named_files = set(re.findall(r"(?:deploy|docs)/[\w.-]+\.\w+", text))
    assert named_files >= {"deploy/launchd.plist", "deploy/digest.timer", "deploy/kubernetes.yaml"}
    for file in named_files:
        assert (ROOT / file).is_file(), file


def test_what_was_not_run_is_said() -> None:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8").split("## 돌려 본 것과 못 돌려 본 것")[1]
    assert text.count("돌려 보지 못함") >= 6
