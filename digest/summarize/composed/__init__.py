"""Korean lines by rules, for abstracts whose every word is understood.

`composed.py` reads a sentence, `parse.py`, `phrase.py` and `adjunct.py` its parts, `describe.py` says it, `worth.py`
chooses what is worth saying. Figures: `result.py` gives the main one; `own.py` knows whose a number is, `gains.py` how
gains are told and said, `best.py` how far others get on a benchmark, `size.py` how big one is. The words stand in
`glossary.yaml` (read by `glossary.py`), those of the rules in `words/`.
"""
