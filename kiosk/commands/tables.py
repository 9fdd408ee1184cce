"""The commands that import and export tables.

Over the line limit: importing and exporting go by the same kinds.
"""

import contextlib
import csv
import datetime
import getpass
import secrets
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from kiosk.commands.language import worded
from kiosk.commands.machine import Machine, administrator, bars, fail, machine
from kiosk.files.harmless import harmless
from kiosk.files.pinyin import findable
from kiosk.ground import clock
from kiosk.ground.db import Database
from kiosk.records.feedback import cards, paper
from kiosk.records.hall import served
from kiosk.records.ledger import identity, security_log, times
from kiosk.records.ledger.writing import at_station
from kiosk.records.publishing import as_tables, branches, presets, releases
from kiosk.rules.feedback import paper as paper_rule
from kiosk.rules.hall import served_rows
from kiosk.rules.publishing import rows as rule
from kiosk.rules.publishing.scopes import narrowed
from kiosk.rules.spreadsheets import columns, tables
from kiosk.rules.spreadsheets.columns import HEADERS, Fault
from kiosk.vocabulary.documents import Publication
from kiosk.vocabulary.facts import CARD_KINDS, GIVERS
from kiosk.vocabulary.refusals import FAULTS, REFUSALS, Refusal


@click.group("import")
def import_group() -> None:
    """Import a file, all or nothing."""


@import_group.command("cards")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--batch", default="", help="A name for the file, if two files can hold equal rows.")
@machine
def import_cards(here: Machine, file: Path, batch: str) -> None:
    """Enter cards given on paper, from a table (xlsx or CSV): date, badge, kind, giver, comment."""
    _, db, _ = here.open("station")
    table = opened(file, paper_rule.FORM)
    try:
        with progress() as bar:
            author = at_station(db, "clerk", clock.read())
            done = paper.import_cards(db, author, table, batch, bar("rows"))
    except paper.Faulty as faulty:
        end_with(table, faulty.faults, paper_rule.HEADERS)
    click.echo(f"{done.known} known, {done.new} new")


@import_group.command("served")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@machine
def import_served(here: Machine, file: Path) -> None:
    """Enter who was served, from a table (xlsx or CSV): ticket, window, badge, service, at."""
    _, db, _ = here.open("station")
    table = opened(file, served_rows.FORM)
    author = at_station(db, "machine", clock.read(), by="import")
    rows, faults = served_rows.read(table, identity.me(db).zone)
    with progress() as bar:
        wrong = served.wrong_rows(db, author, "import", rows, bar("judged"))
        faults += [Fault(one.row, one.column, one.refusal.code) for one in wrong]
        if faults:
            end_with(table, faults, served_rows.HEADERS)
        new, wrong = served.enter_rows(db, author, "import", "import", rows, bar("rows"))
    if wrong:  # another report of these customers came in between
        end_with(table, [Fault(one.row, one.column, one.refusal.code) for one in wrong], {})
    click.echo(f"{len(rows) - new} known, {new} new")


@import_group.command("preset")
@click.argument("trade", type=click.Choice(presets.TRADES))
@click.option("--preview", is_flag=True, help="Show what would change; store nothing.")
@machine
def import_preset(here: Machine, trade: str, preview: bool) -> None:
    """Publish a trade's topics, reasons, deed tags and role groups, in force from today."""
    _release(here, presets.PRESET, lambda db, day: presets.read(db, trade, day), preview)


KINDS = {
    "branches": "branch", "clerks": "clerk", "windows": "window", "services": "service",
    "topics": "topic", "reasons": "reason", "deeds": "deed", "groups": "group",
    "fees": "fees", "guides": "guide", "notices": "notice", "policy": "policy",
    "deadlines": "deadline", "workdays": "workday", "alerts": "alerts", "schemes": "scheme",
    "figures": "figure", "targets": "target", "standards": "standard", "rulebooks": "rulebook",
    "registers": "register", "support": "support", "questions": "questions",
}  # fmt: skip
"""The commands' names for the kinds of documents."""


def _add_kind(name: str, kind: str) -> None:
    @import_group.command(name, help=f"Publish {name} from a table (xlsx or CSV).")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--preview", is_flag=True, help="Show what would change; store nothing.")
    @click.option("--mostly-new", is_flag=True, help="Publish even if more than half is new.")
    @machine
    def take(here: Machine, file: Path, preview: bool, mostly_new: bool) -> None:
        _import(here, kind, file, preview, mostly_new)

    @export_group.command(name, help=f"Write {name}, in force or upcoming, to FILE.xlsx or .csv.")
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    @click.option("--template", is_flag=True, help="Write the empty table only.")
    @machine
    def give(here: Machine, file: Path, template: bool) -> None:
        _export(here, kind, file, template)


def _import(here: Machine, kind: str, file: Path, preview: bool, mostly_new: bool) -> None:
    _release(here, kind, lambda db, _day: _read(db, kind, file), preview, mostly_new)


