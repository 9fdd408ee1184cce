"""What waits for a person, or is named by another fact, stays in the database; a story that is over
leaves as a whole."""

import datetime

import pytest

from kiosk.records.cases import filing
from kiosk.records.cases.filing import Filed
from kiosk.records.feedback import handling, thanks
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.hall import help
from kiosk.records.hall.state import HelpNow
from kiosk.records.ledger import alarms
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.records.oversight.state import FlaggedFact
from kiosk.records.people import authors
from kiosk.records.recognition.own import objections
from kiosk.records.upkeep.archives.leaving import BEGINS, FOLLOWS
from kiosk.rules.cases import receipts
from kiosk.vocabulary import facts
from tests.cast import FORM, HERE, LI, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import desk, k
from tests.records.feedback.cast import rate, remark
from tests.records.upkeep.archives.cast import DAY, fault, held, moved
from tests.sync.cast import tap


def left(office: Machine) -> set[str]:
    """The kinds of facts that have a row."""
    return {kind for kind, _ in held(office)}


def test_every_kind_that_leaves_is_one_of_a_customers_story():
    assert {*BEGINS, *FOLLOWS} <= set(facts.KINDS)
    assert not {*BEGINS, *FOLLOWS} & set(facts.STEPS)


def test_a_story_leaves_with_all_that_was_added(hall: Machine, office: Machine):
    rate(hall, 1, "1")
    remark(hall, 1, key=k(2), reasons=["fee"], comment="多收20元")
    handling.handle(hall.db, desk(hall), k(3), k(1), "talked", "")
    tap(hall, 7)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(9), k(7))
    help.ring(hall.db, by_visit(hall.db, hall.time(), "v1"), k(8))
    help.came(hall.db, authors.at_desk(hall.db, LI, hall.time()), FORM, k(8))
    sync_round(hall, office)
    moved(office)
    assert not left(office) & {*BEGINS, *FOLLOWS}
    assert office.db.rows(FeedbackNow.select()) == []
    assert office.db.rows(HelpNow.select()) == []
    assert fault(office) == ""


def test_what_waits_for_a_person_stays(hall: Machine, office: Machine):
    rate(hall, 1, "1")
    rate(hall, 2, "5")
    sync_round(hall, office)
    moved(office)
    assert held(office) == {("rating", k(1))}
    assert fault(office) == ""


def test_a_case_and_what_it_is_about_stay(hall: Machine, office: Machine):
    filed = Filed("complaint", ["waiting"])
    filing.open_case(hall.db, by_visit(hall.db, hall.time(), "v1"), hall.keys, k(1), filed, None)
    sync_round(hall, office)
    assert [made.moved for made in moved(office)] == [0]
    assert ("case", receipts.event_id(k(1))) in held(office)
    assert fault(office) == ""


def test_a_grade_that_was_objected_to_stays(hall: Machine, office: Machine):
    rate(hall, 1, "1")
    handling.handle(hall.db, desk(hall), k(3), k(1), "talked", "")
    clerk = authors.at_desk(hall.db, WANG, hall.time())
    objections.object_to(hall.db, clerk, k(4), k(1), "mistaken", "不是我服务的")
    sync_round(hall, office)
    moved(office)
    assert {"rating", "grade_disputed", "feedback_handled"} <= left(office)


def test_a_fact_in_a_flag_or_with_an_open_alarm_stays(hall: Machine, office: Machine):
    for n in (1, 2, 3):
        tap(hall, n)
    sync_round(hall, office)
    flagged = {
        "branch": HERE, "flag": k(99), "event_id": f"{1:032x}", "day": hall.today(), "at": 1,
        "clerk": WANG, "mark": "polite", "questioned": 1,
    }  # fmt: skip
    office.db.run(FlaggedFact.insert(flagged))
    alarms.alarm(office.db, ChainId(HERE, hall.keys.fingerprint, 1), 2, "conflict", "", 1)
    moved(office)
    assert {name for _, name in held(office)} == {f"{1:032x}", f"{2:032x}"}


def test_what_is_handled_in_the_next_month_leaves_with_that(hall: Machine, office: Machine):
    rate(hall, 1, "1")
    sync_round(hall, office)
    hall.time.pass_by(10 * DAY)
    handling.handle(hall.db, desk(hall), k(3), k(1), "talked", "")
    sync_round(hall, office)
    moved(office)
    assert ("rating", k(1)) in held(office)
    moved(office, datetime.date(2026, 12, 31))
    assert not left(office) & {"rating", "feedback_handled"}
    assert fault(office) == ""


def test_cards_between_clerks_stay(hall: Machine, office: Machine):
    tap(hall, 1)
    sync_round(hall, office)
    office.db.run(Ledger.update(giver="colleague"))
    moved(office)
    assert left(office) == {"card"}


@pytest.mark.parametrize("kind", ["duty", "case", "awarded", "entered", "seal_key"])
def test_other_kinds_never_leave(kind: str):
    assert kind not in {*BEGINS, *FOLLOWS}
