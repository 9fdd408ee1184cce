"""New rows of a ticket system's table are read every few seconds, each once, whatever is in it."""

import datetime
import logging
from pathlib import Path

import pytest

from kiosk.commands.tickets import databases, table
from kiosk.commands.tickets.databases import MOST_ROWS, Asked, Found, Trouble
from kiosk.commands.tickets.table import AFTER_TROUBLE_S, AT_ONCE_S, LOOK_S, Table
from kiosk.ground.config import TicketsTable
from kiosk.records.hall import ticket_feeds, ticket_table
from kiosk.records.hall.served_state import ServedNow
from tests import databases as there
from tests.cast import LI, WANG, Machine, Time
from tests.databases import PASSWORD, run
from tests.tickets import open_now

HEADS = ["ticket", "window", "badge", "at"]
NOW = datetime.datetime(2026, 11, 21, 12)


class Queue:
    """A database in memory: what is in it, and how it is asked."""

    def __init__(self) -> None:
        self.heads, self.rows, self.trouble = HEADS, [], None
        self.asked: list[Asked] = []

    def read(self, asked: Asked) -> Found:
        self.asked.append(asked)
        if self.trouble is not None:
            raise self.trouble
        after = asked.after.isoformat(" ")
        found = sorted((row for row in self.rows if row[-1] > after), key=lambda row: row[-1])
        return Found(self.heads, found[:MOST_ROWS])


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    made = Queue()
    monkeypatch.setattr(databases, "read", made.read)
    return made


@pytest.fixture
def watched() -> Table:
    return Table(TicketsTable("DSN=q", "SELECT …"))


def at(minutes_ago: float) -> str:
    return (NOW - datetime.timedelta(minutes=minutes_ago)).isoformat(" ", "seconds")


def served(hall: Machine) -> list[tuple[str, str, str]]:
    query = ServedNow.select().order_by(ServedNow.ticket)
    return [(row.ticket, row.clerk, row.way) for row in hall.db.rows(query)]


def state(hall: Machine) -> ticket_table.TicketTable:
    held = ticket_table.found(hall.db)
    assert held is not None
    return held


def test_rows_are_entered_once_and_offered_in_the_lobby(
    hall: Machine, queue: Queue, watched: Table
):
    queue.rows = [["A001", "3", "317", at(5)], ["A002", "5", "0318", at(2)]]
    for _ in range(3):
        assert watched.look(hall.db, hall.time()) == LOOK_S
    assert served(hall) == [("A001", WANG, "table"), ("A002", LI, "table")]
    assert [one.ticket for one in open_now(hall)] == ["A002", "A001"]
    assert (state(hall).rows, state(hall).new, state(hall).refused) == (2, 2, 0)
    assert [one.system for one in ticket_feeds.feeds(hall.db)] == ["table"]
    again = Table(TicketsTable("DSN=q", "SELECT …"))
    again.look(hall.db, hall.time())
    assert len(served(hall)) == 2, "another process begins where this one was"


def test_it_goes_on_after_the_last_row_with_ten_minutes_once_more(
    hall: Machine, queue: Queue, watched: Table
):
    queue.rows = [["A001", "3", "0317", at(90)], ["A002", "3", "0317", at(30)]]
    watched.look(hall.db, hall.time())
    queue.rows += [["A003", "3", "0317", at(35)], ["A004", "3", "0317", at(50)]]
    watched.look(hall.db, hall.time())
    assert queue.asked[-1].after == NOW - datetime.timedelta(minutes=40)
    assert [ticket for ticket, *_ in served(hall)] == ["A001", "A002", "A003"]
    hall.time.pass_by(86_400_000)
    watched.look(hall.db, hall.time())
    assert "A004" in [ticket for ticket, *_ in served(hall)], "the next day reads the week again"


