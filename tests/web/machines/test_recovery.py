"""What stations ask for, and hand back, after a restore."""

import json

import msgspec
import pytest

from kiosk.ground.keys import Keys
from kiosk.records.ledger import identity, ledger
from kiosk.records.stations import enrolment
from kiosk.vocabulary.wire import ComeBack, HighWater, NextEpoch, Returned
from tests.cast import HERE, Machine, sync_round
from tests.sync.cast import alarms, tap
from tests.web.machines.cast import ask


def test_each_call_gives_the_next_epoch_and_says_which_marks_are_held(
    hall: Machine, office: Machine
):
    tap(hall, 1)
    sync_round(hall, office)
    right = HighWater(1, 1, ledger.hash_at(hall.db, identity.me(hall.db).chain, 1) or b"")
    wrong = HighWater(1, 1, bytes(32))
    for newest, epoch in ((1, 2), (1, 3), (7, 8)):
        body = msgspec.json.encode(NextEpoch(newest, (right, wrong)))
        given = ask(office, hall.keys, "POST", "/intake/v1/epoch", body).json
        assert given["epoch"] == epoch and len(given["held"]) == 1
    assert alarms(office) == {"new_epoch"}


@pytest.mark.parametrize("path", ["epoch", "returned", "return"])
@pytest.mark.parametrize("body", [b"", b"{}", b"[" * 60_000, b'{"newest":-1,"marks":[]}'])
def test_what_is_no_message_is_refused(hall: Machine, office: Machine, path: str, body: bytes):
    got = ask(office, hall.keys, "POST", f"/intake/v1/{path}", body)
    assert got.status_code in (400, 413)


def test_entries_that_the_office_never_signed_are_refused(hall: Machine, office: Machine):
    tap(hall, 1)
    batch = ledger.batch(hall.db, identity.me(hall.db).chain, 0, 9, 10**6)
    got = ask(
        office, hall.keys, "POST", "/intake/v1/returned", msgspec.json.encode(Returned(HERE, batch))
    )
    assert (got.status_code, got.json["refusal"]) == (401, "unsigned")
    assert office.db.rows(ledger.Ledger.select()) == []


def test_a_stranger_with_a_made_up_certificate_stays_one(office: Machine, tmp_path):
    stranger = Keys.load(tmp_path / "stranger.key")
    back = msgspec.json.encode(ComeBack(HERE, stranger.public, bytes(64)))
    got = ask(office, stranger, "POST", "/intake/v1/return", back)
    assert json.loads(got.data)["refusal"] == "unsigned"
    assert enrolment.find(office.db, stranger.fingerprint) is None
