"""Plays a week of a busy hall; ends with 1 where something is lost, counted twice, or grows.

python -m tests.faults.week --days 7 --facts 2000
"""

import random
import sys
import tempfile
import time
from pathlib import Path

import click

from tests.faults.week import judging
from tests.faults.week.hall import founded
from tests.faults.week.measures import Day
from tests.faults.week.play import Week

WARM_UP = 2
"""Days until each thread has had its largest task, and its cache of pages is full."""


@click.command()
@click.option("--days", default=7, help="How many days.")
@click.option("--facts", default=2_000, help="About how many facts a day.")
@click.option("--seed", type=int, help="Repeats the choices of an earlier call, not its timing.")
def main(days: int, facts: int, seed: int | None) -> None:
    """Play DAYS of a hall with tablets, ticket system, desk and head office."""
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    click.echo(f"seed {seed}")
    with tempfile.TemporaryDirectory() as folder, founded(Path(folder)) as hall:
        week = Week(hall, seed, facts)
        played = []
        for number in range(days):
            begun = time.monotonic()
            played.append(week.play(number))
            click.echo(_says(played[-1], time.monotonic() - begun))
        week.settle()
        wrong = judging.of_facts(hall, week.book)
        by_day = judging.facts_by_day(hall)
    click.echo("facts by day: " + ", ".join(f"{day} {n}" for day, n in sorted(by_day.items())))
    for name, number in wrong.items():
        click.echo(f"{number:6} {name}")
    for says in week.book.odd[:10]:
        click.echo(f"    {says}")
    click.echo("done: " + ", ".join(f"{n} {what}" for what, n in sorted(week.book.did.items())))
    first, warm, last = played[0], played[min(WARM_UP, days) - 1], played[-1]
    grown = [
        *judging.of_memory(warm, last),
        *judging.of_files(first, last),
        *judging.of_times(first, last),
    ]
    for says in grown:
        click.echo(f"grown: {says}")
    sys.exit(1 if any(wrong.values()) or grown else 0)


def _says(day: Day, seconds: float) -> str:
    lines = [f"day {day.number + 1}: {day.measured.number} answers, {seconds:.0f} s"]
    lines.append("    p95 ms: " + ", ".join(
        f"{who} {day.measured.p95(who):.1f}" for who in sorted(day.measured.ms)
    ))  # fmt: skip
    for name, state in day.after.items():
        lines.append(
            f"    {name}: {state.memory} KiB own memory, {state.descriptors} descriptors"
            f" (at most {day.most_descriptors[name]}), {state.threads} threads,"
            f" WAL at most {day.longest_wal[name]} KiB, log {state.log} KiB,"
            f" database {state.database} KiB, {state.files} + {state.temporary} files,"
            f" {day.cpu[name] / max(1, day.measured.number):.2f} ms of processor an answer"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
