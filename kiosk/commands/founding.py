"""The command that founds a hall without an office."""

import datetime
import getpass
import secrets
from collections.abc import Mapping

import click

from kiosk.commands.language import worded
from kiosk.commands.machine import Machine, fail, machine
from kiosk.ground import clock
from kiosk.records.exchange import joining
from kiosk.records.ledger.writing import at_station
from kiosk.records.people import pins
from kiosk.rules.ledger.time import local_date
from kiosk.rules.publishing import rows
from kiosk.rules.spreadsheets.cells import YES
from kiosk.rules.spreadsheets.columns import HEADERS, Row
from kiosk.vocabulary.documents import DEFAULT_ZONE, Publication
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import FAULTS


@click.command()
@click.argument("branch")
@click.option("--organisation", prompt="单位 organisation")
@click.option("--name", prompt="网点 branch")
@click.option("--hall", prompt="营业厅 hall")
@click.option("--badge", prompt="负责人工号 manager's badge")
@click.option("--manager", prompt="负责人姓名 manager's name")
@click.option("--organisation-en", default="")
@click.option("--name-en", default="")
@click.option("--hall-en", default="")
@click.option("--manager-en", default="")
@click.option("--zone", default=DEFAULT_ZONE, show_default=True)
@click.option("--since", default="", help="The day from which this applies; today by default.")
@machine
def found(here: Machine, /, branch: str, **said: str) -> None:
    """Found a hall without an office: its BRANCH id, names and manager.

    The manager publishes at the desk. The PIN is printed once and opens the desk once; there the
    manager chooses another one.
    """
    _, db, keys = here.open("station")
    now = clock.read()
    wanted = _read(branch, said, now)
    made = joining.found(db, keys, branch, wanted, secrets.token_bytes(32), getpass.getuser(), now)
    click.echo(f"founded: branch {made.branch}, station {made.station}")
    pin = f"{secrets.randbelow(10**6):06}"
    author = at_station(db, "machine", now, getpass.getuser())
    pins.issue(db, author, keys, secrets.token_hex(16), said["badge"], pin)
    click.echo(f"{said['badge']} {pin}")


def _read(branch: str, said: Mapping[str, str], now: Moment) -> list[Publication]:
    """The hall's first two documents, read like rows of a table."""
    hall = {name: said[name] for name in said if name in HEADERS} | {"key": branch}
    manager = {
        "badge": said["badge"], "name": said["manager"], "name_en": said["manager_en"],
        "branch": branch, "manager": YES[0],
    }  # fmt: skip
    day = {"in_force": said["since"] or _today(said["zone"], now).isoformat()}
    wanted, faults = rows.read("branch", [Row(1, hall | day)], {}, {})
    staff, more = rows.read("clerk", [Row(2, manager | day)], {branch: ""}, {})
    for fault in (*faults, *more):
        fail(
            f"{fault.column} {HEADERS[fault.column]} {fault.value!r}: {worded(FAULTS[fault.code])}"
        )
    return [*wanted, *staff]


def _today(zone: str, now: Moment) -> datetime.date:
    try:
        return local_date(now.utc, zone)
    except (ValueError, OSError, LookupError):  # reported later, as a fault of that cell
        return local_date(now.utc, DEFAULT_ZONE)
