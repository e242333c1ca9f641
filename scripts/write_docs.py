"""Write docs/configuration.md, docs/json.md, its schema and the layers in docs/architecture.md from the code.

`python scripts/write_docs.py` writes them; tests/test_docs.py fails while they are not what this would write.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import time
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import sqlalchemy as sa
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from digest.collect import SOURCES
from digest.config.settings import Settings
from digest.day.document import JsonDocument
from digest.lazy import Kinds
from digest.publish import PUBLISHERS
from digest.serve.schedule_file import Schedule
from digest.store.migrations import upgrade
from digest.summarize import SUMMARIZERS

ROOT = Path(__file__).resolve().parent.parent
UNIONS = {"sources": SOURCES, "publish": PUBLISHERS, "summarizer": SUMMARIZERS}
USUAL = {
    "base_url": "서비스의 주소. 미러나 시험 서버를 쓸 때만 바꿉니다.",
    "url": "주소.",
    "oembed_url": "X 글 하나를 찾아보는 곳.",
    "timeout_s": "요청 하나에 쓸 시간(초).",
    "token_env": "토큰이 든 환경 변수.",
}
"""Keys that mean the same wherever they stand and need no docstring of their own."""

ENGLISH = {
    "str": "text", "int": "integer", "float": "number", "bool": "true / false", "Path": "path", "time": "time",
    "date": "date", "ZoneInfo": "time zone", "NoneType": "null", "any": "any value", "or": " or ", "list": "list of {}",
    "dict": "mapping to {}",
}  # fmt: skip
KOREAN = {
    "str": "문자열", "int": "정수", "float": "숫자", "bool": "true / false", "Path": "경로", "time": "시각",
    "date": "날짜", "ZoneInfo": "시간대", "NoneType": "null", "any": "아무 값", "or": " 또는 ", "list": "{}의 목록",
    "dict": "이름마다 {}",
}  # fmt: skip
"""How types are called, on the page for engineers and on the one for users."""

CONFIGURATION = """\
# 설정

<!-- scripts/write_docs.py가 설정 클래스의 설명에서 만듭니다. 이 파일이 아니라 그 설명을 고치세요. -->

`config/digest.yaml`을 읽습니다(다른 파일은 `--config FILE`이나 `$DIGEST_CONFIG`). **필수**라고 적힌 것 말고는 모두
적지 않아도 되고, 파일이 없으면 아래 기본값으로 돌아갑니다. `digest init`은 설명이 달린 파일을 써 주고, `digest
check`는 틀린 곳을 줄과 키로 알려 줍니다.

```
digest: config/digest.yaml: 18번째 줄: digests.0.keyword: 모르는 키입니다 (혹시 `keywords`?)
```

비밀 값은 이 파일에 쓰지 않습니다. `_env`로 끝나는 키에는 값이 아니라 환경 변수의 *이름*을 적습니다. 프로세스에
이미 있는 환경 변수가 먼저이고, 그다음은 `.env` 파일입니다. 설정 파일 옆, 실행한 폴더, 설정 파일의 한 단계 위 폴더에서
찾고, 같은 이름이 여럿이면 이 차례로 먼저입니다. 한 단계 위의 것은 다른 사용자의 파일이면 읽지 않습니다. 상대 경로는
digest를 실행한 폴더에서 시작합니다. 다른 사람, 다른 대화방의 다이제스트는 설정 파일 옆의
`digests.d/*.yaml`에 하나씩 파일로 둘 수 있습니다.

아래에서 “다루는 기간”은 앞 다이제스트의 마감 시각(`cutoff`)부터 이번 다이제스트의 마감 시각까지입니다.

모델 서버의 설정 예는 [`config/presets/`](../config/presets), 프롬프트는
[`config/prompts/one_line.md`](../config/prompts/one_line.md)에 있습니다. 설정 파일 옆에 `prompts/one_line.md`를
두면 그것을 대신 씁니다.
"""
JSON_PAGE = """\
# `digest run --json`

*Written by `scripts/write_docs.py` from `digest/day/document.py`. Schema: [json-schema.json](json-schema.json).*

One JSON document on stdout; everything else goes to stderr. Fields may be added; `schema` goes up when one changes
its meaning or disappears, so accept what you do not know.

```sh
digest run --json | jq -r '.digests[].entries[] | "\\(.title)  \\(.url)"'
```

`exit` is the exit code: 0 everything asked was delivered, or waits in the journal for its day (`pending`) ·
1 a source, a delivery or the model failed.
A line that the check refused for good is a fallback and no failure ([quality.md](quality.md)).
A usage or configuration mistake (exit 2), and a run in which no day could be made (exit 1), give no document.
"""


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models an annotation names, in order."""
    parts = get_args(annotation)
    kinds = [part for part in parts if isinstance(part, Kinds)]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in parts if not kinds else ():
        yield from models_in(part)
    for found in kinds:
        yield from found


