"""Chains as they are stored, found and sent: heads, batches, rows in order."""

import datetime

import pytest

from kiosk.records.feedback import cards, thanks
from kiosk.records.hall import help
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.rules.ledger import chain as rule
from kiosk.vocabulary import facts
from tests.cast import FORM, HERE, WANG, Machine, Time, by_visit


@pytest.fixture
def of(hall: Machine) -> ChainId:
    """The hall's chain with five calls for help."""
    for n in range(1, 6):
        help.ring(hall.db, by_visit(hall.db, hall.time()), f"{n:032x}")
    return identity.me(hall.db).chain


def bodies(hall: Machine) -> list[bytes]:
    return [bytes(row.body) for row in hall.db.rows(Ledger.select().order_by(Ledger.seq))]


def test_a_chain_without_entries_has_its_genesis_as_head(hall: Machine):
    of = identity.me(hall.db).chain
    head = ledger.chain(hall.db, of)
    assert (head.seq, head.head) == (0, rule.genesis(*of, rule.NO_HEAD))
    assert ledger.hash_at(hall.db, of, 0) == head.head and ledger.chains(hall.db, HERE) == []


def test_the_head_is_the_hash_of_everything_until_then(hall: Machine, of: ChainId):
    links = rule.links(rule.genesis(*of, rule.NO_HEAD), 1, bodies(hall))
    assert [ledger.hash_at(hall.db, of, seq) for seq in range(1, 6)] == links
    head = ledger.chain(hall.db, of)
    assert (head.seq, bytes(head.head)) == (5, links[-1])
    assert ledger.hash_at(hall.db, of, 6) is None
    assert ledger.hash_at(hall.db, of._replace(station="other"), 1) is None


@pytest.mark.parametrize(
    "after, entries, expected", [(0, 500, 5), (0, 2, 2), (3, 500, 2), (5, 500, 0), (9, 500, 0)]
)
def test_a_batch_goes_on_after_what_is_held(
    hall: Machine, of: ChainId, after: int, entries: int, expected: int
):
    batch = ledger.batch(hall.db, of, after, entries, 10**6)
    assert list(batch.entries) == bodies(hall)[after : after + expected]
    assert (batch.first, batch.station, batch.epoch) == (after + 1, of.station, of.epoch)
    assert batch.prev == (ledger.hash_at(hall.db, of, after) or b"")
    last = ledger.hash_at(hall.db, of, after + expected) or b""
    assert batch.head == last


def test_a_batch_is_no_larger_than_it_may_be_but_never_empty(hall: Machine, of: ChainId):
    one = len(bodies(hall)[0])
    assert len(ledger.batch(hall.db, of, 0, 500, 2 * one).entries) == 2
    assert len(ledger.batch(hall.db, of, 0, 500, 2 * one + 1).entries) == 2
    assert len(ledger.batch(hall.db, of, 0, 500, 1).entries) == 1, "else it would never be sent"


def test_rows_are_found_by_their_ids_in_the_order_of_the_chain(hall: Machine, of: ChainId):
    names = [f"{n:032x}" for n in (4, 2, 9)]
    assert [row.seq for row in ledger.find(hall.db, HERE, names)] == [2, 4]
    assert ledger.find(hall.db, "sb02", names) == [] and ledger.find(hall.db, HERE, []) == []
    many = [f"{n:032x}" for n in range(2_000)]
    assert [row.seq for row in ledger.find(hall.db, HERE, many)] == [1, 2, 3, 4, 5]


def test_about_something_come_the_facts_of_a_kind_that_count(hall: Machine):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v"), FORM, "1" * 32)
    assert [row.kind for row in ledger.about(hall.db, HERE, "voided", ["1" * 32])] == ["voided"]
    assert ledger.about(hall.db, HERE, "card", ["1" * 32]) == []
    hall.db.run(Ledger.update(counted=0))
    assert ledger.about(hall.db, HERE, "voided", ["1" * 32]) == []


def test_of_a_day_come_the_facts_that_count(hall: Machine, of: ChainId, time: Time):
    day = hall.today()
    time.pass_by(86_400_000)
    help.ring(hall.db, by_visit(hall.db, time()), "f" * 32)
    hall.db.run(Ledger.update(counted=0).where(Ledger.seq == 2))
    assert [row.seq for row in ledger.of_day(hall.db, HERE, ["help", "card"], day)] == [1, 3, 4, 5]
    assert [row.seq for row in ledger.of_day(hall.db, HERE, ["help"], hall.today())] == [6]
    assert ledger.of_day(hall.db, HERE, ["card"], day) == []


@pytest.mark.parametrize(
    "body", [b"no fact", b'{"kind":"tram","event_id":"e","branch":"sb01","day":"2026-11-21"}']
)
def test_what_this_program_cannot_read_is_nothing(body: bytes):
    assert ledger.read(Ledger(body=body)) is None


@pytest.mark.parametrize("at", [-1, 253_402_214_400_000, 2**62])
def test_a_moment_that_no_calendar_shows_is_nothing(hall: Machine, at: int):
    says = by_visit(hall.db, hall.time()).says
    odd = facts.HelpCalled(event_id="e", **says | {"at": at})
    assert ledger.read(Ledger(body=facts.encode(odd), counted_day=odd.day)) is None
    good = facts.HelpCalled(event_id="e", **says | {"at": 0})
    assert ledger.read(Ledger(body=facts.encode(good), counted_day=good.day)) == good


def test_a_fact_is_read_on_the_day_it_counts_for_and_its_promises_move_along(hall: Machine):
    says = by_visit(hall.db, hall.time()).says
    day, due = says["day"], says["day"] + datetime.timedelta(2)
    step = facts.CaseReplied(event_id="e", **says, subject="c", seen=1, role="manager", due=due)
    row = Ledger(body=facts.encode(step), counted_day=day - datetime.timedelta(30))
    fact = ledger.read(row)
    assert isinstance(fact, facts.CaseReplied)
    assert (fact.day, fact.due) == tuple(one - datetime.timedelta(30) for one in (day, due))
    assert ledger.read(Ledger(body=row.body, counted_day=datetime.date.max)) is None


def test_a_writer_goes_on_with_the_newest_epoch(office: Machine):
    assert ledger.newest_epoch(office.db, HERE, "office") == ChainId(HERE, "office", 1)
    with office.db.writing():
        for epoch in (1, 2):
            of = ChainId(HERE, "office", epoch)
            ledger.set_head(office.db, of, rule.NO_HEAD, 0, rule.genesis(*of, rule.NO_HEAD))
    assert ledger.newest_epoch(office.db, HERE, "office").epoch == 2


@pytest.mark.parametrize(
    ("station", "offices"),
    [("office", True), ("office~0a1b", True), ("office@sb01", True), ("office@sb01~0a1b", True),
     ("a" * 24, False), ("a" * 24 + "~0a1b", False), ("officers", False)],
)  # fmt: skip
def test_an_offices_chain_is_known_by_its_name(station: str, offices: bool):
    assert ledger.is_office(station) is offices


@pytest.mark.parametrize(
    ("body", "kind", "sound"),
    [(b"no fact", "help", False), (b'{"kind":"help"}', "help", False), (b"no fact", "tram", True)],
)
def test_a_body_is_sound_if_it_is_what_its_kind_says(body: bytes, kind: str, sound: bool):
    assert ledger.is_sound(body, kind) is sound


def test_a_body_of_a_known_kind_is_sound(hall: Machine):
    whole = facts.HelpCalled(event_id="e", **by_visit(hall.db, hall.time()).says)
    assert ledger.is_sound(facts.encode(whole), "help") is True
