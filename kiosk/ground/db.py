"""The database handle: one SQLite library, one writer at a time, durable.

`Database` is passed as an argument to every verb; models are bound to no database, so a
process can hold several (the demo's ten halls, a test's hall and office). Never open, copy or
hash the file by other means: closing any handle of it drops the locks of the whole process, and
acknowledged rows are lost (measured). Backups are made by `VACUUM INTO` only.

Over the line limit: it holds all ways to read and write the file, so that there is no other.
"""

import contextlib
import itertools
import math
import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import apsw
import peewee
from playhouse.apsw_ext import APSWDatabase
from playhouse.migrations import Runner

from kiosk.ground import disk
from kiosk.ground.config import ARCHIVES
from kiosk.ground.disk import ReadOnly
from kiosk.ground.queries import Prepared

MIGRATIONS = Path(__file__).parents[1] / "migrations"
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",  # NORMAL loses acknowledged taps on a power cut
    "foreign_keys": 1,
    "secure_delete": 1,
    "cache_size": -2048,  # KiB, for each thread; the system keeps the file's pages besides
    "journal_size_limit": 4_194_304,  # a large import leaves no large WAL after it
}
WAIT_S = 5
LOCK_S = 10
"""How long a write waits for the others of this process before it gives up."""
READ_S = 20.0
"""How long one look may read before its query is interrupted. No page needs a second, and after 20
no station waits for an answer any more."""
STEPS = 100_000
"""After so many steps of SQLite's machine, some ms, a query's time is looked at."""
CHECK_STEPS = 1_000
"""After so many pages a check of the file looks at its time. A page that is not in memory takes
0.1 ms here; after 100,000 of them a check of 3 s had once taken 14."""
ROWS_A_STATEMENT = 500
ANSWERS_KEPT = 500
"""Cached answers per thread; a page needs about a dozen."""


class NewerDatabase(Exception):
    """The file was written by a newer program; continuing would damage it."""


class Unsuitable(Exception):
    """A database that can't be used; the message says what would be right."""


Away = peewee.OperationalError
"""A database that is not reached, is full, or is in use for too long."""
BadValue = peewee.DataError
"""A value that no column takes."""
UNREADABLE = (apsw.SQLITE_IOERR_READ, apsw.SQLITE_IOERR_SHORT_READ, apsw.SQLITE_IOERR_CORRUPTFS)


def is_damage(error: BaseException) -> bool:
    """Whether an error, or one that led to it, says that a database can't be read any more, and not
    only that a disk is full, busy or read-only."""
    for one in _led_to(error):
        if isinstance(one, apsw.CorruptError | apsw.NotADBError):
            return True
        if isinstance(one, apsw.IOError) and getattr(one, "extendedresult", 0) in UNREADABLE:
            return True
    return False


