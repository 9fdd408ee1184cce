"""What one look does at a station, at the office, in a hall alone."""

from kiosk.records.alerts import deliveries
from kiosk.records.alerts.listed import Alert
from kiosk.rules.alerts.deciding import HOUR_MS
from kiosk.sync.alerts import looking
from kiosk.sync.alerts.looking import Rounds
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
        one = rounds(alone)
        one.look(alone.db, alone.time())
        for job in list(one._sender.jobs.values()):
            job.thread.join(20)
        alone.time.pass_by(5_000)
        one.look(alone.db, alone.time())
        assert deliveries.listed(alone.db, state="sent").number == 1 and len(there.asked) == 1


def test_states_are_looked_at_every_half_minute_and_silence_after_an_hour(
    hall: Machine, office: Machine
):
    office.time.pass_by(30 * HOUR_MS)
    one = rounds(office)
    one.look(office.db, office.time())
    office.time.pass_by(HOUR_MS - 1)
    one.look(office.db, office.time())
    assert alerts(office) == []
    office.time.pass_by(1)
    one.look(office.db, office.time())
    assert alerts(office) == [], "not within half a minute"
    office.time.pass_by(30_000)
    one.look(office.db, office.time())
    assert alerts(office) == ["silent_station"]


def test_a_machine_that_belongs_nowhere_yet_looks_at_nothing(new: Machine):
    rounds(new).look(new.db, new.time())
    assert alerts(new) == []


def test_old_alerts_and_messages_are_forgotten_in_time(alone: Machine):
    receiver(alone)
    rate(alone, 1)
    one = rounds(alone)
    one.look(alone.db, alone.time())
    alone.time.pass_by(looking.KEPT_MS + HOUR_MS)
    one.look(alone.db, alone.time())
    assert alerts(alone) == []


def test_messages_speak_the_receivers_language():
    assert looking.say("zh")("低分评价") == "低分评价"
    assert looking.say("en")("低分评价") == "Low rating"
