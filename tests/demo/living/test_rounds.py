"""The demo's halls live by the clock, and head office has what they wrote; nothing goes on without
end."""

import dataclasses
import secrets
import threading
import time as clocks
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.demo import month
from kiosk.demo.living import rounds
from kiosk.demo.living.rounds import Living
from kiosk.demo.month import Manner
from kiosk.ground import clock
from kiosk.ground.databases import opening
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger import alarms, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.publishing import documents
from kiosk.records.stations import last_calls
from kiosk.sync.http import over_http
from kiosk.vocabulary.documents import Clerk, Publication
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import NoLine
from tests.cast import HERE, NOON, START_2014, Machine, Time, wire_to
from tests.faults import machines

HOUR_MS, DAY_MS = 3_600_000, 86_400_000


@pytest.fixture
def manners(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(month.MANNERS, HERE, Manner(60, 0.06, 0.06))


@pytest.fixture
def hall_lives(hall: Machine, office: Machine, manners: None) -> tuple[Living, Callable[[], int]]:
    """A hall of the cast that lives since now."""
    living = Living(hall.db, hall.keys, NOON)
    return living, lambda: living.live(wire_to(office), hall.time, hall.new_id)


def of_office(office: Machine, hall: Machine) -> int:
    of_hall = Ledger.station == hall.keys.fingerprint
    return int(Ledger.select().where(of_hall).count(office.db.peewee))


def test_an_afternoon_passes_at_its_pace_and_reaches_head_office(
    hall_lives: tuple[Living, Callable[[], int]], hall: Machine, office: Machine, time: Time
):
    _, live = hall_lives
    assert live() == 0, "nothing has passed yet"
    wrote = []
    for _ in range(10):
        time.pass_by(HOUR_MS)
        wrote.append(live())
        assert of_office(office, hall) == ledger.chain(hall.db, chain(hall)).seq
    assert all(wrote[:5]) and not any(wrote[5:]), "from five in the afternoon nothing happens"
    assert alarms.by_code(office.db) == {}


def chain(hall: Machine) -> ledger.ChainId:
    return ledger.ChainId(HERE, hall.keys.fingerprint, 1)


def test_a_later_start_goes_on_where_it_was_and_repeats_nothing(
    hall_lives: tuple[Living, Callable[[], int]], hall: Machine, office: Machine, time: Time
):
    _, live = hall_lives
    time.pass_by(2 * DAY_MS)
    assert live() > 20
    again = Living(hall.db, hall.keys, NOON)
    assert again.live(wire_to(office), hall.time, hall.new_id) == 0
    time.pass_by(DAY_MS)
    assert again.live(wire_to(office), hall.time, hall.new_id) > 10
    assert len({row.event_id for row in hall.db.rows(FeedbackNow.select())}) > 10


def test_after_a_long_pause_the_last_days_are_made_up_for(
    hall_lives: tuple[Living, Callable[[], int]], hall: Machine, time: Time
):
    _, live = hall_lives
    time.pass_by(400 * DAY_MS)
    live()
    days = {row.day for row in hall.db.rows(Ledger.select().where(Ledger.kind == "rating"))}
    assert 25 <= len(days) <= month.DAYS + 1
    assert (hall.today() - min(days)).days <= month.DAYS


def test_a_long_chain_rests(
    hall_lives: tuple[Living, Callable[[], int]], hall: Machine, time: Time,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    _, live = hall_lives
    monkeypatch.setattr(rounds, "MOST", ledger.chain(hall.db, chain(hall)).seq)
    time.pass_by(2 * DAY_MS)
    assert live() == 0


def test_a_quiet_hall_calls_like_any_other(
    hall_lives: tuple[Living, Callable[[], int]], office: Machine, time: Time
):
    _, live = hall_lives
    time.pass_by(10 * HOUR_MS)
    live()
    time.pass_by(rounds.CALL_MS)
    assert live() == 0
    assert [call.at for _, call, _ in last_calls.listed(office.db).rows if call] == [time.utc]


def test_a_cut_line_is_tried_again_and_nothing_is_lost(
    hall_lives: tuple[Living, Callable[[], int]], hall: Machine, office: Machine, time: Time
):
    living, live = hall_lives

    def cut(*_args: object) -> None:
        raise NoLine("cut")

    time.pass_by(3 * HOUR_MS)
    with pytest.raises(NoLine):
        living.live(cut, hall.time, hall.new_id)  # type: ignore[arg-type]
    time.pass_by(rounds.CALL_MS)
    live()
    assert of_office(office, hall) == ledger.chain(hall.db, chain(hall)).seq


@pytest.mark.parametrize(
    "utc, says",
    [
        (NOON, "today 08:30-17:00 (Asia/Shanghai, now 12:00)"),
        (NOON + DAY_MS + 11 * HOUR_MS, "today 08:30-15:00 (Asia/Shanghai, now 23:00)"),
    ],
)
def test_the_console_says_when(utc: int, says: str):
    assert says in rounds.said(utc) and len(rounds.said(utc)) <= 80


@dataclasses.dataclass
class Real:
    """A served office, a process of its own, and a hall enrolled there over HTTP."""

    office: machines.Machine
    station: machines.Machine

    def opened(self) -> tuple[Database, Keys]:
        return opening.opened(self.station.config), Keys.load(self.station.config.key_file)

    def held(self) -> int:
        """How many cards and ratings head office has."""
        with self.office.database() as db:
            given = Ledger.select().where(Ledger.kind.in_(("rating", "card")))
            return int(given.count(db.peewee))


def real_clock() -> Moment:
    return Moment(clocks.time_ns() // 1_000_000, clocks.monotonic_ns() // 1_000_000, "boot")


@pytest.fixture
def real(tmp_path: Path, manners: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock, "read", real_clock)
    office, code = machines.make_office(tmp_path)
    with office.database() as db:
        first = documents.read(db, "clerk", machines.BADGES[0], START_2014)
        assert isinstance(first, Clerk)
        manager = Publication(machines.BADGES[0], replace(first, manager=True), START_2014)
        documents.publish(db, [manager], "test", 1)
    office.start()
    try:
        office.until_served()
        yield Real(office, machines.make_station(tmp_path, office, code, 300))
    finally:
        office.kill()


def test_a_served_office_gets_it_over_http_and_it_ends_with_the_demo(real: Real):
    """Within a minute, whatever the time of day: what was missed is made up for first."""
    url, before = f"http://127.0.0.1:{real.office.port}", threading.active_count()
    lived = real_clock().utc - 3 * DAY_MS
    send = over_http(url, real_clock)
    with rounds.living([real.opened], lived, send, real_clock, lambda: secrets.token_hex(16)):
        end = clocks.monotonic() + 60
        while real.held() < 10 and clocks.monotonic() < end:
            clocks.sleep(0.2)
    assert real.held() >= 10 and threading.active_count() == before
