"""The one way to the outside.

`client.py` asks with time-outs, caps and patience, `answer.py` says what came back, `wire.py` decides which addresses
may be reached at all.
"""
