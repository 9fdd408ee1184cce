"""Plays an hour's outage with 100,000 stations, and with some over HTTP; ends with 1 where they
come back as a herd, or where one does not come back.

python -m tests.faults.outage --stations 100000 --sample 120
"""

import random
import sys
import time

import click

from tests.faults.outage import herd, sample


@click.command()
@click.option("--stations", default=100_000, help="How many stations are simulated.")
@click.option("--sample", "sampled", default=120, help="How many call over HTTP.")
@click.option("--seed", type=int, help="Repeats the chances of an earlier run.")
def main(stations: int, sampled: int, seed: int | None) -> None:
    """Take the office away for an hour and count who calls when it is back."""
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    click.echo(f"seed {seed}")
    bad = 0
    for case in herd.CASES:
        begun = time.monotonic()
        seen = herd.play(case, stations, seed)
        click.echo(
            f"{case.name}: at most {seen.peak} calls a second, {seen.mean:.0f} on average,"
            f" {seen.ratio:.2f} times; all {stations} served after {seen.drained_s:.0f} s,"
            f" {seen.unserved} not; {seen.refused} calls refused;"
            f" {time.monotonic() - begun:.0f} s"
        )
        bad += seen.ratio > herd.MOST or seen.unserved > 0
    if sampled:
        over_http = sample.play(sampled, seed)
        click.echo(f"{sampled} stations over HTTP: {over_http}")
        click.echo(f"busiest slot {over_http.ratio:.2f} times the mean")
        wrong = (over_http.unserved, over_http.lost, over_http.doubled, len(over_http.odd))
        bad += over_http.ratio > herd.MOST or any(wrong)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
