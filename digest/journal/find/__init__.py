"""Where a day is in somebody's journal.

Which files there are (`folder.py`, `files.py`), what their names say (`names.py`), what their headings say (`scan.py`,
`day_headings.py`, `titles.py`), in which forms (`date_forms.py`, `day_forms.py`), by which rule days are numbered
(`day_numbers.py`), which days a file holds (`file_days.py`) and whether they are days at all (`habit.py`, `tool.py`),
and the one place that all of it agrees on (`locate.py`). Every doubt is a refusal with its reason. Nothing here writes
into a journal.
"""
