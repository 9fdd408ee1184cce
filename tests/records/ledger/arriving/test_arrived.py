"""The order of arrival never goes back, not even with the clock."""

import importlib

import pytest

from kiosk.records.cases import steps
from kiosk.records.ledger import ledger
from kiosk.records.ledger.arriving import arrived
from kiosk.records.ledger.arriving.arrived import Arrived
from kiosk.records.ledger.ledger import OFFICE
from tests.cast import HERE, LI, NOON, Machine, Time, sync_round
from tests.records.cases.cast import central, file, k
from tests.records.feedback.cast import rate

MIGRATION = importlib.import_module("kiosk.migrations.0058_own_entries")


def noted(office: Machine) -> list[tuple[int, int, int]]:
    rows = office.db.rows(Arrived.select().order_by(Arrived.at))
    return [(row.at, row.first, row.last) for row in rows]


def test_every_batch_is_noted_once_at_head_office_alone(hall: Machine, office: Machine, time: Time):
    before = ledger.chains(office.db, HERE, hall.keys.fingerprint)
    held = before[0].seq if before else 0
    rate(hall, 1, "5")
    sync_round(hall, office)
    sync_round(hall, office)
    assert noted(office)[-1] == (NOON, held + 1, held + 1)
    assert noted(hall) == []


def test_a_clock_that_was_put_back_puts_nothing_behind_a_reader(
    hall: Machine, office: Machine, time: Time
):
    rate(hall, 1, "5")
    sync_round(hall, office)
    last = noted(office)[-1][0]
    time.step(-3_600_000)
    rate(hall, 2, "4")
    sync_round(hall, office)
    assert noted(office)[-1][0] > last


def test_it_knows_when_an_entry_came(hall: Machine, office: Machine, time: Time):
    rate(hall, 1, "5")
    sync_round(hall, office)
    time.pass_by(60_000)
    rate(hall, 2, "4")
    sync_round(hall, office)
    last = ledger.chains(office.db, HERE, hall.keys.fingerprint)[0]
    of = ledger.chain_of(last)
    found = [arrived.when(office.db, of, last.seq + n) for n in (-1, 0, 1)]
    assert found == [NOON, NOON + 60_000, None]
    assert arrived.when(office.db, of._replace(epoch=2), last.seq) is None


def own(office: Machine) -> list[tuple[int, int]]:
    """The entries of head office's own chain that are in the order."""
    rows = office.db.rows(Arrived.select().where(Arrived.station == OFFICE).order_by(Arrived.first))
    return [(row.first, row.last) for row in rows]


@pytest.mark.both
def test_what_head_office_writes_is_in_the_order(hall: Machine, office: Machine, time: Time):
    case_id = file(hall).case.event_id
    sync_round(hall, office)
    before = noted(office)[-1][0]
    steps.accept(office.db, central(office), office.case(case_id), k(200), LI, False, "")
    assert own(office) == [(1, 1)] and noted(office)[-1] == (before + 1, 1, 1)
    steps.accept(office.db, central(office), office.case(case_id), k(200), LI, False, "")
    sync_round(hall, office)
    assert own(office) == [(1, 1)] and noted(hall) == []


@pytest.mark.both
def test_what_head_office_wrote_before_is_put_in_the_order_once(hall: Machine, office: Machine):
    case_id = file(hall).case.event_id
    sync_round(hall, office)
    steps.accept(office.db, central(office), office.case(case_id), k(200), LI, False, "")
    steps.reply(office.db, central(office), office.case(case_id), k(201), "fixed", "")
    sync_round(hall, office)
    second = (Arrived.station == OFFICE) & (Arrived.first == 2)
    for without in (second, Arrived.station == OFFICE, second):
        for machine in (hall, office):
            with machine.db.writing():
                machine.db.run(Arrived.delete().where(without))
                MIGRATION.up(None, machine.db.peewee)
        assert own(office)[-1][1] == 2 and noted(hall) == []
    assert own(office) == [(1, 2)]
