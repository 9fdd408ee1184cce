"""What an administrator sees of the ledger and of codes."""

from kiosk.records.feedback import cards
from tests.cast import HERE, MANAGER, WANG, Machine, by_visit, sync_round
from tests.commands.cast import kiosk


def test_verify_names_what_was_touched(hall: Machine):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    good = kiosk(hall, "verify")
    assert (good.returncode, good.stdout) == (0, "the ledger is as it was written\n")
    hall.db.sql("UPDATE ledger SET mark = 'patient'")
    bad = kiosk(hall, "verify")
    assert bad.returncode == 1
    said = " ".join(bad.stderr.split())
    assert "entry 1, column mark" in said


def test_codes_users_and_pins_are_printed_once(hall: Machine, office: Machine):
    assert len(kiosk(office, "code", HERE).stdout.strip()) == 44
    assert "没有这个网点" in kiosk(office, "code", "nowhere").stderr
    assert len(kiosk(office, "user", "admin").stdout.strip()) >= 16
    pin = kiosk(hall, "pin", MANAGER).stdout.strip()
    assert len(pin) == 6 and pin.isdecimal()
    assert kiosk(hall, "pin", "9999").returncode == 1
    sync_round(hall, office)
