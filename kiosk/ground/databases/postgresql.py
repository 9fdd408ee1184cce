"""A handle of an office's database on PostgreSQL; verbs use it as they use SQLite's.

Writers take turns. A verb's transaction is alone among all of them, as on SQLite, so that what it
read stays true until it commits. The receiving of a branch's entries is not: it shares the turn
with that of other branches, and waits for its own branch alone. `turn` is a table whose lock is the
turn, and whose rows are the branches; PostgreSQL lets those who wait go in their order.

Over the line limit: it holds all that a handle does, as kiosk/ground/db.py for SQLite.
"""

import contextlib
import subprocess
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from playhouse.migrations import Runner

from kiosk.ground import disk
from kiosk.ground.databases import cluster, differences
from kiosk.ground.databases.differences import Peewee
from kiosk.ground.databases.together import Question
from kiosk.ground.db import (
    LOCK_S,
    MIGRATIONS,
    READ_S,
    ROWS_A_STATEMENT,
    Answers,
    Database,
    Unsuitable,
    new_rows,
)
from kiosk.ground.queries import Prepared

OLDEST = 150_000
"""The first version of PostgreSQL that is tested."""
FEW_ROWS = 50
LANES = 8
"""How many branches at once can be received (take_sums)."""
_LANE = "~"
"""Before a lane's number, in the table `turn`; no branch has such a name."""
COLLATIONS = {"C", "POSIX", "C.UTF-8", "C.utf8"}
"""Those that sort text by its bytes, as SQLite does."""


def _turn_in(mode: str, wait_s: float) -> tuple[str, ...]:
    """The statements that wait for a turn."""
    return (
        "SET LOCAL statement_timeout = 0",
        f"SET LOCAL lock_timeout = {wait_s * 1000:.0f}",
        f"LOCK TABLE turn IN {mode} MODE",
    )


def _question(prepared: Prepared, bound: Sequence[Any]) -> Question:
    return Question(prepared.in_postgresql, tuple(bound), prepared.tables or frozenset())


