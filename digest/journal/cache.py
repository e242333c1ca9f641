"""Remember what unchanged files of a journal hold, in one JSON file that may be deleted any time."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from digest.journal.facts import FileFacts
from digest.journal.file_days import Reading

VERSION = 3
"""Raise it whenever the same file would be understood differently: the cache is then read anew."""


def remembered(cache: Path, root: Path, reading: Reading) -> dict[str, FileFacts]:
    """Path → facts; anything strange about the cache only means reading the files again."""
    try:
        loaded = json.loads(cache.read_bytes())
        if loaded["key"] != _key(root, reading):
            return {}
        return {row[0]: FileFacts(*row) for row in loaded["files"]}
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return {}


def remember(cache: Path, root: Path, reading: Reading, files: Iterable[FileFacts]) -> None:
    """Replace the cache; a disk that refuses costs time on the next run and nothing else."""
    text = json.dumps({"key": _key(root, reading), "files": list(files)}, ensure_ascii=False)
    with contextlib.suppress(OSError):
        cache.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=cache.parent, prefix=cache.name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(cache)


def _key(root: Path, reading: Reading) -> list[object]:
    return [VERSION, str(root), reading.flavour, reading.layout, reading.zone.key]
