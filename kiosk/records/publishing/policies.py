"""The organisation's policy for its halls."""

import datetime

from kiosk.ground.db import Database
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import POLICY, Policy


def of_day(db: Database, day: datetime.date) -> Policy:
    """The policy in force on a day; the defaults if none is published."""
    found = documents.read(db, "policy", POLICY, day)
    return found if isinstance(found, Policy) else Policy()
