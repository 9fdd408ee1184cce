"""The commands for people: a clerk's PIN, head office's users."""

import getpass
import secrets
from collections import Counter
from pathlib import Path

import click

from kiosk.commands.machine import Machine, administrator, machine
from kiosk.commands.tables import end_with, export_group, import_group, opened
from kiosk.ground import clock
from kiosk.ground.config import Config
from kiosk.records.ledger import security_log, times
from kiosk.records.ledger.writing import at_station
from kiosk.records.people import clerks, pins, second_factor, users
from kiosk.records.people.tables import proposed
from kiosk.rules.input.folding import squeezed
from kiosk.rules.people import user_rows
from kiosk.rules.people.user_rows import HEADERS, NEEDED
from kiosk.rules.people.users import Step, folded, password
from kiosk.vocabulary.refusals import Refusal

DONE: dict[Step, str] = {"block": "user_blocked", "unblock": "user_unblocked",
                         "remove": "user_removed"}  # fmt: skip


@click.command()
@click.argument("badge")
@machine
def pin(here: Machine, badge: str) -> None:
    """Reset the PIN of the branch's manager with this BADGE; it is printed once.

    It opens the desk once, within 72 hours, and the manager chooses another one there. All other
    clerks get theirs from the manager, at the desk.
    """
    _, db, keys = here.open("station")
    drawn = f"{secrets.randbelow(10**6):06}"
    author = at_station(db, "machine", clock.read(), getpass.getuser())
    badge = squeezed(badge)
    clerks.on_roster(db, author.branch, badge, author.day)
    if not clerks.is_manager(db, author.branch, badge, author.day):
        raise Refusal("only_managers_pin")
    pins.issue(db, author, keys, secrets.token_hex(16), badge, drawn)
    click.echo(drawn)


@click.command()
@click.argument("name")
@click.option("--block", "step", flag_value="block", help="Sign the user out and let in no more.")
@click.option("--unblock", "step", flag_value="unblock", help="Let a blocked user in again.")
@click.option("--remove", "step", flag_value="remove", help="Remove the user; the name is kept.")
@click.option("--new-phone", is_flag=True, help="Take away the second factor; it is set up again.")
@machine
def user(here: Machine, name: str, step: Step | None, new_phone: bool) -> None:
    """Create an office user, or draw a new password; it is printed once."""
    _, db, keys = here.open("office")
    name = folded(name)
    if new_phone:
        by = administrator()
        with security_log.acting(db, by, "factor_taken", name):
            second_factor.take_away(db, name, "", times.believed(db, by.now).utc)
        click.echo(f"{name}: new phone")
        return
    if step is None:
        drawn = password(secrets.token_bytes(10))
        with security_log.acting(db, administrator(), "password_set", name):
            users.set_password(db, keys, name, drawn)
        click.echo(drawn)
        return
    with security_log.acting(db, administrator(), DONE[step], name):
        users.change(db, name, step, "")
    click.echo(f"{name}: {step}")


@import_group.command("users")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--preview", is_flag=True, help="Show what would change; store nothing.")
@machine
def import_users(here: Machine, file: Path, preview: bool) -> None:
    """Make head office's users as a table (xlsx or CSV) says; new ones get a link each, printed."""
    config, db, keys = here.open("office")
    by, key = administrator(), secrets.token_hex(16)
    table = opened(file, user_rows.FORM)
    now = times.believed(db, by.now).utc
    unknown = pins.hashed(keys, secrets.token_hex(32))
    with db.writing():
        rows, faults = proposed.read(db, table, times.today(db, by.now))
        changes, more = proposed.compare(db, rows, "", False)
        if faults or more:
            end_with(table, faults or more, HEADERS)
        if not preview:
            hours = config.invitation_hours
            proposed.apply(db, keys, key, changes, by, now, unknown, hours)
            security_log.write(db, by, "users_table_carried_out", number=len(rows))
    for one in changes:
        if one.what != "same":
            click.echo(f"{one.what:8}{one.said.name}")
    counted = Counter(one.what for one in changes)
    click.echo(", ".join(f"{n} {what}" for what, n in sorted(counted.items())) or "no rows")
    for link in proposed.drawn(db, keys, key, "", now) if not preview else ():
        click.echo(f"{link.user.name}\t{_address(config)}/invitations/{link.token}")


def _address(config: Config) -> str:
    """Where users open head office's screen, as far as the configuration says it."""
    listener = config.office
    return listener.public_url.rstrip("/") or f"http://{listener.bind}:{listener.port}"


@export_group.command("users")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--template", is_flag=True, help="Write the empty table only.")
@machine
def export_users(here: Machine, file: Path, template: bool) -> None:
    """Write head office's users to FILE.xlsx or .csv, as they can be imported again."""
    from kiosk.files import spreadsheets

    _, db, _ = here.open("office")
    rows = [] if template else proposed.rows(db)
    write = spreadsheets.csv_export if file.suffix == ".csv" else spreadsheets.xlsx_export
    heads = [said + ("*" if name in NEEDED else "") for name, said in HEADERS.items()]
    file.write_bytes(write(heads, ([row[column] for column in HEADERS] for row in rows)))
    security_log.write_seldom(db, administrator(), "exported", "users", number=len(rows))
    click.echo(f"{len(rows)} rows in {file}")
