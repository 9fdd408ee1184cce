"""What each hall was given in a period, beside the others: by the halls' ids, in no order of merit.
And what each clerk was given, as a table of figures that another office can take in."""

import datetime
from collections import Counter
from collections.abc import Collection

from kiosk.ground.db import Database
from kiosk.records.ledger import tallies
from kiosk.records.ledger.tallies import Which
from kiosk.records.oversight import second_count
from kiosk.rules.office.reports.parts import Given
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.facts import CARD_KINDS, GRADES, LOW_GRADES
from kiosk.vocabulary.reports.words import IMPORTED, REST
from kiosk.vocabulary.schemes import COMBINED

MOST = 2_000
"""Halls in a report's spreadsheet; of more, the page lists them part by part."""


def read(db: Database, span: Span, branches: Collection[str]) -> dict[str, Given]:
    """What these halls were given."""
    found: dict[str, Counter[str]] = {one: Counter() for one in sorted(branches)}
    which = Which(branches=branches, first=span.first, last=span.last)
    which["kinds"] = ("card", "rating", "case", "help")
    summed = tallies.sums(db, ["branch", "kind", "mark", "giver"], **which)
    for (branch, kind, mark, giver), n in summed.items():
        if kind in ("case", "help"):
            found[branch][kind] += n
        elif giver == "customer":
            found[branch][mark] += n
    flagged: dict[str, dict[str, int]] = {}
    for (branch, mark), n in second_count.counts(
        db, ("branch", "mark"), span.first, span.last, branches
    ).items():
        flagged.setdefault(branch, {})[mark] = n
    return {
        branch: _given(counted)._replace(flagged=flagged.get(branch, {}))
        for branch, counted in found.items()
    }


def _given(counted: Counter[str]) -> Given:
    return Given(
        sum(counted[one] for one in GRADES),
        sum(counted[one] for one in LOW_GRADES),
        {str(kind): counted[kind] for kind in CARD_KINDS},
        counted["case"],
        counted["help"],
    )


def of_clerks(
    db: Database, span: Span, branches: Collection[str] | None
) -> dict[tuple[str, str, str], int]:
    """How many cards customers gave, by kind, branch and badge."""
    which = Which(branches=branches, first=span.first, last=span.last)
    which |= Which(kinds=("card",), giver="customer")
    found = tallies.sums(db, ["mark", "branch", "clerk"], **which)
    return {(mark, branch, clerk): n for (mark, branch, clerk), n in sorted(found.items())}


def without_flagged(
    db: Database,
    span: Span,
    branches: Collection[str] | None,
    counted: dict[tuple[str, str, str], int],
) -> dict[tuple[str, str, str], int]:
    """The same without what is flagged, where that differs."""
    by: tuple[second_count.Group, ...] = ("mark", "branch", "clerk")
    left = second_count.counts(db, by, span.first, span.last, branches)
    return {key: n - left[key] for key, n in counted.items() if left[key]}


def lines(
    counted: dict[tuple[str, str, str], int], first: datetime.date, *, rest: bool = False
) -> list[dict[str, str]]:
    """The same as lines of imported figures (数据), one for each kind of card, in force from the
    first day of the period. Figures of our own keep their names; these are called otherwise. `rest`
    is what is left without what is flagged, a figure of its own."""
    key, names = ("report-rest", REST) if rest else ("report", IMPORTED)
    return [
        {
            "key": f"{key}-{mark}",
            "name": names[mark].zh, "name_en": names[mark].en,
            "branch": branch, "badge": clerk, "amount": f"{n}", "combined": COMBINED["sum"],
            "in_force": first.isoformat(),
        }
        for (mark, branch, clerk), n in counted.items()
    ]  # fmt: skip
