"""The checks of a machine: one page at a terminal, the same at the desk and at head office.

Details are figures, dates and names, the same in every language.

Over the line limit: all checks are read together, as they are shown.
"""

import datetime
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from kiosk.commands import watchdog
from kiosk.commands.language import worded
from kiosk.commands.machine import Machine, machine
from kiosk.commands.upkeep import backing_up, healing
from kiosk.files.typing.engine import Engine, Question, Unavailable
from kiosk.ground import clock, disk, sealed_files
from kiosk.ground.config import Config
from kiosk.ground.db import Database, fault_of
from kiosk.ground.keys import Keys
from kiosk.ground.network.addresses import Listener
from kiosk.records.hall import ticket_table
from kiosk.records.ledger import alarms, identity, times
from kiosk.records.ledger.archives import checking as archiving
from kiosk.records.stations import line
from kiosk.records.upkeep import backups, checked
from kiosk.records.upkeep.backups import DAY_MS, DISK, LATE_MS, STICK
from kiosk.records.upkeep.checked import Result
from kiosk.vocabulary.checks import CHECKS, LEVELS, Level

GIB = 1_073_741_824
LITTLE, TOO_LITTLE = 2 * GIB, GIB // 5
"""Free bytes of which a warning, and a fault, is made."""
SILENT_MS, LOST_MS = 2 * 3_600_000, 24 * 3_600_000
"""After so long without head office, a warning and a fault."""
EXPIRES_DAYS = 14
PATIENCE_S = 5.0
VOICES_S = 30.0
"""The first question for voices starts speech-dispatcher, and the running program asks with the
lowest priority."""
MARKS = {"ok": "✓", "warning": "!", "fault": "✗"}
Check = Callable[[Config, Database, Keys], Result | None]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@machine
def doctor(here: Machine, as_json: bool) -> None:
    """Check this machine point by point and say what to do.

    The exit code says the worst: 0 all is well, 1 a warning, 2 a fault.
    """
    config = here.config()
    damaged = healing.fault(config, 3600)
    if damaged is not None:  # it could not be opened
        results = [Result("database", "fault", damaged)]
    else:
        results = examine(*here.open(to_read=True))
    if as_json:
        click.echo(json.dumps([one._asdict() for one in results], ensure_ascii=False, indent=1))
    else:
        for line_ in shown(results):
            click.echo(line_)
    sys.exit(max(LEVELS.index(one.level) for one in results))


def shown(results: list[Result]) -> Iterator[str]:
    """The page: a line for each check, and what to do under those that are not good."""
    for code, level, detail in results:
        wording = CHECKS[code]
        yield f"{MARKS[level]} {worded(wording.title)}  {detail}".rstrip()
        if level != "ok":
            yield f"    {worded(wording.todo)}"


def examine(config: Config, db: Database, keys: Keys) -> list[Result]:
    """All checks that this machine has use for, in the order of CHECKS. One that fails in an
    unforeseen way is a fault of its own."""
    results = []
    for code, check in _CHECKS.items():
        try:
            found = check(config, db, keys)
        except Exception as error:
            found = Result(code, "fault", f"{type(error).__name__}: {error}")
        if found is not None:
            results.append(found)
    return results


def keep_checking(config: Config, db: Database, keys: Keys) -> None:
    """Checks the running machine, for the pages and the alarms."""
    checked.store(db, examine(config, db, keys), clock.read())
    backups.look(db, backing_up.places(config), clock.read())


# The checks -------------------------------------------------------------------------


def _database(config: Config, db: Database, _keys: Keys) -> Result:
    if db.read_only:
        return Result("database", "fault", f"read-only: {config.database}")
    failed = alarms.by_code(db).get("verify_failed", 0)
    if failed:
        return Result("database", "fault", f"verify: {failed}")
    return Result("database", "ok", _size(db.size))


def _space(config: Config, _db: Database, _keys: Keys) -> Result:
    free = disk.free(config.folder)
    level: Level = "fault" if free < TOO_LITTLE else "warning" if free < LITTLE else "ok"
    return Result("space", level, _size(free))


def _clock(_config: Config, db: Database, _keys: Keys) -> Result:
    now = clock.read()
    if not times.believed(db, now).sure:
        return Result("clock", "fault", _moment(db, now.utc))
    synchronised = _said("timedatectl", "show", "--property=NTPSynchronized", "--value")
    level: Level = "warning" if synchronised == "no" else "ok"
    return Result("clock", level, f"{_moment(db, now.utc)} NTP: {synchronised or '-'}")


def _office(_config: Config, db: Database, _keys: Keys) -> Result | None:
    if not identity.settled(db) or not identity.me(db).has_office:
        return None
    since = line.since(db)
    if since is None:
        return Result("office", "fault", "-")
    silent = times.believed(db, clock.read()).utc - since
    level: Level = "fault" if silent > LOST_MS else "warning" if silent > SILENT_MS else "ok"
    return Result("office", level, _moment(db, since))


def _backup(config: Config, db: Database, _keys: Keys) -> Result:
    made = backups.last(db, DISK)
    if made is None or not made.name:
        return Result("backup", "warning", "-")
    old = times.believed(db, clock.read()).utc - made.at
    says = f"{_moment(db, made.at)} {made.name}"
    wrong = _unusable(Path(config.backup.folder) / made.name)
    if old > LATE_MS:
        return Result("backup", "fault", says)
    if wrong:
        return Result("backup", "fault", f"{says}: {wrong}")
    return Result("backup", "warning" if old > 2 * DAY_MS or not made.sealed else "ok", says)


