"""What a meeting looks back on, by the screens' own queries."""

import datetime

from kiosk.records.cases import steps
from kiosk.records.feedback import cards, registers
from kiosk.records.people import clerks
from kiosk.records.recognition.agenda import looking_back, own_lines
from kiosk.records.recognition.agenda.looking_back import LookingBack
from kiosk.rules.recognition.meetings import Term
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time, by_visit, sync_round
from tests.records.cases.cast import DAY_MS, central, desk, file, k
from tests.records.feedback.cast import rate
from tests.records.recognition.ballots.cast import counted
from tests.records.recognition.mornings import agree, term

WEEK = datetime.timedelta(7)


def told(hall: Machine, of: Term | None = None, shared: bool = True) -> LookingBack:
    kept = clerks.charges(hall.db, HERE) if shared else []
    return looking_back.of_term(hall.db, HERE, of or term(hall), kept)


def answered_and_closed(hall: Machine, number: int, cause: str = "execution", **said: str) -> str:
    """A complaint that was answered and closed with a root cause; returns its id."""
    case_id = file(hall, number, **said).case.event_id
    steps.accept(hall.db, desk(hall), hall.case(case_id), k(100 * number), LI, False, "")
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(100 * number + 1), "fixed", "")
    level = "none" if cause == "none" else "clerk"
    of, case = desk(hall), hall.case(case_id)
    steps.close(hall.db, of, case, k(100 * number + 2), cause, level, "已培训")
    return case_id


def test_the_days_that_have_just_ended(hall: Machine, time: Time):
    """The cast's day is a Saturday: what it saw is told on the Monday after, not a week later."""
    visitor = by_visit(hall.db, hall.time(), "v1")
    cards.give(hall.db, visitor, k(1), WANG, "patient", "王芳讲了三遍")
    cards.give(hall.db, visitor, k(2), LI, "polite", "")
    rate(hall, 3, "1")
    rate(hall, 4, "2", MANAGER)
    registers.enter_praise(hall.db, desk(hall), k(5), "letter", LI, "雨天送回失物", hall.today())
    closed = answered_and_closed(hall, 6)
    answered_and_closed(hall, 7, "none", kind="suggestion")
    file(hall, 8, badge=MANAGER)
    file(hall, 9, kind="question", badge="")
    agree(hall)
    time.pass_by(2 * DAY_MS)
    own_lines.write(hall.db, desk(hall), k(10), term(hall), "春节排班")
    found = told(hall)
    assert found.cards == {(WANG, "patient"): 1, (LI, "polite"): 1}
    assert [row.words for row in found.quoted] == ["王芳讲了三遍"]
    assert [row.words for row in found.praise] == ["雨天送回失物"]
    assert [(row.clerk, row.mark) for row in found.low] == [(WANG, "1")], "no manager's"
    assert found.cases == (
        {"complaint": 1, "suggestion": 1, "question": 1}, {"complaint": 1, "suggestion": 1}
    ), "not the unanswered one about the manager"  # fmt: skip
    assert [row.case_id for row in found.mistakes] == [closed], "none without a root cause"
    assert [row.text for row in found.actions] == ["多开一个窗口"] and found.late == []
    assert found.lines == ("春节排班",) and found.awarded == [] and found.stars is None
    assert len(told(hall, shared=False).low) == 2
    time.pass_by(7 * DAY_MS)
    later = told(hall)
    assert (later.cards, later.low, later.praise, later.mistakes, later.lines) == (
        {},
        [],
        [],
        [],
        (),
    )
    assert later.cases == ({}, {}) and len(later.actions) == 1
    assert told(hall, term(hall).before) == found._replace(lines=("春节排班",))


def test_what_was_late_the_evening_before(hall: Machine, time: Time):
    file(hall, 1)
    time.pass_by(30 * DAY_MS)
    assert len(told(hall).late) == 1
    assert told(hall, term(hall)._replace(due_on=hall.today() - 4 * WEEK)).late == []


def test_an_objection_that_was_upheld_is_no_mistake(hall: Machine, office: Machine, time: Time):
    case_id = answered_and_closed(hall, 6)
    time.pass_by(2 * DAY_MS)
    assert len(told(hall).mistakes) == 1
    steps.dispute(hall.db, desk(hall, WANG), hall.case(case_id), k(20), "mistaken", "是别的网点")
    sync_round(hall, office)
    steps.rule_on(office.db, central(office), office.case(case_id), k(21), True, "查实")
    sync_round(hall, office)
    assert told(hall).mistakes == []


def test_a_monthly_meeting_praises_the_star_and_what_was_awarded(hall: Machine, time: Time):
    time.pass_by(11 * DAY_MS)  # into the first working days of December
    counted(hall)
    found = told(hall, term(hall, "monthly"))
    assert found.stars is not None and found.stars.badges == (LI,)
    assert told(hall).stars is None, "a weekly one doesn't"
    time.pass_by(31 * DAY_MS)
    assert told(hall, term(hall, "monthly")).stars is None, "that was for another month"
