"""Whether a folder holds anything yet."""

from __future__ import annotations

from pathlib import Path

from digest.files.atomic import LEFTOVER

# .gitkeep
LEFT_BY_TOOLS = frozenset(
    (
        *(".git", ".gitattributes", ".gitignore", ".gitkeep", ".keep", ".nojekyll"),
        *("lost+found", ".DS_Store", "Thumbs.db", "desktop.ini"),
    )
)
"""What a new repository, a new disk or a file manager has in a folder that nobody has put anything into.

Not `.stfolder` or `.obsidian`: the notes of a folder with these may still be on their way from another computer.
"""


def is_empty(folder: Path) -> bool:
    """Whether nobody has put anything into a folder. Raises OSError."""
    return all(one.name in LEFT_BY_TOOLS or LEFTOVER.fullmatch(one.name) for one in folder.iterdir())
