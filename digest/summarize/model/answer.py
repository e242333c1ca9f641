"""Lines by id out of whatever text a model answered with; a line goes to the id that stands beside it, never by place.

Models wrap what they were asked for: fences, thoughts, drafts, JSON in a string, curly quotes, a trailing comma. A text
is a row of *documents* (whole answers); what a model corrects comes later, so the last of the fullest counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from digest.lazy import pattern_of

Pairs = list[tuple[str, str]]
"""Ids as the model wrote them, with its lines."""
Ids = dict[str, str]
"""The ids that were asked for, by their casefolded spelling."""

MOST_TEXT = 200_000
"""Characters of an answer that are read, its end; 32 lines are 10,000."""
_MOST_OBJECTS = 500
_MOST_STEPS = 4_000_000
"""Characters that may be looked at in vain, so that no answer takes seconds."""
_MOST_STRINGS = 20
_DEEPEST = 3
"""JSON in a string in a string."""
ASIDE = "모델이 생각만 하고 빈 답을 보냄(설정 `summarizer.reasoning_effort`)"
# `[{"id": "1", "summary": "…"}]` where `line` was asked for
_TEXT_KEYS = ("line", "summary", "sentence", "text")

_THOUGHT_ENDS = pattern_of(r"</think(?:ing)?>", re.IGNORECASE)  # First, … </think>
_THOUGHT_BEGINS = pattern_of(r"<think(?:ing)?>", re.IGNORECASE)  # <think>First, …
_DOUBLE, _SINGLE = '"“”„‟＂', "'‘’"
_QUOTES = _DOUBLE + _SINGLE
_FLAT = pattern_of(r"\{[^{}]{0,4000}(?:\}|\Z)")
"""An object without others inside, its brace perhaps missing at the end: `{"id": "p1", "line": "…"`."""
# `{"line": "a line"`
_FIELD = pattern_of(
    rf"[{{,\n]\s{{0,40}}[{_QUOTES}]?(\w[\w.:-]{{0,39}})[{_QUOTES}]?\s{{0,9}}[:：]\s{{0,9}}(?=[{_QUOTES}])"
)
"""`, “line”: ` before a value in some quotes."""
_ROW = pattern_of(
    rf"(?m)^[ \t\-*•]{{0,9}}[{_QUOTES}\[(]?(\w[\w.:-]{{0,39}}?)[{_QUOTES}\])]?[ \t]{{0,9}}[:：=][ \t]+(.+)$"
)
"""`- p1: …`."""
_WRONG_ESCAPE = pattern_of(r"\\(?!u[0-9a-fA-F]{4}|[\"\\/bfnrt])")  # 50\%, top\_k
_NAME = pattern_of(r"\A(?:arxiv|paper|id)[\s:#]+", re.IGNORECASE)  # arXiv:2408.08152
_VERSION = pattern_of(r"v\d{1,2}\Z", re.IGNORECASE)  # 2408.08152v1


@dataclass(frozen=True)
class Answer:
    """Lines of a batch by id."""

    lines: dict[str, str] = field(default_factory=dict)
    unknown: int = 0
    """Answers to ids that nobody asked about; ignored."""
    problem: str = ""
    """Korean, when the text as a whole could not be read."""


def read_lines(text: str, ids: Collection[str], *, aside: bool = False) -> Answer:
    """Lines by id from an answer's text: JSON of any usual shape, or nearly, or `id: sentence` lines; never raises.

    An id answered twice in a document with different lines counts as not answered. aside: the text is from the field
    for thoughts, where only a document about every id is an answer.
    """
    wanted = {name.casefold(): name for name in ids}
    parts = _parts(text[-MOST_TEXT:].replace("\x00", ""))
    for part in parts:
        documents = [pairs for pairs in _documents(part, wanted) if pairs]
        if not documents and not aside:
            rows = [(name, line) for name, line in _ROW.findall(part) if _known(name, wanted)]
            documents = [rows] if rows else []
        if documents:
            found = _answer(documents, wanted)
            return found if not aside or len(found.lines) == len(ids) else Answer(problem=ASIDE)
    said = parts[0].strip()
    if aside:
        return Answer(problem=ASIDE)
    if len(ids) == 1 and said and "\n" not in said and said[0] not in "{[<":
        return Answer({next(iter(ids)): bare(said)})
    return Answer(problem="모델의 답을 읽을 수 없음" if said else "모델이 빈 답을 보냄")


def bare(line: str) -> str:
    """A sentence without the quotes and commas of its wrapping: `"…한다.",` is `…한다.`"""
    line = line.encode("utf-8", "replace").decode("utf-8").strip()  # JSON may hold half a character
    for _ in range(4):
        before = line
        line = line.rstrip(" \t\r\n,;")
        unended = line.rstrip(" \t\r\n,;}]")
        line = unended if unended[-1:] in tuple(_QUOTES) else line
        inner, odd = line[1:-1], sum(line.count(quote) for quote in _DOUBLE) % 2
        if len(line) > 2 and line[0] in _QUOTES and line[-1] in _QUOTES and not set(inner) & set(_DOUBLE):
            line = inner.strip()
        elif odd and line[-1:] in tuple(_DOUBLE):  # the other one was lost
            line = line[:-1].rstrip()
        elif odd and line[:1] in tuple(_DOUBLE):
            line = line[1:].lstrip()
        if line == before:
            break
    return line


def _parts(text: str) -> list[str]:
    """Where the answer may stand: behind all thoughts, else before them; anywhere when no thought ends."""
    ends = list(_THOUGHT_ENDS.finditer(text))
    if not ends:
        return [text]
    begins = _THOUGHT_BEGINS.search(text)
    return [text[ends[-1].end() :], text[: begins.start()] if begins else ""]


def _answer(documents: list[Pairs], ids: Ids) -> Answer:
    """The last document among those that answer most ids; a later, shorter one may still contradict it."""
    told = [_lines_of(pairs, ids) for pairs in documents]
    most = max(len(lines) for lines, _, _ in told)
    chosen = max(n for n, (lines, _, _) in enumerate(told) if len(lines) == most)
    lines, torn, unknown = told[chosen]
    for later, _, _ in told[chosen + 1 :]:
        torn |= {name for name, line in later.items() if lines.get(name, line) != line}
    return Answer({name: line for name, line in lines.items() if name not in torn}, unknown)


def _lines_of(pairs: Pairs, ids: Ids) -> tuple[dict[str, str], set[str], int]:
    lines: dict[str, str] = {}
    torn: set[str] = set()
    for raw, line in pairs:
        name = _known(raw, ids)
        if name and lines.setdefault(name, bare(line)) != bare(line):
            torn.add(name)
    return lines, torn, len({raw for raw, _ in pairs if not _known(raw, ids)})


def _known(raw: str, ids: Ids) -> str:
    """The id that a model means: `P1`, `"p1"`, `arXiv:2408.08152v1` for 2408.08152; "" when nobody asked about it."""
    name = raw[:60].strip().strip(_QUOTES + "[]()<>#. ").casefold()
    return ids.get(name) or ids.get(_VERSION.sub("", _NAME.sub("", name))) or ""


class _Found(NamedTuple):
    """A JSON value of a text, or the pairs of an object that is nearly JSON."""

    value: Any
    pairs: Pairs
    apart: bool
    """Whether words stand between it and what was found before."""


def _documents(text: str, ids: Ids, depth: int = 0) -> list[Pairs]:
    """The documents of a text in order; objects that stand alone are one document until they start over."""
    documents: list[Pairs] = []
    loose: Pairs = []
    for value, nearly, apart in _found(text, ids):
        alone = nearly or (_pairs_of(value, ids) if isinstance(value, dict) else [])
        pairs = alone or _pairs(value, ids)
        if alone:
            if apart and {name for name, _ in loose} & {name for name, _ in alone}:
                documents, loose = [*documents, loose], []
            loose = loose + alone
        elif pairs:
            documents, loose = [*documents, loose, pairs], []
        elif depth < _DEEPEST:
            for inner in _strings(value):
                documents += _documents(inner, ids, depth + 1)
    documents.append(loose)
    if depth < _DEEPEST and not any(documents) and '\\"' in text:
        return _documents(text.replace('\\"', '"'), ids, _DEEPEST)
    return documents


def _found(text: str, ids: Ids) -> Iterator[_Found]:
    """Everything of a text that is JSON, or an object of pairs that nearly is, from the front to the end."""
    try:
        yield _Found(json.loads(text), [], False)
        return
    except (ValueError, RecursionError):
        pass
    decoder, found, steps, last, at = json.JSONDecoder(), 0, 0, 0, text.find("{")
    while at >= 0 and found < _MOST_OBJECTS and steps < _MOST_STEPS:
        end, one = at + 1, None
        try:
            value, end = decoder.raw_decode(text, at)
            one = _Found(value, [], _words(text[last:at]))
        except json.JSONDecodeError as error:
            steps += 400 + error.pos - at  # the error itself counts the lines before it
            flat = _FLAT.match(text, at)
            pairs = _nearly(flat[0], ids) if flat else []
            if flat and pairs:
                one, end = _Found(None, pairs, _words(text[last:at])), flat.end()
        except (ValueError, RecursionError):  # numbers of thousands of digits, brackets of thousands of levels
            steps += 10_000
        if one:
            yield one
            found, last = found + 1, end
        at = text.find("{", end)


def _words(between: str) -> bool:
    return bool(between.strip(" \t\r\n,[]"))


def _strings(value: Any) -> list[str]:
    """Strings that may hold JSON: of a value itself, or directly in it."""
    inside = [value] if isinstance(value, str) else list(value.values()) if isinstance(value, dict) else []
    return [text for text in inside if isinstance(text, str) and "{" in text][:_MOST_STRINGS]


def _nearly(chunk: str, ids: Ids) -> Pairs:
    """(id, line) of one flat object whose quotes, commas or escapes are not quite JSON's; no line that is cut off."""
    fields = list(_FIELD.finditer(chunk))
    values: dict[str, str] = {}
    for n, this in enumerate(fields):
        raw = chunk[this.end() : fields[n + 1].start() if n + 1 < len(fields) else len(chunk)].rstrip(" \t\r\n,}")
        double = len(raw) > 1 and raw[0] in _DOUBLE and raw[-1] in _DOUBLE
        single = len(raw) > 1 and raw[0] in _SINGLE and raw[-1] in _SINGLE
        if not double and not single:
            continue
        values.setdefault(this[1], _unescaped(raw[1:-1]))
    return _pairs_of(values, ids)


