"""One digest day from the sources to the outbox.

The flow on one page is `pipeline.py`, a week's review's `weekly.py`.

`setup.py` says what a day is made with and what comes out, `delivering.py` what becomes of a stored digest,
`outcome.py` and `document.py` how a run is told to a person and to a program. The other files look back: `explain.py`
at one paper, `replay.py` and `preview.py` at stored days, `learning.py` at what was liked.
"""
