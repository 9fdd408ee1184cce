"""A folder in which a ticket system leaves CSV files: each is read once and moved to done/, or to
faulty/ with a report that names every row that was refused."""

import contextlib
import hashlib
import logging
import os
import stat
import threading
from collections.abc import Sequence
from pathlib import Path

from kiosk.files import confined, spreadsheets
from kiosk.ground import clock
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.hall import served, ticket_files
from kiosk.records.hall.ticket_files import TicketFile
from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import at_station
from kiosk.rules.hall import served_rows
from kiosk.rules.spreadsheets.columns import Fault
from kiosk.rules.spreadsheets.tables import Unreadable
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import FAULTS, REFUSALS

log = logging.getLogger("tingsheng")
LOOK_S = 10.0
"""Between two looks; a file that was the same at both is complete."""
AT_ONCE = 20
"""Files that one look reads."""
SYSTEM = "folder"


def keep_reading(config: Config, db: Database, keys: Keys, stop: threading.Event) -> None:
    """Reads what is left in the folder, until stopped."""
    db.connect()
    watched = Folder(Path(config.tickets_folder))
    while not stop.wait(LOOK_S):
        try:
            if identity.settled(db):
                watched.look(db, clock.read())
        except Exception:
            log.exception("folder of tickets")


class Folder:
    """What one process remembers between two looks: each file's size and time of change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: dict[str, tuple[int, int]] = {}

    def look(self, db: Database, now: Moment) -> int:
        """Reads the files that have not changed since the last look; returns how many."""
        found = {
            path.name: (about.st_size, about.st_mtime_ns)
            for path in sorted(self._path.iterdir())
            if path.suffix.lower() == ".csv" and stat.S_ISREG((about := path.lstat()).st_mode)
        }
        complete = [name for name, state in found.items() if self._seen.get(name) == state]
        self._seen = found
        for name in complete[:AT_ONCE]:
            _read(db, self._path / name, now)
        return len(complete[:AT_ONCE])


def _read(db: Database, path: Path, now: Moment) -> None:
    data = _content(path)
    sha256 = hashlib.sha256(data).hexdigest()
    known = ticket_files.find(db, sha256)
    report = _report(known.name, known.faults) if known is not None else None
    if known is None:
        try:
            known, report = _enter(db, path.name, data, sha256, now)
        except confined.Busy:
            return  # at the next look
        ticket_files.note(db, known)
    place = "faulty" if known.faults else "done"
    _put(path, place, sha256[:12], report if known.faults else None)


def _content(path: Path) -> bytes:
    """At most one byte more than a table can have; a link is never followed."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        return file.read(spreadsheets.FILE_LIMIT + 1)


def _enter(
    db: Database, name: str, data: bytes, sha256: str, now: Moment
) -> tuple[TicketFile, str]:
    """Enters the rows that can be; returns what became of the file, and the report."""
    author = at_station(db, "machine", now, by=SYSTEM)
    number, new = 0, 0
    try:
        table = spreadsheets.read(data, served_rows.FORM)
    except Unreadable as trouble:
        faults = [Fault(0, "", trouble.code, "", trouble.detail)]
    else:
        rows, faults = served_rows.read(table, identity.me(db).zone)
        new, wrong = served.enter_rows(db, author, "folder", SYSTEM, rows)
        faults += [Fault(one.row, one.column, one.refusal.code) for one in wrong]
        number = len(table.rows)
    faults.sort(key=lambda fault: (fault.row, fault.column))
    first = f"{faults[0].row} {faults[0].code} {faults[0].column}".strip() if faults else ""
    made = TicketFile(
        sha256=sha256, name=name[:80], at=author.at, rows=number, new=new, faults=len(faults),
        first_fault=first,
    )  # fmt: skip
    if faults:
        log.warning("%r: %d faults, the first is %s", name[:80], len(faults), first)
    return made, "".join(_lines(faults))


def _lines(faults: Sequence[Fault]) -> list[str]:
    """A line for each fault, in Chinese, as the file's readers are."""
    said = FAULTS | {code: wording for code, (_, wording) in REFUSALS.items()}
    column = served_rows.HEADERS
    return [
        f"第{fault.row}行 {column.get(fault.column, fault.column)}：{said[fault.code]}"
        f"{fault.detail} {fault.value}".rstrip()
        + "\r\n"
        for fault in faults
    ]


def _report(name: str, faults: int) -> str:
    return f"内容与此前读过的 {name} 相同，其中有错误 {faults} 处。\r\n"


def _put(path: Path, place: str, mark: str, report: str | None) -> None:
    """Moves a file, with its report beside it; a file of the same content takes the same place."""
    folder = path.parent / place
    folder.mkdir(exist_ok=True)
    name = f"{path.stem[:80]}.{mark}"
    there = folder / f"{name}.txt"
    if report is not None and not there.exists():
        with contextlib.suppress(OSError):
            there.write_text(report, "utf-8-sig", newline="")
    path.replace(folder / f"{name}.csv")
