"""The demo: a gas company of ten halls, its office, one of the halls and a witness running."""

import contextlib
import os
import secrets
import signal
import socket
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import track

from kiosk.demo import halls, month, published, story
from kiosk.demo.living import processes, rounds
from kiosk.demo.watched import machines
from kiosk.ground import clock, config
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import projections
from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import at_station
from kiosk.records.oversight import nightly
from kiosk.records.people import clerks, pins, users
from kiosk.records.transparency import log
from kiosk.rules.people import roles
from kiosk.rules.people.roles import Reach
from kiosk.rules.transparency import notes
from kiosk.rules.transparency.notes import Verifier
from kiosk.sync.http import over_http

FIRST = "sb01"
"""The branch whose hall runs."""
SOME = (FIRST, "sb02", "sb03")
"""The branches of users who are there for some halls."""
LIMITED = ("region", "inspector")
WITNESS = "witness.example/demo"
_console = Console(highlight=False)


def _new_key() -> str:
    return secrets.token_hex(16)


def run(folder: Path, environment: Mapping[str, str], *, still: bool = False) -> None:
    """Sets up the demo if it is new, starts both machines, waits for Ctrl-C. The nine other halls
    live meanwhile, unless the demo is to be `still`."""
    folder.mkdir(parents=True, exist_ok=True)
    first = not (folder / "office.toml").exists()
    wanted = _with_witness(folder) if first else ""
    office = _configured(folder / "office.toml", wanted, environment)
    hall = _configured(
        folder / "station.toml", 'role = "station"\nsync_seconds = 10\n', environment
    )
    logins = folder / "demo-logins.txt"
    of_office = [] if logins.exists() else _publish(office)
    with contextlib.ExitStack() as running:
        running.enter_context(processes.started(folder / "office.toml", "charts"))
        for words in _witness(folder, office):
            running.enter_context(processes.started(folder / "office.toml", *words))
        office_process = running.enter_context(processes.started(folder / "office.toml"))
        if not logins.exists():
            processes.until_served(office_process, office.office.port)
            secrets_of_cases = _make_halls(folder, office, hall)
            _write_logins(logins, hall, of_office, secrets_of_cases)
        _note_office(hall, office)
        hall_process = running.enter_context(processes.started(folder / "station.toml"))
        processes.until_served(office_process, office.office.port)
        for port in (hall.lobby.port, hall.desk.port):
            processes.until_served(hall_process, port)
        _say_where(office, hall, logins)
        if not still:
            running.enter_context(_others(folder, office, logins))
        _console.print("Ctrl-C stops it.")
        _until_stopped()


def _configured(path: Path, content: str, environment: Mapping[str, str]) -> Config:
    if not path.exists():
        path.write_text(content, "utf-8")
    return config.load(path, environment)


def _with_witness(folder: Path) -> str:
    """The office's configuration, with a witness of its log on this computer."""
    key = Verifier(WITNESS, notes.COSIGNATURE, Keys.load(folder / "witness/witness.key").public)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return (
        'role = "office"\n[log]\nneeded = 1\n[[log.witnesses]]\nname = "演示的见证方"\n'
        f'url = "http://127.0.0.1:{port}"\nkey = "{key}"\n'
    )


def _witness(folder: Path, office: Config) -> Iterator[list[str]]:
    """The command of the witness, if the office has the demo's; receipts lead to that office."""
    for one in office.log.witnesses:
        if one.key.startswith(f"{WITNESS}+"):
            db, keys = _open(office)
            published.lead_to(db, _url(office), clock.read().utc)
            state = log.begin(db, keys.fingerprint, keys, clock.read().utc)
            known = f"{log.verifier(keys, state.origin)} {_url(office)}"
            db.close()
            port = str(urlsplit(one.url).port)
            own = str(folder / "witness")
            yield ["witness", own, "--name", WITNESS, "--log", known, "--port", port]


