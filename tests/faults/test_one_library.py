"""Finding 1 of the storage tests: whoever closes a file that SQLite has open
drops the locks of the whole process, and commits that were acknowledged are
gone. So one library opens the database, and nobody else opens its files."""

import ast
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest
from flask.testing import FlaskClient

import kiosk
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.ledger.verify import verify
from tests.cast import LI, WANG, Machine, sync_round
from tests.faults import tally

SOURCES = {
    path: ast.parse(path.read_text("utf-8"))
    for path in sorted(Path(kiosk.__file__).parent.rglob("*.py"))
}
OTHER_LIBRARIES = {"sqlite3", "_sqlite3", "pysqlite3", "sqlcipher3", "pysqlcipher3", "cysqlite"}
OPENERS = {
    "open", "read_bytes", "read_text", "write_bytes", "write_text", "copy", "copy2", "copyfile",
    "copyfileobj", "copytree", "move", "rename", "replace", "link", "symlink", "mmap",
    "file_digest", "send_file",
}  # fmt: skip
DATABASE_WORDS = (".database", "db.path", "self.path.", "(self.path", ".db'", "-wal", "-shm")
INTENDED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def opened(tree: ast.Module) -> Iterator[str]:
    """Calls that open or copy something named after the database."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            call = ast.unparse(node)
            if name in OPENERS and any(word in call for word in DATABASE_WORDS):
                yield call


def test_the_program_imports_one_sqlite_library() -> None:
    wrong = [
        (path.name, name)
        for path, tree in SOURCES.items()
        for name in imported(tree)
        if name.split(".")[0] in OTHER_LIBRARIES or name.startswith("playhouse.sqlite")
    ]
    assert wrong == []


def test_nothing_opens_or_copies_the_database_file() -> None:
    """Backups are made by Database.backup() alone."""
    assert [(path.name, call) for path, tree in SOURCES.items() for call in opened(tree)] == []


@pytest.mark.parametrize(
    "line",
    [
        "shutil.copy(config.database, target)",
        "open(config.database, 'rb')",
        "here.config.database.read_bytes()",
        "hashlib.file_digest(db.path.open('rb'), 'sha256')",
        "self.path.rename(aside)",
        "Path(str(path) + '-wal').read_bytes()",
    ],
)
def test_the_check_sees_what_it_is_for(line: str) -> None:
    assert list(opened(ast.parse(line)))


def test_apsw_is_opened_in_one_place() -> None:
    assert [path.name for path, tree in SOURCES.items() if "apsw" in imported(tree)] == ["db.py"]


def test_the_running_sqlite_has_no_known_way_to_damage_the_wal() -> None:
    version = tuple(map(int, apsw.sqlite_lib_version().split(".")))
    assert version >= (3, 51, 3)  # before, a checkpoint beside a writer could


def test_each_thread_gets_a_connection_as_intended(hall: Machine) -> None:
    seen: list[dict[str, Any]] = []

    def look() -> None:
        hall.db.connect()
        seen.append({name: hall.db.sql(f"PRAGMA {name}").fetchone()[0] for name in INTENDED})
        hall.db.peewee.close()

    look_there = [threading.Thread(target=look) for _ in range(4)]
    for thread in look_there:
        thread.start()
        thread.join()
    assert seen == [INTENDED] * 4


def read_by_another_process(path: Path) -> int:
    """Rows of the ledger, as a command line beside the station sees them."""
    script = (
        "import apsw, sys; db = apsw.Connection(sys.argv[1]);"
        "print(db.execute('SELECT count(*) FROM ledger').fetchall()[0][0])"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True)
    return int(done.stdout)


def give(customer: FlaskClient, number: int) -> int:
    form = {"key": f"{number:032x}", "card": "polite"}
    return customer.post(f"/clerks/{(WANG, LI)[number % 2]}/cards", data=form).status_code


def test_a_backup_and_a_reader_beside_it_cost_no_commit(
    customer: FlaskClient, hall: Machine, tmp_path: Path
) -> None:
    """The very steps that lost 10 of 10 with a copy of the file."""
    customer.get("/")
    assert [give(customer, n) for n in range(1, 6)] == [303] * 5
    hall.db.backup(tmp_path / "backup.db")
    assert read_by_another_process(hall.db.path) == 5
    assert [give(customer, n) for n in range(6, 16)] == [303] * 10
    held = read_by_another_process(hall.db.path)
    tally.note(tally.Count(15, 15 - min(held, 15), max(0, held - 15)))
    assert held == 15
    assert read_by_another_process(tmp_path / "backup.db") == 5


class Watch:
    """Notes which files Python itself opens; an audit hook stays for good."""

    on = False
    names: list[str]


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if Watch.on and event in ("open", "os.open", "shutil.copyfile"):
        Watch.names.append(str(arguments[0]))


sys.addaudithook(_hook)


@pytest.mark.sqlite
def test_no_verb_opens_the_files_behind_the_librarys_back(
    customer: FlaskClient, hall: Machine, office: Machine, tmp_path: Path
) -> None:
    Watch.names, Watch.on = [], True
    try:
        customer.get("/")
        give(customer, 1)
        sync_round(hall, office)
        hall.db.backup(tmp_path / "backup.db")
        assert verify(hall.db, Keys.load(hall.config.key_file).fingerprint) is None
        again = Database(Config(role="station", data=hall.config.data).database)
        again.close()
    finally:
        Watch.on = False
    assert any("hall" in name for name in Watch.names), "the hook hears nothing"
    inside = [str(machine.db.path) for machine in (hall, office)]
    assert not [name for name in Watch.names if any(name.startswith(path) for path in inside)]
