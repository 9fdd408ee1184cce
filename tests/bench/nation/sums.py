"""The sums of a nation, made by the database itself: each statement makes many rows out of a
branch's number and a week's, month's or day's, so that they differ as halls do and are the same
each time."""

import datetime
from collections.abc import Iterable
from typing import Any

from kiosk.ground.db import Database
from kiosk.records.ledger import tallies
from kiosk.rules.ledger.time import UNKNOWN_HOUR, monday

WEEKS, MONTHS = 57, 13
HOME_DAYS, OTHER_DAYS = 100, 31
OF_WEEK = "(8 + n * 7 % 53)"
"""A branch's ratings of a week."""
PER_DAY = 18
"""Facts of a branch and day that the totals of all branches stand for."""
FELL, FELL_WEEK = 211, 55
"""One branch in so many has half of its ratings low in the last whole week."""
_MARKS = (
    ("rating", "5", "customer", "screen", "260"),
    ("rating", "4", "customer", "screen", "112"),
    ("rating", "3", "customer", "screen", "30"),
    ("rating", "2", "customer", "screen", "10 + n % 5 * 4"),
    ("rating", "1", "customer", "screen", "5 + n % 7 * 2"),
    ("card", "polite", "customer", "screen", "50"),
    ("card", "patient", "customer", "screen", "52"),
    ("card", "positive", "customer", "screen", "44"),
    ("card", "passionate", "customer", "screen", "60"),
    ("card", "professional", "customer", "screen", "38 + n % 11"),
    ("served", "served", "", "screen", "900"),
    ("case", "complaint", "", "screen", "4"),
    ("case", "suggestion", "", "screen", "5"),
    ("help", "help", "", "screen", "9"),
)
"""What a branch is given in a month, in hundredths of its ratings of a week."""


def write(db: Database, number: int, today: datetime.date) -> None:
    """All sums; inside `db.writing()`."""
    db.sql("CREATE TEMPORARY TABLE of_branch (branch TEXT, n BIGINT, home INTEGER)")
    rows = [(f"b{n:05}", n, int(n % 31 == 0)) for n in range(number)]
    for start in range(0, number, 10_000):
        db.copy_in("of_branch", ("branch", "n", "home"), rows[start : start + 10_000])
    _weeks(db, monday(today))
    _months(db, today)
    _days(db, today)
    _totals(db, number, today)
    zones = "INSERT INTO tally_zone (branch, zone) SELECT branch, 'Asia/Shanghai' FROM of_branch"
    db.sql(zones)
    db.sql("DROP TABLE of_branch")


