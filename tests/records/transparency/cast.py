"""A log that has begun, and facts that arrive for it."""

import secrets

from kiosk.records.feedback import cards
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.transparency import log, sequencing
from kiosk.records.transparency.log import LogState
from kiosk.rules.transparency import leaves, merkle, tiles
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import CardGiven, Standing
from tests.cast import WANG, Machine, by_visit, plant, sync_round

NAME = "log.example"


def begun(office: Machine) -> LogState:
    return log.begin(office.db, NAME, office.keys, office.time().utc)


def given(hall: Machine, number: int = 1) -> None:
    """A customer gives cards at the hall."""
    for _ in range(number):
        author = by_visit(hall.db, hall.time())
        cards.give(hall.db, author, hall.new_id(), WANG, "polite", "")


def written(machine: Machine, of: ChainId) -> None:
    """A card is appended to a chain, whatever this machine may write."""
    card = CardGiven(
        event_id=secrets.token_hex(16), branch=of.branch, day=machine.today(),
        at=machine.time.utc, clock=Standing("b", 1), mark="polite", clerk=WANG, giver="customer",
        entry="screen",
    )  # fmt: skip
    plant(machine.db, of, [facts.encode(card)])


def taken_in(office: Machine, *halls: Machine, batches: bool = False) -> int:
    """What the halls have goes up, and into the log; how many leaves that is."""
    for hall in halls:
        sync_round(hall, office)
    begun(office)
    return sequencing.take_in(office.db, batches=batches)


def entries(office: Machine) -> list[bytes]:
    """All leaves of the log, which are those of its tree."""
    state = log.state(office.db)
    assert state is not None
    found = [log.entry(office.db, n) for n in range(state.size)]
    grown = tiles.grown(0, [merkle.leaf_hash(one) for one in found], lambda _level, _number: b"")
    assert grown == {key: log.tile(office.db, *key) for key in grown}, (
        "tiles are those of the entries"
    )
    root = merkle.root(len(found), tiles.subtrees(lambda level, number: grown[level, number]))
    assert root == bytes(state.root)
    return found


def logged(office: Machine) -> list[leaves.Entry]:
    """The entries of chains in the log, in its order."""
    return [one for leaf in entries(office) if (one := leaves.read_entry(leaf)) is not None]
