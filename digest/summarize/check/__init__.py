"""The check of a line: what it says must stand in the title or abstract it was written from.

`check.py` asks for the form (`sentence.py`), what no line may hold (`safety.py`), names (`names.py`, and
`hangul_names.py` for those in Hangul), numbers (`numbers.py`) and which way they go (`direction.py`). Numbers are read
by `korean_numbers.py` and `english_numbers.py` as `quantity.py`; `listed.py` counts lists, `shares.py` knows parts of
a whole and `rounding.py` what is said roughly. `evidence.py` is what a line is held against.
"""

from digest.summarize.check.check import check_line

__all__ = ["check_line"]
