"""The check of a line: what it says must stand in the title or abstract it was written from.

`check.py` asks for the form (`sentence.py`), what no line may hold (`safety.py`), `names.py`, `numbers.py` – read
by `korean_numbers.py` and `english_numbers.py` as `quantity.py`, counts by `listed.py` – and which way they go
(`direction.py`). `evidence.py` is what a line is held against.
"""

from digest.summarize.check.check import check_line

__all__ = ["check_line"]
