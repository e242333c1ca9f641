"""Which days are digest days and what each answers for: pure, the same whenever it is asked.

`digest_days.py` knows the days, `window.py` the instants and lists between two of them, `arxiv_announcements.py` when
arXiv tells what, `holidays.py` a country's holidays, `weeks.py` the weeks of reviews; `due.py` says what is to
be made. `names.py` are the English names of days and months.
"""
