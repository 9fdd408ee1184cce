"""Databases of ticket systems: a real PostgreSQL of Debian, and a file of SQLite, both through
ODBC. A machine that has no driver or no server skips the tests, and says what it is without."""

import contextlib
import importlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.machines import free_ports

PASSWORD = "w0rt}mit;Zeichen"
"""With characters that a connection string must not take for its own."""
_SERVERS = Path("/usr/lib/postgresql")


def driver(name: str) -> str:
    """The connection's part that names this driver; skips the test where it is not installed."""
    pyodbc: Any = importlib.import_module("pyodbc")
    if name not in pyodbc.drivers():
        pytest.skip(f"the ODBC driver {name!r} is not installed: deploy/setup.sh databases")
    return f"DRIVER={{{name}}}"


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL on the loopback; its connection, without the password."""
    found = sorted(_SERVERS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.skip("PostgreSQL is not installed: deploy/setup.sh databases")
    part, (port,), folder = driver("PostgreSQL Unicode"), free_ports(1), Path(tempfile.mkdtemp())
    nobody = pwd.getpwnam("nobody")
    user = {"user": nobody.pw_uid, "group": nobody.pw_gid} if os.getuid() == 0 else {}
    (folder / "password").write_text(PASSWORD)
    for path in (folder, folder / "password"):
        if user:
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
    data = str(folder / "data")
    subprocess.run(
        [found[-1], "-D", data, "-U", "queue", "--auth=scram-sha-256", "--no-sync",
         f"--pwfile={folder / 'password'}"],
        check=True, capture_output=True, cwd=folder, **user,
    )  # fmt: skip
    server = subprocess.Popen(
        [found[-1].with_name("postgres"), "-D", data, "-p", str(port), "-k", folder,
         "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "log_statement=all"],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user,
    )  # fmt: skip
    try:
        connection = f"{part};SERVER=127.0.0.1;PORT={port};DATABASE=postgres;UID=queue"
        _wait(connection)
        yield connection
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


def _wait(connection: str) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            run(connection, "SELECT 1")
            return
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def run(connection: str, *statements: str) -> list[Any]:
    """Runs statements in the database; the rows of the last one, if it has any."""
    pyodbc: Any = importlib.import_module("pyodbc")
    closed = PASSWORD.replace("}", "}}")
    line = pyodbc.connect(f"{connection};PWD={{{closed}}};CommLog=0", autocommit=True, timeout=5)
    with contextlib.closing(line):
        for statement in statements:
            cursor = line.execute(statement)
        return cursor.fetchall() if cursor.description else []
