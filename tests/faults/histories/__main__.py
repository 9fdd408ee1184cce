"""Plays random histories; ends with 1 on any finding.

python -m tests.faults.histories --number 300 --seed 1
"""

import contextlib
import random
import sys
import time
from collections.abc import Sequence

import click

from tests.faults.histories.history import Step, Total, drawn, play, shortest
from tests.faults.plants import PLANTS


@click.command()
@click.option("--number", default=60, help="How many histories.")
@click.option("--seed", type=int, help="The first one's seed; each next one's is one higher.")
@click.option("--plant", type=click.Choice(sorted(PLANTS)), help="Plants a fault to be found.")
@click.option("--without", multiple=True, help="Leaves an operation out; can be repeated.")
@click.option("--shortest", "shorten", is_flag=True, help="Cuts a bad history down first.")
def main(
    number: int, seed: int | None, plant: str | None, without: list[str], shorten: bool
) -> None:
    """Play random histories of an office and its halls; all figures must be 0."""
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    begun, total = time.monotonic(), Total()
    with PLANTS[plant]() if plant else contextlib.nullcontext():
        for one in range(seed, seed + number):
            steps = drawn(one, without)
            done = play(steps)
            total.add(done)
            for figure in done.judgement.figures:
                _show(one, figure, shortest(steps, figure) if shorten else steps)
    took = time.monotonic() - begun
    click.echo(f"operations: {dict(total.did.most_common())}")
    click.echo(f"refused: {dict(total.refused.most_common())}")
    click.echo(f"{number} histories from seed {seed}, {took / number:.2f} s each; {total}")
    sys.exit(1 if total.figures else 0)


def _show(seed: int, figure: str, steps: Sequence[Step]) -> None:
    judgement = play(steps).judgement
    click.echo(f"seed {seed}, {judgement.figures[figure]} {figure}:")
    click.echo(f"    {' '.join(step.name for step in steps)}")
    for says in [says for says in judgement.says if says.startswith(figure)][:3]:
        click.echo(f"    {says}")


if __name__ == "__main__":
    main()
