"""Real renderers for tests: kramdown in one ruby process, cmark-gfm and Hugo per page; skipped when absent."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from typing import Any

import pytest

from digest.journal.read.document import Document
from digest.journal.write.plan import Splice
from digest.journal.write.verify import SENTINEL, page_shape

RUBY = """
require "json"; require "kramdown"; require "kramdown-parser-gfm"
STDOUT.sync = true
STDIN.each_line do |line|
  begin
    puts JSON.generate(Kramdown::Document.new(JSON.parse(line), input: "GFM", math_engine: nil).to_html)
  rescue => error
    puts JSON.generate("kramdown failed: " + error.message)
  end
end
"""


def needs(program: str) -> pytest.MarkDecorator:
    """Skip with a reason where a renderer is not installed."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


class Kramdown:
    """Jekyll's parser, kept running."""

    def __enter__(self) -> Kramdown:
        self._ruby = subprocess.Popen(
            ["ruby", "-Eutf-8:utf-8", "-W0", "-e", RUBY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"},
            text=True,
            encoding="utf-8",
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._ruby.stdin
        assert self._ruby.stdout
        self._ruby.stdin.close()
        self._ruby.stdout.close()
        self._ruby.wait()

    def page(self, text: str) -> str:
        assert self._ruby.stdin
        assert self._ruby.stdout
        self._ruby.stdin.write(json.dumps(text) + "\n")
        self._ruby.stdin.flush()
        return str(json.loads(self._ruby.stdout.readline()))


def cmark(text: str) -> str:
    extensions = [part for name in ("table", "strikethrough", "autolink", "tasklist") for part in ("-e", name)]
    done = subprocess.run(["cmark-gfm", "--unsafe", *extensions], input=text.encode(), capture_output=True, check=True)
    return done.stdout.decode()


def shape(page: str) -> list[Any]:
    """A page without our nodes."""
    return page_shape(page)


def texts(document: Document, splices: Sequence[Splice]) -> tuple[str, str]:
    """(old, new) markdown without front matter; our visible lines in new carry the sentinel."""
    old = [line.text for line in document.lines]
    new: list[str] = []
    at = 0
    for splice in sorted(splices, key=lambda one: (one.start, one.stop)):
        new += old[at : splice.start]
        for line in splice.written:
            text = line.bytes.decode()
            shown = text.strip() and not text.startswith("<!--")
            new.append(f"{text} {SENTINEL}" if shown else text)
        at = splice.stop
    new += old[at:]
    head = document.front_matter.stop
    return "\n".join(old[head:]) + "\n", "\n".join(new[head:]) + "\n"
