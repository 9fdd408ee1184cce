"""A report for one request: issued or as of now, with all that its page and its files show."""

from typing import NamedTuple

from kiosk.files.reports import made
from kiosk.files.reports.sheet import Told
from kiosk.records.alerts import silences
from kiosk.records.oversight import second_count
from kiosk.records.reports.periods import issued, reading, told
from kiosk.records.reports.periods.issued import IssuedReport
from kiosk.records.reports.periods.reading import Around
from kiosk.rules.ledger.time import local_date
from kiosk.rules.office.reports import figures
from kiosk.rules.office.reports.figures import Change
from kiosk.rules.office.reports.parts import Of
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.web.frame import scope
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here
from kiosk.web.frame.words import gettext, language


class Shown(NamedTuple):
    """A report, the row that it was issued with (None for a preview), what changed since, and how
    many halls can stand beside each other."""

    told: Told
    row: IssuedReport | None
    since: list[Change]
    number: int


def around(of: Of) -> Around:
    """What is known elsewhere of a report's days. Raises Refusal `unknown_branch`."""
    wanted = reading.seen(here.db, of, scope.branches())
    silent = silences.read(here.db, of.span, wanted, here.time.utc)
    flagged, before = (
        second_count.flagged(here.db, span.first, span.last, wanted)
        for span in (of.span, of.before.span)
    )
    return Around(scope.branches(), flagged, before, silent)


def find(of: Of, part: slice = told.EVERY_HALL) -> Shown:
    """A report with this part of its halls: as it was issued, for users who may see all halls; else
    as of now. Raises Refusal `unknown_branch`."""
    row = issued.find(here.db, of) if scope.branches() is None else None
    live = issued.read(here.db, of, here.time.utc, around(of))
    kept = row.kept if row else live
    day = local_date(row.issued_at, DEFAULT_ZONE) if row else None
    beside = told.read(here.db, of, business_day(), scope.branches(), part)
    found = made.told(
        of, kept.now, kept.before, beside, business_day(), language(), gettext, day,
        row.digest if row else "",
    )  # fmt: skip
    since = figures.since(kept.now, live.now) if row else []
    return Shown(found, row, since, beside.number)
