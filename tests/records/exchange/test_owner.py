"""A database knows whose key it needs; a station that lost it enrols again with a new one."""

from pathlib import Path

from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_store, filing
from kiosk.records.exchange import owner
from kiosk.records.feedback import cards
from kiosk.records.ledger import alarms, identity
from tests.cast import HERE, LI, Machine, Time, by_visit, machine, sync_round
from tests.records.cases.cast import file
from tests.records.exchange.cast import a_code, counted, history, is_sound, join, key


def test_a_new_machine_takes_any_key(tmp_path: Path, time: Time):
    for role in ("station", "office"):
        new = machine(tmp_path / role, role, time)
        assert not owner.is_settled(new.db) and owner.is_owned_by(new.db, Keys(b"x" * 32))
        new.db.close()


def test_a_settled_machine_takes_its_own_alone(hall: Machine, office: Machine, alone: Machine):
    for one in (hall, office, alone):
        assert owner.is_settled(one.db)
        assert owner.is_owned_by(one.db, one.keys)
        assert not owner.is_owned_by(one.db, Keys(b"x" * 32))


def with_a_new_key(hall: Machine) -> Machine:
    """The same station after its key was lost."""
    return Machine(hall.config, hall.db, Keys(b"n" * 32), hall.time, ids=0xE000_0000)


def test_a_station_that_lost_its_key_files_again_what_the_office_lacks(
    hall: Machine, office: Machine
):
    history(hall)
    sync_round(hall, office)
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v1"), key(11), LI, "patient", "")
    late = file(hall, 12, reach=True)
    before = counted(hall)
    new = with_a_new_key(hall)
    join(new, office, a_code(office))
    me = identity.me(new.db)
    assert me.station == new.keys.fingerprint != hall.keys.fingerprint
    assert counted(new) == before
    done = sync_round(new, office)
    assert done.sent == 2
    assert counted(office) == counted(new) == before
    assert is_sound(new, office)
    assert new.db.rows(alarms.Alarm.select()) == office.db.rows(alarms.Alarm.select()) == []
    assert contact_store.find(office.db, HERE, late.case.contact) is not None
    assert sync_round(new, office).sent == 0


def test_receipts_stay_good_after_a_key_was_lost(hall: Machine, office: Machine):
    receipt = history(hall)
    new = with_a_new_key(hall)
    join(new, office, a_code(office))
    sync_round(new, office)
    found = filing.look_up(new.db, by_visit(new.db, new.time(), ""), new.keys, receipt.code)
    assert found.case.opened.text == "等了一小时" and found.arrived
    again = filing.receipt(new.db, by_visit(new.db, new.time(), "v1"), new.keys, key(9))
    assert again.code == receipt.code


def test_an_answer_that_was_cut_off_may_be_asked_for_again(hall: Machine, office: Machine):
    history(hall)
    new, code = with_a_new_key(hall), a_code(office)
    for _ in range(2):
        join(new, office, code)
    assert len(identity.formers(new.db)) == 1
    sync_round(new, office)
    assert counted(office) == counted(new) and is_sound(new, office)


def test_a_hall_alone_that_lost_its_key_joins_with_its_history(alone: Machine, office: Machine):
    history(alone)
    before = {k[1:]: n for k, n in cards.count(alone.db, ["branch", "clerk", "kind"]).items()}
    new = with_a_new_key(alone)
    join(new, office, a_code(office))
    sync_round(new, office)
    after = cards.count(office.db, ["branch", "clerk", "kind"])
    assert {k[1:]: n for k, n in after.items()} == before
    assert is_sound(new, office)
