"""The bullets of a digest, as they should stand in a journal."""

from __future__ import annotations

from digest.journal.config import JournalSettings
from digest.journal.plan import Bullet
from digest.models import Digest
from digest.render.markdown import entry_bullet


def bullets_of(digest: Digest, settings: JournalSettings) -> tuple[Bullet, ...]:
    """One bullet per entry, in the digest's order."""
    return tuple(
        Bullet(entry.item.key, entry_bullet(entry, settings.bullet, settings.fallback_mark)) for entry in digest.entries
    )
