"""The hall's stars on lobby and wall: the elected one, clerks, windows, each until it expires."""

import datetime

import pytest

from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.records.recognition import awards, evaluating
from kiosk.records.reports import stars
from kiosk.rules.recognition.schemes import digest
from kiosk.vocabulary.documents import Ended, Publication
from tests.cast import FORM, HERE, LI, NOON, THERE, WANG, Machine, sync_round
from tests.records.recognition.ballots.cast import counted
from tests.records.recognition.cast import FIRST, LAST, give, publish, scheme

UNTIL = datetime.date(2026, 12, 31)


def lock(office: Machine, *keys: str) -> None:
    for key in keys:
        found = evaluating.evaluate(
            office.db, evaluating.find(office.db, key, LAST), FIRST, LAST
        )  # fmt: skip
        awards.lock(
            office.db, lambda at: authors.at_office(office.db, at, "anna", office.time()), FORM,
            found, digest(found.results),
        )  # fmt: skip


@pytest.fixture
def awarded(hall: Machine, office: Machine) -> Machine:
    """A hall whose clerks were awarded a star, a tier, and something that is not public."""
    publish(office, {
        "star-clerk": scheme("星级营业员", level=0), "tier-1": scheme(), "pay": scheme(
            "绩效", level=0, public=False), "halls": scheme("星级营业厅", level=0, unit="branch"),
    })  # fmt: skip
    give(hall, WANG, 1)
    give(hall, LI, 1)
    sync_round(hall, office)
    lock(office, "star-clerk", "tier-1", "pay", "halls")
    sync_round(hall, office)
    return hall


def test_public_stars_of_clerks_are_shown_together_and_nothing_else(awarded: Machine):
    (one,) = stars.of_day(awarded.db, HERE, awarded.today())
    assert (one.name, list(one.clerks), one.until, one.elected) == (
        "星级营业员", [WANG, LI], UNTIL, False,
    )  # fmt: skip
    assert stars.of_day(awarded.db, THERE, awarded.today()) == ()


def test_each_is_shown_up_to_its_last_day(awarded: Machine):
    assert stars.of_day(awarded.db, HERE, UNTIL) != ()
    assert stars.of_day(awarded.db, HERE, UNTIL + datetime.timedelta(1)) == ()


def test_the_elected_one_comes_first_until_the_end_of_the_next_month(awarded: Machine):
    counted(awarded)  # on 2026-11-21
    first, _ = stars.of_day(awarded.db, HERE, awarded.today())
    assert (first.name, first.name_en, list(first.clerks)) == (
        "11月服务明星", "Star of November", [LI],
    )  # fmt: skip
    assert first.elected and first.until == UNTIL
    assert all(not one.elected for one in stars.of_day(awarded.db, HERE, datetime.date(2027, 1, 1)))


def test_who_has_left_is_shown_no_more(awarded: Machine, office: Machine):
    counted(awarded)
    gone = Publication(LI, Ended(), office.today(), "clerk")
    documents.publish(office.db, [gone], "anna", NOON)
    sync_round(awarded, office)
    (one,) = stars.of_day(awarded.db, HERE, awarded.today())
    assert list(one.clerks) == [WANG]
