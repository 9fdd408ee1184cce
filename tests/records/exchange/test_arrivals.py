"""Receiving: bytes as they came, nothing twice, nothing bad in the way."""

import datetime
import json

import msgspec
import pytest

from kiosk.records.exchange import arrivals, epochs
from kiosk.records.feedback import cards
from kiosk.records.ledger import ledger
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.arriving.arrived import Arrived
from kiosk.records.ledger.ledger import OFFICE, ChainId, Ledger
from kiosk.records.ledger.verify import verify
from kiosk.records.stations import enrolment
from kiosk.records.stations.last_calls import LastCall
from kiosk.rules.ledger import chain
from kiosk.rules.ledger.arrival import Arrival
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import Batch, Push
from tests.cast import HERE, NOON, WANG, Machine

pytestmark = pytest.mark.both

OF = ChainId(HERE, "s" * 24, 1)
GENESIS = chain.genesis(*OF, chain.NO_HEAD)


def card(event_id: str, **changes: object) -> bytes:
    said = {
        "kind": "card", "event_id": event_id, "branch": HERE, "day": "2026-11-21", "at": NOON,
        "clock": {"boot": "b", "mono": 1}, "mark": "polite", "clerk": WANG, "giver": "customer",
        "entry": "screen",
    } | changes  # fmt: skip
    return json.dumps(said, ensure_ascii=False).encode()


def batch(*bodies: bytes, first: int = 1, prev: bytes = GENESIS) -> Batch:
    hashes = chain.links(prev, first, bodies)
    return Batch(OF.station, 1, chain.NO_HEAD, first, prev, bodies, hashes[-1] if hashes else prev)


def take(office: Machine, some: Batch) -> int:
    return arrivals.receive(office.db, HERE, some, NOON)


def raised(office: Machine) -> list[tuple[int, str]]:
    return [(a.seq, a.code) for a in office.db.rows(Alarm.select().order_by(Alarm.seq))]


def counted(office: Machine) -> list[int]:
    rows = office.db.rows(Ledger.select().order_by(Ledger.seq))
    return [row.counted for row in rows]


def test_a_batch_twice_and_overlapping_is_stored_once(office: Machine):
    one, two, three = card("1"), card("2"), card("3")
    overlapping = batch(two, three, first=2, prev=chain.link(GENESIS, 1, one))
    assert [take(office, some) for some in (batch(one, two), batch(one, two), overlapping)] == (
        [0, 0, 0]
    ), "no station called"
    assert counted(office) == [1, 1, 1]
    noted = office.db.rows(Arrived.select().order_by(Arrived.first))
    assert [(row.first, row.last) for row in noted] == [(1, 2), (3, 3)]
    assert verify(office.db) is None


def test_a_gap_is_left_alone(office: Machine):
    for first in (2, 5):
        take(office, batch(card("5"), first=first, prev=bytes(32)))
    assert counted(office) == [] and raised(office) == []


def test_a_broken_batch_stores_nothing_and_names_its_range(office: Machine):
    good = batch(card("1"), card("2"))
    bad = Batch(good.station, 1, good.common, 1, good.prev, good.entries, bytes(32))
    with pytest.raises(Refusal, match="broken_chain 1-2"):
        take(office, bad)
    assert counted(office) == [] and raised(office) == [(1, "broken_chain")]
    (alarm,) = office.db.rows(Alarm.select())
    assert alarm.detail == "1-2"


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (batch(card("other")), 1),
        (batch(card("1"), card("other")), 2),
        (batch(card("1"), card("other"), card("3")), 2),
        (batch(card("2"), first=2, prev=bytes(32)), 1),
        (batch(card("3"), first=3, prev=bytes(32)), 2),
        (batch(first=3, prev=bytes(32)), 2),
    ],
)
def test_another_history_is_refused_from_where_it_differs_and_the_first_stays(
    office: Machine, other: Batch, differs: int
):
    take(office, batch(card("1"), card("2")))
    with pytest.raises(Refusal, match=f"^mark_mismatch {differs}$"):
        take(office, other)
    (alarm,) = office.db.rows(Alarm.select())
    assert (alarm.seq, alarm.code) == (differs, "mark_mismatch")
    assert alarm.detail == f"from {other.first}"
    assert counted(office) == [1, 1] and verify(office.db) is None


@pytest.mark.parametrize("epoch", [1, 2])
def test_a_first_epoch_has_no_past_and_a_later_one_keeps_its_own(office: Machine, epoch: int):
    ours, theirs = b"p" * 32, b"q" * 32
    of = OF._replace(epoch=epoch)
    if epoch == 2:
        ledger.set_head(office.db, of, ours, 1, b"head")
    start, body = ledger.genesis(of, theirs), card("1")
    made = Batch(OF.station, epoch, theirs, 1, start, (body,), chain.link(start, 1, body))
    with pytest.raises(Refusal, match=r"^mark_mismatch 0$"):
        take(office, made)
    assert counted(office) == []


def test_what_can_not_be_read_is_kept_under_the_day_on_which_it_came(office: Machine):
    take(office, batch(b"{"))
    (row,) = office.db.rows(Ledger.select())
    assert (row.day, row.counted_day) == (datetime.date(2026, 11, 21),) * 2


def test_another_genesis_is_refused(office: Machine):
    strange = Batch(OF.station, 1, b"\1" * 32, 1, GENESIS, (), GENESIS)
    with pytest.raises(Refusal, match="mark_mismatch"):
        take(office, strange)
    assert raised(office) == [(0, "mark_mismatch")]


