"""How fast a fee table of 10,000 rows is previewed: read, judged, made
findable, compared with what holds.

    python -m tests.bench.publishing

Prints rows a second, the median of five, for xlsx and CSV; ends with 1 below
the limit of 3,000.
"""

import datetime
import statistics
import sys
import tempfile
import time
from pathlib import Path

from kiosk.files import spreadsheets
from kiosk.files.pinyin import findable
from kiosk.ground.db import Database
from kiosk.records.publishing import as_tables, releases
from kiosk.rules.spreadsheets import tables

ROWS, RUNS, LIMIT = 10_000, 5, 3_000
TODAY = datetime.date(2026, 11, 24)


def preview(db: Database, data: bytes) -> float:
    """Rows a second of one preview, as the page and the command make it."""
    start = time.perf_counter()
    rows = spreadsheets.read(data, tables.form("fees")).rows
    wanted, faults = as_tables.from_rows(db, "fees", rows)
    found = releases.changes(db, [findable(one) for one in wanted], TODAY)
    if faults or not found:
        sys.exit(f"{len(faults)} faults, {len(found)} changes")
    return len(rows) / (time.perf_counter() - start)


def main() -> None:
    rows = [
        {
            "key": f"k{number // 20}", "title": f"收费{number // 20}", "basis": "〔2026〕1号",
            "item": f"项目{number}", "unit": "元/次", "price": f"{number}.00",
            "method": "单价", "rate": f"{number}.00", "in_force": "2026-12-01",
        }
        for number in range(ROWS)
    ]  # fmt: skip
    slow = False
    with tempfile.TemporaryDirectory() as folder:
        db = Database(Path(folder) / "office.db")
        db.migrate()
        for name, data in (
            ("csv", spreadsheets.csv_file("fees", rows)),
            ("xlsx", spreadsheets.xlsx_file("fees", rows)),
        ):
            speed = statistics.median(preview(db, data) for _ in range(RUNS))
            slow |= speed < LIMIT
            print(f"{name:5} {speed:8.0f} rows/s  ≥ {LIMIT}  {'MISSED' if speed < LIMIT else 'ok'}")
        db.close()
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
