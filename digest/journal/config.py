"""The `journal:` part of a digest's settings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from digest.models import Value
from digest.render.markdown import FALLBACK_MARK

Layout = Literal["auto", "daily", "weekly"]
SECTION_NAMES = ("데일리 트렌드", "트렌드 구경", "오늘의 트렌드", "데일리트렌드", "daily trend", "daily trends")
"""What people call the section; all are recognised, `section` is what a new one is called."""


class CourseSettings(Value):
    """How class days are counted when the person says so; wins over anything inferred."""

    day1: dt.date
    """The date of `1일차`."""
    holidays: Literal["counted", "skipped"] = "counted"
    """Whether a public holiday on a weekday gets a number."""
    off: tuple[dt.date, ...] = ()
    """Weekdays without class that no calendar knows; they get no number."""


class GitSettings(Value):
    """What to do with a journal that is a git working tree."""

    commit: bool = False
    """Commit exactly the file that was written."""
    push: bool = False
    """Push that commit; refused pushes are planned again, never forced. Needs `commit`."""


class Beside(Value):
    """A heading of the day that the section stands beside; exactly one of the two."""

    before: str = ""
    """Above the heading of this name, e.g. `메모`."""
    after: str = ""
    """Below the part of the day under the heading of this name, e.g. `할 일`."""

    @model_validator(mode="after")
    def _one(self) -> Beside:
        if bool(self.before.strip()) == bool(self.after.strip()):
            raise ValueError("`place`에는 before와 after 가운데 하나만 적으세요")
        return self


class JournalSettings(Value):
    """Where the person's journal is and how the section is written into it."""

    folder: str = "journal"
    """A folder of markdown files, a vault, or one file; `~` is expanded."""
    layout: Layout = "auto"
    """daily = one file a day, weekly = many days in a file, auto = look."""
    section: str = Field("데일리 트렌드", min_length=1)
    """The section's name; known variants are found too."""
    place: Literal["top", "bottom"] | Beside = "top"
    """Where a new section goes: below the day's title (`top`), at the day's end (`bottom`), or beside one of its
    headings (`{before: 메모}`, `{after: 할 일}`); while that heading is not there, the section waits."""
    items: Annotated[int, Field(ge=1)] | Literal["all"] = "all"
    """How many of the digest's items stand in a new section, the first ones; links put aside always."""
    title: Literal["short", "full"] = "full"
    """A bullet's title: the name before the colon, else the title cut at a word (`short`), or all of it (`full`)."""
    create: Literal["never", "day", "file"] | None = None
    """never, day (add the day's heading) or file (create the day's file).
    Empty: `file` in a folder that digest created, else `never`."""
    course: CourseSettings | None = None
    """Empty: inferred from the person's own `N일차`/date pairs."""
    bullet: str = "- [{title}]({url}): {line}"
    """The form of one bullet; `{title}`, `{url}` and `{line}` are filled in, escaped. Without this key a bullet begins
    as the person's own (`-`, `*`, `+`)."""
    verify: Literal["jekyll", "hugo", "gfm"] | None = None
    """A real renderer that must agree, before writing, that nothing else changed."""
    marks: Literal["none", "line", "block"] = "none"
    """In-file marks for runs without a store: none, one comment per bullet, or one pair around the section."""
    fallback_mark: str = FALLBACK_MARK
    """Stands behind a line that no model wrote; `{label}` is who wrote it, e.g. `기계 번역`; empty shows nothing.
    Without this key it is said once, below the bullets of a new section."""
    images: Path | None = None
    """Your site's own folder of pictures (`assets/img`, `static/img`, a vault's attachments): a weekly review puts its
    chart there and links it as the site does. Needs the extra `chart` (matplotlib); empty: no picture."""
    git: GitSettings = GitSettings()

    @field_validator("fallback_mark")
    @classmethod
    def _one_line(cls, mark: str) -> str:
        if "\n" in mark or "\r" in mark:
            raise ValueError("`fallback_mark`는 한 줄이어야 합니다")
        return mark

    @field_validator("bullet")
    @classmethod
    def _one_linked_line(cls, bullet: str) -> str:
        """A bullet must be one line that links the thing, else it could not be recognised again."""
        try:
            bullet.format(title="", url="", line="")
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError("`bullet`에는 {title}, {url}, {line}만 쓸 수 있습니다") from error
        if "{url}" not in bullet or "\n" in bullet or not bullet.startswith(("- ", "* ", "+ ")):
            raise ValueError("`bullet`은 `- `, `* `, `+ ` 가운데 하나로 시작하고 {url}이 든 한 줄이어야 합니다")
        return bullet

    @property
    def has_own_bullet(self) -> bool:
        """Whether the person chose the form of a bullet, its marker included."""
        return "bullet" in self.model_fields_set

    @property
    def labels_once(self) -> bool:
        """Whether who wrote the lines is told once for a section instead of behind each line."""
        return "fallback_mark" not in self.model_fields_set and self.marks == "none"

    @property
    def path(self) -> Path:
        """`folder` with `~` expanded; relative paths stay relative to where digest runs."""
        return Path(self.folder).expanduser()

    @property
    def section_names(self) -> tuple[str, ...]:
        """Every name under which the section is looked for, the configured one first."""
        return (self.section, *(name for name in SECTION_NAMES if name != self.section))
