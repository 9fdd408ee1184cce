"""The table of cases row by row: who may take which step, and who must act by when."""

import datetime
from typing import Any

import pytest

from kiosk.rules.cases import folding, moves
from kiosk.rules.cases.moves import ANYWHERE, MOVES
from kiosk.vocabulary import facts
from tests.rules.cases.cast import (
    LI,
    MADE,
    PATHS,
    WANG,
    WHO,
    ZHAO,
    at,
    by,
    changed,
    days,
    opened,
    step,
)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("state", PATHS)
def test_the_table_says_who_may_do_what(state: str, kind: str, who: str):
    case = at(state)
    rows = [m for m in (*MOVES, *ANYWHERE) if (m.state, m.step) == (state, kind)]
    one, office = by(kind, who, case.seen)
    said = moves.refused(case, one, office)
    after = folding.take(case, one, office)
    assert after.seen == case.seen + 1 and len(after.trail) == len(case.trail) + 1
    if not rows:
        assert said == "case_not_now"
    elif not any(WHO[actor] == WHO[who] for actor in rows[0].may):
        assert said == rows[0].refusal
    else:
        assert said == ""
        then = {"": state, "before": "replied"}.get(rows[0].then, rows[0].then)
        assert after.state == then
    if said:
        assert after._replace(seen=case.seen, trail=case.trail) == case, "nothing else changes"
        assert after.trail[-1].too_late


@pytest.mark.parametrize(
    "state, kind, who, more, says",
    [
        ("opened", "case_accepted", "manager", {"responsible": ZHAO}, "conflict_of_interest"),
        ("accepted", "case_extended", "manager", {"due": days(4)}, "extend_back"),
        ("accepted", "case_extended", "manager", {"day": days(5)}, "extend_late"),
        ("replied", "case_closed", "manager", {"cause": "none", "level": "none"}, "no_cause"),
        ("replied", "case_closed", "manager", {"level": "none"}, "no_level"),
        ("closed", "contact_erased", "machine", {"mark": "withdrawn"}, "not_customer"),
    ],
)
def test_some_moves_make_no_sense(state: str, kind: str, who: str, more: dict[str, Any], says: str):
    one, office = by(kind, who, 5)
    assert moves.refused(at(state), changed(one, **more), office) == says


def test_praise_may_be_closed_without_a_cause():
    case = folding.fold(opened(mark="praise"), [by("case_accepted", "manager", 1),
                                              by("case_replied", "worker", 2)])  # fmt: skip
    end = step(facts.CaseClosed, "manager", LI, 3, cause="none", level="none")
    assert moves.refused(case, end, False) == ""


def test_whoever_takes_it_in_at_the_counter_is_responsible():
    case = folding.begin(opened(by=WANG, entry="paper"))
    assert (case.state, case.responsible, case.worker, case.must) == (
        "accepted", WANG, WANG, "worker")  # fmt: skip


@pytest.mark.parametrize("day, kept", [(days(4), True), (days(5), False)])
def test_an_answer_is_on_time_up_to_and_on_its_last_day(day: datetime.date, kept: bool):
    answer, office = by("case_replied", "worker", 2)
    told = folding.take(at("accepted"), changed(answer, day=day), office)
    assert told.on_time is kept
    assert folding.take(told, changed(answer, day=days(30)), office).on_time is kept, "the first"
