"""RSS and Atom: `source.py` fetches, `format.py` reads what came, `dates.py` reads the dates that people write."""
