"""A case from its opening to its end, at the desk, at the office and by the
customer; what travels, what is folded, what is erased."""

import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import (
    contact_sealing,
    contact_store,
    contact_use,
    counter,
    filing,
    lists,
    state,
    steps,
)
from kiosk.records.cases.counter import Taken
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.cases.state import CaseNow
from kiosk.records.exchange import projections
from kiosk.records.feedback import registers
from kiosk.records.ledger import alarms, ledger
from kiosk.records.ledger.verify import verify
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.rules.cases.case import Case
from kiosk.rules.ledger import chain as chain_rule
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Deadline, Policy, Publication, Workday
from kiosk.vocabulary.refusals import Refusal
from tests.cast import (
    FORM,
    HERE,
    LI,
    MANAGER,
    WANG,
    ZHAO,
    Machine,
    Time,
    by_visit,
    plant,
    sync_round,
)

PHONE = "13812345678"
WORDS = "correct horse battery"
D = datetime.date
DAY_MS = 86_400_000
STILL = b"0" * 16


def k(number: int) -> str:
    return f"{number:032x}"


def file(hall: Machine, number: int = 1, reach: bool = False, **said: Any) -> filing.Receipt:
    filed = Filed(**({"kind": "complaint", "topics": ["waiting"], "badge": WANG} | said))
    how = Reach("王女士", PHONE, number.to_bytes(16)) if reach else None
    return filing.open_case(
        hall.db, by_visit(hall.db, hall.time(), "v1"), hall.keys, k(number), filed, how
    )


def desk(hall: Machine, badge: str = MANAGER) -> Author:
    return authors.at_desk(hall.db, badge, hall.time())


def central(office: Machine, branch: str = HERE) -> Author:
    return authors.at_office(office.db, branch, "admin", office.time())


def look(hall: Machine, receipt: filing.Receipt) -> Case:
    return filing.look_up(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code).case


def rows(machine: Machine) -> list[dict[str, Any]]:
    return [row.__data__ for row in machine.db.rows(CaseNow.select().order_by(CaseNow.case_id))]


def accepted(hall: Machine, receipt: filing.Receipt, number: int = 100) -> str:
    case_id = receipt.case.event_id
    steps.accept(hall.db, desk(hall), hall.case(case_id), k(number), LI, False, "")
    return case_id


def test_a_case_is_promised_by_a_date_and_answered_by_it(hall: Machine, time: Time):
    receipt = file(hall)
    assert receipt.case.due == D(2026, 11, 24)  # Saturday the 21st, two working days
    case_id = accepted(hall, receipt)
    time.pass_by(3 * DAY_MS)
    answered = steps.reply(
        hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "已加开窗口"
    )
    assert (answered.state, answered.must, answered.on_time) == ("replied", "manager", True)
    closed = steps.close(hall.db, desk(hall), hall.case(case_id), k(102), "execution", "branch", "")
    assert (closed.state, closed.must_by) == ("closed", None)
    after = steps.follow_up(hall.db, desk(hall), hall.case(case_id), k(103), "satisfied", "")
    assert len(after.trail) == 4 and look(hall, receipt) == after
    assert verify(hall.db) is None


def test_the_policy_of_the_day_it_was_opened_judges_a_case(hall: Machine, office: Machine, time):
    seven = Deadline(days=7, working=False)
    wanted = [Publication("complaint", seven, D(2026, 11, 22)),
              Publication("2026-11-23", Workday(working=False), D(2026, 11, 1))]  # fmt: skip
    documents.publish(office.db, wanted, "t", 1)
    sync_round(hall, office)
    before = file(hall, 1)
    assert (before.case.due, before.case.policy) == (D(2026, 11, 25), 0)  # the 23rd is off
    time.pass_by(DAY_MS)
    after = file(hall, 2)
    assert (after.case.due, after.case.policy) == (D(2026, 11, 29), 1)
    assert look(hall, before).due == D(2026, 11, 25)


def test_an_unknown_calendar_is_said_so(hall: Machine, time: Time):
    time.pass_by(365 * 5 * DAY_MS)
    assert file(hall).case.due_sure is False


def test_a_special_case_takes_the_longer_class_and_says_why(hall: Machine):
    receipt = file(hall)
    with pytest.raises(Refusal, match="text_required"):
        steps.accept(hall.db, desk(hall), hall.case(receipt.case.event_id), k(5), LI, True, " ")
    case = steps.accept(
        hall.db, desk(hall), hall.case(receipt.case.event_id), k(5), LI, True, "要上门"
    )
    assert (case.due, case.special, case.responsible) == (D(2026, 11, 27), True, LI)


