"""Everything that is stored is checked: by command, and once a night with an alarm."""

import datetime
import threading
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_store
from kiosk.records.cases.contact_sealing import sealed
from kiosk.records.cases.contact_store import SealedContact
from kiosk.records.cases.state import CaseNow
from kiosk.records.exchange.days import Correction
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.upkeep import checks
from kiosk.records.upkeep.checks import LastCheck
from tests.cast import HERE, Machine, Time, sync_round
from tests.records.cases.cast import file


def found(machine: Machine) -> str:
    at_office = machine.config.role == "office"
    wrong = checks.check(machine.db, machine.keys, at_office=at_office)
    return "" if wrong is None else f"{wrong.chain.station} {wrong.says}"


def lose_the_list(machine: Machine) -> None:
    machine.db.run(CaseNow.delete())


def hide_a_case(machine: Machine) -> None:
    machine.db.run(CaseNow.update(state="closed", must_by=None))


def invent_a_case(machine: Machine) -> None:
    row = machine.db.first(CaseNow.select())
    machine.db.run(CaseNow.insert({**row.__data__, "case_id": "f" * 32}))


def lose_who_it_is_about(machine: Machine) -> None:
    machine.db.run(SealedContact.update(digest="f" * 64))


def damage_details(machine: Machine) -> None:
    machine.db.run(SealedContact.update(body=b"{"))


def exchange_details(machine: Machine) -> None:
    """Another phone number, sealed as it should be."""
    other = sealed("", "13900000000", b"1" * 16, [machine.keys.public]).body
    machine.db.run(SealedContact.update(body=other))


def move_a_day(machine: Machine) -> None:
    machine.db.run(Ledger.update(counted_day="2026-11-01").where(Ledger.kind == "case"))


def invent_a_correction(machine: Machine) -> None:
    row = {"branch": HERE, "event_id": "e" * 32, "day": "2026-11-01", "epoch": 1, "seq": 1}
    machine.db.run(Correction.insert(row))


@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (move_a_day, "days day of {case}: counts for 2026-11-01"),
        (invent_a_correction, f"days day of {'e' * 32}: 2026-11-01"),
        (lose_the_list, "cases case {case} has no row"),
        (hide_a_case, "cases case {case}: state, must_by"),
        (invent_a_case, f"cases case {'f' * 32} has a row but no facts"),
        (lose_who_it_is_about, f"contacts contact {'f' * 16} of no case"),
        (damage_details, "contacts contact {contact}: bad_envelope"),
        (exchange_details, "contacts contact {contact}: damaged_contact"),
    ],
)
def test_rows_that_are_not_as_the_ledger_gives_them_are_named(
    hall: Machine, office: Machine, break_it: Callable[[Machine], None], says: str
):
    case = file(hall, 1, reach=True).case
    sync_round(hall, office)
    assert found(hall) == found(office) == ""
    break_it(office)
    assert found(office) == says.format(case=case.event_id, contact=case.contact[:16])


def test_what_arrives_during_the_check_is_no_fault(hall: Machine, monkeypatch: pytest.MonkeyPatch):
    file(hall, 1)
    stream = hall.db.stream

    def tapped(query: object) -> object:
        def tap() -> None:
            hall.db.connect()
            file(hall, 2)

        customer = threading.Thread(target=tap)
        customer.start()
        customer.join()
        monkeypatch.setattr(hall.db, "stream", stream)
        return stream(query)

    monkeypatch.setattr(hall.db, "stream", tapped)
    assert found(hall) == ""
    assert len(hall.db.rows(Ledger.select())) == 2


def at(time: Time, hour: int, day: int = 22) -> None:
    moment = datetime.datetime(2026, 11, day, hour, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    time.pass_by(int(moment.timestamp() * 1000) - time.utc)


def test_the_check_runs_once_a_night_and_raises_an_alarm(
    office: Machine, hall: Machine, time: Time, monkeypatch: pytest.MonkeyPatch
):
    file(hall, 1)
    ran: list[Keys] = []
    check = checks.check

    def counted(*args: object, **more: object) -> object:
        ran.append(hall.keys)
        return check(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(checks, "check", counted)

    def pass_of_the_house() -> int:
        checks.check_nightly(hall.db, hall.keys, time(), at_office=False)
        return len(ran)

    assert pass_of_the_house() == pass_of_the_house() == 1, "a machine's first night is over"
    at(time, 1)
    assert pass_of_the_house() == 1
    at(time, 2)
    lose_the_list(hall)
    assert pass_of_the_house() == pass_of_the_house() == 2
    (alarm,) = hall.db.rows(Alarm.select())
    assert (alarm.branch, alarm.station, alarm.code) == (HERE, "cases", "verify_failed")
    assert "has no row" in alarm.detail
    at(time, 9, day=24)  # it was off for a night
    assert pass_of_the_house() == pass_of_the_house() == 3
    assert len(hall.db.rows(Alarm.select())) == 1, "told once"


def test_an_office_checks_too_and_an_unsettled_station_has_nothing_to_check(
    office: Machine, hall: Machine, time: Time
):
    assert checks.check_nightly(office.db, office.keys, time(), at_office=True) is None
    assert office.db.first(LastCheck.select()).night == "2026-11-21"
    assert contact_store.orphans(office.db) == []
