"""Posts on X: `source.py` decides whom to ask within the budget, `api.py` asks once, `posts.py` reads answers."""
