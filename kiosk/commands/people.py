"""The commands for people: a clerk's PIN, head office's users."""

import getpass
import secrets

import click

from kiosk.commands.machine import Machine, administrator, machine
from kiosk.ground import clock
from kiosk.records.ledger import security_log, times
from kiosk.records.ledger.writing import at_station
from kiosk.records.people import clerks, pins, second_factor, users
from kiosk.rules.input.folding import squeezed
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
