"""A version of the program that is too large for an upload is handed to head office."""

import os
import shutil
from pathlib import Path

import click

from kiosk.commands.machine import Machine, administrator, fail, machine
from kiosk.files.programs import packed
from kiosk.files.programs.packed import BadProgram
from kiosk.ground import disk
from kiosk.ground.keys import signed_by_one
from kiosk.records.ledger import security_log
from kiosk.records.upkeep import programs


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@machine
def offer(here: Machine, file: Path) -> None:
    """Hand the program FILE to head office, to be offered on its page for the program.

    As the page's upload does, for files of any size.
    """
    config, db, _ = here.open("office")
    config.programs.mkdir(mode=0o700, exist_ok=True)
    copy = config.programs / f"{os.getpid()}.uploaded"
    try:
        shutil.copyfile(file, copy)
        found = packed.head(copy)
        packed.check(copy)
        if not signed_by_one(config.program.public_keys, found.said, found.signature):
            fail("it is not signed by a key of the configuration, [program] keys")
        sha256, size, actor = packed.sha256(copy), copy.stat().st_size, administrator()
        disk.sync(copy)
        copy.replace(programs.file(config.programs, sha256))
        disk.sync(config.programs)
    except (BadProgram, OSError) as error:
        fail(f"{file}: {error}")
    finally:
        copy.unlink(missing_ok=True)
    version = found.head.version
    with security_log.acting(db, actor, "program_proposed", version):
        programs.propose(db, sha256, version, size, actor.who, actor.now.utc)
    click.echo(f"{version}: {sha256}")