def _unusable(file: Path) -> str:
    """Why a backup can't be used, as far as this machine can tell; '' if it seems good. One that
    was made into another folder is not looked at; whether a sealed one opens, only its keys
    show."""
    if not file.exists():
        return ""
    if file.suffix == ".db":
        return fault_of(file) or ""
    return "" if sealed_files.is_whole(file) else "damaged"


def _stick(config: Config, db: Database, _keys: Keys) -> Result | None:
    if not config.backup.stick:
        return None
    made, there = backups.last(db, STICK), os.path.ismount(config.backup.stick)
    says = f"{_moment(db, made.at)} {made.name}" if made is not None and made.name else "-"
    late = made is None or times.believed(db, clock.read()).utc - made.at > LATE_MS
    return Result("stick", "fault" if late and made else "ok" if there else "warning", says)


def _archives(config: Config, db: Database, _keys: Keys) -> Result | None:
    if config.role != "office" or not (months := archiving.by_month(db)):
        return None
    files, size = sum(one.files for one in months), sum(one.size for one in months)
    says = f"{months[0].month}: {files}, {_size(size)}, {config.archive_folder}"
    faults = sum(one.faults for one in months)
    if faults or not config.archive_folder.is_dir():
        return Result("archives", "fault", f"{says}: {faults}")
    return Result("archives", "ok", says)


def _screens(config: Config, db: Database, _keys: Keys) -> Result:
    try:
        watchdog.check(config, settled=False)
    except (OSError, watchdog.Unwell) as trouble:
        return Result("screens", "fault", str(trouble))
    names = ("lobby", "desk") if config.role == "station" else ("office",)
    ports = (f"{name} {getattr(config, name).port}" for name in names)
    return Result("screens", "ok", ", ".join(ports))


def _certificate(config: Config, _db: Database, _keys: Keys) -> Result | None:
    """Of the proxy on this machine, if a screen has one."""
    listener: Listener = config.desk if config.role == "station" else config.office
    if not listener.proxy or not listener.hosts:
        return None
    name = listener.hosts[0].lstrip(".")
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((listener.proxy, 443), timeout=PATIENCE_S) as plain,
            context.wrap_socket(plain, server_hostname=name) as secure,
        ):
            ends = str((secure.getpeercert() or {}).get("notAfter", ""))
    except ssl.SSLCertVerificationError as error:
        own = "self-signed" in error.verify_message or "unable to get" in error.verify_message
        return Result("certificate", "ok" if own else "fault", f"{name}: {error.verify_message}")
    except OSError as error:
        return Result("certificate", "fault", f"{name}: {error}")
    left = (ssl.cert_time_to_seconds(ends) * 1000 - clock.read().utc) // DAY_MS
    return Result("certificate", "ok" if left > EXPIRES_DAYS else "warning", f"{name}: {ends}")


def _voice(config: Config, _db: Database, _keys: Keys) -> Result | None:
    if config.role != "station":
        return None
    listed = _said("spd-say", "--list-synthesis-voices", within=VOICES_S) or ""
    rows = [row.strip() for row in listed.splitlines() if "zh" in row or "cmn" in row]
    # espeak-ng's voice of this name reads Chinese as pinyin in English (docs/install.md)
    names = [re.split(r"\s{2,}", row)[0] for row in rows if "latin as English" not in row]
    return Result("voice", "ok" if names else "warning", names[0] if names else "-")


def _font(config: Config, _db: Database, _keys: Keys) -> Result | None:
    if config.role != "station":
        return None
    from kiosk.files import drawings

    there = drawings.font()
    return Result("font", "ok" if there else "warning", there or "-")


def _tickets(config: Config, db: Database, _keys: Keys) -> Result | None:
    if config.tickets_table is None:
        return None
    return Result("tickets", *ticket_table.judged(db, times.believed(db, clock.read()).utc))


def _typing(config: Config, _db: Database, _keys: Keys) -> Result | None:
    """Asks for candidates as the screen's keyboard does."""
    if config.role != "station" or config.screen_keyboard == "off":
        return None
    engine = Engine()
    try:
        found = engine.ask(Question("nihao")).candidates
    except Unavailable as error:
        return Result("typing", "warning", str(error))
    finally:
        engine.end()
    return Result("typing", "ok" if found else "warning", found[0] if found else "-")


_CHECKS: dict[str, Check] = {
    "database": _database, "space": _space, "clock": _clock, "office": _office,
    "backup": _backup, "stick": _stick, "archives": _archives,
    "screens": _screens, "certificate": _certificate,
    "voice": _voice, "font": _font, "tickets": _tickets, "typing": _typing,
}  # fmt: skip


def _said(*command: str, within: float = PATIENCE_S) -> str | None:
    """What a program of the system prints; None if there is none, or it does not end."""
    if shutil.which(command[0]) is None:
        return None
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=within)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _size(number: int) -> str:
    return f"{number / GIB:.1f} GB" if number >= GIB else f"{number / 1_048_576:.0f} MB"


def _moment(db: Database, utc: int) -> str:
    """A moment in the hall's zone."""
    zone = ZoneInfo(times.zone(db))
    return datetime.datetime.fromtimestamp(utc / 1000, zone).strftime("%Y-%m-%d %H:%M")
