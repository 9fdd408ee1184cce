"""The demo's week of cases: something at every stage, as a new user would look for it."""

from collections import Counter

from kiosk.demo import story
from kiosk.records.cases import contact_sealing, contact_use, filing, lists
from kiosk.records.feedback import registers
from kiosk.records.ledger.verify import verify
from kiosk.records.people import authors
from tests.cast import HERE, Machine, by_visit, sync_round

WORDS = "correct horse battery"
SALT = b"0" * 16


def tell(hall: Machine, office: Machine) -> str:
    told = story.Hall(hall.db, hall.keys, hall.time(), hall.new_id)
    story.choose_passphrase(told, WORDS, SALT)
    sync_round(hall, office)
    story.confirm_passphrase(office.db, HERE, office.time(), office.new_id())
    sync_round(hall, office)
    return story.tell(told)


def test_cases_stand_at_every_stage_and_one_is_late(demo_hall: Machine, demo_office: Machine):
    tell(demo_hall, demo_office)
    rows = lists.listed(demo_hall.db).rows
    assert Counter(row.state for row in rows) == {
        "closed": 1, "accepted": 2, "replied": 1, "opened": 2,
    }  # fmt: skip
    assert lists.listed(demo_hall.db, late=demo_hall.today()).number == 1
    assert registers.boxes(demo_hall.db, HERE) and registers.register(demo_hall.db, HERE)
    sync_round(demo_hall, demo_office)
    assert verify(demo_hall.db) is None and verify(demo_office.db) is None


def test_what_is_printed_for_the_user_opens_what_it_should(
    demo_hall: Machine, demo_office: Machine
):
    code = tell(demo_hall, demo_office)
    found = filing.look_up(
        demo_hall.db, by_visit(demo_hall.db, demo_hall.time()), demo_hall.keys, code
    )
    assert found.case.state == "replied"
    (called,) = [row for row in lists.listed(demo_hall.db).rows if row.contact]
    manager = authors.at_desk(demo_hall.db, story.MANAGER, demo_hall.time())
    keys = contact_sealing.from_passphrase(WORDS, SALT)
    details = contact_use.read(
        demo_hall.db, manager, demo_hall.case(called.case_id), demo_hall.new_id(), lambda: keys
    )
    assert details.name == "周女士"
