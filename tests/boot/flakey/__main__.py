"""A hall on ext4 whose disk fails, or reports as written what it loses, while customers tap.

    python -m tests.boot.flakey
    python -m tests.boot.flakey --rounds 5 --seed 1 --only drop_writes
    python -m tests.boot.flakey --planted

A small guest under qemu has the data folder on a dm-flakey target. Ends with 1 where a card that
was thanked for is lost or doubled, or anything else is that must not be. With --planted the station
is broken on purpose, in two ways, and each fault must find both. Without KVM the processor is
emulated. Needs root, qemu and mmdebstrap.
"""

import random
import sys
import tempfile
from pathlib import Path

import click

from tests.boot.flakey import image, rounds
from tests.boot.flakey.guest import Guest
from tests.boot.flakey.rounds import ROUNDS, Hall, Result
from tests.boot.image import Disks
from tests.boot.machine import NoAnswer, has_kvm

PLANTS = ("unsynced", "dropped-card")


@click.command()
@click.option("--rounds", "number", default=20, help="How many of each fault.")
@click.option("--only", type=click.Choice(list(ROUNDS)), help="This fault alone.")
@click.option("--seed", type=int, help="Repeats the choices of an earlier run, not its timing.")
@click.option("--planted", is_flag=True, help="Each fault must find what is planted.")
def main(number: int, only: str | None, seed: int | None, planted: bool) -> None:
    """Play a disk that fails and one that lies; what was acknowledged must be there, once."""
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    kvm = has_kvm()
    click.echo(f"seed {seed}{'' if kvm else '; no KVM here: the processor is emulated'}")
    disks = image.make()
    click.echo("| fault | planted | rounds | acknowledged | lost | doubled | refused | forgotten |")
    click.echo("| --- | --- | --- | --- | --- | --- | --- | --- |")
    failed = False
    for fault in [only] if only else list(ROUNDS):
        for plant in PLANTS if planted else ("",):
            result = _play(disks, fault, plant, number, seed, kvm)
            cells = (fault, plant, result.rounds, *result.count, result.refused, result.forgotten)
            click.echo("| " + " | ".join(map(str, cells)) + " |")
            for breach in result.breaches:
                click.echo(f"  {breach}")
            if planted != bool(result.count.lost) or (result.breaches and not planted):
                failed = True
                click.echo(f"{'BLIND' if planted else 'FAILED'} {fault} {plant}".rstrip())
    sys.exit(1 if failed else 0)


def _play(disks: Disks, fault: str, plant: str, number: int, seed: int, kvm: bool) -> Result:
    """Rounds of one fault in a guest of their own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = folder / "data.raw"
        image.found(folder / "found")
        image.disk_of(folder / "found", data)
        guest = Guest(disks, data, folder, kvm, plant)
        try:
            guest.begin()
            return rounds.play(Hall(guest, data, folder, seed), fault, number, _say)
        except NoAnswer as error:
            return Result(breaches=[str(error)])
        finally:
            guest.power_off()


def _say(line: str) -> None:
    click.echo(line, err=True)


if __name__ == "__main__":
    main()
