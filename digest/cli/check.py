"""`digest check`: what was understood of the configuration, what is missing, and, online, who answers."""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from digest.app import App, build_ladder, build_setup
from digest.choose.merge import merge
from digest.cli.pause import told_pauses
from digest.cli.session import session, told_day, told_hours
from digest.clock import system_clock
from digest.collect.huggingface import parse
from digest.config.settings import Settings
from digest.day.setup import Profile
from digest.errors import DigestError
from digest.journal import JournalRefused
from digest.render.phrases import PRODUCER_LABELS, STATE_WORDS, source_name
from digest.sample import SampleTransport
from digest.serve.health import next_day, next_times
from digest.serve.schedule import fire_times
from digest.serve.schedule_file import find_schedule, schedule_of
from digest.store.url import file_of, parse_url, shown
from digest.summarize import Ladder
from digest.summarize.base import LineWriter
from digest.summarize.keyless import ComposedWriter, KeySentenceWriter
from digest.summarize.translate.translated import TranslatedWriter

NO_KOREAN = "번역 모델이 없어 대부분 영어 핵심 문장입니다: digest models fetch ko"


@click.command(help="설정을 검사하고 빠진 것을 모두 알려 줍니다. --online은 서비스마다 한 번씩 물어봅니다.")
@click.option("--online", is_flag=True, help="출처, 모델, 대화방에 한 번씩 물어봅니다. 아무것도 보내지 않습니다")
@click.pass_context
def check(ctx: click.Context, online: bool) -> None:
    with session(ctx, scratch=True) as app:
        problems, doubts = describe(app)
        if online:
            problems += ask_services(app)
    click.echo(verdict(problems, doubts))
    sys.exit(2 if problems else 0)


def verdict(problems: Sequence[str], doubts: Sequence[str]) -> str:
    """The last lines: what must be mended, what a person should look at, or that all is well."""
    mended = [f"고칠 것 {len(problems)}가지:", *(f"  ✗ {problem}" for problem in problems)] if problems else []
    looked = [f"살펴볼 것 {len(doubts)}가지:", *(f"  ※ {doubt}" for doubt in doubts)] if doubts else []
    return "\n".join(mended + looked) or "문제 없음"


def describe(app: App) -> tuple[list[str], list[str]]:
    """Print what was understood; gives what must be mended, and what runs but should be looked at."""
    settings, problems, doubts = app.settings, list[str](), list[str]()
    click.echo(f"설정: {app.config_path or '내장 기본값 (digest init으로 설정 파일을 만들 수 있습니다)'}")
    click.echo(f"저장소: {shown(parse_url(settings.store_url(app.env)))}")
    now = app.clock()
    date = next_day(app, now) or app.calendar.following(app.calendar.today(now))
    window = app.calendar.window(date, now)
    span = f"{window.start:%m-%d %H:%M} ~ {window.end:%m-%d %H:%M}"
    click.echo(f"다음 다이제스트: {told_day(date)} ({settings.timezone}), {span}")
    for line in told_pauses(app.store, app.calendar.today(now)):
        click.echo(line)
    for source in settings.sources:
        missing = source.missing(app.env)
        click.echo(
            f"출처 {source_name(source.source)}: "
            + (f"{', '.join(missing)} 없음 – 건너뜁니다" if missing else "준비됨")
        )
    setup = build_setup(app)
    click.echo("한 줄: " + " → ".join(rung_name(writer, settings) for writer in setup.ladder.writers))
    for notice in build_ladder(app)[1]:
        click.echo(f"  ※ {notice}")
    if lacks_korean(setup.ladder, settings):
        click.echo(f"  ※ {NO_KOREAN}")
    for profile in setup.profiles:
        click.echo(f"다이제스트 {profile.name}: {profile.size}건, 키워드 {len(profile.keywords)}개")
        wrong, doubtful = show_journal(profile, date)
        problems, doubts = problems + wrong, doubts + doubtful
        for publisher in profile.publishers:
            missing = publisher.missing(app.env)
            ready = publisher.ready(app.store, system_clock())
            state = "준비됨" if ready else "로그인 필요"
            click.echo(f"  대상 {publisher.target}: " + (f"{', '.join(missing)} 없음" if missing else state))
            for notice in publisher.notices(app.store, system_clock()):
                click.echo(f"    ※ {notice}")
            problems += [f"{publisher.target}: 환경 변수가 없습니다: {name}" for name in missing]
            if not missing and not ready:
                problems.append(f"{publisher.target}: 로그인이 필요합니다: {publisher.login}")
    doubts += show_schedule(app, now)
    problems += folder_problems(app)
    return problems, doubts


def lacks_korean(ladder: Ladder, settings: Settings) -> bool:
    """Whether neither a model nor the translator is there, which the person did not ask for."""
    translated = any(isinstance(writer, TranslatedWriter) for writer in ladder.writers)
    return ladder.model is None and not translated and settings.summarizer.keyless.mt != "off"


def rung_name(writer: LineWriter, settings: Settings) -> str:
    """Who writes lines, as the reader of a digest knows it; a model by its name."""
    labels = {TranslatedWriter: "mt", ComposedWriter: "composed", KeySentenceWriter: "key-sentence"}
    known = labels.get(type(writer))
    return PRODUCER_LABELS[known] if known else str(getattr(settings.summarizer, "model", "모델"))


