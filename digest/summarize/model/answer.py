"""What a model server sent back, read without trust: body → completion → lines by id (docs/services.md: Models)."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from digest.lazy import pattern_of
from digest.models import Usage

_THOUGHT = pattern_of(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)  # <think>First, …</think>
_FENCE = pattern_of(r"```[a-zA-Z]*\s*\n?(.*?)```", re.DOTALL)  # `` ```json {"lines": []} ``` ``
_TEXT_KEYS = ("line", "summary", "sentence", "text")
_MOST_OBJECTS = 200


@dataclass(frozen=True)
class Completion:
    """One answer of the server; `problem` (Korean) says why it holds no text."""

    text: str = ""
    usage: Usage = field(default_factory=Usage)
    problem: str = ""
    passing: bool = False
    """Whether the problem may be gone on the next try (an error inside a 200, a login page)."""
    declined: bool = False
    """Whether the model would not write about this very text (its own refusal, a content filter)."""


@dataclass(frozen=True)
class Answer:
    """Lines of a batch by id."""

    lines: dict[str, str] = field(default_factory=dict)
    unknown: int = 0
    """Answers to ids that nobody asked about; ignored."""
    problem: str = ""
    """Korean, when the text as a whole could not be read."""


def read_completion(body: str) -> Completion:
    """The text, or what is wrong, of a 200 of `chat/completions`; never raises."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        what = "HTML 응답" if body.lstrip()[:1] == "<" else "깨진 JSON 응답"
        return Completion(problem=f"모델 서버가 {what}을 보냄", passing=True)
    if not isinstance(answer, dict):
        return Completion(problem="모델 서버가 오류를 보냄: " + error_text(answer), passing=True)
    usage = _usage(answer.get("usage"))
    choices = answer.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        said = error_text(answer) if answer.get("error") else "답이 비어 있음"
        return Completion(usage=usage, problem=f"모델 서버가 오류를 보냄: {said}", passing=True)
    message = choices[0].get("message")
    message = message if isinstance(message, dict) else {}
    text, finish = _text(message.get("content")), choices[0].get("finish_reason")
    if message.get("refusal"):
        return Completion(usage=usage, problem="모델이 답하기를 거절함", declined=True)
    if finish == "content_filter":
        return Completion(usage=usage, problem="모델의 내용 거르개에 걸림", declined=True)
    if finish == "length":
        return Completion(text, usage, "답이 길이 제한에서 잘림(`summarizer.max_tokens`)")
    return Completion(text, usage, "" if text.strip() else "모델이 빈 답을 보냄")


def read_lines(text: str, ids: Collection[str]) -> Answer:
    """Lines by id from an answer's text: JSON of any usual shape, or `id: sentence` lines; never raises.

    An id answered twice with different lines counts as not answered.
    """
    text = re.sub(r"(?is)^.*</think(?:ing)?>", "", _THOUGHT.sub("", text)).strip()
    fenced = _FENCE.search(text)
    pairs: list[tuple[str, str]] = []
    for candidate in ([fenced[1]] if fenced else []) + [text]:
        for value in _json_values(candidate):
            pairs += _pairs(value, ids)
        if pairs:
            break
    if not pairs:
        pairs = [
            (name, line)
            for name, line in re.findall(r"(?m)^[ \t\-*]*\"?([\w.:-]+)\"?\s*[:=]\s+(.+)$", text)
            if name in ids
        ]
    bare = len(ids) == 1 and not pairs and text and "\n" not in text and text[0] not in "{[<"
    if bare:
        pairs = [(next(iter(ids)), text)]
    if not pairs:
        return Answer(problem="모델의 답을 읽을 수 없음" if text else "모델이 빈 답을 보냄")
    lines: dict[str, str] = {}
    torn: set[str] = set()
    for name, line in pairs:
        if name in ids and lines.setdefault(name, line) != line:
            torn.add(name)
    unknown = len({name for name, _ in pairs if name not in ids})
    return Answer({name: line for name, line in lines.items() if name not in torn}, unknown)


def error_text(body: Any) -> str:
    """The server's own words about an error, one line of at most 120 characters."""
    if isinstance(body, list):
        body = body[0] if body else ""
    for key in ("error", "message", "detail"):
        if isinstance(body, dict) and body.get(key):
            body = body[key]
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, default=str)
    text = re.sub(r"(?i)bearer\s+\S+|\b(?:sk|key|gsk|up|AIza)[-_][\w-]{6,}", "***", text)
    return " ".join(text.split())[:120]


def _json_values(text: str) -> list[Any]:
    try:
        return [json.loads(text)]
    except (ValueError, RecursionError):
        pass
    decoder, found, at = json.JSONDecoder(), list[Any](), text.find("{")
    while at >= 0 and len(found) < _MOST_OBJECTS:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            found.append(value)
        at = text.find("{", end)
    return found


def _pairs(value: Any, ids: Collection[str]) -> list[tuple[str, str]]:
    """(id, line) of `{"lines": [{id, line}]}`, of a bare list, of one object, of `{id: line}`."""
    if isinstance(value, list):
        return [pair for part in value[:_MOST_OBJECTS] if isinstance(part, dict) for pair in _pairs(part, ids)]
    if not isinstance(value, dict):
        return []
    line = next((value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str)), None)
    if line is not None:
        name = value.get("id")
        return [(str(name), line)] if isinstance(name, str | int) else []
    direct = [(key, part) for key, part in value.items() if key in ids and isinstance(part, str)]
    return direct or [pair for part in value.values() if isinstance(part, list | dict) for pair in _pairs(part, ids)]


def _text(content: Any) -> str:
    """Content is a string, null, or (some servers) a list of text parts."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _usage(raw: Any) -> Usage:
    """Token counts; servers leave out or null any of them."""
    raw = raw if isinstance(raw, dict) else {}
    details = raw.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else 0

    def count(value: Any) -> int:
        return value if isinstance(value, int) and value > 0 else 0

    return Usage(
        calls=1,
        prompt_tokens=count(raw.get("prompt_tokens")),
        completion_tokens=count(raw.get("completion_tokens")),
        cached_tokens=count(cached),
    )
