"""Rows that are kept beside the ledger are those that its facts give."""

import datetime
from pathlib import Path
from typing import Any

import peewee
import pytest

from kiosk.ground.db import Database
from kiosk.records.cases import contact_use, state, steps
from kiosk.records.cases.contact_store import SealedContact
from kiosk.records.cases.state import CaseNow
from kiosk.records.exchange import days, projections, tallying
from kiosk.records.exchange.days import Correction
from kiosk.records.exchange.projections import PROJECTIONS, Projection, ProjectionBuilt
from kiosk.records.feedback import cards, ratings, thanks
from kiosk.records.feedback.colleagues.state import ColleagueCard
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.hall import help, pressed
from kiosk.records.hall.pauses import running
from kiosk.records.hall.pauses.state import PauseNow
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.hall.state import HelpNow
from kiosk.records.hall.ticket_feeds import TicketFeed
from kiosk.records.ledger.tallies import Tally
from kiosk.records.oversight import flags
from kiosk.records.oversight.state import FlagNow
from kiosk.records.recognition import meetings
from kiosk.records.recognition.agenda.state import ActionNow
from kiosk.records.recognition.meetings import MeetingNow
from kiosk.records.tasks import letters, support
from kiosk.records.tasks.letters import Letter
from kiosk.records.upkeep import checks
from kiosk.rules.office.suspicion.history import Finding
from tests.cast import FORM, HERE, LI, MANAGER, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import accepted, central, desk, file, k, rows
from tests.records.exchange.cast import apart, set_wrong
from tests.records.hall.pauses.cast import by, open_windows, pause
from tests.records.recognition.gifts import give, with_pins
from tests.records.recognition.mornings import act, meet
from tests.records.tasks.cast import ask, post
from tests.tickets import connect, report

pytestmark = pytest.mark.both

KEPT: dict[str, type[peewee.Model]] = {
    "days": Correction,
    "tallies": Tally,
    "flags": FlagNow,
    "feedback": FeedbackNow,
    "colleague_cards": ColleagueCard,
    "help": HelpNow,
    "served": ServedNow,
    "ticket_feeds": TicketFeed,
    "pauses": PauseNow,
    "meetings": MeetingNow,
    "actions": ActionNow,
    "cases": CaseNow,
    "contacts": SealedContact,
    "letters": Letter,
}
"""The rows of each projection."""
Rows = dict[str, list[dict[str, Any]]]


def kept(machine: Machine) -> Rows:
    return {
        name: sorted((row.__data__ for row in machine.db.rows(model.select())), key=str)
        for name, model in KEPT.items()
    }


def rebuilt(machine: Machine) -> Rows:
    projections.rebuild(machine.db)
    return kept(machine)


def flagged(office: Machine) -> None:
    day, of = office.today(), central(office)
    one = Finding("burst", LI, day, day, 2, 3, 0.2, 1.1, (k(51), k(53)))
    with office.db.writing():
        flags.note(office.db, of, [one])
    flags.handle(
        office.db, of, k(81), flags.of_branch(office.db, HERE)[0].event_id, "upheld", "查过"
    )


def live(hall: Machine, office: Machine) -> None:
    """Three cases with contact details: one answered and closed in the hall, one answered by
    the office, one whose customer takes the details back after the office had them. And a card of
    a day that can't be. A low rating with words, and a card taken back. A call for help. A
    ticket system that reports a customer, and one whom a clerk counted and took back. A pause that
    was ended early. A morning meeting, an action that was moved and done, and a card for a
    colleague. A member of staff who asked for help and took that back. A flag that names two facts,
    which a person looked into."""
    meet(hall)
    act(hall)
    post(office, hall)
    call = ask(hall, 70, "office")
    early = by_visit(hall.db, hall.time())._replace(day=hall.today() + datetime.timedelta(30))
    cards.give(hall.db, early, k(50), LI, "polite", "")
    closed, central_one, erased = (file(hall, number, reach=True) for number in (1, 2, 3))
    case_id = accepted(hall, closed)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "")
    steps.close(hall.db, desk(hall), hall.case(case_id), k(102), "needs", "office", "")
    sync_round(hall, office)
    support.end(hall.db, desk(hall, WANG), hall.keys, k(71), call, "withdrawn")
    case = state.find(office.db, HERE, central_one.case.event_id)
    case = steps.accept(office.db, central(office), case, k(201), LI, False, "")
    steps.reply(office.db, central(office), case, k(202), "", "总部已派人")
    author = by_visit(hall.db, hall.time())
    contact_use.withdraw(hall.db, author, hall.keys, erased.code, FORM)
    author = by_visit(hall.db, hall.time(), "visit")
    ratings.rate(hall.db, author, k(51), LI, "1")
    ratings.remark(hall.db, author, k(52), k(51), ["fee"], "", "多收了20元")
    cards.give(hall.db, author, k(53), LI, "patient", "讲得清楚")
    thanks.undo(hall.db, author, k(54), k(53))
    with_pins(hall, LI)
    give(hall, 61, LI, MANAGER)
    help.ring(hall.db, author, k(55))
    help.taken(hall.db, desk(hall, LI), FORM, k(55))
    connect(hall)
    report(hall, clerk=LI)
    pressed.press(hall.db, desk(hall, LI), k(56))
    pressed.take_back(hall.db, desk(hall, LI), k(57), k(56))
    open_windows(hall)
    running.end(hall.db, by(hall, LI), FORM, pause(hall, LI, "0"))
    sync_round(hall, office)
    flagged(office)
    for _ in range(2):
        sync_round(hall, office)


