"""Discord, Telegram and mail as apprise really sends to them: within their limits and markup, divided at entries."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from apprise_sent import SERVICES, caught, text_of
from digest.models import Digest
from digest.publish.apprise.target import ApprisePublisher
from digest.store import Store
from publish_channels import Waits, channel
from sample_digests import digest, entry, hostile, usual

pytest.importorskip("apprise", reason="the extra [apprise] is not installed")
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # apprise's own

LIMITS = {"discord": 2000, "telegram": 4096}
"""Characters of a message: https://docs.discord.com/developers/resources/webhook#execute-webhook,
https://core.telegram.org/bots/api#sendmessage (without the markup; ours are below it with theirs)."""
TELEGRAM_TAGS = {"b", "i", "a"}
"""Of those that https://core.telegram.org/bots/api#html-style allows."""
MANY = digest(*(entry(f"Title {n} End", text="긴 줄. " * 30, key=f"arxiv:2408.{n:05d}") for n in range(30)))


def sent(store: Store, name: str, value: Digest) -> list[Any]:
    target = ApprisePublisher(url_env="CHAT_URL")
    with caught() as seen:
        here = channel(store, {"CHAT_URL": SERVICES[name]}, waits=Waits())
        target.send(value, target.parts(value)[0], here, {})
    return seen


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("value", [MANY, hostile()], ids=["many", "hostile"])
def test_no_message_is_longer_than_the_service_takes(store: Store, name: str, value: Digest) -> None:
    texts = [text_of(message) for message in sent(store, name, value)]
    assert len(texts) > 1
    assert max(map(len, texts)) <= LIMITS[name]


@pytest.mark.parametrize("name", SERVICES)
def test_a_long_day_is_divided_between_entries(store: Store, name: str) -> None:
    texts = [text_of(message) for message in sent(store, name, MANY)]
    for n in range(30):
        holding = [text for text in texts if f"Title {n} End" in text]
        assert len(holding) == 1
        assert holding[0].count("긴 줄.") % 30 == 0  # whole lines alone
    assert len(texts) == 1 or name in LIMITS


class Tags(HTMLParser):
    """Opens and closes as they come."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.open.append(tag)
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_telegram_gets_only_tags_it_knows_and_every_title_as_text(store: Store) -> None:
    for message in sent(store, "telegram", hostile()):
        assert message["parse_mode"] == "HTML"
        tags = Tags(message["text"])
        assert tags.open == []
        assert tags.seen <= TELEGRAM_TAGS
        assert not re.search(r"&(?!(?:lt|gt|amp|quot);|#\d+;)", message["text"])  # it knows these entities alone
    shown = html.unescape(re.sub(r"<[^>]+>", "", "".join(m["text"] for m in sent(store, "telegram", hostile()))))
    assert "<think>Reasoning</think> Traces <b>bold</b>" in shown


def test_telegram_s_entries_stand_apart(store: Store) -> None:
    (message,) = sent(store, "telegram", usual())
    blocks = re.split(r"\r\n\u200b\r\n", message["text"])
    assert len(blocks) == 1 + sum(not one.late for one in usual().entries)  # the last one is what stands at the end
    assert all(re.search(rf"<b>{n}\. ", block) for n, block in enumerate(blocks[:-1], 1))


DISCORD_MARK = re.compile(r"(?<!\\)(?:\\\\)*([*_`~|]|<(?=[@#!:]))")
"""What Discord reads as markup where no backslash stands before it."""


def test_discord_shows_every_title_as_text_and_no_previews(store: Store) -> None:
    texts = [message["content"] for message in sent(store, "discord", hostile())]
    for text in texts:
        bare = re.sub(r"(?m)^\*\*\d+\.\*\*", "", text)
        links = re.findall(r"(?<!\\)\]\((.+?)\)", bare)
        assert links == [link for link in links if re.fullmatch(r"<https://[^\s<>]+>", link)]
        bare = re.sub(r"\]\(<[^>]+>\)", "", bare)
        assert DISCORD_MARK.findall(bare) == []
        assert not re.search(r"(?<!\\)https?://", bare)
    shown = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", "".join(texts))
    assert r"On $\theta$ and $5 versus $3" in shown
    assert "R&D &lt;escaped&gt; &amp; friends" in shown


def test_a_mail_holds_the_whole_day_with_its_subject(store: Store) -> None:
    (mail,) = sent(store, "mail", hostile())
    assert "=?utf-8?" in str(mail["Subject"]).lower()
    text = text_of(mail)
    assert "<b>bold</b>" not in text
    assert all(f"<b>{place}. " in text for place in range(1, len(hostile().entries) + 1))
