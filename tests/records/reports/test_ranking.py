"""Halls and clerks compared by the tallies, with and without what is flagged."""

import datetime
from collections import Counter

import pytest

from kiosk.records.ledger import across
from kiosk.records.reports import ranking
from kiosk.records.reports.ranking import Asked, Figures
from kiosk.rules.office.shrinkage import USUAL, Given
from tests.cast import HERE, LI, THERE, WANG, ZHAO, Machine, sync_round
from tests.records.feedback.cast import rate
from tests.records.reports.cast import tallied
from tests.tickets import report

D = datetime.date
FIRST, LAST = D(2026, 11, 1), D(2026, 11, 21)
HALLS = Asked(FIRST, LAST, (HERE, THERE, "sb03"))
CLERKS = Asked(FIRST, LAST, branch=HERE)
TODAY = datetime.date(2026, 11, 21)
NONE: ranking.Flagged = Counter()


@pytest.fixture
def filled(office: Machine) -> Machine:
    tallied(office.db, HERE, WANG, FIRST, {"5": 90, "3": 5, "2": 5, "polite": 8, "served": 200})
    tallied(office.db, HERE, LI, FIRST, {"4": 40, "1": 10, "served": 100})
    tallied(office.db, HERE, WANG, D(2026, 10, 31), {"1": 999, "polite": 999, "served": 999})
    tallied(office.db, HERE, "", FIRST, {"5": 1})
    tallied(office.db, THERE, ZHAO, LAST, {"5": 20, "patient": 30})
    return office


def test_halls_are_compared_by_ratings_at_the_screen_and_services_where_they_are_known(
    filled: Machine,
):
    found, without = ranking.compare(filled.db, HALLS, NONE, TODAY)
    assert found.figures == {
        HERE: Figures(136, 151, Given(8, 300)),
        THERE: Figures(20, 20, None),
        "sb03": Figures(0, 0, None),
    }
    assert without is None
    assert found.funnel is not None and len(found.funnel.points) == 2
    assert [one.standing for one in found.field.units] == ["uncompared", "few", "few"]
    assert found.prior == USUAL and found.rate(HERE) == pytest.approx(13 / 400)
    assert found.rate(THERE) is None, "thirty cards, but no one knows of how many services"


def test_clerks_of_a_hall_are_compared_with_one_another(filled: Machine):
    found, _ = ranking.compare(filled.db, CLERKS, NONE, TODAY)
    assert found.figures[WANG] == Figures(95, 100, Given(8, 200))
    assert found.figures[LI] == Figures(40, 50, Given(0, 100))
    assert "" not in found.figures and ZHAO not in found.figures
    assert set(found.figures) > {WANG, LI}, "also those on the roster without any ratings"


def test_days_without_reported_services_add_no_cards_to_a_clerks_rate(filled: Machine):
    tallied(filled.db, HERE, WANG, D(2026, 11, 2), {"polite": 50})
    found, _ = ranking.compare(filled.db, CLERKS, NONE, TODAY)
    assert found.figures[WANG].given == Given(8, 200)
    halls, _ = ranking.compare(filled.db, HALLS, NONE, TODAY)
    assert halls.figures[HERE].given == Given(58, 300), "halls go by the month"


def test_what_is_flagged_is_left_out_beside_the_whole(filled: Machine):
    flagged = Counter({(HERE, WANG, "5"): 30, (HERE, LI, "1"): 4, (HERE, WANG, "polite"): 3})
    flagged[THERE, ZHAO, "patient"] = 1
    whole, rest = ranking.compare(filled.db, HALLS, flagged, TODAY)
    assert whole == ranking.compare(filled.db, HALLS, NONE, TODAY).everything
    assert rest is not None
    assert rest.figures[HERE] == Figures(106, 117, Given(5, 300))
    clerks = ranking.compare(filled.db, CLERKS, flagged, TODAY).unflagged
    assert clerks is not None
    assert clerks.figures[WANG] == Figures(65, 70, Given(5, 200))
    assert clerks.figures[LI] == Figures(40, 46, Given(0, 100))


def test_flags_elsewhere_change_nothing_and_more_than_there_is_leaves_none(filled: Machine):
    elsewhere = Counter({("sb09", "0900", "5"): 5})
    assert ranking.compare(filled.db, HALLS, elsewhere, TODAY).unflagged is None
    assert (
        ranking.compare(filled.db, CLERKS, Counter({(THERE, ZHAO, "5"): 5}), TODAY).unflagged
        is None
    )
    rest = ranking.compare(filled.db, HALLS, Counter({(THERE, ZHAO, "5"): 50}), TODAY).unflagged
    assert rest is not None and rest.figures[THERE] == Figures(0, 0, None)


def test_many_halls_are_read_in_parts(filled: Machine, monkeypatch: pytest.MonkeyPatch):
    whole = ranking.compare(filled.db, HALLS, NONE, TODAY)
    monkeypatch.setattr(across, "AT_ONCE", 1)
    assert ranking.compare(filled.db, HALLS, NONE, TODAY) == whole


def test_what_customers_gave_arrives_by_sync(hall: Machine, office: Machine):
    for number in range(3):
        rate(hall, number, "5")
    report(hall, "A1")
    sync_round(hall, office)
    asked = Asked(hall.today(), hall.today(), (HERE,))
    found = ranking.compare(office.db, asked, NONE, TODAY).everything
    assert found.figures == {HERE: Figures(3, 3, Given(0, 1))}
    assert ranking.compare(hall.db, asked, NONE, TODAY).everything == found
