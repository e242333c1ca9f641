"""Where a day is in somebody's journal.

Which files there are, what their names and headings say, and the one place that all of it agrees on (`locate.py`);
every doubt is a refusal with its reason. Nothing here writes into a journal.
"""
