"""The roster: who works here, and who is in charge."""

import datetime

from kiosk.records.people import clerks
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Clerk, Ended, Publication
from tests.cast import HERE, LI, NOON, THERE, WANG, Machine, sync_round

TODAY = datetime.date(2026, 11, 21)
TOMORROW = TODAY + datetime.timedelta(1)


def publish(office: Machine, badge: str, content: Clerk | Ended, day: datetime.date) -> None:
    documents.publish(office.db, [Publication(badge, content, day, "clerk")], "test", NOON)


def test_a_manager_is_in_charge_of_the_own_branch_from_the_date_on(office: Machine, hall: Machine):
    publish(office, WANG, Clerk(name="王芳", name_en="", branch=HERE, manager=True), TOMORROW)
    sync_round(hall, office)
    assert not clerks.is_manager(hall.db, HERE, WANG, TODAY)
    assert clerks.is_manager(hall.db, HERE, WANG, TOMORROW)
    assert not clerks.is_manager(hall.db, THERE, WANG, TOMORROW)
    assert not clerks.is_manager(hall.db, HERE, LI, TOMORROW)
    assert not clerks.is_manager(hall.db, HERE, "9999", TOMORROW)


def test_who_has_left_is_in_charge_of_nothing(office: Machine, hall: Machine):
    publish(office, WANG, Clerk(name="王芳", name_en="", branch=HERE, manager=True), TODAY)
    publish(office, WANG, Ended(), TOMORROW)
    sync_round(hall, office)
    assert clerks.is_manager(hall.db, HERE, WANG, TODAY)
    assert not clerks.is_manager(hall.db, HERE, WANG, TOMORROW)
