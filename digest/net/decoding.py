"""Compressed bodies → bytes, bounded while they are decoded: a bomb grows no further than the reader reads.

`gzip` and `deflate` (RFC 9110, 8.4.1) are all that is ever asked for; httpx would decode any number of layers whole.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

PIECE = 65_536
MOST_LAYERS = 2
ASKED = "gzip, deflate"
"""What `Accept-Encoding` says."""
# Content-Encoding: gzip → 31
WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""zlib's number for a format."""


class BadCoding(ValueError):
    """Bytes that are not in the format their header names."""


def decoded(chunks: Iterable[bytes], content_encoding: str) -> Iterator[bytes]:
    """A body in pieces of at most 64 kB, the layers of its Content-Encoding taken off, the last one first.

    What no client asked for (`UTF-8`, `br`) is left as it is: some servers write there what comes to their mind.
    Raises BadCoding.
    """
    layers = [name.strip().lower() for name in content_encoding.split(",")]
    known = [WINDOW[name] for name in layers if name in WINDOW]
    if len(known) > MOST_LAYERS:
        raise BadCoding("too many layers")
    for window in reversed(known):
        chunks = _inflated(chunks, window)
    return iter(chunks)


def _inflated(chunks: Iterable[bytes], window: int) -> Iterator[bytes]:
    """The bytes of one layer; several gzip members one after the other are one body."""
    inflating = zlib.decompressobj(window)
    begun = False
    for chunk in chunks:
        left = chunk
        while left:
            if inflating.eof:
                if window != WINDOW["gzip"] or left[:1] != b"\x1f":
                    return  # what stands behind the end is nobody's
                inflating = zlib.decompressobj(window)
            try:
                piece = inflating.decompress(left, PIECE)
            except zlib.error as error:
                if begun or window != WINDOW["deflate"]:
                    raise BadCoding(str(error)) from error
                inflating = zlib.decompressobj(-15)  # many servers send raw deflate under that name
                begun = True
                continue
            begun = True
            left = inflating.unconsumed_tail or inflating.unused_data
            if piece:
                yield piece
    if not inflating.eof:
        rest = inflating.flush(PIECE)
        if rest:
            yield rest[: PIECE * 2]
