"""The `journal:` part of a digest's settings."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from digest.clock import typed_date
from digest.models import Value
from digest.render.markdown import FALLBACK_MARK

Layout = Literal["auto", "daily", "weekly"]
# `## 📈 데일리 트렌드`
SECTION_NAMES = ("데일리 트렌드", "트렌드 구경", "오늘의 트렌드", "데일리트렌드", "daily trend", "daily trends")
"""What people call the section; all are recognised, `section` is what a new one is called."""


def _as_typed(value: object) -> object:
    """A date as people type it (`2024-8-5`); anything else as it is, for pydantic to complain of."""
    try:
        return typed_date(value) if isinstance(value, str) else value
    except ValueError:
        return value


Day = Annotated[dt.date, BeforeValidator(_as_typed)]


class CourseSettings(Value):
    """수업일(`N일차`)을 세는 방법을 직접 정합니다. 짐작한 것보다 먼저입니다."""

    day1: Day
    """`1일차`의 날짜. 예: `2024-08-05`"""
    holidays: Literal["counted", "skipped"] = "counted"
    """평일인 공휴일에도 번호를 매길지(`counted`), 건너뛸지(`skipped`)."""
    off: tuple[Day, ...] = ()
    """달력에 없는 평일 휴강일. 번호를 매기지 않습니다."""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        """`course: 2024-08-05` does not say what the date is."""
        if isinstance(value, str | dt.date):
            raise ValueError(f"1일차의 날짜라면 `course: {{day1: {value}}}`이라고 적으세요")
        return value


class GitSettings(Value):
    """저널이 git 작업 폴더일 때 할 일."""

    commit: bool = False
    """방금 쓴 파일만 커밋합니다."""
    push: bool = False
    """그 커밋을 푸시합니다. 거절되면 새로 받아 다시 쓰고, 강제로 밀지는 않습니다. `commit`이 켜져 있어야 합니다."""


class Beside(Value):
    """섹션이 옆에 설 그날의 제목. 둘 가운데 하나만 적습니다."""

    before: str = ""
    """이 이름의 제목 위에. 예: `메모`"""
    after: str = ""
    """이 이름의 제목에 딸린 부분 아래에. 예: `할 일`"""

    @model_validator(mode="after")
    def _one(self) -> Beside:
        if bool(self.before.strip()) == bool(self.after.strip()):
            raise ValueError("`place`에는 before와 after 가운데 하나만 적으세요")
        return self


class JournalSettings(Value):
    """저널이 어디에 있고 섹션을 어떻게 쓸지."""

    folder: str = "journal"
    """마크다운 폴더, 보관함(vault), 또는 파일 하나. `~`는 홈 폴더입니다."""
    layout: Layout = "auto"
    """daily = 하루에 한 파일, weekly = 한 파일에 여러 날, auto = 살펴보고 정합니다."""
    section: str = Field("데일리 트렌드", min_length=1)
    """섹션의 이름. 흔한 다른 이름으로 적혀 있어도 찾습니다."""
    place: Literal["top", "bottom"] | Beside = "top"
    """새 섹션이 들어갈 곳: 그날 제목 아래(`top`), 그날 끝(`bottom`), 또는 그날의 어느 제목 옆(`{before: 메모}`,
    `{after: 할 일}`). 그 제목이 아직 없으면 섹션은 기다립니다."""
    items: Annotated[int, Field(ge=1)] | Literal["all"] = "all"
    """새 섹션에 다이제스트의 앞에서부터 몇 건을 쓸지. 직접 담은 링크는 언제나 씁니다."""
    title: Literal["short", "full"] = "full"
    """줄에 적는 제목: 콜론 앞의 이름, 없으면 낱말에서 자른 제목(`short`), 또는 전부(`full`)."""
    create: Literal["never", "day", "file"] | None = None
    """없는 날을 만들지: never(만들지 않음), day(그날의 제목을 더함), file(그날의 파일을 만듦). 적지 않으면 digest가
    만든 폴더에서는 `file`, 그 밖에는 `never`입니다."""
    course: CourseSettings | None = None
    """적지 않으면 저널에 직접 쓴 `N일차`와 날짜를 보고 짐작합니다. 예: `{day1: 2024-08-05}`"""
    bullet: str = "- [{title}]({url}): {line}"
    """한 줄의 모양. `{title}`, `{url}`, `{line}`과 `{reasons}`(고른 까닭, 코드 ⭐, 벤치마크)에 이스케이프한 값이
    들어갑니다. 이 키를 적지 않으면 줄의 시작은 저널에서 쓰던 기호(`-`, `*`, `+`)를 따릅니다."""
    verify: Literal["jekyll", "hugo", "gfm"] | None = None
    """쓰기 전에, 다른 것이 바뀌지 않는다고 실제 렌더러로 한 번 더 확인합니다."""
    marks: Literal["none", "line", "block"] = "none"
    """저장소 없이 실행할 때 파일 안에 남길 표시: 없음(`none`), 줄마다 주석 하나(`line`), 섹션 앞뒤로 한 쌍(`block`)."""
    fallback_mark: str = FALLBACK_MARK
    """모델이 쓰지 않은 줄 뒤에 붙는 말. `{label}`은 누가 썼는지입니다(예: `기계 번역`). 비우면 아무것도 붙이지
    않습니다. 이 키를 적지 않으면 새 섹션의 줄들 아래에 한 번만 적습니다."""
    images: Path | None = None
    """사이트의 그림 폴더(`assets/img`, `static/img`, 보관함의 첨부 폴더). 주간 후기가 그래프를 여기에 두고 사이트의
    방식대로 링크합니다. 선택 설치 `chart`(matplotlib)가 있어야 합니다. 비어 있으면 그림이 없습니다."""
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
        # `{title!r}`, `{title.x}`, `{other}`; not `{title}`, `{{ site.tag }}`
        if re.search(r"[{}]", re.sub(r"\{\{|\}\}|\{(?:title|url|line|reasons)\}", "", bullet)):
            raise ValueError("`bullet`에는 {title}, {url}, {line}, {reasons}만 쓸 수 있습니다")
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
