"""A real PostgreSQL of Debian for the tests, and databases on it.

One server serves all workers of a session: the first that needs it starts it, the session's end
ends it. A test that needs a database gets one whose tables are made and empty.
"""

import contextlib
import fcntl
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kiosk.ground.config import Config
from kiosk.ground.databases import opening
from kiosk.records.upkeep import new_database
from tests import citus
from tests.citus import Cluster

SERVERS = Path("/usr/lib/postgresql")
FOLDER = "KIOSK_TEST_SERVER"
"""The variable that names the folder of the session's server."""
CHOSEN = "KIOSK_TEST_DATABASE"
"""The variable that says on which database a test's offices are: `postgresql`, or `sqlite`."""
OWNER = "tingsheng"
FAST = (
    "fsync=off", "full_page_writes=off", "max_connections=300", "shared_buffers=64MB",
    "autovacuum=off", "listen_addresses=", "max_wal_size=2GB", "log_min_messages=fatal",
)  # fmt: skip


class Server:
    """A PostgreSQL in a folder of its own, on a socket there. It refuses to run as root, so that
    root's tests run it as the user that Debian made for it."""

    def __init__(self, folder: Path, settings: tuple[str, ...] = FAST) -> None:
        self.folder, self.settings = folder, settings
        found = sorted(SERVERS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
        if not found:
            pytest.skip("PostgreSQL is not installed: deploy/setup.sh databases")
        self.programs = found[-1].parent
        self.user: dict[str, Any] = {}
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            self.user = {"user": owner.pw_uid, "group": owner.pw_gid}
            os.chown(folder, owner.pw_uid, owner.pw_gid)

    def make(self) -> None:
        subprocess.run(
            [self.programs / "initdb", "-D", self.folder / "data", "-U", OWNER, "--auth=trust",
             "--no-sync", "--locale=C", "--encoding=UTF8"],
            check=True, capture_output=True, cwd=self.folder, **self.user,
        )  # fmt: skip

    def start(self) -> None:
        """Returns once it answers; its process is in the file `pid`."""
        settings = [part for one in self.settings for part in ("-c", one)]
        server = subprocess.Popen(
            [self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder, *settings],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, **self.user,
        )  # fmt: skip
        (self.folder / "pid").write_text(str(server.pid))
        end = time.monotonic() + 30
        while True:
            try:
                self.run("SELECT 1")
                return
            except Exception:
                if time.monotonic() > end or server.poll() is not None:
                    raise
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Ends it: SIGINT as on a restart, SIGQUIT at once as in a crash."""
        process = int((self.folder / "pid").read_text())
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, how)
            end = time.monotonic() + 30
            while time.monotonic() < end:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(process, os.WNOHANG)
                os.kill(process, 0)
                time.sleep(0.02)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql:///{database}?host={self.folder}&user={OWNER}"

    def run(self, *statements: str, database: str = "postgres") -> list[Any]:
        """Runs statements in a database; the rows of the last one, if it has any."""
        from kiosk.ground.databases.driver import psycopg

        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=5) as line:
            for statement in statements:
                cursor = line.execute(statement)
            return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def own_server(*settings: str) -> Iterator[Server]:
    """A server of a test's own, which it may stop and start."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = Server(Path(folder), (*FAST, *settings))
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()


def is_chosen() -> bool:
    """Whether a test's offices are on PostgreSQL."""
    return os.environ.get(CHOSEN, "sqlite") == "postgresql"


# The session's ----------------------------------------------------------------------


def begin_session() -> None:
    """Names the folder that all workers of a session share."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="pg")
        Path(os.environ[FOLDER]).chmod(0o755)


def end_session() -> None:
    """Ends the session's server, if one was started."""
    folder = Path(os.environ.pop(FOLDER))
    if (folder / "server" / "pid").exists():
        Server(folder / "server").stop()
    shutil.rmtree(folder, ignore_errors=True)


@cache
def session_server() -> Server | Cluster:
    """The session's server, or the cluster that a variable names."""
    return citus.named() or own_session_server()


@cache
def own_session_server() -> Server:
    """The session's server with the template of all databases, started if it is not yet."""
    folder = Path(os.environ[FOLDER])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = (folder / "ready").exists()
        (folder / "server").mkdir(exist_ok=True)
        server = Server(folder / "server")
        if not ready:
            server.make()
            server.start()
            _make_template(server)
            (folder / "ready").touch()
    return server


def _make_template(server: Server) -> None:
    server.run("CREATE DATABASE template")
    db = opening.opened(Config(role="office", postgresql=server.url("template")))
    new_database.make(db)
    db.close()


class Databases:
    """The databases of one worker. One that a test is done with is emptied for the next: that takes
    25 ms, a new one from the template 300 (measured)."""

    def __init__(self) -> None:
        self.worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        self.numbers = itertools.count()
        self.free: list[str] = []
        self.used: dict[Path, str] = {}

    def of(self, folder: Path) -> str:
        """The address of the database of the machine in this folder, the same until the test
        ends."""
        if folder not in self.used:
            self.used[folder] = self._emptied(self.free.pop()) if self.free else self._made()
        return session_server().url(self.used[folder])

    def restored(self, dump: Path) -> str:
        """The address of a database made from a backup, as docs/postgresql.md says."""
        server, name = session_server(), f"{self.worker}_{next(self.numbers)}"
        server.run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        command = ["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={server.url(name)}"]
        subprocess.run([*command, dump], check=True, capture_output=True)
        return server.url(name)

    def keep(self, folder: Path) -> None:
        """Leaves the database of the machine in this folder to tests that follow."""
        self.used.pop(folder, None)

    def give_back(self) -> None:
        """Ends a test."""
        self.free += self.used.values()
        self.used.clear()

    def _made(self) -> str:
        name, server = f"{self.worker}_{next(self.numbers)}", session_server()
        if isinstance(server, Cluster):
            server.make(f"tingsheng_{name}")
            return f"tingsheng_{name}"
        server.run(f"CREATE DATABASE {name} TEMPLATE template")
        return name

    def _emptied(self, name: str) -> str:
        server = session_server()
        server.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND pid <> pg_backend_pid()",
            "SET session_replication_role = replica",
            "; ".join(f'DELETE FROM "{table}"' for table in _tables(name)),
            "COMMENT ON TABLE turn IS NULL",  # of a move that was cut off
            database=name,
        )
        if isinstance(server, Cluster):
            return name
        renamed = f"{self.worker}_{next(self.numbers)}"  # the program keeps what it read by name
        server.run(f"ALTER DATABASE {name} RENAME TO {renamed}")
        return renamed


@cache
def _tables(name: str) -> list[str]:
    rows = session_server().run(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        " AND tablename <> 'schema_migration'",
        database=name,
    )
    return [table for (table,) in rows]


databases = Databases()
