"""Imported figures: what other systems know of clerks and branches, published like any table."""

import datetime
from collections.abc import Collection, Sequence
from decimal import Decimal

from kiosk.ground.db import Database
from kiosk.records.publishing import documents
from kiosk.rules.publishing.in_force import each_day
from kiosk.rules.publishing.scopes import parted
from kiosk.vocabulary.documents import AT_WINDOW, Measured
from kiosk.vocabulary.schemes import Unit

_PLACES = Decimal("0.0001")
"""What a table's numbers have at most, and a mean is kept to."""


def read(
    db: Database, unit: Unit, codes: Collection[str], first: datetime.date, last: datetime.date
) -> dict[str, dict[str, Decimal]]:
    """The values of these figures, by clerk, window or branch and by code, of all tables that count
    from one of these days on; a unit without any is left out. Values of a clerk who moved are those
    of all branches together."""
    found: dict[str, dict[str, list[Decimal]]] = {}
    means = set()
    for full, versions in documents.by_key(db, "figure").items():
        one = parted(full)
        if one.key not in codes:
            continue
        for begins, version in each_day(versions).items():
            if not first <= begins <= last:
                continue
            content = documents.content(db, version.sha256)
            if not isinstance(content, Measured):
                continue  # ended: its values count no more
            if content.combined == "mean":
                means.add(one.key)
            for of, value in content.values.items():
                if _unit(of) == unit:
                    name = of if unit == "clerk" else one.branch + of
                    found.setdefault(name, {}).setdefault(one.key, []).append(value)
    return {
        name: {
            code: _mean(some) if code in means else sum(some, Decimal(0))
            for code, some in given.items()
        }
        for name, given in found.items()
    }


def _unit(of: str) -> Unit:
    """Whose a value is, by what it is entered under."""
    return "window" if of.startswith(AT_WINDOW) else "clerk" if of else "branch"


def _mean(some: Sequence[Decimal]) -> Decimal:
    return (sum(some, Decimal(0)) / len(some)).quantize(_PLACES)
