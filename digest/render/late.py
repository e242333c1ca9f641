"""What came after the first delivery, for targets that cannot change a message: it follows as messages of its own."""

from __future__ import annotations

from digest.models import Digest, Entry

LATER = "추가로 올라온 소식"
"""Above an entry that comes as a message of its own."""


def at_first(digest: Digest) -> Digest:
    """The digest without its late entries: what the target got first."""
    return digest.model_copy(update={"entries": tuple(entry for entry in digest.entries if not entry.late)})


def joined(digest: Digest) -> tuple[tuple[int, Entry], ...]:
    """The late entries with their places in the digest, counted from 1."""
    return tuple((place, entry) for place, entry in enumerate(digest.entries, 1) if entry.late)
