"""What customers gave, by the window at which the clerk was: known, or said to be unknown."""

import datetime
from collections import Counter
from decimal import Decimal

import pytest

from kiosk.records.exchange import days, projections
from kiosk.records.feedback import cards, paper, ratings, thanks
from kiosk.records.hall import duty, offers
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.records.recognition import awards, evaluating, figures
from kiosk.records.recognition.sources import windows as at_windows
from kiosk.rules.recognition.schemes import digest
from kiosk.vocabulary.documents import Publication, Said, Window
from kiosk.vocabulary.schemes import Condition
from tests.cast import (
    FORM,
    HERE,
    LI,
    NOON,
    START_2014,
    THERE,
    WANG,
    Machine,
    Time,
    by_machine,
    by_visit,
    paper_cards,
    sync_round,
)
from tests.records.feedback.cast import rate
from tests.records.recognition.cast import publish, scheme
from tests.tickets import open_now, report

HOUR = 3_600_000


def sign(hall: Machine, badge: str, window: str, n: int, on: bool = True) -> None:
    duty.change(hall.db, authors.at_desk(hall.db, badge, hall.time()), f"{n:032x}", on, window)


def thank(hall: Machine, badge: str, n: int) -> thanks.Thanks:
    visit = by_visit(hall.db, hall.time(), "v1")
    return cards.give(hall.db, visit, f"{n:032x}", badge, "polite", "")


def found(machine: Machine) -> dict[str, dict[str, int]]:
    today = machine.today()
    counted = at_windows.counted(machine.db, HERE, today, today)
    return {window: dict(+some) for window, some in counted.items() if +some}


def test_who_was_at_one_window_all_day_gave_it_all_of_the_day(
    hall: Machine, office: Machine, time: Time
):
    thank(hall, WANG, 1)
    time.pass_by(HOUR)
    sign(hall, WANG, "3号窗", 2)
    rate(hall, 3, "5")
    sync_round(hall, office)
    for machine in (hall, office):
        assert found(machine) == {"3": {"polite": 1, "5": 1}}


def test_who_changed_windows_gave_each_its_own(hall: Machine, office: Machine, time: Time):
    thank(hall, WANG, 1)
    for n, window in enumerate(("3", "5"), 2):
        time.pass_by(HOUR)
        sign(hall, WANG, window, n)
        rate(hall, 10 + n, "5")
    time.pass_by(HOUR)
    sign(hall, WANG, "", 4, on=False)
    time.pass_by(HOUR)
    rate(hall, 20, "1")
    sync_round(hall, office)
    for machine in (hall, office):
        assert found(machine) == {"3": {"5": 1}, "5": {"5": 1}, "": {"polite": 1, "1": 1}}


def test_what_is_not_known_is_never_guessed(hall: Machine):
    sign(hall, WANG, "", 1)
    sign(hall, LI, "3", 2)
    thank(hall, WANG, 3)
    assert found(hall) == {"": {"polite": 1}}
    rows = f"date,badge,kind,giver,comment\n{hall.today()},{LI},patient,customer,\n"
    author = by_machine(hall.db, hall.time())
    paper.import_cards(hall.db, author, paper_cards(rows.encode()), "box", lambda _done, _all: None)
    assert found(hall) == {"": {"polite": 1, "patient": 1}}, "on paper there is no moment"


def test_what_was_taken_back_counts_nowhere(hall: Machine, time: Time):
    for n, window in enumerate(("3", "5"), 2):
        sign(hall, WANG, window, n)
        time.pass_by(1_000)
        given = thank(hall, WANG, 4 + n)
        time.pass_by(1_000)
    assert found(hall) == {"3": {"polite": 1}, "5": {"polite": 1}}
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), FORM, given.event_id)
    assert found(hall) == {"3": {"polite": 1}}


