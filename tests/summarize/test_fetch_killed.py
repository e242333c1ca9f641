"""`digest models fetch` killed at each of its steps and in the middle of bodies, then asked again.

What `models status` says in between is true, no model is ever made of two, the next fetch goes on where it can and ends
with the very bytes of the list, and nothing stays beside them.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from digest.summarize.translate.model_fetch import CHUNK
from digest.summarize.translate.model_files import ModelFolder
from kills import Table, Tally, every_step
from model_server import Mozilla, offering, zst
from running_kit import Home
from steps import Done, Steps, stepping

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here"),
    pytest.mark.timeout(3600),
]
NAMES = ("lex.50.50.enko.s2t.bin", "model.enko.intgemm.alphas.bin", "srcvocab.enko.spm", "trgvocab.enko.spm")
SIZES = (300_000, CHUNK * 2 + 300_000, 4_000, 5_000)
PART_OF_BODY = 400_000
"""Bytes of a body after which the fetch is killed as well."""
OUR_OWN = (".parts", ".tmp", "manifest.next.json")
"""What may not stay."""
SAMPLE = (6, 16, 19)
"""In the middle of a body, between two files that are put in place, and before the first part is removed."""
MANNERS: dict[str, Callable[[Mozilla], None]] = {
    "with ranges": lambda server: None,
    "in chunks": lambda server: setattr(server, "chunked", True),
    "without ranges": lambda server: vars(server).update(ranges=False, chunked=True),
    "connections dropped": lambda server: setattr(server, "drop_every", 3),
    "half files": lambda server: None,
}


@cache
def model(seed: int) -> dict[str, bytes]:
    """A model whose files have the sizes of any other's, so that only their bytes tell two apart."""
    made = random.Random(seed)
    return {name: made.randbytes(size) for name, size in zip(NAMES, SIZES, strict=True)}


OLD, NEW = 1, 2


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Steps]:
    with stepping(tmp_path_factory.mktemp("steps")) as warm:
        yield warm


@pytest.fixture
def server() -> Iterator[Mozilla]:
    pytest.importorskip("fxtranslate", reason="extra [mt]")
    with offering(model(NEW), {name: zst(content) for name, content in model(NEW).items()}) as offered:
        yield offered


class Fetch:
    """The command on a folder of its own."""

    def __init__(self, steps: Steps, server: Mozilla, folder: Path, tally: Tally, *options: str) -> None:
        self.steps, self.server, self.tally = steps, server, tally
        self.place = ModelFolder(folder / "models" / "en-ko")
        self.home = Home(folder, {"FXTRANSLATE_RECORDS_URL": server.list_url, "XDG_DATA_HOME": str(folder)})
        self.command = ("models", "fetch", "ko", "--dir", str(folder / "models"), *options)

    def run(self, step: int = 0) -> Done:
        return self.steps.run(self.home, *self.command, step=step, body=PART_OF_BODY)

    def put(self, seed: int | None) -> None:
        """The folder with a whole model, or none."""
        for file in sorted(self.place.path.rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
        if seed:
            source = self.home.folder / "brought"
            source.mkdir(exist_ok=True)
            for name, content in model(seed).items():
                (source / name).write_bytes(content)
            done = self.steps.run(self.home, *self.command[:5], "--from", str(source))
            assert done.code == 0, done.told

    def held(self) -> dict[str, bytes]:
        return {name: file.read_bytes() for name in NAMES if (file := self.place.path / name).exists()}

    def honest(self, step: int) -> None:
        """A model that is called whole is one model, and one that is whole is called so."""
        done = self.steps.run(self.home, "models", "status", *self.command[3:5])
        one = self.held() in (model(OLD), model(NEW))
        self.tally.judge(step, done.told, untrue="모델: 있음" in done.told and not one)
        self.tally.judge(step, "a digest would use it", untrue=self.place.whole() and not one)
        self.tally.judge(step, done.told, untrue=self.place.whole() != ("모델: 있음" in done.told))

    def repaired(self, step: int, _done: Done) -> None:
        self.honest(step)
        done = self.run()
        self.tally.judge(step, done.told, lost=self.held() != model(NEW) or not self.place.whole(), untrue=done.code)
        left = [file.name for file in self.place.path.rglob("*") if file.name.endswith(OUR_OWN)]
        self.tally.judge(step, left, untrue=bool(left))
        self.honest(step)


@pytest.mark.parametrize(
    ("manner", "chosen"),
    [
        pytest.param("in chunks", SAMPLE, id="sample"),
        *(pytest.param(manner, (), id=manner, marks=pytest.mark.soak) for manner in MANNERS),
    ],
)
def test_a_first_fetch(
    steps: Steps, server: Mozilla, tmp_path: Path, kills: Table, manner: str, chosen: tuple[int, ...]
) -> None:
    MANNERS[manner](server)
    fetch = Fetch(steps, server, tmp_path, kills.of("models fetch"))
    whole = sum(map(len, server.packed.values()))

    def begun(step: int) -> Done:
        fetch.put(None)
        server.asked_bytes = 0
        return fetch.run(step)

    def after(step: int, done: Done) -> None:
        parts = sorted((fetch.place.path / ".parts").glob("*.part"))
        if manner == "half files" and parts:
            os.truncate(parts[-1], parts[-1].stat().st_size * 3 // 5)
        fetch.repaired(step, done)
        if manner in ("with ranges", "in chunks"):  # what was under way is asked for again, and no more
            again = server.asked_bytes - whole
            fetch.tally.judge(step, f"{again} bytes twice", doubled=again > CHUNK)

    every_step(begun, after, fetch.tally, chosen)


@pytest.mark.soak
@pytest.mark.parametrize("how", ["from a server", "from a folder"])
def test_a_fetch_over_another_model(steps: Steps, server: Mozilla, tmp_path: Path, kills: Table, how: str) -> None:
    brought = tmp_path / "usb"
    brought.mkdir()
    for name, content in model(NEW).items():
        (brought / name).write_bytes(content)
    options = ("--from", str(brought)) if how == "from a folder" else ()
    fetch = Fetch(steps, server, tmp_path, kills.of("models fetch"), "--force", *options)

    def begun(step: int) -> Done:
        fetch.put(OLD)
        return fetch.run(step)

    every_step(begun, fetch.repaired, fetch.tally)
