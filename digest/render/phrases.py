"""The Korean phrases that every rendering shares; plain text, no markup, nothing escaped yet."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence

from digest.models import (
    ConferenceDeadline,
    CorePaper,
    Digest,
    Entry,
    Line,
    Missed,
    Review,
    SourceReport,
    Trend,
    WeekPaper,
    WeekTopic,
    is_alarm,
)
from digest.render.clean import visible

BARS = "▁▂▃▄▅▆▇█"
WEEKDAYS = "월화수목금토일"
PRODUCER_LABELS = {"mt": "기계 번역", "composed": "자동 정리", "key-sentence": "원문 핵심 문장"}
# huggingface → Hugging Face
SOURCE_NAMES = {
    "huggingface": "Hugging Face",
    "arxiv": "arXiv",
    "x": "X",
    "inbox": "직접 담은 링크",
    "deadlines": "학회 마감",
    "papers_with_code": "Papers with Code",
}
STATE_WORDS = {
    "partial": "일부만 받음",
    "failed": "받지 못함",
    "not_for_this_day": "이 날짜는 조회할 수 없음",
    "capped": "한도까지만 받음",
    "stale": "새 소식이 오래 없음",
    "skipped": "건너뜀",
    "empty": "새 소식 없음",
    "ok": "정상",
}
TREND_WORDS = {"rising": "하루 평균 {usual:g}건", "new": "새로 등장", "returning": "다시 등장"}


def day_title(date: dt.date) -> str:
    """`2024년 8월 19일 월요일`."""
    return f"{date.year}년 {date.month}월 {date.day}일 {WEEKDAYS[date.weekday()]}요일"


def short_day(date: dt.date) -> str:
    """`8월 19일(월)`, where there is little room."""
    return f"{date.month}월 {date.day}일({WEEKDAYS[date.weekday()]})"


def subject(digest: Digest) -> str:
    """`데일리 트렌드`, with its name where there are several: `데일리 트렌드 vision`; an alarm says that it is one."""
    if is_alarm(digest.name):
        return "digest 알림"
    if digest.review:
        name = digest.name.partition(":")[0]
        return f"주간 트렌드 {digest.review.week}" + ("" if name == "main" else f" {visible(name)}")
    return "데일리 트렌드" if digest.name == "main" else f"데일리 트렌드 {visible(digest.name)}"


def counted(digest: Digest) -> str:
    """`5건`, `5건 (잠정)`; empty for an alarm and for a week's review."""
    return (
        ""
        if is_alarm(digest.name) or digest.review
        else f"{len(digest.entries)}건" + (" (잠정)" if digest.provisional else "")
    )


def line_label(line: Line) -> str:
    """What a reader must know about who wrote the line; empty for a model's own line, and where there is none."""
    return PRODUCER_LABELS.get(line.producer, "") if line.text else ""


def line_note(line: Line) -> str:
    """The label of the line, or why there is none in two words (`초록 없음`)."""
    return line_label(line) or line.missing


def spoken_reasons(entry: Entry) -> tuple[str, ...]:
    """Why an entry stands in the digest, whether it joined later, and the reader's notes that no reason tells yet."""
    notes = [note for note in entry.item.notes if note.strip() and not any(note in said for said in entry.reasons)]
    later = ("나중에 추가",) if entry.late else ()
    return (*entry.reasons, *later, *(f"메모: {note}" for note in notes))


def source_name(source: str) -> str:
    """A source as a reader knows it: `feed:GeekNews` → `GeekNews`."""
    return SOURCE_NAMES.get(source, source.removeprefix("feed:"))


def report_line(report: SourceReport) -> str:
    """One short clause about a source, e.g. `arXiv: 응답 없음 – 2회 재시도 후 건너뜀`."""
    return f"{report.name or source_name(report.source)}: {report.detail or STATE_WORDS[report.state]}"


def dollars(amount: float) -> str:
    """`약 $0.03`, or `$0.01 미만` for what rounds to nothing."""
    return f"약 ${amount:,.2f}" if amount >= 0.01 else "$0.01 미만"


