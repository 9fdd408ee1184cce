"""Due days promised before the working days of their year were known."""

import pytest

from kiosk.records.cases import redating, steps
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Publication, Workday
from kiosk.vocabulary.facts import CaseRedated
from tests.cast import LI, Machine, Time, by_machine, sync_round
from tests.records.cases.cast import DAY_MS, D, accepted, desk, file, k

LAST = D(2030, 12, 30)


@pytest.fixture
def unsure(hall: Machine, office: Machine, time: Time) -> str:
    """A case filed before the working days of the next year are known."""
    time.pass_by((LAST - hall.today()).days * DAY_MS)
    sync_round(hall, office)
    case = file(hall).case
    assert (case.due, case.due_sure) == (D(2031, 1, 2), False)
    return case.event_id


def published(hall: Machine, office: Machine) -> None:
    days = {"2030": True, "2030-12-31": False, "2031": True, "2031-01-02": False}
    wanted = [Publication(key, Workday(working=yes), LAST) for key, yes in days.items()]
    documents.publish(office.db, wanted, "t", office.time.utc)
    sync_round(hall, office)


def redate(hall: Machine) -> int:
    return redating.redate(hall.db, by_machine(hall.db, hall.time()))


def test_once_the_year_is_known_the_day_is_computed_anew_and_the_customer_can_read_it(
    hall: Machine, office: Machine, unsure: str
):
    assert redate(hall) == 0, "nothing is known yet"
    published(hall, office)
    assert [redate(hall), redate(hall)] == [1, 0]
    case = hall.case(unsure)
    assert (case.due, case.due_sure) == (D(2031, 1, 6), True)
    assert isinstance(case.trail[-1].step, CaseRedated)
    sync_round(hall, office)
    assert office.case(unsure) == case


def test_a_day_that_a_person_has_set_stays(hall: Machine, office: Machine, unsure: str):
    steps.extend(hall.db, desk(hall), hall.case(unsure), k(300), D(2031, 1, 9), "节后答复")
    published(hall, office)
    redate(hall)
    assert hall.case(unsure).due == D(2031, 1, 9)


def test_only_the_station_that_took_the_case_computes_it(
    hall: Machine, office: Machine, unsure: str, another_hall
):
    sync_round(hall, office)
    second = another_hall("second", "sb01")
    published(second, office)
    assert redate(second) == 0 and second.case(unsure).due == D(2031, 1, 2)


def test_a_special_case_keeps_the_longer_class(hall: Machine, office: Machine, time: Time):
    time.pass_by((LAST - hall.today()).days * DAY_MS)
    sync_round(hall, office)
    case_id = file(hall).case.event_id
    steps.accept(hall.db, desk(hall), hall.case(case_id), k(300), LI, True, "要上门")
    published(hall, office)
    assert redate(hall) == 1 and hall.case(case_id).due == D(2031, 1, 9)


def test_an_accepted_case_is_dated_anew_too(hall: Machine, office: Machine, time: Time):
    time.pass_by((LAST - hall.today()).days * DAY_MS)
    sync_round(hall, office)
    case_id = accepted(hall, file(hall))
    published(hall, office)
    assert redate(hall) == 1 and hall.case(case_id).due == D(2031, 1, 6)
