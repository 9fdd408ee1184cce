"""Who reads how a customer can be reached, and when it is erased."""

from pathlib import Path

import msgspec
import pytest

from kiosk.records.cases import (
    contact_sealing,
    contact_store,
    contact_use,
    filing,
    seal_keys,
    steps,
)
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.feedback import ratings
from kiosk.records.ledger import times
from kiosk.records.ledger.verify import verify
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Deadline, Policy, Publication
from kiosk.vocabulary.refusals import Refusal
from tests.cast import (
    ALONE,
    FORM,
    HERE,
    LI,
    THERE,
    WANG,
    Machine,
    Time,
    by_visit,
    machine,
    sync_round,
)
from tests.records.cases.cast import (
    DAY_MS,
    PHONE,
    STILL,
    WORDS,
    D,
    accepted,
    cases_like,
    central,
    counting_key,
    desk,
    file,
    files,
    k,
    look,
    read,
    rows,
)


def test_a_number_that_is_gone_need_not_be_called(hall: Machine):
    customer = by_visit(hall.db, hall.time(), "v1")
    ratings.rate(hall.db, customer, k(1), WANG, "1")
    filed, reach = Filed("complaint", rating=k(1)), Reach("", PHONE, STILL)
    receipt = filing.open_case(hall.db, customer, hall.keys, k(2), filed, reach)
    case = contact_use.withdraw(hall.db, customer, hall.keys, receipt.code, FORM)
    assert case.must_by == D(2026, 11, 24)


def test_a_new_manager_gets_them_sealed_anew_by_the_office(hall: Machine, office: Machine):
    receipt = file(hall, reach=True)
    sync_round(hall, office)
    keys = counting_key(hall, office)
    sync_round(hall, office)
    assert contact_use.unsealed(office.db, office.keys) == {HERE: (1, keys.fingerprint)}
    with pytest.raises(Refusal, match="wrong_passphrase"):
        contact_use.read(hall.db, desk(hall), hall.case(receipt.case.event_id), k(1), lambda: keys)
    assert contact_use.reseal(office.db, central(office), office.keys, office.new_id) == 1
    assert contact_use.unsealed(office.db, office.keys) == {}
    sync_round(hall, office)
    assert read(hall, receipt.case.event_id, keys, 2) == PHONE
    sync_round(hall, office)
    assert verify(hall.db) is None and verify(office.db) is None


@pytest.mark.sqlite
def test_it_is_erased_on_its_date_from_database_wal_and_backups(
    hall: Machine, office: Machine, time: Time, tmp_path
):
    documents.publish(office.db, [Publication("halls", Policy(contact_days=3), D(2026, 1, 1))],
                      "t", 1)  # fmt: skip
    keys = counting_key(hall, office)
    receipt = file(hall, reach=True)
    sealed = contact_store.find(hall.db, HERE, receipt.case.contact)
    assert sealed is not None and sealed in files(hall)
    case_id = accepted(hall, receipt)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "")
    steps.close(hall.db, desk(hall), hall.case(case_id), k(102), "needs", "branch", "")
    sync_round(hall, office)

    def erase(days: int) -> int:
        hand = desk(hall)._replace(role="machine", by="")
        policy = Policy(contact_days=days)
        return contact_use.erase_overdue(hall.db, lambda _branch: hand, hall.today(), policy)

    time.pass_by(2 * DAY_MS)
    assert erase(3) == 0
    time.pass_by(DAY_MS)
    assert erase(3) == 1 and erase(3) == 0
    assert sealed not in files(hall)
    for box in msgspec.json.decode(sealed, type=contact_sealing.Sealed).keys.values():
        assert box not in files(hall)
    hall.db.backup(tmp_path / "later.db")
    assert sealed not in (tmp_path / "later.db").read_bytes()
    with pytest.raises(Refusal, match="no_contact"):
        contact_use.read(hall.db, desk(hall), hall.case(case_id), k(1), lambda: keys)
    assert sealed in files(office)
    sync_round(hall, office)
    assert contact_store.find(office.db, HERE, receipt.case.contact) is None
    contact_use.erase_due(office.db, office.time(), at_office=True)
    assert sealed not in files(office), "whoever holds a copy erases it too"
    assert verify(hall.db) is None and verify(office.db) is None
    assert look(hall, receipt).contact_gone


def test_the_customer_takes_it_back_with_the_code(hall: Machine, office: Machine):
    receipt = file(hall, reach=True)
    sealed = contact_store.find(hall.db, HERE, receipt.case.contact)
    assert sealed is not None and sealed in files(hall)
    sync_round(hall, office)
    customer = by_visit(hall.db, hall.time(), "")
    case = contact_use.withdraw(hall.db, customer, hall.keys, receipt.code, FORM)
    assert case.contact_gone and contact_store.find(hall.db, HERE, receipt.case.contact) is None
    assert sealed not in files(hall), "purged from the files as well"
    assert [row["contact"] for row in rows(hall)] == [""]
    sync_round(hall, office)
    assert contact_store.find(office.db, HERE, receipt.case.contact) is None
    assert contact_use.withdraw(hall.db, customer, hall.keys, receipt.code, FORM) == case


