"""Attacks by what another system's database says: names and telephone numbers in its columns, rows
that are dated to come, statements that write, a password in the configuration."""

import datetime
from pathlib import Path

from kiosk.commands.tickets import databases, table
from kiosk.commands.tickets.databases import Asked, Found
from kiosk.commands.tickets.table import Table
from kiosk.ground import config
from kiosk.ground.config import BadConfig, TicketsTable
from kiosk.records.hall.served_state import ServedNow
from kiosk.rules.hall import tickets as rule
from tests.cast import Machine
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.hostile.people import cast
from tests.hostile.tickets import NAMES

HEADS = ["ticket", "window", "badge", "service", "at"]


def look(hall: Machine, watched: Table, rows: list[list[str]]) -> None:
    """One look at a database that answers with those of these rows that are asked for."""

    def read(asked: Asked) -> Found:
        after = asked.after.isoformat(" ")
        return Found(HEADS, [row for row in rows if row[-1] > after])

    with replaced((databases, "read", read)):
        watched.look(hall.db, hall.time())


def at(hall: Machine, minutes: int) -> str:
    there = datetime.timezone(datetime.timedelta(hours=8))
    moment = datetime.datetime.fromtimestamp(hall.time.utc / 1_000 + 60 * minutes, there)
    return moment.replace(tzinfo=None).isoformat(" ", "seconds")


def fill_in_names(folder: Path) -> Outcome:
    """Names, telephone, identity and card numbers in each column."""
    tried, through = 0, []
    with cast(folder) as (_, hall, _time):
        watched = Table(TicketsTable("DSN=q", "SELECT …"))
        good = ["A1", "3", "0317", "", at(hall, 0)]
        rows = [[*good[:n], name, *good[n + 1 :]] for name in NAMES for n in range(4)]
        tried += len(rows)
        look(hall, watched, rows)
        bodies = repr([row.__data__ for row in hall.db.rows(ServedNow.select())])
        through = [name for name in NAMES if name in bodies]
    return Outcome(tried, through)


def date_ahead(folder: Path) -> Outcome:
    """A row of the far future comes first, so that later ones would never be asked for."""
    through = []
    with cast(folder) as (_, hall, time):
        watched = Table(TicketsTable("DSN=q", "SELECT …"))
        rows = [["A1", "3", "0317", "", at(hall, 60 * hours)] for hours in (2, 24, 24 * 365)]
        look(hall, watched, rows)
        for number in range(2, 12):
            time.pass_by(60_000)
            rows.append([f"A{number}", "3", "0317", "", at(hall, 0)])
            look(hall, watched, rows)
            newest = hall.db.first(ServedNow.select().where(ServedNow.ticket == f"A{number}"))
            if newest is None:
                through.append(f"A{number} was never read")
    return Outcome(10, through)


STATEMENTS = (
    "DELETE FROM served WHERE done > ? ORDER BY done",
    "SELECT no FROM served WHERE done > ? ORDER BY done; DROP TABLE served",
    "UPDATE served SET no = 1 WHERE done > ? ORDER BY done",
    "EXEC xp_cmdshell ? ORDER BY 1",
    "WITH a AS (DELETE FROM served RETURNING no) SELECT no FROM a WHERE no > ? ORDER BY no",
    "SELECT no FROM served WHERE done > ? AND no > ? ORDER BY done",
)
CONNECTIONS = ("DSN=q;PWD=secret", "DSN=q; pwd = secret", "PASSWORD=secret;DSN=q")


def configure_writing(folder: Path) -> Outcome:
    """Statements that change something, and passwords, in the configuration."""
    good, through = "SELECT no FROM served WHERE done > ? ORDER BY done", []
    tables = [("DSN=q", query) for query in STATEMENTS]
    tables += [(connection, good) for connection in CONNECTIONS]
    for number, (connection, query) in enumerate(tables):
        file = folder / f"{number}.toml"
        file.write_text(
            f'role = "station"\n[tickets_table]\nconnection = "{connection}"\nquery = "{query}"\n'
        )
        try:
            config.load(file, {})
        except BadConfig:
            continue
        through.append(f"{connection} {query}")
    return Outcome(len(tables), through)


ATTACKS: tuple[Attack, ...] = (
    Attack(
        "a table holds names and telephone numbers",
        fill_in_names,
        lambda: replaced((rule, "ticket", str), (rule, "window", str)),
    ),
    Attack(
        "a table is dated to come",
        date_ahead,
        lambda: replaced((table, "_next", lambda after, ended, *_: max([after, *ended]))),
    ),
    Attack(
        "a table is written to",
        configure_writing,
        lambda: replaced((config, "_check_table", lambda *_: None)),
    ),
)
