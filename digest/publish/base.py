"""What every publisher is: it cuts a digest into parts, and sends one part.

The policy (once, update, find, resume) lives in `delivery.deliver`; a publisher only talks to its vendor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from digest.clock import Clock, Deadline
from digest.models import Digest, Part, Receipt, Value
from digest.store import Store

if TYPE_CHECKING:
    from digest.net.client import HttpClient


@dataclass(frozen=True)
class Channel:
    """What a publisher may use; everything with a side effect comes in here."""

    store: Store
    http: HttpClient
    clock: Clock
    deadline: Deadline
    env: Mapping[str, str]
    echo: Callable[[str], None]
    """Writes to the person's terminal (stdout)."""
    width: int = 0
    """Columns of that terminal; 0 when the output is piped."""


class PublisherSettings(Value):
    """Base of every `publish:` entry.

    Errors of send/update/find: Undelivered (surely not there), Ambiguous (may be there). Both carry
    a Korean message and a hint that says what to do next, and no secret.
    """

    chat: ClassVar[bool] = True
    """True for messages to people: a backfilled day is posted only with --post."""
    repeatable: ClassVar[bool] = False
    """True when sending again does no harm (a file that is replaced): no ledger question is asked."""
    updatable: ClassVar[bool] = False
    """True when `update` can change a message that was sent."""
    findable: ClassVar[bool] = False
    """True when `find` can look for a message whose receipt was lost."""

    @property
    def target(self) -> str:
        """Stable ledger id without secrets, e.g. `slack:C0PAPERS`."""
        raise NotImplementedError

    def missing(self, env: Mapping[str, str]) -> tuple[str, ...]:
        """Names of required environment variables that are not set: exit 2 before anything runs."""
        return ()

    def ready(self, store: Store, now: datetime) -> bool:
        """Whether a message could be sent now; False while a person has to log in first. Asks nobody."""
        return True

    def notices(self, store: Store, now: datetime) -> tuple[str, ...]:
        """What the reader of this target should know of it, in Korean (a login about to die)."""
        return ()

    def tend(self, channel: Channel) -> None:
        """Keep alive what would die in a long pause, when nothing is sent. Raises DigestError."""

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        """The messages of a digest in order; pure, within every limit of the vendor."""
        raise NotImplementedError

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        """Send one part; `sent` holds the receipts of the parts before it (a thread needs its parent)."""
        raise NotImplementedError

    def update(self, digest: Digest, part: Part, channel: Channel, receipt: Receipt) -> Receipt:
        """Change a sent part to its new payload (updatable only)."""
        raise NotImplementedError

    def rest_s(self, channel: Channel) -> float:
        """Seconds for which the vendor wants no further message to this target; 0 when it asks for no pause."""
        return 0.0

    def find(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt | None:
        """The receipt of our own message if it arrived after all, else None (findable only)."""
        raise NotImplementedError

    def retract(self, part_id: str, receipt: Receipt, channel: Channel) -> bool:
        """Take a sent part back (`digest undo`); False when the vendor cannot."""
        return False

    def probe(self, channel: Channel) -> str:
        """Ask the service once whether it would take a message, sending none (`digest check --online`)."""
        return "보내지 않고 확인할 방법이 없음"

    def test(self, channel: Channel) -> str:
        """Send one harmless message (`digest test`); gives a Korean sentence about where it went."""
        raise NotImplementedError
