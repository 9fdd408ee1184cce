"""`make faults`: kills and power cuts, in numbers; ends with 1 on any breach.

python -m tests.faults.run --kills 200 --cuts 150
"""

import random
import sys
import tempfile
import time
from pathlib import Path

import click

from tests.faults import kill, powercut


@click.command()
@click.option("--kills", default=200, help="How often the station is killed.")
@click.option("--cuts", default=150, help="How often the power is cut.")
@click.option("--seed", type=int, help="Repeats the choices of an earlier run.")
def main(kills: int, cuts: int, seed: int | None) -> None:
    """Kill a station and cut its power; every acknowledged card must be there once."""
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    click.echo(f"seed {seed}")
    with tempfile.TemporaryDirectory() as folder:
        breaches = [*_kills(Path(folder), kills, seed), *_cuts(Path(folder), cuts, seed)]
    for breach in breaches:
        click.echo(f"BREACH {breach}")
    sys.exit(1 if breaches else 0)


def _kills(folder: Path, number: int, seed: int) -> list[str]:
    if not number:
        return []
    begun = time.monotonic()
    done = kill.kills(folder, number, seed, click.echo)
    click.echo(
        f"kill -9: {done.kills} kills ({done.killed_at_start} while starting),"
        f" {done.acked} cards acknowledged, {done.lost} lost, {done.twice} twice;"
        f" {done.sent_again} sent again, {done.unanswered} never answered"
        f" ({done.unanswered_there} of these stored); customer page at most"
        f" {done.slowest_start_s:.1f} s after a start; {time.monotonic() - begun:.0f} s"
    )
    return done.breaches


def _cuts(folder: Path, number: int, seed: int) -> list[str]:
    if not number:
        return []
    full = _cuts_with(folder / "full", number, seed, None)
    breaches = [f"power cut: {damage}" for damage in full.damaged]
    if full.lost or full.twice:
        breaches.append(f"power cut: {full.lost} acknowledged cards lost, {full.twice} twice")
    normal = _cuts_with(folder / "normal", number, seed, {"synchronous": "normal"})
    if not normal.lost:
        breaches.append("the harness is blind: synchronous=NORMAL lost nothing")
    return breaches


def _cuts_with(
    folder: Path, number: int, seed: int, pragmas: dict[str, str] | None
) -> powercut.Sum:
    begun = time.monotonic()
    done = powercut.cuts(folder, number, random.Random(seed), pragmas)
    click.echo(
        f"power cut, {'as in a hall' if pragmas is None else pragmas}: {done.cuts} cuts,"
        f" {done.acked} cards acknowledged, {done.lost} lost in {done.cuts_that_lost} cuts,"
        f" {done.twice} twice, {len(done.damaged)} damaged; {time.monotonic() - begun:.0f} s"
    )
    return done


if __name__ == "__main__":
    main()