def test_a_request_is_due_by_the_deadline_of_the_day_on_which_it_came(
    hall: Machine, office: Machine, time: Time
):
    deadline = Publication("erasure", Deadline(days=3, working=False), D(2026, 11, 24))
    documents.publish(office.db, [deadline], "t", 1)
    sync_round(hall, office)
    receipt = file(hall, reach=True)
    time.pass_by(5 * DAY_MS)
    for asked, due in ((D(2026, 11, 23), D(2026, 12, 14)), (D(2026, 11, 25), D(2026, 11, 28))):
        case = hall.case(receipt.case.event_id)
        key = k(asked.day)
        after = contact_use.ask_erasure(hall.db, desk(hall), case, key, "phone", asked)
        assert after.erase_by == due
        again = contact_use.ask_erasure(hall.db, desk(hall), after, key, "phone", asked)
        assert again == after, "a form sent twice is one fact"
        sync_round(hall, office)
        of, known = central(office), office.case(case.opened.event_id)
        contact_use.decline(office.db, of, known, k(50 + asked.day), "请本人来柜台")
        sync_round(hall, office)


@pytest.mark.sqlite
def test_a_number_erased_on_request_is_gone_from_files(hall: Machine, office: Machine):
    receipt = file(hall, reach=True)
    sealed = contact_store.find(hall.db, HERE, receipt.case.contact)
    assert sealed is not None
    case = hall.case(receipt.case.event_id)
    contact_use.ask_erasure(hall.db, desk(hall), case, k(1), "letter", hall.today())
    sync_round(hall, office)
    assert sealed in files(office)
    contact_use.carry_out(office.db, central(office), office.case(case.opened.event_id), k(2))
    assert sealed not in files(office)
    sync_round(hall, office)
    assert contact_use.erase_due(hall.db, hall.time(), at_office=False) == 0
    assert sealed not in files(hall)
    assert verify(hall.db) is None and verify(office.db) is None


def test_in_a_hall_alone_no_one_but_the_customer_erases_a_number(alone: Machine):
    seal_keys.make(alone.db, desk(alone, WANG), k(400), WORDS, STILL)
    case = alone.case(file(alone, reach=True, badge=LI).case.event_id)
    own = authors.as_own_office(alone.db, desk(alone, WANG)) or desk(alone, LI)
    with pytest.raises(Refusal, match="not_customer"):
        contact_use.ask_erasure(alone.db, own, case, k(1), "phone", alone.today())
    with pytest.raises(Refusal, match="not_customer"):
        contact_use.carry_out(alone.db, own, case, k(2))
    with pytest.raises(Refusal, match="not_customer"):
        contact_use.decline(alone.db, own, case, k(3), "请本人来柜台")
    assert contact_store.find(alone.db, ALONE, case.opened.contact) is not None


def test_a_request_says_how_and_when_and_an_answer_says_why(hall: Machine, office: Machine):
    case = hall.case(file(hall, reach=True).case.event_id)
    with pytest.raises(Refusal, match=r"bad_request how$"):
        contact_use.ask_erasure(hall.db, desk(hall), case, k(1), "by post", hall.today())
    for day in (D(2026, 11, 20), D(2026, 11, 22)):
        with pytest.raises(Refusal, match="bad_day") as refused:
            contact_use.ask_erasure(hall.db, desk(hall), case, k(1), "phone", day)
        assert refused.value.field == "asked"
    sync_round(hall, office)
    known = office.case(case.opened.event_id)
    with pytest.raises(Refusal, match="text_required"):
        contact_use.decline(office.db, central(office), known, k(2), " ")
    with pytest.raises(Refusal, match="no_reader"):
        contact_use.reseal(office.db, central(office), office.keys, office.new_id)


def test_nothing_is_erased_while_the_day_or_the_branch_is_unknown(
    hall: Machine, office: Machine, time: Time, tmp_path: Path
):
    assert contact_use.erase_due(machine(tmp_path / "new", "station", time).db, time(),
                                 at_office=False) == 0  # fmt: skip
    case_id = file(hall, reach=True).case.event_id
    sync_round(hall, office)
    times.note_time(office.db, time())
    time.reboot()
    time.pass_by(999 * DAY_MS)
    assert contact_use.erase_due(office.db, time(), at_office=True) == 0
    times.confirm(office.db, time.utc, time())
    assert contact_use.erase_due(office.db, time(), at_office=True) == 1
    erased = office.case(case_id).trail[-1].step
    assert (erased.role, erased.by) == ("office", ""), "of itself, on its date"


def test_details_are_overdue_from_their_last_day_on(hall: Machine, office: Machine):
    policy = Policy(contact_days=10, contact_most_days=30)
    closed, long_ago = {"state": "closed", "must_by": None}, {"closed_on": D(2026, 11, 1)}
    file(hall, reach=True)
    sync_round(hall, office)
    for where, branches in ((office, (HERE, THERE)), (hall, (HERE,))):
        cases_like(where, {
            "closed": closed | {"closed_on": D(2026, 11, 11)},
            "later": closed | {"closed_on": D(2026, 11, 12)},
            "objected": long_ago | {"state": "disputed"},
            "left open": {"begun_on": D(2026, 10, 22)},
            "open": {"begun_on": D(2026, 10, 23)},
            "bare": closed | long_ago | {"contact": ""},
            "elsewhere": closed | long_ago | {"branch": THERE},
        })  # fmt: skip
        found = contact_store.overdue(where.db, D(2026, 11, 21), policy)
        due = {(HERE, "closed"), (HERE, "left open"), (THERE, "elsewhere")}
        assert {*found} == {one for one in due if one[0] in branches}