def trend_lines(trends: tuple[Trend, ...]) -> tuple[str, ...]:
    """What moved, a line a topic, naming exactly the numbers that were compared; empty when nothing did.

    E.g. `흐름: world model – 최근 5일 목록의 9.8% (그 전 4주 3.1%), 논문 11편`. Digests of earlier versions, which
    counted single days, keep their one line.
    """
    counted_alone = [t for t in trends if not t.size]
    told = [f"{t.topic} {t.count}건 ({TREND_WORDS[t.state].format(usual=t.usual)})" for t in counted_alone]
    old = ("흐름: " + " · ".join(told),) if told else ()
    return (*old, *(f"흐름: {t.topic} – {trend_numbers(t)}{_appearance(t)}" for t in trends if t.size))


def trend_numbers(trend: Trend) -> str:
    """`최근 5일 목록의 9.8% (그 전 4주 3.1%), 논문 11편`."""
    before = f"그 전 {list_days(trend.days)} {percent(trend.usual_share)}"
    return f"최근 {list_days(trend.lists)} 목록의 {percent(trend.share)} ({before}), 논문 {trend.count}편"


def percent(share: float) -> str:
    """`9.8%`."""
    return f"{100 * share:.1f}%"


def sparkline(counts: Sequence[int]) -> str:
    """`▁▂▁▅█`: a column a count, the tallest is the most; a day without any is a dot."""
    most = max(counts, default=0)
    return "".join("·" if not count else BARS[max(0, count * len(BARS) // (most + 1))] for count in counts)


def list_days(days: int) -> str:
    """`5일`, `4주`: five list days are a week."""
    return f"{days // 5}주" if days > 5 and days % 5 == 0 else f"{days}일"


def _appearance(trend: Trend) -> str:
    if trend.state == "new":
        return ", 새로 등장" + (": " + ", ".join(f"「{title}」" for title in trend.first) if trend.first else "")
    if trend.state == "returning" and trend.seen:
        return f", 다시 등장(마지막 {trend.seen})"
    return ""


SHORT_TITLE = 48
"""Columns of a short title; a Hangul syllable takes two."""


def short_title(title: str) -> str:
    """The name before the colon (`ControlNet++: Improving …` → `ControlNet++`), else the title cut at a word.

    A formula is not cut in two; a title that fits stays as it is.
    """
    title = visible(title)
    name, colon, _ = title.replace("：", ": ").partition(": ")
    short = name.strip() if colon and 2 <= columns(name.strip()) <= SHORT_TITLE else title
    if columns(short) <= SHORT_TITLE:
        return short
    kept = ""
    for word in short.split(" "):
        longer = f"{kept} {word}".strip()
        if kept and columns(longer) > SHORT_TITLE:
            break
        kept = longer
    while kept.count("$") % 2 and " " in kept:
        kept = kept.rpartition(" ")[0]
    while columns(kept) > SHORT_TITLE + 1:  # one word that is longer than a line
        kept = kept[:-1]
    return f"{kept.rstrip(' ,;:–—-(')}…"


def columns(text: str) -> int:
    """The width of a text where Hangul is twice as wide as Latin."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


NOTHING_ROSE = "이번 주 목록에서 뚜렷이 늘어난 주제는 없습니다"
TOO_EARLY = "견줄 만큼 앞 주의 목록이 모이지 않아 늘어난 주제를 아직 가릴 수 없습니다"


def review_lines(review: Review | None) -> tuple[str, ...]:
    """What a week's review says, a line a thing; nothing of the person's own unless it is in the review."""
    if review is None:
        return ()
    lines = [f"흐름: {text}" for text in rise_texts(review)]
    lines += [f"많이 이야기된 논문: {paper.title} (▲{paper.votes or 0:,})" for paper in review.talked]
    lines += [f"소개한 뒤 뜨거워진 논문: {paper.title} ({votes_text(paper)})" for paper in review.hotter]
    lines += [f"{core_text(core)}: {core_name(core)}" for core in review.core]
    lines += [": ".join(filter(None, (own.text, ", ".join(p.title for p in own.papers)))) for own in review.own]
    return tuple(lines)


def rise_texts(review: Review) -> tuple[str, ...]:
    """What rose in a week, a text a topic; or the one text that nothing did, or that nobody can say yet."""
    nothing = NOTHING_ROSE if review.compared else TOO_EARLY
    return tuple(movement_text(topic) for topic in review.movements) or (nothing,)


def movement_text(topic: WeekTopic) -> str:
    """`월드 모델 – 이번 주 목록의 9.8% (그 전 4주 3.1%), 논문 11편`, with a model's sentence where there is one."""
    numbers = f"이번 주 목록의 {percent(topic.share)} (그 전 4주 {percent(topic.usual_share)}), 논문 {topic.count}편"
    return f"{topic.topic} – {numbers}" + (f". {topic.line}" if topic.line else "")


def core_text(core: CorePaper) -> str:
    """`이번 주 7편 가운데 4편이 함께 인용`; the seven are those whose references are known."""
    return f"이번 주 {core.known}편 가운데 {core.citing}편이 함께 인용"


def core_name(core: CorePaper) -> str:
    """`Direct Preference Optimization (2305.18290)`."""
    number = core.key.removeprefix("arxiv:")
    return short_title(core.title) + (f" ({number})" if number != core.key else "")


def votes_text(paper: WeekPaper) -> str:
    """`▲12 → ▲120`, or `▲120` where no earlier number is known; empty where none is."""
    if paper.votes is None:
        return ""
    return f"▲{paper.votes:,}" if paper.before is None else f"▲{paper.before:,} → ▲{paper.votes:,}"


def deadline_line(deadlines: tuple[ConferenceDeadline, ...], today: dt.date) -> str:
    """`마감: CVPR 논문 마감 D-12`; days are counted in the digest's calendar."""
    if not deadlines:
        return ""
    told = []
    for due in deadlines:
        left = (due.due.date() - today).days
        told.append(f"{due.title} {due.label} {'D-DAY' if left == 0 else f'D-{left}'}")
    return "마감: " + " · ".join(told)


def missed_line(missed: Sequence[Missed]) -> str:
    """`8월 20일(화)부터 8월 22일(목)까지 3일치를 보내지 못했습니다. 그 24건 가운데 3건을 함께 싣습니다.`, or empty."""
    if not missed:
        return ""
    first, last = short_day(missed[0].date), short_day(missed[-1].date)
    days = f"{first}부터 {last}까지 {len(missed)}일치를" if len(missed) > 1 else f"{first}치를"
    count, best = sum(day.count for day in missed), sum(len(day.best) for day in missed)
    told = (
        f" 그 {count}건 가운데 {best}건을 함께 싣습니다."
        if best
        else " 그때 실을 글은 없었습니다."
        if not count
        else ""
    )
    return f"{days} 보내지 못했습니다.{told}"


def with_missed(digest: Digest) -> Digest:
    """The digest as chats show it: the best of missed mornings with their day, above what joined later."""
    if not digest.missed:
        return digest
    best = [
        entry.model_copy(update={"reasons": (f"{short_day(day.date)} 소식", *entry.reasons), "late": False})
        for day in digest.missed
        for entry in day.best
    ]
    first = [entry for entry in digest.entries if not entry.late]
    late = [entry for entry in digest.entries if entry.late]
    notices = (missed_line(digest.missed), *digest.notices)
    return digest.model_copy(update={"entries": (*first, *best, *late), "notices": notices, "missed": ()})


def foot_lines(digest: Digest) -> tuple[str, ...]:
    """Everything under the entries: trends, deadlines, what is missing, notices."""
    lines = [
        *review_lines(digest.review),
        *trend_lines(digest.trends),
        deadline_line(digest.deadlines, digest.date),
        *(f"※ {report_line(report)}" for report in digest.reports if report.off),
        *(f"※ {fallback}" for fallback in _fallbacks(digest)),
        digest.few,
        *(f"※ {notice}" for notice in digest.notices),
    ]
    return tuple(line for line in lines if line)


def _fallbacks(digest: Digest) -> tuple[str, ...]:
    """One line when a configured model should have written lines and could not."""
    fallen = [entry.line for entry in digest.entries if entry.line.fallback]
    if not fallen:
        return ()
    reasons = list(dict.fromkeys(line.detail for line in fallen if line.detail))
    told = f" ({reasons[0]}{' 등' if reasons[1:] else ''})" if reasons else ""
    return (f"요약 모델이 제대로 쓰지 못한 {len(fallen)}건은 다른 방법으로 정리했습니다{told}",)
