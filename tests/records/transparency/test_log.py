"""A log begins once, grows, and has a key of its own."""

import random

import pytest

from kiosk.records.transparency import log
from kiosk.rules.transparency import leaves, merkle, tiles
from tests.cast import Machine
from tests.records.transparency.cast import NAME, begun, entries

pytestmark = pytest.mark.both


def test_a_log_begins_with_head_offices_key_and_only_once(office: Machine):
    state = begun(office)
    assert state.origin == f"{NAME}/{office.time.utc}"
    office.time.pass_by(1000)
    assert begun(office).origin == state.origin
    assert entries(office) == [leaves.head_office(office.keys.public)]


def test_its_key_belongs_to_its_name(office: Machine):
    one, other = (log.verifier(office.keys, name) for name in ("a/1", "a/2"))
    assert one.public != other.public and office.keys.public not in (one.public, other.public)
    assert one == log.verifier(office.keys, "a/1")


def test_a_log_grown_in_any_steps_is_the_tree_of_its_entries(office: Machine):
    begun(office)
    drawn, made = random.Random(3), [n.to_bytes(60, "big") for n in range(1_000)]
    here = 0
    while here < len(made):
        part = made[here : here + drawn.choice([1, 2, 200, 256, 300])]
        with office.db.writing_in(log.TURN):
            assert log.append(office.db, part) == here + 1
        here += len(part)
    assert entries(office)[1:] == made
    state, tree = log.state(office.db), log.Tree(office.db)
    assert state is not None and state.size == 1001
    path = merkle.inclusion(700, 1001, tree.subtree)
    leaf = merkle.leaf_hash(made[699])
    assert merkle.includes(700, 1001, leaf, path, bytes(state.root))
    assert len(log.tile(office.db, 0, 3)) == (1001 - 768) * tiles.HASH
    assert log.tile(office.db, 0, 9) == b"" == log.bundle(office.db, 9)
