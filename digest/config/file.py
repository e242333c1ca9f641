"""Read the YAML configuration; errors name file, line, key and the nearest valid name."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from digest.config.mistakes import LINES, WORDS, plain
from digest.config.settings import CONFIG_PLACES, DigestSettings, Settings
from digest.errors import ConfigError
from digest.lazy import Kinds, pattern_of
from digest.yaml import Lines, read_yaml

VARIABLE = pattern_of(r"[A-Z_][A-Z0-9_]*|")  # OPENAI_API_KEY, or nothing
MOST_TOLD = 20
NOT_A_NAME = "값이 아니라 환경 변수의 이름을 대문자로 적어야 합니다. 예: SLACK_BOT_TOKEN"


def find_config(given: str | None, env: Mapping[str, str], here: Path) -> Path | None:
    """The configuration to read: --config, else $DIGEST_CONFIG, else ./config/digest.yaml, else None.

    Raises ConfigError when a named file does not exist.
    """
    named = given or env.get("DIGEST_CONFIG")
    if named:
        path = Path(named).expanduser()
        if not path.is_file():
            origin = "--config" if given else "$DIGEST_CONFIG"
            if path.is_dir():
                raise a_folder(f"{origin}: ", path)
            init = f"{calling(path if given else None)} init"
            raise ConfigError(f"{origin}: 파일이 없습니다: {path}", hint=f"{init}: 그 파일을 새로 씁니다")
        return path
    return next((here / place for place in CONFIG_PLACES if (here / place).is_file()), None)


def calling(config: Path | None) -> str:
    """The program as a person calls it for a configuration, ready to be pasted; None for the usual place."""
    return shlex.join(["digest", *(["--config", str(config)] if config else [])])


def a_folder(origin: str, path: Path) -> ConfigError:
    """That a folder was named where a file is wanted."""
    return ConfigError(
        f"{origin}파일이 아니라 폴더입니다: {path}", hint=f"그 안의 파일을 적으세요. 예: {path / 'digest.yaml'}"
    )


@dataclass(frozen=True)
class Place:
    """Where one digest stands."""

    file: Path
    keys: tuple[int | str, ...]
    """What leads to it in that file."""
    value: Any

    @property
    def name(self) -> str:
        """As it is written, or what it is called without."""
        return str(self.value.get("name", DigestSettings.model_fields["name"].default))


def load_settings(path: Path | None) -> Settings:
    """Settings of a file, or the built-in defaults for None. Raises ConfigError."""
    if path is None:
        return Settings()
    tree = read_yaml(path)
    if tree is None:
        tree = {}
    if not isinstance(tree, dict):
        raise ConfigError(f"{path}: 1번째 줄: {LINES}")
    places, files = digest_files(tree, path)
    pasted = [(file, keys) for file, part in ((path, tree), *files) for keys in _pasted(part)]
    if pasted:
        where = Where()
        told = [f"{where(file, keys)}: {_name(keys)}: {NOT_A_NAME}" for file, keys in pasted]
        raise ConfigError(listed(told), hint="값은 .env에 이름=값으로 적고, 여기에는 이름만 적으세요")
    twice = _same_names(places)
    if twice:
        raise ConfigError(listed(twice))
    whole = {**tree, "digests": [place.value for place in places]} if files else tree
    try:
        settings = Settings.model_validate(whole)
    except ValidationError as error:
        raise ConfigError(listed(explain(path, tree, error, places=places))) from error
    taken = _same_outputs(settings, places)
    if taken:
        raise ConfigError(
            listed(taken), hint="다이제스트마다 다른 path를 적으세요. file은 path에 {name}을 넣어도 됩니다"
        )
    return settings


def digest_files(tree: Mapping[str, Any], path: Path) -> tuple[list[Place], list[tuple[Path, Any]]]:
    """Every digest of the configuration and of `digests.d/` beside it (one mapping or a list a file), and those files.

    Nothing of the files when the configuration's own `digests` is no list: that must be mended first.
    """
    own = tree.get("digests") or []
    if not isinstance(own, list):
        return [], []
    places = [Place(path, ("digests", n), value) for n, value in enumerate(own)]
    files = []
    for file in sorted((path.parent / "digests.d").glob("*.y*ml")):
        found = None if file.name.startswith(".") else read_yaml(file)  # an editor's or a Mac's own file
        if found is None:
            continue
        files.append((file, found))
        several = isinstance(found, list)
        places += [Place(file, (n,), value) for n, value in enumerate(found)] if several else [Place(file, (), found)]
    return places, files


def _same_names(places: Sequence[Place]) -> list[str]:
    """One line per digest whose name was given before; both are named."""
    first: dict[str, Place] = {}
    where, told = Where(), []
    for place in (place for place in places if isinstance(place.value, dict)):
        known = first.setdefault(place.name, place)
        if known is not place:
            here, there = (where(one.file, (*one.keys, "name")) for one in (place, known))
            told.append(f"{here}: 다이제스트 이름이 두 번 쓰였습니다: {place.name} (다른 하나는 {there})")
    return told


def _same_outputs(settings: Settings, places: Sequence[Place]) -> list[str]:
    """One line per output that an earlier digest occupies: each would take away what the other wrote."""
    first: dict[str, tuple[str, tuple[Path, tuple[int | str, ...]]]] = {}
    where, told = Where(), []
    for digest, place in zip(settings.digests, places, strict=False):  # without `digests:` there is one, with no place
        for number, publisher in enumerate(digest.publish):
            output = publisher.occupies(digest.name)
            here = (place.file, (*place.keys, "publish", number, "path"))
            name, there = first.setdefault(output, (digest.name, here)) if output else (digest.name, here)
            if name != digest.name:
                path = getattr(publisher, "path", output)
                what = f"다이제스트 {name}와(과) 같은 곳에 써서 서로의 것을 지웁니다: {path}"
                told.append(f"{where(*here)}: {what} (다른 하나는 {where(*there)})")
    return told


class Where:
    """`file: N번째 줄` of a key; every file is read for its lines at most once."""

    def __init__(self) -> None:
        self._lines: dict[Path, Lines] = {}

    def __call__(self, path: Path, keys: Sequence[int | str]) -> str:
        """keys: what leads there from the top of the file."""
        if path not in self._lines:
            self._lines[path] = Lines(path)
        return f"{path}: {self._lines[path].of(keys)}번째 줄"


def listed(told: Sequence[str]) -> str:
    """One mistake a line; of very many the first, since they are most likely one mistake."""
    more = len(told) - MOST_TOLD
    return "\n".join([*told[:MOST_TOLD], *([f"… 그 밖에 {more}가지"] if more > 0 else [])])


def explain(
    path: Path, tree: Any, error: ValidationError, root: type[BaseModel] = Settings, places: Sequence[Place] = ()
) -> list[str]:
    """One line per mistake: `file: N번째 줄: key: what is wrong`.

    root: the model the file is read into. places: where its digests stand, when not all stand in this file.
    """
    where, lines = Where(), []
    for problem in error.errors(include_url=False)[: MOST_TOLD * 2]:
        start, loc = Place(path, (), tree), problem["loc"]
        if places and len(loc) > 1 and loc[0] == "digests":
            start, loc = places[int(loc[1])], loc[2:]
        file, keys = start.file, [*start.keys, *_in_tree(start.value, loc)]
        lines.append(f"{where(file, keys)}: {_name(keys)}: {_reason(problem, keys, root)}")
    return lines


def _reason(problem: ErrorDetails, keys: Sequence[int | str], root: type[BaseModel]) -> str:
    """What is wrong, with the nearest valid name."""
    kind = problem["type"]
    if kind == "extra_forbidden":
        nearest = _nearest(str(keys[-1]), _names_at(problem["loc"][:-1], root))
        return WORDS[kind] + (f" (혹시 `{nearest}`?)" if nearest else "")
    if kind == "union_tag_invalid":
        context = problem["ctx"]
        names = [name.strip("' ") for name in str(context["expected_tags"]).split(",")]
        nearest = _nearest(str(context["tag"]), names)
        return f"모르는 kind입니다: {context['tag']} " + (
            f"(혹시 `{nearest}`?)" if nearest else f"(쓸 수 있는 것: {', '.join(names)})"
        )
    if problem["input"] is None and kind.endswith("_type"):
        return "비어 있습니다. 값을 적거나, 줄을 지우면 기본값을 씁니다. #으로 시작하는 값은 따옴표로 감싸세요"
    return plain(kind, problem.get("ctx", {}), problem["msg"])


def _name(keys: Sequence[int | str]) -> str:
    return ".".join(str(key) for key in keys) or "(맨 위)"


def _pasted(node: Any, keys: tuple[int | str, ...] = ()) -> Iterator[list[int | str]]:
    """Where a `*_env` key holds something that can be no variable's name: most likely the secret itself."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inside:
        here = (*keys, key)
        if isinstance(value, str) and str(key).endswith("_env") and not VARIABLE.fullmatch(value):
            yield list(here)
        yield from _pasted(value, here)


