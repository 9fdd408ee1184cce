"""The machine of cases: its table row by row, and that every order of the same
facts folds to one state in which exactly one must act by exactly one date."""

import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kiosk import facts
from kiosk.facts import AnyStep, CaseOpened, Standing
from kiosk.rules import cases
from kiosk.rules.cases import ANYWHERE, MOVES, MUST, Case

DAY = datetime.date(2026, 11, 20)
WANG, LI, ZHAO = "0317", "0318", "0400"
CLOCK = Standing(boot="b", mono=1)


def days(number: int) -> datetime.date:
    return DAY + datetime.timedelta(number)


def opened(**more: Any) -> CaseOpened:
    said = {"event_id": "c0", "branch": "sb01", "day": DAY, "at": 0, "clock": CLOCK}
    said |= {"mark": "complaint", "subject": "s", "entry": "screen", "clerk": ZHAO}
    return CaseOpened(**(said | {"due": days(4), "contact": "d"} | more))


def step(
    made: type, role: str, by: str = "", seen: int = 1, event_id: str = "", **more: Any
) -> Any:
    name = event_id or f"{made.__name__}{seen}{role}{by}"
    said = {"event_id": name, "branch": "sb01", "day": DAY, "at": 60_000, "clock": CLOCK}
    return made(**said, subject="c0", seen=seen, role=role, by=by, **more)


NEEDED: dict[str, dict[str, Any]] = {
    "case_accepted": {"responsible": WANG, "due": days(4)},
    "case_handed_over": {"to": LI},
    "case_replied": {"due": days(9), "text": "好"},
    "case_extended": {"due": days(8), "reason": "要到现场"},
    "case_closed": {"cause": "execution", "level": "clerk"},
    "case_followed_up": {"mark": "satisfied"},
    "case_reopened": {"due": days(6)},
    "case_disputed": {"mark": "mistaken", "due": days(14)},
    "case_ruled": {"upheld": True, "text": "属实"},
    "contact_erased": {"mark": "withdrawn"},
    "contact_resealed": {"sealed_for": "k"},
}
MADE = {str(one.__struct_config__.tag): one for one in AnyStep.__args__}
WHO = {
    "customer": ("customer", "", False), "manager": ("manager", LI, False),
    "worker": ("clerk", WANG, False), "responsible": ("clerk", WANG, False),
    "about": ("clerk", ZHAO, False), "office": ("office", "admin", True),
    "machine": ("machine", "", False), "stranger": ("clerk", "0999", False),
    "false office": ("office", "admin", False),
}  # fmt: skip


def changed(one: Any, **more: Any) -> Any:
    return msgspec.structs.replace(one, **more)


PATHS: dict[str, list[tuple[str, str]]] = {
    "opened": [],
    "accepted": [("case_accepted", "manager")],
    "replied": [("case_accepted", "manager"), ("case_replied", "worker")],
    "disputed": [("case_accepted", "manager"), ("case_replied", "worker"),
                 ("case_disputed", "about")],
    "closed": [("case_accepted", "manager"), ("case_replied", "worker"),
               ("case_closed", "manager")],
}  # fmt: skip


def by(kind: str, who: str, seen: int) -> tuple[Any, bool]:
    role, badge, office = WHO[who]
    return step(MADE[kind], role, badge, seen, **NEEDED.get(kind, {})), office


def at(state: str) -> Case:
    path = [by(kind, who, seen) for seen, (kind, who) in enumerate(PATHS[state], 1)]
    case = cases.fold(opened(), path)
    assert case.state == state
    return case


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("state", PATHS)
def test_the_table_says_who_may_do_what(state: str, kind: str, who: str):
    case = at(state)
    rows = [m for m in (*MOVES, *ANYWHERE) if (m.state, m.step) == (state, kind)]
    one, office = by(kind, who, case.seen)
    said = cases.refused(case, one, office)
    after = cases.take(case, one, office)
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
    ],
)
def test_some_moves_make_no_sense(state: str, kind: str, who: str, more: dict[str, Any], says: str):
    one, office = by(kind, who, 5)
    assert cases.refused(at(state), changed(one, **more), office) == says


def test_praise_may_be_closed_without_a_cause():
    case = cases.fold(opened(mark="praise"), [by("case_accepted", "manager", 1),
                                              by("case_replied", "worker", 2)])  # fmt: skip
    end = step(facts.CaseClosed, "manager", LI, 3, cause="none", level="none")
    assert cases.refused(case, end, False) == ""


def test_whoever_takes_it_in_at_the_counter_is_responsible():
    case = cases.begin(opened(by=WANG, entry="paper"))
    assert (case.state, case.responsible, case.worker, case.must) == (
        "accepted", WANG, WANG, "worker")  # fmt: skip


