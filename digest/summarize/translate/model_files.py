"""The files of a translation model on disk: where they live and whether they are whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from digest.files import remove_leftovers, replace, sync_folder
from digest.lazy import pattern_of
from digest.models import Value

LICENCE = "MPL-2.0 (Mozilla, Firefox Translations)"
MANIFEST = "manifest.json"
NEXT = "manifest.next.json"
"""The manifest of files that are being put in place; as long as it is there, some may be of another model."""
# model.enko.intgemm.alphas.bin
FILE_NAME = pattern_of(r"(?P<type>model|lex|vocab|srcvocab|trgvocab)\..+\.(?:bin|spm)")


class ModelFile(Value):
    """One file of a model as it lies on disk."""

    name: str
    size: int
    sha256: str


class Manifest(Value):
    """What was put into a folder, so that damage can be seen later."""

    version: str
    licence: str
    files: tuple[ModelFile, ...]


@dataclass(frozen=True)
class ModelFolder:
    """A folder with the files of one language pair."""

    path: Path

    def files(self) -> dict[str, Path]:
        """Path by type: model, lex, vocab or srcvocab and trgvocab."""
        found = sorted(self.path.iterdir()) if self.path.is_dir() else []
        return {match["type"]: file for file in found if (match := FILE_NAME.fullmatch(file.name))}

    def whole(self) -> bool:
        """Whether everything the engine needs is there, of one model and of the recorded sizes."""
        files = self.files()
        if (self.path / NEXT).exists():
            return False
        kinds = files.keys() & {"vocab"} or files.keys() & {"srcvocab", "trgvocab"}
        if "model" not in files or len(kinds) < (1 if "vocab" in files else 2):
            return False
        manifest = self.manifest()
        return manifest is None or all(
            (self.path / f.name).is_file() and (self.path / f.name).stat().st_size == f.size for f in manifest.files
        )

    def manifest(self) -> Manifest | None:
        """What was fetched; None for a folder that was filled by hand or whose manifest is damaged."""
        try:
            return Manifest.model_validate_json((self.path / MANIFEST).read_bytes())
        except (OSError, ValueError):
            return None

    def damaged(self) -> tuple[str, ...]:
        """Names of files whose sha256 is not the recorded one."""
        manifest = self.manifest()
        listed = manifest.files if manifest else ()
        return tuple(f.name for f in listed if not _is(self.path / f.name, f.sha256))

    def fingerprint(self) -> str:
        """Short id of the model; changes with its files (for the cache key)."""
        manifest = self.manifest()
        told = (
            [f"{f.name}:{f.sha256}" for f in manifest.files]
            if manifest
            else [f"{file.name}:{file.stat().st_size}" for file in self.files().values()]
        )
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]


def default_model_dir(env: Mapping[str, str] = os.environ) -> Path:
    """The user's data folder for models, by the XDG rules."""
    base = env.get("XDG_DATA_HOME", "")
    return (Path(base) if base else Path.home() / ".local" / "share") / "digest" / "models"


def folder_of(model_dir: Path | None, source: str = "en", target: str = "ko") -> ModelFolder:
    """The folder of a language pair."""
    return ModelFolder((model_dir or default_model_dir()) / f"{source}-{target}")


def install(files: Mapping[str, bytes], folder: ModelFolder, version: str) -> Manifest:
    """Write every file whole, then the manifest; older files of the pair go.

    Killed on the way, it leaves a folder that is not whole, never one with files of two models that says it is.
    """
    listed = tuple(
        ModelFile(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())
        for name, content in sorted(files.items())
    )
    manifest = Manifest(version=version, licence=LICENCE, files=listed)
    folder.path.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder.path)
    replace(folder.path / NEXT, manifest.model_dump_json(indent=2).encode())
    for name, content in files.items():
        replace(folder.path / name, content)
    for old in folder.files().values():
        if old.name not in files:
            old.unlink()
    (folder.path / NEXT).replace(folder.path / MANIFEST)
    sync_folder(folder.path)
    return manifest


def _is(file: Path, sha256: str) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == sha256
