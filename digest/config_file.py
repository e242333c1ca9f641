"""Read the YAML configuration; errors name file, line, key and the nearest valid name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from digest.errors import ConfigError
from digest.settings import CONFIG_PLACES, Settings

VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*|")
NOT_A_NAME = "expected the NAME of an environment variable in capitals, e.g. SLACK_BOT_TOKEN, not its value"


def find_config(given: str | None, env: Mapping[str, str], here: Path) -> Path | None:
    """The configuration to read: --config, else $DIGEST_CONFIG, else ./config/digest.yaml, else None.

    Raises ConfigError when a named file does not exist.
    """
    named = given or env.get("DIGEST_CONFIG")
    if named:
        path = Path(named).expanduser()
        if not path.is_file():
            origin = "--config" if given else "$DIGEST_CONFIG"
            what = "a folder, not a file" if path.is_dir() else "no such file"
            raise ConfigError(f"{origin}: {what}: {path}", hint="digest init writes one for you")
        return path
    return next((here / place for place in CONFIG_PLACES if (here / place).is_file()), None)


def load_settings(path: Path | None) -> Settings:
    """Settings of a file, or the built-in defaults for None. Raises ConfigError."""
    if path is None:
        return Settings()
    tree = read_yaml(path)
    if tree is None:
        return Settings()
    if not isinstance(tree, dict):
        raise ConfigError(f"{path}: line 1: expected `key: value` lines")
    with_digests = _with_digest_files(tree, path)
    pasted = [f"{path}: line {_line(tree, keys)}: {_name(keys)}: {NOT_A_NAME}" for keys in _pasted(with_digests)]
    if pasted:
        raise ConfigError("\n".join(pasted), hint="put the value into .env as NAME=value, and NAME here")
    try:
        return Settings.model_validate(with_digests)
    except ValidationError as error:
        raise ConfigError("\n".join(explain(path, tree, error))) from error


def read_yaml(path: Path) -> Any:
    """A YAML 1.2 document with line numbers; duplicate keys are refused. Raises ConfigError."""
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import DuplicateKeyError
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return YAML(typ="rt", pure=True).load(path.read_text(encoding="utf-8-sig"))
    except DuplicateKeyError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        # the problem reads `found duplicate key "x" with value "…"`: values may be secrets
        told = (error.problem or "").strip().partition(" with value ")[0]
        raise ConfigError(f"{path}: line {line}: {told}") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ConfigError(f"{path}: line {mark.line + 1 if mark else 1}: {error.problem or error.context}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not readable as YAML in UTF-8: {error}") from error
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error


def _with_digest_files(tree: Any, path: Path) -> dict[str, Any]:
    """The tree with the digests of `digests.d/*.yaml` beside the file added (one mapping or a list a file)."""
    extra: list[Any] = []
    for file in sorted((path.parent / "digests.d").glob("*.yaml")):
        found = read_yaml(file)
        extra += found if isinstance(found, list) else [found] if found is not None else []
    if not extra:
        return dict(tree)
    return {**tree, "digests": [*(tree.get("digests") or []), *extra]}


def explain(path: Path, tree: Any, error: ValidationError, root: type[BaseModel] = Settings) -> list[str]:
    """One line per mistake: `file: line N: key: what is wrong`; root is the model the file is read into."""
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        keys = _in_tree(tree, problem["loc"])
        where = _name(keys)
        text = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            nearest = _nearest(str(keys[-1]), _names_at(problem["loc"][:-1], root))
            text = "unknown key" + (f"; did you mean `{nearest}`?" if nearest else "")
        elif problem["type"] == "union_tag_invalid":
            context = problem["ctx"]
            names = [name.strip("' ") for name in str(context["expected_tags"]).split(",")]
            nearest = _nearest(str(context["tag"]), names)
            text = f"unknown kind {context['tag']!r}; " + (
                f"did you mean `{nearest}`?" if nearest else f"one of: {', '.join(names)}"
            )
        elif problem["type"] == "union_tag_not_found":
            text = "needs a `kind:`"
        lines.append(f"{path}: line {_line(tree, keys)}: {where}: {text}")
    return lines


def _name(keys: list[int | str]) -> str:
    return ".".join(str(key) for key in keys) or "(top level)"


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


def _line(tree: Any, keys: list[int | str]) -> int:
    """1-based line of a key; of its nearest known parent when the key itself is missing."""
    line, node = 1, tree
    for key in keys:
        marks = getattr(getattr(node, "lc", None), "data", None) or {}
        if key not in marks:
            break
        line = marks[key][0] + 1
        node = node[key]
    return line


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
            for found in _models_in(field.annotation)
        ]
        tagged = [m for m in models if "kind" in m.model_fields and key in get_args(m.model_fields["kind"].annotation)]
        models = inside or tagged or models
    return [field.alias or name for model in models for name, field in model.model_fields.items()]


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
