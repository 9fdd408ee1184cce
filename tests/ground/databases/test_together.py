"""Questions that are known beforehand go to PostgreSQL with the next statement, and their answers
are never older than those that a question of its own would get in this transaction."""

from collections.abc import Callable

import peewee
import pytest

from kiosk.ground.databases.differences import Peewee
from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, slot
from kiosk.records.ledger.heartbeat import Heartbeat

BEAT = Prepared(Heartbeat.insert(id=slot("id"), beats=slot("beats")))
FASTER = Prepared(
    Heartbeat.update(beats=slot("beats")).where(Heartbeat.id == slot("id")), cached=False
)
OF = Prepared(Heartbeat.select(Heartbeat.beats).where(Heartbeat.id == slot("id")), cached=False)
ALL = Heartbeat.select()
ONE = {"id": 1, "beats": 100}


@pytest.fixture
def waited(db: Database, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was sent to the server, each time that its answer was waited for."""
    db.each(BEAT, [ONE])
    db.ask_ahead((OF, {"id": 1}))  # from here on the server keeps it
    assert of(db) == [100]
    sent: list[bytes] = []
    alone, together = Peewee.execute_sql, Peewee._send

    def execute_sql(peewee_: Peewee, sql: str, params: object = None) -> object:
        if not peewee_._together.unsent:
            sent.append(sql.encode())
        return alone(peewee_, sql, params)

    def send(peewee_: Peewee, statements: list[tuple[bytes, object]]) -> object:
        sent.append(b"; ".join(text for text, _ in statements))
        return together(peewee_, statements)

    monkeypatch.setattr(Peewee, "execute_sql", execute_sql)
    monkeypatch.setattr(Peewee, "_send", send)
    return sent


def of(db: Database, number: int = 1) -> list[int]:
    return [beats for (beats,) in db.tuples(OF, id=number)]


def test_questions_go_with_the_next_statement(db: Database, waited: list[bytes]):
    db.ask_ahead((OF, {"id": 1}), (OF, {"id": 2}))
    assert db.sql("SELECT 7").fetchone() == (7,)
    assert len(waited) == 1
    assert (of(db), of(db, 2)) == ([100], [])
    assert of(db) == [100]
    assert len(waited) == 1, "both had been answered"


def test_what_is_asked_ahead_and_then_at_once_is_asked_once(db: Database, waited: list[bytes]):
    db.ask_ahead((OF, {"id": 1}), (OF, {"id": 2}))
    assert of(db, 2) == []
    assert waited[0].count(b"SELECT") == 1 and waited[0].count(b"EXECUTE") == 1
    assert of(db) == [100] and len(waited) == 1


WRITES: dict[str, Callable[[Database], object]] = {
    "prepared": lambda db: db.each(FASTER, [{"id": 1, "beats": 200}]),
    "prepared with an answer": lambda db: db.tuples(FASTER, id=1, beats=200),
    "a query": lambda db: db.run(Heartbeat.update(beats=200)),
    "ready-made": lambda db: db.sql("UPDATE heartbeat SET beats = 200"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
@pytest.mark.parametrize("is_answered", [False, True])
def test_after_a_write_it_is_asked_again(
    db: Database, write: Callable[[Database], object], is_answered: bool
):
    db.each(BEAT, [ONE])
    with db.writing_in("sb01"):
        db.ask_ahead((OF, {"id": 1}))
        if is_answered:
            db.sql("SELECT 1")
        write(db)
        assert of(db) == [200]


def test_rows_that_are_copied_in_are_seen(db: Database):
    with db.writing_in("sb01"):
        db.ask_ahead((OF, {"id": 1}))
        db.sql("SELECT 1")
        db.copy_in("heartbeat", ("id", "beats"), [(1, 300)])
        assert of(db) == [300]


def test_a_write_to_another_table_changes_no_answer(db: Database, waited: list[bytes]):
    with db.writing_in("sb01"):
        db.ask_ahead((OF, {"id": 1}))
        db.sql("SELECT 1")
        before = len(waited)
        db.copy_in("tally_zone", ("branch", "zone"), [("sb01", "Asia/Shanghai")])
        assert of(db) == [100] and len(waited) == before


@pytest.mark.parametrize("fails", [False, True])
def test_no_answer_outlives_its_transaction(
    db: Database, handle: Callable[[], Database], fails: bool
):
    db.each(BEAT, [ONE])
    other = handle()
    try:
        with db.writing_in("sb01"):
            db.ask_ahead((OF, {"id": 1}))
            db.sql("SELECT 1")
            db.ask_ahead((OF, {"id": 2}))
            assert not fails, "a view went wrong"
    except AssertionError:
        assert fails
    other.sql("UPDATE heartbeat SET beats = 400")
    assert of(db) == [400]


def test_no_answer_outlives_its_request(db: Database, handle: Callable[[], Database]):
    db.each(BEAT, [ONE])
    db.look()
    db.ask_ahead((OF, {"id": 1}))
    db.sql("SELECT 1")
    handle().sql("UPDATE heartbeat SET beats = 500")
    db.look()
    assert of(db) == [500]


def test_an_answer_is_of_the_moment_at_which_a_branchs_turn_has_come(
    db: Database, handle: Callable[[], Database]
):
    """What another wrote before the transaction began is in it."""
    db.each(BEAT, [ONE])
    with db.writing_in("sb01"):
        db.sql("SELECT 1")
    db.ask_ahead((OF, {"id": 1}))
    db.sql("SELECT 1")
    handle().sql("UPDATE heartbeat SET beats = 600")
    with db.writing_in("sb01"):
        assert of(db) == [600]


def test_a_question_that_fails_is_the_error_of_the_statement_that_it_went_with(db: Database):
    with pytest.raises(peewee.DataError), db.writing_in("sb01"):
        db.ask_ahead((OF, {"id": "no number"}))
        db.sql("SELECT 1")
    db.each(BEAT, [ONE])
    assert of(db) == [100], "nothing of it is left"


def kept(db: Database) -> list[str]:
    """The statements that the server keeps for this connection."""
    return [text for (text,) in db.sql("SELECT statement FROM pg_prepared_statements")]


def test_the_server_keeps_what_is_sent_often_once_for_each_connection(
    db: Database, handle: Callable[[], Database]
):
    for number in range(1, 9):
        db.each(BEAT, [{"id": number, "beats": number}])
        db.ask_ahead((OF, {"id": number}))
        assert of(db, number) == [number]
    assert len(kept(db)) == 2
    other = handle()
    assert kept(other) == []
    other.each(FASTER, [{"id": 8, "beats": 80}])
    assert of(db, 8) == [80] and len(kept(other)) == 1


@pytest.mark.parametrize("is_first", [True, False])
def test_a_statement_that_is_kept_in_a_transaction_that_failed_is_of_use(
    db: Database, is_first: bool
):
    """PostgreSQL takes back what a transaction wrote, not what it keeps."""
    with pytest.raises(peewee.IntegrityError), db.writing():
        if is_first:
            db.each(BEAT, [ONE])
        db.sql("INSERT INTO heartbeat (id, beats) VALUES (1, 1), (1, 2)")
        db.each(BEAT, [ONE])
    db.each(BEAT, [ONE])
    assert of(db) == [100]


def test_what_a_kept_statement_refuses_is_an_error_of_its_transaction(db: Database):
    with pytest.raises(peewee.IntegrityError), db.writing():
        db.each(BEAT, [ONE])
        db.each(BEAT, [ONE])
    assert of(db) == []


def test_a_lost_connection_is_noticed_before_a_question_goes_along(db: Database):
    from tests import postgresql

    db.each(BEAT, [ONE])
    (name,) = db.sql("SELECT current_database()").fetchone()
    end = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
    postgresql.session_server().run(end)
    db.ask_ahead((OF, {"id": 1}))
    assert db.sql("SELECT 7").fetchone() == (7,)
    assert of(db) == [100]


def test_a_write_in_no_transaction_is_kept_by_the_connection_that_it_goes_over(db: Database):
    from tests import postgresql

    db.each(BEAT, [ONE])
    (name,) = db.sql("SELECT current_database()").fetchone()
    end = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
    for number in (2, 3):
        postgresql.session_server().run(end)
        db.each(BEAT, [{"id": number, "beats": number}])
    assert of(db, 3) == [3] and len(kept(db)) == 1
