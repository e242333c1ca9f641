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
    """One line of the schedule."""

    cron: str
    """Five fields, or `@daily` and its like."""
    run: Literal["collect", "digest", "journal", "weekly"]
    """`collect`: store what the sources show. `digest`: make what is due. `journal`: write waiting sections, retry.
    `weekly`: the review of the week that is ending."""
    digests: tuple[str, ...] = ()
    """Only these digests; empty = all."""
    catch_up: int = Field(default=3, ge=0, le=60)
    """Missed digest days that are made up for, at most."""
    catch_up_post: Literal["merged", "newest", "all"] | None = None
    """What chats get of missed days. `merged`: the newest, with a line about the others and the best of them. `newest`
    (the default): the newest alone. `all`: every day."""
    post_missed: bool = False
    """An older way to say `catch_up_post: all`."""

    retry_minutes: int = Field(default=30, ge=0, le=720)
    """A job that failed is tried again after so many minutes, until its next hour or midnight; 0 = never."""

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
    """When `digest serve` does what."""

    timezone: str = "Asia/Seoul"
    """The zone the cron lines are read in."""
    jobs: dict[str, Job] = {
        "collect": Job(cron="5 */3 * * *", run="collect"),
        "morning": Job(cron="30 7 * * mon-fri", run="digest"),
        "journal": Job(cron="*/30 8-23 * * *", run="journal"),
    }
    """The jobs by name."""
    ping_url_env: str | None = None
    """Environment variable with a healthchecks.io style URL: told of start, success and failure of digest jobs."""

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


def load_schedule(path: Path | None) -> Schedule:
    """The schedule of a file, or the built-in one. Raises ConfigError with file, line and key."""
    if path is None:
        return Schedule()
    tree = read_yaml(path)
    if not isinstance(tree, dict):
        raise ConfigError(f"{path}: 1번째 줄: `timezone:`과 `jobs:` 줄이어야 합니다")
    try:
        return Schedule.model_validate(dict(tree))
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


def asking_for_reviews(settings: Settings) -> list[str]:
    """Digests that say `weekly: true`."""
    return [digest.name for digest in settings.digests if digest.weekly]
