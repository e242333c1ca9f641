"""Fetching and keeping the translation model, against a record list and file server on the loopback."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from digest import __version__
from digest.cli import cli
from digest.cli.models import set_up_translator
from digest.clock import Deadline
from digest.errors import ConfigError, SkippableError, how_to_add
from digest.net.client import HttpClient
from digest.summarize.translate import model_fetch, model_files
from digest.summarize.translate.model_fetch import copy_from, fetch, offered
from digest.summarize.translate.model_files import ModelFolder, default_model_dir, install
from model_server import Mozilla, offering, zst

FILES = {
    "model.enko.intgemm.alphas.bin": b"model " * 40_000,
    "lex.50.50.enko.s2t.bin": b"lexicon " * 900,
    "srcvocab.enko.spm": b"source words " * 70,
    "trgvocab.enko.spm": b"target words " * 70,
}


@pytest.fixture(scope="module")
def packed() -> dict[str, bytes]:
    pytest.importorskip("fxtranslate", reason="extra [mt]")
    return {name: zst(content) for name, content in FILES.items()}


@pytest.fixture
def mozilla(packed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Iterator[Mozilla]:
    monkeypatch.setattr(model_fetch, "CHUNK", 7)
    with offering(FILES, packed) as server:
        yield server


@pytest.fixture
def http() -> Iterator[HttpClient]:
    client = HttpClient("test", Deadline(60), sleep=lambda _s: None)
    yield client
    client.close()


def chunk(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(model_fetch, "CHUNK", size)


def test_fetch_puts_whole_files_in_place(
    mozilla: Mozilla, http: HttpClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk(monkeypatch, 5_000)
    folder = ModelFolder(tmp_path / "en-ko")
    arrived: list[int] = []
    files = offered(http, "en", "ko", mozilla.list_url)
    assert sum(file.size for file in files) == sum(map(len, mozilla.packed.values()))
    manifest = fetch(http, files, folder, arrived.append)
    assert folder.whole()
    assert folder.damaged() == ()
    assert {f.name: (tmp_path / "en-ko" / f.name).read_bytes() for f in manifest.files} == FILES
    assert sum(arrived) == sum(map(len, mozilla.packed.values()))
    assert not (folder.path / ".parts").exists()
    assert any("bytes=5000-" in request for request in mozilla.requests) or len(max(mozilla.packed.values())) < 5000


def test_a_broken_fetch_goes_on_where_it_stopped(
    mozilla: Mozilla, http: HttpClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk(monkeypatch, 50)
    folder = ModelFolder(tmp_path / "en-ko")
    files = offered(http, "en", "ko", mozilla.list_url)
    mozilla.fail_after = 2
    with pytest.raises(SkippableError, match="서버 오류") as broken:
        fetch(http, files, folder, lambda _n: None)
    assert "이어서" in broken.value.hint
    assert not folder.whole()
    kept = {part.name: part.stat().st_size for part in (folder.path / ".parts").iterdir()}
    assert sum(kept.values()) > 0
    mozilla.fail_after = 10**9
    before = len(mozilla.requests)
    fetch(http, files, folder, lambda _n: None)
    assert folder.whole()
    again = [request for request in mozilla.requests[before:] if "/cdn/" in request]
    assert not any(f"{files[0].name}.zst bytes=0-" in request for request in again)


def test_a_server_without_ranges(mozilla: Mozilla, http: HttpClient, tmp_path: Path) -> None:
    mozilla.ranges = False
    folder = ModelFolder(tmp_path / "en-ko")
    fetch(http, offered(http, "en", "ko", mozilla.list_url), folder, lambda _n: None)
    assert folder.damaged() == ()


@pytest.mark.parametrize("ranges", [True, False])
def test_what_an_earlier_fetch_left_damaged_is_fetched_anew(
    mozilla: Mozilla, http: HttpClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, ranges: bool
) -> None:
    """A power cut leaves zeros where bytes should be, and half a chunk where a whole one should be."""
    chunk(monkeypatch, 20)
    folder = ModelFolder(tmp_path / "en-ko")
    files = offered(http, "en", "ko", mozilla.list_url)
    mozilla.fail_after = 3
    with pytest.raises(SkippableError):
        fetch(http, files, folder, lambda _n: None)
    part = min((folder.path / ".parts").iterdir())
    part.write_bytes(part.read_bytes()[:-13] + bytes(4))
    mozilla.fail_after, mozilla.ranges = 10**9, ranges
    arrived: list[int] = []
    fetch(http, files, folder, arrived.append)
    assert folder.whole()
    assert folder.damaged() == ()
    assert sum(arrived) == sum(map(len, mozilla.packed.values())), "the bar ends at its end"


def test_a_list_that_does_not_say_how_large_files_are(
    mozilla: Mozilla, http: HttpClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mozilla.sized = False
    chunk(monkeypatch, len(mozilla.packed["lex.50.50.enko.s2t.bin"]))  # one file ends where a chunk ends
    folder = ModelFolder(tmp_path / "en-ko")
    fetch(http, offered(http, "en", "ko", mozilla.list_url), folder, lambda _n: None)
    assert folder.whole()
    assert folder.damaged() == ()


def test_ranges_are_asked_of_the_file_itself(mozilla: Mozilla, http: HttpClient, tmp_path: Path) -> None:
    """Half a gzip of a file is nothing that can be gone on with."""
    fetch(http, offered(http, "en", "ko", mozilla.list_url), ModelFolder(tmp_path / "en-ko"), lambda _n: None)
    assert mozilla.codings == {"identity"}


def test_a_second_fetch_of_the_same_folder_waits_for_nobody(mozilla: Mozilla, http: HttpClient, tmp_path: Path) -> None:
    pytest.importorskip("fcntl", reason="folders have no locks here")
    folder = ModelFolder(tmp_path / "en-ko")
    files = offered(http, "en", "ko", mozilla.list_url)
    said: list[str] = []

    def meanwhile(_n: int) -> None:
        with pytest.raises(SkippableError, match="받는 중입니다") as busy:
            fetch(http, files, folder, lambda _n: None)
        said.append(busy.value.hint)

    fetch(http, files, folder, meanwhile)
    assert set(said) == {"끝난 뒤 digest models status로 확인하세요"}
    assert folder.damaged() == ()


def test_damage_is_found_and_nothing_is_put_in_place(mozilla: Mozilla, http: HttpClient, tmp_path: Path) -> None:
    mozilla.ranges = False
    mozilla.damage = True
    folder = ModelFolder(tmp_path / "en-ko")
    with pytest.raises(SkippableError, match="sha256"):
        fetch(http, offered(http, "en", "ko", mozilla.list_url), folder, lambda _n: None)
    assert folder.files() == {}
    mozilla.damage = False
    fetch(http, offered(http, "en", "ko", mozilla.list_url), folder, lambda _n: None)
    assert folder.whole()


def test_a_pair_that_is_not_offered(mozilla: Mozilla, http: HttpClient) -> None:
    with pytest.raises(SkippableError, match="목록에 없습니다"):
        offered(http, "en", "xx", mozilla.list_url)


def test_copy_from_takes_plain_and_packed_files(packed: dict[str, bytes], tmp_path: Path) -> None:
    brought = tmp_path / "usb"
    brought.mkdir()
    names = list(FILES)
    (brought / names[0]).write_bytes(FILES[names[0]])
    (brought / f"{names[1]}.gz").write_bytes(gzip.compress(FILES[names[1]]))
    for name in names[2:]:
        (brought / f"{name}.zst").write_bytes(packed[name])
    (brought / "model.ende.intgemm.bin").write_bytes(b"another language")
    folder = ModelFolder(tmp_path / "en-ko")
    manifest = copy_from(brought, folder)
    assert {f.name for f in manifest.files} == set(FILES)
    assert folder.whole()


def test_copy_from_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="모자랍니다"):
        copy_from(tmp_path, ModelFolder(tmp_path / "en-ko"))


def test_whole_and_damaged(tmp_path: Path) -> None:
    folder = ModelFolder(tmp_path)
    assert not folder.whole()
    (tmp_path / "model.enko.bin").write_bytes(b"m")
    (tmp_path / "srcvocab.enko.spm").write_bytes(b"s")
    assert not folder.whole()
    (tmp_path / "trgvocab.enko.spm").write_bytes(b"t")
    assert folder.whole()
    mark = folder.fingerprint()
    (tmp_path / "model.enko.bin").write_bytes(b"more")
    assert folder.fingerprint() != mark


def test_an_install_that_ends_half_way_is_not_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model and a vocabulary of two versions make nonsense, also where their sizes are the same."""
    folder = ModelFolder(tmp_path)
    names = ("model.enko.bin", "srcvocab.enko.spm", "trgvocab.enko.spm")
    install(dict.fromkeys(names, b"old"), folder, "1.0")

    class Killed(BaseException): ...

    def replace_two(path: Path, content: bytes) -> None:
        if path.name == names[2]:
            raise Killed
        real(path, content)

    real = model_files.replace
    monkeypatch.setattr(model_files, "replace", replace_two)
    with pytest.raises(Killed):
        install(dict.fromkeys(names, b"new"), folder, "2.0")
    assert not folder.whole()
    monkeypatch.setattr(model_files, "replace", real)
    install(dict.fromkeys(names, b"new"), folder, "2.0")
    assert folder.whole()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["manifest.json", *names]


