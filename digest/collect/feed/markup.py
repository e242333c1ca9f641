"""XML as it is really published → start, end and text, in one pass whose cost is linear.

An XML parser stops at the first bare `&`, control character or undeclared name; an HTML parser knows no CDATA and no
namespaces. This one goes on as a reader would: what cannot be markup is text, what was left open is closed. Nothing is
ever expanded but characters, so there are no entity bombs, and attributes and depth are limited.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html.entities import html5
from itertools import islice
from typing import Literal, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from digest.lazy import pattern_of

# xmlns:x="http://purl.org/dc/elements/1.1/" → dc
NAMESPACES = {
    **dict.fromkeys(
        (
            "http://www.w3.org/2005/atom",
            "http://purl.org/atom/ns#",
            "http://purl.org/rss/1.0",
            "http://purl.org/net/rss1.1#",
            "http://my.netscape.com/rdf/simple/0.9",
            "http://channel.netscape.com/rdf/simple/0.9",
            "http://backend.userland.com/rss2",
        ),
        "",
    ),
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://arxiv.org/schemas/atom": "arxiv",
    "http://a9.com/-/spec/opensearch/1.1": "opensearch",
}
"""The prefix a namespace has here, whatever a document calls it; Atom's and RSS's own names have none."""
MOST_ATTRIBUTES = 64
DEEPEST = 200
MOST_PIECES = 300_000
"""Tags and texts of one document; a feed of a thousand entries has some 50,000."""
OPENING = pattern_of(r"<(?=[A-Za-z_/!?])")  # <b · </b · <!-- · <?xml; not 3 < 5
"""Where markup may begin; in `a < b` and `<3` it does not."""
TAG = pattern_of(
    r"<(?P<end>/?)(?P<name>[A-Za-z_][^\s<>/=\"'&;]{0,100})(?P<rest>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>"
)
"""`<a href="x>y">`, `</a>`, `<br/>`."""
LOOSE_TAG = pattern_of(r"<(?P<end>/?)(?P<name>[A-Za-z_][^\s<>/=\"'&;]{0,100})(?P<rest>[^<>]*+)>")
"""A tag with a quote too many: `<p title="5" tall">`."""
ATTRIBUTE = pattern_of(r"([A-Za-z_][\w:.-]{0,100})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")
"""`href="x"`, `href='x'`, `href=x`."""
REFERENCE = pattern_of(r"&(?:#[xX]([0-9a-fA-F]{1,8})|#([0-9]{1,8})|([A-Za-z][A-Za-z0-9]{0,31}));")
"""`&#x1F600;`, `&#128512;`, `&nbsp;`; anything else with an ampersand is that ampersand."""
CONTROL = pattern_of(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")  # a form feed: `a\fb`


class Event(NamedTuple):
    """One piece of a document."""

    kind: Literal["start", "end", "text", "cut"]
    """`cut`: the text ended before the document did; the ends of what was open follow."""
    name: str = ""
    """Of an element in lower case, with its usual prefix; of a text the text."""
    attributes: Mapping[str, str] = {}


def events(text: str) -> Iterator[Event]:
    """The document in a text, from its first element to that element's end; every start has its end."""
    document = _Document()
    for kind, told, rest in pieces(text):
        if kind == "text":
            yield from document.text(told if rest else characters(told))
        else:
            yield from document.end(told) if kind == "end" else document.start(told, rest)
        if document.over:
            return
    yield from document.finish()


def repaired(text: str) -> tuple[str, bool]:
    """(the document as XML that any parser takes, whether it ended in the middle).

    `<rss><item><title>R&D</title>` → `<rss …><item><title>R&amp;D</title></item></rss>`, cut.
    """
    made: list[str] = []
    cut = False
    for event in events(text):
        if event.kind == "cut":
            cut = True
        elif event.kind == "text":
            made.append(escape(event.name))
        elif event.kind == "end":
            made.append(f"</{_valid(event.name)}>")
        else:
            told = [f" {_valid(name)}={quoteattr(value)}" for name, value in event.attributes.items() if _plain(name)]
            made.append(f"<{_valid(event.name)}{''.join(told)}{'' if made else _declared(event)}>")
    return "".join(made), cut


def _declared(root: Event) -> str:
    """The namespaces of a document as its events have them; Atom and RSS 1.0 are told by the root's own."""
    own = {"feed": "http://www.w3.org/2005/Atom", "rdf:rdf": "http://purl.org/rss/1.0/"}.get(root.name)
    known = {prefix: uri for uri, prefix in NAMESPACES.items() if prefix}
    told = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in known.items())
    return told + (f' xmlns="{own}"' if own else "")


def _plain(name: str) -> bool:
    """Whether an attribute is written out: no `xmlns`, which the root declares, and no prefix but `xml` and `rdf`."""
    prefix, colon, _ = name.rpartition(":")
    return not name.startswith("xmlns") and (not colon or prefix in ("xml", "rdf"))


