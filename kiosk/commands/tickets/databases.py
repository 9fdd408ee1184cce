"""Reads rows of another system's database, through ODBC (docs/tickets.md).

Runs confined (kiosk/files/confined.py): a driver is foreign code, a database may not answer, and a
query may find more than fits into memory. It only reads: the statement is one SELECT
(`kiosk/ground/config.py`), its transaction is read-only where the database knows such, and is
rolled back.
"""

import contextlib
import datetime
import importlib
import os
from pathlib import Path
from typing import Any

import msgspec

from kiosk.files import confined
from kiosk.files.confined import Overrun, Refused

MOST_ROWS = 500
MOST_COLUMNS = 20
CELL = 60
"""Most characters of a value; what is longer is none that is asked for."""
CONNECT_S, ANSWER_S, WHOLE_S = 5, 10, 20
_MEMORY = 512 * 1024**2
ONLY_READING = (
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    f"SET statement_timeout = {ANSWER_S * 1_000}",
)
"""What PostgreSQL is asked for: a single transaction would be made writable again by the driver's
own savepoints."""
_LOGS = Path("/tmp")
_SAID = 120
"""Most characters of what a driver says."""


class Trouble(Exception):
    """Nothing could be read: one of refusals.FAULTS, and what the driver says."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class Asked(msgspec.Struct, frozen=True):
    """A connection, with its password, and a query whose parameter is a moment of its clock."""

    connection: str
    password: str
    query: str
    after: datetime.datetime


class Found(msgspec.Struct, frozen=True):
    """The names of the columns and the values of the rows, as words."""

    heads: list[str]
    rows: list[list[str]]


def read(asked: Asked) -> Found:
    """At most MOST_ROWS rows, within WHOLE_S. Raises Trouble."""
    data = msgspec.json.encode(asked)
    try:
        found = confined.run_beside(__name__, data, seconds=WHOLE_S, memory=_MEMORY)
    except Refused as refused:
        code, _, detail = str(refused).partition(" ")
        raise Trouble(code, detail) from None
    except Overrun:
        raise Trouble("database_slow") from None
    return msgspec.json.decode(found, type=Found)


def inside(data: bytes) -> bytes:
    """The same as JSON, in the confined process. Raises Refused with the code and detail."""
    asked = msgspec.json.decode(data, type=Asked)
    pyodbc: Any = importlib.import_module("pyodbc")  # only where a hall has such a table
    try:
        with contextlib.closing(_connected(pyodbc, asked)) as line:
            return msgspec.json.encode(_found(line, asked))
    except pyodbc.Error as error:
        raise Refused(f"{_code(error)} {_said(error, asked.password)}") from None
    finally:  # Debian's psqlodbc begins a log for each process, empty where it is set to keep none
        for log in _LOGS.glob(f"psqlodbc_*{os.getpid()}.log"):
            log.unlink()


def _connected(pyodbc: Any, asked: Asked) -> Any:
    closed = asked.password.replace("}", "}}")
    password = f";PWD={{{closed}}}" if asked.password else ""
    quiet = ";Debug=0;CommLog=0"  # psqlodbc's own logs would hold the password
    line = pyodbc.connect(
        asked.connection + password + quiet, timeout=CONNECT_S, autocommit=False, readonly=True
    )
    with contextlib.suppress(pyodbc.Error):  # psqlodbc has none of its own
        line.timeout = ANSWER_S
    for statement in ONLY_READING:
        try:
            line.execute(statement)
            line.commit()
        except pyodbc.Error:  # another kind of database: its user should have no right to write
            line.rollback()
    return line


def _found(line: Any, asked: Asked) -> Found:
    cursor = line.execute(asked.query, asked.after)
    heads = [str(column[0])[:CELL] for column in cursor.description][:MOST_COLUMNS]
    rows = [[_word(value) for value in row[:MOST_COLUMNS]] for row in cursor.fetchmany(MOST_ROWS)]
    line.rollback()
    return Found(heads, rows)


def _word(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "seconds")
    return str(value)[:CELL].strip()


def _code(error: Any) -> str:
    """What a driver's error is called here, by its SQLSTATE."""
    state = str(error.args[0]) if error.args else ""
    if state.startswith("IM") or state == "01000":
        return "database_driver"
    if state.startswith(("08", "HYT")):
        return "database_unreachable"
    return "database_login" if state.startswith("28") else "database_query"


def _said(error: Any, password: str) -> str:
    """What a driver says, without the password."""
    says = " ".join(str(error.args[-1]).split()) if error.args else ""
    return (says.replace(password, "…") if password else says)[:_SAID]
