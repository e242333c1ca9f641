"""cron.yaml as values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator

from digest.calendar.digest_days import known_zone
from digest.config.file import explain
from digest.config.settings import Settings
from digest.errors import ConfigError
from digest.models import Value
from digest.serve.cron import parse_cron
from digest.yaml import read_yaml


class Job(Value):
    """일정 한 줄."""

    cron: str
    """다섯 칸짜리 cron, 또는 `@daily` 같은 줄임말."""
    run: Literal["collect", "digest", "journal", "weekly"]
    """`collect`: 출처에 보이는 것을 모아 둡니다. `digest`: 만들 때가 된 것을 만듭니다. `journal`: 기다리는 섹션을
    쓰고, 실패한 전달을 다시 합니다. `weekly`: 끝나 가는 한 주의 후기를 씁니다."""
    digests: tuple[str, ...] = ()
    """이 다이제스트만. 비어 있으면 전부, `weekly` 작업은 `weekly: true`인 것(하나도 없으면 전부)."""
    catch_up: int = Field(default=3, ge=0, le=60)
    """놓친 다이제스트를 많아야 며칠치까지 채울지."""
    catch_up_post: Literal["merged", "newest", "all"] | None = None
    """놓친 날 가운데 대화방에 무엇을 보낼지. `merged`: 가장 새 날의 것에, 나머지 날을 알리는 한 줄과 그 가운데 가장
    좋은 것을 더합니다. `newest`(기본): 가장 새 날의 것만. `all`: 모든 날."""
    post_missed: bool = False
    """`catch_up_post: all`을 예전에 적던 방법."""

    retry_minutes: int = Field(default=30, ge=0, le=720)
    """실패한 작업을 몇 분 뒤에 다시 할지. 다음 예정 시각이나 자정까지 되풀이합니다. 0이면 다시 하지 않습니다."""

    @property
    def posts(self) -> Literal["merged", "newest", "all"]:
        """What chats get of missed days."""
        return self.catch_up_post or ("all" if self.post_missed else "newest")

    @field_validator("cron")
    @classmethod
    def _readable(cls, value: str) -> str:
        parse_cron(value)
        return value


class Schedule(Value):
    """`digest serve`가 언제 무엇을 하는지."""

    timezone: str = "Asia/Seoul"
    """cron 줄을 읽는 시간대. 적지 않으면 설정의 `timezone`을 따릅니다."""
    jobs: dict[str, Job] = {
        "collect": Job(cron="5 */3 * * *", run="collect"),
        "morning": Job(cron="30 7 * * mon-fri", run="digest"),
        "journal": Job(cron="*/30 8-23 * * *", run="journal"),
    }
    """이름을 붙인 작업들."""
    ping_url_env: str | None = None
    """healthchecks.io 방식의 주소가 든 환경 변수. 다이제스트 작업의 시작, 성공, 실패를 알립니다."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        return known_zone(value)


def find_schedule(given: str | None, config: Path | None, here: Path) -> Path | None:
    """The schedule to read: --schedule, else cron.yaml here, beside the configuration or its folder, else None."""
    if given:
        path = Path(given).expanduser()
        if not path.is_file():
            raise ConfigError(f"--schedule: 파일이 없습니다: {path}")
        return path
    places = [
        here / "cron.yaml",
        *([config.parent / "cron.yaml", config.parent.parent / "cron.yaml"] if config else []),
    ]
    return next((place for place in places if place.is_file()), None)


def load_schedule(path: Path | None, zone: str = Settings.model_fields["timezone"].default) -> Schedule:
    """The schedule of a file, or the built-in one. Raises ConfigError with file, line and key.

    zone: the digest's own, where the file names none: "half past seven" is the reader's.
    """
    if path is None:
        return Schedule(timezone=zone)
    tree = read_yaml(path)
    if not isinstance(tree, dict):
        raise ConfigError(f"{path}: 1번째 줄: `timezone:`과 `jobs:` 줄이어야 합니다")
    try:
        return Schedule.model_validate({"timezone": zone, **tree})
    except ValidationError as error:
        raise ConfigError("\n".join(explain(path, tree, error, Schedule))) from error


OWN_JOB = Job(cron="0 18 * * fri", run="weekly")
"""What `weekly: true` of a digest means where no job of the schedule makes reviews."""


def with_weekly(schedule: Schedule, asking: Sequence[str]) -> Schedule:
    """The schedule, with a job for the digests that ask for reviews when none of its own makes any."""
    if not asking or any(job.run == "weekly" for job in schedule.jobs.values()):
        return schedule
    name = next(name for name in ("weekly", "weekly-review", "주간") if name not in schedule.jobs)
    job = OWN_JOB.model_copy(update={"digests": tuple(asking)})
    return schedule.model_copy(update={"jobs": {**schedule.jobs, name: job}})


def schedule_of(path: Path | None, settings: Settings) -> Schedule:
    """What a configuration runs by: the file's schedule or the built-in one, and the job of `weekly: true`.

    Raises ConfigError with file, line and key.
    """
    return with_weekly(load_schedule(path, settings.timezone), asking_for_reviews(settings))


def asking_for_reviews(settings: Settings) -> list[str]:
    """Digests that say `weekly: true`."""
    return [digest.name for digest in settings.digests if digest.weekly]
