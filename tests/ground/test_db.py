"""Kept answers never show what was true before a commit; a newer file is refused."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import peewee
import pytest

from kiosk.ground.db import ANSWERS_KEPT, Database
from kiosk.ground.queries import Prepared, slot
from kiosk.records.publishing.documents import Blob
from tests.ground.cast import all_wait, stored_apart

ASKED = Prepared(Blob.select().where(Blob.sha256 == slot("sha256")))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "a.db")
    made.migrate()
    yield made
    made.close()


def put(db: Database, name: str) -> None:
    with db.writing():
        db.run(Blob.insert(sha256=name, body=b""))


def there(db: Database, name: str) -> bool:
    return bool(db.ask(ASKED, sha256=name))


def test_a_look_answers_from_what_it_saw_while_nobody_commits(db: Database):
    put(db, "a")
    db.look()
    first = db.ask(ASKED, sha256="a")
    assert db.ask(ASKED, sha256="a") is first
    db.look()
    assert db.ask(ASKED, sha256="a") is first, "the next request, nothing has changed"


def test_a_look_that_writes_reads_what_it_wrote(db: Database):
    db.look()
    assert not there(db, "a")
    put(db, "a")
    assert there(db, "a")
    db.look()
    assert there(db, "a")


def test_the_next_look_sees_what_another_process_committed(db: Database, tmp_path: Path):
    db.look()
    assert not there(db, "a")
    other = Database(tmp_path / "a.db")  # a connection of its own, as a process has
    put(other, "a")
    other.close()
    db.look()
    assert there(db, "a")


def test_the_next_look_sees_what_another_thread_committed(db: Database):
    def write() -> None:
        db.connect()
        put(db, "a")

    db.look()
    assert not there(db, "a")
    other = threading.Thread(target=write)
    other.start()
    other.join()
    db.look()
    assert there(db, "a")


def test_without_a_look_every_read_is_fresh(db: Database, tmp_path: Path):
    db.look()
    assert not there(db, "a")
    db.look_away()
    other = Database(tmp_path / "a.db")
    put(other, "a")
    assert there(db, "a")
    other.close()


def test_answers_do_not_pile_up(db: Database):
    db.look()
    for number in range(2 * ANSWERS_KEPT):
        there(db, str(number))
    db.look()
    assert not db._answers.known


def test_little_is_lost_with_a_damaged_byte_of_the_wal(tmp_path: Path):
    """As long as all commits are in the WAL, one byte takes along all that follow it."""
    kept = {}
    for name in ("left", "moved"):
        folder = tmp_path / name
        folder.mkdir()
        subprocess.run([sys.executable, "-c", COMMITS, str(folder / "a.db"), name], check=True)
        with (folder / "a.db-wal").open("r+b") as wal:
            wal.seek(32 + 24 + 100)  # in the first page of the WAL
            byte = wal.read(1)
            wal.seek(-1, os.SEEK_CUR)
            wal.write(bytes([byte[0] ^ 1]))
        db = Database(folder / "a.db")
        kept[name] = len(db.rows(Blob.select())) if db.peewee.table_exists("blob") else 0
        db.close()
    assert kept == {"left": 0, "moved": 100}


COMMITS = """
import os, sys
from pathlib import Path
from kiosk.ground.db import Database
from kiosk.records.publishing.documents import Blob
from tests.ground.cast import all_wait, stored_apart
db = Database(Path(sys.argv[1]))
db.migrate()
for number in range(100):
    with db.writing():
        db.run(Blob.insert(sha256=str(number), body=b""))
if sys.argv[2] == "moved":
    db.checkpoint()
os._exit(0)
"""


def test_a_checkpoint_waits_for_no_one(db: Database):
    put(db, "a")
    db._keeper.execute("BEGIN IMMEDIATE")  # as another process that writes
    db.checkpoint()
    db._keeper.execute("ROLLBACK")
    with db.snapshot():
        there(db, "a")
        other = threading.Thread(target=lambda: (db.connect(), put(db, "b"), db.checkpoint()))
        other.start()
        other.join(5)
        assert not other.is_alive() and not there(db, "b"), "the snapshot is as it was"
    assert there(db, "b")


ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?) SELECT max(i) FROM n"
)
LONG = 3_000_000
"""Some 100 ms."""


def test_a_look_that_reads_for_ever_is_interrupted(db: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kiosk.ground.db.READ_S", 0.2)
    db.look()
    with pytest.raises(peewee.OperationalError):
        db.sql(ENDLESS, -1).fetchone()
    db.look()
    assert not there(db, "a"), "the connection goes on"
    db.look_away()


def test_other_threads_and_writes_read_as_long_as_they_need(
    db: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("kiosk.ground.db.READ_S", 0.0)
    found: list[tuple[int]] = []

    def read() -> None:  # as the house is kept: without a look
        db.connect()
        found.append(db.sql(ENDLESS, LONG).fetchone())

    db.look()
    other = threading.Thread(target=read)
    other.start()
    other.join()
    with db.writing():
        found.append(db.sql(ENDLESS, LONG).fetchone())
    with pytest.raises(peewee.OperationalError):
        db.sql(ENDLESS, LONG).fetchone()
    db.look_away()
    found.append(db.sql(ENDLESS, LONG).fetchone())
    assert found == [(LONG,)] * 3


def test_a_write_waits_for_others_only_so_long(db: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kiosk.ground.db.LOCK_S", 0.1)
    begun, ends = threading.Event(), threading.Event()

    def write() -> None:
        db.connect()
        with db.writing():
            begun.set()
            ends.wait(10)

    other = threading.Thread(target=write)
    other.start()
    begun.wait(10)
    with pytest.raises(peewee.OperationalError, match="another write"):
        put(db, "a")
    ends.set()
    other.join()
    put(db, "a")
    assert there(db, "a")


def test_rows_that_wait_together_share_a_commit(db: Database, monkeypatch: pytest.MonkeyPatch):
    ran: list[object] = []
    run = db.run
    monkeypatch.setattr(db, "run", lambda query: (ran.append(query), run(query))[1])
    names = [f"n{number}" for number in range(6)]
    with db.writing():
        threads, done = stored_apart(db, names)
        all_wait(db, 6)
    for one in threads:
        one.join(10)
    assert sorted(done) == names and all(there(db, name) for name in names)
    assert len(ran) <= 2 and db._apart == {}, "the first one takes the others along"


def test_a_commit_that_fails_takes_no_other_row_with_it(
    db: Database, monkeypatch: pytest.MonkeyPatch
):
    fails, run = [True], db.run

    def run_or_fail(query: object) -> object:
        if fails:
            fails.pop()
            raise peewee.OperationalError("disk is full")
        return run(query)

    monkeypatch.setattr(db, "run", run_or_fail)
    with db.writing():
        threads, done = stored_apart(db, ["a", "b", "c"])
        all_wait(db, 3)
    for one in threads:
        one.join(10)
    assert len(done) == 2 and all(there(db, name) for name in done), "who returned is on disk"
    assert db._apart == {}
