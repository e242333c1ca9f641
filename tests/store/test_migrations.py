"""A store of an older version opens with everything in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from digest.store import Store, migrations
from digest.store.engine import HEAD
from digest.store.ledger import LedgerRow
from makers import DATE, NOW


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/digest.db"
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    assert not sa.inspect(engine).has_table("outbox")
    row = LedgerRow(date=DATE, name="main", target="slack:C1", state="sent", changed_at=NOW)
    Store._over(engine).ledger.record(row)
    engine.dispose()
    store = Store.open(url)
    with store.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == HEAD
    assert store.ledger.rows() == (row,)
    store.outbox.put(DATE, ["main"], [("main", "slack:C1")], NOW)
    taken = store.outbox.take(DATE, "a", NOW, dt.timedelta(seconds=60))
    assert taken
    assert taken[0] == ("main", "slack:C1")
    store.close()
