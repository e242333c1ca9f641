"""All targets: the union that `publish:` is parsed into, and the two ways to serve them.

A target (`base`) is a file or a folder that only talks to its vendor: `console`, `file`, `atom`, `slack/`, `kakao/`,
`apprise/`, `site/`. `delivery` holds the policy – once, and provably –, `fan_out` shares the work.
"""

from __future__ import annotations

from typing import Annotated

from digest.lazy import Kinds
from digest.publish.base import PublisherSettings
from digest.publish.fan_out import deliver_all, fan_out

__all__ = ["PUBLISHERS", "Publisher", "deliver_all", "fan_out"]

PUBLISHERS = Kinds(
    console="digest.publish.console:ConsolePublisher",
    file="digest.publish.file:FilePublisher",
    atom="digest.publish.atom:AtomPublisher",
    site="digest.publish.site.target:SitePublisher",
    slack="digest.publish.slack.target:SlackPublisher",
    slack_webhook="digest.publish.slack.target:SlackWebhookPublisher",
    kakao="digest.publish.kakao.target:KakaoPublisher",
    kakao_bot="digest.publish.kakao.bot:KakaoBotPublisher",
    apprise="digest.publish.apprise.target:ApprisePublisher",
)
Publisher = Annotated[PublisherSettings, PUBLISHERS]
