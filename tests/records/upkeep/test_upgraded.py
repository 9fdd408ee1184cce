"""A station knows what it is offered, and how its last upgrade ended."""

import pytest

from kiosk.records.ledger import alarms
from kiosk.records.upkeep import upgraded
from kiosk.vocabulary.upgrades import Outcome
from kiosk.vocabulary.wire import Offer
from tests.cast import NOON, Machine

A, B = "a" * 64, "b" * 64
MINUTE = 60_000


def ended(code: str, sha256: str = A, at: int = NOON) -> Outcome:
    return Outcome(code, "0.9.0", sha256, "0.2.0", at, "no page")


def wanted(hall: Machine, version: str = "0.2.0", at: int = NOON) -> str | None:
    found = upgraded.wanted(hall.db, version, at)
    return found.offer.version if found else None


def test_only_a_newer_version_is_wanted(hall: Machine):
    assert wanted(hall) is None
    upgraded.note_offer(hall.db, Offer("0.9.0", A, 10), 1, NOON)
    assert wanted(hall) == "0.9.0"
    assert wanted(hall, "0.9.0") is wanted(hall, "1.0.0") is None
    upgraded.note_offer(hall.db, Offer("nonsense", A, 10), 1, NOON)
    assert wanted(hall) is None
    upgraded.note_offer(hall.db, None, 1, NOON)
    assert wanted(hall) is None


def test_a_hall_is_quiet_as_long_as_its_ledger_ends_at_the_same_entry(hall: Machine):
    offer = Offer("0.9.0", A, 10)
    for tip, at, quiet in ((5, 0, 0), (5, 30, 30), (6, 40, 0), (6, 100, 60)):
        upgraded.note_offer(hall.db, offer, tip, NOON + at * MINUTE)
        found = upgraded.wanted(hall.db, "0.2.0", NOON + at * MINUTE)
        assert found is not None and found.quiet_ms == quiet * MINUTE


@pytest.mark.parametrize(("code", "alarm"), [("done", False), ("rolled_back", True)])
def test_how_it_ended_is_stored_reported_and_alarmed_once(hall: Machine, code: str, alarm: bool):
    for _ in range(3):
        upgraded.note_outcome(hall.db, ended(code), hall.time())
    assert alarms.by_code(hall.db).get("upgrade_failed", 0) == int(alarm)
    said = upgraded.report(hall.db)
    assert said is not None and (said.code, said.sha256, said.says) == (code, A, "no page")
    upgraded.note_outcome(hall.db, ended(code, at=NOON + 2_000), hall.time())
    assert alarms.by_code(hall.db).get("upgrade_failed", 0) == 2 * int(alarm)


def test_a_file_that_was_taken_back_is_not_fetched_again_but_another_is(hall: Machine):
    upgraded.note_offer(hall.db, Offer("0.9.0", A, 10), 1, NOON)
    upgraded.note_outcome(hall.db, ended("rolled_back"), hall.time())
    assert wanted(hall, at=NOON + 100 * 3_600_000) is None
    upgraded.note_offer(hall.db, Offer("0.9.1", B, 10), 1, NOON)
    assert wanted(hall) == "0.9.1"


def test_a_machine_that_was_never_upgraded_reports_nothing(hall: Machine):
    assert upgraded.report(hall.db) is None
