"""`digest like`, `dislike` and `learning`: what the reader says of papers, and what the bot makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from digest.cli.explain import paper_key
from digest.cli.session import session
from digest.errors import ConfigError

if TYPE_CHECKING:
    from digest.app import App
    from digest.day.setup import Profile
    from digest.store.signals import SignalRow

ORIGINS = {
    "said": "직접 말함",
    "added": "담은 링크",
    "edited": "저널에서 고친 줄",
    "written": "저널에서 아래에 쓴 글",
    "linked": "저널의 내 글에 있는 링크",
    "deleted": "저널에서 지운 줄",
}
TOLD_WORDS, TOLD_SIGNALS = 12, 10
ASKING_S = 10.0
one_digest = click.option("--digest", "name", metavar="NAME", help="어느 다이제스트인지. 여럿이면 꼭 필요합니다")


@click.command(help="이 논문이 마음에 든다고 알려 줍니다.")
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@one_digest
@click.pass_context
def like(ctx: click.Context, papers: tuple[str, ...], name: str | None) -> None:
    _say(ctx, papers, name, 100, "좋아요")


@click.command(help="이런 논문은 덜 보고 싶다고 알려 줍니다.")
@click.argument("papers", nargs=-1, required=True, metavar="ID...")
@one_digest
@click.pass_context
def dislike(ctx: click.Context, papers: tuple[str, ...], name: str | None) -> None:
    _say(ctx, papers, name, -100, "싫어요")


def _say(ctx: click.Context, papers: tuple[str, ...], name: str | None, share: int, word: str) -> None:
    from digest.app import chosen_digest, reader_of
    from digest.choose.taste import ENOUGH
    from digest.collect import known_papers
    from digest.day.learning import counted, signals_of
    from digest.render.clean import visible
    from digest.store.signals import SAID, SignalRow

    keys = [paper_key(paper) for paper in papers]
    with session(ctx) as app:
        profile = reader_of(chosen_digest(app.settings, name))
        known = known_papers(keys, app.settings.sources, app.context, ASKING_S)
        unknown = [paper for paper, key in zip(papers, keys, strict=True) if key not in known]
        if unknown:
            raise ConfigError(
                f"제목과 초록을 알 수 없는 논문입니다: {', '.join(unknown)}",
                hint="번호를 확인하세요. 아무것도 남기지 않았습니다",
            )
        for key in dict.fromkeys(keys):
            text = f"{known[key].title} {known[key].abstract}".strip()
            day = app.calendar.today(app.clock())
            row = SignalRow(name=profile.name, item_key=key, origin=SAID, day=day, share=share, text=text)
            app.store.signals.say(row)
            click.echo(f"{word}: {visible(known[key].title)}")
        count = counted(signals_of(app.store, profile))
    if not profile.learning:
        ready = "learning: true를 쓰면 순서에 반영합니다"
        click.echo(
            f"지금까지 {count:g}건. " + (ready if count >= ENOUGH else f"{ENOUGH}건부터 순서에 반영할 수 있습니다")
        )


@click.command(help="좋아한 글에서 무엇을 배웠는지 보여 줍니다. --forget으로 잊게 합니다.")
@click.option("--forget", "forgotten", multiple=True, metavar="ID", help="이 논문에 대한 것을 잊습니다(여러 번 가능)")
@click.option("--forget-all", is_flag=True, help="모두 잊습니다")
@one_digest
@click.pass_context
def learning(ctx: click.Context, forgotten: tuple[str, ...], forget_all: bool, name: str | None) -> None:
    from digest.app import chosen_digest, reader_of

    keys = [paper_key(paper) for paper in forgotten]
    with session(ctx, reading=not (keys or forget_all)) as app:
        profile = reader_of(chosen_digest(app.settings, name))
        if keys or forget_all:
            today = app.calendar.today(app.clock())
            which: list[str | None] = [*keys] if keys else [None]
            count = sum(app.store.signals.forget(profile.name, key, today) for key in which)
            click.echo(f"{count}건을 잊었습니다. 다시 알아차려도 쓰지 않습니다(digest like로 다시 알려 줄 수 있음).")
            return
        click.echo(told(app, profile))


def told(app: App, profile: Profile) -> str:
    """What is known, what follows from it, and the newest signals."""
    from digest.choose.keywords import TextIndex
    from digest.choose.rank import DayIndex
    from digest.choose.taste import ENOUGH
    from digest.day.learning import counted, signals_of, taste_of
    from digest.day.replay import usual_papers

    rows = signals_of(app.store, profile)
    count = counted(rows)
    switch = {
        True: "켜짐" if count >= ENOUGH else f"켜짐, {ENOUGH}건부터 순서에 반영",
        False: "꺼짐(learning: false)",
        None: "꺼짐. 켜려면 다이제스트 설정에 learning: true",
    }[profile.learning]
    lines = [f"{profile.name}: 신호 {count:g}건 · {switch}"]
    if not rows:
        return "\n".join([*lines, "저널에서 고치거나 지운 줄, 담은 링크, Slack 반응, digest like로 배웁니다."])
    usual = usual_papers(app.store, app.calendar.today(app.clock()))
    taste = taste_of(rows, DayIndex((), TextIndex(usual)))
    for sign, word in ((1, "더 보고 싶은 말"), (-1, "덜 보고 싶은 말")):
        words = [each for each, weight in taste.strongest(200) if weight * sign > 0][:TOLD_WORDS]
        lines += [f"{word}: {', '.join(words)}"] if words else []
    lines.append("최근 신호:")
    lines += [f"  {line(row)}" for row in reversed(rows[-TOLD_SIGNALS:])]
    return "\n".join(lines)


def line(row: SignalRow) -> str:
    """`2024-08-23  + 2408.10914  담은 링크`."""
    from digest.day.document import short_id
    from digest.render.clean import visible

    sign, origin = "+" if row.share > 0 else "−", ORIGINS.get(row.origin, row.origin)
    return f"{row.day}  {sign} {short_id(row.item_key)}  {visible(origin)}"
