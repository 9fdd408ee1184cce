"""The commands that an administrator types.

Heavy modules that only one command needs (the screens, the demo) are imported inside it: a
hall's computer has little memory.
"""

import logging
import os
import sys
from pathlib import Path
from typing import cast

import click

from kiosk.commands import enrolling, founding, people, syncing, tables
from kiosk.commands.archives import moving as archiving
from kiosk.commands.carrying import files
from kiosk.commands.display import session
from kiosk.commands.language import worded
from kiosk.commands.machine import Machine, fail, machine
from kiosk.commands.postgresql import moving
from kiosk.commands.recognition import evaluating
from kiosk.commands.simulation import playing
from kiosk.commands.transparency import log
from kiosk.commands.upkeep import (
    backing_up,
    doctor,
    healing,
    kept,
    offering,
    packing,
    restoring,
    self_test,
    upgrading,
)
from kiosk.ground import clock
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import joining
from kiosk.records.ledger import times
from kiosk.records.upkeep import checks
from kiosk.rules.cases import case, moves
from kiosk.vocabulary.refusals import NoLine, Refusal


def _default_config() -> Path:
    return Path(os.environ.get("KIOSK_DATA", "var")) / "station.toml"


@click.group()
@click.option("--config", type=click.Path(path_type=Path), default=_default_config,
              help="The machine's TOML file; $KIOSK_DATA/station.toml by default.")  # fmt: skip
@click.pass_context
def cli(context: click.Context, config: Path) -> None:
    """厅声 Tingsheng, the voice of the service hall."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("peewee.migrations").setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # else a line per tap under load
    context.obj = Machine(config)


def main() -> None:
    """Runs a command; a refusal ends it with its wording and exit code 1."""
    try:
        cli(standalone_mode=True)
    except Refusal as refusal:
        fail(f"{worded(refusal.wording)} ({refusal})")
    except NoLine as error:
        fail(f"no believable answer from the office: {error}")


@cli.command("serve")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True,
              help="How many processes serve head office on PostgreSQL.")  # fmt: skip
@machine
def serve_command(here: Machine, processes: int) -> None:
    """Serve this machine's screens until stopped."""
    from kiosk.commands import serve
    from kiosk.commands.postgresql import processes as several

    if (worker := several.inherited(os.environ)) is not None:
        serve.serve(*here.open(), worker)
        return
    config = here.config()
    if processes > 1:
        several.serve(here, config, processes)
        return
    try:
        with healing.alone(config):
            healing.heal(config)
            again = serve.serve(*here.open(to_read=True))
    except healing.Running as running:
        fail(f"this machine is served already, by another process: {running}")
    except OSError as error:
        fail(f"the machine can't be served: {error}")
    if again:  # with no handle of the damaged database left
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


@cli.command("charts")
@machine
def charts_command(here: Machine) -> None:
    """Draw charts for head office's pages until stopped."""
    from kiosk.files.charts import unit

    try:
        listener = unit.inherited(os.environ) or unit.listening(here.config("office").charts_socket)
    except OSError as error:
        fail(f"no charts can be drawn: {error}")
    unit.serve(listener)


@cli.command("demo")
@click.option("--still", is_flag=True, help="Nothing happens in the nine other halls.")
def demo_command(*, still: bool) -> None:
    """Start an office and a hall with demo data; Ctrl-C stops both.

    Nine other halls are simulated meanwhile, at their opening hours.
    """
    from kiosk.demo import run

    run.run(Path(os.environ.get("KIOSK_DATA", "var")), os.environ, still=still)


@cli.command()
@machine
def routes(here: Machine) -> None:
    """List every address of every screen, with who uses it for what."""
    from kiosk.app import create_app

    for screen in ("lobby", "desk", "office"):
        app = create_app(Config(role="station"), screen, cast(Database, None), cast(Keys, None))
        for rule in app.url_map.iter_rules():
            if rule.endpoint == "static":
                continue
            view = app.view_functions[rule.endpoint]
            methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            sentence = (view.__doc__ or "").split("\n\n")[0].replace("\n", " ")
            click.echo(f"{screen:7}{methods:6}{rule.rule:40} {' '.join(sentence.split())}")


@cli.command("sync")
@machine
def sync_command(here: Machine) -> None:
    """Run one round of sync with the office."""
    config, db, keys = here.open("station")
    if joining.is_standalone(db):
        click.echo("this hall has no office")
        return
    done = syncing.sync_once(config, db, keys)
    click.echo(f"{done.sent} sent, {done.received} received, manifest {done.manifest}")


@cli.command("verify")
@machine
def verify_command(here: Machine) -> None:
    """Check everything that is stored; name the first row and column that differ."""
    config, db, keys = here.open(to_read=True)
    at = 0 if db.read_only else times.believed(db, clock.read()).utc
    found = checks.check(db, keys, at_office=config.role == "office", at=at)
    if found is None:
        click.echo("the ledger is as it was written")
        return
    where = "/".join(map(str, found.chain))
    fail(f"{where} entry {found.seq}, column {found.column}: {found.says}")


cli.add_command(backing_up.backup)
cli.add_command(restoring.restore)
cli.add_command(moving.move_to)
cli.add_command(archiving.archive)
cli.add_command(restoring.unseal)
cli.add_command(doctor.doctor)
cli.add_command(session.display)
cli.add_command(packing.pack)
cli.add_command(upgrading.upgrade)
cli.add_command(offering.offer)
cli.add_command(self_test.self_test)
cli.add_command(kept.upgrade_data)
cli.add_command(founding.found)
cli.add_command(people.pin)
cli.add_command(people.user)
for _command in (enrolling.enrol, enrolling.code, enrolling.revoke, enrolling.release):
    cli.add_command(_command)


@cli.command("case-table")
def case_table() -> None:
    """Print the table of cases, as docs/cases.md holds it."""
    click.echo("| state | move | who may | refusal for others | then | who must act |")
    click.echo("| --- | --- | --- | --- | --- | --- |")
    for row in (*moves.MOVES, *moves.ANYWHERE):
        then = row.then or row.state
        must = "as before" if then == "before" else case.MUST[then]
        cells = (row.state, row.step, ", ".join(row.may), row.refusal, then, must)
        click.echo(f"| {' | '.join(cells)} |")


cli.add_command(log.log_key)
cli.add_command(log.log_renew)
cli.add_command(log.witness)
cli.add_command(evaluating.evaluate)
cli.add_command(playing.simulate)
tables.import_group.add_command(files.import_sync)
tables.export_group.add_command(files.export_sync)
cli.add_command(tables.import_group)
cli.add_command(tables.export_group)
