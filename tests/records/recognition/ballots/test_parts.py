"""Files of an election in the ledger: in pieces, the same bytes at station and head office."""

import os

import pytest

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.recognition.ballots import parts
from kiosk.rules.recognition.ballots import elections as rule
from kiosk.vocabulary import facts
from tests.cast import HERE, THERE, Machine, sync_round
from tests.records.recognition.ballots.cast import desk

ELECTION = "e" * 64


def stored(hall: Machine, content: bytes) -> str:
    with hall.db.writing():
        return parts.write(hall.db, desk(hall), ELECTION, content)


@pytest.mark.parametrize("size", [0, 1, parts.PIECE, 5 * parts.PIECE + 1])
def test_what_is_stored_is_read_here_and_there(hall: Machine, office: Machine, size: int):
    content = os.urandom(size)
    name = stored(hall, content)
    assert stored(hall, content) == name, "stored twice, it is there once"
    sync_round(hall, office)
    for machine in (hall, office):
        assert parts.read(machine.db, HERE, ELECTION, name) == content
    rows = hall.db.rows(Ledger.select().where(Ledger.kind == "election_part"))
    assert len(rows) == size // parts.PIECE + 1
    assert max(len(row.body) for row in rows) <= facts.BODY_LIMIT


def test_what_is_not_whole_is_none(hall: Machine):
    name = stored(hall, os.urandom(3 * parts.PIECE))
    assert parts.read(hall.db, HERE, ELECTION, "f" * 64) is None
    assert parts.read(hall.db, THERE, ELECTION, name) is None
    with hall.db.writing():
        piece = rule.part_id(ELECTION, name, 1)
        hall.db.run(Ledger.delete().where(Ledger.event_id == piece))
    assert parts.read(hall.db, HERE, ELECTION, name) is None
