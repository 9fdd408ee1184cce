"""Stations are enrolled, replaced, revoked and released by commands."""

from collections.abc import Callable

import pytest
from click.testing import Result

from kiosk.commands import enrolling, syncing
from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_store
from kiosk.records.exchange import joining
from kiosk.records.ledger import identity
from kiosk.records.publishing import documents, in_halls
from kiosk.records.stations import enrolment
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, NOON, START_2014, THERE, WANG, Machine, sync_round, wire_to
from tests.commands.cast import found, kiosk, run
from tests.records.cases.cast import file
from tests.records.publishing.cast import service
from tests.sync.cast import counts, tap


@pytest.fixture
def line(office: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands reach the office without a network."""
    monkeypatch.setattr(enrolling, "over_http", lambda *_: wire_to(office))
    monkeypatch.setattr(syncing, "over_http", lambda *_: wire_to(office))


def test_joining_asks_first_since_the_halls_own_documents_go(new: Machine, office: Machine):
    found(new)
    code = kiosk(office, "code", HERE).stdout.strip()
    asked = kiosk(new, "enrol", "http://127.0.0.1:9", code)
    assert asked.returncode == 1 and "will be replaced" in asked.stderr
    tried = kiosk(new, "enrol", "--yes", "http://127.0.0.1:9", code)
    assert tried.returncode == 1 and "no believable answer" in tried.stderr
    assert joining.is_standalone(new.db)
    assert Keys.load(new.config.key_file).fingerprint == new.keys.fingerprint


def test_a_hall_that_joins_keeps_its_own_documents_in_its_scope(
    new: Machine, office: Machine, another_hall: Callable[[str, str], Machine], line: None
):
    found(new)
    documents.publish(new.db, [service("换锁", START_2014, "locks")], "sun", NOON)
    code = kiosk(office, "code", HERE).stdout.strip()
    done = run(new, "enrol", "--yes", "http://office", code)
    assert done.exit_code == 0, done.output
    table = new.config.folder / "own-tables" / "service.xlsx"
    assert f"{table}" in done.output
    assert run(office, "import", "services", str(table)).exit_code == 0
    other = another_hall("other", THERE)
    sync_round(new, office)
    assert "locks" in in_halls.contents(new.db, "service", new.today())
    assert "locks" not in in_halls.contents(other.db, "service", other.today())


def test_a_station_is_revoked_and_released_by_name(hall: Machine, office: Machine):
    tap(hall, 1)
    name = hall.keys.fingerprint
    assert "revoked" in run(office, "revoke", name, "--note", "报失").output
    with pytest.raises(Refusal, match="revoked"):
        sync_round(hall, office)
    assert counts(office) == {}
    assert "1 entries" in run(office, "release", name, "--note", "已核实").output
    assert counts(office) == counts(hall)
    station = enrolment.find(office.db, name)
    assert station is not None and station.revoked_by and station.note == "报失"
    refused = run(office, "release", "nobody", "--note", "x")
    assert isinstance(refused.exception, Refusal) and refused.exception.code == "unknown_station"


def test_a_new_key_follows_the_old_one_on_disk(hall: Machine, office: Machine, line: None):
    tap(hall, 1)
    old = hall.keys.fingerprint
    code = run(office, "code", HERE, "--replaces", old).output.strip()
    done = run(hall, "enrol", "--new-key", "http://office", code)
    assert done.exit_code == 0, done.output
    hall.keys = Keys.load(hall.config.key_file, create=False)
    assert hall.keys.fingerprint == identity.me(hall.db).station != old
    assert not hall.config.next_key_file.exists()
    sync_round(hall, office)
    assert counts(office) == counts(hall) == {(HERE, WANG, "polite"): 1}


def test_a_revoked_station_gets_a_new_key_and_counts_again(
    hall: Machine, office: Machine, line: None
):
    old = hall.keys.fingerprint
    run(office, "revoke", old, "--note", "密钥可能泄露")
    tap(hall, 1)
    code = run(office, "code", HERE, "--replaces", old).output.strip()
    done = run(hall, "enrol", "--new-key", "http://office", code)
    assert done.exit_code == 0, done.output
    hall.keys = Keys.load(hall.config.key_file, create=False)
    tap(hall, 2)
    sync_round(hall, office)
    assert counts(office) == {(HERE, WANG, "polite"): 1}, "what the old key sent waits"
    run(office, "release", old, "--note", "已核实")
    assert counts(office) == counts(hall) == {(HERE, WANG, "polite"): 2}


def test_a_move_that_was_refused_keeps_no_station_from_a_key_for_its_own_branch(
    hall: Machine, office: Machine, line: None
):
    """A revoked station can't send a customer's number, and with one that is not sent it can't
    move."""

    def enrolled(branch: str) -> Result:
        replaces = identity.me(hall.db).station
        code = run(office, "code", branch, "--replaces", replaces).output.strip()
        return run(hall, "enrol", "--new-key", "http://office", code)

    file(hall, reach=True)
    run(office, "revoke", hall.keys.fingerprint, "--note", "密钥可能泄露")
    refused = enrolled(THERE)
    assert isinstance(refused.exception, Refusal) and refused.exception.code == "not_sent"
    assert enrolled(HERE).exit_code == 0
    run(office, "release", hall.keys.fingerprint, "--note", "已核实")
    assert enrolled(THERE).exit_code == 0 and identity.me(hall.db).branch == THERE
    assert contact_store.branches(office.db) == [HERE] and contact_store.branches(hall.db) == []


def test_a_power_cut_before_the_new_key_is_in_its_place_loses_nothing(
    hall: Machine, office: Machine, line: None
):
    code = run(office, "code", HERE, "--replaces", hall.keys.fingerprint).output.strip()
    before = hall.config.key_file.read_bytes()
    assert run(hall, "enrol", "--new-key", "http://office", code).exit_code == 0
    after = hall.config.key_file.read_bytes()
    hall.config.key_file.write_bytes(before)
    hall.config.next_key_file.write_bytes(after)
    assert run(hall, "verify").exit_code == 0
    assert hall.config.key_file.read_bytes() == after
