"""In every order the same facts fold to one state, in which one must act by one date."""

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kiosk.rules.cases import folding, moves
from kiosk.rules.cases.case import MUST, Case
from tests.rules.cases.cast import LI, MADE, NEEDED, WANG, WHO, at, by, changed, days, opened, step


def test_a_case_begins_with_nothing_but_its_opening():
    begun = folding.begin(opened())
    assert begun == Case(
        opened(), "opened", days(4), due_sure=False, seen=1, responsible="", worker="",
        special=False, contacted=False, contact_gone=False, erase_by=None, sealed_for="",
        extended=0, replied_at=None, closed_on=None, reopened=0, reopened_on=None, cause="",
        level="", before=None, objected_by=None, ruling=None, on_time=None, trail=(), twins=(),
    )  # fmt: skip
    assert folding.begin(opened(due=None)).due == days(0)


def test_an_answer_is_a_call_too_and_a_further_one_moves_no_date():
    replied = at("replied")
    assert replied.contacted and replied.due == days(9)
    more = step(MADE["case_replied"], "clerk", WANG, 3, due=days(30), text="补充")
    assert folding.take(replied, more, False).due == days(9)


def test_a_closed_case_has_a_cause_and_no_date_until_it_is_reopened():
    closed = at("closed")
    assert (closed.due, closed.closed_on, closed.cause) == (None, days(0), "execution")
    again = changed(by("case_reopened", "customer", 4)[0], day=days(2))
    reopened = folding.take(closed, again, False)
    assert (reopened.closed_on, reopened.cause, reopened.level) == (None, "", "")
    assert (reopened.reopened, reopened.reopened_on, reopened.begun_on) == (1, days(2), days(2))
    assert reopened.due == days(6)


def test_accepting_never_shortens_what_was_promised():
    opened_late = folding.begin(opened(due=days(20)))
    accepted, office = by("case_accepted", "manager", 1)
    assert folding.take(opened_late, accepted, office).due == days(20)
    special = folding.take(folding.begin(opened()), changed(accepted, special=True), office)
    assert special.special and special.due == days(4)


def test_work_moves_and_responsibility_stays():
    case = folding.take(at("accepted"), by("case_handed_over", "manager", 2)[0], False)
    assert (case.worker, case.responsible) == (LI, WANG)


def test_a_ruling_leads_back_to_where_the_objection_came_from():
    closed = at("closed")
    disputed = folding.take(closed, by("case_disputed", "about", 4)[0], False)
    assert (disputed.state, disputed.must, disputed.must_by) == ("disputed", "office", days(14))
    again = folding.take(disputed, by("case_disputed", "about", 5)[0], False)
    assert again.trail[-1].too_late
    ruled = folding.take(disputed, *by("case_ruled", "office", 5))
    assert (ruled.state, ruled.ruling, ruled.due) == ("closed", True, None)


def test_a_customer_is_not_kept_waiting_by_an_objection():
    disputed = at("disputed")
    reopened = folding.take(disputed, by("case_reopened", "customer", 4)[0], False)
    assert (reopened.state, reopened.must_badge) == ("accepted", WANG)
    ruled = folding.take(reopened, *by("case_ruled", "office", 5))
    assert (ruled.state, ruled.ruling) == ("accepted", True)


def test_of_two_at_once_the_office_comes_first_and_the_other_is_too_late():
    accepted = by("case_accepted", "manager", 1)
    theirs = by("case_accepted", "office", 1)
    case = folding.fold(opened(), [accepted, theirs])
    assert [told.too_late for told in case.trail] == [False, True]
    assert case.trail[0].step.role == "office"


def test_the_same_event_id_counts_once():
    one = by("case_accepted", "manager", 1)
    assert folding.fold(opened(), [one, one]).seen == 2
    assert folding.fold(opened(), [(one[0], True), (one[0], False)]).seen == 2, "in two chains"


def test_two_contents_under_one_event_id_come_in_one_order():
    both = [
        (step(MADE["case_accepted"], "manager", LI, 1, "e", responsible=one, due=days(4)), False)
        for one in (WANG, LI)
    ]
    case = folding.fold(opened(), both)
    assert folding.fold(opened(), both[::-1]) == case
    assert [entry.too_late for entry in case.trail] == [False, True]


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
    case = folding.fold(opened(), arrived)
    shuffled = [*arrived, *arrived]
    dice.shuffle(shuffled)
    assert folding.fold(opened(), shuffled) == case
    one_must_act(case)


@settings(max_examples=300)
@given(st.lists(steps(), max_size=10), steps())
def test_a_step_that_follows_is_what_folding_all_again_gives(arrived: list[Any], new: Any):
    case = folding.fold(opened(), arrived)
    made, office = new
    if moves.refused(case, made, office):
        return
    after = folding.after(case, made)
    if any(made.seen <= one.seen for one, _ in arrived):
        assert after is None
    else:
        assert after == folding.fold(opened(), [*arrived, new])


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
        case = folding.fold(opened(), self.held[office])
        role, badge, _ = WHO[who]
        self.number += 1
        made = step(MADE[kind], role, badge, case.seen, f"n{self.number}", **NEEDED.get(kind, {}))
        if moves.refused(case, made, office) == "":
            self.held[office].append((made, office))

    @rule()
    def sync(self) -> None:
        """Each gets what the other wrote, behind its own."""
        both = [*self.held[False]]
        both += [one for one in self.held[True] if one not in both]
        self.held = {True: [*reversed(both)], False: [*both]}
        states = [folding.fold(opened(), held) for held in self.held.values()]
        assert states[0] == states[1]

    @invariant()
    def exactly_one_must_act(self) -> None:
        for held in self.held.values():
            one_must_act(folding.fold(opened(), held))


TestMachines = Machines.TestCase
TestMachines.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)


@pytest.mark.parametrize(
    "state, day, gone",
    [
        ("closed", 89, False), ("closed", 90, True), ("opened", 179, False), ("opened", 180, True),
        ("replied", 179, False), ("replied", 180, True), ("disputed", 90, False),
        ("disputed", 180, True),
    ],
)  # fmt: skip
def test_a_machine_erases_a_number_when_it_is_due_and_not_before(state: str, day: int, gone: bool):
    """The day of opening and closing is day 0."""
    case = at(state)
    erased = changed(by("contact_erased", "machine", 6)[0], day=days(day))
    after = folding.take(case, erased, False)
    assert (after.contact_gone, after.trail[-1].too_late) == (gone, not gone)
    withdrawn = by("contact_erased", "customer", 6)[0]
    assert folding.take(case, withdrawn, False).contact_gone