def test_work_moves_and_responsibility_stays():
    case = cases.take(at("accepted"), by("case_handed_over", "manager", 2)[0], False)
    assert (case.worker, case.responsible) == (LI, WANG)


def test_a_call_that_was_promised_comes_first():
    case = cases.begin(opened(contact_due=days(1)))
    assert case.must_by == days(1)
    called = cases.take(case, by("case_contacted", "manager", 1)[0], False)
    assert called.must_by == days(4)


@pytest.mark.parametrize("day, kept", [(days(4), True), (days(5), False)])
def test_an_answer_is_on_time_up_to_and_on_its_last_day(day: datetime.date, kept: bool):
    answer, office = by("case_replied", "worker", 2)
    told = cases.take(at("accepted"), changed(answer, day=day), office)
    assert told.on_time is kept
    assert cases.take(told, changed(answer, day=days(30)), office).on_time is kept, "the first"


def test_a_ruling_leads_back_to_where_the_objection_came_from():
    closed = at("closed")
    disputed = cases.take(closed, by("case_disputed", "about", 4)[0], False)
    assert (disputed.state, disputed.must, disputed.must_by) == ("disputed", "office", days(14))
    again = cases.take(disputed, by("case_disputed", "about", 5)[0], False)
    assert again.trail[-1].too_late
    ruled = cases.take(disputed, *by("case_ruled", "office", 5))
    assert (ruled.state, ruled.ruling, ruled.due) == ("closed", True, None)


def test_a_customer_is_not_kept_waiting_by_an_objection():
    disputed = at("disputed")
    reopened = cases.take(disputed, by("case_reopened", "customer", 4)[0], False)
    assert (reopened.state, reopened.must_badge) == ("accepted", WANG)
    ruled = cases.take(reopened, *by("case_ruled", "office", 5))
    assert (ruled.state, ruled.ruling) == ("accepted", True)


def test_of_two_at_once_the_office_comes_first_and_the_other_is_too_late():
    accepted = by("case_accepted", "manager", 1)
    theirs = by("case_accepted", "office", 1)
    case = cases.fold(opened(), [accepted, theirs])
    assert [told.too_late for told in case.trail] == [False, True]
    assert case.trail[0].step.role == "office"


def test_the_same_event_id_counts_once():
    one = by("case_accepted", "manager", 1)
    assert cases.fold(opened(), [one, one]).seen == 2


# In any order --------------------------------------------------------------------


@st.composite
def steps(draw: st.DrawFn) -> tuple[Any, bool]:
    kind = draw(st.sampled_from(sorted(MADE)))
    role, badge, office = WHO[draw(st.sampled_from(sorted(WHO)))]
    seen, number = draw(st.integers(1, 8)), draw(st.integers(0, 30))
    made = step(MADE[kind], role, badge, seen, f"e{number}", **NEEDED.get(kind, {}))
    return made, office


def one_must_act(case: Case) -> None:
    assert case.must == MUST[case.state]
    if case.state == "closed":
        assert (case.must, case.must_by) == ("nobody", None)
    else:
        assert case.must != "nobody" and isinstance(case.must_by, datetime.date)
        assert case.must != "worker" or case.must_badge != ""


@settings(max_examples=300)
@given(st.lists(steps(), max_size=14), st.randoms())
def test_any_order_of_the_same_facts_folds_to_one_state(arrived: list[Any], dice: Any):
    case = cases.fold(opened(), arrived)
    shuffled = [*arrived, *arrived]
    dice.shuffle(shuffled)
    assert cases.fold(opened(), shuffled) == case
    one_must_act(case)


class Machines(RuleBasedStateMachine):
    """A station and an office that write at the same time and sync when they can."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[bool, list[tuple[Any, bool]]] = {True: [], False: []}
        self.number = 0

    @rule(
        office=st.booleans(), kind=st.sampled_from(sorted(MADE)), who=st.sampled_from(sorted(WHO))
    )
    def act(self, office: bool, kind: str, who: str) -> None:
        """Somebody does what the writer's own table allows."""
        case = cases.fold(opened(), self.held[office])
        role, badge, _ = WHO[who]
        self.number += 1
        made = step(MADE[kind], role, badge, case.seen, f"n{self.number}", **NEEDED.get(kind, {}))
        if cases.refused(case, made, office) == "":
            self.held[office].append((made, office))

    @rule()
    def sync(self) -> None:
        """Each gets what the other wrote, behind its own."""
        both = [*self.held[False]]
        both += [one for one in self.held[True] if one not in both]
        self.held = {True: [*reversed(both)], False: [*both]}
        states = [cases.fold(opened(), held) for held in self.held.values()]
        assert states[0] == states[1]

    @invariant()
    def exactly_one_must_act(self) -> None:
        for held in self.held.values():
            one_must_act(cases.fold(opened(), held))


TestMachines = Machines.TestCase
TestMachines.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