def show_journal(profile: Profile, date: dt.date) -> tuple[list[str], list[str]]:
    """What was understood of a digest's journal; gives what must be mended, and what should be looked at."""
    if profile.journal is None:
        return [], []
    target = profile.journal.target
    try:
        lines = profile.journal.explain(date)
        refused = profile.journal.refuses(date)
    except JournalRefused as refusal:
        return [f"{target}: {refusal.message}"], []
    except OSError as error:
        return [f"{target}: 읽을 수 없습니다({error.strerror or error})"], []
    for line in lines:
        click.echo(f"  {line}")
    waits = f"{target}: {date}의 섹션을 쓰지 못하고 기다립니다. 까닭과 할 일은 위에 있습니다" if refused else ""
    git = profile.journal.git_doubt()
    return [], [doubt for doubt in (waits, git and f"{target}: {git}") if doubt]


def show_schedule(app: App, now: dt.datetime) -> list[str]:
    """Print the next fire times of every job; gives what should be looked at. Raises ConfigError for a wrong file."""
    path, zone = find_schedule(None, app.config_path, Path.cwd()), app.settings.timezone
    schedule = schedule_of(path, app.settings)
    click.echo(f"일정: {path or '내장 일정'} ({schedule.timezone})")
    for name, job in schedule.jobs.items():
        times = next_times(fire_times(job, ZoneInfo(schedule.timezone), now), 3)
        click.echo(f"  {name} ({job.run}): {told_hours(times, app.calendar if job.run == 'digest' else None)}")
    doubts, watchdog = list[str](), schedule.ping_url_env
    if schedule.timezone != zone:
        told = f"일정은 {schedule.timezone}, 다이제스트의 날짜는 {zone} 시간입니다"
        doubts.append(f"{path}: {told}. 그럴 뜻이 아니면 이 파일의 timezone 줄을 지우세요")
    if watchdog and not app.env.get(watchdog, "").strip():
        doubts.append(f"{path}: ping_url_env: 환경 변수가 없어 알리지 않습니다: {watchdog}. .env에 넣으세요")
    return doubts


def folder_problems(app: App) -> list[str]:
    """What could not be written: the store's file or folder, a journal's folder."""
    file = file_of(parse_url(app.settings.store_url(app.env)))
    found = [f"store: {told}" for told in store_problems(file)] if file else []
    for digest in app.settings.digests:
        nearest = existing(digest.journal.path) if digest.journal else None
        if digest.journal and nearest and nearest.is_dir() and not os.access(nearest, os.W_OK):
            found.append(f"journal:{digest.journal.folder}: {nearest}에 쓸 권한이 없습니다")
    return found


def store_problems(file: Path) -> list[str]:
    """Why a SQLite file could not be made or written, found out by leaving a nameless file there for a moment."""
    nearest = existing(file)
    if nearest == file.absolute():
        return [] if os.access(file, os.W_OK) else [f"{file}에 쓸 권한이 없습니다"]
    if not nearest.is_dir():
        return [f"폴더가 아니라 파일이어서 그 안에 만들 수 없습니다: {nearest}"]
    try:
        with tempfile.TemporaryFile(dir=nearest):  # permission bits say nothing of /proc or a read-only disk
            return []
    except OSError as error:
        return [f"{file.parent}에 쓸 수 없습니다({error.strerror}). 설정의 store를 쓸 수 있는 곳으로 바꾸세요"]


def existing(path: Path) -> Path:
    """The path itself or its nearest parent that is there."""
    return next(place for place in (path.absolute(), *path.absolute().parents) if place.exists())


def ask_services(app: App) -> list[str]:
    """Ask every source, the model and every chat once, sending nothing; gives what failed."""
    problems = []
    now = app.clock()
    date = app.calendar.current(now)
    if date > app.calendar.today(now):
        date = app.calendar.previous(date)
    window = app.calendar.window(date, now).model_copy(update={"late_dates": ()})
    for source in app.settings.sources:
        if source.missing(app.env):
            continue
        try:
            report = source.collect(window, app.context).report
            told = f"{STATE_WORDS[report.state]}, {report.count}건" + (f" – {report.detail}" if report.detail else "")
            click.echo(f"온라인 {source_name(source.source)}: {told}")
            if report.state == "failed":
                problems.append(f"{source.source}: {report.detail}")
        except DigestError as error:
            click.echo(f"온라인 {source_name(source.source)}: 실패 – {error.message}")
            problems += [] if source.optional else [f"{source.source}: {error.message}"]
    problems += ask_model(app)
    for digest in app.settings.digests:
        for publisher in digest.publish:
            if publisher.missing(app.env) or not publisher.ready(app.store, system_clock()):
                continue
            try:
                click.echo(f"온라인 {publisher.target}: {publisher.probe(app.channel)}")
            except DigestError as error:
                click.echo(f"온라인 {publisher.target}: 실패 – {error}")
                problems.append(f"{publisher.target}: {error.message}")
    return problems


def ask_model(app: App) -> list[str]:
    """Let the configured model write one line about a bundled paper; gives what failed."""
    model = build_ladder(app)[0].model
    if model is None:
        return []
    sample = SampleTransport()
    seen = parse(sample.list_of(sample.date), sample.date, sample.now)
    written = model.write(merge(seen)[:1], app.deadline, lambda _count: None)
    problem = written.problem or next(iter(written.refused.values()), "")
    if problem:
        click.echo(f"온라인 모델: 실패 – {problem}")
        return [f"summarizer: {problem}"]
    line = next(iter(written.lines.values()))
    click.echo(f"온라인 모델: {line.text} ({written.usage.prompt_tokens + written.usage.completion_tokens} 토큰)")
    return []
