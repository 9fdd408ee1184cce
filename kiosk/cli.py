"""The commands: what an administrator types, and what it answers."""

import csv
import datetime
import logging
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, cast

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from kiosk import clock, create_app, demo, serve, sync
from kiosk import config as configuration
from kiosk.config import BadConfig, Config
from kiosk.db import Database, NewerDatabase
from kiosk.facts import CARD_KINDS, GIVERS
from kiosk.keys import Keys
from kiosk.records import cards, clerks, paper, stations, users
from kiosk.records.verify import verify
from kiosk.refusals import Refusal

err = Console(stderr=True, highlight=False)


def fail(message: str) -> NoReturn:
    """Ends the command with what went wrong, on standard error."""
    err.print(message, style="red", markup=False)
    sys.exit(1)


class Machine:
    """What a command works with; opened when it is first needed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def config(self, role: str | None = None) -> Config:
        """The configuration; ends the command where it is wrong, or where the
        command belongs to the other role."""
        try:
            config = configuration.load(self.path, os.environ)
        except BadConfig as error:
            fail(str(error))
        if role is not None and config.role != role:
            fail(f"{self.path}: this command is for the {role}, role says {config.role}")
        return config

    def open(self, role: str | None = None) -> tuple[Config, Database, Keys]:
        """Configuration, migrated database and keys."""
        config = self.config(role)
        config.folder.mkdir(parents=True, exist_ok=True)
        try:
            db = Database(config.database)
            db.migrate()
        except NewerDatabase as error:
            fail(f"the database is newer than this program: {error}")
        return config, db, Keys.load(config.key_file)


def _default_config() -> Path:
    return Path(os.environ.get("KIOSK_DATA", "var")) / "station.toml"


@click.group()
@click.option("--config", type=click.Path(path_type=Path), default=_default_config,
              help="The machine's TOML file; $KIOSK_DATA/station.toml if not named.")  # fmt: skip
@click.pass_context
def cli(context: click.Context, config: Path) -> None:
    """厅声 Tingsheng, the voice of the service hall."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # else a line per tap under load
    context.obj = Machine(config)


def main() -> None:
    """Runs a command; a refusal ends it with its wording and code 1."""
    try:
        cli(standalone_mode=True)
    except Refusal as refusal:
        fail(f"{refusal.wording} ({refusal})")
    except sync.NoLine as error:
        fail(f"no believable answer from the office: {error}")


machine = click.make_pass_decorator(Machine)


@cli.command("serve")
@machine
def serve_command(here: Machine) -> None:
    """Serve this machine's screens until it is told to stop."""
    serve.serve(*here.open())


@cli.command("demo")
def demo_command() -> None:
    """Start an office and a hall with demo data; Ctrl-C stops both."""
    demo.run(Path(os.environ.get("KIOSK_DATA", "var")), os.environ)


@cli.command()
@machine
def routes(here: Machine) -> None:
    """List every address of every screen and who uses it for what."""
    for screen in ("lobby", "desk", "office"):
        app = create_app(Config(role="station"), screen, cast(Database, None), cast(Keys, None))
        for rule in app.url_map.iter_rules():
            if rule.endpoint == "static":
                continue
            view = app.view_functions[rule.endpoint]
            methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            sentence = (view.__doc__ or "").split("\n\n")[0].replace("\n", " ")
            click.echo(f"{screen:7}{methods:6}{rule.rule:40} {' '.join(sentence.split())}")


@cli.command()
@click.argument("url")
@click.argument("code")
@machine
def enrol(here: Machine, url: str, code: str) -> None:
    """Enrol this station with the office at URL by its one-time CODE."""
    _, db, keys = here.open("station")
    send = sync.over_http(url.rstrip("/"))
    identity = sync.enrol(db, send, keys, url.rstrip("/"), code, serve.fresh_nonce)
    click.echo(f"enrolled: branch {identity.branch}, station {identity.station}")


@cli.command("sync")
@machine
def sync_command(here: Machine) -> None:
    """Run one round of sync with the office."""
    _, db, keys = here.open("station")
    send = sync.over_http(stations.me(db).office_url)
    done = sync.run(db, send, keys, clock.read, serve.fresh_nonce)
    click.echo(f"{done.sent} sent, {done.received} received, manifest {done.manifest}")


