"""Runs towns of real processes; ends with 1 on any finding.

python -m tests.faults.town --runs 5
"""

import random
import sys
import tempfile
import time
from pathlib import Path

import click

from tests.faults.town import town


@click.command()
@click.option("--runs", default=5, help="How many towns.")
@click.option("--seed", type=int, help="Repeats the choices of an earlier call, not its timing.")
def main(runs: int, seed: int | None) -> None:
    """Kill machines of a town and cut its lines; what customers were thanked for must be there."""
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    bad = 0
    for one in range(seed, seed + runs):
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, town.founded(Path(folder), one) as place:
            town.live(place, one)
            found = town.judged(place, town.settle(place))
            cuts = sum(hall.line.cuts for hall in place.halls)
        click.echo(
            f"seed {one}: {place.kills} kills -9, {cuts} cuts, {place.put_back} put back,"
            f" {found.acknowledged} acknowledged; {time.monotonic() - begun:.0f} s;"
            f" {dict(found.figures) or 'all figures 0'}"
        )
        for says in found.says[:5]:
            click.echo(f"    {says}")
        bad += bool(found.figures)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