def _publish(office: Config) -> list[str]:
    """Publishes the demo's tables, and gives head office a user for each role; returns the lines of
    their logins."""
    db, keys = _open(office)
    with _console.status("documents and portraits"):
        published.publish(db, clock.read().utc)
    password = secrets.token_urlsafe(9)
    users.set_password(db, keys, "admin", password)
    lines = [f"office  admin  {password}"]
    for role in roles.ROLES:
        if role != "admin":
            password = secrets.token_urlsafe(9)
            users.set_password(db, keys, role, password)
            of = Reach(branches=frozenset(SOME)) if role in LIMITED else roles.EVERYWHERE
            users.assign(db, role, role, of, "admin")
            lines.append(f"office  {role}  {password}")
    db.close()
    return lines


def _open(machine: Config) -> tuple[Database, Keys]:
    machine.folder.mkdir(parents=True, exist_ok=True)
    db = Database(machine.database)
    projections.upgrade(db)
    return db, Keys.load(machine.key_file)


def _make_halls(folder: Path, office: Config, first: Config) -> list[str]:
    """Makes ten halls with their history; returns the lines of the logins about cases."""
    db, keys = _open(office)
    url, send = _url(office), over_http(_url(office), clock.read)
    head = halls.Office(db, keys, url, send, clock.read, _new_key)
    told = []
    for branch in track(halls.branches(head), "halls", console=_console):
        here = first
        if branch != FIRST:
            here = _station(folder, branch)
        station_db, station_keys = _open(here)
        hall = halls.opened(head, branch, station_db, station_keys)
        passphrase = secrets.token_urlsafe(12)
        if branch in (FIRST, halls.UNCONFIRMED):
            halls.choose_passphrase(head, hall, passphrase)
        halls.fill(head, hall)
        if branch == FIRST:
            told.append(f"desk    {hall.manager}   passphrase {passphrase}   口令")
            told.append(f"lobby   receipt {story.receipt(hall)}   回执码")
        station_db.close()
        nightly.judge(db, branch, head.clock())
    machines.make(head, lambda name: _open(_station(folder, name)))
    db.close()
    return told


def _station(folder: Path, name: str) -> Config:
    return Config(role="station", data=str(folder / "halls" / name))


def _others(folder: Path, office: Config, logins: Path) -> contextlib.AbstractContextManager[None]:
    """The nine other halls live, from where their story ended when the logins were written."""
    opened = [partial(_open, _station(folder, one)) for one in month.MANNERS if one != FIRST]
    lived, send = round(logins.stat().st_mtime * 1000), over_http(_url(office), clock.read)
    _console.print(rounds.said(clock.read().utc))
    return rounds.living(opened, lived, send, clock.read, _new_key)


def _note_office(hall: Config, office: Config) -> None:
    """Updates the office's address: its port can differ from the last start's."""
    db, _ = _open(hall)
    identity.note_office(db, _url(office))
    db.close()


def _url(office: Config) -> str:
    return f"http://127.0.0.1:{office.office.port}"


def _write_logins(path: Path, hall: Config, of_office: list[str], told: list[str]) -> None:
    """Draws PINs for the running hall's clerks. The file is written last, so that its presence
    means that the demo is complete."""
    db, keys = _open(hall)
    lines = ["# Demo logins, drawn once for this folder.", *of_office]
    author = at_station(db, "machine", clock.read())
    for badge, clerk in clerks.roster(db, author.branch, author.day).items():
        pin = f"{secrets.randbelow(10**6):06}"
        pins.set_pin(db, author, keys, _new_key(), badge, pin)
        manager = "   manager 网点负责人" if clerk.manager else ""
        lines.append(f"desk    {badge}   {pin}{manager}")
    db.close()
    partial = path.with_suffix(".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join([*lines, *told]) + "\n")
    partial.rename(path)


def _say_where(office: Config, hall: Config, logins: Path) -> None:
    for name, port in (
        ("lobby  大厅", hall.lobby.port),
        ("desk   柜台", hall.desk.port),
        ("office 总部", office.office.port),
    ):
        _console.print(f"{name}  http://127.0.0.1:{port}/")
    for one in office.log.witnesses:
        _console.print(f"witness 见证  {one.url}/receipt")
    _console.print(logins.read_text("utf-8"), markup=False)


def _until_stopped() -> None:
    with contextlib.suppress(KeyboardInterrupt):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        signal.pause()