def _release(
    here: Machine,
    kind: str,
    read: Callable[[Database, datetime.date], list[Publication]],
    preview: bool,
    mostly_new: bool = False,
) -> None:
    """Shows what these publications change and publishes them; where a release takes two persons,
    proposes them. `read` is given the database and today. Raises Refusal `office_publishes`."""
    config, db, _ = here.open()
    if config.role == "station" and identity.me(db).has_office:
        raise Refusal("office_publishes")
    now = clock.read()
    day = times.today(db, now)
    found = read(db, day)
    changes = releases.changes(db, found, day)
    if not _shows(changes) or preview:
        return
    if not mostly_new and releases.is_mostly_new(db, kind, changes):
        fail(f"{worded(REFUSALS['mostly_new'][1])} (--mostly-new)")
    name, by = secrets.token_hex(16), getpass.getuser()
    with security_log.acting(db, administrator(), "release_proposed", name, detail=kind):
        releases.propose(db, name, kind, found, by, now.utc)
    if config.two_person_release:
        where = "desk" if config.role == "station" else "office's page"
        click.echo(f"proposed as {name}; another person releases it on the {where}")
        return
    with security_log.acting(db, administrator(), "release_published", name, detail=kind):
        number = releases.publish(
            db, name, by, now.utc, two_persons=False, today=day, mostly_new=mostly_new
        )
    if config.role == "station":
        branches.note_zone(db, day)
    click.echo(f"{number} versions published")


def _shows(changes: Sequence[releases.Change]) -> bool:
    """Prints what would change; whether anything does."""
    for change in changes:
        if change.effect.what != "same":
            item = change.publication
            click.echo(f"{change.effect.what:8}{item.key:24}{item.in_force}")
            for cell in change.effect.cells:
                named = HEADERS.get(cell.column, cell.column)
                click.echo(f"  {cell.row} {named}: {cell.before!r} -> {cell.after!r}")
    counted = Counter(change.effect.what for change in changes)
    click.echo(", ".join(f"{n} {what}" for what, n in sorted(counted.items())) or "no rows")
    return not set(counted) <= {"same"}


def _read(db: Database, kind: str, file: Path) -> list[Publication]:
    """The publications in a file; ends the command if there are faults."""
    table = opened(file, tables.form(kind))
    with progress() as bar:
        wanted, faults = as_tables.from_rows(db, kind, table.rows, bar("judged"))
        faults = columns.together(table.faults, faults)
        found = [findable(publication) for publication in wanted] if not faults else []
    if faults:
        end_with(table, faults, HEADERS)
    return found


def opened(file: Path, form: tables.Form) -> tables.Table:
    """The table in a file; ends the command if it is none."""
    from kiosk.files import spreadsheets

    with file.open("rb") as opened:
        data = opened.read(spreadsheets.FILE_LIMIT + 1)
    try:
        table = spreadsheets.read(data, form)
    except tables.Unreadable as trouble:
        fail(f"{file}: {worded(FAULTS[trouble.code])}{trouble.detail}")
    if table.sheet:
        click.echo(f"{file}: {table.sheet}", err=True)
    return table


def end_with(table: tables.Table, faults: Sequence[Fault], headers: Mapping[str, str]) -> NoReturn:
    """Ends the command with the faults of a table, by cell."""
    for where, fault in columns.placed(table.columns, faults):
        column = headers.get(fault.column, "")
        wording = worded(FAULTS.get(fault.code) or REFUSALS[fault.code][1])
        click.echo(f"{where} {column} {fault.value!r}: {wording}{fault.detail}", err=True)
    fail(f"{len(faults)} faults; nothing was stored")


def _export(here: Machine, kind: str, file: Path, template: bool) -> None:
    from kiosk.files import spreadsheets

    _, db, _ = here.open()
    today = times.today(db, clock.read())
    held = [] if template else as_tables.current(db, kind, today)
    rows = [row for publication in held for row in rule.write(publication)]
    write = spreadsheets.csv_file if file.suffix == ".csv" else spreadsheets.xlsx_file
    file.write_bytes(write(kind, rows))
    security_log.write_seldom(db, administrator(), "exported", kind, number=len(rows))
    click.echo(f"{len(rows)} rows in {file}")


OWN_KINDS = (
    "group", "clerk", "window", "service", "topic", "reason", "deed", "fees", "guide", "notice",
    "scheme", "figure", "target", "standard", "rulebook", "register", "support", "questions",
)  # fmt: skip
"""What a hall without an office publishes for itself, and keeps when it joins one."""


def held_alone(db: Database, today: datetime.date) -> dict[str, list[Publication]]:
    """What a hall without an office has in force or upcoming, by kind."""
    return {kind: as_tables.current(db, kind, today) for kind in OWN_KINDS}


def write_own(held: Mapping[str, Sequence[Publication]], branch: str, folder: Path) -> list[Path]:
    """Writes what a hall held before it joined an office as tables for that office, each row with
    the branch that the hall is there, so that no other hall gets it."""
    from kiosk.files import spreadsheets

    folder.mkdir(exist_ok=True)
    written = []
    for kind, some in held.items():
        rows = [row for item in some for row in rule.write(narrowed(item, branch))]
        if rows:
            written.append(folder / f"{kind}.xlsx")
            written[-1].write_bytes(spreadsheets.xlsx_file(kind, rows))
    return written


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], Callable[[int, int], None]]]:
    """Progress bars on standard error: bar("read") starts one and returns the seen(done, all)
    that moves it."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with bars(*columns) as shown:

        def bar(what: str) -> Callable[[int, int], None]:
            task = shown.add_task(what, total=None)
            return lambda done, total: shown.update(task, completed=done, total=total)

        yield bar


@click.group("export")
def export_group() -> None:
    """Print counts of cards, or write published tables to files."""


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
    """Print card counts by kind, clerk, branch or month; --from and --to days are included."""
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
    table.writerows([harmless(group), counted.get((group,), 0)] for group in groups)
    security_log.write_seldom(db, administrator(), "exported", f"cards-by-{by}", number=len(groups))


for _name, _kind in KINDS.items():
    _add_kind(_name, _kind)