def _listed(db: Database, name: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    db.sql(f"CREATE TEMPORARY TABLE {name} ({columns})")
    names = [one.split()[0] for one in columns.split(", ")]
    db.copy_in(name, names, list(rows))


def _weeks(db: Database, last: datetime.date) -> None:
    weeks = [((last - datetime.timedelta(7 * (WEEKS - 1 - w))).isoformat(), w)
             for w in range(WEEKS)]  # fmt: skip
    _listed(db, "of_week", "week TEXT, w BIGINT", weeks)
    rated = f"{OF_WEEK} + (n * 31 + w * 17) % 7"
    low = f"({OF_WEEK} * (3 + n % 9) + (n * 7919 + w * 104729) % 997 / 5) / 100"
    fell = f"CASE WHEN n % {FELL} = 3 AND w = {FELL_WEEK} THEN {OF_WEEK} / 2 ELSE {low} END"
    day = db_day(db)
    db.sql(
        "INSERT INTO branch_week (branch, week, rated, satisfied, low, cards, paper, cases, help,"
        f" came, withdrawn) SELECT branch, {day.format('week')}, {rated}, {rated} - ({fell}),"
        f" {fell}, {OF_WEEK} / 2, n % 3, (n + w) % 29 / 28, (n + w) % 11 / 10, (n + w) % 12 / 11,"
        " (n + w) % 40 / 39 FROM of_branch CROSS JOIN of_week ORDER BY branch, week"
    )
    sums = ", ".join(f"SUM({one})" for one in tallies.FIGURES)
    db.sql(
        f"INSERT INTO week_total (lane, week, {', '.join(tallies.FIGURES)})"
        f" SELECT 0, week, {sums} FROM branch_week GROUP BY week"
    )
    db.sql("DROP TABLE of_week")


def db_day(db: Database) -> str:
    """How a day is written in a statement: a text to SQLite, a date to PostgreSQL."""
    return "{}" if db.name.endswith(".db") else "{}::date"


def _months(db: Database, today: datetime.date) -> None:
    at = today.year * 12 + today.month - 1
    months = [(f"{m // 12}-{m % 12 + 1:02}", at - m) for m in range(at - MONTHS + 1, at + 1)]
    _listed(db, "of_month", "month TEXT, m BIGINT", months)
    for kind, mark, giver, entry, share in _MARKS:
        n = f"({OF_WEEK} * ({share}) + (n * 7919 + m * 104729) % 97) / 100"
        db.sql(
            "INSERT INTO branch_month (kind, month, branch, mark, giver, entry, n)"
            f" SELECT '{kind}', month, branch, '{mark}', '{giver}', '{entry}', {n}"
            " FROM of_month CROSS JOIN of_branch ORDER BY month, branch"
        )
        db.sql(
            "INSERT INTO clerk_month (branch, clerk, month, kind, mark, giver, entry, n)"
            f" SELECT branch, substr(branch, 2) || '1', month, '{kind}', '{mark}', '{giver}',"
            f" '{entry}', {n} FROM of_month CROSS JOIN of_branch WHERE home = 1"
        )
    db.sql("DROP TABLE of_month")


def _days(db: Database, today: datetime.date) -> None:
    days = [((today - datetime.timedelta(d)).isoformat(), d) for d in range(HOME_DAYS)]
    _listed(db, "of_day", "day TEXT, d BIGINT", days)
    hours = [(hour, "rating", str(5 - hour % 2), "customer", 1) for hour in range(9, 18)]
    hours += [(9 + 3 * n, "rating", "12312"[n], "customer", 0) for n in range(3)]
    hours += [(10 + 2 * n, "card", kind, "customer", 0)
              for n, kind in enumerate(("polite", "patient", "passionate"))]  # fmt: skip
    hours += [(UNKNOWN_HOUR, "served", "served", "", 1)]
    columns = "hour INTEGER, kind TEXT, mark TEXT, giver TEXT, thin INTEGER"
    _listed(db, "of_hour", columns, hours)
    day = db_day(db).format("day")
    db.sql(
        "INSERT INTO tally (branch, day, hour, kind, clerk, mark, giver, entry, n)"
        f" SELECT branch, {day}, hour, kind, substr(branch, 2) || (hour + 3) % 3, mark, giver,"
        " 'screen', 1 + (n * 7919 + d * 104729 + hour * 31) % 5"
        " FROM of_branch CROSS JOIN of_day CROSS JOIN of_hour"
        f" WHERE home = 1 OR (thin = 1 AND d < {OTHER_DAYS} AND hour IN (-1, 9, 14, 16))"
        " ORDER BY branch, day, hour, kind"
    )
    names = "branch, kind, day, mark, giver, entry"
    db.sql(
        f"INSERT INTO branch_day ({names}, n) SELECT {names}, SUM(n) FROM tally"
        f" GROUP BY {names} ORDER BY {names}"
    )
    db.sql("DROP TABLE of_day")
    db.sql("DROP TABLE of_hour")


def _typical(share: str) -> int:
    """A share of _MARKS without what differs from branch to branch."""
    return int(share.split()[0])


def _totals(db: Database, number: int, today: datetime.date) -> None:
    """Of all branches together, what their months come to, spread over days and hours."""
    days = [today - datetime.timedelta(d) for d in range(30 * MONTHS)]
    rows = []
    for kind, mark, giver, entry, share in _MARKS:
        each = _typical(share) * 34 * number // 100 // 30
        hours = [UNKNOWN_HOUR] if kind == "served" else range(9, 18)
        for day in days:
            for hour in hours:
                n = each // len(hours) + (day.toordinal() * 31 + hour * 17) % 97
                rows.append((0, day.isoformat(), hour, kind, mark, giver, entry, n))
    columns = ("lane", "day", "hour", "kind", "mark", "giver", "entry", "n")
    for start in range(0, len(rows), 20_000):
        db.copy_in("day_total", columns, rows[start : start + 20_000])
