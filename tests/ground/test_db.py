"""Kept answers never show what was true before a commit; a newer file is refused."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ground.db import ANSWERS_KEPT, Database
from kiosk.ground.queries import Prepared, slot
from kiosk.records.publishing.documents import Blob

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
