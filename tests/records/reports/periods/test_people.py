"""How many clerks there are; the demo's year (tests/demo/test_cards.py) has who earned a tier."""

import datetime

from kiosk.records.publishing import documents
from kiosk.records.reports.periods import people
from kiosk.rules.office.reports.figures import Value
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.documents import Ended, Publication
from tests.cast import HERE, LI, NOON, THERE, Machine

DAY = datetime.date(2026, 11, 30)


def test_clerks_who_left_are_not_counted(office: Machine):
    assert people.number(office.db, DAY, None) == 4
    assert people.number(office.db, DAY, [HERE]) == 3
    assert people.number(office.db, datetime.date(2013, 12, 31), None) == 0
    documents.publish(office.db, [Publication(LI, Ended(), DAY, kind="clerk")], "test", NOON)
    assert people.number(office.db, DAY, None) == 3
    assert people.number(office.db, DAY, [HERE, THERE]) == 3


def test_no_one_is_eligible_where_no_tier_is_published(office: Machine):
    year = Span(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    assert people.eligible(office.db, "year", year, None, 4) == Value()