def _led_to(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and those that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _plain(_cursor: Any, _number: int, value: Any) -> Any:
    # playhouse.migrations stores the time of a migration as a datetime
    return value.isoformat(" ")


class _Apsw(APSWDatabase):  # type: ignore[misc]
    field_types: ClassVar[dict[str, str]] = {
        **APSWDatabase.field_types,
        "DATE": "TEXT",
        "DATETIME": "TEXT",
        "VARCHAR": "TEXT",
    }

    def _add_conn_hooks(self, conn: apsw.Connection) -> None:
        conn.convert_binding = _plain
        super()._add_conn_hooks(conn)


class Answers(threading.local):
    """A thread's cached answers to prepared queries. They are valid while `state` is the
    database's and the thread is `looking`."""

    looking = False
    limited = 0
    """The process of the server that was asked to interrupt what reads for too long
    (PostgreSQL)."""
    shares = False
    """Whether this thread's transaction is beside others that write the same sums (PostgreSQL)."""
    until = math.inf
    """When this thread's reading is interrupted, on the monotonic clock."""
    state: tuple[int, int] | None = None

    def __init__(self) -> None:
        self.known: dict[tuple[Any, ...], list[Any]] = {}


class Database:
    """A SQLite file, and the one lock that its writers share. PostgreSQL's handle is made from this
    one (kiosk/ground/databases/postgresql.py).

    Each thread has one lasting connection. `_keeper` stays open as long as the handle;
    otherwise each close of the last connection would run a checkpoint.
    """

    archives: Path
    """Where head office's archive files are (kiosk/records/ledger/archives)."""
    remark = ""
    """What is noted about the database as a whole (PostgreSQL)."""
    is_for_office = False
    """Whether it can't be a station's (PostgreSQL)."""

    def __init__(self, path: Path, vfs: str | None = None, pragmas: dict[str, Any] | None = None):
        self.path = path
        self.name = str(path)
        self.archives = path.parent / ARCHIVES
        self.read_only = not disk.is_writable(path)
        name = str(path)
        options: dict[str, Any] = {}
        if self.read_only:
            name, vfs = disk.to_read(path)
            options["flags"] = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
        if vfs:
            options["vfs"] = vfs
        self.peewee: Any = _Apsw(
            name,
            pragmas=disk.PRAGMAS if self.read_only else {**PRAGMAS, **(pragmas or {})},
            lock_type="IMMEDIATE",
            timeout=WAIT_S,
            autoconnect=False,
            **options,
        )
        self._lock = threading.RLock()
        self._answers = Answers()
        self._numbers = itertools.count()
        self._apart: dict[int, tuple[Any, Mapping[str, Any]]] = {}
        self.has_to_forget = False
        self.suspected = threading.Event()
        self.filled = threading.Event()
        self._keeper = apsw.Connection(name, **options)
        if self.read_only:
            self._keeper.execute("PRAGMA locking_mode=exclusive").fetchall()
        else:
            path.chmod(0o600)
        self.connect()
        # a connection counts only once it has read; then no other is the last
        # to close, which would run a checkpoint and unlink the WAL
        self._keeper.execute("SELECT 1 FROM sqlite_schema").fetchall()

    def connect(self) -> None:
        """Opens this thread's lasting connection."""
        if self.peewee.connect(reuse_if_open=True):
            self.peewee.connection().set_progress_handler(self._is_late, STEPS)

    def _is_late(self) -> bool:
        return time.monotonic() > self._answers.until

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction under the write lock: SQLite's own waiting is unfair and slow (p99 616
        ms against 27 ms with this lock, 4 clients, measured). It is never interrupted; but it
        waits for the lock no longer than LOCK_S, so that one write that does not end keeps no
        others waiting for ever. Raises peewee.OperationalError then."""
        self._answers.looking = False
        if self.read_only:
            raise ReadOnly(f"{self.name} can't be written")
        if not self._lock.acquire(timeout=LOCK_S):
            raise peewee.OperationalError("another write has not ended")
        until, self._answers.until = self._answers.until, math.inf
        try:
            with self.peewee.atomic():
                yield
        finally:
            self._answers.until = until
            self._lock.release()

    @contextlib.contextmanager
    def writing_in(self, branch: str) -> Iterator[None]:
        """As `writing`, for rows of this branch alone; PostgreSQL lets those of others be written
        meanwhile."""
        with self.writing():
            yield

    def store_apart(self, model: Any, row: Mapping[str, Any]) -> None:
        """Stores a row that no one else writes; one that is there stays. It is durable on return;
        rows that wait at once for the one writer share its commit."""
        own = next(self._numbers)
        self._apart[own] = (model, row)
        taken: dict[int, Mapping[str, Any]] = {}
        try:
            with self.writing():
                if own in self._apart:  # else another thread's commit took it along
                    waiting = self._apart.copy()
                    taken = {n: one for n, (of, one) in waiting.items() if of is model}
                    self.run(new_rows(model, list(taken.values())))
        except BaseException:
            self._apart.pop(own, None)  # the others try for themselves
            raise
        for number in taken:
            self._apart.pop(number, None)

    def take_sums(self, branch: str) -> int:
        """Before sums that several branches share are written inside `writing_in`: the lane in
        which those of this branch are. There is one lane, since a writer is alone."""
        return 0

    @contextlib.contextmanager
    def writing_soon(self, wait_ms: int) -> Iterator[None]:
        """As `writing`, for a short write that gives up: it waits at most so long for the other
        writers of this process, and as long again for other processes'."""
        if not self._lock.acquire(timeout=wait_ms / 1000):
            raise peewee.OperationalError("another write has not ended")
        connection = self.peewee.connection()
        try:
            connection.set_busy_timeout(wait_ms)
            with self.writing():
                yield
        finally:
            connection.set_busy_timeout(WAIT_S * 1000)
            self._lock.release()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads in here see the database as it was at the first; others write meanwhile."""
        self._answers.looking = False
        self.sql("BEGIN DEFERRED")
        try:
            yield
        finally:
            self.sql("ROLLBACK")

    def look(self) -> None:
        """Serves prepared queries from this thread's cache until it looks away or writes; the
        cache is emptied if anything was committed since it was filled. Each small read releases
        the interpreter's lock and waits to get it back, which on a page of a dozen reads costs
        more than everything else (measured).

        A query that still reads after READ_S is interrupted: peewee.OperationalError."""
        connection, answers = self.peewee.connection(), self._answers
        (version,) = connection.execute("PRAGMA data_version").fetchone()  # others' commits
        state = (version, connection.total_changes())
        if answers.state != state or len(answers.known) > ANSWERS_KEPT:
            answers.state, answers.known = state, {}
        answers.looking = True
        answers.until = time.monotonic() + READ_S

    def look_away(self) -> None:
        """From here on, this thread reads the database again, for as long as it takes."""
        self._answers.looking = False
        self._answers.until = math.inf

    def run(self, query: Any) -> Any:
        """Executes a query; returns what peewee returns for its type."""
        return query.execute(self.peewee)

    def rows(self, query: Any) -> list[Any]:
        """All rows of a select, in the form it asks for (models, dicts, tuples)."""
        return list(query.execute(self.peewee))

    def tuples(self, prepared: Prepared, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a prepared query, as SQLite stores them."""
        return self._answer(prepared, values, as_models=False)

    def ask(self, prepared: Prepared, **values: Any) -> list[Any]:
        """The rows of a prepared select as models, which must not be changed."""
        return self._answer(prepared, values, as_models=True)

    def ask_ahead(self, *questions: tuple[Prepared, Mapping[str, Any]]) -> None:
        """What this thread is going to ask: PostgreSQL answers it together with what is asked next.
        SQLite, which answers at once, is asked when it is read."""

    def each(self, prepared: Prepared, rows: Iterable[Mapping[str, Any]]) -> None:
        """Executes a prepared write with each of these rows of values, no two of which have the
        same key."""
        for values in rows:
            self._found(prepared, prepared.bound(values))

    def _answer(self, prepared: Prepared, values: dict[str, Any], *, as_models: bool) -> list[Any]:
        name = (prepared, as_models, *values.items())
        cached = prepared.cached and self._answers.looking
        if cached and name in self._answers.known:
            return self._answers.known[name]
        rows = self._found(prepared, prepared.bound(values))
        if as_models:
            rows = [
                prepared.model(
                    **{
                        field: read(value)
                        for (field, read), value in zip(prepared.fields, row, strict=True)
                    }
                )
                for row in rows
            ]
        if cached:
            self._answers.known[name] = rows
        return rows

    def _found(self, prepared: Prepared, bound: Sequence[Any]) -> list[Any]:
        return list(self.peewee.execute_sql(prepared.text, bound))

    def stream(self, query: Any) -> Iterator[Any]:
        """The rows of a select one by one, for walks over a whole table."""
        yield from query.bind(self.peewee).iterator()

    def as_stored(self, query: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a select one by one as they are stored, the same from both databases:
        numbers, texts, bytes, and days as ISO text."""
        yield from self._cursor(query)

    def stored(self, query: Any) -> list[tuple[Any, ...]]:
        """All rows of a select as they are stored, for thousands of them: making values of a model
        out of them takes longer than finding them."""
        return list(self._cursor(query))

    def _cursor(self, query: Any) -> Any:
        text, values = self.peewee.get_sql_context().sql(query).query()
        return self.peewee.execute_sql(text, values)

    def copy_in(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Stores rows as `as_stored` gives them, in few large statements."""
        names = ",".join(f'"{name}"' for name in columns)
        one = f"({','.join('?' * len(columns))})"
        for start in range(0, len(rows), ROWS_A_STATEMENT):
            part = rows[start : start + ROWS_A_STATEMENT]
            text = f'INSERT INTO "{table}" ({names}) VALUES {",".join([one] * len(part))}'
            self.sql(text, *[value for row in part for value in row])

    def first(self, query: Any) -> Any:
        """The first row of a select, or None."""
        return next(iter(query.limit(1).execute(self.peewee)), None)

    def sql(self, text: str, *values: Any) -> Any:
        """A cursor for ready-made SQL; only kiosk/records/ledger/ledger.py and this file have
        any."""
        return self.peewee.execute_sql(text, values)

    def triggers(self) -> set[str]:
        """The names of the triggers that act."""
        found = self.sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        return {name for (name,) in found}

    def is_new(self) -> bool:
        """Whether its tables must be made before it can be migrated; those of a file are made by
        migrations alone."""
        return False

    def make(self, models: Sequence[Any], append_only: Mapping[str, str]) -> None:
        """Makes the tables of a new database (PostgreSQL)."""
        raise NotImplementedError

    def distribute(self, by_branch: Sequence[str], everywhere: Sequence[str]) -> None:
        """Spreads tables over the machines of a cluster, before there is any row: those that grow
        by branch, the ledger first, and small ones that each machine has (Citus)."""

    def unequal_copies(self, everywhere: Sequence[str]) -> list[tuple[str, str]]:
        """(table, what) of each small table that is not the same on all machines of a cluster
        (Citus)."""
        return []

    def migrate(self) -> bool:
        """Applies outstanding migrations; returns whether there were any. Raises NewerDatabase if
        the file has a migration that this program does not know."""
        with self._lock:
            runner = Runner(self.peewee, str(MIGRATIONS))
            found = runner.status()
            gone = [done.name for done in found if done.path is None]
            if gone:
                raise NewerDatabase(f"{self.name}: {', '.join(sorted(gone))}")
            if self.read_only and not all(done.applied for done in found):
                raise ReadOnly(f"{self.name} must be upgraded, but can't be written")
            return not self.read_only and bool(runner.up())

    def is_newer(self) -> bool:
        """Whether a later program has migrated this file."""
        with self._lock:
            return any(one.path is None for one in Runner(self.peewee, str(MIGRATIONS)).status())

    def applied(self) -> set[str]:
        """The migrations that this file has, also those that this program does not know."""
        with self._lock:
            return {
                one.name for one in Runner(self.peewee, str(MIGRATIONS)).status() if one.applied
            }

    def checkpoint(self) -> None:
        """Moves what was committed from the WAL into the file, as far as no one reads it, without
        waiting for anyone: a damaged byte of the WAL takes all commits after it along (measured: 50
        of 100), so little should be in it for long."""
        self.sql("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def forget(self) -> bool:
        """Purges deleted rows from the files: secure_delete zeroes the pages, and this empties
        the WAL that still holds them (measured: 16,000 hits of 150 deleted rows before, none
        after). Returns False if another connection was reading; then it must be tried again."""
        with self._lock:
            (busy, *_) = self.sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self.has_to_forget = bool(busy)
        return not busy

    def backup(self, target: Path) -> None:
        """Writes a complete, consistent copy to `target`, which must not exist."""
        partial = target.with_name(target.name + ".partial")
        partial.unlink(missing_ok=True)
        self.sql("VACUUM INTO ?", str(partial))
        with partial.open("rb+") as copy:  # the copy, not the file in use
            os.fchmod(copy.fileno(), 0o600)
            os.fsync(copy.fileno())
        partial.rename(target)

    def suspect(self, error: BaseException) -> None:
        """Notes an error. If it says damage, `suspected` is set, and the file is to be checked; if
        it says that the disk is full, `filled` is."""
        if is_damage(error):
            self.suspected.set()
        if any(isinstance(one, apsw.FullError | apsw.IOError) for one in _led_to(error)):
            self.filled.set()

    @property
    def size(self) -> int:
        """Bytes that the database takes."""
        return self.path.stat().st_size

    def close(self) -> None:
        """Closes this thread's connection and the keeper."""
        self.peewee.close()
        self._keeper.close()


def new_rows(model: Any, rows: Sequence[Mapping[str, Any]]) -> Any:
    """The query that stores rows unless they are there."""
    keys = model._meta.get_primary_keys()
    return model.insert_many(rows).on_conflict(action="nothing", conflict_target=keys)


def fault_of(path: Path, seconds: float = math.inf) -> str | None:
    """What is wrong with a database file, as SQLite's quick_check finds it; None for nothing, and
    for what was not found within so many seconds. A file that is empty is no database."""
    until = time.monotonic() + seconds
    if path.stat().st_size == 0:
        return "the file is empty"
    try:
        connection = apsw.Connection(str(path))
    except apsw.Error as error:
        return str(error) if is_damage(error) else None
    try:
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)  # a damaged one stays as it is
        connection.set_busy_timeout(WAIT_S * 1000)
        connection.set_progress_handler(lambda: time.monotonic() > until, CHECK_STEPS)
        (says,) = connection.execute("PRAGMA quick_check(1)").fetchall()[0]
        return None if says == "ok" else str(says)
    except apsw.InterruptError:
        return None
    except apsw.Error as error:
        return str(error) if is_damage(error) else None
    finally:
        connection.close()
