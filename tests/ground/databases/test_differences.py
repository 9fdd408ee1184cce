"""What PostgreSQL does otherwise is not seen by other code."""

import datetime
from collections.abc import Callable

import peewee
import pytest

from kiosk.ground.databases import differences, postgresql
from kiosk.ground.db import ROWS_A_STATEMENT, BadValue, Database
from kiosk.ground.queries import Prepared, putting, slot
from kiosk.records.ledger.alarms import Alarm, alarm
from kiosk.records.ledger.heartbeat import Heartbeat
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.ledger.tallies import DayTotal

OF = ChainId("sb01", "office", 2**40)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT a FROM b WHERE c = ?", "SELECT a FROM b WHERE c = %s"),
        ('CREATE TABLE a ("b" TEXT NOT NULL) STRICT', 'CREATE TABLE a ("b" TEXT NOT NULL)'),
        ("CREATE TABLE a (b TEXT) STRICT, WITHOUT ROWID", "CREATE TABLE a (b TEXT)"),
        ("SELECT 'CREATE TABLE', STRICT", "SELECT 'CREATE TABLE', STRICT"),
    ],
)
def test_ready_made_sql(sql: str, expected: str):
    assert differences.ready(sql) == expected


def test_numbers_are_as_wide_and_sums_are_whole_numbers(db: Database):
    alarm(db, OF, 2**60, "a", "", 7)
    (row,) = db.rows(Alarm.select())
    assert (row.epoch, row.seq) == (2**40, 2**60)
    (total,) = db.rows(Alarm.select(peewee.fn.SUM(Alarm.seq)).tuples())[0]
    assert total == 2**60 and isinstance(total, int)
    assert db.sql("SELECT 5 / 2.0").fetchone() == (2.5,)


def test_days_are_text_in_ready_made_sql_and_days_in_models(db: Database):
    day = datetime.date(2026, 11, 21)
    total = {"lane": 0, "hour": 1, "kind": "a", "mark": "", "giver": "", "entry": "", "n": 1}
    db.run(DayTotal.insert(day=day, **total))
    assert db.sql("SELECT day FROM day_total WHERE day = ?", "2026-11-21").fetchone() == (
        "2026-11-21",
    )
    assert db.rows(DayTotal.select(DayTotal.day).tuples()) == [(day,)]


def test_a_text_with_a_nul_is_a_bad_value(db: Database):
    with pytest.raises(BadValue):
        alarm(db, OF, 1, "a\0", "", 7)
    alarm(db, OF, 1, "a", "", 7)  # the connection is of use again
    assert db.sql("SELECT '%'").fetchone() == ("%",)


def test_a_connection_that_was_lost_is_made_again(db: Database):
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?"
    (name,) = db.sql("SELECT current_database()").fetchone()
    with pytest.raises(peewee.OperationalError):
        db.sql(ended, name)
    with db.writing():
        alarm(db, OF, 1, "a", "", 7)
    assert len(db.rows(Alarm.select())) == 1


def test_a_lost_connection_is_noticed_before_a_query_fails(db: Database):
    from tests import postgresql

    (name,) = db.sql("SELECT current_database()").fetchone()
    end = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
    postgresql.session_server().run(end)
    assert db.sql("SELECT 1").fetchone() == (1,)


def test_in_a_transaction_a_lost_connection_is_no_new_one(db: Database):
    ended = "SELECT pg_terminate_backend(pg_backend_pid())"
    with pytest.raises(peewee.OperationalError), db.writing():
        alarm(db, OF, 1, "a", "", 7)
        with pytest.raises(peewee.OperationalError):
            db.sql(ended)
        alarm(db, OF, 2, "a", "", 7)
    assert db.rows(Alarm.select()) == [], "the second alarm would have been alone"


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM security_log", "UPDATE security_log SET who = ''", "TRUNCATE security_log"],
)
def test_a_table_is_append_only(db: Database, change: str):
    row = "INSERT INTO security_log (seq, at, screen, who, action, subject, detail, hash)"
    db.sql(f"{row} VALUES (1, 1, '', '', '', '', '', '')")
    with pytest.raises(peewee.IntegrityError, match="append-only"):
        db.sql(change)
    with pytest.raises(peewee.IntegrityError, match="append-only"):
        db.sql(f"{row} VALUES (3, 1, '', '', '', '', '', '')")
    db.sql(f"{row} VALUES (2, 1, '', '', '', '', '', '')")
    assert {"security_log_kept", "security_log_unchanged"} <= db.triggers()
    db.sql("ALTER TABLE security_log DISABLE TRIGGER security_log_kept")
    assert "security_log_kept" not in db.triggers()
    db.sql("ALTER TABLE security_log ENABLE TRIGGER security_log_kept")


