"""`digest site`: the archive of what was shown, as static pages."""

from __future__ import annotations

from pathlib import Path

import click

from digest.cli.session import on_terminal, say, session


@click.command(
    help="실린 논문을 찾아볼 수 있는 정적 페이지를 폴더에 만듭니다. 설정에 site 대상이 있으면 그 설정을 따릅니다."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="페이지를 쓸 폴더. 없으면 설정의 path",
)
@click.option("--digest", "name", metavar="NAME", help="어느 다이제스트인지. 아카이브를 두는 것이 여럿일 때 필요합니다")
@click.pass_context
def site(ctx: click.Context, out: Path | None, name: str | None) -> None:
    from digest.app import chosen_digest
    from digest.errors import ConfigError
    from digest.publish.site.build import build
    from digest.publish.site.target import SitePublisher, shelves

    with session(ctx) as app:
        sited = [one for one in app.settings.digests if any(isinstance(to, SitePublisher) for to in one.publish)]
        chosen = sited[0] if not (name or out) and len(sited) == 1 else chosen_digest(app.settings, name)
        configured = next((target for target in chosen.publish if isinstance(target, SitePublisher)), None)
        if out is None and configured is None:
            raise ConfigError(
                "어디에 만들지 모릅니다", hint="digest site --out public/archive 처럼 적거나 publish에 site를 더하세요"
            )
        folder = out or Path(configured.path if configured else "")
        looks = configured or SitePublisher(path=str(folder))
        days, reviews = shelves(app.store, chosen.name)
        count = len(app.store.digests.dates(chosen.name))
        if not count:
            say("아직 만든 다이제스트가 없어 빈 아카이브를 만듭니다")
        with click.progressbar(length=max(1, count), label="아카이브", hidden=not on_terminal()) as bar:
            built = build(folder, looks.options, days, reviews, progress=lambda done, _all: bar.update(done - bar.pos))
    click.echo(
        f"{folder}/index.html: 파일 {built.pages}개 가운데 {built.written}개를 쓰고 {built.removed}개를 지웠습니다"
    )
