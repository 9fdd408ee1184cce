"""Station and office see one case, in whatever order its facts arrive."""

import msgspec
import pytest

from kiosk.records.cases import contact_store, filing, seal_keys, state, steps
from kiosk.records.cases.state import CaseNow
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.verify import verify
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors
from kiosk.rules.ledger import chain as chain_rule
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time, by_visit, plant, sync_round
from tests.records.cases.cast import (
    DAY_MS,
    D,
    accepted,
    central,
    desk,
    file,
    k,
    look,
    rows,
)
from tests.records.exchange.cast import a_code, is_sound, join, key


def test_the_office_answers_and_the_customer_reads_it_in_the_hall(hall: Machine, office: Machine):
    receipt = file(hall)
    case_id = receipt.case.event_id
    sync_round(hall, office)
    steps.accept(office.db, central(office), office.case(case_id), k(200), LI, False, "")
    steps.reply(office.db, central(office), office.case(case_id), k(201), "", "总部已派人")
    assert look(hall, receipt).state == "opened"
    sync_round(hall, office)
    case = look(hall, receipt)
    assert case.state == "replied" and case == state.find(office.db, HERE, case_id)
    assert rows(hall) == rows(office)
    assert verify(hall.db) is None and verify(office.db) is None


def test_two_who_act_at_once_agree_after_sync(hall: Machine, office: Machine):
    case_id = file(hall).case.event_id
    sync_round(hall, office)
    steps.accept(hall.db, desk(hall), hall.case(case_id), k(1), LI, False, "")
    steps.accept(office.db, central(office), office.case(case_id), k(2), MANAGER, False, "")
    sync_round(hall, office)
    sync_round(hall, office)
    here, there = hall.case(case_id), state.find(office.db, HERE, case_id)
    assert here == there and here.responsible == MANAGER
    assert [told.too_late for told in here.trail] == [False, True]


def test_a_station_cannot_speak_for_the_office(hall: Machine, office: Machine):
    case_id = file(hall).case.event_id
    forged = desk(hall)._replace(role="office", by="admin")
    with pytest.raises(Refusal, match="not_manager"):
        steps.accept(hall.db, forged, hall.case(case_id), k(1), LI, False, "")
    step = facts.CaseAccepted(
        event_id=k(1), **forged.says, subject=case_id, seen=1, role="office", by="admin",
        responsible=LI, due=D(2026, 12, 1),
    )  # fmt: skip
    with hall.db.writing():  # as a tampered program would
        plant(hall.db, forged.chain, [facts.encode(step)])
    sync_round(hall, office)
    case = state.find(office.db, HERE, case_id)
    assert case.state == "opened" and case.trail[0].too_late


def test_steps_that_make_no_sense_block_nothing(hall: Machine, office: Machine):
    receipt = file(hall)
    said = desk(hall).says
    odd = {"kind": "case_accepted", "event_id": k(7), "subject": receipt.case.event_id,
           "branch": HERE, "day": str(said["day"])}  # fmt: skip
    erased = facts.ContactErased(
        event_id=k(8), **said, subject=k(999), seen=1, role="machine", mark="expired"
    )
    huge = msgspec.json.decode(facts.encode(erased))
    huge["at"] = 2**63
    with hall.db.writing():
        plant(hall.db, desk(hall).chain, [msgspec.json.encode(odd),
                                                  msgspec.json.encode(huge)])  # fmt: skip
    sync_round(hall, office)
    accepted(hall, receipt)
    sync_round(hall, office)
    assert state.find(office.db, HERE, receipt.case.event_id).state == "accepted"


def test_another_text_under_the_same_id_hides_neither(hall: Machine, office: Machine):
    receipt = file(hall, text="等了一个小时")
    harmless = msgspec.structs.replace(receipt.case, entry="paper", text="没事")
    with hall.db.writing():
        plant(hall.db, desk(hall).chain, [facts.encode(harmless)])
    sync_round(hall, office)
    case = state.find(office.db, HERE, receipt.case.event_id)
    assert {case.opened.text, *(twin.text for twin in case.twins)} == {"等了一个小时", "没事"}
    accepted(hall, receipt)
    steps.reply(hall.db, desk(hall, LI), hall.case(receipt.case.event_id), k(101), "fixed", "")
    steps.reopen(
        hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code, k(102), "没改好"
    )
    hider = facts.CaseContacted(
        event_id=k(102), **desk(hall).says, subject=receipt.case.event_id, seen=1,
        role="manager", by=MANAGER,
    )  # fmt: skip
    with hall.db.writing():
        plant(hall.db, desk(hall).chain, [facts.encode(hider)])
    sync_round(hall, office)
    after = state.find(office.db, HERE, receipt.case.event_id)
    assert after.reopened == 1 and after.state == "accepted"


