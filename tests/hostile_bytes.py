"""Hostile bytes for parsers: noise, nesting, repetition, and real documents with any of these inside."""

from __future__ import annotations

import copy
import json
import random
import resource
import time
from collections.abc import Callable, Sequence
from typing import Any

from digest.errors import SkippableError

LONGEST_S = 2.0
MOST_BYTES = 200_000_000

MARKUP = (
    "< > </ /> & &#x <!-- --> <![CDATA[ ]]> <!DOCTYPE|a|[ <?xml| ?> <item> <entry> <title> <a|href= <script> <meta|"
)
YAML_AND_JSON = """ " ' = { } [ ] : , -| *a &a| !! \\u 1e999 null """
WORDS = "2024-08-21 http://[ 2024년|8월|22일 오전|9:00,|이름|: [a]|[9:00]| 가"
PIECES = [
    *(piece.replace("|", " ").encode() for text in (MARKUP, YAML_AND_JSON, WORDS) for piece in text.split()),
    *(b"\n", b"\r\n", b"9" * 30, b"\x00", b"\xff", b"\xed\xa0\x80", b"\x1b[2J", b"\x1f\x8b", b"PK\x03\x04"),
    *("가".encode("cp949"), "햏".encode("utf-16")),
]
ODD: list[Any] = [
    *(None, True, 0, -1, 10**400, 1e308, float("nan"), "", " ", "\x00", "\ud83d", "2024-99-99T99:99:99Z", "가" * 3000),
    *([], {}, [[]], {"": {}}, [None] * 100, {"id": []}, "http://[", "1" * 5000),
]


def hostile(chance: random.Random, seeds: Sequence[bytes], pieces: Sequence[bytes] = PIECES) -> bytes:
    """Noise, a piece many times, pieces nested or mixed, or a real document with any of these inside."""
    kind, size = chance.random(), chance.choice((3, 30, 300, 3000))
    if kind < 0.15:
        return chance.randbytes(size * 4)
    made = b"".join(chance.choices(pieces, k=chance.randint(1, 4))) * size
    if kind < 0.3:
        made = b"".join(chance.choices(pieces, k=size))
    if kind < 0.4 or not seeds:
        return made
    seed = chance.choice(seeds)
    if kind < 0.7:
        seed = bent(chance, seed)
        if kind < 0.6:
            return seed
    at = chance.randrange(len(seed) + 1)
    if kind < 0.8:
        return seed[:at] + chance.randbytes(20) + seed[at + chance.randint(0, 40) :]
    return seed[:at] + made + seed[at:]


def bent(chance: random.Random, document: bytes) -> bytes:
    """JSON with some of its values replaced by odd ones; another document with lines lost, doubled, moved."""
    try:
        value = json.loads(document)
    except ValueError:
        lines = document.splitlines(keepends=True)
        for _ in range(chance.randint(1, 5)):
            line, place = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[place:place] = lines[line : line + chance.randint(1, 4)]
            del lines[chance.randrange(len(lines))]
        return b"".join(lines)
    box = [value]
    for _ in range(chance.randint(1, 3)):
        holder: Any = box
        while True:
            keys = list(holder) if isinstance(holder, dict) else range(len(holder))
            key = chance.choice(keys)
            if not isinstance(holder[key], dict | list) or not holder[key] or chance.random() < 0.15:
                break
            holder = holder[key]
        holder[key] = copy.deepcopy(chance.choice(ODD))
    return json.dumps(box[0]).encode()


def survive(
    parse: Callable[[bytes], object],
    seeds: Sequence[bytes],
    rounds: int,
    seed: int,
    *,
    pieces: Sequence[bytes] = PIECES,
    says: tuple[type[Exception], ...] = (),
) -> None:
    """Every input gives a value or one clause, each within LONGEST_S of CPU, all within MOST_BYTES more of memory.

    says: further errors by which a parser says "this is no such thing".
    """
    chance = random.Random(seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(rounds):
        body = hostile(chance, seeds, pieces)
        about = f"seed {seed}, input {number}: {len(body)} bytes, {body[:3000]!r}"
        began = time.process_time()
        try:
            parse(body)
        except SkippableError as error:
            assert error.message, about  # noqa: PT017 – most rounds raise nothing
        except says:
            pass
        except Exception as error:
            raise AssertionError(about) from error
        assert time.process_time() - began < LONGEST_S, about
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < MOST_BYTES
