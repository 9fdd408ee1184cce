"""A backup is put back; a sealed one is opened."""

from pathlib import Path

import click

from kiosk.commands.machine import Machine, fail, machine
from kiosk.commands.upkeep import backing_up, healing
from kiosk.ground import clock, sealed_files
from kiosk.ground.config import Config
from kiosk.ground.db import Database, NewerDatabase, fault_of
from kiosk.ground.keys import BadKey, Keys
from kiosk.ground.sealed_files import BadSealed
from kiosk.records.exchange import projections
from kiosk.records.ledger import identity
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.stations import owner
from kiosk.records.upkeep import salvage

REPLACES = (
    "This machine has a database already. It is set aside, and what it holds beyond the backup is"
    " taken over. Go on?"
)
ASKED = "恢复密钥 recovery key (on paper)"


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@machine
def restore(here: Machine, file: Path, yes: bool) -> None:
    """Put the backup FILE back, on this machine or on a new one.

    Stop the service first. The present database is never deleted: it is set aside, and what it
    holds beyond the backup is taken over. The machine goes on in a new epoch, so that nothing
    counts twice.
    """
    config = here.file_config()
    try:
        with healing.alone(config):
            new = config.folder / f"{config.role}.next"
            healing.clear(new)
            _open(config, file, new)
            _check(config, new)
            if config.database.exists():
                if not yes:
                    click.confirm(REPLACES, abort=True, err=True)
                aside = healing.set_aside(config, healing.stamp())
                click.echo(f"set aside: {aside}")
            healing.take_place(config, new)
    except healing.Running:
        fail("this machine is being served; stop it first: systemctl stop tingsheng-station")
    except OSError as error:
        fail(f"not restored: {error}")
    with_key(config)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("target", type=click.Path(path_type=Path))
@machine
def unseal(here: Machine, file: Path, target: Path) -> None:
    """Open the sealed backup FILE of a hall into TARGET, for restoring it there.

    At head office with its own key, elsewhere with the printed recovery key.
    """
    if target.exists():
        fail(f"{target} exists already")
    try:
        _open(here.config(), file, target)
    except OSError as error:
        fail(f"not opened: {error}")
    click.echo(str(target))


def _open(config: Config, file: Path, target: Path) -> None:
    """Copies a plain backup, or opens a sealed one; asks for the recovery key where it is
    needed."""
    head = sealed_files.head(file)
    try:
        if head is None:
            healing.copy(file, target)
            return
        keys = _own(config)
        if keys is None or keys.fingerprint not in head.boxes:
            keys = _asked(head.boxes)
        sealed_files.read(file, target, keys)
    except BadSealed as error:
        fail(f"{file}: {error}")


def _own(config: Config) -> Keys | None:
    try:
        return Keys.load(config.key_file, create=False)
    except BadKey:
        return None


def _asked(boxes: dict[str, bytes]) -> Keys:
    keys = backing_up.typed(click.prompt(ASKED, err=True))
    if keys is None:
        fail("this is not what is on the sheet; look for a slip and try again")
    if keys.fingerprint not in boxes:
        fail(f"this is the key {keys.fingerprint}; the backup opens with {', '.join(boxes)}")
    return keys


def _check(config: Config, new: Path) -> None:
    """Ends the command unless this is a sound database of a machine of this role; brings it to this
    program's version and begins its new epoch."""
    says = fault_of(new)
    if says is not None:
        fail(f"this backup is damaged: {says}")
    db = Database(new)
    try:
        projections.upgrade(db)
        role = "station" if identity.settled(db) else "office"
        if not owner.is_settled(db) or role != config.role:
            fail(f"this is no backup of a {config.role}")
        number = len(db.rows(Ledger.select(Ledger.seq).tuples()))
        salvage.go_on(db, clock.read().utc)
    except NewerDatabase as error:
        fail(f"the backup is newer than this program: {error}")
    finally:
        db.close()
    click.echo(f"{number} entries in the backup")


def with_key(config: Config) -> None:
    """Says what to do if the key that belongs to the backup is not here."""
    db = Database(config.database)
    try:
        keys = _own(config)
        if keys is not None and owner.is_owned_by(db, keys):
            click.echo("restored; start the service")
            return
    finally:
        db.close()
    if config.role == "office":
        fail(f"restored; now put the office's key file back, without which it can't start:"
             f" {config.key_file}")  # fmt: skip
    fail(f"restored; now put the key file back ({config.key_file}), or draw a new code at head"
         " office and type: enrol --new-key URL CODE")  # fmt: skip
