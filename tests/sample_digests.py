"""Digests for the tests of renderings and publishers: a usual morning, an empty one, hostile and random ones."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from digest.models import (
    ConferenceDeadline,
    Digest,
    Entry,
    Item,
    Line,
    Review,
    Sighting,
    SourceReport,
    Trend,
    WeekPaper,
    WeekTopic,
)

DAY = dt.date(2024, 8, 19)
MORNING = dt.datetime(2024, 8, 18, 22, 30, tzinfo=dt.UTC)

HOSTILE_TITLES = (
    "Templates {{ site.secret }} and {{< shortcode >}}",
    "Liquid {% include x %} in a Title",
    "A | B | C: Pipes Everywhere",
    "<think>Reasoning</think> Traces <b>bold</b>",
    "[MASK] is All You Need [link](http://evil.example)",
    r"On $\theta$ and $5 versus $3",
    "1~2배 빠르고 3~4배 작은 모델",
    "**용어(Term)**을 *정의*하는 _방법_과 ~취소~ `코드`",
    "<!channel> <!here> <!everyone> 모두 보세요",
    "<@U123> <#C0PAPERS|x> <!subteam^S1> <https://evil.example|네이버>",
    "R&D &lt;escaped&gt; &amp; friends",
    ":x: :rotating_light: emoji codes @channel",
    "왼쪽\u202eright-to-left\u202c 제어\x07문자\u200b끝",
    "0",
)


def entry(title: str = "LongVILA: Scaling Long-Context VLMs", **changes: Any) -> Entry:
    """One entry; keywords of Item, Entry or `text`/`producer` of its line."""
    key = changes.pop("key", "arxiv:2408.10188")
    item: dict[str, Any] = {
        "key": key,
        "kind": "paper",
        "title": title,
        "url": f"https://arxiv.org/abs/{key.rsplit(':', 1)[-1]}",
        "abstract": "",
        "ai_summary": "",
        "authors": (),
        "categories": ("cs.CV",),
        "keywords": (),
        "published": None,
        "code_url": "",
        "stars": None,
        "notes": (),
        "sightings": (),
    }
    line = Line(
        text=changes.pop("text", "긴 영상을 이해하는 시각-언어 모델의 학습 시스템을 제안하고 256K 문맥까지 넓혔다."),
        producer=changes.pop("producer", "openai:test-model"),
        fallback=changes.pop("fallback", False),
        detail=changes.pop("detail", ""),
    )
    item |= {name: changes.pop(name) for name in list(changes) if name in item}
    rest = {"score": 1.0, "reasons": ("키워드: vision-language", "HF ▲87")} | changes
    return Entry(item=Item(**item), line=line, **rest)


def mention(url: str = "https://x.com/_akhaliq/status/1825000000000000000", key: str = "arxiv:2408.10188") -> Sighting:
    """A post about a paper."""
    return Sighting(key=key, source="x", url="https://arxiv.org/abs/2408.10188", seen_at=MORNING, post_url=url)


def digest(*entries: Entry, **changes: Any) -> Digest:
    """A digest of the seed Monday."""
    return Digest(**({"date": DAY, "name": "main", "entries": entries} | changes))


def usual() -> Digest:
    """A Monday morning as a reader gets it: five items of every writer, trends, one source missing."""
    return digest(
        entry(
            code_url="https://github.com/NVlabs/VILA",
            stars=1204,
            sightings=(mention(),),
            reasons=(
                "키워드: vision-language",
                "HF ▲87",
                "X에서 2회 언급: @_akhaliq, @ko_paper_notes",
                "코드 있음 ⭐1,204",
            ),
        ),
        entry(
            "DeepSeek-Prover-V1.5: Harnessing Proof Assistant Feedback for Reinforcement Learning",
            key="arxiv:2408.08152",
            text="증명 보조기의 피드백을 강화학습과 트리 탐색에 써서 miniF2F에서 63.5%를 기록했다.",
            code_url="https://github.com/deepseek-ai/DeepSeek-Prover-V1.5",
            reasons=("키워드: 강화학습", "HF ▲52", "코드 있음"),
        ),
        entry(
            "I-SHEEP: Self-Alignment of LLM from Scratch",
            key="arxiv:2408.08072",
            producer="mt",
            text="LLM이 사람의 도움 없이 스스로 정렬을 반복해 나아지는 방식을 제안합니다.",
            reasons=("HF ▲31",),
        ),
        entry(
            "Heavy Labels Out! Dataset Distillation with Label Space Lightening",
            key="arxiv:2408.08201",
            producer="key-sentence",
            text="We propose a framework that generates soft labels online from synthetic images.",
            reasons=("HF ▲9",),
            late=True,
        ),
        entry(
            "The ShareLM Collection and Plugin: Contributing Human-Model Chats",
            key="arxiv:2408.08291",
            producer="title",
            text="",
            notes=("금요일 스터디에서 볼 것",),
            reasons=("직접 담은 링크",),
        ),
        trends=(Trend(topic="시각-언어 모델", state="rising", count=7, usual=3.2, days=10),),
        deadlines=(
            ConferenceDeadline(title="ICLR 2025", label="초록 마감", due=dt.datetime(2024, 9, 28, 11, tzinfo=dt.UTC)),
        ),
        reports=(
            SourceReport(source="huggingface", state="ok", count=40),
            SourceReport(source="arxiv", state="failed", detail="응답 없음 – 2회 재시도 후 건너뜀"),
        ),
    )


def empty() -> Digest:
    """A day without papers says why."""
    return digest(empty_reason="주말이라 새 목록이 없습니다. 월요일 아침에 금·토·일 소식을 함께 보냅니다.")


def hostile() -> Digest:
    """Every piece that comes from outside tries to be markup."""
    worst = "<!channel> *굵게* `코드` & | <@U123>"
    return digest(
        *(
            entry(
                title,
                key=f"arxiv:2408.{number:05d}",
                text=f"{title} – {worst}",
                reasons=(f"키워드: {worst}", "X에서 1회 언급: @_under_score_"),
                notes=(worst,),
                code_url="https://github.com/a|b/c?x=1&y=<!here>",
                sightings=(mention(url="https://x.com/i/status/1|<!channel>"),),
                url=f"https://arxiv.org/abs/2408.{number:05d}?a=1&b=|<!channel>",
            )
            for number, title in enumerate(HOSTILE_TITLES)
        ),
        trends=(Trend(topic=worst, state="new", count=1, usual=0, days=3),),
        reports=(SourceReport(source="feed:" + worst, state="failed", detail=worst),),
        notices=(worst,),
    )


def random_entries(text: st.SearchStrategy[str]) -> st.SearchStrategy[Entry]:
    """Entries whose every text is drawn."""
    return st.builds(
        lambda title, line, reasons, notes, code: entry(
            title, text=line, reasons=tuple(reasons), notes=tuple(notes), code_url=code
        ),
        text,
        text,
        st.lists(text, max_size=4),
        st.lists(text, max_size=2),
        st.sampled_from(["", "https://github.com/a/b", "javascript:alert(1)", "https://e.x/?" + "&" * 1500]),
    )


def weekly() -> Digest:
    """A Friday's review as a reader gets it; titles and ids are real, the counts are made up."""
    topics = [
        ("월드 모델", 22, 36),
        ("vision language action", 24, 42),
        ("영상 생성", 66, 118),
        ("long horizon", 16, 27),
        ("강화학습", 50, 240),
        ("에이전트", 60, 260),
    ]
    shares = tuple(
        WeekTopic(topic=topic, count=count, size=467, usual_count=usual, usual_size=1916)
        for topic, count, usual in topics
    )
    review = Review(
        week="2024-W34",
        first=dt.date(2024, 8, 19),
        last=dt.date(2024, 8, 25),
        movements=shares[:3],
        topics=shares,
        talked=(
            WeekPaper(
                key="arxiv:2408.10914",
                title="To Code, or Not To Code? Exploring Impact of Code in Pre-training",
                url="https://huggingface.co/papers/2408.10914",
                votes=41,
            ),
        ),
        hotter=(
            WeekPaper(
                key="arxiv:2408.10188",
                title="LongVILA: Scaling Long-Context Visual Language Models for Long Videos",
                url="https://huggingface.co/papers/2408.10188",
                votes=52,
                before=12,
            ),
        ),
    )
    return Digest(date=dt.date(2024, 8, 23), name="main:weekly", entries=(), review=review)