@cli.command("verify")
@machine
def verify_command(here: Machine) -> None:
    """Walk the ledger; name the first row and column that is not as written."""
    config, db, keys = here.open()
    found = verify(db, keys.fingerprint if config.role == "station" else None)
    if found is None:
        click.echo("the ledger is as it was written")
        return
    where = "/".join(map(str, found.chain))
    fail(f"{where} entry {found.seq}, column {found.column}: {found.says}")


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@machine
def backup(here: Machine, folder: Path) -> None:
    """Write a dated copy of the database into FOLDER (never copy the file itself)."""
    config, db, _ = here.open()
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.datetime.fromtimestamp(clock.read().utc / 1000).strftime("%Y%m%d-%H%M%S")
    target = folder / f"{config.role}-{stamp}.db"
    db.backup(target)
    click.echo(str(target))


@cli.command()
@click.argument("badge")
@machine
def pin(here: Machine, badge: str) -> None:
    """Draw a new PIN for the clerk with this BADGE and print it once."""
    _, db, keys = here.open("station")
    drawn = f"{secrets.randbelow(10**6):06}"
    clerks.set_pin(db, keys, badge, drawn, secrets.token_hex(16), clock.read())
    click.echo(drawn)


@cli.command()
@click.argument("name")
@machine
def user(here: Machine, name: str) -> None:
    """Make a user at the office, or draw a new password; it is printed once."""
    _, db, keys = here.open("office")
    drawn = secrets.token_urlsafe(12)
    users.set_password(db, keys, name, drawn)
    click.echo(drawn)


@cli.command()
@click.argument("branch")
@machine
def code(here: Machine, branch: str) -> None:
    """Draw a one-time enrolment code for a BRANCH, good for 24 hours."""
    _, db, keys = here.open("office")
    click.echo(stations.issue_code(db, branch, keys, secrets.token_bytes(10), clock.read().utc))


@cli.group("import")
def import_group() -> None:
    """Take in a file, all or nothing."""


@import_group.command("cards")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--batch", default="", help="A name, where two files may hold equal rows.")
@machine
def import_cards(here: Machine, file: Path, batch: str) -> None:
    """Enter cards given on paper: date,badge,kind,giver,comment."""
    _, db, _ = here.open("station")
    try:
        with _progress() as seen:
            done = paper.import_cards(db, file.read_bytes(), batch, clock.read(), seen)
    except paper.Faulty as faulty:
        for fault in faulty.faults:
            err.print(f"row {fault.line} {fault.column}: {fault.says}", markup=False)
        fail(f"{len(faulty.faults)} faults; nothing was stored")
    click.echo(f"{done.known} known, {done.new} new")


class _progress:
    """A progress bar on standard error, told by seen(done, all)."""

    def __enter__(self) -> Callable[[int, int], None]:
        self._bar = Progress(
            TextColumn("rows"), BarColumn(), MofNCompleteColumn(), console=err, transient=True
        )
        self._bar.start()
        task = self._bar.add_task("rows", total=None)
        return lambda done, total: self._bar.update(task, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


@cli.group("export")
def export_group() -> None:
    """Print what was counted, as CSV."""


@export_group.command("cards")
@click.option("--by", type=click.Choice(["kind", "clerk", "branch", "month"]), default="kind")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--giver", type=click.Choice([*GIVERS, "all"]), default="customer")
@machine
def export_cards(
    here: Machine,
    by: str,
    first: datetime.datetime | None,
    last: datetime.datetime | None,
    giver: str,
) -> None:
    """Print cards by kind, clerk, branch or month; days are inclusive."""
    _, db, _ = here.open()
    counted = cards.count(
        db,
        [by],
        first=first.date() if first else None,
        last=last.date() if last else None,
        giver=None if giver == "all" else giver,
    )
    groups: list[Any] = list(CARD_KINDS) if by == "kind" else sorted(g for (g,) in counted)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow([by, "count"])
    table.writerows([group, counted.get((group,), 0)] for group in groups)
