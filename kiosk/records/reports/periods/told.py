"""What surrounds a report's figures: who reports, the halls beside each other, and customers'
words. Read for a page and for an e-mail alike."""

import datetime
from collections.abc import Collection

from kiosk.ground.db import Database
from kiosk.records.feedback.state import WRITTEN, FeedbackNow
from kiosk.records.publishing import branches, documents
from kiosk.records.reports import target
from kiosk.records.reports.periods import by_branch, reading
from kiosk.rules.office.reports.parts import Beside, Comment, Of
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.documents import Branch

QUOTED, SEARCHED = 6, 200
EVERY_HALL = slice(None)


def read(
    db: Database, of: Of, today: datetime.date, allowed: Collection[str] | None = None,
    part: slice = EVERY_HALL,
) -> Beside:  # fmt: skip
    """What surrounds a report, with this part of its halls. Raises Refusal `unknown_branch`."""
    wanted = reading.seen(db, of, allowed)
    keys = documents.keys(db, "branch", by_branch.MOST + 1) if wanted is None else sorted(wanted)
    every = keys if len(keys) <= by_branch.MOST else []
    some = every[part]
    comments = quotes(db, of.span, wanted)
    known = branches.named(db, [*some, *(one.branch for one in comments), *keys[:1]], today)
    names = {key: one for key, one in known.items() if isinstance(one, Branch)}
    halls = {key: one for key, one in by_branch.read(db, of.span, some).items() if key in names}
    aim = target.reached(db, of.span.last, today, wanted)
    first = names.get(keys[0]) if keys else None
    return Beside(first, halls, names, comments, aim, len(every))


def quotes(db: Database, span: Span, branches: Collection[str] | None) -> list[Comment]:
    """Comments on cards that a person at the hall has read: at most one of each hall first, the
    newest first."""
    row = FeedbackNow
    wanted = WRITTEN & (row.kind == "card") & (row.waits == 0)
    wanted &= (row.day >= span.first) & (row.day <= span.last)
    if branches is not None:
        wanted &= row.branch.in_(sorted(branches)[:SEARCHED])
    newest = row.select().where(wanted)
    found: list[FeedbackNow] = db.rows(
        newest.order_by(row.day.desc(), row.at.desc(), row.event_id).limit(SEARCHED)
    )
    first = {one.branch: one for one in reversed(found)}
    ones = [one for one in found if first[one.branch] is one]
    more = [one for one in found if first[one.branch] is not one]
    return [Comment(one.branch, one.day, one.mark, one.words) for one in [*ones, *more][:QUOTED]]
