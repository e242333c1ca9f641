"""Real journals of the shared folder, put back into the folders they came from."""

from __future__ import annotations

import shutil
from pathlib import Path


def real_path(name: str) -> str:
    """`_posts__2024-07-15-challenge-day1.md` → `_posts/2024-07-15-challenge-day1.md`."""
    return name.replace("__", "/")


def unfold(shared: Path, folder: str, into: Path, only: str = "") -> Path:
    """Copy the files of one person below `into`; `only` names one relative path. Gives the person's folder."""
    home = into / folder
    for file in sorted((shared / "data/journals" / folder).iterdir()):
        path = real_path(file.name)
        if not only or path == only:
            target = home / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    return home
