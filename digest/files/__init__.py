"""The way to the disk: new bytes take the place of old ones at once, and what killed writes left is removed."""

from digest.files.atomic import LEFTOVER, LOCKLESS, alone_in, remove_leftovers, replace, sync_folder, why_not

__all__ = ["LEFTOVER", "LOCKLESS", "alone_in", "remove_leftovers", "replace", "sync_folder", "why_not"]