def test_an_extension_before_acceptance_stays(hall: Machine):
    receipt = file(hall)
    case_id = receipt.case.event_id
    steps.extend(hall.db, desk(hall), hall.case(case_id), k(6), D(2026, 12, 1), "等厂家回信")
    case = steps.accept(hall.db, desk(hall), hall.case(case_id), k(7), LI, False, "")
    assert (case.due, case.extended) == (D(2026, 12, 1), 1)


def test_a_form_sent_again_is_one_step(hall: Machine):
    case_id = accepted(hall, file(hall))
    again = steps.accept(hall.db, desk(hall), hall.case(case_id), k(100), WANG, False, "")
    assert again.responsible == LI and len(again.trail) == 1


@pytest.mark.parametrize(
    ("badge", "code"), [(LI, "not_manager"), (WANG, "not_manager"), (ZHAO, "unknown_clerk")]
)
def test_only_the_manager_accepts(hall: Machine, badge: str, code: str):
    receipt = file(hall)
    with pytest.raises(Refusal, match=code):
        steps.accept(
            hall.db, desk(hall, badge), hall.case(receipt.case.event_id), k(9), LI, False, ""
        )
    assert ledger.chains(hall.db, HERE)[0].seq == 1, "nothing was written"


def test_whom_a_complaint_is_about_never_answers_for_it(hall: Machine):
    receipt = file(hall)
    with pytest.raises(Refusal, match="conflict_of_interest"):
        steps.accept(hall.db, desk(hall), hall.case(receipt.case.event_id), k(9), WANG, False, "")


def test_the_customer_reopens_with_the_code_and_nobody_else(hall: Machine):
    receipt = file(hall)
    case_id = accepted(hall, receipt)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "explained", "")
    case = steps.reopen(
        hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code, k(102), "没说清"
    )
    assert (case.state, case.worker, case.reopened) == ("accepted", LI, 1)
    with pytest.raises(Refusal, match="unknown_receipt"):
        steps.reopen(
            hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, "2222-2222", k(103), ""
        )


def test_five_wrong_codes_lock_the_look_up_for_a_while(hall: Machine, time: Time):
    receipt = file(hall)
    for _ in range(5):
        with pytest.raises(Refusal, match=r"mistyped_code|unknown_receipt"):
            filing.look_up(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, "2222-2223")
    with pytest.raises(Refusal, match="wait"):
        look(hall, receipt)
    time.pass_by(61_000)
    assert look(hall, receipt).state == "opened"


# Station and office --------------------------------------------------------------


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
    receipt = file(hall)
    case_id = receipt.case.event_id
    sync_round(hall, office)
    steps.accept(hall.db, desk(hall), hall.case(case_id), k(1), LI, False, "")
    steps.accept(office.db, central(office), office.case(case_id), k(2), MANAGER, False, "")
    sync_round(hall, office)
    sync_round(hall, office)
    here, there = look(hall, receipt), state.find(office.db, HERE, case_id)
    assert here == there and here.responsible == MANAGER
    assert [told.too_late for told in here.trail] == [False, True]


def test_a_restored_office_goes_on_in_a_new_epoch_and_says_so(
    hall: Machine, office: Machine, tmp_path: Path
):
    receipt = file(hall)
    case_id = receipt.case.event_id
    sync_round(hall, office)
    office.db.backup(tmp_path / "hour-ago.db")
    steps.accept(office.db, central(office), office.case(case_id), k(1), LI, False, "")
    steps.reply(office.db, central(office), office.case(case_id), k(2), "fixed", "")
    sync_round(hall, office)
    assert look(hall, receipt).state == "replied"
    restored = Machine(office.config, Database(tmp_path / "hour-ago.db"), office.keys, office.time)
    sync_round(hall, restored)
    assert state.find(restored.db, HERE, case_id).state == "opened"
    steps.accept(restored.db, central(restored), restored.case(case_id), k(3), MANAGER, False, "")
    assert central(restored).chain.epoch == 2
    sync_round(hall, restored)
    assert look(hall, receipt).seen == 4, "nothing that the hall had is lost, the new came"
    (alarm,) = restored.db.rows(alarms.Alarm.select())
    assert (alarm.code, alarm.station) == ("office_restored", "office")
    sync_round(hall, restored)
    assert len(restored.db.rows(alarms.Alarm.select())) == 1
    assert verify(hall.db) is None and verify(restored.db) is None
    restored.db.close()


