"""A hall without an office is founded by one command."""

import pytest

from kiosk.records.exchange import joining
from kiosk.records.ledger import identity
from kiosk.records.people import clerks, pins
from kiosk.records.publishing import branches
from tests.cast import Machine
from tests.commands.cast import found, kiosk


def test_a_hall_is_founded_with_its_manager_and_a_pin(new: Machine):
    done = found(new, "--since", "2014-01-01")
    first, second = done.stdout.splitlines()
    assert first == f"founded: branch np07, station {new.keys.fingerprint}"
    badge, pin = second.split()
    assert badge == "0101" and len(pin) == 6 and pin.isdecimal()
    assert joining.is_standalone(new.db)
    assert clerks.is_manager(new.db, "np07", "0101", new.today())
    hall = branches.hall(new.db, new.today())
    assert hall is not None and hall.organisation == "宁浦邮政"
    pins.sign_in(new.db, new.keys, "desk", "0101", pin, new.time())
    again = found(new)
    assert again.returncode == 1 and "已属于一个网点" in again.stderr


def test_what_was_not_said_is_asked_for(new: Machine):
    asked = kiosk(new, "found", "np07")
    assert asked.returncode == 1 and "单位 organisation" in asked.stdout
    assert "Traceback" not in asked.stderr


@pytest.mark.parametrize(
    "more, says",
    [
        (("--zone", "Mars/X"), "没有这个时区"),
        (("--since", "soon"), "日期格式应为"),
        (("--badge", "0 1"), "只能使用字母"),
        (("--hall", ""), "必填"),
    ],
)
def test_a_bad_value_is_named_and_nothing_is_founded(new: Machine, more, says):
    done = found(new, *more)
    assert done.returncode == 1 and says in done.stderr
    assert new.db.first(identity.Identity.select()) is None
