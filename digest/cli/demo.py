"""`digest demo`: the main job on the bundled sample day, offline, without keys."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from digest.cli.session import say
from digest.clock import clock_from
from digest.logs import set_up_logging

SAMPLE = """\
※ 견본입니다: 2024-08-16 Hugging Face 목록을 네트워크 없이 재생합니다.
  제목과 추천 수는 실제이고, 초록은 다시 쓴 글입니다."""
WITH_MODEL = """\
  모델의 답은 견본용으로 적어 둔 것입니다. 실제 답과 같은 검사를 거칩니다.
  모델 없이는 어떤 모습인지: digest demo --keyless
"""
KEYLESS = """\
  모델 없이 쓴 줄입니다. [원문 핵심 문장]은 초록의 영어 문장 그대로이고,
  규칙이 한국어로 정리한 줄에는 [자동 정리]가 붙습니다.
"""


@click.command(help="들어 있는 견본 하루를 네트워크 없이, 실제와 같은 수집·요약·저널로 재생합니다.")
@click.option("--keyless", is_flag=True, help="모델의 답 대신, 키 없이 쓰는 줄로 (폴더 안의 keyless에)")
@click.option("--folder", metavar="DIR", default="demo", show_default=True, help="견본의 저널과 저장소를 둘 폴더")
def demo(keyless: bool, folder: str) -> None:
    from digest.app import build_setup, open_app
    from digest.choose.keywords import Keyword
    from digest.collect.huggingface import HuggingFaceSource
    from digest.config.settings import DigestSettings, Settings
    from digest.day.outcome import exit_code
    from digest.journal import JournalSettings
    from digest.sample import MODEL_URL, SampleTransport
    from digest.serve.running import run_dates
    from digest.summarize.base import SummarizerSettings
    from digest.summarize.keyless import KeylessSummarizer
    from digest.summarize.model.model_writer import OpenAISummarizer

    set_up_logging("warning", "text")
    sample = SampleTransport()
    place = Path(folder) / "keyless" if keyless else Path(folder)
    words = ("diffusion", "RLHF", "long context", "video generation", "hallucination", "mixture of experts")
    model = OpenAISummarizer(base_url=MODEL_URL, model="sample", api_key_env="")
    chosen: SummarizerSettings = KeylessSummarizer(mt="off") if keyless else model
    settings = Settings(
        store=f"sqlite:///{place}/digest.db",
        sources=(HuggingFaceSource(),),
        summarizer=chosen,
        digests=(
            DigestSettings(
                keywords=tuple(Keyword(any=(word,)) for word in words),
                journal=JournalSettings(folder=str(place / "journal")),
            ),
        ),
    )
    say(SAMPLE)
    say(KEYLESS if keyless else WITH_MODEL)
    app = open_app(clock=clock_from(sample.now), transport=sample, settings=settings, environ={})
    try:
        results, failures = run_dates(app, build_setup(app), [sample.date], post=lambda _day: True, tell=say)
    finally:
        app.close()
    sys.exit(1 if failures else exit_code(results))