def test_only_the_office_rules_and_both_versions_stay(hall: Machine, office: Machine):
    receipt = file(hall)
    case_id = accepted(hall, receipt)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "explained", "")
    steps.dispute(hall.db, desk(hall, WANG), hall.case(case_id), k(102), "mistaken", "当天我休假")
    with pytest.raises(Refusal, match="not_office"):
        steps.rule_on(hall.db, desk(hall), hall.case(case_id), k(103), True, "x")
    sync_round(hall, office)
    steps.rule_on(office.db, central(office), office.case(case_id), k(104), True, "考勤属实")
    sync_round(hall, office)
    case = look(hall, receipt)
    assert (case.ruling, case.state) == (True, "replied")
    said = [told.step.text for told in case.trail[-2:]]
    assert said == ["当天我休假", "考勤属实"]


def test_a_station_cannot_speak_for_the_office(hall: Machine, office: Machine):
    receipt = file(hall)
    case_id = receipt.case.event_id
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


def test_the_rows_are_those_that_the_facts_give(hall: Machine, office: Machine):
    first, second = file(hall, 1, reach=True), file(hall, 2, kind="praise", badge=LI)
    case_id = accepted(hall, first)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "")
    steps.close(hall.db, desk(hall), hall.case(case_id), k(102), "needs", "office", "")
    accepted(hall, second, 300)
    sync_round(hall, office)
    for machine in (hall, office):
        kept = rows(machine)
        projections.rebuild(machine.db)
        assert rows(machine) == kept and len(kept) == 2


def test_a_replaced_station_of_the_branch_knows_all_cases(
    hall: Machine, office: Machine, another_hall
):
    receipt = file(hall, reach=True)
    accepted(hall, receipt)
    sync_round(hall, office)
    second = another_hall("second", HERE)
    assert look(second, receipt) == look(hall, receipt)
    digest = receipt.case.contact
    assert contact_store.find(second.db, HERE, digest) == contact_store.find(
        office.db, HERE, digest
    )


def test_lists_and_counts_go_by_the_day_that_is_promised(hall: Machine, time: Time):
    one, two = file(hall, 1), file(hall, 2, kind="question", badge="")
    accepted(hall, one)
    time.pass_by(3 * DAY_MS)
    assert lists.counts(hall.db, HERE, "", hall.today()) == (1, 0, 2)
    assert lists.counts(hall.db, HERE, LI, hall.today()) == (0, 0, 1)
    time.pass_by(DAY_MS)
    assert lists.counts(hall.db, HERE, "", hall.today()).late == 2
    late = lists.listed(hall.db, late=hall.today()).rows
    assert {row.case_id for row in late} == {one.case.event_id, two.case.event_id}
    mine = lists.listed(hall.db, clerk=LI).rows
    assert [row.case_id for row in mine] == [one.case.event_id]
    assert [row.kind for row in lists.listed(hall.db, kind="question").rows] == ["question"]


def test_answers_are_summed_up_by_what_is_asked(hall: Machine, office: Machine, time: Time):
    case_id = accepted(hall, file(hall, 1))
    file(hall, 2)
    time.pass_by(3 * 3_600_000)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "")
    sync_round(hall, office)
    by_kind = lists.answering(office.db, "kind", hall.today(), hall.today())
    told = by_kind["complaint"]
    assert (told.opened, told.answered, told.on_time, told.median, told.p90) == (2, 1, 1, 3.0, 3.0)
    assert lists.answering(office.db, "branch", D(2020, 1, 1), D(2020, 1, 2)) == {}


# What an insider might try ----------------------------------------------------------


def test_whom_a_complaint_is_about_has_no_part_in_it_but_to_object(hall: Machine):
    receipt = file(hall, reach=True, badge=MANAGER)
    case_id = receipt.case.event_id
    assert receipt.case.about_manager and look(hall, receipt).must == "office"
    keys = make_key(hall)
    for verb in (
        lambda: steps.accept(hall.db, desk(hall), hall.case(case_id), k(1), LI, False, ""),
        lambda: steps.extend(hall.db, desk(hall), hall.case(case_id), k(2), D(2026, 12, 1), "x"),
        lambda: steps.contacted(hall.db, desk(hall), hall.case(case_id), k(3), ""),
        lambda: read(hall, case_id, keys, 4),
    ):
        with pytest.raises(Refusal, match=r"conflict_of_interest|not_manager"):
            verb()
    assert look(hall, receipt).seen == 1


