"""The order of arrival never goes back, not even with the clock."""

from kiosk.records.exchange.feed import arrived
from kiosk.records.exchange.feed.arrived import Arrived
from kiosk.records.ledger import ledger
from tests.cast import HERE, NOON, Machine, Time, sync_round
from tests.records.feedback.cast import rate


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
