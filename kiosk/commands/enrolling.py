"""The commands for stations: a code, enrolling with it, revoking, releasing."""

import contextlib
import getpass
import secrets

import click

from kiosk.commands import syncing, tables
from kiosk.commands.machine import Machine, administrator, machine
from kiosk.ground import clock
from kiosk.records.exchange import joining, revocation
from kiosk.records.ledger import identity, security_log, times
from kiosk.records.people import authors
from kiosk.records.stations import enrolment
from kiosk.sync import rounds
from kiosk.sync.http import over_http
from kiosk.vocabulary.refusals import Refusal

GIVES_UP = (
    "What this hall has published itself will be replaced by what the office publishes to it."
    " It is written to own-tables/ for the office to publish to this branch alone. Go on?"
)


@click.command()
@click.argument("url")
@click.argument("code")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.option("--new-key", is_flag=True, help="Give this station a new key, or another branch.")
@machine
def enrol(here: Machine, url: str, code: str, yes: bool, new_key: bool) -> None:
    """Enrol this station with the office at URL by its one-time CODE.

    A hall that had no office keeps its history; the office's documents replace its own, which are
    written as tables for the office to publish to this branch. A station whose key is lost gets a
    new one. With a code that replaces this very station, --new-key changes its key, or moves it to
    the code's branch; it first sends what it has.
    """
    config, db, keys = here.open("station", new_key=True)
    former = None
    if new_key and identity.settled(db):
        if not joining.is_standalone(db):
            with contextlib.suppress(Refusal):  # revoked, say; what is not sent goes along
                syncing.sync_once(config, db, keys)
        former, keys = keys, keys.successor(config.next_key_file)
    alone = joining.is_standalone(db)
    if alone and not yes:
        click.confirm(GIVES_UP, abort=True, err=True)
    held = tables.held_alone(db, times.today(db, clock.read())) if alone else {}
    url = url.rstrip("/")
    with syncing.alone(config):
        send, now = over_http(url, clock.read), clock.read()
        try:
            taken = rounds.enrol(db, send, keys, url, code, now, syncing.fresh_nonce, former)
        except Refusal as refusal:
            if refusal.code == "not_sent":  # head office knows this key as the next branch's
                config.next_key_file.unlink(missing_ok=True)
            raise
        if former is not None:
            config.next_key_file.replace(config.key_file)
    click.echo(f"enrolled: branch {taken.branch}, station {taken.station}")
    for written in tables.write_own(held, taken.branch, config.folder / "own-tables"):
        click.echo(f"for head office to publish to this branch: {written}")


@click.command()
@click.argument("branch")
@click.option(
    "--replaces", default="", metavar="STATION", help="The station it takes the place of."
)
@click.option(
    "--stood-alone",
    default=0,
    type=click.IntRange(0, 999_999_999),
    help="How many entries its hall wrote as its own office.",
)
@machine
def code(here: Machine, branch: str, replaces: str, stood_alone: int) -> None:
    """Draw a one-time enrolment code for a BRANCH, valid for 24 hours."""
    _, db, keys = here.open("office")
    now = times.believed(db, clock.read()).utc
    drawn = secrets.token_bytes(10)
    with security_log.acting(db, administrator(), "code_drawn", branch, detail=replaces):
        given = enrolment.issue_code(db, branch, keys, drawn, now, replaces, stood_alone)
    click.echo(given)


@click.command()
@click.argument("station")
@click.option("--note", prompt=True, help="Why; it is kept.")
@machine
def revoke(here: Machine, station: str, note: str) -> None:
    """Revoke a STATION: what it sends from now on is kept, but does not count."""
    _, db, _ = here.open("office")
    now = times.believed(db, clock.read()).utc
    with security_log.acting(db, administrator(), "station_revoked", station):
        revocation.revoke(db, station, getpass.getuser(), note, now)
    click.echo(f"revoked: {station}")


@click.command()
@click.argument("station")
@click.option("--note", prompt=True, help="Why; it is kept.")
@machine
def release(here: Machine, station: str, note: str) -> None:
    """Count what a revoked STATION has sent until now."""
    _, db, _ = here.open("office")
    known = enrolment.find(db, station)
    branch = known.branch if known else ""
    author = authors.at_office(db, branch, getpass.getuser(), clock.read())
    with security_log.acting(db, administrator(), "station_released", station):
        number = revocation.release(db, author, station, note)
    click.echo(f"released: {number} entries")
