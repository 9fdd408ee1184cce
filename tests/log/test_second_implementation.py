"""Another implementation of RFC 6962 (pymerkle) gives the same roots and accepts our hashes."""

import pytest

from kiosk.records.transparency import log
from tests.cast import Machine
from tests.records.transparency.cast import entries, given, taken_in
from tests.records.transparency.test_checkpoints import state

pymerkle = pytest.importorskip("pymerkle", reason="pymerkle is not installed: requirements-dev.txt")


def test_the_roots_of_a_growing_log_are_the_same(office: Machine, hall: Machine):
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    for number in (1, 2, 5, 300):
        given(hall, min(number, 5))
        taken_in(office, hall)
        if number > 5:
            with office.db.writing_in(log.TURN):
                log.append(office.db, [n.to_bytes(60, "big") for n in range(number)])
        for entry in entries(office)[theirs.get_size() :]:
            theirs.append_entry(entry)
        assert theirs.get_size() == state(office).size
        assert theirs.get_root() == bytes(state(office).root)
    assert state(office).size > 300
