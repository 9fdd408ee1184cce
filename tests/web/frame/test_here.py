"""What a view works with is its application's own, and the moment is read once."""

import pytest

from kiosk.ground import clock
from kiosk.web.frame.here import here
from tests.cast import Machine, Time


def test_each_application_has_its_own_database_keys_and_screen(hall: Machine, office: Machine):
    for machine, screen in ((hall, "lobby"), (hall, "desk"), (office, "office"), (hall, "lobby")):
        with machine.app(screen).test_request_context():
            assert (here.db, here.keys, here.config) == (machine.db, machine.keys, machine.config)
            assert here.screen == screen


def test_a_request_reads_the_clock_once(hall: Machine, time: Time, monkeypatch: pytest.MonkeyPatch):
    looks = []
    monkeypatch.setattr(clock, "read", lambda: looks.append(1) or time())
    with hall.app("lobby").test_request_context():
        assert looks == [], "not before somebody asks"
        first = here.now
        time.pass_by(5_000)
        assert here.now == first and len(looks) == 1
    with hall.app("lobby").test_request_context():
        assert here.now.utc == first.utc + 5_000