def test_facts_that_nobody_can_read_block_neither_sync_nor_pages(hall: Machine, office: Machine):
    receipt = file(hall)
    case_id = receipt.case.event_id
    deep = (b'{"kind":"note","event_id":"%s","branch":"sb01","day":"2026-11-21","x":%s}'
            % (k(1).encode(), b"[" * 5_000 + b"]" * 5_000))  # fmt: skip
    late = facts.CaseContacted(
        event_id=k(2), **desk(hall).says | {"at": 2**52}, subject=case_id, seen=1,
        role="manager", by=MANAGER,
    )  # fmt: skip
    batch_of = desk(hall).chain
    with hall.db.writing():
        plant(hall.db, batch_of, [facts.encode(late)])
        columns = facts.Columns(event_id=k(1), branch=HERE, kind="note", day=hall.today())
        head = ledger.chain(hall.db, batch_of)
        (link,) = chain_rule.links(bytes(head.head), head.seq + 1, [deep])
        row = ledger.row_of(batch_of, head.seq + 1, columns, 1, deep, link)
        ledger.insert(hall.db, [row])
        ledger.set_head(hall.db, batch_of, head.common, head.seq + 1, link)
    sync_round(hall, office)
    assert state.find(office.db, HERE, case_id).trail == ()
    accepted(hall, receipt)
    sync_round(hall, office)
    assert state.find(office.db, HERE, case_id).state == "accepted"


def as_listed(machine: Machine, branch: str) -> list[tuple[object, ...]]:
    """A branch's cases as its lists show them, whatever the branch is called."""
    fields = [field for name, field in CaseNow._meta.fields.items() if name != "branch"]
    wanted = CaseNow.select(*fields).where(CaseNow.branch == branch).order_by(CaseNow.case_id)
    return machine.db.rows(wanted.tuples())


def test_cases_stand_where_they_stood_rulings_and_contacts_too(lonely: Machine, office: Machine):
    """Answered, disputed, ruled on by the manager as the hall's own office."""
    me, now = identity.me(lonely.db), lonely.time

    def desk(badge: str) -> Author:
        return authors.at_desk(lonely.db, badge, now())

    seal_keys.make(lonely.db, desk(WANG), key(40), "correct horse battery", b"0" * 16)
    reach = filing.Reach("王女士", "13812345678", b"1" * 16)
    filed = filing.Filed("complaint", ["waiting"], "等了一小时", LI)
    customer = by_visit(lonely.db, now(), "v1")
    receipt = filing.open_case(lonely.db, customer, lonely.keys, key(9), filed, reach)
    open_one = filing.open_case(lonely.db, customer, lonely.keys, key(10), filed, None)
    case_id = receipt.case.event_id
    steps.accept(lonely.db, desk(WANG), lonely.case(case_id), key(41), WANG, False, "")
    steps.reply(lonely.db, desk(WANG), lonely.case(case_id), key(42), "explained", "")
    steps.dispute(lonely.db, desk(LI), lonely.case(case_id), key(43), "malicious", "没有的事")
    own = authors.as_own_office(lonely.db, desk(WANG))
    assert own is not None
    steps.rule_on(lonely.db, own, lonely.case(case_id), key(44), False, "录像可查")
    before = as_listed(lonely, me.branch)
    assert len(before) == 2
    join(lonely, office, a_code(office))
    assert as_listed(lonely, HERE) == before
    assert me.branch == HERE or as_listed(lonely, me.branch) == []
    sync_round(lonely, office)
    assert as_listed(office, HERE) == before
    assert is_sound(lonely, office)
    assert contact_store.find(lonely.db, HERE, receipt.case.contact) is not None
    assert contact_store.find(office.db, HERE, receipt.case.contact) is None, "it can't open them"
    found = filing.look_again(lonely.db, lonely.keys, receipt.code).case
    assert found.state == state.find(office.db, HERE, case_id).state == "replied"
    case_id = open_one.case.event_id
    steps.accept(lonely.db, desk(MANAGER), lonely.case(case_id), key(45), WANG, False, "")
    sync_round(lonely, office)
    assert as_listed(office, HERE) == as_listed(lonely, HERE)
    assert authors.as_own_office(lonely.db, desk(MANAGER)) is None, "head office rules now"