class Postgresql(Database):
    """A database of a PostgreSQL server; each thread has one lasting connection."""

    is_for_office = True

    def __init__(self, url: str) -> None:
        self.url = url
        self.read_only = False
        self.peewee = Peewee(url)
        self._lock = threading.RLock()
        self._answers = Answers()
        self.has_to_forget = False
        self.suspected = threading.Event()
        self.filled = threading.Event()
        self.connect()
        info = self.peewee.connection().info
        self.name = f"{info.dbname}@{info.host}"
        self._check(info.server_version)

    def _check(self, version: int) -> None:
        if version < OLDEST:
            raise Unsuitable(f"{self.name}: PostgreSQL {OLDEST // 10_000} or newer is needed")
        (encoding, collation) = self.sql(
            "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
        if encoding != "UTF8" or collation not in COLLATIONS:
            raise Unsuitable(
                f"{self.name}: its encoding is {encoding} and its collation {collation}; make it"
                " with: createdb --template=template0 --encoding=UTF8 --locale=C"
            )

    def connect(self) -> None:
        """Opens this thread's lasting connection, again if it was lost."""
        if not self.peewee.is_closed() and differences.is_lost(self.peewee.connection()):
            self.peewee.close()
        self.peewee.connect(reuse_if_open=True)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction, alone among all writers of all processes. Raises
        peewee.OperationalError if its turn does not come within LOCK_S."""
        with self._turn("EXCLUSIVE", LOCK_S):
            yield

    @contextlib.contextmanager
    def writing_in(self, branch: str) -> Iterator[None]:
        """One transaction that writes rows of this branch, beside those of other branches."""
        inside = self.peewee.in_transaction()
        with self.peewee.atomic():
            if not inside:
                self._answers.looking = False
                for statement in _turn_in("ROW EXCLUSIVE", LOCK_S):
                    self.peewee.later(statement.encode())
                self._take(branch)
                self._answers.shares = True
            yield

    def store_apart(self, model: Any, row: Mapping[str, Any]) -> None:
        """As the other's; it waits for no one's turn."""
        self._answers.looking = False
        self.run(new_rows(model, [row]))

    def take_sums(self, branch: str) -> int:
        """In a branch's transaction, waits for the lane of sums that it shares with other branches:
        always after its own branch, so that no two wait for each other. Branches of other lanes
        are written meanwhile: with a single lane every commit waited for the one before it."""
        lane = zlib.crc32(branch.encode()) % LANES
        if self._answers.shares:
            self._take(f"{_LANE}{lane}")
            self._answers.shares = False
        return lane

    def _take(self, name: str) -> None:
        taken = "SELECT branch FROM turn WHERE branch = ? FOR UPDATE"
        if not self.sql(taken, name).fetchone():
            self.sql("INSERT INTO turn (branch) VALUES (?) ON CONFLICT DO NOTHING", name)
            self.sql(taken, name)

    @contextlib.contextmanager
    def writing_soon(self, wait_ms: int) -> Iterator[None]:
        """As `writing`, for a short write that gives up after so long."""
        with self._turn("EXCLUSIVE", wait_ms / 1000):
            yield

    @contextlib.contextmanager
    def _turn(self, mode: str, wait_s: float) -> Iterator[None]:
        self._answers.looking = False
        inside = self.peewee.in_transaction()
        with self.peewee.atomic():
            if not inside:
                self._answers.shares = False
                self.sql("; ".join(_turn_in(mode, wait_s)))
            yield

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads in here see the database as it was at the first; others write meanwhile."""
        self._answers.looking = False
        self.sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0")
        try:
            yield
        finally:
            self.sql("ROLLBACK")

    def look(self) -> None:
        """Serves prepared queries from this thread's cache until it looks away or writes. What
        others commit is seen by the next look. A query that still reads after READ_S is
        interrupted: peewee.OperationalError."""
        answers = self._answers
        answers.known, answers.looking = {}, True
        self.peewee.written()
        self._limit(READ_S)

    def look_away(self) -> None:
        """From here on, this thread reads the database again, for as long as it takes."""
        self._answers.looking = False

    def _limit(self, seconds: float) -> None:
        if self._answers.limited != self.peewee.connection().info.backend_pid:
            self.sql(f"SET statement_timeout = {seconds * 1000:.0f}")
            self._answers.limited = self.peewee.connection().info.backend_pid

    def ask_ahead(self, *questions: tuple[Prepared, Mapping[str, Any]]) -> None:
        """Asks these together with what is asked next."""
        for prepared, values in questions:
            self.peewee.ask_ahead(_question(prepared, prepared.bound(values)))

    def run(self, query: Any) -> Any:
        """As the other's."""
        self.peewee.written()
        return super().run(query)

    def sql(self, text: str, *values: Any) -> Any:
        """A cursor for ready-made SQL."""
        if not text.startswith("SELECT"):
            self.peewee.written()
        return self.peewee.execute_sql(text.replace("%", "%%"), values)

    def stream(self, query: Any) -> Iterator[Any]:
        """The rows of a select one by one, for walks over a whole table."""
        with self.peewee.streaming():
            rows = query.clone().bind(self.peewee).execute()
        yield from rows.iterator()

    def as_stored(self, query: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a select one by one as they are stored, as from SQLite."""
        with self.peewee.streaming():
            rows = self._cursor(query)
        yield from rows

    def each(self, prepared: Prepared, rows: Iterable[Mapping[str, Any]]) -> None:
        """Executes a prepared write with each of these rows of values; inserted rows go together
        in one statement, which takes no two with the same key."""
        bound = [prepared.bound(values) for values in rows]
        self.peewee.written(prepared.model._meta.table_name)
        if prepared.around_row is None or len(bound) == 1:
            for one in bound:
                self.peewee.later(self.peewee.kept(prepared.in_postgresql, one))
            return
        before, after = prepared.around_row
        for start in range(0, len(bound), ROWS_A_STATEMENT):
            self._insert(before, bound[start : start + ROWS_A_STATEMENT], after)

    def _insert(self, before: str, rows: Sequence[Sequence[Any]], after: str = "") -> None:
        """Inserts rows by one statement, which is sent with the next one."""
        self.peewee.later(before.encode() + self.peewee.listed(rows) + after.encode())

    def _found(self, prepared: Prepared, bound: Sequence[Any]) -> list[Any]:
        if prepared.tables is None:
            self.peewee.written()
        else:
            rows: list[Any] | None = self.peewee.answered(_question(prepared, bound))
            if rows is not None:
                return rows
        cursor = self.peewee.execute_sql(prepared.in_postgresql, bound)
        return list(cursor) if cursor.rownumber is not None else []  # it has rows to give

    def triggers(self) -> set[str]:
        """The names of the triggers that act."""
        return {
            name
            for (name,) in self.sql(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
            )
        }

    @property
    def size(self) -> int:
        """Bytes that the database takes."""
        return int(self.sql("SELECT pg_database_size(current_database())").fetchone()[0])

    def copy_in(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Stores rows as `as_stored` gives them, all or none, in the quickest way there is: COPY
        waits for the server twice, which few rows are not worth."""
        names = ", ".join(f'"{name}"' for name in columns)
        self.peewee.written(table)
        if len(rows) <= FEW_ROWS:
            self._insert(f'INSERT INTO "{table}" ({names}) VALUES ', rows)
            return
        with (
            differences.as_peewee(),
            self.peewee.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as copying,
        ):
            for row in rows:
                copying.write_row(row)

    @property
    def remark(self) -> str:
        """What was last noted about this database as a whole; '' for nothing."""
        (found,) = self.sql("SELECT obj_description(to_regclass('turn'), 'pg_class')").fetchone()
        return found or ""

    @remark.setter
    def remark(self, text: str) -> None:
        self.sql("COMMENT ON TABLE turn IS ?", text)

    # Making and changing tables -----------------------------------------------------

    def is_new(self) -> bool:
        """Whether there is not a table yet. Raises Unsuitable if there are those of another
        program alone."""
        tables = self.peewee.get_tables()
        if tables and "turn" not in tables:
            raise Unsuitable(f"{self.name} belongs to another program, which has {tables[0]}")
        return not tables

    def make(self, models: Sequence[Any], append_only: Mapping[str, str]) -> None:
        """Makes the tables of a new database as today's models say, all or none; every migration
        that this program knows is as good as done. `append_only` names tables whose rows are only
        added, and their numbers."""
        with self.peewee.atomic(), self.peewee.bind_ctx(models):
            self.peewee.create_tables(models)
            self.sql("CREATE TABLE turn (branch TEXT PRIMARY KEY)")
            for table, number in append_only.items():
                for statement in differences.append_only(table, number):
                    self.sql(statement)
            Runner(self.peewee, str(MIGRATIONS)).fake()

    def distribute(self, by_branch: Sequence[str], everywhere: Sequence[str]) -> None:
        """On Citus, spreads tables over its machines. Raises Unsuitable."""
        if cluster.is_there(self):
            cluster.distribute(self, by_branch, everywhere)

    def unequal_copies(self, everywhere: Sequence[str]) -> list[tuple[str, str]]:
        """On Citus, (table, what) of each small table that is not the same on all machines."""
        return cluster.unequal(self, everywhere) if cluster.is_there(self) else []

    def backup(self, target: Path) -> None:
        """Writes a complete, consistent copy to `target`, in pg_dump's own format. Raises OSError,
        also if pg_dump is not installed."""
        partial = target.with_name(target.name + ".partial")
        partial.unlink(missing_ok=True)
        partial.touch(0o600)
        command = ["pg_dump", "--format=custom", f"--file={partial}", f"--dbname={self.url}"]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
        except FileNotFoundError:
            raise OSError("pg_dump is missing; install postgresql-client") from None
        except subprocess.CalledProcessError as error:
            raise OSError(f"pg_dump: {error.stderr.strip()}") from None
        disk.sync(partial)
        partial.rename(target)

    def migrate(self) -> bool:
        """Applies outstanding migrations, by one process at a time."""
        with self.writing():
            return super().migrate()

    def checkpoint(self) -> None:
        """PostgreSQL does this by itself."""

    def forget(self) -> bool:
        """PostgreSQL's own vacuum and its write-ahead log decide when deleted rows are gone from
        the disk (docs/postgresql.md)."""
        self.has_to_forget = False
        return True

    def suspect(self, error: BaseException) -> None:
        """Nothing here can tell damage: the server says so in its log."""

    def close(self) -> None:
        """Closes this thread's connection."""
        self.peewee.close()