def test_a_complaint_about_the_manager_waits_for_the_office(hall: Machine, office: Machine):
    receipt = file(hall, badge=MANAGER)
    sync_round(hall, office)
    waiting = lists.listed(office.db, waits_for="office")
    assert (waiting.number, waiting.rows[0].case_id) == (1, receipt.case.event_id)
    steps.accept(
        office.db, central(office), office.case(receipt.case.event_id), k(1), LI, False, ""
    )
    sync_round(hall, office)
    with pytest.raises(Refusal, match="conflict_of_interest"):
        steps.hand_over(
            hall.db, desk(hall, LI), hall.case(receipt.case.event_id), k(2), MANAGER, ""
        )
    steps.reply(hall.db, desk(hall, LI), hall.case(receipt.case.event_id), k(3), "fixed", "")
    assert look(hall, receipt).must == "office"


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


def test_only_a_managers_key_is_sealed_to(hall: Machine, office: Machine):
    keys = make_key(hall)
    thief = contact_sealing.from_passphrase("another passphrase", STILL)
    said = {name: value for name, value in desk(hall).says.items() if name != "at"}
    for number, (badge, public) in enumerate(
        ((LI, thief.public.hex()), (MANAGER, "zz"), (MANAGER, "00" * 31)), 1
    ):
        forged = facts.SealKeyMade(
            event_id=k(number), **said, at=hall.time().utc + number, clerk=badge, public=public,
            salt=STILL.hex(),
        )  # fmt: skip
        with hall.db.writing():
            plant(hall.db, desk(hall).chain, [facts.encode(forged)])
    bare = {"kind": "seal_key", "event_id": k(9), "branch": HERE, "day": "2026-11-21"}
    with hall.db.writing():
        plant(hall.db, desk(hall).chain, [msgspec.json.encode(bare)])
    receipt = file(hall, reach=True)
    assert read(hall, receipt.case.event_id, keys) == PHONE
    sync_round(hall, office)
    assert contact_use.unsealed(office.db, office.keys) == {}


def test_facts_that_nobody_can_read_block_neither_sync_nor_pages(hall: Machine, office: Machine):
    receipt = file(hall)
    case_id = receipt.case.event_id
    deep = (b'{"kind":"note","event_id":"%s","branch":"sb01","day":"2026-11-21","x":%s}'
            % (k(1).encode(), b"[" * 5_000 + b"]" * 5_000))  # fmt: skip
    late = facts.CaseContacted(
        event_id=k(2), **desk(hall).says | {"at": 2**52}, subject=case_id, seen=1,
        role="manager", by=MANAGER,
    )  # fmt: skip
    with hall.db.writing():
        hall.db.run(ledger.Chain.select())
    batch_of = desk(hall).chain
    with hall.db.writing():
        plant(hall.db, batch_of, [facts.encode(late)])
        columns = facts.Columns(event_id=k(1), branch=HERE, kind="note", day=hall.today())
        head = ledger.chain(hall.db, batch_of)
        (link,) = chain_rule.links(bytes(head.head), head.seq + 1, [deep])
        row = ledger.row_of(batch_of, head.seq + 1, columns, 1, deep, link)
        ledger.insert(hall.db, [row])
        ledger.set_head(hall.db, batch_of, head.common, head.seq + 1, link, head.day)
    sync_round(hall, office)
    assert state.find(office.db, HERE, case_id).trail == ()
    accepted(hall, receipt)
    sync_round(hall, office)
    assert state.find(office.db, HERE, case_id).state == "accepted"


def test_the_look_up_is_never_shut_for_long_and_an_own_code_buys_no_tries(
    hall: Machine, time: Time
):
    receipt = file(hall)
    waits = []
    for _ in range(40):
        try:
            filing.look_up(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, "2222-2223")
        except Refusal as refusal:
            waits.append(refusal.retry_after or 0)
            time.pass_by(1000 * (refusal.retry_after or 0))
    assert max(waits) == 8 * 60
    time.pass_by(15 * 60_000)
    for _ in range(4):
        with pytest.raises(Refusal, match=r"mistyped|unknown"):
            filing.look_up(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, "2222-2223")
    assert look(hall, receipt).state == "opened"
    with pytest.raises(Refusal, match=r"mistyped|unknown"):
        filing.look_up(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, "2222-2223")
    with pytest.raises(Refusal, match="wait"):
        look(hall, receipt)


