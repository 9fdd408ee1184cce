"""In what PostgreSQL differs from SQLite, so that all other code need not know.

| SQLite | PostgreSQL, as it is made to behave here |
| --- | --- |
| `?` in ready-made SQL | `%s` |
| INTEGER holds 64 bits | INTEGER becomes BIGINT |
| dates are ISO text | DATE, read as ISO text |
| SUM gives int | SUM gives numeric, read as int if it is whole |
| STRICT, WITHOUT ROWID | nothing |
| text sorts by its bytes | only databases with such a collation are accepted |
| constants in GROUP BY are equal | values go into the text, not beside it |
| a trigger that refuses (RAISE) | a function that raises (`append_only`) |
| a statement is compiled in no time | the server keeps statements that are sent often (`kept`) |
| INSERT gives the last rowid | no RETURNING, which would send all keys back |
| a statement is a mere call | writes and questions go along with the next one (`Together`) |

Queries that must be written in two ways say so where they are (kiosk/ground/queries.py, `either`).

Over the line limit: the handle that makes it so is beside its table.
"""

import contextlib
import re
import select
import threading
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import peewee

from kiosk.ground.databases.driver import Loader, TransactionStatus, Transformer, psycopg
from kiosk.ground.databases.together import Question, Together

_OPTIONS = re.compile(r"\)(,? (STRICT|WITHOUT ROWID))+$")
ROWS_AT_ONCE = 1_000
"""Rows of a stream that are fetched together."""
CONNECT_S = 5
SETTINGS = {
    "client_encoding": "UTF8",
    "datestyle": "ISO",
    "timezone": "UTC",
    "synchronous_commit": "on",  # what was thanked for is on the disk
    "standard_conforming_strings": "on",
}


class _Day(Loader):
    """A date as ISO text, as SQLite stores it."""

    def load(self, data: Any) -> str:
        return bytes(data).decode()


class _Number(Loader):
    """A numeric as int, or as float if it has a fraction."""

    def load(self, data: Any) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text else int(text)


class _Connection(psycopg.Connection[Any]):
    """A connection, and the names of the statements that the server keeps for it, by their text."""

    def __init__(self, *of: Any, **more: Any) -> None:
        super().__init__(*of, **more)
        self.kept: dict[str, str] = {}


class _Stream(psycopg.ServerCursor[Any]):
    """A cursor whose rows stay at the server until they are fetched."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        text = psycopg.ClientCursor(self.connection).mogrify(query, params)
        return super().execute(text.encode(), **options)


_AnyDatabase: Any = peewee.PostgresqlDatabase  # it has no types


class _Adapter(peewee.Psycopg3Adapter):
    """As peewee's own, which was made without the driver."""

    txn_idle = TransactionStatus.IDLE
    txn_inerror = TransactionStatus.INERROR
    txn_unknown = TransactionStatus.UNKNOWN

    def check_driver(self) -> None:
        """It is here."""

    def get_binary_type(self) -> Any:
        return bytes

    def connect(self, db: Any, **params: Any) -> Any:
        connection = _Connection.connect(
            db.database,
            cursor_factory=psycopg.ClientCursor,
            prepare_threshold=None,
            connect_timeout=CONNECT_S,
            application_name="tingsheng",
            options=" ".join(f"-c {name}={value}" for name, value in SETTINGS.items()),
        )
        connection.adapters.register_loader("date", _Day)
        connection.adapters.register_loader("numeric", _Number)
        return connection

    def server_side_cursor(self, connection: Any) -> Any:
        inside = connection.info.transaction_status == TransactionStatus.INTRANS
        stream = _Stream(connection, str(uuid.uuid4()), withhold=not inside)
        stream.itersize = ROWS_AT_ONCE
        return stream


