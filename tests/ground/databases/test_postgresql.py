"""A handle on PostgreSQL is used as one on SQLite: writers take turns, branches go side by side."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import peewee
import pytest

from kiosk.ground.databases import postgresql
from kiosk.ground.db import Database as Handle
from kiosk.ground.db import NewerDatabase
from kiosk.ground.queries import Prepared
from kiosk.records.ledger import heartbeat
from kiosk.records.ledger.alarms import Alarm, alarm
from kiosk.records.ledger.heartbeat import Heartbeat
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.people.looks import Look

OF = ChainId("sb01", "office", 1)
Another = Callable[[], Handle]


def raised(db: Handle) -> int:
    return len(db.rows(Alarm.select()))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "LOCK_S", 0.2)


def waits(db: Handle, write: Callable[[Handle], object]) -> bool:
    """Whether a write on another connection has to wait."""

    def tried() -> bool:
        db.connect()
        try:
            write(db)
        except peewee.OperationalError:
            return True
        finally:
            db.close()
        return False

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(tried).result(timeout=20)


def any_write(db: Handle) -> None:
    with db.writing():
        alarm(db, OF, 9, "any", "", 7)


def of_branch(branch: str) -> Callable[[Handle], None]:
    def write(db: Handle) -> None:
        with db.writing_in(branch):
            alarm(db, OF._replace(branch=branch), 9, "of_branch", "", 7)

    return write


def test_a_writer_is_alone(db: Handle):
    with db.writing():
        alarm(db, OF, 1, "a", "", 7)
        assert waits(db, any_write) and waits(db, of_branch("sb02"))
    assert not waits(db, any_write) and raised(db) == 2


def test_a_branch_is_written_beside_others_and_alone_in_itself(db: Handle):
    with db.writing_in("sb01"):
        assert waits(db, any_write)
        assert waits(db, of_branch("sb01"))
        assert not waits(db, of_branch("sb02"))
    assert not waits(db, of_branch("sb01"))


def test_sums_of_a_lane_are_written_by_one_branch_at_a_time(db: Handle):
    def summing(branch: str) -> Callable[[Handle], None]:
        def write(other: Handle) -> None:
            with other.writing_in(branch):
                other.take_sums(branch)

        return write

    lanes: dict[int, list[str]] = {}
    for branch in (f"sb{n:02}" for n in range(20)):
        with db.writing_in(branch):
            lanes.setdefault(db.take_sums(branch), []).append(branch)
    assert sorted(lanes) == list(range(postgresql.LANES))
    mine, beside = next(of for of in lanes.values() if len(of) > 1)[:2]
    elsewhere = next(of[0] for of in lanes.values() if mine not in of)
    with db.writing_in(mine):
        assert not waits(db, summing(beside))
        db.take_sums(mine)
        assert waits(db, summing(beside)) and not waits(db, of_branch(beside))
        assert not waits(db, summing(elsewhere))


def test_what_fails_leaves_nothing_and_what_fails_inside_leaves_the_rest(db: Handle):
    with pytest.raises(ValueError, match="no"), db.writing():
        alarm(db, OF, 1, "a", "", 7)
        raise ValueError("no")
    assert raised(db) == 0
    with db.writing():
        alarm(db, OF, 1, "a", "", 7)
        with pytest.raises(peewee.IntegrityError), db.writing():
            db.run(Alarm.insert(branch="sb01"))
        alarm(db, OF, 2, "a", "", 7)
    assert raised(db) == 2


def test_a_short_write_gives_up_after_the_time_it_was_given(db: Handle):
    def beat(other: Handle) -> None:
        with other.writing_soon(50):
            pass

    with db.writing():
        assert waits(db, beat)
    heartbeat.beat(db)
    heartbeat.beat(db)
    assert [one.beats for one in db.rows(Heartbeat.select())] == [2]


def test_a_look_ends_what_reads_too_long_and_a_write_does_not(
    db: Handle, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(postgresql, "READ_S", 0.1)
    db.look()
    with pytest.raises(peewee.OperationalError, match="timeout"):
        db.sql("SELECT pg_sleep(5)")
    with db.writing():
        db.sql("SELECT pg_sleep(0.3)")
    with db.snapshot():
        db.sql("SELECT pg_sleep(0.3)")


def test_a_connection_that_is_made_again_has_the_same_limit(
    db: Handle, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(postgresql, "READ_S", 0.1)
    db.look()
    with pytest.raises(peewee.OperationalError):
        db.sql("SELECT pg_terminate_backend(pg_backend_pid())")
    db.sql("SELECT 1")
    db.look()
    with pytest.raises(peewee.OperationalError, match="timeout"):
        db.sql("SELECT pg_sleep(5)")


def test_a_look_reads_once_what_is_asked_twice_and_the_next_look_again(db: Handle):
    asked = Prepared(Alarm.select())
    db.look()
    assert db.ask(asked) == []
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: (db.connect(), any_write(db), db.close())).result(timeout=20)
    assert db.ask(asked) == []
    db.look()
    assert len(db.ask(asked)) == 1
    db.look_away()


def test_a_snapshot_sees_one_moment(db: Handle):
    with db.snapshot():
        assert raised(db) == 0
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: (db.connect(), any_write(db), db.close())).result(timeout=20)
        assert raised(db) == 0
    assert raised(db) == 1


def test_a_stream_is_read_some_rows_at_a_time_while_others_are_written(db: Handle):
    with db.writing():
        for seq in range(2_500):
            alarm(db, OF, seq, "a", "", 7)
    seen = []
    for row in db.stream(Alarm.select().order_by(Alarm.seq)):
        if row.seq in (10, 2_000):
            alarm(db, OF, 9_000 + row.seq, "late", "", 7)
        seen.append(row.seq)
    assert seen == list(range(2_500)) and raised(db) == 2_502


def test_each_thread_has_a_connection_of_its_own(db: Handle):
    names = set()

    def note() -> None:
        db.connect()
        names.add(db.sql("SELECT pg_backend_pid()").fetchone()[0])
        db.close()

    threads = [threading.Thread(target=note) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    note_here = db.sql("SELECT pg_backend_pid()").fetchone()[0]
    assert len(names | {note_here}) == 4


def test_a_database_of_a_newer_program_is_refused(db: Handle):
    assert db.migrate() is False and not db.is_newer()
    db.sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_future', now())")
    try:
        with pytest.raises(NewerDatabase, match="9999_future"):
            db.migrate()
    finally:
        db.sql("DELETE FROM schema_migration WHERE name = '9999_future'")


def test_a_backup_is_what_pg_restore_takes(db: Handle, tmp_path: Path):
    any_write(db)
    db.backup(tmp_path / "office.dump")
    assert (tmp_path / "office.dump").read_bytes().startswith(b"PGDMP")
    assert (tmp_path / "office.dump").stat().st_mode & 0o777 == 0o600
    assert db.size > 1_000_000 and db.forget()


def test_a_backup_without_pg_dump_says_what_is_missing(
    db: Handle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OSError, match="postgresql-client"):
        db.backup(tmp_path / "office.dump")
    assert not (tmp_path / "office.dump").exists()


def test_a_row_of_ones_own_waits_for_no_turn(db: Handle):
    def look(db: Handle) -> None:
        db.store_apart(Look, {"who": "anna", "at": 1, "page": "p", "path": "/", "halls": ""})

    with db.writing():
        assert not waits(db, look) and waits(db, any_write)
    look(db)
    assert len(db.rows(Look.select())) == 1