def test_wrong_passphrases_are_counted_and_tell_a_clerk_nothing(hall: Machine):
    keys = make_key(hall)
    receipt = file(hall, reach=True, badge="")
    case_id = accepted(hall, receipt)
    wrong = contact_sealing.from_passphrase("another passphrase", STILL)
    for tried in (keys, wrong):
        with pytest.raises(Refusal, match="not_manager"):
            read(hall, case_id, tried, 1, LI)
    for number in range(5):
        with pytest.raises(Refusal, match="wrong_passphrase"):
            read(hall, case_id, wrong, number)
    with pytest.raises(Refusal, match="wait"):
        read(hall, case_id, keys)


def test_an_author_made_before_the_hall_joined_writes_nothing(hall: Machine):
    receipt = file(hall)
    old = desk(hall)._replace(chain=desk(hall).chain._replace(station="former"))
    case, paper = hall.case(receipt.case.event_id), Taken("form", hall.today())
    praise = Filed("praise", text="好")
    for verb in (
        lambda: steps.accept(hall.db, old, case, k(1), LI, False, ""),
        lambda: registers.open_box(hall.db, old, k(2), LI, 0),
        lambda: contact_use.make_key(hall.db, old, k(3), WORDS, STILL),
        lambda: counter.take_in(hall.db, old, hall.keys, k(4), praise, paper, None),
    ):
        with pytest.raises(Refusal, match="not_saved"):
            verb()
    assert [chain.station for chain in ledger.chains(hall.db, HERE)] == [hall.keys.fingerprint]


def test_a_hall_puts_off_so_far_and_the_office_further(hall: Machine, office: Machine):
    receipt = file(hall)
    case_id = receipt.case.event_id
    with pytest.raises(Refusal, match="extension_too_long"):
        steps.extend(hall.db, desk(hall), hall.case(case_id), k(1), D(9999, 12, 31), "x")
    sync_round(hall, office)
    steps.extend(office.db, central(office), office.case(case_id), k(2), D(2027, 3, 1), "等新管道")
    steps.accept(hall.db, desk(hall), hall.case(case_id), k(3), LI, False, "")
    sync_round(hall, office)
    assert look(hall, receipt).due == D(2027, 3, 1), "accepting takes back no extension"
    assert lists.listed(office.db, extended=True).number == 1


def test_an_objection_waits_at_the_office_until_it_has_ruled_and_comes_once(
    hall: Machine, office: Machine
):
    receipt = file(hall)
    case_id = accepted(hall, receipt)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(1), "fixed", "")
    steps.dispute(hall.db, desk(hall, WANG), hall.case(case_id), k(2), "mistaken", "不是我")
    steps.reopen(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code, k(3), "")
    sync_round(hall, office)
    assert lists.listed(office.db, objected=True).number == 1
    steps.rule_on(office.db, central(office), office.case(case_id), k(4), False, "是")
    assert lists.listed(office.db, objected=True).number == 0
    sync_round(hall, office)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(5), "fixed", "")
    with pytest.raises(Refusal, match="disputed_already"):
        steps.dispute(hall.db, desk(hall, WANG), hall.case(case_id), k(6), "mistaken", "不是我")


def test_a_further_answer_puts_nothing_off(hall: Machine, time: Time):
    receipt = file(hall)
    case_id = accepted(hall, receipt)
    first = steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(1), "fixed", "")
    time.pass_by(2 * DAY_MS)
    assert (
        steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(2), "fixed", "").due == first.due
    )


def test_what_was_erased_is_never_stored_again(hall: Machine, office: Machine):
    receipt = file(hall, reach=True)
    digest = receipt.case.contact
    body = contact_store.find(hall.db, HERE, digest)
    assert body is not None
    sync_round(hall, office)
    contact_use.withdraw(hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code, FORM)
    sync_round(hall, office)
    with hall.db.writing():  # as where the answer to an earlier call was lost
        contact_store.keep(hall.db, HERE, contact_sealing.Kept(digest, body))
    sync_round(hall, office)
    assert contact_store.find(office.db, HERE, digest) is None
    assert contact_use.erase_due(hall.db, hall.time(), at_office=False) == 1, "no case has it"
    assert contact_store.find(hall.db, HERE, digest) is None


def test_a_number_that_is_gone_need_not_be_called(hall: Machine):
    from kiosk.records.feedback import ratings

    ratings.rate(hall.db, by_visit(hall.db, hall.time(), "v1"), k(1), WANG, "1")
    reach = Reach("", PHONE, STILL)
    filed = Filed("complaint", rating=k(1))
    receipt = filing.open_case(
        hall.db, by_visit(hall.db, hall.time(), "v1"), hall.keys, k(2), filed, reach
    )
    case = contact_use.withdraw(
        hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code, FORM
    )
    assert case.must_by == D(2026, 11, 24)


