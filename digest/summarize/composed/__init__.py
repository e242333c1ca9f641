"""Korean lines by rules, for abstracts whose every word is understood.

`composed.py` reads a sentence, `parse.py`, `phrase.py` and `adjunct.py` its parts, `describe.py` says it, `size.py` and
`result.py` add figures, `worth.py` chooses what is worth saying. The words stand in `glossary.yaml` (read by
`glossary.py`), those of the rules in `words/`.
"""
