"""A file for every digest: replaced as long as it is ours, left alone as soon as it is not."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from digest.errors import Lost, Undelivered
from digest.models import Digest
from digest.publish.delivery import deliver
from digest.publish.file import FilePublisher, replace_file
from digest.store import Store
from publish_channels import channel
from sample_digests import digest, entry, hostile, usual


def write(store: Store, folder: Path, value: Digest, name: str = "{date}.md") -> tuple[Path, Any]:
    outcome = deliver(value, FilePublisher(path=f"{folder}/{name}"), channel(store, {}))
    return folder / name.replace("{date}", "2024-08-19"), outcome


@pytest.mark.parametrize("suffix", [".md", ".json"])
def test_a_changed_digest_replaces_its_file_and_an_equal_one_touches_nothing(
    store: Store, tmp_path: Path, suffix: str
) -> None:
    path, outcome = write(store, tmp_path / "new", usual(), "{date}" + suffix)
    assert outcome.state == "sent"
    assert outcome.receipt == {"path": str(path)}
    before = path.stat().st_mtime_ns
    write(store, tmp_path / "new", usual(), "{date}" + suffix)
    assert path.stat().st_mtime_ns == before
    write(store, tmp_path / "new", hostile(), "{date}" + suffix)
    assert "R&D" in path.read_text(encoding="utf-8")
    assert os.listdir(tmp_path / "new") == [path.name]  # noqa: PTH208


@pytest.mark.parametrize("suffix", [".md", ".json"])
def test_a_file_that_a_person_edited_is_theirs(store: Store, tmp_path: Path, suffix: str) -> None:
    path, _ = write(store, tmp_path, usual(), "{date}" + suffix)
    edited = path.read_bytes().replace(b"LongVILA", "LongVILA (꼭 읽기)".encode(), 1)
    path.write_bytes(edited)
    _, outcome = write(store, tmp_path, digest(entry()), "{date}" + suffix)
    assert outcome.state == "sent"
    assert "직접 고친" in outcome.receipt["kept"]
    assert outcome.detail == outcome.receipt["kept"]
    assert str(path) in outcome.detail
    (row,) = store.ledger.rows(name="main")
    assert row.detail == outcome.detail
    assert path.read_bytes() == edited
    assert not FilePublisher(path=str(path)).retract("main", outcome.receipt, channel(store, {}))
    assert path.exists()


def test_words_added_below_are_an_edit_too(store: Store, tmp_path: Path) -> None:
    path, _ = write(store, tmp_path, usual())
    with path.open("a", encoding="utf-8") as file:
        file.write("\n내 생각\n")
    _, outcome = write(store, tmp_path, digest(entry()))
    assert "kept" in outcome.receipt
    assert path.read_text(encoding="utf-8").endswith("내 생각\n")


@pytest.mark.parametrize(
    ("suffix", "content"), [(".md", "# 내 일지\n"), (".json", '{"mine": 1}'), (".json", "{broken")]
)
def test_somebody_elses_file_is_refused(store: Store, tmp_path: Path, suffix: str, content: str) -> None:
    path = tmp_path / f"2024-08-19{suffix}"
    path.write_text(content, encoding="utf-8")
    _, outcome = write(store, tmp_path, usual(), "{date}" + suffix)
    assert outcome.state == "failed"
    assert "만들지 않은 파일" in outcome.detail
    assert path.read_text(encoding="utf-8") == content


def test_json_holds_the_digest_without_abstracts(store: Store, tmp_path: Path) -> None:
    value = digest(entry(abstract="A secret abstract."))
    path, _ = write(store, tmp_path, value, "{date}.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["key"] == "2024-08-19/main"
    assert data["entries"][0]["item"]["title"].startswith("LongVILA")
    assert "secret abstract" not in path.read_text(encoding="utf-8")


def test_retract_deletes_what_is_ours(store: Store, tmp_path: Path) -> None:
    path, outcome = write(store, tmp_path, usual())
    publisher = FilePublisher(path=str(path))
    assert publisher.retract("main", outcome.receipt, channel(store, {}))
    assert not path.exists()
    assert publisher.retract("main", outcome.receipt, channel(store, {}))


def test_test_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    assert "쓸 수 있습니다" in FilePublisher(path=f"{tmp_path}/a/{{date}}.md").test(channel(store, {}))
    assert list((tmp_path / "a").iterdir()) == []


@pytest.mark.parametrize("path", ["a/{datum}.md", "a/{date.md", "a/{0}.md", "a/{date}.txt", "{date!r}.md", "}{.md"])
def test_paths_that_cannot_work_are_refused(path: str) -> None:
    with pytest.raises(ValidationError):
        FilePublisher(path=path)


def test_names_in_the_path_cannot_leave_the_folder() -> None:
    (part,) = FilePublisher(path="out/{year}/{month}/{day}/{name}.md").parts(digest(name="../../etc"))
    assert part.payload["path"] == "out/2024/08/19/__.._etc.md"


def test_replacing_keeps_the_mode_and_follows_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to(real)
    replace_file(link, b"new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o600


def test_a_disk_that_refuses_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")

    def full(file: int) -> None:
        raise OSError(28, "남은 공간이 없습니다 on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Undelivered, match="남은 공간이 없습니다"):
        replace_file(path, b"new")
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.md"]


def test_a_file_that_is_mounted_alone_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "feed.xml"
    path.write_text("old")

    def busy(*_: object) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(Path, "replace", busy)
    with pytest.raises(Undelivered, match="하나만 마운트") as told:
        replace_file(path, b"new")
    assert told.value.hint == f"{tmp_path} 폴더를 마운트하세요"
    assert [one.name for one in tmp_path.iterdir()] == ["feed.xml"]


def test_a_writer_that_was_replaced_meanwhile_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text("the other one's")

    def lost() -> None:
        raise Lost("another one has it")

    with pytest.raises(Lost):
        replace_file(path, b"mine", lost)
    assert path.read_text() == "the other one's"
    assert list(tmp_path.iterdir()) == [path]
