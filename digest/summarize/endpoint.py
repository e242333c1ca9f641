"""How to reach a language model; plain settings, no vendor."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, JsonValue, field_validator

from digest.models import Value

OPENAI = "https://api.openai.com/v1"


class EndpointSettings(Value):
    """How to reach a model and what to send along."""

    base_url: str = OPENAI
    """Address up to and including `/v1`; presets for other servers are in config/presets."""
    model: str
    """Model id, as the server names it. There is no default: ids come and go (contracts §6.5)."""
    api_key_env: str = "OPENAI_API_KEY"
    """Environment variable with the key; empty for a local server that wants none."""
    timeout_s: float = Field(default=60.0, gt=0)
    """For one try, headers and body together."""
    max_tokens_param: Literal["max_completion_tokens", "max_tokens"] = "max_completion_tokens"
    """`max_completion_tokens`, or `max_tokens` for servers that know only that."""
    max_tokens: int | None = Field(default=None, ge=1)
    """Limit of one answer; None = 400 per line and at least 2,000 (room for hidden reasoning)."""
    reasoning_effort: str | None = None
    """Sent only when set, for models that think first."""
    temperature: float | None = Field(default=None, ge=0, le=2)
    """Sent only when set: many reasoning models refuse it."""
    extra_body: dict[str, JsonValue] = {}
    """More fields of the request, e.g. OpenRouter's `provider`."""

    @field_validator("base_url", mode="before")
    @classmethod
    def _openai_unless_said(cls, value: object) -> object:
        return OPENAI if value is None else value

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        parts = urlsplit(value.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("http(s) 주소여야 합니다. 예: https://api.openai.com/v1")
        if parts.username or parts.password:
            raise ValueError("주소에 비밀번호를 적지 마세요. 키는 api_key_env가 가리키는 환경 변수에 넣으세요")
        return value.strip()
