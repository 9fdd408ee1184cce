"""The commands that take tables in and give them out."""

import csv
import datetime
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from kiosk import clock
from kiosk.facts import CARD_KINDS, GIVERS
from kiosk.machine import Machine, err, fail, machine
from kiosk.records import cards, paper


@click.group("import")
def import_group() -> None:
    """Take in a file, all or nothing."""


@import_group.command("cards")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--batch", default="", help="A name, where two files may hold equal rows.")
@machine
def import_cards(here: Machine, file: Path, batch: str) -> None:
    """Enter cards given on paper: date,badge,kind,giver,comment."""
    _, db, _ = here.open("station")
    try:
        with _progress() as seen:
            done = paper.import_cards(db, file.read_bytes(), batch, clock.read(), seen)
    except paper.Faulty as faulty:
        for fault in faulty.faults:
            err.print(f"row {fault.line} {fault.column}: {fault.says}", markup=False)
        fail(f"{len(faulty.faults)} faults; nothing was stored")
    click.echo(f"{done.known} known, {done.new} new")


class _progress:
    """A progress bar on standard error, told by seen(done, all)."""

    def __enter__(self) -> Callable[[int, int], None]:
        self._bar = Progress(
            TextColumn("rows"), BarColumn(), MofNCompleteColumn(), console=err, transient=True
        )
        self._bar.start()
        task = self._bar.add_task("rows", total=None)
        return lambda done, total: self._bar.update(task, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


@click.group("export")
def export_group() -> None:
    """Print what was counted, as CSV."""


@export_group.command("cards")
@click.option("--by", type=click.Choice(["kind", "clerk", "branch", "month"]), default="kind")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--giver", type=click.Choice([*GIVERS, "all"]), default="customer")
@machine
def export_cards(
    here: Machine,
    by: str,
    first: datetime.datetime | None,
    last: datetime.datetime | None,
    giver: str,
) -> None:
    """Print cards by kind, clerk, branch or month; days are inclusive."""
    _, db, _ = here.open()
    counted = cards.count(
        db,
        [by],
        first=first.date() if first else None,
        last=last.date() if last else None,
        giver=None if giver == "all" else giver,
    )
    groups: list[Any] = list(CARD_KINDS) if by == "kind" else sorted(g for (g,) in counted)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow([by, "count"])
    table.writerows([group, counted.get((group,), 0)] for group in groups)
