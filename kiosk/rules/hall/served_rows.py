"""A table of served customers, as a ticket system exports it: in a watched folder, or once a
month."""

from kiosk.rules.hall.tickets import Said
from kiosk.rules.input import moments
from kiosk.rules.input.folding import fold
from kiosk.rules.spreadsheets.columns import Fault, Row, together
from kiosk.rules.spreadsheets.tables import Form, Table

ROW_LIMIT = 20_000
"""Most rows in a file: a month of a large hall takes a few files."""
HEADERS = {
    "ticket": "号票", "window": "窗口号", "badge": "工号", "service": "服务项目", "at": "办完时间",
}  # fmt: skip
_OTHERS = {"票号": "ticket", "窗口": "window", "时间": "at", "clerk": "badge"}
FORM = Form(
    {name: name for name in HEADERS} | {said: name for name, said in HEADERS.items()} | _OTHERS,
    ("ticket", "window", "badge", "at"),
    most=ROW_LIMIT,
)
"""What such a table can look like."""


def read(table: Table, zone: str) -> tuple[list[tuple[int, Said]], list[Fault]]:
    """The rows that can be read, by their numbers, and the faults of the others; times are those of
    the hall's clock. Whether a row can be is for the ledger to say
    (`kiosk/records/hall/served.py`)."""
    rows: list[tuple[int, Said]] = []
    faults: list[Fault] = []
    broken = {fault.row for fault in table.faults}
    for row in table.rows:
        if row.number in broken:
            continue
        said, wrong = _row(row, zone)
        faults += wrong
        if said is not None:
            rows.append((row.number, said))
    return rows, together(table.faults, faults)


def _row(row: Row, zone: str) -> tuple[Said | None, list[Fault]]:
    said = {name: fold(row.cells.get(name, "")) for name in HEADERS}
    faults = [Fault(row.number, name, "empty_cell") for name in FORM.needed if not said[name]]
    if faults:
        return None, faults
    try:
        ended = moments.local(said["at"], zone)
    except moments.NotAMoment:
        return None, [Fault(row.number, "at", "bad_moment", said["at"][:40])]
    return Said(said["ticket"], said["window"], said["badge"], said["service"], ended), []