def _unescaped(text: str) -> str:
    text = _WRONG_ESCAPE.sub("", text)
    try:
        # the "best" model → the \"best\" model
        decoded = json.loads('"' + re.sub(r'(?<!\\)"', '\\"', text).replace("\n", " ").replace("\t", " ") + '"')
    except ValueError:
        return text
    return str(decoded)


def _pairs(value: Any, ids: Ids) -> Pairs:
    """(id, line) of `{"lines": [{id, line}]}`, of a bare list, of one object, of `{id: line}`, however deep."""
    pairs: Pairs = []
    waiting, seen = [value], 0
    while waiting and seen < 20 * _MOST_OBJECTS:
        value, seen = waiting.pop(), seen + 1
        if isinstance(value, dict):
            own = _pairs_of(value, ids)
            pairs += own
            waiting += [] if own else reversed([part for part in value.values() if isinstance(part, dict | list)])
        elif isinstance(value, list):
            waiting += reversed([part for part in value[:_MOST_OBJECTS] if isinstance(part, dict | list)])
    return pairs


def _pairs_of(value: dict[str, Any], ids: Ids) -> Pairs:
    """The pair of one object with an id and a sentence, under the names asked for or others; or `{id: sentence}`."""
    direct = [(key, part) for key, part in value.items() if isinstance(part, str) and _known(key, ids)]
    if direct:
        return direct
    texts = {key: part for key, part in value.items() if isinstance(part, str)}
    name = value.get("id")
    id_key = "id" if isinstance(name, str | int) else ""
    if not id_key:
        named = [key for key, part in texts.items() if _known(part, ids)]
        if len(named) != 1:
            return []
        id_key, name = named[0], texts[named[0]]
    others = {key: part for key, part in texts.items() if key != id_key}
    line = next((others[key] for key in _TEXT_KEYS if key in others), None)
    if line is None:
        near = [part for key, part in others.items() if key.casefold().startswith(_TEXT_KEYS)]
        fitting = near or list(others.values())
        line = fitting[0] if len(fitting) == 1 else None
    return [(str(name), line)] if line is not None else []
