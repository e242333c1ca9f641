"""All targets: the union that `publish:` is parsed into, and the two ways to serve them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from digest.publish.apprise.target import ApprisePublisher
from digest.publish.atom import AtomPublisher
from digest.publish.console import ConsolePublisher
from digest.publish.fan_out import deliver_all, fan_out
from digest.publish.file import FilePublisher
from digest.publish.kakao.target import KakaoPublisher
from digest.publish.slack.target import SlackPublisher, SlackWebhookPublisher

__all__ = ["Publisher", "deliver_all", "fan_out"]

Publisher = Annotated[
    ConsolePublisher
    | FilePublisher
    | AtomPublisher
    | SlackPublisher
    | SlackWebhookPublisher
    | KakaoPublisher
    | ApprisePublisher,
    Field(discriminator="kind"),
]
