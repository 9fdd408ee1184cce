"""The commands of head office's transparency log, and of who witnesses it."""

from pathlib import Path

import click

from kiosk.commands.machine import Machine, fail, machine
from kiosk.commands.transparency import keeping
from kiosk.ground.network.addresses import Listener
from kiosk.records.transparency import log, renewing
from kiosk.rules.transparency import notes
from kiosk.rules.transparency.notes import BadNote

RENEW = (
    "The log that stations, witnesses and receipts know ends here, and another one begins under a"
    " new key, which every witness must be given. Only for a database that was put back. Go on?"
)


@click.command("log-key")
@machine
def log_key(here: Machine) -> None:
    """Print the key by which everyone checks head office's transparency log.

    Witnesses, auditors and verifiers need it; it is a verifier key of a signed note.
    """
    config, db, keys = here.open("office")
    click.echo(str(log.verifier(keys, keeping.begun(config, db, keys).origin)))


@click.command("log-renew")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@machine
def log_renew(here: Machine, yes: bool) -> None:
    """Begin another transparency log, after the database was put back by other means.

    `restore` does so by itself. Prints the key of the new log.
    """
    config, db, keys = here.open("office")
    if not yes:
        click.confirm(RENEW, abort=True, err=True)
    renewing.forget(db)
    click.echo(str(log.verifier(keys, keeping.begun(config, db, keys).origin)))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", required=True, help="The witness's name, such as witness.example.org/w1.")
@click.option(
    "--log", "logs", multiple=True,
    help="The verifier key of a log to witness; with head office's address after a space, the page"
    " /receipt is served, too.",
)  # fmt: skip
@click.option("--bind", default="127.0.0.1", show_default=True)
@click.option("--port", default=8095, show_default=True, type=click.IntRange(1, 65535))
@click.option("--proxy", default="", help="The address of a proxy in front that says who asks.")
@click.option(
    "--days", default=3, show_default=True, type=click.IntRange(1, 365),
    help="Within how many days an entry must be in a log that promises nothing itself.",
)  # fmt: skip
def witness(
    folder: Path, name: str, logs: tuple[str, ...], bind: str, port: int, proxy: str, days: int
) -> None:
    """Witness transparency logs until stopped, with key and memory in FOLDER.

    Prints the witness's own key, which head office's configuration needs; without --log, that is
    all.
    """
    from kiosk.commands.transparency import serving
    from kiosk.commands.transparency.witness import Witness

    if not notes.NAME.fullmatch(name):
        fail(f"--name {name!r}: a name has no space and no plus")
    try:
        known = [serving.read_log(text) for text in logs]
    except BadNote as error:
        fail(f"--log: {error}")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    one = Witness(folder, name, {log.key.name: log.key for log in known})
    click.echo(str(one.verifier))
    if known:
        try:
            serving.serve(one, known, Listener(port=port, bind=bind, proxy=proxy), days)
        except (OSError, ValueError) as error:
            fail(f"no witness can be served at {bind} port {port}: {error}")
