"""`digest preview`: stored days with other keywords, sizes or weights, without network and without a model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.session import parse_date, session
from digest.errors import ConfigError

if TYPE_CHECKING:
    from digest.choose.keywords import Keyword
    from digest.config.settings import DigestSettings
    from digest.day.preview import PreviewedDay

TWO_WEEKS = dt.timedelta(days=13)


@click.command(
    help="저장된 날들을 다른 키워드, 크기, 가중치로 다시 골라 봅니다. 네트워크와 모델 없이, 아무것도 바꾸지 않습니다."
)
@click.option("--from", "first", metavar="DATE", callback=parse_date, help="첫날. 없으면 2주 전")
@click.option("--to", "last", metavar="DATE", callback=parse_date, help="마지막 날. 없으면 오늘")
@click.option(
    "--keywords", metavar="WORDS", help="쉼표로 나눈 키워드. 예: 'diffusion, {any: RLHF, weight: 2}, {not: 의료}'"
)
@click.option("--size", metavar="N", type=click.IntRange(1, 50), help="하루 최대 몇 건")
@click.option("--hot", metavar="N", type=click.IntRange(0, 50), help="그 가운데 화제의 자리")
@click.option("--config", "other", metavar="FILE", help="다른 설정 파일의 키워드와 크기로")
@click.option("--digest", "name", metavar="NAME", help="어느 다이제스트인지. 여럿이면 꼭 필요합니다")
@click.pass_context
def preview(
    ctx: click.Context,
    first: dt.date | None,
    last: dt.date | None,
    keywords: str | None,
    size: int | None,
    hot: int | None,
    other: str | None,
    name: str | None,
) -> None:
    if keywords and other:
        raise click.UsageError("--keywords와 --config 가운데 하나만 쓰세요")
    from digest.app import chosen_digest, reader_of
    from digest.config.file import load_settings
    from digest.day.preview import preview as previewed

    with session(ctx, reading=True) as app:
        digest = chosen_digest(app.settings, name)
        asked = chosen_digest(load_settings(Path(other)), name) if other else digest
        given = {"size": size, "hot": hot, "keywords": parse_keywords(keywords) if keywords is not None else None}
        changed = asked.model_copy(update={key: value for key, value in given.items() if value is not None})
        profile = reader_of(changed.model_copy(update={"name": digest.name}))
        end = last or app.calendar.today(app.clock())
        begin = first or end - TWO_WEEKS
        if end < begin:
            raise click.UsageError(f"--to {end}가 --from {begin}보다 앞입니다")
        days = list(previewed(app.store, app.calendar, profile, begin, end, app.clock()))
    click.echo(table(days, digest, changed))


def parse_keywords(text: str) -> tuple[Keyword, ...]:
    """Keywords as they stand in a configuration, separated by commas. Raises BadParameter."""
    from pydantic import TypeAdapter, ValidationError

    from digest.choose.keywords import Keyword
    from digest.yaml import parse_yaml

    try:
        return TypeAdapter(tuple[Keyword, ...]).validate_python(parse_yaml(f"[{text}]", "--keywords"))
    except (ConfigError, ValidationError) as error:
        raise click.BadParameter(f"키워드로 읽을 수 없습니다: {text}", param_hint="--keywords") from error


def table(days: Iterable[PreviewedDay], before: DigestSettings, after: DigestSettings) -> str:
    """What would have come and gone, day by day, and the sum."""
    from digest.day.document import short_id
    from digest.render.clean import visible

    days = list(days)
    if not days:
        raise ConfigError(
            "저장된 날이 없습니다", hint="digest run으로 만든 날이나 digest collect로 모은 날을 다시 볼 수 있습니다"
        )
    lines = []
    for day in days:
        lines.append(f"{day.date}  {day.before}건 → {day.now}건")
        for one in day.came:
            why = visible(" · ".join(one.reasons))
            lines.append(f"  + {one.score:6.3f}  {visible(one.item.title)} ({short_id(one.item.key)})  {why}".rstrip())
        lines += [f"  −         {visible(item.title)} ({short_id(item.key)})" for item in day.gone]
    came, gone, stayed = (
        sum(counts) for counts in zip(*((len(d.came), len(d.gone), d.stayed) for d in days), strict=True)
    )
    lines += ["", f"{len(days)}일: 새로 {came}건, 빠짐 {gone}건, 그대로 {stayed}건"]
    if before == after:
        lines.append("지금 설정 그대로입니다. 바꿔 보려면 --keywords, --size, --hot, --config를 쓰세요")
    return "\n".join(lines)