@pytest.mark.parametrize(("station", "taken"), [(OFFICE, False), (OF.station, True)])
def test_a_chain_that_is_empty_here_gives_way_unless_this_office_goes_on_with_it(
    office: Machine, station: str, taken: bool
):
    of, ours, theirs = ChainId(HERE, station, 2), b"p" * 32, b"q" * 32
    ledger.set_head(office.db, of, ours, 0, ledger.genesis(of, ours))
    start, body = ledger.genesis(of, theirs), card("1")
    arriving = Batch(station, 2, theirs, 1, start, (body,), chain.link(start, 1, body))
    if taken:
        take(office, arriving)
    else:
        with pytest.raises(Refusal, match="mark_mismatch"):
            take(office, arriving)
    assert bytes(ledger.chain(office.db, of).common) == (theirs if taken else ours)
    assert counted(office) == [1] * taken and verify(office.db) is None


def test_a_station_keeps_the_epoch_that_it_has_begun(hall: Machine):
    of, theirs = epochs.renew(hall.db, 2, [], set(), 1), b"q" * 32
    start, body, ours = ledger.genesis(of, theirs), card("1"), ledger.chain(hall.db, of).common
    arriving = Batch(of.station, 2, theirs, 1, start, (body,), chain.link(start, 1, body))
    with pytest.raises(Refusal, match="mark_mismatch"):
        arrivals.receive(hall.db, HERE, arriving, NOON)
    assert ledger.chain(hall.db, of).common == ours != theirs


def test_the_same_fact_twice_within_one_batch_counts_once(office: Machine):
    take(office, batch(card("1"), card("1"), card("1", mark="patient")))
    assert counted(office) == [1, 0, 1]
    assert raised(office) == [(3, "conflict")]
    assert verify(office.db) is None


@pytest.mark.parametrize(
    "bad",
    [
        b"", b"{", b"null", b"\xff\xfe", b'{"kind":"card"}', b"[]", b'"x"',
        card("2", branch="sb99"), card("2", day="soon"), card("2", kind=""), card("2", mark=7),
        card("2", comment="x" * 20_000), b'{"event_id":"\\ud800"}',
    ],
)  # fmt: skip
def test_one_bad_fact_never_blocks_those_behind_it(office: Machine, bad: bytes):
    take(office, batch(card("1"), bad, card("3")))
    assert counted(office) == [1, 0, 1]
    assert raised(office) == [(2, "unreadable")]
    assert cards.count(office.db, ["kind"]) == {("polite",): 2}
    assert verify(office.db) is None


def test_a_fact_of_a_kind_from_the_future_is_kept_and_counts_once(office: Machine):
    take(office, batch(card("1", kind="hologram", mark="wow", extra={"deep": [1]})))
    assert counted(office) == [1]
    assert cards.count(office.db, ["kind"]) == {}
    assert verify(office.db) is None


def test_a_void_without_a_clock_is_refused_quietly(office: Machine):
    from kiosk.rules.ledger.undo import void_id

    void = card(void_id("1"), kind="voided", subject="1", clock="none")
    take(office, batch(card("1"), void))
    assert raised(office) == [(2, "unreadable")]
    assert cards.count(office.db, ["kind"]) == {("polite",): 1}
    assert verify(office.db) is None


# A call of a station ----------------------------------------------------------------


def called(office: Machine, some: Batch, number: int = 0) -> int:
    """The number for the next message of the station that brings this batch."""
    station = enrolment.Station(station=OF.station, branch=HERE, public_key=b"k", enrolled_at=NOON,
                                epoch=1)  # fmt: skip
    call = arrivals.Call(station, Push(some, 2, 0, "0", "b", 1, number=number))
    judging = arrivals.Office(Arrival(NOON, "Asia/Shanghai"), True, office.time(), call=call)
    return arrivals.receive(office.db, HERE, some, NOON, judging)


def calls(office: Machine) -> int:
    return len(office.db.rows(LastCall.select()))


def test_a_batch_and_the_stations_report_are_stored_together(
    office: Machine, monkeypatch: pytest.MonkeyPatch
):
    done: list[str] = []
    commit = office.db.peewee.commit
    monkeypatch.setattr(office.db.peewee, "commit", lambda: (done.append("commit"), commit()))
    one = batch(card("1"))
    assert called(office, one) == 1 and len(done) == 1
    assert called(office, batch(card("9"), first=9, prev=bytes(32)), 1) == 2, "too far ahead"
    assert counted(office) == [1] and calls(office) == 1

    def fails(*_: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr(arrivals.projections, "follow", fails)
    with pytest.raises(OSError, match="disk"):
        called(office, batch(card("2"), first=2, prev=one.head), 2)
    assert counted(office) == [1]
    (call,) = office.db.rows(LastCall.select())
    assert call.number == 2, "the call is as unheard as its facts"


def test_a_refused_batch_leaves_its_alarm_and_no_report(office: Machine):
    take(office, batch(card("1")))
    with pytest.raises(Refusal, match="mark_mismatch"):
        called(office, batch(card("other"), card("2")))
    good = batch(card("1"))
    with pytest.raises(Refusal, match="broken_chain"):
        called(office, msgspec.structs.replace(good, head=bytes(32)))
    assert raised(office) == [(1, "mark_mismatch"), (1, "broken_chain")] and calls(office) == 0
