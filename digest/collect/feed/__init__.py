"""RSS and Atom: `source.py` fetches, `format.py` reads what came, `markup.py` the XML of it, `dates.py` the dates.

`lists.py` knows the ready lists of feeds that a configuration switches on by name.
"""
