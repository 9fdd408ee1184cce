"""What the morning sheet prints of the chain is found again by the auditor's program."""

import datetime

from kiosk.records.ledger import identity, ledger
from kiosk.records.receipts import heads
from tests.cast import HERE, Machine, Time, sync_round
from tests.records.receipts.cast import DAY_MS, give
from verify import verify


def test_the_head_is_that_of_the_evening_before(hall: Machine, time: Time):
    today = hall.today()
    assert heads.printed(hall.db, today) == ""
    give(hall, 1)
    give(hall, 2)
    time.pass_by(DAY_MS)
    give(hall, 3)
    of, tomorrow = identity.me(hall.db).chain, today + datetime.timedelta(1)
    said = heads.printed(hall.db, tomorrow)
    assert verify.read_head(said) == (of.station, 1, 2, ledger.hash_at(hall.db, of, 2).hex()[:24])
    assert "/3/" in heads.printed(hall.db, tomorrow + datetime.timedelta(1))
    assert heads.printed(hall.db, tomorrow) == said, "a past day's sheet says the same again"


def test_it_is_the_head_of_the_stations_own_chain(hall: Machine, office: Machine, another_hall):
    give(hall, 1)
    second = another_hall("second", HERE)
    for number in (2, 3):
        give(second, number)
    for station in (second, hall):
        sync_round(station, office)
    tomorrow = hall.today() + datetime.timedelta(1)
    assert heads.printed(hall.db, tomorrow).startswith(f"{hall.keys.fingerprint}/1/1/")
