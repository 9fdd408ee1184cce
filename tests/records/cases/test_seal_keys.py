"""Which key customers' numbers are sealed for."""

from kiosk.records.cases import seal_keys
from tests.cast import HERE, Machine
from tests.records.cases.cast import make_key


def test_details_are_sealed_for_the_office_and_the_manager(hall: Machine, office: Machine):
    assert seal_keys.readers(hall.db) == [office.keys.public]
    keys = make_key(hall)
    assert seal_keys.readers(hall.db) == [office.keys.public, keys.public]
    made = seal_keys.manager_key(hall.db, HERE)
    assert made is not None and made.public == keys.public.hex()