def test_every_projection_is_compared():
    assert set(KEPT) == {one.name for one in PROJECTIONS}


def test_rows_kept_while_facts_arrive_are_those_of_the_ledger_alone(hall: Machine, office: Machine):
    live(hall, office)
    for machine in (hall, office):
        before = kept(machine)
        assert before == rebuilt(machine)
        assert (len(before["cases"]), len(before["contacts"])) == (3, 2)
    assert kept(hall)["cases"] == kept(office)["cases"]


@pytest.mark.parametrize("broken", PROJECTIONS, ids=lambda one: one.name)
def test_a_projection_that_is_left_out_is_seen(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch, broken: Projection
):
    with monkeypatch.context() as without:
        left = tuple(one for one in PROJECTIONS if one is not broken)
        without.setattr(projections, "PROJECTIONS", left)
        live(hall, office)
    assert any(
        kept(machine)[broken.name] != rebuilt(machine)[broken.name] for machine in (hall, office)
    )


def test_the_rows_are_those_that_the_facts_give(hall: Machine, office: Machine):
    first, second = file(hall, 1, reach=True), file(hall, 2, kind="praise", badge=LI)
    case_id = accepted(hall, first)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "")
    steps.close(hall.db, desk(hall), hall.case(case_id), k(102), "needs", "office", "")
    accepted(hall, second, 300)
    sync_round(hall, office)
    for machine in (hall, office):
        before = rows(machine)
        projections.rebuild(machine.db)
        assert rows(machine) == before and len(before) == 2


def test_an_upgrade_makes_the_tables_and_builds_each_projection_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    db = Database(tmp_path / "new.db")
    projections.upgrade(db)
    built = {one.name for one in db.rows(ProjectionBuilt.select())}
    assert built == {one.name for one in PROJECTIONS}
    again = tuple(one._replace(rebuild=lambda _: 1 / 0) for one in PROJECTIONS)
    monkeypatch.setattr(projections, "PROJECTIONS", again)
    projections.upgrade(db)
    db.run(ProjectionBuilt.update(version=0).where(ProjectionBuilt.name == "letters"))
    with pytest.raises(ZeroDivisionError):
        projections.upgrade(db)
    db.close()


def test_a_corrected_day_reaches_all_rows_that_go_by_days(
    hall: Machine, office: Machine, another_hall
):
    """At the station, where the corrections arrive after the facts."""
    clock, second = apart(hall), another_hall("second", HERE)
    today = hall.today()
    set_wrong(hall, clock, 30)
    customer = by_visit(hall.db, clock(), "v1")
    help.ring(hall.db, customer, f"{1:032x}")
    ratings.rate(hall.db, customer, f"{2:032x}", WANG, "1")
    file(hall, 3, reach=True, badge="")
    connect(hall)
    report(hall)
    open_windows(hall)
    pause(hall, typed="0")
    sync_round(hall, office)
    sync_round(second, office)
    for machine in (hall, office, second):
        for table in (HelpNow, FeedbackNow, CaseNow, ServedNow, PauseNow):
            assert [row.day for row in machine.db.rows(table.select())] == [today], table
        assert [feed.last_day for feed in machine.db.rows(TicketFeed.select())] == [today]
        assert checks.check(machine.db, machine.keys, at_office=machine is office) is None
    dated = {projection.follow for projection in projections.PROJECTIONS}
    held = {meetings.follow, letters.follow}  # by the day that a record names, and by none
    assert dated - {rows.follow for rows in days.DATED} - held == {days.follow, tallying.follow}