def test_a_restored_office_that_acts_first_reaches_the_hall_all_the_same(
    hall: Machine, office: Machine, tmp_path: Path
):
    receipt = file(hall)
    case_id = receipt.case.event_id
    sync_round(hall, office)
    office.db.backup(tmp_path / "hour-ago.db")
    steps.accept(office.db, central(office), office.case(case_id), k(1), LI, False, "")
    sync_round(hall, office)
    restored = Machine(office.config, Database(tmp_path / "hour-ago.db"), office.keys, office.time)
    steps.extend(
        restored.db, central(restored), restored.case(case_id), k(2), D(2026, 12, 1), "先延期"
    )
    sync_round(hall, restored)
    steps.accept(restored.db, central(restored), restored.case(case_id), k(3), MANAGER, False, "")
    sync_round(hall, restored)
    here = {told.step.event_id for told in look(hall, receipt).trail}
    assert here == {k(1), k(2), k(3)}
    assert restored.db.rows(alarms.Alarm.select())[0].code == "office_restored"
    assert verify(hall.db) is None and verify(restored.db) is None
    restored.db.close()


# At the counter ------------------------------------------------------------------


def take_in(hall: Machine, number: int = 50, **said: Any) -> filing.Receipt:
    filed = Filed(**({"kind": "suggestion", "text": "加一把椅子"} | said))
    taken = Taken("form", D(2026, 11, 19))
    return counter.take_in(hall.db, desk(hall, LI), hall.keys, k(number), filed, taken, None)


