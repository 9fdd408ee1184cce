"""A version of the program tries itself on a machine before it serves there: with a copy of the
database, and then with the database itself, before a customer can reach it."""

import contextlib
import os
import shutil
import socket
import threading
from collections.abc import Iterator

import click
import msgspec

from kiosk.commands import watchdog
from kiosk.commands.machine import Machine, fail, machine
from kiosk.commands.upkeep import healing, installed, kept
from kiosk.ground.config import Config
from kiosk.ground.db import Database, fault_of
from kiosk.ground.keys import SEED_BYTES, Keys
from kiosk.ground.network.addresses import Listener
from kiosk.records.exchange import projections
from kiosk.records.stations import owner

UNSETTLED = "sound, not settled yet"
SCREENS = {"station": ("lobby", "desk"), "office": ("office",)}


@click.command("self-test")
@click.option("--in-place", is_flag=True, help="Upgrade the database itself; stop the service.")
@machine
def self_test(here: Machine, in_place: bool) -> None:
    """Try this version on a copy of the machine's database: upgrade it, serve each first page.

    Part of an upgrade; needs no running service and changes nothing, except with --in-place.
    """
    config, version = here.file_config(), installed.version(installed.HERE)
    try:
        if in_place:
            with healing.alone(config):
                settled = _try(config, config)
        else:
            with _copied(config) as copy:
                settled = _try(copy, config)
    except healing.Running as running:
        fail(f"this machine is being served: {running}")
    except Exception as trouble:  # whatever it is, this version can't serve here
        fail(f"version {version}: {type(trouble).__name__}: {trouble}")
    click.echo(f"version {version}: {'sound' if settled else UNSETTLED}")


class Unsound(Exception):
    """What this version made of the database is not what was there."""


@contextlib.contextmanager
def _copied(config: Config) -> Iterator[Config]:
    """A copy of the machine, in a folder that is deleted afterwards."""
    folder = config.folder / "try-out"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    copy = msgspec.structs.replace(config, data=str(folder))
    try:
        if config.database.exists():
            db = Database(config.database)
            db.backup(copy.database)
            db.close()
        yield copy
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _try(config: Config, real: Config) -> bool:
    """Upgrades the database of `config`, and serves each screen where only this machine can ask for
    it. Returns whether the machine is settled; raises whatever goes wrong."""
    before = kept.heads(config.database) if config.database.exists() else None
    db = Database(config.database)
    try:
        projections.upgrade(db)
        settled = owner.is_settled(db)
        keys = Keys.load(real.key_file, create=False) if settled else Keys(os.urandom(SEED_BYTES))
        if settled and not owner.is_owned_by(db, keys):
            raise Unsound(f"another machine's key: {real.key_file}")
        _ask(config, db, keys)
    finally:
        db.close()
    says = fault_of(config.database)
    if says is not None:
        raise Unsound(says)
    if before is not None and kept.heads(config.database) != before:
        raise Unsound("other entries than before")
    return settled


def _ask(config: Config, db: Database, keys: Keys) -> None:
    """Serves each first page once."""
    from kiosk.app import create_app
    from kiosk.commands import listening

    apart = msgspec.structs.replace(config)
    servers = []
    for screen in SCREENS[config.role]:
        setattr(apart, screen, Listener(port=_free_port()))
        app = create_app(apart, screen, db, keys)
        servers.append(listening.listen(app, screen, getattr(apart, screen)))
    for server in servers:
        threading.Thread(target=server.run, daemon=True).start()
    try:
        watchdog.check(apart, settled=owner.is_settled(db))
        if not watchdog.can_save(apart):
            raise Unsound("/healthz says that nothing can be saved")
    finally:
        for server in servers:
            listening.drain(server)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
