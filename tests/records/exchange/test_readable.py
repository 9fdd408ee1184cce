"""What can't be read is kept uncounted, and counts once a program can read it."""

import datetime
import json

import pytest

from kiosk.records.exchange import projections, readable
from kiosk.records.feedback import cards
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.arriving.arrived import Arrived
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.verify import verify
from kiosk.rules.ledger.counting import Known, Verdict, judge
from kiosk.vocabulary import facts
from tests.cast import HERE, LI, THERE, WANG, ZHAO, Machine, plant, sync_round
from tests.odd_facts import odd, sample
from tests.sync.cast import alarms, counts, tap


def planted(hall: Machine, *said: dict[str, object]) -> None:
    chain = identity.me(hall.db).chain
    with hall.db.writing():
        plant(hall.db, chain, [json.dumps(one).encode() for one in said])


def duty(number: int, mark: str, **more: object) -> dict[str, object]:
    whole = sample(facts.DutyChanged, "", "2026-11-21")
    return whole | {"event_id": f"{number:032x}", "mark": mark, "clerk": LI} | more


def columns(office: Machine) -> list[tuple[str, str, int]]:
    rows = office.db.rows(Ledger.select().order_by(Ledger.epoch, Ledger.seq))
    return [(row.kind, row.mark, row.counted) for row in rows]


RECEIVED = datetime.date(2026, 11, 28)


def hologram(**changes: object) -> bytes:
    """A fact of a kind that this program does not know."""
    said = {"kind": "hologram", "event_id": "7", "branch": HERE, "day": "2026-11-21"}
    return json.dumps(said | changes).encode()


def of_size(size: int) -> bytes:
    return hologram(mark="x" * (size - len(hologram(mark=""))))


@pytest.mark.parametrize(
    "body",
    [hologram(), of_size(16_384), hologram(mark="\\u0000"), hologram(subject="6")],
    ids=["of a newer program", "as long as one may be", "a text that only looks like NUL", "more"],
)
def test_what_a_fact_of_this_branch_says_is_taken_as_it_is(body: bytes):
    said = readable.columns(body, HERE, RECEIVED)
    assert (said.kind, said.event_id, said.day) == ("hologram", "7", datetime.date(2026, 11, 21))


@pytest.mark.parametrize(
    "body",
    [hologram(branch=THERE), hologram(kind=""), of_size(16_385), hologram(mark="\0"),
     hologram(mark="\\\0"), b'{"kind":', b"\xff", hologram(kind="duty")],
    ids=["another branch's", "of no kind", "too long", "NUL", "NUL after a backslash", "no JSON",
         "no UTF-8", "not what its kind says"],
)  # fmt: skip
def test_anything_else_is_of_no_kind_on_the_day_it_came(body: bytes):
    said = readable.columns(body, HERE, RECEIVED)
    assert (said.kind, said.event_id, said.branch, said.day) == ("", "", HERE, RECEIVED)


def test_facts_are_looked_for_by_their_own_ids_and_their_subjects():
    bodies = (hologram(), hologram(event_id="5", subject="6"), b"{")
    assert readable.ids(readable.columns(one, HERE, RECEIVED) for one in bodies) == ["5", "6", "7"]


@pytest.mark.parametrize(
    ("archived", "verdict"),
    [("", Verdict(True)), ("same", Verdict(False)), ("other", Verdict(True, "conflict"))],
)
def test_what_an_archive_holds_counts_once(
    office: Machine, monkeypatch: pytest.MonkeyPatch, archived: str, verdict: Verdict
):
    """And other content under its id is a conflict."""
    monkeypatch.setattr(readable.parts, "knows", lambda *_: archived)
    body = hologram(day="2020-01-01")
    said = readable.columns(body, HERE, RECEIVED)
    known: dict[str, list[Known]] = {}
    readable.add_archived(office.db, HERE, [(said, body)], known, RECEIVED)
    assert judge(Known("s", said, body, counted=True), known) == verdict


