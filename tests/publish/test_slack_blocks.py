"""Slack parts: nothing lost, nothing interpreted, every limit kept (docs/services.md: Slack)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from digest.models import Digest, SourceReport
from digest.publish.slack.blocks import FOOT, slack_parts
from digest.publish.slack.measure import cut, length, units
from digest.publish.slack.mrkdwn import literal, mrkdwn_link
from digest.render.clean import visible
from digest.render.phrases import foot_lines
from sample_digests import HOSTILE_TITLES, digest, empty, entry, hostile, random_entries, usual

TEXT = st.text(max_size=200) | st.sampled_from(HOSTILE_TITLES) | st.text(min_size=1, max_size=40).map(lambda t: t * 150)
DIGESTS = st.builds(
    lambda entries, notices: digest(*entries, notices=tuple(notices), empty_reason="" if entries else "주말"),
    st.lists(random_entries(TEXT), max_size=45),
    st.lists(TEXT, max_size=12),
)


def texts(node: Any) -> list[str]:
    """All text a reader sees in blocks, in order."""
    if isinstance(node, list):
        return [text for part in node for text in texts(part)]
    if not isinstance(node, dict):
        return []
    own = [node["text"]] if isinstance(node.get("text"), str) else []
    return own + [t for part in node.values() if isinstance(part, (dict, list)) for t in texts(part)]


def shown(value: Digest, **options: Any) -> str:
    parts = slack_parts(value, **options)
    return "".join(text for part in parts for text in texts(part.payload["blocks"]))


def check_limits(value: Digest, **options: Any) -> None:
    parts = slack_parts(value, **options)
    assert parts[0].id == "main"
    assert len({part.id for part in parts}) == len(parts)
    for part in parts:
        text, blocks = part.payload["text"], part.payload["blocks"]
        assert isinstance(text, str)
        assert isinstance(blocks, list)
        assert text.strip()
        assert 1 <= len(blocks) <= 50
        assert length(blocks) + units(text) <= 12_000
        for block in blocks:
            parsed = Block.parse(block)  # type: ignore[arg-type]
            assert parsed is not None
            parsed.validate_json()
            assert parsed.to_dict() == block
            assert length(block) <= 12_000
            for piece in texts(block):
                assert 1 <= units(piece) <= (150 if block["type"] == "header" else 3_000)  # type: ignore[index, call-overload]


@given(DIGESTS, st.booleans(), st.booleans(), st.integers(0, 45))
def test_limits_hold_and_nothing_is_lost(value: Digest, thread: bool, replies: bool, early: int) -> None:
    entries = tuple(e.model_copy(update={"late": place >= early}) for place, e in enumerate(value.entries))
    value = value.model_copy(update={"entries": entries})
    check_limits(value, thread=thread, replies=replies)
    everything = shown(value, thread=thread, replies=replies)
    at = 0
    for one in value.entries:
        wanted = [visible(one.item.title), visible(one.line.text)]
        for text in wanted:
            at = everything.index(text, at) + len(text) if not thread else everything.index(text)
        for reason in (*one.reasons, *one.item.notes):
            assert visible(reason).startswith("코드") or visible(reason) in everything
    for line in foot_lines(value):
        assert all(piece in everything for piece in cut(visible(line), FOOT))


@given(st.text(max_size=300) | st.text(alphabet="😀a가", max_size=300), st.integers(2, 50))
def test_cutting_loses_nothing(text: str, size: int) -> None:
    pieces = cut(text, size)
    assert "".join(pieces) == text
    assert all(0 < units(piece) <= size for piece in pieces)


@given(st.text(alphabet="<>&|*_~`!@#:U1channelx \n", max_size=60))
def test_mrkdwn_has_no_live_mark(text: str) -> None:
    escaped = literal(text)
    assert not re.search(r"[<>\n]|&(?!(?:amp|lt|gt);)", escaped)
    assert not re.search(r"[*_~`](?!\u200b)", escaped)
    assert not re.search(r":[\w+-]+:", escaped)
    plain = escaped.replace("\u200b", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert plain == visible(text)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x|y?q=a b&c=<d>", "<https://a.example/x%7Cy?q=a%20b&amp;c=%3Cd%3E|이름>"),
        ("javascript:alert(1)", "이름"),
        ("https://google.com@evil.example/", "이름"),
        ("https://[broken", "이름"),
        ("", "이름"),
    ],
)
def test_addresses(url: str, expected: str) -> None:
    assert mrkdwn_link(url, "이름") == expected


def test_hostile_text_is_never_mrkdwn() -> None:
    """Untrusted text stands in rich text and plain_text; mrkdwn holds our own words around an address."""
    for part in slack_parts(hostile()):
        for block in json.loads(json.dumps(part.payload["blocks"])):
            for element in block.get("elements", []):
                if element["type"] == "mrkdwn":
                    assert re.fullmatch(r"<https://[^<>| ]+\|[^<>|]+>", element["text"])
                elif element["type"] == "plain_text":
                    assert element["emoji"] is False


def test_a_usual_morning_reads_well() -> None:
    (main,) = slack_parts(usual())
    blocks = main.payload["blocks"]
    assert isinstance(blocks, list)
    assert texts(blocks[0]) == ["2024년 8월 19일 월요일 · 5건"]
    assert main.payload["text"].startswith("8월 19일 데일리 트렌드 5건: LongVILA")  # type: ignore[union-attr]
    everything = "\n".join(texts(blocks))
    assert "기계 번역" in everything
    assert "원문 핵심 문장" in everything
    assert "<https://github.com/NVlabs/VILA|코드 있음 ⭐1,204>" in everything
    assert everything.count("코드 있음") == 2
    assert "흐름: 시각-언어 모델 7건" in everything
    assert "※ arXiv: 응답 없음" in everything
    assert "메모: 금요일 스터디에서 볼 것" in everything


def test_an_empty_day_says_why() -> None:
    (main,) = slack_parts(empty())
    assert "주말이라" in shown(empty())
    assert "주말이라" in str(main.payload["text"])


def test_thread_keeps_titles_in_the_channel_and_details_below() -> None:
    main, below = slack_parts(usual(), thread=True)
    assert "LongVILA" in "".join(texts(main.payload["blocks"]))
    assert "256K" not in "".join(texts(main.payload["blocks"]))
    assert "256K" in "".join(texts(below.payload["blocks"]))
    assert below.id == "thread-1"
    assert [part.id for part in slack_parts(empty(), thread=True)] == ["main"]


def test_long_days_go_on_in_the_thread_or_in_more_messages() -> None:
    many = digest(*(entry(key=f"arxiv:2408.{n:05d}") for n in range(60)))
    assert [part.id for part in slack_parts(many)] == ["main", "thread-1", "thread-2"]
    assert [part.id for part in slack_parts(many, replies=False)] == ["main", "more-1", "more-2"]
    assert "스레드" in shown(many)
    assert "다음 메시지" in shown(many, replies=False)


def test_late_items_and_better_lines_leave_the_earlier_parts_where_they_are() -> None:
    def day(count: int, text: str, reports: int) -> list[list[str]]:
        items = [entry(f"제목 {n}", key=f"arxiv:2408.{n:05d}", text=text) for n in range(count)]
        off = tuple(SourceReport(source=f"feed:{n}", state="failed") for n in range(reports))
        parts = slack_parts(digest(*items, reports=off))
        return [re.findall(r"제목 \d+", "".join(texts(part.payload["blocks"]))) for part in parts]

    before = day(30, "We propose a method. " * 9, 0)
    after = day(34, "방법을 제안했다.", 9)
    assert len(before) == len(after) == 2
    assert before[0] == after[0]
    assert after[1][: len(before[1])] == before[1]


def test_a_foot_beyond_its_room_goes_on_below() -> None:
    off = tuple(SourceReport(source=f"feed:{n}", state="failed", detail="가" * 300) for n in range(12))
    value = digest(entry(), reports=off)
    check_limits(value)
    assert shown(value).count("가" * 300) == 12


@pytest.mark.world
@given(DIGESTS, st.booleans())
def test_the_emulator_finds_nothing_wrong(emulator: Callable[..., Any], value: Digest, thread: bool) -> None:
    for part in slack_parts(value, thread=thread):
        assert emulator.check(part.payload["blocks"]) == []
        found = list(emulator.texts(part.payload["blocks"]))
        assert sum(len(text) for kind, text in found) < 13_000
        assert not [kind for kind, _ in found if kind in ("mention", "broadcast", "user")]
        for text in [part.payload["text"], *(text for kind, text in found if kind == "mrkdwn")]:
            assert emulator.lint(text) == ([], [])


@pytest.fixture(scope="module")
def emulator() -> Any:
    """The emulator's own checks of blocks."""
    import sys

    from conftest import SHARED

    sys.path.insert(0, str(SHARED))
    from world import slack_blocks

    return slack_blocks


