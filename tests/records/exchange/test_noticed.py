"""What arrives and needs a look: a new key to seal for, a number erased too early."""

import msgspec
import pytest

from kiosk.records.cases import contact_store, contact_use, state, steps
from kiosk.records.ledger import identity
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.publishing import documents
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Policy, Publication
from tests.cast import HERE, LI, Machine, Time, at_station, by_visit, plant, sync_round
from tests.records.cases.cast import DAY_MS, PHONE, D, accepted, central, desk, file, k, make_key


def raised(machine: Machine) -> list[tuple[str, str]]:
    return [(alarm.code, alarm.detail) for alarm in machine.db.rows(Alarm.select())]


def erase(hall: Machine, case_id: str, **said: object) -> None:
    """As a tampered station does, past the door."""
    machine = at_station(hall.db, "machine", hall.time())
    fact = facts.ContactErased(
        event_id=k(777), **machine.says, subject=case_id, seen=9, role="machine", mark="expired"
    )
    with hall.db.writing():
        body = facts.encode(msgspec.structs.replace(fact, **said))
        plant(hall.db, identity.me(hall.db).chain, [body])


def number(office: Machine, case_id: str) -> str:
    case = office.case(case_id)
    return contact_use.read(office.db, central(office), case, k(900), lambda: office.keys).phone


def closed(hall: Machine, receipt: object) -> str:
    case_id = accepted(hall, receipt)  # type: ignore[arg-type]
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "")
    steps.close(hall.db, desk(hall), hall.case(case_id), k(102), "needs", "branch", "")
    return case_id


def test_a_new_key_is_an_alarm_with_its_fingerprint(hall: Machine, office: Machine):
    keys = make_key(hall)
    sync_round(hall, office)
    assert raised(office) == [("seal_key", keys.fingerprint)]


@pytest.mark.parametrize("mark", ["expired", "withdrawn"])
def test_no_station_erases_the_number_of_an_open_case(
    hall: Machine, office: Machine, another_hall, mark: str
):
    receipt = file(hall, reach=True)
    case_id = receipt.case.event_id
    sync_round(hall, office)
    thief = another_hall("second", HERE)
    erase(thief, case_id, mark=mark)
    sync_round(thief, office)
    assert raised(office) == [("erasure_refused", case_id)]
    assert number(office, case_id) == PHONE
    sync_round(hall, office)
    assert contact_store.find(hall.db, HERE, receipt.case.contact) is not None
    assert ("erasure_refused", case_id) in raised(hall)
    for machine in (hall, office):
        contact_use.erase_due(machine.db, machine.time(), at_office=machine is office)
        assert contact_store.find(machine.db, HERE, receipt.case.contact) is not None
        assert not state.find(machine.db, HERE, case_id).contact_gone


def test_a_closed_cases_number_is_kept_for_the_policys_days(
    hall: Machine, office: Machine, another_hall, time: Time
):
    policy = Publication("halls", Policy(contact_days=30), D(2026, 1, 1))
    documents.publish(office.db, [policy], "t", 1)
    receipt = file(hall, reach=True)
    case_id = closed(hall, receipt)
    sync_round(hall, office)
    thief = another_hall("second", HERE)
    time.pass_by(29 * DAY_MS)
    erase(thief, case_id)
    sync_round(thief, office)
    assert raised(office) == [("erasure_refused", case_id)]
    assert contact_store.find(office.db, HERE, receipt.case.contact) is not None
    time.pass_by(DAY_MS)
    erase(thief, case_id, event_id=k(778), day=thief.today(), seen=10)
    sync_round(thief, office)
    assert contact_store.find(office.db, HERE, receipt.case.contact) is None
    assert raised(office) == [("erasure_refused", case_id)]


AT_LAST = Policy().contact_most_days


def housekeeping(machine: Machine) -> int:
    at_office = machine.config.role == "office"
    return contact_use.erase_due(machine.db, machine.time(), at_office=at_office)


@pytest.mark.parametrize("where", ["station", "office"])
def test_a_case_that_nobody_closes_loses_its_number_on_its_last_date(
    hall: Machine, office: Machine, time: Time, where: str
):
    """And the other machine believes it."""
    receipt, accepted_one = file(hall, 1, reach=True), file(hall, 2, reach=True)
    accepted(hall, accepted_one)
    sync_round(hall, office)
    first, other = (hall, office) if where == "station" else (office, hall)
    time.pass_by((AT_LAST - 1) * DAY_MS)
    sync_round(hall, office)
    assert housekeeping(first) == 0
    time.pass_by(DAY_MS)
    assert housekeeping(first) == 2
    sync_round(hall, office)
    sync_round(hall, office)
    for machine in (first, other):
        assert contact_store.branches(machine.db) == []
        erased = machine.case(receipt.case.event_id).trail[-1]
        assert isinstance(erased.step, facts.ContactErased) and not erased.too_late
        assert erased.step.mark == "expired"
    assert housekeeping(other) == 0
    assert raised(office) == []


def test_a_case_that_a_customer_opened_again_counts_from_then(hall: Machine, time: Time):
    counting = file(hall, reach=True)
    case_id = accepted(hall, counting)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "")
    time.pass_by(100 * DAY_MS)
    author = by_visit(hall.db, hall.time(), "v1")
    steps.reopen(hall.db, author, hall.keys, counting.code, k(102), "没有解决")
    time.pass_by((AT_LAST - 1) * DAY_MS)
    assert housekeeping(hall) == 0
    time.pass_by(DAY_MS)
    assert housekeeping(hall) == 1


def test_the_last_date_is_the_policys_and_the_earlier_of_both(
    hall: Machine, office: Machine, time: Time
):
    policy = Policy(contact_days=60, contact_most_days=20)
    documents.publish(office.db, [Publication("halls", policy, D(2026, 1, 1))], "t", 1)
    sync_round(hall, office)
    case_id = accepted(hall, file(hall, reach=True))
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "")
    steps.close(hall.db, desk(hall), hall.case(case_id), k(102), "needs", "branch", "")
    time.pass_by(19 * DAY_MS)
    assert housekeeping(hall) == 0
    time.pass_by(DAY_MS)
    assert housekeeping(hall) == 1
