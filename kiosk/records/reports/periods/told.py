"""What surrounds a report's figures: who reports, the halls beside each other, and customers'
words. Read for a page and for an e-mail alike."""

import datetime
from collections.abc import Collection

from kiosk.ground.db import Database
from kiosk.records.publishing import branches, documents
from kiosk.records.reports.periods import by_branch, quotes, reading
from kiosk.rules.office.reports.parts import Beside, Of
from kiosk.vocabulary.documents import Branch


def read(
    db: Database, of: Of, today: datetime.date, allowed: Collection[str] | None = None
) -> Beside:
    """What surrounds a report. Raises Refusal `unknown_branch`."""
    wanted = reading.seen(db, of, allowed)
    keys = documents.keys(db, "branch", by_branch.MOST + 1) if wanted is None else sorted(wanted)
    some = keys if len(keys) <= by_branch.MOST else []
    comments = quotes.read(db, of.span, wanted)
    known = branches.named(db, [*some, *(one.branch for one in comments), *keys[:1]], today)
    names = {key: one for key, one in known.items() if isinstance(one, Branch)}
    halls = {key: one for key, one in by_branch.read(db, of.span, some).items() if key in names}
    return Beside(names.get(keys[0]) if keys else None, halls, names, comments)
