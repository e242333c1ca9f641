"""`digest check --online` and Slack: is the bot in its channel? Nothing is posted (docs/services.md: Slack)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from digest.errors import Undelivered
from digest.publish.base import Channel
from digest.publish.slack.target import SlackPublisher
from digest.store import Store
from publish_channels import channel

pytestmark = pytest.mark.world


@pytest.fixture
def slack(world: Callable[..., Any]) -> Any:
    """The emulated workspace."""
    return world(now="2024-08-19T07:30:00+09:00")


@pytest.fixture
def at(store: Store) -> Channel:
    return channel(store, {"SLACK_BOT_TOKEN": "xoxb-test"})


def publisher(slack: Any, name: str = "C0PAPERS") -> SlackPublisher:
    return SlackPublisher(channel=name, base_url=slack.urls["slack"])


@pytest.mark.parametrize("name", ["C0PAPERS", "#papers"])
def test_asking_finds_the_bot_in_its_channel_and_posts_nothing(slack: Any, at: Channel, name: str) -> None:
    assert publisher(slack, name).probe(at) == f"연결됨 (워크스페이스 World, 봇 digest, 채널 {name})"
    assert not any(slack.state()["slack"]["channels"].values())


@pytest.mark.parametrize(
    ("name", "code", "hint"),
    [
        ("C0NOTIN", "not_in_channel", "/invite @digest"),
        ("C0ARCHIV", "is_archived", "보관"),
        ("C0NOWHERE", "channel_not_found", "채널 ID"),
        ("#nowhere", "channel_not_found", "채널 ID"),
    ],
)
def test_asking_names_a_channel_that_a_digest_could_not_reach(
    slack: Any, at: Channel, name: str, code: str, hint: str
) -> None:
    with pytest.raises(Undelivered, match=code) as caught:
        publisher(slack, name).probe(at)
    assert hint in caught.value.hint
    assert not any(slack.state()["slack"]["channels"].values())


def test_asking_without_channels_read_is_settled_by_the_history(slack: Any, at: Channel) -> None:
    token = slack.scenario["slack"]["tokens"]["xoxb-test"]
    without = [scope for scope in token["scopes"] if scope != "channels:read"]
    slack.configure({"slack": {"tokens": {"xoxb-test": {**token, "scopes": without}}}})
    assert publisher(slack).probe(at).startswith("연결됨")
    assert slack.entries("slack")[-1]["path"].endswith("conversations.history")
