"""How many months clerks have been on the roster, by all versions of it that count."""

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kiosk.ground.db import Database
from kiosk.records.publishing import documents
from kiosk.rules.publishing.in_force import in_force
from kiosk.rules.recognition.sources import tenure as rule
from kiosk.rules.recognition.sources.tenure import Change
from kiosk.vocabulary.documents import Clerk, Version


def months(db: Database, badges: Sequence[str], last: datetime.date) -> dict[str, Decimal]:
    """Full months up to this day, by badge."""
    known = documents.by_key(db, "clerk")
    found = {}
    for badge in badges:
        number = rule.months(rule.stretches(_changes(db, known.get(badge, [])), last))
        found[badge] = Decimal(number)
    return found


def _changes(db: Database, versions: Sequence[Version]) -> Iterator[Change]:
    for first in sorted({version.in_force for version in versions}):
        holding = in_force(versions, first)
        content = documents.content(db, holding.sha256) if holding else None
        yield Change(first, isinstance(content, Clerk))