def test_an_unknown_value_is_kept_uncounted_and_counts_after_the_upgrade(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    planted(hall, duty(1, "on"), duty(2, "maybe"), duty(2, "maybe"), duty(2, "maybe", window="3"))
    tap(hall, 3)
    sync_round(hall, office)
    assert columns(office) == [("duty", "on", 1), *[("", "", 0)] * 3, ("card", "polite", 1)]
    assert alarms(office) == {"unreadable"} and verify(office.db) is None
    (arrived,) = {alarm.at for alarm in office.db.rows(Alarm.select())}
    projections.rebuild(office.db)
    assert columns(office)[1] == ("", "", 0), "this program can't read it either"
    monkeypatch.setattr(ledger, "is_sound", lambda *_: True)  # the next one can
    projections.upgrade(office.db)
    upgraded = [("duty", "maybe", 1), ("duty", "maybe", 0), ("duty", "maybe", 1)]
    assert columns(office) == [("duty", "on", 1), *upgraded, ("card", "polite", 1)]
    raised = [(a.seq, a.code, a.at) for a in office.db.rows(Alarm.select())]
    assert raised == [(4, "conflict", arrived)]
    assert verify(office.db) is None
    projections.rebuild(office.db)
    assert verify(office.db) is None and columns(office)[1:4] == upgraded


def test_a_kind_of_a_newer_program_counts_at_once(hall: Machine, office: Machine):
    planted(hall, duty(1, "wow", kind="hologram"))
    sync_round(hall, office)
    assert columns(office) == [("hologram", "wow", 1)] and alarms(office) == set()


def test_every_odd_fact_arrives_and_blocks_nothing(hall: Machine, office: Machine):
    chain = identity.me(hall.db).chain
    made = [json.dumps(one).encode() for one in odd("0" * 32, "2026-11-21")]
    sound = []
    for body in made:
        try:
            facts.columns(body)
        except ValueError:
            continue
        sound.append(body)
    with hall.db.writing():
        plant(hall.db, chain, [body for body in sound if len(body) <= facts.BODY_LIMIT])
    tap(hall, 1)
    sync_round(hall, office)
    assert cards.count(office.db, ["clerk"], first=hall.today(), last=hall.today())[(WANG,)] >= 1
    held = ledger.chain(office.db, chain)
    assert held.seq == ledger.chain(hall.db, chain).seq and verify(office.db) is None
    wanted = (Ledger.counted == 1) & Ledger.kind.in_(facts.KINDS)
    counting = office.db.rows(Ledger.select().where(wanted))
    assert all(ledger.is_sound(bytes(row.body), row.kind) for row in counting)
    assert counts(office) != {} and readable.read_again(office.db) == 0


def test_archives_are_asked_only_about_days_that_can_be_in_one(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    asked: list[datetime.date] = []
    monkeypatch.setattr(
        readable.parts, "knows", lambda _db, _of, said, _body: asked.append(said.day)
    )
    days = [office.today() - datetime.timedelta(n) for n in (0, 900, 901, -2, -3)]
    planted(hall, *(duty(n, "on", day=str(day)) for n, day in enumerate(days, 1)))
    sync_round(hall, office)
    assert sorted(asked) == sorted([days[2], days[4]])


def test_what_is_read_again_changes_its_own_row_and_no_other(
    hall: Machine, office: Machine, another_hall, monkeypatch: pytest.MonkeyPatch
):
    """And programs that read on get it as if it had arrived then."""
    others = [another_hall("second", HERE), another_hall("third", THERE)]
    for other, badge in zip(others, (LI, ZHAO), strict=True):
        for n in range(3):
            tap(other, 10 * int(badge) + n, badge)
        sync_round(other, office)
    tap(hall, 1)
    planted(hall, duty(2, "maybe"))
    with hall.db.writing():
        plant(hall.db, identity.me(hall.db).chain, [hologram(kind="")])
    sync_round(hall, office)
    assert not readable.can_read(office.db)
    before = {row.hash: row.__data__ for row in office.db.rows(Ledger.select())}
    monkeypatch.setattr(ledger, "is_sound", lambda *_: True)
    assert readable.can_read(office.db)
    with office.db.writing():
        assert readable.read_again(office.db) == 1
    after = {row.hash: row.__data__ for row in office.db.rows(Ledger.select())}
    (changed,) = [after[name] for name in after if after[name] != before[name]]
    assert (changed["station"], changed["seq"], changed["mark"]) == (
        hall.keys.fingerprint, 2, "maybe",
    )  # fmt: skip
    assert [(one.seq, one.code) for one in office.db.rows(Alarm.select())] == [(3, "unreadable")]
    noted = office.db.rows(Arrived.select().where(Arrived.station == hall.keys.fingerprint))
    assert sorted((one.first, one.last) for one in noted) == [(1, 3), (2, 2)]
