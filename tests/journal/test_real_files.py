"""Every real journal: each day it holds × three kinds of bullet, or a reason."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.journal.config import CourseSettings, JournalSettings
from digest.journal.find.folder import Journal, open_journal
from digest.journal.find.locate import DayPlace, find_day
from digest.journal.read.document import JournalRefused, parse_document
from digest.journal.write.plan import Bullet
from digest.journal.write.section import Owner, plan_section, spliced
from digest.render.markdown import BULLET, bullet
from journal_kit import NAMES, NOW, check_invariant
from journal_samples import unfold
from page_oracle import Kramdown, cmark, needs, shape, texts

PAPER = "9912.00001"  # linked by nobody
URL = f"https://huggingface.co/papers/{PAPER}"
HOSTILE = r"{{ x }} {% raw %} {{< a >}} A|B <think> [MASK] $\theta$ 1~2배 3~4배 **용어(Term)**을 #태그 %% ]: x"
BULLETS = {
    "plain": bullet(BULLET, "평범한 논문", URL, "한 줄로 말한다."),
    "hostile": bullet(BULLET, HOSTILE, URL, HOSTILE),
    "long": bullet(BULLET, "긴 제목 " * 200, URL, "긴 줄 " * 2000),
}
MODEL = CourseSettings(day1=dt.date(2024, 8, 5), holidays="counted")


def journals(shared: Path, folder: Path) -> Iterator[tuple[str, Journal]]:
    """Each real file alone in a folder of its own."""
    data = shared / "data/journals"
    for person in sorted(path for path in data.iterdir() if path.is_dir()):
        for number, file in enumerate(sorted(person.iterdir())):
            home = unfold(shared, person.name, folder / str(number), file.name.replace("__", "/"))
            settings = JournalSettings(folder=str(home), course=MODEL if person.name == "model" else None)
            opened = open_journal(settings)
            if any(file.kind == "day" and not opened.is_day(file) for file in opened.files):
                opened = open_journal(
                    settings.model_copy(update={"layout": "daily"})
                )  # a post with a date: its page counts
            yield f"{person.name}/{file.name}", opened


def dates_of(journal: Journal) -> set[dt.date]:
    """Every date that anything in the file stands for."""
    dates: set[dt.date] = set()
    for file in journal.files:
        if file.refusal:
            continue
        found = journal.days(file.path)
        for claim in found.claims:
            days = (claim.span.last - claim.span.first).days
            dates |= {claim.span.first + dt.timedelta(days=n) for n in range(days + 1)}
    return dates


def place_of(journal: Journal, date: dt.date) -> DayPlace | str:
    try:
        found = find_day(journal, date)
    except JournalRefused as refused:
        return refused.message
    return found if isinstance(found, DayPlace) else found.reason


def check_day(day: DayPlace, text: str, date: dt.date) -> str:
    """`inserted`, with the invariant and the second run proven, or the reason."""
    owner = Owner("journal:real", date, "main")
    bullets = (Bullet(f"arxiv:{PAPER}", text),)
    try:
        plan = plan_section(day, NAMES, (), bullets, owner, NOW)
    except JournalRefused as refused:
        return refused.message
    assert plan.state == "write"
    new = spliced(day.document, plan.splices)
    check_invariant(day.document.data, new, plan.splices, ())
    assert new.replace(plan.splices[0].inserted, b"", 1) == day.document.data
    grown = sum(len(splice.written) for splice in plan.splices)
    again = DayPlace(day.file, parse_document(new), day.heading, day.first, day.last + grown, day.layout, day.flavour)
    assert plan_section(again, NAMES, plan.rows, bullets, owner, NOW).state == "unchanged"
    assert plan_section(again, NAMES, (), bullets, owner, NOW).state == "unchanged"  # state lost
    return "inserted"


@pytest.mark.shared
def test_every_real_journal(shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    quiet: list[str] = []
    for name, journal in journals(shared, tmp_path):
        counts["files"] += 1
        try:
            dates = dates_of(journal)
        except JournalRefused as refused:
            counts["files refused"] += 1
            reasons[f"{name}: {refused.message}"] += 1
            continue
        if not dates:
            counts["files without a day"] += 1
            quiet.append(name)
        for date in sorted(dates):
            day = place_of(journal, date)
            counts["days"] += 1
            if isinstance(day, str):
                counts["days refused"] += 1
                reasons[day] += 1
                continue
            for kind, text in BULLETS.items():
                outcome = check_day(day, text, date)
                counts[f"{kind}: {outcome}" if outcome == "inserted" else f"{kind}: refused"] += 1
                if outcome != "inserted":
                    reasons[f"{name} {date}: {outcome}"] += 1
    with capsys.disabled():
        print(f"\nreal journals: {dict(counts)}")
        for reason, count in reasons.most_common():
            print(f"  refused {count}×: {reason}")
        print(f"  no day in: {', '.join(quiet)}")
    assert counts["files"] >= 86
    assert counts["plain: inserted"] == counts["hostile: inserted"] == counts["long: inserted"] >= 100


@pytest.mark.shared
@needs("ruby")
@needs("cmark-gfm")
def test_every_page_is_the_old_page_but_for_ours(shared: Path, tmp_path: Path) -> None:
    """Jekyll people on kramdown, everybody on GitHub."""
    seen: Counter[str] = Counter()
    with Kramdown() as kramdown:
        for name, journal in journals(shared, tmp_path):
            try:
                places = [place_of(journal, date) for date in sorted(dates_of(journal))]
            except JournalRefused:
                continue
            for day in places:
                if not isinstance(day, DayPlace):
                    continue
                bullets = (Bullet(f"arxiv:{PAPER}", BULLETS["hostile"]),)
                try:
                    plan = plan_section(day, NAMES, (), bullets, Owner("j", dt.date(2024, 8, 19), "main"), NOW)
                except JournalRefused:
                    continue
                old, new = texts(day.document, plan.splices)
                assert shape(cmark(old)) == shape(cmark(new)), name
                seen["gfm"] += 1
                if day.flavour == "jekyll":
                    assert shape(kramdown.page(old)) == shape(kramdown.page(new)), name
                    seen["kramdown"] += 1
    assert seen["gfm"] >= 100
    assert seen["kramdown"] >= 10
