"""Reports that were issued: kept as they were, whatever arrives later; what that changes is shown
beside them. Rows of head office, which never travel.

Read by head office's users, and by those who get a report by e-mail.
"""

from typing import cast

import msgspec
import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.ground.tables import DayField, Local
from kiosk.records.reports.periods import reading
from kiosk.records.reports.periods.reading import NOTHING_ELSE, Around
from kiosk.rules.ledger.time import local_date
from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.figures import Value, digest
from kiosk.rules.office.reports.parts import Of
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.reports import Period


class IssuedReport(Local):
    """A report as it was issued, at UTC ms, by a user, or by the schedule (`issued_by` is then '').
    `figures` is the JSON of Kept, `digest` the SHA-256 of what it says."""

    period = peewee.TextField()
    first = DayField()
    scope = peewee.TextField()
    last = DayField()
    figures = peewee.TextField()
    digest = peewee.TextField()
    issued_by = peewee.TextField()
    issued_at = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("period", "first", "scope")
        indexes = ((("issued_at",), False),)

    @property
    def of(self) -> Of:
        """What it is of."""
        return Of(cast(Period, self.period), Span(self.first, self.last), self.scope)

    @property
    def kept(self) -> "Kept":
        """Its figures."""
        return msgspec.json.decode(self.figures, type=Kept)


class Kept(msgspec.Struct, frozen=True):
    """The figures of an issued report, and those of the period before, as they were then."""

    now: dict[str, Value]
    before: dict[str, Value]


def read(
    db: Database, of: Of, at: int, around: Around = NOTHING_ELSE, *, whole: bool = False
) -> Kept:
    """The figures of a report and of the period before, as they are at a moment (UTC ms). Raises
    Refusal `unknown_branch`."""
    today = local_date(at, DEFAULT_ZONE)
    now = reading.read(db, of, today, around, whole=whole)
    earlier = around._replace(flagged=around.flagged_before, silences=Value())
    return Kept(now, reading.read(db, of.before, today, earlier, whole=whole))


def issue(db: Database, of: Of, by: str, at: int, around: Around = NOTHING_ELSE) -> IssuedReport:
    """Issues a report of a period that is over, once: issued again, it is the same. Raises Refusal
    `period_not_over` or `unknown_branch`."""
    if not spans.is_over(of.span, local_date(at, DEFAULT_ZONE)):
        raise Refusal("period_not_over")
    if (known := find(db, of)) is not None:
        return known
    kept = read(db, of, at, around, whole=True)
    row = IssuedReport.insert(
        period=of.period,
        first=of.span.first,
        scope=of.scope,
        last=of.span.last,
        figures=msgspec.json.encode(kept).decode(),
        digest=digest(of.period, of.span.first, of.scope, kept.now, kept.before),
        issued_by=by,
        issued_at=at,
    )
    key = [IssuedReport.period, IssuedReport.first, IssuedReport.scope]
    with db.writing():
        db.run(row.on_conflict(action="nothing", conflict_target=key))
    found = find(db, of)
    assert found is not None
    return found


def find(db: Database, of: Of) -> IssuedReport | None:
    """A report if it was issued."""
    row = IssuedReport
    same = (row.period == of.period) & (row.first == of.span.first) & (row.scope == of.scope)
    found: IssuedReport | None = db.first(row.select().where(same))
    return found


def listed(db: Database, page: int = 1) -> Page[IssuedReport]:
    """A page of the issued reports, the newest first."""
    newest = (IssuedReport.issued_at.desc(), IssuedReport.period, IssuedReport.scope)
    return paging.read(db, IssuedReport.select().order_by(*newest), page)