def test_what_can_not_be_is_refused_once_and_named(
    hall: Machine, queue: Queue, watched: Table, time: Time
):
    queue.rows = [
        ["A001", "3", "0317", at(5)], ["13812345678", "3", "0317", at(5)],
        ["A002", "3", "9999", at(4)], ["A003", "3", "0317", at(-180)], ["A004", "3", "0317", "?"],
        ["", "", "", at(3)],
    ]  # fmt: skip
    for _ in range(3):
        watched.look(hall.db, time())
    assert [ticket for ticket, *_ in served(hall)] == ["A001"]
    held = state(hall)
    assert (held.rows, held.new) == (6, 1) and held.refused == 6, "the last row has two faults"
    assert held.after <= time().utc, "a clock that runs ahead moves nothing"
    queue.rows.append(["A005", "3", "0317", at(0)])
    time.pass_by(60_000)
    watched.look(hall.db, time())
    assert "A005" in [ticket for ticket, *_ in served(hall)]


def test_a_long_table_is_read_part_by_part_and_at_once(hall: Machine, queue: Queue, watched: Table):
    number = MOST_ROWS + 20
    queue.rows = [[f"A{n:04}", "3", "0317", at(number - n)] for n in range(number)]
    assert watched.look(hall.db, hall.time()) == AT_ONCE_S
    assert watched.look(hall.db, hall.time()) == LOOK_S
    assert len(served(hall)) == number


def test_rows_that_lead_no_further_are_said_to_be_out_of_order(
    hall: Machine, queue: Queue, watched: Table
):
    queue.rows = [["A1", "3", "0317", "?"]] * MOST_ROWS
    assert watched.look(hall.db, hall.time()) == AFTER_TROUBLE_S
    assert state(hall).failed_for == "database_order"


def test_trouble_is_noted_logged_once_and_over_with_the_next_reading(
    hall: Machine, queue: Queue, watched: Table, caplog: pytest.LogCaptureFixture
):
    queue.trouble = Trouble("database_unreachable", "[08001] no line")
    for _ in range(3):
        assert watched.look(hall.db, hall.time()) == AFTER_TROUBLE_S
    assert state(hall).failed_for == "database_unreachable [08001] no line"
    assert len([one for one in caplog.records if one.levelno == logging.WARNING]) == 1
    queue.trouble, queue.heads = None, ["ticket", "at"]
    watched.look(hall.db, hall.time())
    assert state(hall).failed_for == "database_columns window"
    queue.heads = HEADS
    assert watched.look(hall.db, hall.time()) == LOOK_S
    assert state(hall).failing_since is None


def test_a_password_comes_from_its_file_at_each_look(hall: Machine, queue: Queue, tmp_path: Path):
    file = tmp_path / "password"
    watched = Table(TicketsTable("DSN=q", "SELECT …", str(file)))
    assert watched.look(hall.db, hall.time()) == AFTER_TROUBLE_S
    assert state(hall).failed_for == "database_login password_file: FileNotFoundError"
    file.write_text("secret\n")
    assert watched.look(hall.db, hall.time()) == LOOK_S
    assert queue.asked[-1].password == "secret"


def test_a_real_table_is_read_through_odbc(hall: Machine, tmp_path: Path):
    with there.postgresql() as connection:
        run(
            connection,
            "CREATE TABLE served (no VARCHAR(20), counter INTEGER, staff TEXT, done TIMESTAMP)",
            f"INSERT INTO served VALUES ('A001', 3, '0317', '{at(5)}')",
            f"INSERT INTO served VALUES ('B7', 5, '318', '{at(3)}')",
        )
        password = tmp_path / "password"
        password.write_text(PASSWORD)
        columns = 'no AS "号票", counter AS "窗口号", staff AS "工号", done AS "办完时间"'
        query = f"SELECT {columns} FROM served WHERE done > ? ORDER BY done LIMIT 500"
        watched = Table(TicketsTable(connection, query, str(password)))
        assert watched.look(hall.db, hall.time()) == LOOK_S, state(hall).failed_for
        assert served(hall) == [("A001", WANG, "table"), ("B7", LI, "table")]
        password.write_text("another")
        assert watched.look(hall.db, hall.time()) == AFTER_TROUBLE_S
    assert watched.look(hall.db, hall.time()) == AFTER_TROUBLE_S
    assert state(hall).failed_for.startswith("database_unreachable")
    assert PASSWORD not in state(hall).failed_for
    assert table.LOOK_S < 60
