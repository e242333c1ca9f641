"""The one way to the outside.

`client.py` asks with time-outs, caps and patience, `tries.py` again; `answer.py` says what came back, `decoding.py` and
`charset.py` what it reads as. `transport.py` carries it over our own sockets: `wire.py` decides which addresses may be
reached at all, `way_out.py` through which proxy and with which certificates.
"""
