"""Kakao templates: within every bound for any day, nothing shown twice or lost, cut between graphemes."""

from __future__ import annotations

from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from digest.models import SourceReport
from digest.publish.kakao.template import HANGUL, TITLE_LIMIT, Links, cut, kakao_parts, origin, sizes, units
from digest.render.clean import visible
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
    assert all(told.count(f"\nPaper number {n} · ") == 1 for n in range(count))
    assert "8월 19일(월)" in shown(parts)[0]
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
    assert [p.id for p in parts] == ["main", "item-1", "list-1"]
    assert shown(parts)[1].splitlines() == [
        "1. 무엇을 보였다.",
        "블로그 글 · 자동 정리 · HF ▲87",
        "https://blog.example/post?a=1&b=2",
    ]


@pytest.mark.parametrize(
    ("page", "button"),
    [
        ("https://huggingface.co/papers", "HF 논문 목록"),
        ("https://arxiv.org/list/cs.AI/recent", "arxiv.org"),
        ("https://me.example/digest", "me.example"),
    ],
)
def test_a_button_is_called_by_where_it_leads(page: str, button: str) -> None:
    links = Links((*LINKS.domains, "https://me.example"), page)
    parts = kakao_parts(day(entry(9, url="https://blog.example/post"), entry(1), entry(2)), links, 10)
    assert [part.payload["button_title"] for part in parts[:2]] == [button] * 2
    assert parts[1].payload["link"] == {"web_url": page, "mobile_web_url": page}
    (alone,) = kakao_parts(day(entry(1)), links, 10)
    assert alone.payload["button_title"] == "열기"
    assert alone.payload["link"] == {"web_url": "https://arxiv.org/abs/2408.00001"} | {
        "mobile_web_url": "https://arxiv.org/abs/2408.00001"
    }


def test_items_keep_the_numbers_of_the_digest() -> None:
    away = [entry(n, title=f"Post {n}", url=f"https://blog.example/{n}", line="") for n in (2, 3)]
    near = [entry(n, line="") for n in (1, 4, 5, 6, 7, 8)]
    parts = kakao_parts(day(near[0], *away, *near[1:], entry(9, late=True)), LINKS, 10)
    assert [part.id for part in parts] == ["main", "list-1", "item-1", "item-2", "list-2", "late-1"]
    told = shown(parts)
    assert (told[1], told[7]) == ("8월 19일(월) · 1, 4, 5 / 8", "8월 19일(월) · 6–8 / 8")
    leads = [text.splitlines()[0] for text in told[2:7] + told[8:11]]
    titles = ["Paper number 1", "Paper number 4", "Paper number 5", "Post 2", "Post 3"]
    assert leads[:5] == [f"{title[-1]}. {title}" for title in titles]
    assert told[-1].splitlines()[:2] == ["추가로 올라온 소식", "9. 무엇을 보였다."]


def test_the_first_message_says_what_leads_the_day() -> None:
    long = entry(2, line="긴 문맥을 다루는 모델을 제안했다. " * 9)
    english = entry(1, title="A Title", line="Some sentence.")
    text = shown(kakao_parts(day(english, long, *map(entry, range(3, 9))), LINKS, 10))[0].splitlines()
    assert text[:2] == ["데일리 트렌드 · 8월 19일(월) · 8건", "1. A Title"]
    assert text[2].startswith("2. 긴 문맥을 다루는 모델을")
    off = tuple(SourceReport(source=f"feed:{n}", state="failed", detail="응답이 없어 건너뜀 " * 4) for n in range(9))
    crowded = shown(kakao_parts(day(english, long, reports=off), LINKS, 10))[0].splitlines()
    assert crowded[1] == "1. A Title"
    assert crowded[2].startswith("※ 0: 응답이 없어")


def test_the_korean_line_leads_and_an_english_one_follows_the_title() -> None:
    parts = kakao_parts(day(entry(1), entry(2, line="An English sentence.")), LINKS, 10)
    assert shown(parts)[2:] == [
        "1. 무엇을 보였다.\nPaper number 1 · 자동 정리 · HF ▲87",
        "2. Paper number 2\n[자동 정리] An English sentence. · HF ▲87",
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
        line = visible(e.line.text)
        lead = line if HANGUL.search(line) else visible(e.item.title) or "(제목 없음)"
        assert cut(lead, TITLE_LIMIT) in told
