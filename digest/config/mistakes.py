"""pydantic's complaints in Korean, for whoever writes YAML and no Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ADDRESS = "http(s) 주소여야 합니다"
LINES = "`키: 값` 줄이어야 합니다"
A_LIST = "목록이어야 합니다: `[a, b]`, 또는 `- `로 시작하는 줄"
WORDS = {
    "missing": "꼭 있어야 하는데 없습니다",
    "extra_forbidden": "모르는 키입니다",
    "union_tag_not_found": "`kind:`가 있어야 합니다",
    "int_type": "정수여야 합니다",
    "int_parsing": "정수여야 합니다",
    "int_from_float": "정수여야 합니다",
    "float_type": "숫자여야 합니다",
    "float_parsing": "숫자여야 합니다",
    "finite_number": "끝이 있는 숫자여야 합니다",
    "bool_type": "true나 false여야 합니다",
    "bool_parsing": "true나 false여야 합니다",
    "string_type": "글자여야 합니다. 숫자나 날짜처럼 보이는 글자는 따옴표로 감싸세요",
    "greater_than": "{gt}보다 커야 합니다",
    "greater_than_equal": "{ge} 이상이어야 합니다",
    "less_than": "{lt}보다 작아야 합니다",
    "less_than_equal": "{le} 이하여야 합니다",
    "literal_error": "다음 가운데 하나여야 합니다: {expected}",
    "enum": "다음 가운데 하나여야 합니다: {expected}",
    "too_short": "{min_length}개 이상이어야 합니다",
    "too_long": "{max_length}개 이하여야 합니다",
    "string_too_short": "{min_length}자 이상이어야 합니다",
    "string_too_long": "{max_length}자 이하여야 합니다",
    "string_pattern_mismatch": "정해진 형식이 아닙니다: {pattern}",
    "url_type": ADDRESS,
    "url_parsing": ADDRESS,
    "url_scheme": ADDRESS,
    "time_type": "07:00처럼 시각이어야 합니다",
    "time_parsing": "07:00처럼 시각이어야 합니다",
    "date_type": "2026-12-24처럼 날짜여야 합니다",
    "date_parsing": "2026-12-24처럼 날짜여야 합니다",
    "date_from_datetime_parsing": "2026-12-24처럼 날짜여야 합니다",
    "tuple_type": A_LIST,
    "list_type": A_LIST,
    "dict_type": LINES,
    "model_type": LINES,
    "model_attributes_type": "`{{kind: 이름}}`이어야 합니다",
    "none_required": "비어 있어야 합니다",
}
"""Type of pydantic's error → our words, with the names of its context in braces."""

PATTERNS = {
    r"^https?://": "http:// 또는 https://로 시작하는 주소여야 합니다",
    r"^[a-z]+(-[a-z]+)?(\.[A-Za-z]{2,4}(-[a-z]+)?)?$": "cs.CL처럼 arXiv 분류여야 합니다",
    r"^@?[A-Za-z0-9_]{1,15}$": "@ 뒤의 아이디여야 합니다: 영문자, 숫자, _로 15자까지",
    r"^[0-9]{1,19}$": "숫자로 된 번호여야 합니다",
    r"^[A-Za-z0-9가-힣_-]{1,40}$": "글자, 숫자, -, _만 빈칸 없이 40자까지 쓸 수 있습니다",
}
"""A field's pattern → what it asks for."""


def plain(kind: str, context: Mapping[str, Any], told: str) -> str:
    """One mistake of a value; what a validator of ours raised comes through as it was raised.

    kind: pydantic's type of error. context: its numbers. told: its own words, the last resort.
    """
    if kind not in WORDS:
        return told.removeprefix("Value error, ")
    if context.get("pattern") in PATTERNS:
        return PATTERNS[context["pattern"]]
    known = {name: str(value).replace(" or ", ", ") for name, value in context.items()}
    return WORDS[kind].format_map(known)
