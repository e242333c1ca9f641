"""A list of translation models and their files on the loopback, well-behaved or not."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message

from answering import Answering, answering

RECORDS = "/v1/buckets/main/collections/translations-models-v2/records"
PIECE = 50_000
"""Bytes of a chunk, where bodies come in chunks."""


@dataclass
class Mozilla:
    """A records server that can break off, ignore ranges or serve damage."""

    files: Mapping[str, bytes]
    packed: Mapping[str, bytes]
    """By name: as they are served."""
    version: str = "3.0"
    url: str = ""
    requests: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    """Who asked, as they say."""
    codings: set[str] = field(default_factory=set)
    """How bodies of files may be packed on the way."""
    asked_bytes: int = 0
    """How much of files was asked for, all requests together."""
    ranges: bool = True
    chunked: bool = False
    fail_after: int = 10**9
    drop_every: int = 0
    """Of the requests for files, each of this number hears half an answer."""
    damage: bool = False
    sized: bool = True
    """Whether the list says how large files are."""

    @property
    def list_url(self) -> str:
        return self.url + RECORDS

    def records(self) -> bytes:
        rows = [
            {
                "id": name,
                "schema": 1,
                "last_modified": 1,
                "name": name,
                "sourceLanguage": "en",
                "targetLanguage": "ko",
                "version": self.version,
                "fileType": name.split(".")[0],
                "architecture": "base-memory",
                "decompressedHash": hashlib.sha256(self.files[name]).hexdigest(),
                "decompressedSize": len(self.files[name]),
                "attachment": {
                    "location": f"files/{name}.zst",
                    "hash": hashlib.sha256(self.packed[name]).hexdigest(),
                    "filename": f"{name}.zst",
                    "mimetype": "application/zstd",
                    "size": len(self.packed[name]) if self.sized else 0,
                },
            }
            for name in self.files
        ]
        return json.dumps({"data": rows}).encode()

    def answer(self, path: str, headers: Message) -> tuple[int, bytes]:
        """Status and body."""
        self.agents.add(headers.get("User-Agent", ""))
        asked = headers.get("Range", "")
        self.requests.append(f"{path} {asked}".strip())
        if path == "/v1/":
            return 200, json.dumps({"capabilities": {"attachments": {"base_url": self.url + "/cdn/"}}}).encode()
        if path == RECORDS:
            return 200, self.records()
        self.codings.add(headers.get("Accept-Encoding", ""))
        body = self.packed[path.removeprefix("/cdn/files/").removesuffix(".zst")]
        if self.damage:
            body = b"x" * len(body)
        status = 200
        if self.file_requests > self.fail_after:
            return 503, b""
        if self.ranges and asked:
            first, last = map(int, asked.removeprefix("bytes=").split("-"))
            if first >= len(body):
                return 416, b""
            status, body = 206, body[first : last + 1]
        self.asked_bytes += len(body)
        return status, body

    @property
    def file_requests(self) -> int:
        """How often a file was asked for."""
        return sum("/cdn/" in request for request in self.requests)


@contextmanager
def offering(files: Mapping[str, bytes], packed: Mapping[str, bytes]) -> Iterator[Mozilla]:
    """A server for the length of a block."""
    state = Mozilla(files, packed)

    class Handler(Answering):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, body = state.answer(self.path, self.headers)
            cut = state.drop_every and "/cdn/" in self.path and state.file_requests % state.drop_every == 0
            end = len(body) // 2 if cut else len(body)
            self.send_response(status)
            self.send_header(
                *(("Transfer-Encoding", "chunked") if state.chunked else ("Content-Length", str(len(body))))
            )
            self.end_headers()
            try:
                for at in range(0, end, PIECE):
                    piece = body[at : min(at + PIECE, end)]
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if state.chunked else piece)
                if state.chunked and not cut:
                    self.wfile.write(b"0\r\n\r\n")
            except ConnectionError:  # the one that asked was killed
                self.close_connection = True
            if cut:
                self.close_connection = True

    with answering(Handler) as state.url:
        yield state


def zst(content: bytes) -> bytes:
    """zstd by the tool when it is there, else as raw blocks, which every decoder must read (RFC 8878 §3.1.1.2)."""
    if shutil.which("zstd"):
        return subprocess.run(["zstd", "-q", "-c"], input=content, capture_output=True, check=True).stdout
    frame = bytearray(b"\x28\xb5\x2f\xfd\xa0" + len(content).to_bytes(4, "little"))
    size = 100_000
    pieces = [content[i : i + size] for i in range(0, len(content), size)]
    for number, piece in enumerate(pieces):
        frame += (len(piece) << 3 | (number == len(pieces) - 1)).to_bytes(3, "little") + piece
    return bytes(frame)