def _valid(name: str) -> str:
    """A name that XML takes: `media:content` stays, an unknown prefix becomes part of the name."""
    prefix, colon, local = name.partition(":")
    known = colon and prefix in ("xml", *NAMESPACES.values())
    return f"{prefix}:{_letters(local)}" if known else _letters(name)


def _letters(name: str) -> str:
    # dc:creator → dc_creator
    return re.sub(r"[^a-z0-9_.-]", "_", name) or "_"


def pieces(text: str) -> Iterator[tuple[Literal["start", "end", "text"], str, str]]:
    """Tags and texts one after the other, without looking at what they enclose; comments and declarations left out.

    Gives (`start`, name as written, attributes as written), (`end`, name, "") or (`text`, text, `raw` for CDATA).
    """
    at, length = 0, len(text)
    for _ in range(MOST_PIECES):
        opening = OPENING.search(text, at)
        opened = opening.start() if opening else length
        if opened > at:
            yield "text", text[at:opened], ""
        at = opened
        if at >= length:
            return
        if text.startswith("<![CDATA[", at):
            end = text.find("]]>", at)
            yield "text", text[at + 9 : end if end >= 0 else length], "raw"
            at = end + 3 if end >= 0 else length
        elif text.startswith(("<!", "<?"), at):
            at = _skipped(text, at)
        elif tag := TAG.match(text, at) or LOOSE_TAG.match(text, at):
            at = tag.end()
            yield ("end" if tag["end"] else "start"), tag["name"], tag["rest"]
        else:
            yield "text", "<", "raw"
            at += 1


def attributes_of(rest: str) -> dict[str, str]:
    """Attributes by lower-case name of what stands in a tag behind its name; so many at most."""
    found = islice(ATTRIBUTE.finditer(rest), MOST_ATTRIBUTES)
    return {match[1].lower(): characters(match[2] or match[3] or match[4] or "") for match in found}


def characters(text: str) -> str:
    """Text with its character references resolved; halves of an emoji, written as two, become one again."""
    if "&" not in text:
        return text
    text = REFERENCE.sub(_character, text)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return html5.get(f"{match[3]};", match[0])
    number = int(match[1], 16) if match[1] else int(match[2])
    return CONTROL.sub("", chr(number)) if number < 0x110000 else "\ufffd"


def _skipped(text: str, at: int) -> int:
    """Where a comment, a declaration or an instruction is over."""
    closing = "-->" if text.startswith("<!--", at) else "?>" if text.startswith("<?", at) else ">"
    end = text.find(closing, at + 2)
    if closing == ">" and text.startswith("[", inner := text.find("[", at, end)) and inner >= 0:
        end, closing = text.find("]>", inner), "]>"  # <!DOCTYPE a [ <!ENTITY b "c"> ]>
    return end + len(closing) if end >= 0 else len(text)


class _Document:
    """The elements that are open, and what their prefixes mean."""

    def __init__(self) -> None:
        self.over = False
        self._open: list[tuple[str, str]] = []
        """(name as written, name as told)."""
        self._written: Counter[str] = Counter()
        self._scopes: list[tuple[int, dict[str, str]]] = [(0, {})]
        """(depth, prefix → usual prefix), the innermost last."""

    def text(self, text: str) -> Iterator[Event]:
        if self._open and text:
            yield Event("text", text)

    def start(self, written: str, rest: str) -> Iterator[Event]:
        if len(self._open) >= DEEPEST:
            return
        attributes = attributes_of(rest)
        declared = {
            name.partition(":")[2]: _usual(name.partition(":")[2], value)
            for name, value in attributes.items()
            if name == "xmlns" or name.startswith("xmlns:")
        }
        if declared:
            self._scopes.append((len(self._open), self._scopes[-1][1] | declared))
        written = written.lower()
        name = self._told(written)
        yield Event("start", name, attributes)
        self._open.append((written, name))
        self._written[written] += 1
        if rest.endswith("/"):
            yield self._close()

    def end(self, written: str) -> Iterator[Event]:
        written = written.lower()
        if self._written[written]:  # else it closes nothing
            while self._open[-1][0] != written:
                yield self._close()
            yield self._close()

    def finish(self) -> Iterator[Event]:
        if self._open:
            yield Event("cut")
        while self._open:
            yield self._close()

    def _close(self) -> Event:
        written, name = self._open.pop()
        self._written[written] -= 1
        if self._scopes[-1][0] == len(self._open) and len(self._scopes) > 1:
            self._scopes.pop()
        self.over = not self._open
        return Event("end", name)

    def _told(self, written: str) -> str:
        prefix, _, local = written.rpartition(":")
        usual = self._scopes[-1][1].get(prefix, prefix)
        return f"{usual}:{local}" if usual else local


def _usual(prefix: str, uri: str) -> str:
    return NAMESPACES.get(uri.strip().lower().rstrip("/"), prefix)
