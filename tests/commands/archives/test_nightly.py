"""A running office archives by itself; a station never does."""

from kiosk.commands.archives import nightly
from kiosk.records.ledger.ledger import Ledger
from tests.cast import Machine, sync_round
from tests.records.upkeep.archives.cast import DAY
from tests.sync.cast import tap


def test_the_office_alone_archives_what_is_older_than_the_term(hall: Machine, office: Machine):
    tap(hall, 1)
    sync_round(hall, office)
    office.time.pass_by(4 * 365 * DAY)
    for machine in (hall, office):
        nightly.archive(machine.config, machine.db, machine.keys)
        assert len(machine.db.rows(Ledger.select())) == 1
        machine.config.keep_months = 36
    nightly.archive(hall.config, hall.db, hall.keys)
    assert len(hall.db.rows(Ledger.select())) == 1
    nightly.archive(office.config, office.db, office.keys)
    assert office.db.rows(Ledger.select()) == []
