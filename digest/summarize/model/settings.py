"""How to reach a language model, and what it costs: plain settings, no vendor."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, JsonValue, field_validator

from digest.models import Value
from digest.summarize.base import SummarizerSettings

OPENAI = "https://api.openai.com/v1"


class EndpointSettings(SummarizerSettings):
    """How to reach a model and what to send along."""

    base_url: str = OPENAI
    """`/v1`까지 포함한 주소. 다른 서버의 예는 config/presets에 있습니다."""
    model: str
    """모델 id. 서버가 부르는 이름 그대로 적습니다. 모델 id는 생겼다 사라지므로 기본값이 없습니다."""
    api_key_env: str = "OPENAI_API_KEY"
    """키가 든 환경 변수. 키가 필요 없는 로컬 서버라면 비워 둡니다."""
    timeout_s: float = Field(default=60.0, gt=0)
    """한 번 시도하는 데 쓸 시간(초). 헤더와 본문을 모두 받는 시간입니다."""
    max_tokens_param: Literal["max_completion_tokens", "max_tokens"] = "max_completion_tokens"
    """`max_completion_tokens`, 또는 `max_tokens`만 아는 서버라면 그것."""
    max_tokens: int | None = Field(default=None, ge=1)
    """대답 하나의 한도. null이면 한 줄에 400, 적어도 2,000입니다(보이지 않는 추론에 쓸 몫까지)."""
    reasoning_effort: str | None = None
    """적었을 때만 보냅니다. 먼저 생각하는 모델에 씁니다."""
    temperature: float | None = Field(default=None, ge=0, le=2)
    """적었을 때만 보냅니다. 추론 모델은 거절하는 것이 많습니다."""
    extra_body: dict[str, JsonValue] = {}
    """요청에 더 넣을 필드. 예: OpenRouter의 `provider`"""

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


class Prices(Value):
    """토큰 백만 개의 가격(미국 달러). 가격은 자주 바뀌므로 설정에 적습니다."""

    input: float
    """입력 토큰의 가격."""
    output: float
    """출력 토큰의 가격."""
    cached: float | None = None
    """캐시된 입력 토큰의 가격. null이면 다른 입력 토큰과 같습니다."""
