"""Chains set aside keep everything but their id."""

from kiosk.records.ledger import alarms, identity, ledger
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.aside import set_aside
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.verify import verify
from tests.cast import HERE, Machine
from tests.sync.cast import counts, tap


def test_of_two_chains_set_aside_each_keeps_its_name(hall: Machine):
    of = identity.me(hall.db).chain
    for _ in range(2):
        with hall.db.writing():
            ledger.set_head(hall.db, of, b"", 1, b"same head")
            set_aside(hall.db, of)
    names = {one.station for one in ledger.chains(hall.db, HERE)}
    assert len(names) == 2 and all(ledger.writer(name) == of.station for name in names)


def test_rows_counts_and_alarms_go_along(hall: Machine):
    tap(hall, 1)
    of = identity.me(hall.db).chain
    alarms.alarm(hall.db, of, 1, "conflict", "x", 1)
    before = counts(hall)
    with hall.db.writing():
        aside = set_aside(hall.db, of)
    assert counts(hall) == before and ledger.chain(hall.db, of).seq == 0
    (row,), (raised,) = hall.db.rows(Ledger.select()), hall.db.rows(Alarm.select())
    assert row.station == raised.station == aside.station != of.station
    assert verify(hall.db) is None
