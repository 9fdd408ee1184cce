"""A few of the customers' words for a report: comments on cards that a person at the hall has read,
at most one of each hall first, the newest first."""

from collections.abc import Collection

from kiosk.ground.db import Database
from kiosk.records.feedback.state import WITH_WORDS, FeedbackNow
from kiosk.rules.office.reports.parts import Comment
from kiosk.rules.recognition.periods import Span

MOST, SEARCHED = 6, 200


def read(db: Database, span: Span, branches: Collection[str] | None) -> list[Comment]:
    """The comments of a period."""
    row = FeedbackNow
    wanted = WITH_WORDS & (row.day >= span.first) & (row.day <= span.last)
    wanted &= (row.kind == "card") & (row.giver == "customer") & (row.withdrawn == 0)
    if branches is not None:
        wanted &= row.branch.in_(sorted(branches)[:SEARCHED])
    newest = row.select().where(wanted & (row.waits == 0))
    found: list[FeedbackNow] = db.rows(
        newest.order_by(row.day.desc(), row.at.desc(), row.event_id).limit(SEARCHED)
    )
    first = {one.branch: one for one in reversed(found)}
    ones = [one for one in found if first[one.branch] is one]
    more = [one for one in found if first[one.branch] is not one]
    return [Comment(one.branch, one.day, one.mark, one.words) for one in [*ones, *more][:MOST]]
