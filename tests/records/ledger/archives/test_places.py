"""A walk over a chain finds each entry in its row or its archive, and names what is in neither."""

import pytest

from kiosk.records.ledger.archives import places
from kiosk.records.ledger.archives.parts import ArchivedPart
from kiosk.records.ledger.archives.places import Gone
from kiosk.records.ledger.ledger import ChainId, Ledger
from tests.cast import HERE, Machine, sync_round
from tests.records.upkeep.archives.cast import fault
from tests.sync.cast import tap


def walked(hall: Machine, office: Machine) -> list[object]:
    of = ChainId(HERE, hall.keys.fingerprint, 1)
    return list(places.entries(office.db, of))


def test_each_entry_comes_once_in_its_order(hall: Machine, archived: Machine):
    tap(hall, 9)
    sync_round(hall, archived)
    found = walked(hall, archived)
    assert [isinstance(one, Gone) for one in found] == [True, True, True, True, False, False]
    assert [one.seq for one in found] == [1, 2, 3, 4, 5, 6]  # type: ignore[attr-defined]
    assert fault(archived) == ""


def test_a_row_that_should_have_stayed_is_missed(archived: Machine):
    archived.db.run(Ledger.delete().where(Ledger.kind == "rating"))
    assert "entry 5 is in its archive, but its row is missing" in fault(archived)


def test_a_row_that_moved_and_is_back_is_named(hall: Machine, archived: Machine):
    row = hall.db.first(Ledger.select().where(Ledger.seq == 2))
    archived.db.run(Ledger.insert(row.__data__))
    assert "entry 2 is in the database, but was moved" in fault(archived)


def test_a_row_that_is_not_the_archived_one_is_named(archived: Machine):
    archived.db.run(Ledger.update(hash=bytes(32)))
    assert "entry 5 is not the one in its archive" in fault(archived)


def test_an_archive_that_is_no_longer_noted_leaves_a_gap(archived: Machine):
    archived.db.run(ArchivedPart.delete())
    assert "entry 5 in the place of entry 1" in fault(archived)


@pytest.mark.parametrize("field", ["prev", "hashes"])
def test_noted_hashes_that_were_changed_are_found(archived: Machine, field: str):
    part = archived.db.first(ArchivedPart.select())
    changed = bytes([getattr(part, field)[0] ^ 1]) + bytes(getattr(part, field))[1:]
    archived.db.run(ArchivedPart.update({field: changed}))
    assert fault(archived) != ""
