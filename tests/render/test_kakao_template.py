"""Kakao templates: within every bound for any day, nothing shown twice or lost, cut between graphemes."""

from __future__ import annotations

from typing import Any

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.models import SourceReport
from digest.render.clean import visible
from digest.render.kakao_template import TITLE_LIMIT, Links, cut, kakao_parts, origin, sizes, units
from publish.kakao_kit import day, entry

LINKS = Links(("https://arxiv.org", "https://huggingface.co"), "https://huggingface.co/papers")


def shown(parts: Any) -> list[str]:
    """What a reader sees of every message, in order."""
    texts = []
    for part in parts:
        payload = part.payload
        texts.append(payload.get("text") or payload["header_title"])
        texts += [f"{content['title']}\n{content['description']}" for content in payload.get("contents", [])]
    return texts


def check_bounds(parts: Any) -> None:
    assert len({part.id for part in parts}) == len(parts)
    for part in parts:
        payload = part.payload
        if payload["object_type"] == "text":
            assert 1 <= units(payload["text"]) <= 200
            assert origin(payload["link"]["web_url"]) in LINKS.domains
            continue
        assert 2 <= len(payload["contents"]) <= 3
        assert 1 <= units(payload["header_title"]) <= 200
        for content in payload["contents"]:
            assert 1 <= units(content["title"]) <= 200
            assert units(content["description"]) <= 200
            assert content["image_url"].startswith("https://")
            assert origin(content["link"]["web_url"]) in LINKS.domains


def test_sizes_fill_lists_of_two_or_three() -> None:
    assert [sizes(n) for n in (0, 1, 2, 3, 4, 5, 7)] == [(), (1,), (2,), (3,), (2, 2), (3, 2), (3, 2, 2)]
    for n in range(2, 200):
        assert sum(sizes(n)) == n
        assert set(sizes(n)) <= {2, 3}


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 7, 8, 50])
def test_a_day_of_any_size_fits(count: int) -> None:
    digest = day(*(entry(n) for n in range(count)), empty_reason="" if count else "주말에는 목록이 없습니다")
    parts = kakao_parts(digest, LINKS, 19)
    check_bounds(parts)
    told = "\n".join(shown(parts))
    assert all(told.count(f"Paper number {n}\n") == 1 for n in range(count))
    assert "2024년 8월 19일 월요일" in shown(parts)[0]
    assert ("주말에는 목록이 없습니다" in told) == (count == 0)


def test_a_day_of_one_is_one_message_and_a_second_only_for_what_is_missing() -> None:
    assert [p.id for p in kakao_parts(day(entry(1)), LINKS, 10)] == ["main"]
    off = SourceReport(source="arxiv", state="failed", detail="응답 없음")
    parts = kakao_parts(day(entry(1), reports=(off,)), LINKS, 10)
    assert [p.id for p in parts] == ["main", "foot"]
    assert parts[1].payload["text"] == "※ arXiv: 응답 없음"


def test_the_foot_uses_all_the_room_it_has() -> None:
    notice = "카카오톡 로그인이 9일 뒤 만료됩니다. `digest kakao login`을 실행해 다시 로그인하세요."
    off = SourceReport(source="arxiv", state="failed", detail="응답 없음 – 2회 재시도 후 건너뜀")
    digest = day(*(entry(n) for n in range(4)), reports=(off,), notices=(notice, "긴 알림 " * 60))
    text = shown(kakao_parts(digest, LINKS, 10))[0]
    assert notice in text
    assert "arXiv: 응답 없음 – 2회 재시도 후 건너뜀" in text
    assert 195 <= units(text) <= 200


def test_what_does_not_fit_the_quota_is_counted_not_hidden() -> None:
    parts = kakao_parts(day(*(entry(n) for n in range(50))), LINKS, 10)
    assert len(parts) == 10
    assert "50건" in shown(parts)[0]
    assert "카카오톡에는 27건만 보냅니다" in shown(parts)[0]
    assert sum(len(p.payload.get("contents", [])) for p in parts) == 27  # type: ignore[arg-type]


def test_links_go_only_to_registered_domains() -> None:
    hf = entry(1, url="https://huggingface.co/papers/2408.00001")
    paper = hf.model_copy(update={"item": hf.item.model_copy(update={"key": "arxiv:2408.00001"})})
    only_arxiv = Links(("https://arxiv.org",), "https://arxiv.org/list/cs.AI/recent")
    assert LINKS.of(paper) == "https://huggingface.co/papers/2408.00001"
    assert only_arxiv.of(paper) == "https://arxiv.org/abs/2408.00001"
    assert only_arxiv.of(hf) == ""
    assert LINKS.of(entry(1, url="http://arxiv.org.evil.example/abs/1")) == ""
    assert LINKS.of(entry(1, url="javascript:alert(1)")) == ""


def test_an_item_on_an_unregistered_domain_is_a_text_with_its_address() -> None:
    blog = entry(9, title="블로그 글", url="https://blog.example/post?a=1&b=2")
    parts = kakao_parts(day(blog, entry(1), entry(2)), LINKS, 10)
    check_bounds(parts)
    assert [p.id for p in parts] == ["main", "list-1", "item-1"]
    assert shown(parts)[-1].splitlines()[1:] == [
        "블로그 글",
        "[자동 정리] 무엇을 보였다. · HF ▲87",
        "https://blog.example/post?a=1&b=2",
    ]


def test_late_items_never_change_the_parts_that_were_sent() -> None:
    first = [entry(n) for n in range(4)]
    before = kakao_parts(day(*first), LINKS, 10)
    after = kakao_parts(day(*first, entry(8, late=True), entry(9, late=True)), LINKS, 10)
    assert after[: len(before)] == before
    assert [p.id for p in after[len(before) :]] == ["late-1", "late-2"]


def test_cut_keeps_graphemes_whole() -> None:
    family = "👨‍👩‍👧‍👦"
    assert cut("가" * 300, 10) == "가" * 9 + "…"
    assert cut(family * 5, 24) == family * 2 + "…"
    assert cut("e\u0301" * 9, 9) == "e\u0301" * 4 + "…"
    assert cut("짧음", 10) == "짧음"


@given(st.text(max_size=400), st.integers(2, 200))
def test_cut_is_a_prefix_of_graphemes_within_the_limit(text: str, limit: int) -> None:
    text = visible(text)
    result = cut(text, limit)
    assert units(result) <= limit
    if result != text:
        kept = regex.findall(r"\X", result[:-1])
        assert kept == regex.findall(r"\X", text)[: len(kept)]


words = st.text(max_size=300)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(words, words, st.booleans(), st.booleans()), max_size=12), words, words)
def test_any_text_stays_within_the_bounds(items: list[tuple[str, str, bool, bool]], notice: str, reason: str) -> None:
    entries = [
        entry(n, title=title, line=line, late=late, url=f"https://blog.example/{n}" if away else None)
        for n, (title, line, away, late) in enumerate(items)
    ]
    entries.sort(key=lambda e: e.late)
    digest = day(*entries, notices=(notice, notice), empty_reason=reason if not entries else "")
    parts = kakao_parts(digest, LINKS, 19)
    check_bounds(parts)
    told = "\n".join(shown(parts))
    for e in entries:
        assert cut(visible(e.item.title) or "(제목 없음)", TITLE_LIMIT) in told
