"""`digest demo`: the main job on the bundled sample day, offline, without keys."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from digest.cli.session import say
from digest.clock import clock_from
from digest.logs import set_up_logging


@click.command(help="들어 있는 견본 하루를 네트워크 없이, 실제와 같은 수집과 저널로 재생합니다.")
@click.option("--folder", default="demo", show_default=True, help="견본의 저널과 저장소를 둘 폴더")
def demo(folder: str) -> None:
    from digest.app import build_setup, open_app
    from digest.choose.keywords import Keyword
    from digest.collect.huggingface import HuggingFaceSource
    from digest.config.settings import DigestSettings, Settings
    from digest.day.outcome import exit_code
    from digest.journal.config import JournalSettings
    from digest.sample import SampleTransport
    from digest.serve.running import run_dates

    set_up_logging("warning", "text")
    sample = SampleTransport()
    words = ("diffusion", "RLHF", "long context", "video generation", "hallucination", "mixture of experts")
    settings = Settings(
        store=f"sqlite:///{Path(folder)}/digest.db",
        sources=(HuggingFaceSource(),),
        digests=(
            DigestSettings(
                keywords=tuple(Keyword(any=(word,)) for word in words),
                journal=JournalSettings(folder=str(Path(folder) / "journal")),
            ),
        ),
    )
    say("※ 견본입니다: 2024-08-16 Hugging Face 목록(실제 제목·추천 수, 초록은 다시 쓴 글)을 네트워크 없이 재생합니다.")
    say("  키 없이 규칙으로 정리해 [원문 핵심 문장]은 영어입니다. 모델을 연결하면 모두 한국어 한 문장이 됩니다.")
    app = open_app(clock=clock_from(sample.now), transport=sample, settings=settings, environ={})
    try:
        results, failures = run_dates(app, build_setup(app), [sample.date], post=lambda _day: True, tell=say)
    finally:
        app.close()
    sys.exit(1 if failures else exit_code(results))
