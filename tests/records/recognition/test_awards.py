"""Locking results: once, as they were seen, after the period; and what comes later."""

import datetime

import pytest

from kiosk.records.ledger import ledger
from kiosk.records.ledger.verify import verify
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.records.recognition import awards, evaluating
from kiosk.records.recognition.evaluating import Evaluation
from kiosk.rules.recognition.schemes import digest
from kiosk.vocabulary.documents import Publication
from kiosk.vocabulary.facts import Awarded
from kiosk.vocabulary.refusals import Refusal
from tests.cast import ALONE, FORM, HERE, LI, NOON, THERE, WANG, Machine, sync_round
from tests.records.recognition.cast import FIRST, LAST, give, publish, scheme, tiers


def evaluated(machine: Machine, key: str = "tier-1") -> Evaluation:
    return evaluating.evaluate(machine.db, evaluating.find(machine.db, key, LAST), FIRST, LAST)


def lock(office: Machine, key: str = "tier-1", form: str = FORM, previewed: str = "") -> int:
    def speak(branch: str) -> Author:
        return authors.at_office(office.db, branch, "anna", office.time())

    found = evaluated(office, key)
    return awards.lock(office.db, speak, form, found, previewed or digest(found.results))


@pytest.fixture
def earned(hall: Machine, office: Machine) -> Machine:
    """An office that holds what Wang needs for the first tier."""
    tiers(office)
    give(hall, WANG, 5)
    give(hall, LI, 4)
    sync_round(hall, office)
    return office


def test_each_one_chosen_is_a_fact_with_its_figures(hall: Machine, earned: Machine):
    assert lock(earned) == 1
    sync_round(hall, earned)
    for machine in (hall, earned):
        (one,) = awards.of_clerk(machine.db, WANG)
        assert (one.scheme, one.name, one.name_en, one.level) == (
            "tier-1",
            "5P铜牌",
            "5P bronze",
            1,
        )
        assert (one.points, one.inputs) == ("25", {"cards": "25", "least": "5"})
        assert (one.first, one.last, one.until) == (FIRST, LAST, datetime.date(2026, 12, 31))
        assert (one.by, one.role, one.version) == ("anna", "office", _version(machine))
        assert awards.of_clerk(machine.db, LI) == []
        assert verify(machine.db) is None
    badges = awards.badges(hall.db, HERE, hall.today())
    assert [one.name for one in badges[WANG]] == ["5P铜牌"] and LI not in badges
    assert awards.badges(hall.db, HERE, datetime.date(2027, 1, 1))[WANG] == []


def _version(machine: Machine) -> str:
    return evaluating.find(machine.db, "tier-1", LAST).version.sha256


def test_locking_again_adds_nothing(earned: Machine):
    assert lock(earned) == 1
    rows = len(earned.db.rows(ledger.Ledger.select()))
    assert lock(earned) == 0 and lock(earned, form="e" * 32) == 0
    assert len(earned.db.rows(ledger.Ledger.select())) == rows


def test_what_was_not_seen_is_not_locked(hall: Machine, earned: Machine):
    seen = digest(evaluated(earned).results)
    give(hall, LI, 1)
    sync_round(hall, earned)
    with pytest.raises(Refusal, match="results_changed"):
        lock(earned, previewed=seen)
    assert awards.of_lock(earned.db, evaluated(earned)) == {}


def test_a_period_that_is_not_over_is_not_locked(earned: Machine):
    publish(earned, {"easy": scheme(at_least=0)})
    today = earned.today()
    of = evaluating.find(earned.db, "easy", today)
    author = authors.at_office(earned.db, HERE, "anna", earned.time())

    def lock_wang(last: datetime.date) -> int:
        found = evaluating.evaluate(earned.db, of, FIRST, last)
        found = found._replace(results=[one for one in found.results if one.unit == WANG])
        return awards.lock(earned.db, lambda _: author, FORM, found, digest(found.results))

    with pytest.raises(Refusal, match="period_open"):
        lock_wang(today)
    assert lock_wang(today - datetime.timedelta(1)) == 1


def test_without_a_choice_there_is_nothing_to_lock(earned: Machine):
    with pytest.raises(Refusal, match="no_one_chosen"):
        lock(earned, "tier-3")
    with pytest.raises(Refusal, match="missing_key"):
        lock(earned, form="")


def test_what_arrives_later_is_listed_and_never_counted(hall: Machine, earned: Machine):
    lock(earned)
    assert awards.outcome(earned.db, "tier-1", FIRST, LAST)[2:] == ([], True)
    give(hall, WANG, 0, more=2)
    give(hall, LI, 1)
    sync_round(hall, earned)
    found = awards.outcome(earned.db, "tier-1", FIRST, LAST)
    assert not found.same and list(found.locked) == [WANG]
    assert {one.unit: one.awarded for one in found.differences} == {WANG: True, LI: False}
    assert lock(earned) == 0 and awards.of_clerk(earned.db, LI) == []


def test_the_locked_version_is_what_is_computed_again(earned: Machine):
    lock(earned)
    harder = Publication("tier-1", scheme(at_least=99), datetime.date(2025, 6, 1))
    documents.publish(earned.db, [harder], "anna", NOON)
    found = awards.outcome(earned.db, "tier-1", FIRST, LAST)
    assert found.same and found.differences == []
    assert found.found.of.version.sha256 == found.locked[WANG].version


def test_an_award_of_a_branch_names_no_clerk(hall: Machine, office: Machine):
    publish(office, {"halls": scheme(unit="branch", level=0)})
    give(hall, WANG, 2)
    sync_round(hall, office)
    assert lock(office, "halls") == 1
    (one,) = awards.of_branch(office.db, HERE)[""]
    assert isinstance(one, Awarded) and one.level == 0
    assert awards.of_branch(office.db, THERE) == {}
    assert list(awards.of_period(office.db, "halls", FIRST, LAST)) == [HERE]


def test_a_hall_alone_locks_as_its_own_office(alone: Machine):
    publish(alone, {"tier-1": scheme()})
    give(alone, LI, 2)
    author = authors.as_own_office(alone.db, authors.at_desk(alone.db, WANG, alone.time()))
    assert author is not None
    found = evaluated(alone)
    assert awards.lock(alone.db, lambda _: author, FORM, found, digest(found.results)) == 1
    (one,) = awards.of_clerk(alone.db, LI)
    assert (one.branch, one.by) == (ALONE, WANG) and verify(alone.db) is None
    (row,) = ledger.find(alone.db, ALONE, [one.event_id])
    assert row.station.startswith("office@")
