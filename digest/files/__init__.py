"""The way to the disk.

`atomic.py` puts new bytes in the place of old ones at once, and removes what killed writes left.
"""

from digest.files.atomic import LEFTOVER, alone_in, remove_leftovers, replace, sync_folder, why_not

__all__ = ["LEFTOVER", "alone_in", "remove_leftovers", "replace", "sync_folder", "why_not"]