def test_after_a_step_that_claims_to_have_seen_more_the_row_is_as_the_facts_are(hall: Machine):
    case_id = file(hall).case.event_id
    claims = facts.CaseContacted(
        event_id=k(2), **desk(hall).says, subject=case_id, seen=50, role="manager", by=MANAGER,
    )  # fmt: skip
    with hall.db.writing():
        plant(hall.db, desk(hall).chain, [facts.encode(claims)])
    steps.accept(hall.db, desk(hall), hall.case(case_id), k(100), LI, False, "")
    assert hall.case(case_id).state == "accepted"
    assert list(state.differences(hall.db, hall.keys)) == []


def test_a_check_says_what_is_wrong_with_a_row(hall: Machine):
    one, other, third = (file(hall, n).case.event_id for n in (1, 2, 3))
    named = CaseNow.case_id
    hall.db.run(CaseNow.delete().where(named == one))
    hall.db.run(ledger.Ledger.update(counted=0).where(ledger.Ledger.event_id == other))
    hall.db.run(CaseNow.update(state="closed", worker=LI).where(named == third))
    (made,) = hall.db.rows(CaseNow.select().where(named == third).dicts())
    hall.db.run(CaseNow.insert(made | {"case_id": "made up"}))
    assert {*state.differences(hall.db, hall.keys)} == {
        (HERE, f"case {one} has no row"), (HERE, f"case {other} has a row but no facts"),
        (HERE, f"case {third}: state, worker"), (HERE, "case made up has a row but no facts"),
    }  # fmt: skip
    state.rebuild(hall.db)
    assert list(state.differences(hall.db, hall.keys)) == []


def test_a_case_has_its_own_steps_that_count_and_no_others(hall: Machine):
    one, other = (accepted(hall, file(hall, n), 100 + n) for n in (1, 2))
    first, second = hall.case(one), hall.case(other)
    assert [len(case.trail) for case in (first, second)] == [1, 1]
    assert state.current(hall.db, first) is first, "nothing new"
    steps.contacted(hall.db, desk(hall, LI), first, k(200), "已致电")
    assert len(state.current(hall.db, first).trail) == 2
    hall.db.run(ledger.Ledger.update(counted=0).where(ledger.Ledger.event_id == k(200)))
    assert hall.case(one) == first
    with pytest.raises(Refusal, match=f"no_case {'x' * 40}$"):
        state.find(hall.db, HERE, "x" * 99)


def test_a_case_as_it_was_on_a_day_holds_what_counts_up_to_it(hall: Machine, time: Time):
    receipt, today = file(hall), hall.today()
    time.pass_by(DAY_MS)
    case_id, tomorrow = accepted(hall, receipt), hall.today()
    found = [state.fold(hall.db, HERE, case_id, day) for day in (today, tomorrow)]
    assert [case and case.state for case in found] == ["opened", "accepted"]
    assert state.fold(hall.db, HERE, case_id, D(2026, 11, 20)) is None


def test_a_row_says_what_cannot_wait_and_what_everyone_can_read(hall: Machine):
    filed = file(hall, 1, kind="suggestion", badge="", topics=["safety"], text="x", public=True)
    case_id = accepted(hall, filed)
    file(hall, 2, kind="suggestion", badge="", topics=["hall"])
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(201), "adopted", "")
    steps.close(hall.db, desk(hall), hall.case(case_id), k(202), "needs", "branch", "")
    found = {row["case_id"] == case_id: (row["urgent"], row["public"]) for row in rows(hall)}
    assert found == {True: (1, 1), False: (0, 0)}


def test_of_facts_only_openings_and_steps_concern_a_case(hall: Machine):
    case_id = accepted(hall, file(hall))
    card = facts.Columns(event_id=k(8), branch=HERE, kind="card", day=hall.today(), subject="s")
    held = [facts.columns(row.body) for row in hall.db.rows(ledger.Ledger.select())]
    assert state.touched([*held, card]) == [case_id] and len(held) == 2
