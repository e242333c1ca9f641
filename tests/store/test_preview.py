"""The copy that a preview works on: everything it may look at, no secret, and for its owner alone."""

from __future__ import annotations

import datetime as dt
import os
import stat
from pathlib import Path

import pytest

from digest.publish.kakao.tokens import KakaoLogin, KakaoTokens, load_tokens, token_name, token_notices
from digest.store import Store
from digest.store.ledger import LedgerRow
from digest.store.memory import Link
from makers import DATE, NOW, digest, sighting

APP = KakaoLogin()
SECRET = "hunter2-hunter2"


@pytest.fixture
def full(any_store: Store) -> Store:
    tokens = KakaoTokens(
        access=SECRET, access_until=NOW, refresh=SECRET, refresh_until=NOW + dt.timedelta(days=3), scopes=("a",)
    )
    any_store.tokens.put(token_name(APP), tokens.model_dump(mode="json"), NOW)
    any_store.digests.save(digest("2408.00001"), NOW)
    any_store.sightings.add([sighting()], DATE)
    any_store.ledger.record(LedgerRow(date=DATE, name="main", target="slack:C1", state="sent", changed_at=NOW))
    any_store.inbox.add(Link(url="https://a.example", added_at=NOW))
    any_store.runs.start("a", "run", NOW)
    any_store.http_cache.save("https://a.example", "x", "", b"body")
    return any_store


def test_a_preview_sees_what_a_run_would(full: Store) -> None:
    copy = Store.scratch(full.engine.url.render_as_string(hide_password=False))
    assert copy.digests.load(DATE, "main") == digest("2408.00001")
    assert copy.digests.taken("main", dt.date(2024, 8, 20)) == {"arxiv:2408.00001"}
    assert copy.sightings.best(["arxiv:2408.08152"]) == {"arxiv:2408.08152": sighting()}
    assert copy.ledger.rows() == full.ledger.rows()
    assert copy.runs.last() == []
    assert copy.http_cache.load("https://a.example") is None
    assert token_notices(copy, APP, NOW) == token_notices(full, APP, NOW) != ()
    copy.notes.put("x", 1, NOW)
    assert full.notes.get("x") is None
    copy.close()


def test_no_secret_leaves_the_store(full: Store) -> None:
    copy = Store.scratch(full.engine.url.render_as_string(hide_password=False))
    tokens = load_tokens(copy, APP)
    assert tokens is not None
    assert (tokens.access, tokens.refresh) == ("", "")
    folder = copy.scratch_folder
    assert folder is not None
    assert all(SECRET.encode() not in file.read_bytes() for file in folder.iterdir())
    copy.close()
    assert not folder.exists()


def test_a_preview_leaves_nothing_beside_the_store(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path}/digest.db").close()
    before = (tmp_path / "digest.db").read_bytes()
    Store.scratch(f"sqlite:///{tmp_path}/digest.db").close()
    assert [file.name for file in tmp_path.iterdir()] == ["digest.db"]
    assert (tmp_path / "digest.db").read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="rights of files as POSIX knows them")
def test_a_preview_is_for_its_owner_alone(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path}/digest.db").close()
    copy = Store.scratch(f"sqlite:///{tmp_path}/digest.db")
    copy.notes.put("x", 1, NOW)
    folder = copy.scratch_folder
    assert folder is not None
    for file in (folder, *folder.iterdir()):
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file.name
    copy.close()
