"""What a model server sent back, read without trust: body → completion (docs/services.md: Models)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from digest.models import Usage

# `{"content": null, "reasoning_content": "First, …"}`
_ASIDE = ("reasoning_content", "reasoning", "thinking")
"""Where servers put what a model thinks; vLLM, SGLang, llama.cpp, OpenRouter, Ollama."""


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
    aside: bool = False
    """Whether `text` comes from the field for thoughts, because the one for the answer is empty."""


def read_completion(body: str) -> Completion:
    """The text, or what is wrong, of a 200 of `chat/completions`; never raises."""
    try:
        answer = _streamed(body) or json.loads(body)
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
        return Completion(usage=usage, problem="모델의 콘텐츠 필터에 걸림", declined=True)
    aside = "" if text.strip() else next((t for t in (_text(message.get(name)) for name in _ASIDE) if t.strip()), "")
    if finish == "length":
        return Completion(text, usage, "답이 길이 제한에서 잘림(`summarizer.max_tokens`)")
    if aside:
        return Completion(aside, usage, aside=True)
    return Completion(text, usage, "" if text.strip() else "모델이 빈 답을 보냄")


def error_text(body: Any) -> str:
    """The server's own words about an error, one line of at most 120 characters."""
    if isinstance(body, list):
        body = body[0] if body else ""
    for key in ("error", "message", "detail"):
        if isinstance(body, dict) and body.get(key):
            body = body[key]
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, default=str)
    # invalid key sk-abcdef123 → invalid key ***
    text = re.sub(r"(?i)bearer\s+\S+|\b(?:sk|key|gsk|up|AIza)[-_][\w-]{6,}", "***", text)
    return " ".join(text.split())[:120]


def _streamed(body: str) -> dict[str, Any] | None:
    """The whole of a body that comes as server-sent events although nobody asked for a stream; None for any other.

    Raises ValueError when an event is no JSON.
    """
    if not body.lstrip()[:5].startswith((":", "data:", "event")):
        return None
    texts, last, finish = list[str](), dict[str, Any](), None
    for line in body.splitlines():
        data = line.removeprefix("data:").strip()
        if not line.startswith("data:") or data == "[DONE]":
            continue
        event = json.loads(data)
        choices = event.get("choices") if isinstance(event, dict) else None
        if isinstance(event, dict):
            last |= {key: event[key] for key in ("usage", "error") if event.get(key)}
        if isinstance(choices, list) and choices and isinstance(choices[0], dict):
            part = choices[0].get("delta") or choices[0].get("message")
            texts.append(_text(part.get("content")) if isinstance(part, dict) else "")
            finish = choices[0].get("finish_reason") or finish
    choice = {"finish_reason": finish, "message": {"content": "".join(texts)}}
    return last | ({"choices": [choice]} if texts else {})


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
