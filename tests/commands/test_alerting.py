"""The thread of alerts: what one look does at a station, at the office, in a hall alone."""

import threading

import pytest

from kiosk.commands import alerting
from kiosk.commands.alerting import Rounds
from kiosk.records.alerts import deliveries
from kiosk.records.alerts.listed import Alert
from kiosk.rules.alerts.deciding import HOUR_MS
from tests.cast import Machine, sync_round
from tests.records.alerts.cast import rate, receiver
from tests.sync.alerts.cast import outside


def rounds(machine: Machine) -> Rounds:
    return Rounds(machine.config, machine.keys, machine.time())


def alerts(machine: Machine) -> list[str]:
    return [one.event for one in machine.db.rows(Alert.select().order_by(Alert.at))]


def test_each_machine_notices_and_only_the_office_sends(hall: Machine, office: Machine):
    rate(hall, 1)
    sync_round(hall, office)
    for machine in (hall, office):
        receiver(machine)
        rounds(machine).look(machine.db, machine.time())
        assert alerts(machine) == ["low_grade"]
    assert deliveries.listed(hall.db).number == 0
    assert deliveries.listed(office.db).number == 1


def test_a_hall_alone_sends_to_the_end(alone: Machine):
    with outside() as there:
        receiver(alone, address=there.url)
        rate(alone, 1)
        looking = rounds(alone)
        looking.look(alone.db, alone.time())
        for job in list(looking._sender.jobs.values()):
            job.thread.join(20)
        alone.time.pass_by(5_000)
        looking.look(alone.db, alone.time())
        assert deliveries.listed(alone.db, state="sent").number == 1 and len(there.asked) == 1


def test_states_are_looked_at_every_half_minute_and_silence_after_an_hour(
    hall: Machine, office: Machine
):
    office.time.pass_by(30 * HOUR_MS)
    looking = rounds(office)
    looking.look(office.db, office.time())
    office.time.pass_by(HOUR_MS - 1)
    looking.look(office.db, office.time())
    assert alerts(office) == []
    office.time.pass_by(1)
    looking.look(office.db, office.time())
    assert alerts(office) == [], "not within half a minute"
    office.time.pass_by(30_000)
    looking.look(office.db, office.time())
    assert alerts(office) == ["silent_station"]


def test_a_machine_that_belongs_nowhere_yet_looks_at_nothing(new: Machine):
    rounds(new).look(new.db, new.time())
    assert alerts(new) == []


def test_old_alerts_and_messages_are_forgotten_in_time(alone: Machine):
    receiver(alone)
    rate(alone, 1)
    looking = rounds(alone)
    looking.look(alone.db, alone.time())
    alone.time.pass_by(alerting.KEPT_MS + HOUR_MS)
    looking.look(alone.db, alone.time())
    assert alerts(alone) == []


def test_the_thread_goes_on_whatever_happens(alone: Machine, monkeypatch: pytest.MonkeyPatch):
    stop, looks = threading.Event(), []

    def fails(*_args: object) -> None:
        looks.append(1)
        if len(looks) == 3:
            stop.set()
        raise OSError("the disk is gone")

    monkeypatch.setattr(Rounds, "look", fails)
    monkeypatch.setattr(alerting, "LOOK_S", 0.01)
    alerting.keep_alerting(alone.config, alone.db, alone.keys, stop)
    assert len(looks) == 3


def test_messages_speak_the_receivers_language():
    assert alerting.say("zh")("低分评价") == "低分评价"
    assert alerting.say("en")("低分评价") == "Low rating"
