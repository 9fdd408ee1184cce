"""Head office offers a version in stages; an upgrade that fails stops the others."""

import pytest

from kiosk.records.ledger import alarms
from kiosk.records.stations import enrolment
from kiosk.records.stations.enrolment import Station
from kiosk.records.upkeep import programs
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import Upgraded
from tests.cast import HERE, NOON, THERE, Machine

A, B = "a" * 64, "b" * 64


@pytest.fixture
def station(office: Machine, hall: Machine) -> Station:
    found = enrolment.find(office.db, hall.keys.fingerprint)
    assert found is not None
    return found


@pytest.fixture
def proposed(office: Machine) -> Machine:
    programs.propose(office.db, A, "0.3.0", 1000, "anna", NOON)
    programs.propose(office.db, A, "0.3.0", 1000, "bert", NOON + 1)
    return office


def offered(office: Machine, station: Station) -> str | None:
    found = programs.offered_to(office.db, station)
    return found.version if found else None


def test_it_is_offered_to_pilots_then_to_all_then_to_no_one(proposed: Machine, station: Station):
    assert offered(proposed, station) is None
    programs.offer(proposed.db, A, [THERE], "anna", NOON, two_persons=False)
    assert offered(proposed, station) is None
    programs.widen(proposed.db, A, "anna", NOON)
    assert offered(proposed, station) == "0.3.0"
    programs.drop(proposed.db, A, "anna", NOON)
    assert offered(proposed, station) is None
    assert [one.proposed_by for one in programs.newest(proposed.db)] == ["anna"]


def test_where_releases_take_two_persons_so_does_a_version(proposed: Machine):
    with pytest.raises(Refusal, match="second_person"):
        programs.offer(proposed.db, A, [HERE], "anna", NOON, two_persons=True)
    programs.offer(proposed.db, A, [HERE], "bert", NOON, two_persons=True)


def test_what_is_not_possible_now_is_refused(proposed: Machine):
    db = proposed.db
    with pytest.raises(Refusal, match="no_pilots"):
        programs.offer(db, A, [], "anna", NOON, two_persons=False)
    with pytest.raises(Refusal, match="program_decided"):
        programs.widen(db, A, "anna", NOON)
    with pytest.raises(Refusal, match="unknown_program"):
        programs.drop(db, B, "anna", NOON)
    programs.drop(db, A, "anna", NOON)
    for step in (programs.drop, programs.widen):
        with pytest.raises(Refusal, match="program_decided"):
            step(db, A, "anna", NOON)
    with pytest.raises(Refusal, match="program_decided"):
        programs.go_on(db, A)


def test_a_newer_version_takes_the_place_of_one_that_is_offered(
    proposed: Machine, station: Station
):
    programs.offer(proposed.db, A, [HERE], "anna", NOON, two_persons=False)
    programs.propose(proposed.db, B, "0.4.0", 1000, "anna", NOON + 1)
    assert offered(proposed, station) == "0.3.0"
    programs.offer(proposed.db, B, [HERE], "anna", NOON, two_persons=False)
    assert offered(proposed, station) == "0.4.0"
    assert programs.find(proposed.db, A).state == "dropped"


def report(office: Machine, station: Station, code: str, at: int = NOON) -> None:
    said = Upgraded("0.3.0", A, code, at, "no page")
    programs.note_report(office.db, station, 1, said, NOON)


@pytest.mark.parametrize("code", ["rolled_back", "test_failed", "not_rolled_back"])
def test_an_upgrade_that_fails_stops_the_stage_until_a_person_has_looked(
    proposed: Machine, station: Station, code: str
):
    programs.offer(proposed.db, A, [HERE], "anna", NOON, two_persons=False)
    report(proposed, station, code)
    assert offered(proposed, station) is None
    assert alarms.by_code(proposed.db)["upgrade_failed"] == 1
    with pytest.raises(Refusal, match="program_stopped"):
        programs.widen(proposed.db, A, "anna", NOON)
    programs.go_on(proposed.db, A)
    report(proposed, station, code)  # the same one, with the next call
    assert offered(proposed, station) == "0.3.0"
    assert alarms.by_code(proposed.db)["upgrade_failed"] == 1
    report(proposed, station, code, NOON + 5_000)
    assert offered(proposed, station) is None


@pytest.mark.parametrize("code", ["done", "no_space", "interrupted", "of a later program"])
def test_what_is_not_the_versions_fault_stops_no_one(
    proposed: Machine, station: Station, code: str
):
    programs.offer(proposed.db, A, [HERE], "anna", NOON, two_persons=False)
    report(proposed, station, code)
    assert offered(proposed, station) == "0.3.0"
    assert ("upgrade_failed" in alarms.by_code(proposed.db)) is (code != "done")
    (found,) = programs.reports(proposed.db, A)
    assert (found.branch, found.code, found.says) == (HERE, code, "no page")


def test_the_failure_of_another_version_does_not_stop_this_one(proposed: Machine, station: Station):
    programs.propose(proposed.db, B, "0.4.0", 1000, "anna", NOON)
    programs.offer(proposed.db, B, [HERE], "anna", NOON, two_persons=False)
    report(proposed, station, "rolled_back")
    assert offered(proposed, station) == "0.4.0"
