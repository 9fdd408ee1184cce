"""Objections to low grades are facts on both sides; the rating stays and goes on counting."""

import datetime

import pytest

from kiosk.records.feedback import handling, ratings
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import authors
from kiosk.records.recognition.own import objections
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, WANG, Machine, sync_round
from tests.records.cases.cast import central, desk, k
from tests.records.feedback.cast import rate

SAID = "顾客点错了窗口"


def by(hall: Machine, badge: str = WANG):
    return authors.at_desk(hall.db, badge, hall.time())


def complain(hall: Machine, n: int = 1, grade: str = "1", badge: str = WANG) -> str:
    """A rating that the manager has handled."""
    rate(hall, n, grade, badge)
    handling.handle(hall.db, desk(hall), k(n + 900), k(n), "talked", "")
    return k(n)


def refusal(verb, *said: object) -> str:
    with pytest.raises(Refusal) as refused:
        verb(*said)
    return refused.value.code


def test_an_objection_and_its_ruling_are_facts_that_both_machines_hold(
    hall: Machine, office: Machine
):
    rating = complain(hall)
    before = [bytes(row.body) for row in hall.db.rows(Ledger.select().order_by(Ledger.seq))]
    made = objections.object_to(hall.db, by(hall), k(1), rating, "mistaken", f" {SAID} ")
    assert made.ruled is None and made.made.text == SAID and made.made.clerk == WANG
    assert made.made.due == datetime.date(2026, 12, 4), "ten working days"
    sync_round(hall, office)
    assert objections.every(office.db) == [made] == objections.every(hall.db, HERE)
    ruled = objections.rule_on(office.db, central(office), k(2), rating, True, "核实为误评")
    assert ruled.made == made.made and ruled.ruled and ruled.ruled.upheld
    sync_round(hall, office)
    assert objections.of_ratings(hall.db, HERE, [rating]) == {rating: ruled}
    after = {bytes(row.body) for row in hall.db.rows(Ledger.select())}
    assert set(before) < after, "what was there stays byte for byte"


def test_each_is_made_once_whatever_is_sent_again(hall: Machine, office: Machine):
    rating = complain(hall)
    first = objections.object_to(hall.db, by(hall), k(1), rating, "mistaken", SAID)
    assert objections.object_to(hall.db, by(hall), k(3), rating, "malicious", "另一个") == first
    sync_round(hall, office)
    ruled = objections.rule_on(office.db, central(office), k(2), rating, False, "属实")
    assert objections.rule_on(office.db, central(office), k(4), rating, True, "改判") == ruled


def test_who_and_what_is_refused(hall: Machine, office: Machine):
    low, good = complain(hall), rated(hall, 2, "5")
    verb = objections.object_to
    assert refusal(verb, hall.db, by(hall, LI), k(1), low, "mistaken", SAID) == "not_about"
    assert refusal(verb, hall.db, by(hall), k(1), good, "mistaken", SAID) == "only_low_grades"
    assert refusal(verb, hall.db, by(hall), k(1), low, "", SAID) == "not_chosen"
    assert refusal(verb, hall.db, by(hall), k(1), low, "mistaken", " \n") == "text_required"
    assert refusal(verb, hall.db, by(hall), k(1), low, "mistaken", "字" * 1001) == "long_comment"
    assert refusal(verb, hall.db, by(hall), k(1), k(99), "mistaken", SAID) == "no_feedback"
    assert objections.every(hall.db) == []
    rule = objections.rule_on
    assert refusal(rule, hall.db, by(hall, MANAGER), k(2), low, True, "好") == "not_office"
    sync_round(hall, office)
    assert refusal(rule, office.db, central(office), k(2), low, True, "好") == "no_objection"
    verb(hall.db, by(hall), k(1), low, "mistaken", SAID)
    sync_round(hall, office)
    assert refusal(rule, office.db, central(office), k(2), low, True, "") == "text_required"


def rated(hall: Machine, n: int, grade: str) -> str:
    rate(hall, n, grade, WANG)
    return k(n)


def test_the_manager_of_a_hall_alone_rules_but_not_on_the_own_case(alone: Machine):
    for n, badge in ((1, LI), (2, WANG)):
        rate(alone, n, "1", badge)
    objections.object_to(alone.db, by(alone, LI), k(5), k(1), "malicious", SAID)
    manager = by(alone)
    assert refusal(objections.object_to, alone.db, manager, k(6), k(2), "mistaken", SAID) == (
        "conflict_of_interest"
    )
    acting = authors.as_own_office(alone.db, manager)
    assert acting is not None
    assert objections.rule_on(alone.db, acting, k(7), k(1), False, "属实").ruled is not None


def test_a_clerk_sees_own_low_grades_once_they_were_handled(hall: Machine):
    rated(hall, 1, "1")
    rated(hall, 2, "5")
    rate(hall, 3, "2", LI)
    assert objections.low_grades(hall.db, by(hall), []).rows == []
    handling.handle(hall.db, desk(hall), k(901), k(1), "talked", "")
    assert [row.event_id for row in objections.low_grades(hall.db, by(hall), []).rows] == [k(1)]
    assert objections.low_grades(hall.db, by(hall), [k(1)]).rows == [], "its case has no answer"


def test_an_upheld_one_goes_on_counting_and_is_counted_apart(hall: Machine, office: Machine):
    for n, grade in ((1, "1"), (2, "2")):
        complain(hall, n, grade)
        objections.object_to(hall.db, by(hall), k(n + 10), k(n), "mistaken", SAID)
    rated(hall, 3, "5")
    sync_round(hall, office)
    objections.rule_on(office.db, central(office), k(20), k(1), True, "误评")
    objections.rule_on(office.db, central(office), k(21), k(2), False, "属实")
    sync_round(hall, office)
    assert ratings.count(hall.db, HERE, WANG) == {"1": 1, "2": 1, "5": 1}
    assert objections.upheld(hall.db, HERE, WANG) == {"1": 1} == objections.upheld(hall.db, HERE)
    assert objections.upheld(hall.db, HERE, LI) == {}
    yesterday = hall.today() - datetime.timedelta(1)
    assert objections.upheld(hall.db, HERE, WANG, last=yesterday) == {}


def test_what_waits_comes_first_by_its_due_day(hall: Machine, office: Machine, time):
    for n in (1, 2):
        objections.object_to(hall.db, by(hall), k(n + 10), complain(hall, n), "mistaken", SAID)
        time.pass_by(3 * 86_400_000)
    sync_round(hall, office)
    assert [one.made.subject for one in objections.every(office.db)] == [k(1), k(2)]
    objections.rule_on(office.db, central(office), k(20), k(1), True, "误评")
    assert [one.made.subject for one in objections.every(office.db)] == [k(2), k(1)]