# Writes that go with the next statement ---------------------------------------------

BEAT = Prepared(Heartbeat.insert(id=slot("id"), beats=slot("beats")))


def beat(db: Database, *ids: int) -> None:
    """A write whose answer no one reads."""
    db.each(BEAT, ({"id": one, "beats": 100 * one} for one in ids))


def beats(db: Database) -> list[int]:
    return [one.id for one in db.rows(Heartbeat.select().order_by(Heartbeat.id))]


def test_a_write_is_read_by_the_statement_after_it_and_by_all_once_it_is_committed(
    db: Database, handle: Callable[[], Database]
):
    other = handle()
    with db.writing():
        beat(db, 1)
        assert beats(db) == [1] and beats(other) == []
        beat(db, 2, 3)
    assert beats(other) == [1, 2, 3]
    beat(db, 4)  # in no transaction
    assert beats(other) == [1, 2, 3, 4]


def test_a_stream_and_a_copy_within_a_transaction_come_after_its_writes(db: Database):
    with db.writing():
        beat(db, 1)
        assert [one.id for one in db.stream(Heartbeat.select())] == [1]
        beat(db, 2)
        many = [(n, n) for n in range(3, 3 + 2 * postgresql.FEW_ROWS)]
        db.copy_in("heartbeat", ("id", "beats"), many)
    assert beats(db) == list(range(1, 3 + 2 * postgresql.FEW_ROWS))


def test_what_fails_at_the_commit_leaves_nothing_and_the_connection_goes_on(db: Database):
    with pytest.raises(peewee.IntegrityError), db.writing():
        beat(db, 1)
        beat(db, 1)
    assert beats(db) == []
    with pytest.raises(ValueError, match="no"), db.writing():
        beat(db, 1)
        beat(db, 1)  # it would fail, but is not sent any more
        raise ValueError("no")
    assert beats(db) == []
    with db.writing():
        beat(db, 2)
    assert beats(db) == [2]


def test_a_part_that_fails_takes_its_own_writes_back_alone(db: Database):
    with db.writing():
        beat(db, 1)
        with pytest.raises(ValueError, match="no"), db.writing():
            beat(db, 1, 2)  # it would fail, but is not sent any more
            raise ValueError("no")
        with pytest.raises(peewee.IntegrityError), db.writing():
            beat(db, 1)
        beat(db, 3)
    assert beats(db) == [1, 3]


def test_a_connection_that_is_lost_before_the_commit_has_stored_nothing(
    db: Database, handle: Callable[[], Database]
):
    other = handle()
    (process,) = db.sql("SELECT pg_backend_pid()").fetchone()
    with pytest.raises(peewee.OperationalError), db.writing():
        beat(db, 1)
        other.sql("SELECT pg_terminate_backend(?, 5000)", process)
    assert beats(other) == [] and beats(db) == []


@pytest.mark.parametrize("number", [0, 1, 2, ROWS_A_STATEMENT + 1])
def test_each_row_is_written_however_many_they_are(db: Database, number: int):
    beat(db, *range(number))
    assert beats(db) == list(range(number))
    drop = Prepared(Heartbeat.delete().where(Heartbeat.id == slot("id")))
    db.each(drop, ({"id": one} for one in range(0, min(number, 10), 2)))
    assert len(beats(db)) == number - len(range(0, min(number, 10), 2))


def test_values_in_a_text_are_as_those_beside_it(db: Database):
    said = {"branch": "b", "station": "'; DROP TABLE alarm; --", "epoch": 2**40, "seq": -1}
    said |= {"code": "%s ? \\", "detail": "20元", "at": 7}
    said |= dict.fromkeys(("settled_at", "settled_by", "note"))
    db.each(putting(Alarm), [said])
    assert [one.__data__ for one in db.rows(Alarm.select())] == [said]
    with pytest.raises(BadValue), db.writing():
        db.each(putting(Alarm), [said | {"detail": "a\0"}])
    with pytest.raises(BadValue), db.writing():
        db.each(putting(Alarm), [said | {"seq": 2**70}])
    assert len(db.rows(Alarm.select())) == 1
