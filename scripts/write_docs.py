"""Write docs/configuration.md, docs/json.md, its schema and the layers in docs/architecture.md from the code.

`python scripts/write_docs.py` writes them; tests/test_docs.py fails while they are not what this would write.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
from collections.abc import Iterator
from datetime import time
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
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
    "base_url": "Address of the service; another one for a mirror or a test server.",
    "url": "Its address.",
    "oembed_url": "Where X looks up a single post.",
    "timeout_s": "Seconds for one request.",
    "token_env": "Environment variable that holds the token.",
}
"""Keys that mean the same wherever they stand and need no docstring of their own."""

CONFIGURATION = """\
# Configuration

*Written from the settings classes by `scripts/write_docs.py`; edit their docstrings, not this page.*

`config/digest.yaml` (else `--config FILE`, else `$DIGEST_CONFIG`). Every key is optional unless it says **required**;
without any file the defaults below run. `digest init` writes an annotated file, `digest check` names every mistake
with line and key:

```
digest: config/digest.yaml: 18번째 줄: digests.0.keyword: 모르는 키입니다 (혹시 `keywords`?)
```

Secrets never stand in the file: a key ending in `_env` holds the *name* of an environment variable. A `.env` file
beside the configuration, one folder above it or in the working folder is read, too; the process's own environment
wins. Relative paths start at the folder digest runs in. More digests (other people, other chats) can stand one a file
in `digests.d/*.yaml` beside the configuration.

Ready-made model endpoints: [`config/presets/`](../config/presets). The prompt:
[`config/prompts/one_line.md`](../config/prompts/one_line.md); a file `prompts/one_line.md` beside your configuration
is used instead of it.
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


def type_name(annotation: Any) -> str:
    """An annotation in a reader's words."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_name(parts[0])
    if origin is Literal:
        return " / ".join(f"`{part}`" for part in parts)
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys("null" if part is NoneType else type_name(part) for part in parts))
    if origin in (tuple, list, set, frozenset):
        return f"list of {type_name(parts[0])}"
    if origin is dict:
        return f"mapping to {type_name(parts[1])}"
    names = {"str": "text", "int": "integer", "float": "number", "bool": "true / false", "Path": "path", "time": "time"}
    names |= {"date": "date", "ZoneInfo": "time zone"}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        kind = annotation.model_fields.get("kind")
        if kind:
            return f"[{kind.default}](#kind-{kind.default})"
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return names.get(getattr(annotation, "__name__", ""), "any value")


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
        return "**required**"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel) or (
        isinstance(value, dict) and any(isinstance(v, BaseModel) for v in value.values())
    ):
        return "see there"
    if isinstance(value, tuple | list) and any(isinstance(v, BaseModel) for v in value):
        kinds = [str(v.kind) for v in value if hasattr(v, "kind")]
        return ", ".join(f"`{kind}`" for kind in kinds) or "one, see there"
    if value is None:
        return "`null`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple | list):
        return "`[" + ", ".join(str(v) for v in value) + "]`"
    if isinstance(value, time):
        return f"`{value:%H:%M}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`" if value not in ("", {}) else "empty"


def meaning(model: type[BaseModel], name: str, field: FieldInfo) -> str:
    """What a key does. Raises SystemExit for a key that nobody described."""
    text = docstring(model, name) or USUAL.get(name) or next(map(summary, models_of(field)), "")
    if not text:
        sys.exit(f"{model.__module__}.{model.__name__}.{name} has no docstring")
    return prose(text)


def prose(text: str) -> str:
    """A docstring for readers of a table: one line, without the notes that only developers can follow."""
    return " ".join(text.split()).replace("None = ", "null = ").replace("|", "\\|")


def table(model: type[BaseModel], name: str) -> list[str]:
    """The keys of one model as a markdown table."""
    lines = ["| key | type | default | meaning |", "|---|---|---|---|"]
    for key, field in model.model_fields.items():
        if key == "kind":
            continue
        shown = field.alias or key
        kind = f"list of [{key}](#{key})" if key in UNIONS and key != "summarizer" else type_name(field.annotation)
        kind = "[summarizer](#summarizer)" if key == "summarizer" else kind
        lines.append(f"| `{shown}` | {kind}{limits(field)} | {default_of(field)} | {meaning(model, key, field)} |")
    return lines if len(lines) > 2 else [f"No keys of its own: `{{kind: {name}}}`."]


def summary(model: type[BaseModel]) -> str:
    """A class's first sentence."""
    return prose((model.__doc__ or "").split("\n\n")[0])


def configuration() -> str:
    """docs/configuration.md."""
    page = [CONFIGURATION, "## Top level", "", *table(Settings, "digest"), ""]
    done: set[type[BaseModel]] = {Settings}
    members = {model for union in UNIONS.values() for model in union}
    plain: list[type[BaseModel]] = []

    def gather(model: type[BaseModel]) -> None:
        for field in model.model_fields.values():
            for inner in models_of(field):
                if inner not in done:
                    done.add(inner)
                    if inner not in members:
                        plain.append(inner)
                    gather(inner)

    gather(Settings)
    for model in plain:
        page += [f"## {model.__name__}", "", summary(model), "", *table(model, ""), ""]
    for name, union in UNIONS.items():
        page += [f"## {name}", "", "`kind:` says which one.", ""]
        for model in union:
            kind = str(model.model_fields["kind"].default)
            page += [f"### `kind: {kind}`", "", summary(model), "", *table(model, kind), ""]
    page += [
        "# Schedule",
        "",
        "`cron.yaml`, read by `digest serve` (else `--schedule FILE`, else the built-in one).",
        "",
    ]
    page += [*table(Schedule, "schedule"), ""]
    for model in models_in(Schedule.model_fields["jobs"].annotation):
        page += [f"## {model.__name__}", "", summary(model), "", *table(model, ""), ""]
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
            page.append(
                f"| `{field.alias or name}` | {type_name(field.annotation)} | {prose(docstring(model, name))} |"
            )
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
