"""The table of cases row by row: who may take which step, and who must act by when."""

import datetime
from typing import Any, NamedTuple

import pytest

from kiosk.rules.cases import folding, moves
from kiosk.rules.cases.moves import ANYWHERE, MOVES
from kiosk.vocabulary import facts
from tests.rules.cases import cast
from tests.rules.cases.cast import LI, PATHS, WANG, WHO, ZHAO, at, by, changed, days, opened, step

AGREED = """
opened case_accepted in_charge not_manager accepted
opened case_thanked in_charge not_manager closed
opened case_contacted in_charge not_manager
opened case_extended in_charge not_manager
opened case_redated machine case_not_now
accepted case_handed_over handling not_worker
accepted case_contacted handling not_worker
accepted case_replied handling not_worker replied
accepted case_thanked in_charge not_manager closed
accepted case_extended in_charge not_manager
accepted case_redated machine case_not_now
replied case_replied handling not_worker
replied case_contacted handling not_worker
replied case_closed in_charge not_manager closed
replied case_reopened customer not_customer accepted
replied case_disputed about not_about disputed
disputed case_reopened customer not_customer accepted
disputed case_ruled office not_office before
closed case_followed_up in_charge not_manager
closed case_reopened customer not_customer accepted
closed case_disputed about not_about disputed
"""
EVERYWHERE = """
contact_opened in_charge not_manager
contact_erased customer,office,machine not_customer
contact_erasure_declined office not_office
contact_resealed office not_office
"""
HANDLING = ("worker", "responsible", "manager", "office")
GROUPS = {"in_charge": ("manager", "office"), "handling": HANDLING}


def test_the_table_is_the_one_that_was_agreed():
    wanted = [line.split() for line in AGREED.strip().splitlines()]
    for state in PATHS:
        wanted += [[state, *line.split()] for line in EVERYWHERE.strip().splitlines()]
        asking = "in_charge" if state == "opened" else "handling"
        wanted.append([state, "contact_erasure_asked", asking, "not_worker"])
    wanted = [line if len(line) == 5 else [*line, ""] for line in wanted]
    rows = [(*line[:2], GROUPS.get(line[2], tuple(line[2].split(","))), *line[3:])
            for line in wanted]  # fmt: skip
    assert sorted(map(tuple, moves.TABLE.values())) == sorted(rows)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("kind", cast.MADE)
@pytest.mark.parametrize("state", PATHS)
def test_the_table_says_who_may_do_what(state: str, kind: str, who: str):
    case = at(state)
    if kind == "case_thanked":  # praise alone
        case = case._replace(opened=changed(case.opened, mark="praise"))
    if kind in ("contact_erased", "contact_erasure_declined"):  # head office, only if asked
        case = folding.take(case, *by("contact_erasure_asked", "manager", case.seen))
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
        ("opened", "case_thanked", "manager", {}, "case_not_now"),
        ("closed", "contact_erased", "machine", {"mark": "withdrawn"}, "not_customer"),
        ("opened", "contact_erased", "office", {}, "no_erasure_asked"),
        ("opened", "contact_erasure_declined", "office", {}, "no_erasure_asked"),
        ("opened", "contact_erasure_asked", "manager", {"asked": days(1)}, "bad_day"),
    ],
)
def test_some_moves_make_no_sense(state: str, kind: str, who: str, more: dict[str, Any], says: str):
    one, office = by(kind, who, 5)
    assert moves.refused(at(state), changed(one, **more), office) == says


def test_the_last_day_is_time_enough_to_extend():
    late, office = by("case_extended", "manager", 1)
    assert moves.refused(folding.begin(opened()), changed(late, day=days(4)), office) == ""


def test_a_case_is_dated_again_only_while_its_date_is_a_guess():
    again, office = by("case_redated", "machine", 1)
    guessed = folding.begin(opened())
    assert moves.refused(guessed, again, office) == ""
    dated = folding.take(guessed, again, office)
    assert (dated.due, dated.due_sure) == (days(7), True)
    assert moves.refused(dated, again, office) == "case_not_now"
    extended = folding.take(guessed, *by("case_extended", "manager", 1))
    assert (extended.due, extended.extended, extended.due_sure) == (days(8), 1, False)
    assert moves.refused(extended, again, office) == "case_not_now"


def test_without_contact_details_no_step_is_about_them():
    asked, office = by("contact_erasure_asked", "manager", 1)
    assert moves.refused(folding.begin(opened(contact="")), asked, office) == "no_contact"
    gone = folding.take(at("opened"), *by("contact_erased", "customer", 1))
    assert moves.refused(gone, asked, office) == "no_contact"


def test_praise_may_be_closed_without_a_cause():
    case = folding.fold(opened(mark="praise"), [by("case_accepted", "manager", 1),
                                              by("case_replied", "worker", 2)])  # fmt: skip
    end = step(facts.CaseClosed, "manager", LI, 3, cause="none", level="none")
    assert moves.refused(case, end, False) == ""


