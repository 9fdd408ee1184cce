"""What was done about feedback is a fact; the customer's words stay."""

import datetime

import pytest

from kiosk.records.feedback import cards, handling, lists, registers
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import authors
from kiosk.records.people.clerks import Charge
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import ALONE, HERE, LI, MANAGER, THERE, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import central, desk, k
from tests.records.feedback.cast import rate, remark

WORDS = "多收20元没开收据"


def complain(
    hall: Machine, n: int = 1, badge: str = WANG, comment: str = "多收20元没开收据"
) -> str:
    rate(hall, n, "1", badge)
    remark(hall, n, key=k(n + 500), reasons=["fee", "unclear"], comment=comment)
    return k(n)


def written(machine: Machine) -> list[tuple[bytes, bytes]]:
    rows = machine.db.rows(Ledger.select().order_by(Ledger.station, Ledger.seq))
    return [(bytes(row.body), bytes(row.hash)) for row in rows]


def refusal(machine: Machine, author: object, event_id: str, outcome: str = "noted", **said: str):
    with pytest.raises(Refusal) as refused:
        handling.handle(
            machine.db, author, said.get("key", k(900)), event_id, outcome, said.get("note", "")
        )  # type: ignore[arg-type]
    return refused.value.code


def test_a_manager_says_what_was_done_and_not_a_byte_of_the_customers_changes(hall: Machine):
    item = complain(hall)
    before = written(hall)
    row = handling.handle(hall.db, desk(hall), k(9), item, "talked", "已退款并道歉\r\n")
    assert (row.waits, row.handled, row.handled_by) == (0, "talked", MANAGER)
    assert row.words == WORDS
    after = written(hall)
    assert after[: len(before)] == before and len(after) == len(before) + 1
    (fact,) = handling.read(hall.db, HERE, item).done
    assert (fact.mark, fact.note, fact.role, fact.by) == (
        "talked",
        "已退款并道歉",
        "manager",
        MANAGER,
    )


def test_the_same_form_twice_is_one_fact_and_another_form_adds_one(hall: Machine):
    item = complain(hall)
    for _ in range(2):
        handling.handle(hall.db, desk(hall), k(9), item, "noted", "一")
    hall.time.pass_by(1000)
    handling.handle(hall.db, desk(hall), k(10), item, "improved", "二")
    assert [one.note for one in handling.read(hall.db, HERE, item).done] == ["一", "二"]
    assert handling.find(hall.db, HERE, item).handled == "improved"


def test_what_is_odd_is_refused_by_its_code(hall: Machine):
    item, of = complain(hall), desk(hall)
    assert refusal(hall, of, item, "") == "no_outcome"
    assert refusal(hall, of, item, "burnt") == "no_outcome"
    assert refusal(hall, of, item, note="长" * 501) == "long_comment"
    assert refusal(hall, of, item, note="\x00") == "odd_comment"
    assert refusal(hall, of, item, key="odd") == "missing_key"
    assert refusal(hall, of, k(77)) == "no_feedback"
    assert handling.find(hall.db, HERE, item).waits == 1


def test_letters_and_cards_without_words_are_nothing_to_handle(hall: Machine):
    of = desk(hall)
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v1"), k(1), WANG, "polite", "")
    registers.enter_praise(hall.db, of, k(2), "letter", WANG, "送老人回家", of.day)
    assert [refusal(hall, of, k(n)) for n in (1, 2)] == ["no_feedback"] * 2


def test_a_clerk_handles_nothing_and_a_manager_nothing_about_a_manager(hall: Machine):
    item, own = complain(hall), complain(hall, 2, MANAGER)
    assert refusal(hall, desk(hall, WANG), item) == "not_manager"
    assert refusal(hall, desk(hall, LI), item) == "not_manager"
    assert refusal(hall, desk(hall), own) == "conflict_of_interest"
    kept = handling.kept_from(hall.db, desk(hall))
    found = lists.listed(hall.db, branch=HERE, waiting=True, not_about=kept).rows
    assert [row.event_id for row in found] == [item]


def test_head_office_handles_what_is_about_the_manager_and_the_hall_learns_of_it(
    hall: Machine, office: Machine
):
    own = complain(hall, 2, MANAGER)
    sync_round(hall, office)
    assert handling.kept_from(office.db, central(office)) == []
    handling.handle(office.db, central(office), k(9), own, "improved", "已约谈")
    sync_round(hall, office)
    item = handling.read(hall.db, HERE, own)
    assert (item.row.handled, item.row.waits) == ("improved", 0)
    assert (item.done[0].role, item.done[0].by, item.by_hall) == ("office", "admin", frozenset())
    (row,) = ledger.find(hall.db, HERE, [k(9)])
    assert row.station == ledger.OFFICE


def test_in_a_hall_without_an_office_the_manager_acts_as_its_own(alone: Machine):
    own = complain(alone, 1, WANG)
    manager = authors.at_desk(alone.db, WANG, alone.time())
    assert handling.kept_from(alone.db, manager) == []
    handling.handle(alone.db, manager, k(9), own, "noted", "")
    item = handling.read(alone.db, ALONE, own)
    assert item.done[0].role == "office" and item.by_hall == {k(9)}


def test_another_branchs_feedback_is_nothing_here(hall: Machine, office: Machine):
    item = complain(hall)
    sync_round(hall, office)
    assert refusal(office, central(office, THERE), item) == "no_feedback"


def test_an_odd_fact_about_nothing_or_about_a_letter_changes_no_row(hall: Machine):
    from kiosk.records.feedback import state
    from kiosk.records.ledger.writing import writing

    item, of = complain(hall), desk(hall)
    for number, subject in ((8, k(4_000)), (9, "x")):
        with writing(hall.db, of, k(number)) as entry:
            entry.write(
                facts.FeedbackHandled, subject=subject, mark="noted", role="manager", by=MANAGER
            )
            state.refresh(hall.db, HERE, [subject])
    (row,) = lists.listed(hall.db, branch=HERE).rows
    assert (row.event_id, row.waits) == (item, 1)


def test_a_manager_never_handles_what_was_said_about_him_or_her_before(hall: Machine):
    kept = handling.kept_from(hall.db, desk(hall))
    assert kept[0] == Charge(HERE, MANAGER, datetime.date.min)
    assert kept[1:] == [Charge(HERE, MANAGER, datetime.date(2014, 1, 1))]
