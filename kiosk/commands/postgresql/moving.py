"""An office moves from its file to PostgreSQL."""

import click

from kiosk.commands.machine import Machine, bars, fail, machine
from kiosk.commands.upkeep import healing
from kiosk.ground import config as configuration
from kiosk.records.upkeep import checks, moving


@click.command("move-to")
@click.argument("url")
@machine
def move_to(here: Machine, url: str) -> None:
    """Move head office's data from its file to the PostgreSQL database at URL.

    Stop the service first. The database must be empty, as docs/postgresql.md says how to make it.
    Everything is compared in the end; the file stays as it is. If it was interrupted, the same
    command goes on.
    """
    if wrong := configuration.fault_of_address(url):
        fail(f"URL {wrong}")
    here.file_config()
    try:
        with healing.alone(here.config("office")):
            _move(here, url)
    except healing.Running as running:
        fail(f"head office is being served; stop it first: {running}")


def _move(here: Machine, url: str) -> None:
    config, source, keys = here.open("office")
    target = here.postgresql(url)
    target.archives = source.archives
    with bars() as progress:
        bar = progress.add_task("", total=moving.size(source))

        def seen(table: str, rows: int) -> None:
            progress.update(bar, advance=rows, description=table)

        number = moving.move(source, target, seen)
    found = checks.check(target, keys, at_office=True)
    if found is not None:
        fail(f"moved, but the check finds {found.column}: {found.says}")
    click.echo(f"{number} rows moved and compared; the ledger is as it was written")
    click.echo(f"now write this into {here.path}, before all [...]; then start the service:")
    click.echo(f'database = "{url}"')
    click.echo(f"keep {config.database} until you have a backup, and never serve from it again")