@pytest.mark.parametrize("day, kept", [(days(4), True), (days(5), False)])
def test_praise_is_answered_and_closed_in_one_step(day: datetime.date, kept: bool):
    praise = folding.begin(opened(mark="praise"))
    end = changed(step(facts.CaseThanked, "manager", LI, 1), day=day)
    done = folding.fold(praise.opened, [(end, False)])
    assert (done.state, done.due, done.must, done.cause, done.level) == (
        "closed", None, "nobody", "none", "none")  # fmt: skip
    assert (done.replied_at, done.on_time, done.closed_on) == (60_000, kept, day)
    assert done.contacted
    again, office = by("case_reopened", "customer", 2)
    assert folding.take(done, again, office).state == "accepted", "the customer can go on"


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


def test_a_request_to_erase_waits_for_head_office_and_is_filed_once():
    asked = folding.take(at("accepted"), *by("contact_erasure_asked", "worker", 2))
    assert (asked.erase_by, asked.state, asked.must) == (days(20), "accepted", "worker")
    again, office = by("contact_erasure_asked", "manager", 3)
    assert moves.refused(asked, again, office) == "erasure_asked_already"
    declined = folding.take(asked, *by("contact_erasure_declined", "office", 3))
    assert (declined.erase_by, declined.contact_gone) == (None, False)
    again, office = by("contact_erasure_asked", "manager", 4)
    assert moves.refused(declined, again, office) == "", "the customer can ask once more"
    for who in ("office", "customer"):
        erased = folding.take(asked, *by("contact_erased", who, 3))
        assert (erased.erase_by, erased.contact_gone) == (None, True)


@pytest.mark.parametrize(
    "who", ["manager", "worker", "responsible", "about", "machine", "false office"]
)
@pytest.mark.parametrize("state", PATHS)
def test_no_one_at_the_branch_erases_a_number_that_a_customer_asked_to_have_erased(
    state: str, who: str
):
    case = folding.take(at(state), *by("contact_erasure_asked", "manager", 6))
    for mark in ("withdrawn", "expired"):
        one, office = by("contact_erased", who, 7)
        assert not folding.take(case, changed(one, mark=mark), office).contact_gone


def test_numbers_in_texts_are_read_by_those_who_handle_the_case():
    case = at("replied")  # about Zhao; Wang has it, Li is the manager

    def reads(role: str, by: str, office: bool = False) -> bool:
        return moves.handles(case, Speaker(role, by, case.opened.day, office))  # type: ignore[arg-type]

    assert reads("clerk", WANG) and reads("manager", LI)
    assert not reads("clerk", ZHAO) and not reads("clerk", "0999") and not reads("customer", "")
    assert not reads("office", "admin", True), "nothing waits for head office"
    assert not reads("office", "admin", False)
    for kind, who in (("case_disputed", "about"), ("contact_erasure_asked", "manager")):
        waiting = folding.take(case, *by(kind, who, 3))
        assert moves.handles(waiting, Speaker("office", "admin", days(1), True))
    taken = folding.take(case, *by("case_contacted", "office", 3))
    assert moves.handles(taken, Speaker("office", "admin", days(1), True))
    assert not moves.handles(taken, Speaker("office", "viewer", days(1), True))
    complained = changed(opened(clerk=LI), about_manager=True)
    assert not moves.handles(folding.begin(complained), Speaker("manager", LI, days(1), False))
    assert moves.handles(folding.begin(complained), Speaker("office", "admin", days(1), True))
    assert not moves.handles(folding.begin(opened(clerk="")), Speaker("clerk", "", days(1), False))


def test_who_may_do_what_is_asked_before_a_step_is_written():
    manager, office = (
        Speaker(*WHO[who][:2], days(0), WHO[who][2]) for who in ("manager", "office")
    )
    assert moves.may(at("opened"), manager) == {  # type: ignore[arg-type]
        "case_accepted", "case_contacted", "case_extended", "contact_opened",
        "contact_erasure_asked",
    }  # fmt: skip
    reopened = folding.take(at("disputed"), *by("case_reopened", "customer", 4))
    for case, may in ((reopened, True), (at("accepted"), False)):
        assert ("case_ruled" in moves.may(case, office)) is may  # type: ignore[arg-type]


def test_only_a_step_that_names_the_clerk_of_a_complaint_is_a_conflict():
    about = folding.begin(opened(clerk="X"))
    called, office = by("case_contacted", "manager", 1)
    assert moves.refused(about, called, office) == ""
    named = changed(by("case_accepted", "manager", 1)[0], responsible="X")
    assert moves.refused(about, named, office) == "conflict_of_interest"
    own = changed(called, by="X")
    assert moves.refused(about, own, office) == "conflict_of_interest", "of the manager herself"
    assert moves.refused(about, changed(by("case_contacted", "office", 1)[0], by="X"), True) == ""
    praise = folding.begin(opened(clerk="X", mark="praise"))
    assert moves.refused(praise, named, office) == ""


def test_an_objection_is_made_once_by_a_manager_too():
    objection = step(facts.CaseDisputed, "manager", ZHAO, 3, mark="mistaken", due=days(14))
    assert moves.refused(at("replied"), objection, False) == ""
    ruled = folding.take(at("disputed"), *by("case_ruled", "office", 4))
    assert moves.refused(ruled, objection, False) == "disputed_already"


class Speaker(NamedTuple):
    role: str
    by: str
    day: datetime.date
    office: bool
