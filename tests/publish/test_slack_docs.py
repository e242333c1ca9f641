"""docs/slack.md says what is true: its settings load, its codes are ours, its manifest asks for what is used."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import yaml

from digest.config.settings import Settings
from digest.publish.slack.answers import MEANINGS

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")


def test_the_settings_it_shows_load() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    kinds = [
        publisher.kind
        for block in blocks
        for publisher in Settings.model_validate(yaml.safe_load(textwrap.dedent(block))).digests[0].publish
    ]
    assert kinds == ["console", "slack", "console", "slack_webhook"]


def test_the_codes_it_explains_are_known() -> None:
    codes = {
        code for row in re.findall(r"^\| (`.*?) \|", GUIDE, re.MULTILINE) for code in re.findall(r"`([a-z_]+)", row)
    }
    assert len(codes) > 10
    assert codes - set(MEANINGS) == {"restricted_action"}


def test_the_manifest_asks_for_no_more_than_is_used() -> None:
    manifest = yaml.safe_load((ROOT / "deploy" / "slack-manifest.yaml").read_text(encoding="utf-8"))
    assert manifest["oauth_config"]["scopes"]["bot"] == [
        "chat:write",
        "channels:history",
        "groups:history",
        "reactions:read",
        "files:write",
        "channels:read",
    ]
    assert manifest["settings"]["token_rotation_enabled"] is False
    assert len(manifest["display_information"]["name"]) <= 35
    assert len(manifest["display_information"]["description"]) <= 140


def test_every_file_it_links_exists() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", GUIDE)
    assert links
    assert all((ROOT / "docs" / link).resolve().is_file() for link in links)