def models_of(field: FieldInfo) -> Iterator[type[BaseModel]]:
    """The models a field can hold, in order."""
    kinds = [part for part in field.metadata if isinstance(part, Kinds)]
    yield from kinds[0] if kinds else models_in(field.annotation)


@cache
def docstrings(module: str) -> dict[tuple[str, str], str]:
    """(class, field) → the docstring under the field, read from a module's source."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    found = {}
    for made in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        for field, text in pairwise(made.body):
            match field, text:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(said))):
                    found[made.name, name] = inspect.cleandoc(said)
    return found


def docstring(model: type[BaseModel], name: str) -> str:
    """What stands under a field in its class, or in the class it comes from; empty when nothing does.

    Read here and not by pydantic, which would read every source file again at every start of the program.
    """
    classes = (made for made in model.__mro__ if issubclass(made, BaseModel) and made is not BaseModel)
    return next((text for made in classes if (text := docstrings(made.__module__).get((made.__name__, name)))), "")


def type_name(annotation: Any, called: Mapping[type, str], words: Mapping[str, str]) -> str:
    """An annotation in a reader's words; `called`: the heading under which a model is described."""
    origin, parts = get_origin(annotation), get_args(annotation)
    inner = [type_name(part, called, words) for part in parts] if origin not in (Literal, Annotated) else []
    if origin is Annotated:
        return type_name(parts[0], called, words)
    if origin is Literal:
        return " / ".join(f"`{part}`" for part in parts)
    if origin in (Union, UnionType):
        return words["or"].join(dict.fromkeys(inner))
    if origin in (tuple, list, set, frozenset):
        return words["list"].format(inner[0])
    if origin is dict:
        return words["dict"].format(inner[1])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        kind = annotation.model_fields.get("kind")
        if kind:
            return f"[{kind.default}](#kind-{kind.default})"
        name = called.get(annotation, annotation.__name__)
        return f"[{name}](#{anchor(name)})"
    return words.get(getattr(annotation, "__name__", ""), words["any"])


def anchor(heading: str) -> str:
    """The anchor of a heading of one word."""
    return re.sub(r"[^\w-]", "", heading.lower())


def limits(field: FieldInfo) -> str:
    """The range of a number or the length of a list, e.g. `1…50`."""
    found = {name: getattr(m, name) for m in field.metadata for name in ("ge", "gt", "le") if hasattr(m, name)}
    low = found.get("ge")
    text = f"{low}…{found['le']}" if low is not None and "le" in found else f"≥ {low}" if low is not None else ""
    if "gt" in found:
        text = f"> {found['gt']}" + (f", ≤ {found['le']}" if "le" in found else "")
    return f" ({text})" if text else ""


def default_of(field: FieldInfo) -> str:
    """A default as it would stand in YAML."""
    if field.is_required():
        return "**필수**"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel) or (
        isinstance(value, dict) and any(isinstance(v, BaseModel) for v in value.values())
    ):
        return "아래 참고"
    if isinstance(value, tuple | list) and any(isinstance(v, BaseModel) for v in value):
        kinds = [str(v.kind) for v in value if hasattr(v, "kind")]
        return ", ".join(f"`{kind}`" for kind in kinds) or "하나, 아래 참고"
    if value is None:
        return "`null`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple | list):
        return "`[" + ", ".join(str(v) for v in value) + "]`"
    if isinstance(value, time):
        return f"`{value:%H:%M}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`" if value not in ("", {}) else "비어 있음"


def meaning(model: type[BaseModel], name: str, field: FieldInfo) -> str:
    """What a key does. Raises SystemExit for a key that nobody described."""
    text = docstring(model, name) or USUAL.get(name) or next(map(summary, models_of(field)), "")
    if not text:
        sys.exit(f"{model.__module__}.{model.__name__}.{name} has no docstring")
    return prose(text)


def prose(text: str) -> str:
    """A docstring for readers of a table: one line."""
    return " ".join(text.split()).replace("None = ", "null = ").replace("|", "\\|")


def table(model: type[BaseModel], called: Mapping[type, str]) -> list[str]:
    """The keys of one model as a markdown table."""
    lines = ["| 키 | 값 | 기본값 | 뜻 |", "|---|---|---|---|"]
    for key, field in model.model_fields.items():
        if key == "kind":
            continue
        kind = type_name(field.annotation, called, KOREAN)
        if key in UNIONS:
            kind = f"[{key}](#{key})" if key == "summarizer" else KOREAN["list"].format(f"[{key}](#{key})")
        shown = field.alias or key
        lines.append(f"| `{shown}` | {kind}{limits(field)} | {default_of(field)} | {meaning(model, key, field)} |")
    return lines


def summary(model: type[BaseModel]) -> str:
    """A class's first sentence."""
    return prose((model.__doc__ or "").split("\n\n")[0])


