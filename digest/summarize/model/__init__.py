"""Lines by a language model.

`model_writer.py` asks for them in batches, `prompt.py` holds the question and `repair.py` what is said of a refused
line, `completion.py` and `answer.py` read what comes back without trust. How to reach it says `settings.py`, and
`openai_model.py` is the only file that knows the client.
"""
