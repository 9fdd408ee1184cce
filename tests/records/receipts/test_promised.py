"""Within how many days head office must hold what a hall received."""

import datetime

from msgspec.structs import replace

from kiosk.records.publishing import branches, documents
from kiosk.records.receipts import promised
from kiosk.records.transparency import promising
from kiosk.vocabulary.documents import Ended, Policy, Publication
from tests.cast import HERE, START_2014, Machine
from tests.records.transparency.cast import begun


def test_the_term_is_published_by_hall(hall: Machine, office: Machine):
    today = datetime.date(2026, 11, 21)
    assert promised.days(office.db, HERE, today) == 3
    policy = Publication("halls", Policy(receipt_days=5), START_2014)
    documents.publish(office.db, [policy], "test", office.time.utc)
    assert promised.days(office.db, HERE, today) == 5
    hall_document = branches.of_branch(office.db, HERE, today)
    assert hall_document is not None
    longer = Publication("halls", Policy(receipt_days=9), today + datetime.timedelta(1))
    documents.publish(office.db, [longer], "test", office.time.utc)
    assert promised.days(office.db, HERE, today) == 5, "tomorrow's is not made yet"
    unplugged = Publication(HERE, replace(hall_document, receipt_days=30), today)
    documents.publish(office.db, [unplugged], "test", office.time.utc)
    assert promised.days(office.db, HERE, today) == 30
    ended = [
        Publication(HERE, Ended(), today, "branch"),
        Publication("halls", Ended(), today, "policy"),
    ]
    documents.publish(office.db, ended, "test", office.time.utc)
    assert promised.days(office.db, HERE, today) == 3, "the default again"


def test_once_it_is_in_the_log_the_log_counts(office: Machine):
    """Documents for a day that has passed change nothing of what was promised."""
    today = datetime.date(2026, 11, 21)
    before = [Publication("halls", Policy(receipt_days=5), today)]
    documents.publish(office.db, before, "test", office.time.utc)
    begun(office)
    promising.take_in(office.db, today)
    late = [Publication("halls", Policy(receipt_days=365), START_2014)]
    documents.publish(office.db, late, "test", office.time.utc)
    promising.take_in(office.db, today)
    assert promised.days(office.db, HERE, today - datetime.timedelta(1)) == 3
    assert promised.days(office.db, HERE, today) == 5
    made = office.db.rows(promised.LogPromise.select())
    assert {row.branch for row in made} == {""}, "it names no hall: for every one"
