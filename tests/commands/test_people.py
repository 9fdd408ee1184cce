"""PINs and head office's users, from the command line."""

import pytest

from kiosk.records.ledger import ledger, security_log
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import pins, users
from kiosk.vocabulary import facts
from tests.cast import MANAGER, WANG, Machine
from tests.commands.cast import run


def test_a_managers_pin_is_reset_printed_once_and_logged(hall: Machine):
    pin = run(hall, "pin", MANAGER).output.strip()
    pins.sign_in(hall.db, hall.keys, "desk", MANAGER, pin, hall.time())
    assert pins.is_one_time(hall.db, MANAGER)
    (row,) = security_log.listed(hall.db, "pin_set").rows
    assert (row.screen, row.subject) == ("command", MANAGER) and row.who
    (fact,) = hall.db.rows(Ledger.select())
    told = ledger.read(fact)
    assert isinstance(told, facts.PinChanged) and told.one_time and told.by == ""
    assert run(hall, "pin", "9999").exit_code == 1


def test_every_other_clerk_gets_a_pin_from_the_manager(hall: Machine):
    refused = run(hall, "pin", WANG)
    assert refused.exit_code == 1 and "only_managers_pin" in str(refused.exception)
    assert hall.db.rows(pins.Pin.select()) == []


def test_a_user_is_made_blocked_let_in_and_removed(office: Machine):
    passwords = [run(office, "user", name).output.strip() for name in ("Anna", "bert", "anna")]
    assert len(set(passwords)) == 3 and all(len(one) == 19 for one in passwords)
    users.check(office.db, office.keys, "anna", passwords[2], office.time())
    for step, state in (("block", "blocked"), ("unblock", "active"), ("remove", "removed")):
        assert run(office, "user", "bert", f"--{step}").output == f"bert: {step}\n"
        assert users.find(office.db, "bert").state == state
    done = [row.action for row in security_log.every(office.db)]
    assert done == ["password_set"] * 3 + ["user_blocked", "user_unblocked", "user_removed"]


@pytest.mark.parametrize(
    "words, code",
    [(("bert",), "user_not_now"), (("anna", "--remove"), "last_user"),
     (("a b",), "odd_name"), (("dora", "--block"), "unknown_user")],
)  # fmt: skip
def test_what_cannot_be_done_is_refused(office: Machine, words: tuple[str, ...], code: str):
    for name in ("anna", "bert"):
        run(office, "user", name)
    run(office, "user", "bert", "--remove")
    assert code in str(run(office, "user", *words).exception)
