"""A version of the program is packed into one signed file."""

from pathlib import Path

import click

from kiosk.commands.machine import fail
from kiosk.commands.upkeep import installed
from kiosk.files.programs import packed
from kiosk.files.programs.packed import BadProgram, Head
from kiosk.ground.keys import BadKey, Keys


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--key", type=click.Path(path_type=Path), required=True,
              help="The signing key's file, drawn if there is none.")  # fmt: skip
@click.option("--wheels", type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="The packages of requirements.txt, if they changed.")  # fmt: skip
@click.option("--debian", default="", help="The Debian version that the wheels are for.")
@click.option("--machine", default="", help="The machine that they are for, as uname -m says.")
def pack(target: Path, key: Path, wheels: Path | None, debian: str, machine: str) -> None:
    """Pack this version of the program into the signed file TARGET, for `upgrade`.

    Keep the signing key off the network. Prints the public key, which machines must list in their
    configuration, [program] keys.
    """
    about = Head(packed.FORMAT, installed.version(installed.HERE), debian, machine, 0, "", 0)
    try:
        keys = Keys.load(key)
        head = packed.pack(installed.HERE, wheels, about, keys.sign, target)
    except (BadKey, BadProgram, OSError) as error:
        fail(str(error))
    click.echo(f"{target}: {head.version}, {head.size} bytes")
    click.echo(f'keys = ["{keys.public.hex()}"]')
