"""All targets: the union that `publish:` is parsed into, and `deliver_all`, which serves them in order."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from digest.models import Delivery, Digest
from digest.publish.apprise import ApprisePublisher
from digest.publish.atom import AtomPublisher
from digest.publish.base import Channel, PublisherSettings
from digest.publish.console import ConsolePublisher
from digest.publish.delivery import deliver
from digest.publish.file import FilePublisher
from digest.publish.kakao import KakaoPublisher
from digest.publish.slack import SlackPublisher, SlackWebhookPublisher

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

log = logging.getLogger(__name__)


def deliver_all(
    digest: Digest, publishers: Sequence[PublisherSettings], channel: Channel, post: bool
) -> tuple[Delivery, ...]:
    """One digest to every target, each independent of the others; the terminal last, so it can tell the rest.

    post: whether chats are served (a backfilled day goes to no chat unless asked).
    """
    outcomes = []
    for publisher in publishers:
        if publisher.chat and not post:
            detail = "지난 날짜라 대화방에는 보내지 않음 (--post로 보낼 수 있음)"
            outcomes.append(Delivery(target=publisher.target, state="skipped", detail=detail))
            continue
        try:
            outcomes.append(deliver(digest, publisher, channel))
        except Exception as error:  # a bug in one publisher must not cost the reader the others
            log.exception("publisher %s failed unexpectedly", publisher.target)
            detail = f"예상하지 못한 오류({type(error).__name__})"
            outcomes.append(Delivery(target=publisher.target, state="failed", detail=detail))
    return tuple(outcomes)
