"""What is read on and on misses nothing that is still on its way."""

from kiosk.records.exchange.feed import in_order
from kiosk.records.exchange.feed.evaluations import RATINGS
from kiosk.records.exchange.feed.in_order import Place
from tests.cast import Machine, Time, sync_round
from tests.records.feedback.cast import rate


def test_a_batch_that_may_still_be_overtaken_waits(hall: Machine, office: Machine, time: Time):
    rate(hall, 1, "5")
    sync_round(hall, office)
    settled = time().utc + in_order.SETTLED_MS
    assert in_order.after(office.db, RATINGS, Place(), settled - 1).rows == []
    found = in_order.after(office.db, RATINGS, Place(), settled + 10)
    assert [row.mark for row in found.rows] == ["5"] and not found.more
    assert in_order.after(office.db, RATINGS, found.place, settled + 10).rows == []
