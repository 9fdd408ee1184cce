"""A hall goes by its branch document, in the zone that it names."""

import datetime

import msgspec

from kiosk.records.ledger import identity
from kiosk.records.publishing import branches, documents
from kiosk.vocabulary.documents import Branch, Ended, Publication
from tests.cast import ALONE, HERE, NOON, NORTH, THERE, Machine, sync_round

TOMORROW = datetime.date(2026, 11, 22)


def moved(alone: Machine, zone: str, day: datetime.date) -> None:
    now = branches.of_branch(alone.db, ALONE, alone.today())
    assert now is not None
    content = msgspec.structs.replace(now, zone=zone)
    documents.publish(alone.db, [Publication(ALONE, content, day)], "t", NOON)


def test_a_hall_has_the_document_of_its_own_branch(hall: Machine, office: Machine):
    found = branches.hall(hall.db, hall.today())
    assert found is not None and found.hall == "皇姑营业厅"
    assert found == branches.of_branch(office.db, HERE, hall.today())
    there = branches.of_branch(office.db, THERE, hall.today())
    assert there is not None and there.hall == "铁西营业厅"
    assert branches.of_branch(hall.db, THERE, hall.today()) is None, "it is not published here"


def test_before_its_date_and_once_it_has_ended_there_is_none(hall: Machine, office: Machine):
    assert branches.hall(hall.db, datetime.date(2013, 12, 31)) is None
    ended = Publication(HERE, Ended(), TOMORROW, kind="branch")
    documents.publish(office.db, [ended], "t", NOON)
    sync_round(hall, office)
    assert isinstance(branches.hall(hall.db, hall.today()), Branch)
    assert branches.hall(hall.db, TOMORROW) is None


def test_the_zone_is_noted_from_its_day_on(alone: Machine):
    moved(alone, "Asia/Urumqi", TOMORROW)
    branches.note_zone(alone.db, alone.today())
    assert identity.me(alone.db).zone == "Asia/Shanghai"
    branches.note_zone(alone.db, TOMORROW)
    assert identity.me(alone.db).zone == "Asia/Urumqi"


def test_without_a_document_the_zone_stays(hall: Machine):
    branches.note_zone(hall.db, datetime.date(2013, 12, 31))
    assert identity.me(hall.db).zone == "Asia/Shanghai"


def test_branches_come_by_their_region_until_one_is_published(office: Machine):
    today = office.today()
    before = branches.by_region(office.db, today)
    assert HERE in before[NORTH] and THERE not in before[NORTH]
    assert list(before) == sorted(before)
    assert branches.by_region(office.db, today) is before
    assert branches.by_region(office.db, TOMORROW) is before, "no document comes into force"
    assert branches.by_region(office.db, datetime.date(2013, 12, 31)) == {}
    there = branches.of_branch(office.db, THERE, today)
    assert there is not None
    content = msgspec.structs.replace(there, region=NORTH)
    documents.publish(office.db, [Publication(THERE, content, TOMORROW)], "t", NOON)
    assert THERE not in branches.by_region(office.db, today)[NORTH]
    assert THERE in branches.by_region(office.db, TOMORROW)[NORTH]
    assert THERE in branches.by_region(office.db, datetime.date(2027, 1, 1))[NORTH]
    rows = documents.history(office.db, "branch", THERE)
    with office.db.writing():
        documents.withdraw(office.db, rows[:1], NOON)
    assert THERE not in branches.by_region(office.db, TOMORROW)[NORTH]
