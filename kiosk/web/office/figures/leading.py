"""Where the numbers of a view lead: to the list of the facts that each of them counts."""

import calendar
import datetime
from typing import Any

from kiosk.records.reports.figures import Asked, Group
from kiosk.rules.input.days import day
from kiosk.web.office.filters import MOST_DAYS

Address = dict[str, Any]
"""What the address of a list says."""


def lists(asked: Asked, by: Group, key: Any) -> dict[str, Address]:
    """By list, the address of what a line counts; lists that can't be narrowed to it are left out:
    those of windows, of several halls' cards by hour, and of all halls for more than MOST_DAYS."""
    there: Address = {"first": asked.first, "last": asked.last}
    there |= {"region": asked.region, "branch": asked.branch}
    rated: Address = {"kind": "rating"}
    found: dict[str, Address] = {"feedback": rated, "cards": {}, "cases": {}, "help": {}}
    match by:
        case "region" | "branch":
            there[by] = key
        case "month":
            there["first"], there["last"] = _month(asked, key)
        case "clerk":
            rated["clerk"] = key
            found = {"feedback": rated, "cards": {"clerk": key}, "cases": {"about": key}}
        case "window":
            return {}
        case "service":
            found = {"feedback": rated | {"service": key}}
        case "hour":
            found = {name: one | {"hour": key} for name, one in found.items()}
            if not asked.branch:
                del found["cards"]
        case "mark":
            kind, mark = key
            of = {"rating": "feedback", "card": "cards", "case": "cases"}[kind]
            found = {of: {"grade" if kind == "rating" else "kind": mark}}
    if (by == "region" and not key) or (by == "hour" and key < 0):
        return {}
    days = (there["last"] - there["first"]).days
    if days >= MOST_DAYS and not there["branch"]:
        found = {name: one for name, one in found.items() if name in ("feedback", "cases")}
    given = {name: value for name, value in there.items() if value}
    return {name: given | one for name, one in found.items()}


def _month(asked: Asked, month: str) -> tuple[datetime.date, datetime.date]:
    """The days of a month, as YYYY-MM, that a view counts."""
    begin = day(f"{month}-01")
    end = begin.replace(day=calendar.monthrange(begin.year, begin.month)[1])
    return max(begin, asked.first), min(end, asked.last)
