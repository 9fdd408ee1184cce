"""Ratings in the order in which they arrived, for other programs (好差评, 国办发〔2019〕51号)."""

from collections.abc import Sequence

from kiosk.ground.db import Database
from kiosk.records.exchange.feed.in_order import List
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger.ledger import Ledger


def _now(db: Database, rows: Sequence[Ledger]) -> list[FeedbackNow]:
    names = list(dict.fromkeys(r.event_id if r.kind == "rating" else r.subject for r in rows))
    wanted = (FeedbackNow.branch == rows[0].branch) & FeedbackNow.event_id.in_(names)
    now = db.rows(FeedbackNow.select().where(wanted & (FeedbackNow.kind == "rating")))
    by_name = {row.event_id: row for row in now}
    return [by_name[name] for name in names if name in by_name]


RATINGS = List(("rating", "remark", "voided"), _now)
"""A rating comes again when the customer adds something, or takes it back."""