def test_whoever_takes_it_in_answers_for_it(hall: Machine, office: Machine):
    receipt = take_in(hall)
    case = look(hall, receipt)
    assert (case.state, case.responsible, case.worker) == ("accepted", LI, LI)
    assert (receipt.case.entry, receipt.case.day) == ("paper", D(2026, 11, 19))
    assert receipt.case.due == D(2026, 11, 24), "from the day it was entered"
    assert take_in(hall).code == receipt.code
    sync_round(hall, office)
    assert state.find(office.db, HERE, receipt.case.event_id) == case


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"kind": "rant"}, "unknown_case"), ({"text": ""}, "empty_case"),
        ({"topics": ["weather"]}, "unknown_topic"), ({"badge": "9999"}, "unknown_clerk"),
        ({"kind": "complaint", "badge": LI}, "conflict_of_interest"),
        ({"text": "长" * 1001}, "long_comment"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_not_taken_in(hall: Machine, said: dict[str, Any], code: str):
    with pytest.raises(Refusal, match=code):
        take_in(hall, **said)
    assert ledger.chains(hall.db, HERE) == []


def test_a_day_to_come_stands_on_no_paper(hall: Machine):
    filed, taken = Filed("praise", text="好"), Taken("box", D(2026, 11, 22))
    with pytest.raises(Refusal, match="bad_dates"):
        counter.take_in(hall.db, desk(hall), hall.keys, k(1), filed, taken, None)


def test_the_box_is_opened_before_a_witness(hall: Machine):
    registers.open_box(hall.db, desk(hall), k(1), LI, 3)
    registers.open_box(hall.db, desk(hall), k(1), LI, 3)
    (box,) = registers.boxes(hall.db, HERE)
    assert (box.clerk, box.witness, box.found) == (MANAGER, LI, 3)
    for witness, found, code in ((MANAGER, 1, "own_witness"), (LI, -1, "bad_number")):
        with pytest.raises(Refusal, match=code):
            registers.open_box(hall.db, desk(hall), k(2), witness, found)


def test_letters_and_banners_are_registered_with_their_deed(hall: Machine):
    registers.enter_praise(hall.db, desk(hall), k(1), "banner", WANG, "雨天送伞", D(2026, 11, 20))
    (banner,) = registers.register(hall.db, HERE)
    assert (banner.clerk, banner.deed, banner.day) == (WANG, "雨天送伞", D(2026, 11, 20))
    for mark, deed, day, code in (("flag", "x", 20, "bad_request"),
                                  ("letter", " ", 20, "text_required"),
                                  ("letter", "x", 22, "bad_dates")):  # fmt: skip
        with pytest.raises(Refusal, match=code):
            registers.enter_praise(hall.db, desk(hall), k(2), mark, WANG, deed, D(2026, 11, day))


# Contact details -----------------------------------------------------------------


def files(hall: Machine) -> bytes:
    """All that lies in the machine's folder, the WAL too."""
    return b"".join(path.read_bytes() for path in hall.config.folder.rglob("*") if path.is_file())


def assert_unseen(hall: Machine, phone: str = PHONE) -> None:
    whole = files(hall)
    for form in (phone.encode(), phone.encode("utf-16-le"), phone.encode("utf-16-be")):
        assert form not in whole


def make_key(hall: Machine, words: str = WORDS, number: int = 400) -> Keys:
    contact_use.make_key(hall.db, desk(hall), k(number), words, number.to_bytes(16))
    return contact_sealing.from_passphrase(words, number.to_bytes(16))


def read(hall: Machine, case_id: str, keys: Keys, number: int = 1, badge: str = MANAGER) -> str:
    hand = desk(hall, badge)
    return contact_use.read(hall.db, hand, hall.case(case_id), k(number), lambda: keys).phone


def test_a_phone_number_is_nowhere_in_the_clear_and_opens_at_the_office(
    hall: Machine, office: Machine, tmp_path
):
    receipt = file(hall, reach=True)
    assert_unseen(hall)
    sync_round(hall, office)
    assert_unseen(hall)
    assert_unseen(office)
    hall.db.backup(tmp_path / "copy.db")
    assert PHONE.encode() not in (tmp_path / "copy.db").read_bytes()
    case_id = receipt.case.event_id
    details = contact_use.read(
        office.db, central(office), office.case(case_id), k(1), lambda: office.keys
    )
    assert (details.name, details.phone) == ("王女士", PHONE)
    trail = state.find(office.db, HERE, case_id).trail
    assert [told.step.__struct_config__.tag for told in trail] == ["contact_opened"]


def test_the_manager_opens_it_with_a_passphrase_and_that_is_a_fact(hall: Machine):
    keys = make_key(hall)
    receipt = file(hall, reach=True)
    case_id = receipt.case.event_id
    assert (
        contact_use.read(hall.db, desk(hall), hall.case(case_id), k(1), lambda: keys).phone == PHONE
    )
    assert len(look(hall, receipt).trail) == 1
    wrong = contact_sealing.from_passphrase("another passphrase", (400).to_bytes(16))
    with pytest.raises(Refusal, match="wrong_passphrase"):
        contact_use.read(hall.db, desk(hall), hall.case(case_id), k(2), lambda: wrong)
    with pytest.raises(Refusal, match="not_manager"):
        contact_use.read(hall.db, desk(hall, LI), hall.case(case_id), k(3), lambda: keys)
    assert len(look(hall, receipt).trail) == 1


def test_a_station_alone_cannot_open_what_it_sealed(hall: Machine):
    receipt = file(hall, reach=True)
    body = contact_store.find(hall.db, HERE, receipt.case.contact)
    assert body is not None
    with pytest.raises(Refusal, match="wrong_passphrase"):
        contact_sealing.opened(body, hall.keys, receipt.case.contact)


def test_a_passphrase_is_long_and_the_managers(hall: Machine):
    with pytest.raises(Refusal, match="short_passphrase"):
        contact_use.make_key(hall.db, desk(hall), k(1), "short", STILL)
    with pytest.raises(Refusal, match="not_manager"):
        contact_use.make_key(hall.db, desk(hall, LI), k(1), WORDS, STILL)


def test_a_new_manager_gets_them_sealed_anew_by_the_office(hall: Machine, office: Machine):
    receipt = file(hall, reach=True)
    sync_round(hall, office)
    keys = make_key(hall)
    sync_round(hall, office)
    assert contact_use.unsealed(office.db, office.keys) == {HERE: 1}
    with pytest.raises(Refusal, match="wrong_passphrase"):
        contact_use.read(hall.db, desk(hall), hall.case(receipt.case.event_id), k(1), lambda: keys)
    assert contact_use.reseal(office.db, central(office), office.keys, office.new_id) == 1
    assert contact_use.unsealed(office.db, office.keys) == {}
    sync_round(hall, office)
    assert (
        contact_use.read(
            hall.db, desk(hall), hall.case(receipt.case.event_id), k(2), lambda: keys
        ).phone
        == PHONE
    )
    sync_round(hall, office)
    assert verify(hall.db) is None and verify(office.db) is None


def test_it_is_erased_on_its_date_from_database_wal_and_backups(
    hall: Machine, office: Machine, time: Time, tmp_path
):
    documents.publish(office.db, [Publication("halls", Policy(contact_days=3), D(2026, 1, 1))],
                      "t", 1)  # fmt: skip
    keys = make_key(hall)
    receipt = file(hall, reach=True)
    sealed = contact_store.find(hall.db, HERE, receipt.case.contact)
    assert sealed is not None and sealed in files(hall)
    case_id = accepted(hall, receipt)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "")
    steps.close(hall.db, desk(hall), hall.case(case_id), k(102), "needs", "branch", "")
    sync_round(hall, office)

    def erase(days: int) -> int:
        hand = desk(hall)._replace(role="machine", by="")
        return contact_use.erase_overdue(hall.db, lambda _branch: hand, hall.today(), days)

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
    sync_round(hall, office)
    case = contact_use.withdraw(
        hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code, FORM
    )
    assert case.contact_gone and contact_store.find(hall.db, HERE, receipt.case.contact) is None
    sync_round(hall, office)
    assert contact_store.find(office.db, HERE, receipt.case.contact) is None
    assert (
        contact_use.withdraw(
            hall.db, by_visit(hall.db, hall.time(), ""), hall.keys, receipt.code, FORM
        )
        == case
    )


