"""What the ledger knows of archived entries without their rows."""

import datetime

import pytest

from kiosk.records.ledger import ledger
from kiosk.records.ledger.archives import parts
from kiosk.records.ledger.ledger import ChainId
from kiosk.rules.ledger.archives import BadArchive
from tests.cast import HERE, THERE, Machine
from tests.records.upkeep.archives.cast import files


def test_every_hash_is_still_there(hall: Machine, archived: Machine):
    of = ChainId(HERE, hall.keys.fingerprint, 1)
    assert parts.last(archived.db, of) == 5
    for seq in range(6):
        assert ledger.hash_at(archived.db, of, seq) == ledger.hash_at(hall.db, of, seq)
    assert ledger.hash_at(archived.db, of, 6) is None
    assert parts.last(archived.db, of._replace(epoch=2)) == 0


def test_the_hashes_of_some_entries(hall: Machine, archived: Machine):
    of = ChainId(HERE, hall.keys.fingerprint, 1)
    found = parts.hashes(archived.db, of, 2, 9)
    assert found == {seq: ledger.hash_at(hall.db, of, seq) for seq in range(2, 6)}
    assert parts.hashes(archived.db, of, 6, 9) == {}


def test_entries_are_read_from_the_file(hall: Machine, archived: Machine):
    of = ChainId(HERE, hall.keys.fingerprint, 1)
    wanted = ledger.batch(hall.db, of, 2, 10, 10_000)
    assert ledger.batch(archived.db, of, 2, 10, 10_000) == wanted
    (file,) = files(archived)
    file.unlink()
    assert ledger.batch(archived.db, of, 2, 10, 10_000).entries == ()
    with pytest.raises(BadArchive):
        parts.entries(archived.db, of, 3)
    assert ledger.batch(archived.db, of, 4, 10, 10_000).entries == wanted.entries[2:]


def test_a_fact_leads_to_its_file_once_its_row_is_gone(archived: Machine):
    found = parts.file_of(archived.db, HERE, f"{2:032x}")
    assert found is not None and (found.month, found.number) == ("2026-11", 1)
    assert parts.file_of(archived.db, HERE, f"{5:032x}") is None, "it stayed"
    assert parts.file_of(archived.db, THERE, f"{2:032x}") is None
    assert parts.file_of(archived.db, HERE, "unknown") is None


def test_lists_learn_up_to_when_facts_are_archived(hall: Machine, archived: Machine):
    last = datetime.date(2026, 11, 30)
    assert parts.until(archived.db) == parts.until(archived.db, [HERE]) == last
    assert parts.until(archived.db, [THERE]) is None
    assert parts.until(hall.db) is None


def test_only_what_is_in_a_file_can_be_noted_as_gone(hall: Machine, archived: Machine):
    of = ChainId(HERE, hall.keys.fingerprint, 1)
    with pytest.raises(BadArchive):
        parts.note_gone(archived.db, of, [5, 6])
