"""Pages of a station's database are overwritten at random, while it serves and while it is off: the
lobby is back within ten seconds without a person, what can be read counts once, and head office
hears of it."""

import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kiosk.ground.keys import Keys
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.verify import verify
from kiosk.records.stations.last_calls import LastCall
from tests.faults import machines, tally
from tests.faults.machines import Machine
from tests.records.upkeep.cast import at_random

BACK_STARTS = 10
"""How many plain starts of the same hall the way back may take; a start is measured in each run."""
LONG_S = 60.0


@pytest.fixture(autouse=True)
def still_clock() -> None:
    """These machines are processes of their own and live by the real clock."""


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Machine, Machine, float]]:
    """A running office, a running hall with a spare, and how many seconds the hall may take to be
    back."""
    office, code = machines.make_office(tmp_path)
    office.start()
    office.until_served()
    hall = machines.make_station(tmp_path, office, code, 300)
    hall.start()
    try:
        back_s = BACK_STARTS * hall.until_served()
        until(lambda: hall.config.spare.exists(), "a spare")
        yield office, hall, back_s
    finally:
        hall.stop()
        office.stop()


def until(there: object, what: str) -> None:
    end = time.monotonic() + LONG_S
    while not there():  # type: ignore[operator]
        assert time.monotonic() < end, f"{what} does not come"
        time.sleep(0.05)


def give(hall: Machine, key: str) -> bool:
    """Whether a card was thanked for."""
    line = http.client.HTTPConnection("127.0.0.1", hall.port, timeout=10)
    fields = urlencode({"key": key, "card": "polite", "comment": "谢谢" * 90})
    headers = {
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        line.request("POST", f"/clerks/{machines.BADGES[0]}/cards", fields, headers)
        answer = line.getresponse()
        return answer.status == 303 and f"/thanks/{key}" in answer.headers.get("Location", "")
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def give_many(hall: Machine, first: int, number: int) -> set[str]:
    keys = {f"{n:032x}" for n in range(first, first + number)}
    assert all(give(hall, key) for key in sorted(keys))
    return keys


def held(machine: Machine) -> list[str]:
    """The keys of the cards that count there."""
    with machine.database() as db:
        wanted = (Ledger.kind == "card") & (Ledger.counted == 1)
        return sorted(row.event_id for row in db.rows(Ledger.select().where(wanted)))


def salvaged(hall: Machine) -> dict[str, int]:
    """Waits until what can be read is taken in."""
    until(lambda: any(hall.config.damaged.glob("*/salvaged.json")), "what was found")
    (note,) = hall.config.damaged.glob("*/salvaged.json")
    return dict(json.loads(note.read_text("utf-8")))


def judge(office: Machine, hall: Machine, sent: set[str], unsent: set[str], later: set[str]) -> int:
    """After a sync: everything that the office held or that was given later counts once, at both;
    of the rest, what could be read. Returns how many are gone."""
    found = salvaged(hall)
    hall.run("sync")
    hall.run("sync")
    here, there = held(hall), held(office)
    tally.note(tally.of(sent | later, there))
    assert here == there and len(here) == len(set(here))
    never_answered = {key for key in here if 2_000 <= int(key, 16) < 3_000}
    assert sent | later <= set(here) <= sent | unsent | later | never_answered
    assert found["found"] + found["missing"] >= len(sent) + len(unsent)
    with hall.database() as db:
        assert verify(db, Keys.load(hall.config.key_file).fingerprint) is None
        codes = {row.code for row in db.rows(Alarm.select())}
    assert {"damaged_database", "database_salvaged"} <= codes
    with office.database() as db:
        (call,) = db.rows(LastCall.select())
        assert call.open_alarms["damaged_database"] == 1
        assert {row.code for row in db.rows(Alarm.select())} >= {"new_epoch"}
    return len((sent | unsent) - set(here))


def test_a_hall_whose_database_is_damaged_under_taps_is_back_by_itself(
    pair: tuple[Machine, Machine, float],
):
    office, hall, back_s = pair
    sent = give_many(hall, 0, 60)
    hall.run("sync")
    unsent = give_many(hall, 1_000, 60)
    with hall.database() as db:
        db.checkpoint()
    damage = at_random(0.2)
    damage(hall.config.database)
    begun, later = time.monotonic(), set[str]()
    while not any(hall.config.damaged.glob("*/station.db")) or not give(hall, "f" * 32):
        assert time.monotonic() < begun + back_s, hall.log.read_text("utf-8")[-2_000:]
        key = f"{2_000 + len(later):032x}"
        later |= {key} if give(hall, key) else set()
        time.sleep(0.05)
    print(f"back after {time.monotonic() - begun:.1f} s")
    assert all(machines.answers(hall.port, page) for page in ("/", "/fees"))
    later |= {"f" * 32, *give_many(hall, 3_000, 5)}
    gone = judge(office, hall, sent, unsent, later)
    assert gone < len(unsent) / 2, "most of the unsent ones were on pages that are whole"


def test_a_hall_that_was_damaged_while_it_was_off_starts(pair: tuple[Machine, Machine, float]):
    office, hall, back_s = pair
    sent = give_many(hall, 0, 40)
    hall.run("sync")
    unsent = give_many(hall, 1_000, 40)
    hall.stop()
    at_random(0.3)(hall.config.database)
    hall.start()
    assert hall.until_served() < back_s
    judge(office, hall, sent, unsent, give_many(hall, 3_000, 3))
