"""Old facts of head office move to archive files; an archive file is read."""

import sys
from pathlib import Path

import click
import msgspec

from kiosk.commands.machine import Machine, administrator, bars, fail, machine
from kiosk.ground import clock
from kiosk.ground.config import SHORTEST_TERM
from kiosk.records.ledger import across, times
from kiosk.records.upkeep.archives import moving, nights
from kiosk.records.upkeep.archives.moving import Made
from kiosk.rules.ledger import archives as rule
from kiosk.rules.ledger.archives import BadArchive, Entry, Part
from kiosk.rules.upkeep import terms


@click.group("archive")
def archive() -> None:
    """Move old facts to archive files, and read those."""


@archive.command("facts")
@click.option("--move", is_flag=True, help="Move them; without it, only say what would move.")
@click.option("--months", type=click.IntRange(SHORTEST_TERM, 1200),
              help="Keep so many months; those of the configuration by default.")  # fmt: skip
@machine
def facts(here: Machine, move: bool, months: int | None) -> None:
    """Move what is older than the term from the database to archive files.

    Without --move nothing changes. What waits for a person stays, and so do cases. If it was
    interrupted, the same command goes on.
    """
    config, db, _ = here.open("office")
    kept = months or config.keep_months
    if not kept:
        fail(f"{here.path} sets no keep_months; write it there, or give --months")
    now = clock.read()
    if not times.believed(db, now).sure:
        fail("the clock is in doubt; confirm it first, on head office's first page")
    until = terms.last_day(times.today(db, now), kept)
    if until is None:
        fail("the clock is before the first month that could move")
    made: list[Made] = []
    entries = rows = files = 0
    with bars() as progress:
        branches = sorted(across.branches(db))
        bar = progress.add_task("", total=len(branches))
        try:
            for branch in branches:
                progress.update(bar, description=branch)
                if move:
                    at = times.believed(db, clock.read()).utc
                    made += moving.branch_moves(db, branch, until, at)
                else:
                    for plan in moving.planned(db, branch, until):
                        files, entries = files + 1, entries + plan.entries
                        rows += plan.moved
                progress.advance(bar)
        except (BadArchive, OSError) as error:
            fail(f"{branch} is not archived: {error}")
        finally:
            nights.note(db, administrator(), made)
    if not move:
        click.echo(f"until {until}: {files} files of {entries} entries; {rows} rows would move")
        return
    moved, entries = sum(one.moved for one in made), sum(one.entries for one in made)
    click.echo(f"until {until}: {len(made)} files of {entries} entries; {moved} rows moved")


@archive.command("read")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def read(file: Path) -> None:
    """Print the facts in the archive FILE, one JSON line each, for an inspector.

    Every entry's hash is recomputed. It needs no database.
    """
    number = 0
    try:
        label, parts = rule.read(file.read_bytes())
        for part in parts:
            for entry in part.entries:
                click.echo(_line(label.branch, part, entry))
                number += 1
    except (BadArchive, OSError) as error:
        sys.stdout.flush()
        fail(f"{file}: {error}")
    says = f"{label.branch} {label.month}: {number} entries, each follows from the one before"
    click.echo(says, err=True)


def _line(branch: str, part: Part, entry: Entry) -> str:
    """An entry in one line: where it is in which chain, and its body as it was written, or in
    base64 where that is no JSON."""
    try:
        msgspec.json.decode(entry.body)
        body: object = msgspec.Raw(entry.body)
    except (ValueError, msgspec.MsgspecError, RecursionError):
        body = entry.body
    said = {
        "branch": branch, "station": part.station, "epoch": part.epoch, "seq": entry.seq,
        "counted": entry.counted, "counted_day": entry.day, "hash": entry.hash.hex(), "fact": body,
    }  # fmt: skip
    return msgspec.json.encode(said).decode()