def _in_tree(tree: Any, loc: tuple[int | str, ...]) -> list[int | str]:
    """The part of a pydantic location that exists in the file: union tags are pydantic's own addition."""
    keys: list[int | str] = []
    node = tree
    for place, key in enumerate(loc):
        if isinstance(node, dict) and (key in node or place == len(loc) - 1):
            keys.append(key)
            node = node.get(key)
        elif isinstance(node, list) and isinstance(key, int) and key < len(node):
            keys.append(key)
            node = node[key]
    return keys


def _nearest(wrong: str, names: list[str]) -> str:
    folded = wrong.replace("-", "_").lower()
    return next(iter(difflib.get_close_matches(folded, names, n=1, cutoff=0.6)), "")


def _names_at(loc: tuple[int | str, ...], root: type[BaseModel]) -> list[str]:
    """Valid keys of the model at a location below the root."""
    models: list[Any] = [root]
    for key in loc:
        if isinstance(key, int):
            continue
        inside = [
            found
            for model in models
            for name, field in model.model_fields.items()
            if key in (name, field.alias)
            for part in (*field.metadata, field.annotation)
            for found in _models_in(part)
        ]
        tagged = [m for m in models if "kind" in m.model_fields and key in get_args(m.model_fields["kind"].annotation)]
        models = inside or tagged or models
    return [field.alias or name for model in models for name, field in model.model_fields.items()]


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, Kinds):
        return list(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
