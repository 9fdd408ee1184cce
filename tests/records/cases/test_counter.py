"""What comes on paper or is said at the desk is taken in like the rest."""

from typing import Any

import pytest

from kiosk.records.cases import counter, filing, state
from kiosk.records.cases.counter import Taken
from kiosk.records.cases.filing import Filed
from kiosk.records.ledger import ledger
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, Machine, sync_round
from tests.records.cases.cast import D, desk, k, look


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
    with pytest.raises(Refusal, match="day_ahead"):
        counter.take_in(hall.db, desk(hall), hall.keys, k(1), filed, taken, None)
