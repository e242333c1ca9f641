"""What every publisher is: it cuts a digest into parts, and sends one part.

The policy (once, update, find, resume) lives in `delivery.deliver`; a publisher only talks to its vendor.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from digest.clock import Clock, Deadline, system_clock
from digest.errors import Undelivered
from digest.models import Digest, Part, Receipt, Value
from digest.store import Store
from digest.store.claiming import Hold

if TYPE_CHECKING:
    from digest.net.client import HttpClient

ON_DISK = "파일에 쓰므로 물어볼 곳이 없음"
"""What `check --online` says of a target that is a file or folder."""


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
    hold: Hold | None = None
    """The claim of the target, while something is sent to it; None where nobody else could send (tests, a terminal)."""
    real: Clock = system_clock
    """The machine's own clock, whatever time `clock` pretends (`--now`): what a vendor lets live ends by it."""

    def confirm(self) -> None:
        """Called right before a vendor is asked for what cannot be undone; see `Hold.confirm`. Raises Lost."""
        if self.hold:
            self.hold.confirm()


class Unready(Undelivered):
    """The vendor took nothing because something that `prepare` brings was refused (a token): prepare, send again."""


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
    shared: ClassVar[bool] = True
    """False for what is this process's own (its terminal); others have one writer at a time, by their claim."""
    reviews: ClassVar[bool] = False
    """True for what is no chat and holds weekly reviews, too."""
    pages: ClassVar[bool] = False
    """True when it keeps pages of days and papers; see `page`."""
    findable: ClassVar[bool] = False
    """True when `find` can look for a message whose receipt was lost."""
    login: ClassVar[str] = ""
    """The command by which a person logs in once, where a target needs that."""

    reacted: ClassVar[bool] = False
    """True when `reactions` can be asked what readers thought of a message."""

    @property
    def detailed(self) -> bool:
        """Whether it shows the abstract's key sentence of every entry, which is found for no other target."""
        return False

    @property
    def target(self) -> str:
        """Stable ledger id without secrets, e.g. `slack:C0PAPERS`."""
        raise NotImplementedError

    def occupies(self, name: str) -> str:
        """What the digest of this name replaces or clears as a whole, so that no other may write there; "" for none."""
        return ""

    def missing(self, env: Mapping[str, str]) -> tuple[str, ...]:
        """Names of required environment variables that are not set: exit 2 before anything runs."""
        return ()

    def ready(self, store: Store, now: dt.datetime) -> bool:
        """Whether messages could be sent as far as the store knows; False when a person has to log in first.

        now: real time, as for `notices`: a login ends by it.
        """
        return True

    def notices(self, store: Store, now: dt.datetime) -> tuple[str, ...]:
        """What the reader of this target should know beside the day itself, in Korean (a login about to die)."""
        return ()

    def tend(self, channel: Channel) -> None:
        """Keep alive what sending needs although nothing is sent (a login in its last month). Raises SkippableError."""

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        """The messages of a digest in order; pure, within every limit of the vendor."""
        raise NotImplementedError

    def prepare(self, channel: Channel) -> None:
        """All that is slow or may fail before a message can go out (a token, a pause, an import).

        Done before the delivery is marked, so that a kill in it leaves "nothing happened". Raises SkippableError.
        """

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        """Send one part; `sent` holds the receipts of the parts before it (a thread needs its parent).

        Between two tries of its own it calls `channel.confirm`. Raises Unready when `prepare` has to run again.
        """
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

    def reactions(self, receipt: Receipt, channel: Channel) -> Mapping[str, int]:
        """How many readers reacted to a sent message, by the reaction's name (reacted only); nobody's name is kept."""
        raise NotImplementedError

    def retract(self, part_id: str, receipt: Receipt, channel: Channel) -> bool:
        """Take a sent part back (`digest undo`); False when the vendor cannot."""
        return False

    def page(self, date: dt.date | None = None, paper: str = "") -> str:
        """Where a browser finds the page of a day, or of a paper by its key, or the first one; "" for none."""
        return ""

    def probe(self, channel: Channel) -> str:
        """Ask the service once whether it would take a message, sending none (`digest check --online`)."""
        return "보내지 않고 확인할 방법이 없음"

    def test(self, channel: Channel) -> str:
        """Send one harmless message (`digest test`); gives a Korean sentence about where it went."""
        raise NotImplementedError
