"""The door: one key is one fact, stamped, in the chain that is in use."""

import pytest

from kiosk.records.cases import contact_use, counter, steps
from kiosk.records.cases.counter import Taken
from kiosk.records.cases.filing import Filed
from kiosk.records.feedback import registers
from kiosk.records.ledger import identity, ledger
from kiosk.vocabulary.facts import BODY_LIMIT
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, Machine, plant
from tests.records.cases.cast import STILL, WORDS, desk, file, k


def test_a_body_has_at_most_16_kb(hall: Machine):
    me = identity.me(hall.db)
    with pytest.raises(ValueError, match="16384"), hall.db.writing():
        head = b'{"kind":"x","event_id":"1","branch":"sb01","day":"2026-01-01","c":"'
        plant(hall.db, me.chain, [head + b"x" * BODY_LIMIT + b'"}'])


def test_an_author_made_before_the_hall_joined_writes_nothing(hall: Machine):
    receipt = file(hall)
    old = desk(hall)._replace(chain=desk(hall).chain._replace(station="former"))
    case, paper = hall.case(receipt.case.event_id), Taken("form", hall.today())
    praise = Filed("praise", text="好")
    for verb in (
        lambda: steps.accept(hall.db, old, case, k(1), LI, False, ""),
        lambda: registers.open_box(hall.db, old, k(2), LI, 0),
        lambda: contact_use.make_key(hall.db, old, k(3), WORDS, STILL),
        lambda: counter.take_in(hall.db, old, hall.keys, k(4), praise, paper, None),
    ):
        with pytest.raises(Refusal, match="not_saved"):
            verb()
    assert [chain.station for chain in ledger.chains(hall.db, HERE)] == [hall.keys.fingerprint]