class Peewee(_AnyDatabase):  # type: ignore[misc]
    """peewee's handle, with the differences of the table above. A connection that was lost is made
    again before the next query outside a transaction."""

    psycopg2_adapter = psycopg3_adapter = _Adapter  # whichever it takes to be there
    returning_clause = False
    field_types: ClassVar[dict[str, str]] = {
        **peewee.PostgresqlDatabase.field_types,
        "INT": "BIGINT",
    }

    def __init__(self, url: str) -> None:
        self._streams = threading.local()
        self._together = Together()
        super().__init__(url, autoconnect=False)

    @property
    def _is_streaming(self) -> bool:
        return getattr(self._streams, "on", False)

    @contextlib.contextmanager
    def streaming(self) -> Iterator[None]:
        """Rows of a query that begins in here are fetched some at a time."""
        self._streams.on = True
        try:
            yield
        finally:
            self._streams.on = False

    def last_insert_id(self, cursor: Any, query_type: Any = None) -> None:
        return None

    def _again_if_lost(self) -> None:
        if not self.is_closed() and not self.in_transaction() and is_lost(self.connection()):
            self._together.without_questions()
            self.close()
            self.connect()

    def cursor(self, named_cursor: Any = None) -> Any:
        self._again_if_lost()
        if unsent := self._together.taken():
            self._send(unsent)
        if self._is_streaming:
            return self._adapter.server_side_cursor(self.connection())
        return super().cursor()

    def begin(self, isolation_level: Any = None) -> None:
        self.cursor()  # made again if it was lost
        self._together.without_questions()
        self._together.unsent.append((b"BEGIN", None))

    def commit(self) -> None:
        unsent = self._together.without_questions()
        if unsent != [(b"BEGIN", None)]:  # a transaction in which nothing was done
            self._send([*unsent, (b"COMMIT", None)])

    def rollback(self) -> None:
        """On a lost connection there is nothing to roll back, and the error that says so stays."""
        self._together.without_questions()
        with contextlib.suppress(psycopg.OperationalError):
            super().rollback()

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        unsent = [] if self._is_streaming else self._together.taken()
        if not unsent or sql.startswith("ROLLBACK"):  # what it takes back need not be sent
            return super().execute_sql(ready(sql), params)
        return self._send([*unsent, (self.bound(ready(sql), params or ()), None)])

    def later(self, statement: bytes) -> None:
        """A write whose answer no one reads. Inside a transaction it goes with the next statement,
        or with the commit."""
        if self.in_transaction():
            self._together.unsent.append((statement, None))
        else:
            with as_peewee():
                self.cursor().execute(statement)

    def ask_ahead(self, question: Question) -> None:
        """A select that goes with the next statement; its answer waits in `answered`."""
        text = self.kept(question.sql, question.values)  # may send what is not sent yet
        self._together.unsent.append((text, question))

    def answered(self, question: Question) -> list[Any] | None:
        """The rows that were asked for ahead; None if they were not."""
        return self._together.answer(question)

    def written(self, table: str = "") -> None:
        """Answers about this table, or about any, are no longer those of the database."""
        self._together.written(table)

    def _send(self, statements: Sequence[tuple[bytes, Question | None]]) -> Any:
        """Has all statements executed, up to the first that fails; a cursor for the last one."""
        with as_peewee():
            cursor = super().cursor()
            cursor.execute(b"; ".join(text for text, _ in statements))
            for number, (_, question) in enumerate(statements):
                if number:
                    cursor.nextset()
                if question is not None:
                    self._together.answers[question] = cursor.fetchall()
        return cursor

    def kept(self, sql: str, params: Sequence[Any]) -> bytes:
        """The call of a statement, with its values, that the server reads once for this connection,
        and plans a few times: for a small one that takes longer than its execution (measured)."""
        self._again_if_lost()  # a new connection keeps none
        known = self.connection().kept
        if sql not in known:
            first, *rest = sql.split("%s")
            text = first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
            name = f"kept_{len(known)}"
            self.execute_sql(f"PREPARE {name} AS {text}")
            known[sql] = name
        values = self.listed([params]) if params else b""
        return f"EXECUTE {known[sql]}".encode() + values

    def bound(self, sql: str, params: Any) -> bytes:
        """A statement with its values."""
        with as_peewee():
            return psycopg.ClientCursor(self.connection()).mogrify(sql, params).encode()

    def listed(self, rows: Sequence[Sequence[Any]]) -> bytes:
        """Rows of values as lists in a statement's text, each in brackets."""
        with as_peewee():
            literal = Transformer.from_context(self.connection()).as_literal
            lists = (
                b", ".join([b"NULL" if value is None else literal(value) for value in row])
                for row in rows
            )
            return b"(" + b"), (".join(lists) + b")"


def as_peewee() -> Any:
    """A context in which the driver's errors are raised as peewee's."""
    wrapper: Any = vars(peewee)["__exception_wrapper__"]
    return wrapper


def ready(sql: str) -> str:
    """SQL with PostgreSQL's placeholders, and tables without SQLite's options."""
    if sql.startswith("CREATE TABLE"):
        sql = _OPTIONS.sub(")", sql)
    return sql.replace("?", "%s") if "?" in sql else sql


def is_lost(connection: Any) -> bool:
    """Whether a connection is of no use any more: an idle one has something to read only if the
    server has ended it."""
    if connection.closed:
        return True
    if connection.info.transaction_status != TransactionStatus.IDLE:
        return False
    looked = select.poll()
    looked.register(connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    while looked.poll(0):
        try:  # its last word, or a note that changes nothing
            connection.pgconn.consume_input()
            connection.pgconn.is_busy()
        except psycopg.Error:
            return True
        if connection.closed:
            return True
    return False


def append_only(table: str, number: str) -> list[str]:
    """Statements after which rows of a table can only be added, each with the next number; the
    names of the triggers are those that SQLite's have."""
    says = "RAISE EXCEPTION 'this table is append-only' USING ERRCODE = '23000'"
    following = f"NEW.{number} <> (SELECT coalesce(max({number}), 0) + 1 FROM {table})"
    refusing, counting = f"{table}_refuse", f"{table}_follow"
    function = "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {}; END $$"
    each = f"ON {table} FOR EACH ROW EXECUTE FUNCTION"
    return [
        function.format(refusing, says),
        function.format(counting, f"IF {following} THEN {says}; END IF; RETURN NEW"),
        f"CREATE TRIGGER {table}_kept BEFORE DELETE {each} {refusing}()",
        f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE {each} {refusing}()",
        f"CREATE TRIGGER {table}_appended BEFORE INSERT {each} {counting}()",
        f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {refusing}()",
    ]
