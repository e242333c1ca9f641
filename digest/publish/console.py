"""The person's own terminal as a target: always shown, nothing to remember."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from digest.models import Digest, Part, Receipt
from digest.publish.base import Channel, PublisherSettings
from digest.render.terminal import terminal_text


class ConsolePublisher(PublisherSettings):
    """다이제스트를 표준 출력(stdout)에 보여 줍니다."""

    chat: ClassVar[bool] = False
    repeatable: ClassVar[bool] = True
    shared: ClassVar[bool] = False
    kind: Literal["console"] = "console"

    @property
    def target(self) -> str:
        """The name in the ledger."""
        return "console"

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        """One part; the text is laid out at the time of printing, when the width is known."""
        return (Part(id="main", payload={"key": digest.key}),)

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        """Print it."""
        channel.echo(terminal_text(digest, channel.width))
        return {}

    def probe(self, channel: Channel) -> str:
        """Nothing can be missing."""
        return "준비됨"

    def test(self, channel: Channel) -> str:
        """Print one line."""
        channel.echo("digest 시험 메시지")
        return "터미널에 한 줄을 찍었습니다."
