"""`make faults`: every fault, two at a time, and one table of what became of acknowledged facts.

    python -m tests.faults.run
    python -m tests.faults.run --only F1 --only F2 --times 0.2 --seed 1
    python -m tests.faults.run --planted

Ends with 1 where a fact is lost or doubled, or anything else is that must not be. With --planted
each part is played on a program that is broken on purpose, and must find it.
"""

import logging
import multiprocessing
import os
import random
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import click

from tests.faults import parts, plants
from tests.faults.parts import ELSEWHERE, PARTS, Part, Played

AT_ONCE = 2


@click.command()
@click.option(
    "--only", multiple=True, help="A fault, such as F1, or words of a part; several times."
)
@click.option("--times", default=1.0, help="How often, against the counts for a change.")
@click.option("--seed", type=int, help="Repeats the choices of an earlier run, not its timing.")
@click.option("--planted", is_flag=True, help="Each part must find a fault that is planted.")
def main(only: tuple[str, ...], times: float, seed: int | None, planted: bool) -> None:
    """Play every fault; what was acknowledged must be there, once."""
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    chosen = [at for at, part in enumerate(PARTS) if not only or _named(part, only)]
    click.echo(f"seed {seed}")
    click.echo("| fault | what | runs | acknowledged | lost | doubled | s |")
    click.echo("| --- | --- | --- | --- | --- | --- | --- |")
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        for played in _all(chosen, Path(folder), times, seed, planted):
            click.echo(_says(played))
            found = any(played.row.count[1:]) or played.row.breaches or not played.row.runs
            if bool(found) != planted:
                failed.append(played.part.what)
            for breach in played.row.breaches[: 1 if planted else 5]:
                click.echo(f"  {breach}")
    for fault, where in ELSEWHERE.items():
        click.echo(f"| {fault} | not here: {where} | | | | | |")
    for what in failed:
        click.echo(f"{'BLIND' if planted else 'FAILED'} {what}")
    sys.exit(1 if failed else 0)


def _named(part: Part, only: tuple[str, ...]) -> bool:
    return any(one in part.faults.split() or one in part.what for one in only)


def _says(played: Played) -> str:
    part, row = played.part, played.row
    cells = (part.faults, part.what, row.runs, *row.count, f"{played.seconds:.0f}")
    return "| " + " | ".join(map(str, cells)) + " |"


def _all(chosen: list[int], folder: Path, times: float, seed: int, planted: bool):  # type: ignore[no-untyped-def]
    """Each part in a process of its own, so that what one plants or breaks is gone with it."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(AT_ONCE, context, max_tasks_per_child=1) as pool:
        waiting = []
        for at in chosen:
            part = PARTS[at]
            number = max(1, round(part.number * times))
            plant = part.plant if planted else ""
            waiting.append(pool.submit(_one, at, str(folder / str(at)), number, seed, plant))
        for one in as_completed(waiting):
            yield one.result()


def _one(at: int, folder: str, number: int, seed: int, plant: str) -> Played:
    logging.disable()  # what a fault makes the product say is no result
    if plant:
        os.environ[plants.CHOSEN] = plant
    Path(folder).mkdir()
    with plants.chosen():
        return parts.play(at, folder, number, seed)


if __name__ == "__main__":
    main()