@pytest.mark.parametrize("phone", ["", "abc", "1234", "1" * 30, "138<script>"])
def test_an_odd_number_is_refused_and_nothing_filed(hall: Machine, phone: str):
    filed = Filed("question", ["fees"])
    reach = Reach("", phone, STILL)
    with pytest.raises(Refusal, match="invalid_phone"):
        filing.open_case(
            hall.db, by_visit(hall.db, hall.time(), "v1"), hall.keys, k(1), filed, reach
        )
    assert ledger.chains(hall.db, HERE) == []


def test_a_bad_rating_with_a_number_is_called_within_a_working_day(hall: Machine):
    from kiosk.records.feedback import ratings

    ratings.rate(hall.db, by_visit(hall.db, hall.time(), "v1"), k(1), WANG, "1")
    filed = Filed("complaint", ["attitude"], rating=k(1))
    reach = Reach("", PHONE, STILL)
    receipt = filing.open_case(
        hall.db, by_visit(hall.db, hall.time(), "v1"), hall.keys, k(2), filed, reach
    )
    assert (receipt.case.clerk, receipt.case.about) == (WANG, k(1))
    assert receipt.case.contact_due == D(2026, 11, 23)
    assert look(hall, receipt).must_by == D(2026, 11, 23)
    called = steps.contacted(hall.db, desk(hall), hall.case(receipt.case.event_id), k(3), "已致电")
    assert called.must_by == D(2026, 11, 24)
    with pytest.raises(Refusal, match="not_low"):
        filing.open_case(
            hall.db, by_visit(hall.db, hall.time(), "v2"), hall.keys, k(4), filed, None
        )


# A hall without an office ------------------------------------------------------------


def test_a_hall_alone_seals_for_its_manager_only(alone: Machine):
    with pytest.raises(Refusal, match="no_reader"):
        file(alone, reach=True, badge=LI)
    contact_use.make_key(alone.db, desk(alone, WANG), k(400), WORDS, STILL)
    receipt = file(alone, 2, reach=True, badge=LI)
    body = contact_store.find(alone.db, receipt.case.branch, receipt.case.contact)
    assert body is not None
    with pytest.raises(Refusal, match="wrong_passphrase"):
        contact_sealing.opened(body, alone.keys, receipt.case.contact)
    keys = contact_sealing.from_passphrase(WORDS, STILL)
    assert contact_sealing.opened(body, keys, receipt.case.contact).phone == PHONE


def test_a_hall_alone_rules_on_objections_as_its_own_office(alone: Machine):
    receipt = file(alone, badge=LI)
    case_id = receipt.case.event_id
    steps.accept(alone.db, desk(alone, WANG), alone.case(case_id), k(1), WANG, False, "")
    steps.reply(alone.db, desk(alone, WANG), alone.case(case_id), k(2), "explained", "")
    steps.dispute(alone.db, desk(alone, LI), alone.case(case_id), k(3), "malicious", "没有的事")
    assert authors.as_own_office(alone.db, authors.at_desk(alone.db, LI, alone.time())) is None
    own = authors.as_own_office(alone.db, authors.at_desk(alone.db, WANG, alone.time()))
    assert own is not None
    case = steps.rule_on(alone.db, own, alone.case(case_id), k(4), False, "录像可查")
    assert (case.state, case.ruling) == ("replied", False)
    assert verify(alone.db) is None
