"""`digest explain`: why a paper is, or is not, in a digest."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from digest.cli.session import parse_date, session

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from digest.day.explain import Account, Seen


@click.command(help="논문이 왜 실렸는지, 또는 왜 실리지 않았는지를 점수와 함께 알려 줍니다.")
@click.argument("paper", metavar="ID")
@click.option("--date", metavar="DATE", callback=parse_date, help="다이제스트 날짜. 없으면 그 논문을 본 마지막 날")
@click.option("--digest", "name", metavar="NAME", help="어느 다이제스트인지. 여럿이면 꼭 필요합니다")
@click.option("--json", "as_json", is_flag=True, help="JSON으로")
@click.pass_context
def explain(ctx: click.Context, paper: str, date: dt.date | None, name: str | None, as_json: bool) -> None:
    from digest.app import chosen_digest, reader_of
    from digest.day.explain import explain as explained

    with session(ctx, reading=True, quiet=as_json) as app:
        profile = reader_of(chosen_digest(app.settings, name))
        account = explained(app.store, app.calendar, profile, paper_key(paper), date, app.clock())
    click.echo(account.model_dump_json(indent=1) if as_json else told(account, app.zone))


def paper_key(text: str) -> str:
    """The canonical key of what a person typed. Raises BadParameter."""
    from digest.identity import canonical_key, find_links

    links = find_links(text)
    key = canonical_key(text) or (canonical_key(links[0]) if links else None)
    if key is None:
        raise click.BadParameter(f"논문 번호나 주소가 아닙니다: {text[:80]} (예: 2408.08152)")
    return key


def told(account: Account, zone: ZoneInfo) -> str:
    """The account for a person."""
    head = f"{account.title} ({account.id})" if account.title else account.id
    where = f"{account.date} 다이제스트 {account.digest}"
    if account.state == "entry":
        lines = [head, f"{where}: {account.place}번째로 실렸습니다 · 점수 {account.score:.3f}"]
    elif account.state == "candidate":
        lines = [head, f"{where}: 실리지 않았습니다 · 후보 가운데 {account.place}번째 · 점수 {account.score:.3f}"]
    else:
        lines = [head, f"{where}: 후보가 아닙니다"]
    lines += [f"  {part.value:+.3f}  {part.why}" for part in account.parts]
    lines += [f"→ {account.why}"] if account.why else []
    lines += ["본 곳:", *(f"  {_seen_line(seen, zone)}" for seen in account.seen)]
    return "\n".join(lines if account.seen else lines[:-1])


def _seen_line(seen: Seen, zone: ZoneInfo) -> str:
    from digest.render.phrases import source_name

    told = [f"{seen.at.astimezone(zone):%Y-%m-%d %H:%M}", source_name(seen.source)]
    told += [f"{seen.list_date.month}월 {seen.list_date.day}일 목록"] if seen.list_date else []
    told += [f"▲{seen.votes}"] if seen.votes is not None else []
    told += [seen.post_url] if seen.post_url else []
    told += ["(정리되어 이 줄만 남음)"] if seen.thinned else []
    return "  ".join(told)
