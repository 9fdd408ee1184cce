"""The spare holds what a machine is and publishes, and nothing of what happened in it."""

from kiosk.ground.db import Database
from kiosk.records.feedback import cards
from kiosk.records.ledger import identity
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.publishing import documents
from kiosk.records.upkeep import spare
from tests.cast import HERE, WANG, Machine, by_visit, publish_cast, sync_round


def opened(machine: Machine) -> Database:
    held = Database(machine.config.spare)
    held.migrate()
    return held


def test_a_spare_knows_the_station_and_what_is_published(hall: Machine):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    held = opened(hall)
    assert spare.keep(hall.db, held) > 3
    assert identity.me(held).station == identity.me(hall.db).station
    today = hall.today()
    assert documents.read_all(held, "clerk", today) == documents.read_all(hall.db, "clerk", today)
    assert held.first(Ledger.select()) is None
    held.close()


def test_what_has_not_changed_is_not_written_again(hall: Machine, office: Machine):
    held = opened(hall)
    spare.keep(hall.db, held)
    assert spare.keep(hall.db, held) == 0
    publish_cast(office)
    documents.store_blob(hall.db, b"a new picture")
    assert spare.keep(hall.db, held) == 1
    sync_round(hall, office)
    assert spare.keep(hall.db, held) >= 1
    held.close()


def test_without_a_spare_what_can_be_read_of_the_old_one_is_copied(hall: Machine):
    new = Database(hall.config.folder / "new.db")
    new.migrate()
    assert spare.rescue(hall.db, new) == len(spare.KEPT) + 1
    assert identity.me(new).branch == HERE
    new.close()
