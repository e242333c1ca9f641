"""The way to the disk.

`atomic.py` puts new bytes in the place of old ones at once, and removes what killed writes left. `empty.py` knows what
an empty folder has in it.
"""

from digest.files.atomic import alone_in, remove_leftovers, replace, sync_folder, why_not
from digest.files.empty import is_empty

__all__ = ["alone_in", "is_empty", "remove_leftovers", "replace", "sync_folder", "why_not"]