def test_the_default_folder(tmp_path: Path) -> None:
    assert default_model_dir({"XDG_DATA_HOME": str(tmp_path)}) == tmp_path / "digest" / "models"


def run(*args: str, **env: str) -> Any:
    return CliRunner().invoke(cli, ["models", *args], env=env, catch_exceptions=True)


def test_the_command_line(mozilla: Mozilla, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    chunk(monkeypatch, 4_000_000)
    place = str(tmp_path / "models")
    empty = run("status", "--dir", place)
    assert "없음 – digest models fetch ko" in empty.output
    done = run("fetch", "ko", "--dir", place, FXTRANSLATE_RECORDS_URL=mozilla.list_url)
    assert done.exit_code == 0, done.output
    assert "MPL-2.0" in done.output
    assert "sha256" in done.output
    count = len(mozilla.requests)
    again = run("fetch", "ko", "--dir", place, FXTRANSLATE_RECORDS_URL=mozilla.list_url)
    assert "이미 있습니다" in again.output
    assert len(mozilla.requests) == count
    assert "버전 3.0" in run("status", "--dir", place).output
    (tmp_path / "models/en-ko/srcvocab.enko.spm").write_bytes(b"x" * len(FILES["srcvocab.enko.spm"]))
    broken = run("status", "--dir", place)
    assert broken.exit_code == 1
    assert "srcvocab.enko.spm" in broken.output


def test_the_command_says_who_asks_as_every_other_does(
    mozilla: Mozilla, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config/digest.yaml").write_text("net: {contact: mailto:me@example.org}\n")
    done = run("fetch", "ko", "--dir", str(tmp_path / "models"), FXTRANSLATE_RECORDS_URL=mozilla.list_url)
    assert done.exit_code == 0, done.output
    (agent,) = mozilla.agents
    assert agent == f"digest/{__version__} (daily paper digest; +mailto:me@example.org)"


def test_offline_is_a_clear_error(http: HttpClient) -> None:
    with pytest.raises(SkippableError) as gone:
        offered(http, "en", "ko", "http://127.0.0.1:9/v1/buckets/main/records")
    assert "받을 수 없습니다" in gone.value.message
    assert "--from" in gone.value.hint


def ask_init(folder: Path, answer: str, records: str) -> Any:
    """`digest init` without a model, the translator answered with `answer`, in a process of its own."""
    env = os.environ | {"FXTRANSLATE_RECORDS_URL": records, "XDG_DATA_HOME": str(folder / "data")}
    env = {name: value for name, value in env.items() if name != "DIGEST_CONFIG"}
    asked = f"notes\nRLHF\n\n{answer}\nnone\n"
    command = [sys.executable, "-m", "digest", "init"]
    return subprocess.run(command, input=asked, text=True, capture_output=True, cwd=folder, env=env, check=False)


def test_init_fetches_the_model_in_one_enter(mozilla: Mozilla, tmp_path: Path) -> None:
    done = ask_init(tmp_path, "", mozilla.list_url)
    assert done.returncode == 0, done.stderr
    assert "번역 모델을 받을까요? 34 MB (디스크 44 MB) [Y/n]" in done.stdout
    assert "받는 중" in done.stdout
    assert "준비됨" in done.stdout
    assert ModelFolder(tmp_path / "data/digest/models/en-ko").damaged() == ()
    assert ModelFolder(tmp_path / "data/digest/models/en-ko").whole()
    assert (tmp_path / "config/digest.yaml").is_file()
    (tmp_path / "config/digest.yaml").unlink()
    again = ask_init(tmp_path, "none", mozilla.list_url)
    assert "번역 모델을 받을까요" not in again.stdout, "what is there is not offered"


def test_init_without_an_answer_of_the_server_says_what_to_do(mozilla: Mozilla, tmp_path: Path) -> None:
    mozilla.fail_after = 1
    broken = ask_init(tmp_path, "y", mozilla.list_url)
    assert broken.returncode == 0, "the configuration is written, and digests work without"
    assert "나중에 다시: digest models fetch ko (받던 것은 이어서 받습니다)" in broken.stderr
    assert "config/digest.yaml 파일을 썼습니다" in broken.stdout
    assert "다음: digest check" in broken.stdout


def test_a_missing_engine_is_installed_by_its_own_name_into_this_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("digest.summarize.translate.mt.installed", lambda: False)
    command = how_to_add("mt")
    assert "fxtranslate" in command
    assert "digest[mt]" not in command
    said = f"{sys.executable} -c \"print('installing')\""
    monkeypatch.setattr("digest.errors.how_to_add", lambda _part: said)
    steps: list[Sequence[str]] = []
    real = subprocess.run

    def run_step(step: Sequence[str], **options: Any) -> Any:
        steps.append(step)
        return real([sys.executable, "-c", "raise SystemExit(len('x'))"] if "models" in step else step, **options)

    monkeypatch.setattr(subprocess, "run", run_step)
    assert set_up_translator(["--config", "here.yaml"]) is False, "the model did not come"
    assert steps[0][-1] == "print('installing')"
    assert list(steps[1]) == [sys.executable, "-m", "digest", "--config", "here.yaml", "models", "fetch", "ko"]
    shown = capfd.readouterr()
    assert "digest가 깔린 환경을 새로 맞추며" in shown.out
    assert "print('installing')" in shown.out
    assert "\ninstalling" not in shown.out + shown.err, "a list of packages tells nobody anything"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("no-such-installer-here fxtranslate", "프로그램이 없습니다"),
        (f"{sys.executable} -c 'raise SystemExit(chr(33) * 3)'", "!!!"),
    ],
)
def test_an_install_that_fails_is_told_and_nothing_is_fetched(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], command: str, why: str
) -> None:
    monkeypatch.setattr("digest.summarize.translate.mt.installed", lambda: False)
    monkeypatch.setattr("digest.errors.how_to_add", lambda _part: command)
    assert set_up_translator([]) is False
    shown = capfd.readouterr()
    assert f": {command}" in shown.out
    assert why in shown.err
    assert "번역기를 설치하지 못했습니다" in shown.err


def test_fetching_without_the_engine_names_the_command_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.summarize.translate.mt.installed", lambda: False)
    refused = run("fetch", "ko", "--dir", str(tmp_path), FXTRANSLATE_RECORDS_URL="http://127.0.0.1:9/")
    assert isinstance(refused.exception, ConfigError)
    assert "fxtranslate" in refused.exception.hint
