"""Lines by local machine translation.

`translated.py` writes them, `mt.py` is the only file that knows the engine, and the model's files are found by
`model_files.py` and fetched, on request alone, by `model_fetch.py`.
"""
