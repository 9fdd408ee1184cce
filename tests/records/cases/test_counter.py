"""What comes on paper or is said at the desk is taken in like the rest."""

from typing import Any

import pytest

from kiosk.records.cases import contact_sealing, contact_store, counter, filing, state
from kiosk.records.cases.counter import Taken
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.hall import help
from kiosk.records.ledger import ledger
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import PHONE, STILL, D, desk, k, look, rows

PAPER = Taken("form", D(2026, 11, 19))


def take_in(
    hall: Machine, number: int = 50, taken: Taken = PAPER, reach: Reach | None = None, **said: Any
) -> filing.Receipt:
    filed = Filed(**({"kind": "suggestion", "text": "加一把椅子"} | said))
    return counter.take_in(hall.db, desk(hall, LI), hall.keys, k(number), filed, taken, reach)


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
    with pytest.raises(Refusal, match="day_ahead"):
        counter.take_in(hall.db, desk(hall), hall.keys, k(1), filed, taken, None)
    assert take_in(hall, taken=Taken("box", hall.today())).case.day == hall.today()


@pytest.mark.parametrize(
    "said",
    [
        {"topics": ["waiting"], "text": ""}, {"topics": [], "text": "x"},
        {"kind": "complaint", "badge": WANG}, {"kind": "praise", "badge": LI}, {"kind": "help"},
    ],
)  # fmt: skip
def test_a_topic_or_a_text_is_enough_and_praise_of_oneself_is_taken_in(
    hall: Machine, said: dict[str, Any]
):
    case = take_in(hall, **said).case
    assert (case.entry, case.by, case.clerk) == ("paper", LI, said.get("badge", ""))


def test_contact_details_are_sealed_with_the_notice_that_was_agreed_to(hall: Machine):
    without = take_in(hall, 1).case
    assert (without.contact, without.notice, without.about) == ("", "", "")
    case = take_in(hall, 2, reach=Reach("王女士", PHONE, STILL)).case
    assert case.notice == contact_sealing.NOTICE == "2"
    assert contact_store.find(hall.db, HERE, case.contact) is not None


def test_a_case_can_come_from_a_call_for_help_and_from_nothing_else(hall: Machine):
    help.ring(hall.db, by_visit(hall.db, hall.time()), k(7))
    call = Taken("help", hall.today(), k(7))
    case = take_in(hall, taken=call, kind="help", text="找不到窗口").case
    assert (case.origin, case.about) == ("help", k(7))
    assert [row["rating"] for row in rows(hall)] == [""]
    for named in (case.event_id, k(8)):
        with pytest.raises(Refusal, match="unknown_call"):
            take_in(hall, 51, taken=call._replace(call=named))
    with pytest.raises(Refusal, match="unknown_case"):
        take_in(hall, 51, taken=Taken("rumour", hall.today()))


def test_a_refusal_repeats_little_of_what_was_sent(hall: Machine):
    """It goes into logs."""
    for said, most in (({"kind": "x" * 99}, 20), ({"topics": ["y" * 99]}, 80)):
        with pytest.raises(Refusal) as refused:
            take_in(hall, **said)
        assert len(refused.value.detail) == most