def test_the_ticket_of_a_rating_says_its_window(hall: Machine, time: Time):
    report(hall)  # at window 3
    (offer,) = open_now(hall)
    time.pass_by(1_000)
    sign(hall, WANG, "5", 1)
    time.pass_by(1_000)
    author = by_visit(hall.db, hall.time(), "v1")
    bound = offered_key(hall, offer.event_id)
    ratings.rate(hall.db, author, "c" * 32, WANG, "5", bound)
    rate(hall, 9, "4")
    assert found(hall) == {"3": {"5": 1}, "5": {"4": 1}}


def offered_key(hall: Machine, event_id: str) -> str:
    return offers.offered(hall.db, by_visit(hall.db, hall.time(), "v1"), WANG, event_id)[1]


def test_a_corrected_day_and_a_rebuild_change_nothing(hall: Machine, office: Machine, time: Time):
    sign(hall, WANG, "3", 1)
    thank(hall, WANG, 2)
    sync_round(hall, office)
    yesterday = office.today() - datetime.timedelta(1)
    author = authors.at_office(office.db, HERE, "anna", office.time())
    with office.db.writing():
        days.correct(office.db, author, {f"{n:032x}": yesterday for n in (1, 2)})
    assert found(office) == {}
    moved = at_windows.counted(office.db, HERE, yesterday, yesterday)
    assert moved["3"] == Counter(polite=1)
    projections.rebuild(office.db)
    assert at_windows.counted(office.db, HERE, yesterday, yesterday) == moved


@pytest.fixture
def windows(office: Machine) -> None:
    made = [
        Publication(f"{branch}/{number}", Window(branch=branch, number=number, name=Said("收费")),
                    START_2014)
        for branch, number in ((HERE, "3"), (HERE, "5"), (THERE, "3"))
    ]  # fmt: skip
    documents.publish(office.db, made, "anna", NOON)


STAR = scheme("星级窗口", unit="window", level=0, months=3,
              conditions=(Condition(Decimal(1), figure="cards", way="at_least"),))  # fmt: skip


def test_a_scheme_of_windows_is_evaluated_locked_and_shown(
    hall: Machine, office: Machine, windows: None, time: Time
):
    publish(office, {"star-window": STAR})
    sign(hall, WANG, "3", 1)
    thank(hall, WANG, 2)
    thank(hall, LI, 3)
    sync_round(hall, office)
    today = office.today()
    of = evaluating.find(office.db, "star-window", today)
    for machine in (hall, office):
        one = evaluating.evaluate(machine.db, of, today, today, HERE)
        assert [(r.unit, r.inputs["cards"], r.chosen) for r in one.results] == [
            (f"{HERE}/3", 1, True), (f"{HERE}/5", 0, False),
        ]  # fmt: skip
        assert one.unknown == {HERE: 1}, "Li had not signed on"
    everyone = evaluating.evaluate(office.db, of, today, today)
    assert len(everyone.results) == 3 and everyone.branches[f"{THERE}/3"] == THERE
    time.pass_by(24 * HOUR)

    def speak(branch: str):
        return authors.at_office(office.db, branch, "anna", office.time())

    assert awards.lock(office.db, speak, FORM, everyone, digest(everyone.results)) == 1
    outcome = awards.outcome(office.db, "star-window", today, today)
    assert list(outcome.locked) == [f"{HERE}/3"] and outcome.same and not outcome.differences
    sync_round(hall, office)
    shown = awards.window_badges(hall.db, HERE, hall.today())
    assert [one.name for one in shown["3"]] == ["星级窗口"] and "5" not in shown
    assert awards.window_badges(hall.db, HERE, today + datetime.timedelta(120)) == {}
    assert awards.badges(hall.db, HERE, hall.today()) == {}, "a window's star is no clerk's"


def test_a_window_without_a_number_that_is_published_has_no_figures(hall: Machine):
    sign(hall, WANG, "9", 1)
    thank(hall, WANG, 2)
    today = hall.today()
    read = figures.read(hall.db, "window", [f"{HERE}/3"], today, today)
    assert read[f"{HERE}/3"]["cards"] == 0 and read[f"{HERE}/"]["cards"] == 1
    assert read[f"{HERE}/3"]["satisfaction"] is None