def test_the_words_about_code_become_their_link_and_a_feed_of_that_name_stays() -> None:
    code = {"code_url": "https://github.com/a/b", "stars": 1204}
    reviewed = digest(entry(reasons=("코드 리뷰", "코드 있음 ⭐1,204"), **code))
    block = slack_parts(reviewed)[0].payload["blocks"][2]  # type: ignore[index, call-overload]
    assert texts(block) == ["코드 리뷰", "<https://github.com/a/b|코드 있음 ⭐1,204>"]


def test_details_stand_in_the_thread_and_only_when_asked_for() -> None:
    paper = entry("A Study", key="arxiv:2408.00001")
    item = paper.item.model_copy(
        update={
            "authors": tuple(f"Author {n}" for n in range(6)),
            "organizations": ("KAIST",),
            "code_url": "https://github.com/a/b",
            "stars": 1234,
        }
    )
    full = digest(paper.model_copy(update={"item": item, "sentence": "We show that it works."}), entry("Bare"))
    assert [part.id for part in slack_parts(full)] == ["main"]
    main, details = slack_parts(full, details=True)
    assert details.id == "details-1"
    assert "스레드에" in "".join(texts(main.payload["blocks"]))
    told = "".join(texts(details.payload["blocks"]))
    assert "저자: Author 0, Author 1, Author 2, Author 3 외 2명" in told
    assert "기관: KAIST" in told
    assert "핵심 문장: We show that it works." in told
    assert "<https://arxiv.org/pdf/2408.00001|PDF> · <https://github.com/a/b|코드 ⭐1,234>" in told
    assert told.count("저자:") == 1, "what is not known has no line"
    assert [part.id for part in slack_parts(empty(), details=True)] == ["main"]
    check_limits(hostile(), details=True)


def test_many_details_go_on_in_further_replies() -> None:
    long = [one.model_copy(update={"sentence": "word " * 900}) for one in (entry(f"Title {n}") for n in range(6))]
    parts = slack_parts(digest(*long), details=True)
    assert [part.id for part in parts] == ["main", "details-1", "details-2", "details-3"]
    check_limits(digest(*long), details=True)
