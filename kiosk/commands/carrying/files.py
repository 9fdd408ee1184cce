"""The commands by which a station without a line and head office exchange files."""

from pathlib import Path
from typing import NamedTuple

import click

from kiosk.commands import syncing, tables
from kiosk.commands.machine import Machine, fail, machine
from kiosk.ground import clock, disk
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import joining
from kiosk.records.ledger import identity
from kiosk.sync.files import asking, taking
from kiosk.vocabulary import sync_files
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.sync_files import BadFile, Carried


class Carrier(NamedTuple):
    """Makes and takes files for the desk (`kiosk.web.desk.network.sticks`)."""

    config: Config
    db: Database
    keys: Keys

    def waiting(self) -> int:
        """How many entries head office is not known to hold."""
        return asking.waiting(self.db, identity.me(self.db))

    def make(self) -> None:
        """Makes a new file for head office."""
        with syncing.alone(self.config, wait=False):
            now, most = clock.read(), sync_files.MOST_ON_A_PAGE
            made = asking.make(self.db, self.keys, now, syncing.fresh_nonce, most)
            disk.write(self._file, made.data)

    def made(self) -> Path | None:
        """The file that was made last, None if there is none."""
        return self._file if self._file.exists() else None

    @property
    def _file(self) -> Path:
        return self.config.folder / "head-office.sync"

    def take(self, data: bytes) -> Carried:
        """Takes the answer in. Raises BadFile, Refusal or NoLine."""
        with syncing.alone(self.config, wait=False):
            done = taking.take(self.db, data, clock.read())
        return Carried(done.sent, done.received, done.more)


@click.command("sync")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@machine
def export_sync(here: Machine, file: Path) -> None:
    """Write what head office has not into FILE, for a USB stick."""
    config, db, keys = here.open("station")
    if joining.is_standalone(db):
        fail("this hall has no office")
    with syncing.alone(config), tables.progress() as bar:
        made = asking.make(db, keys, clock.read(), syncing.fresh_nonce, seen=bar("entries"))
        _write(file, made.data)
    click.echo(f"{made.entries} entries, {made.left} left for the next file")
    click.echo(f"{file}: {len(made.data)} bytes; take it to head office")


@click.command("sync")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--answer", type=click.Path(dir_okay=False, path_type=Path),
              help="At head office: where the answer goes; beside FILE by default.")  # fmt: skip
@machine
def import_sync(here: Machine, file: Path, answer: Path | None) -> None:
    """Take FILE in: a station's file at head office, or its answer at the station."""
    config, db, keys = here.open()
    if file.stat().st_size > sync_files.MOST_ANSWERED:
        raise Refusal("bad_sync_file", "too large")
    data = file.read_bytes()
    try:
        if config.role == "office":
            _answer(config, db, keys, data, answer or file.with_name(f"{file.stem}-answer.sync"))
        else:
            _take(config, db, keys, data)
    except BadFile as bad:
        raise Refusal("bad_sync_file", str(bad)) from None


def _answer(config: Config, db: Database, keys: Keys, data: bytes, to: Path) -> None:
    from kiosk.app import answer_file

    asked = sync_files.questions(data)
    with tables.progress() as bar:
        answers = answer_file(config, db, keys, asked, bar("requests"))
    _write(to, sync_files.encode(answers))
    refused = sum(one.status != 200 for one in answers.answered)
    click.echo(f"{len(answers.answered)} requests of {asked.station}, {refused} refused")
    click.echo(f"{to}: take it back to the hall")


def _take(config: Config, db: Database, keys: Keys, data: bytes) -> None:
    with syncing.alone(config):
        taken = taking.take(db, data, clock.read())
    click.echo(f"{taken.sent} sent, {taken.received} received, manifest {taken.manifest}")
    if taken.more:
        click.echo("head office has more: make another file")


def _write(file: Path, data: bytes) -> None:
    try:
        disk.write(file, data)
    except OSError as error:
        fail(f"{file} can't be written: {error.strerror}")
