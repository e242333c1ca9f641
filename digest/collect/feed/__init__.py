"""RSS and Atom: `source.py` fetches, `format.py` reads what came, `dates.py` reads the dates that people write.

`lists.py` knows the ready lists of feeds that a configuration switches on by name.
"""
