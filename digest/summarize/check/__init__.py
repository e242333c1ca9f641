"""The check of a line: what it says must stand in the title or abstract it was written from."""

from digest.summarize.check.check import check_line

__all__ = ["check_line"]