def places(model: type[BaseModel], above: str, found: dict[type, str]) -> dict[type, str]:
    """The models below one, in order, each with the keys that lead to it: `digests.journal.git`."""
    members = {member for union in UNIONS.values() for member in union}
    for key, field in model.model_fields.items():
        for inner in models_of(field):
            if inner in found:
                continue
            place = f"{above}.{key}".strip(".")
            found[inner] = place if inner not in members else ""
            places(inner, place, found)
    return found


def configuration() -> str:
    """docs/configuration.md."""
    called = {model: place for model, place in places(Settings, "", {}).items() if place}
    called |= places(Schedule, "", {})
    page = [CONFIGURATION, "## 맨 위의 키", "", *table(Settings, called), ""]

    def described(above: Callable[[str], bool]) -> None:
        for model, place in called.items():
            if above(place):
                page.extend([f"## `{place}`", "", summary(model), "", *table(model, called), ""])

    described(lambda place: place.split(".")[0] not in {*UNIONS, "jobs"})
    for name, union in UNIONS.items():
        page += [f"## {name}", "", "`kind:`에 다음 가운데 하나를 적습니다.", ""]
        for model in union:
            kind = model.model_fields["kind"].default
            keys = table(model, called)
            none = [f"`{{kind: {kind}}}`만 적습니다. 다른 키는 없습니다."]
            page += [f"### `kind: {kind}`", "", summary(model), "", *(keys if len(keys) > 2 else none), ""]
        described(lambda place, name=name: place.startswith(f"{name}."))
    page += ["# 일정", "", "`digest serve`가 읽는 `cron.yaml`(다른 파일은 `--schedule FILE`, 없으면 들어 있는 것)."]
    page += ["", *table(Schedule, called), ""]
    described(lambda place: place == "jobs")
    return "\n".join(page).rstrip() + "\n"


def json_page() -> str:
    """docs/json.md."""
    page, queue, done = [JSON_PAGE], [JsonDocument], set[type[BaseModel]]()
    while queue:
        model = queue.pop(0)
        if model in done:
            continue
        done.add(model)
        page += [f"## {model.__name__}", "", summary(model), "", "| field | type | |", "|---|---|---|"]
        for name, field in model.model_fields.items():
            kind = type_name(field.annotation, {}, ENGLISH)
            page.append(f"| `{field.alias or name}` | {kind} | {prose(docstring(model, name))} |")
            queue += models_in(field.annotation)
        page.append("")
    return "\n".join(page).rstrip() + "\n"


def open_to_more(node: Any) -> Any:
    """A schema without `additionalProperties: false`: readers must accept fields that are added later."""
    if isinstance(node, dict):
        return {k: open_to_more(v) for k, v in node.items() if (k, v) != ("additionalProperties", False)}
    return [open_to_more(part) for part in node] if isinstance(node, list) else node


def described(model: type[BaseModel]) -> None:
    """Give a model's fields, and those of the models in it, their docstrings."""
    for name, field in model.model_fields.items():
        for inner in models_in(field.annotation):
            described(inner)
        field.description = docstring(model, name) or None
    model.model_rebuild(force=True)


def schema() -> str:
    """docs/json-schema.json, with the docstrings as descriptions."""
    described(JsonDocument)
    made = open_to_more(JsonDocument.model_json_schema(by_alias=True, mode="serialization"))
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **made}, indent=1) + "\n"


def architecture() -> str:
    """docs/architecture.md with the layers as .importlinter has them; the rest of the page is written by hand."""
    contract = (ROOT / ".importlinter").read_text(encoding="utf-8").split("layers =\n", 1)[1].split("\n\n", 1)[0]
    layers = "\n".join(line.strip().replace("digest.", "") for line in contract.splitlines())
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    start, end = "<!-- layers: written by scripts/write_docs.py -->\n", "<!-- end of layers -->"
    head, rest = page.split(start, 1)
    return f"{head}{start}```\n{layers}\n```\n{end}{rest.split(end, 1)[1]}"


def schema_of_store() -> str:
    """digest/store/schema.sql: an empty SQLite file after all migrations."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    upgrade(engine)
    wanted = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type = 'table' DESC, rowid"
    with engine.connect() as connection:
        inner = {row.name for row in connection.exec_driver_sql("PRAGMA table_list") if row.type == "shadow"}
        made = [sql for name, sql in connection.exec_driver_sql(wanted) if name not in inner]
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    made.append(f"INSERT INTO alembic_version VALUES ('{version}')")
    return ";\n\n".join(re.sub(r"[ \t]+$", "", sql, flags=re.MULTILINE) for sql in made) + "\n"


PAGES = {
    "digest/store/schema.sql": schema_of_store,
    "docs/architecture.md": architecture,
    "docs/configuration.md": configuration,
    "docs/json.md": json_page,
    "docs/json-schema.json": schema,
}

if __name__ == "__main__":
    for place, write in PAGES.items():
        (ROOT / place).write_text(write(), encoding="utf-8", newline="\n")
        sys.stderr.write(f"wrote {place}\n")
