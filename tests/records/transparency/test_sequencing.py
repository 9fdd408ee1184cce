"""What arrives is in the log once, in order, and so are the keys that it is checked by."""

import pytest

from kiosk.records.exchange import epochs, revocation
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.records.transparency import log, renewing, sequencing
from kiosk.rules.ledger import chain as rule
from kiosk.rules.transparency import leaves
from tests.cast import HERE, THERE, Machine, sync_round
from tests.records.transparency.cast import begun, entries, given, logged, taken_in, written
from tests.records.upkeep.archives.cast import moved, rate
from tests.sync.cast import tap

pytestmark = pytest.mark.both


def of(hall: Machine, branch: str = HERE) -> ChainId:
    return ChainId(branch, hall.keys.fingerprint, 1)


def test_a_stations_entries_follow_its_key_and_its_epoch(office: Machine, hall: Machine):
    given(hall, 3)
    taken_in(office, hall)
    found = entries(office)
    station, chain = hall.keys.fingerprint, leaves.of_station(hall.keys.fingerprint)
    enrolled = leaves.enrolled(station, hall.keys.public, HERE, office.time.utc, "")
    first = leaves.epoch(chain, 1, rule.NO_HEAD, rule.genesis(HERE, station, 1, rule.NO_HEAD))
    assert found.index(enrolled) < found.index(first)
    mine = [one for one in logged(office) if one.chain == chain]
    assert [one.seq for one in mine] == list(range(1, len(mine) + 1)) and len(mine) >= 3
    assert all(one.hash == ledger.hash_at(office.db, of(hall), one.seq) for one in mine)


def test_what_is_in_the_log_is_not_put_in_again(office: Machine, hall: Machine):
    given(hall, 2)
    assert taken_in(office, hall) > 2
    assert taken_in(office, hall) == 0
    given(hall)
    assert taken_in(office, hall) == 1


def test_an_entry_finds_its_leaf(office: Machine, hall: Machine):
    for _ in range(3):
        given(hall, 2)
        taken_in(office, hall)
    head = ledger.chain(office.db, of(hall))
    for seq in range(1, head.seq + 1):
        leaf = sequencing.leaf_of(office.db, of(hall), seq)
        assert leaf is not None
        said = leaves.read_entry(log.entry(office.db, leaf))
        assert said is not None and said.seq == seq
    for seq in (0, head.seq + 1):
        assert sequencing.leaf_of(office.db, of(hall), seq) is None


def test_halls_come_in_the_order_in_which_their_entries_arrived(
    office: Machine, hall: Machine, another_hall
):
    second = another_hall("second", THERE)
    taken_in(office, hall, second)
    for halls in ((second, hall), (hall, second)):
        for one in halls:
            given(one) if one is hall else written(one, of(one, THERE))
        office.time.pass_by(1000)
        before = len(entries(office))
        taken_in(office, *halls)
        said = [leaves.read_entry(leaf) for leaf in entries(office)[before:]]
        order = [leaves.of_station(one.keys.fingerprint) for one in halls]
        assert [one.chain for one in said if one is not None] == order


def test_a_large_history_is_taken_in_by_parts(
    office: Machine, hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sequencing, "AT_ONCE", 4)
    given(hall, 11)
    taken_in(office, hall)
    mine = leaves.of_station(hall.keys.fingerprint)
    assert [one.seq for one in logged(office) if one.chain == mine] == list(
        range(1, ledger.chain(office.db, of(hall)).seq + 1)
    )


def test_a_revocation_is_a_leaf_once(office: Machine, hall: Machine):
    taken_in(office, hall)
    revocation.revoke(office.db, hall.keys.fingerprint, "anna", "失窃", 77)
    begun(office)
    assert sequencing.take_in(office.db) == 1
    assert entries(office)[-1] == leaves.revoked(hall.keys.fingerprint, 77)
    assert sequencing.take_in(office.db) == 0


def test_a_chain_that_was_set_aside_is_not_put_in_twice_and_its_successor_is(
    office: Machine, hall: Machine
):
    given(hall, 3)
    taken_in(office, hall)
    with office.db.writing():
        aside = epochs.set_aside(office.db, of(hall))
    written(office, of(hall))
    before = len(entries(office))
    assert sequencing.take_in(office.db) == 2, "its epoch, and the one entry that is new"
    said = leaves.read_entry(entries(office)[-1])
    assert said is not None and said.hash == ledger.hash_at(office.db, of(hall), 1)
    assert sequencing.leaf_of(office.db, of(hall), 1) == before + 1
    assert sequencing.leaf_of(office.db, aside, 1) is not None
    assert sequencing.leaf_of(office.db, of(hall), 2) is None


def test_what_head_office_writes_is_in_the_log_under_its_own_type(office: Machine):
    begun(office)
    written(office, ChainId(HERE, ledger.OFFICE, 1))
    assert sequencing.take_in(office.db) == 2
    assert logged(office)[-1].chain == leaves.of_chain(HERE, ledger.OFFICE)


def test_a_new_log_has_entries_whose_rows_are_in_archive_files(office: Machine, hall: Machine):
    for number in (1, 3, 5):
        tap(hall, number)
        rate(hall, number + 1, "1")  # which stays, since no one has looked at it
    taken_in(office, hall)
    moved(office)
    renewing.forget(office.db)
    begun(office)
    sequencing.take_in(office.db)
    chain, last = leaves.of_station(hall.keys.fingerprint), ledger.chain(office.db, of(hall)).seq
    assert [one.seq for one in logged(office) if one.chain == chain] == list(range(1, last + 1))
    for seq in range(1, last + 1):
        leaf = sequencing.leaf_of(office.db, of(hall), seq)
        assert leaf is not None
        said = leaves.read_entry(log.entry(office.db, leaf))
        assert said is not None and (said.seq, said.hash) == (
            seq,
            ledger.hash_at(office.db, of(hall), seq),
        )


def test_the_log_of_a_chain_ends_where_an_entry_was_lost(office: Machine, hall: Machine):
    given(hall, 4)
    sync_round(hall, office)
    office.db.run(Ledger.delete().where(Ledger.seq == 3, Ledger.station == of(hall).station))
    taken_in(office, hall)
    chain = leaves.of_station(hall.keys.fingerprint)
    assert [one.seq for one in logged(office) if one.chain == chain] == [1, 2]
    assert taken_in(office) == 0
