"""The door: one key is one fact, stamped, in the chain that is in use."""

import datetime

import pytest

from kiosk.records.cases import counter, seal_keys, steps
from kiosk.records.cases.counter import Taken
from kiosk.records.cases.filing import Filed
from kiosk.records.exchange import epochs
from kiosk.records.feedback import registers
from kiosk.records.ledger import identity, ledger, writing
from kiosk.records.ledger.ledger import OFFICE, Ledger
from kiosk.records.ledger.verify import verify
from kiosk.records.ledger.writing import Author, at_station
from kiosk.records.people import authors
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import BODY_LIMIT, DutyChanged, HelpCalled, Remarked, Standing
from kiosk.vocabulary.refusals import Refusal
from tests.cast import ALONE, HERE, LI, THERE, WANG, Machine, Time, by_visit, plant
from tests.records.cases.cast import STILL, WORDS, desk, file, k

KEY = "a" * 32


def written(machine: Machine) -> list[Ledger]:
    return machine.db.rows(Ledger.select().order_by(Ledger.epoch, Ledger.seq))


def ring(hall: Machine, author: Author, key: str = KEY, event_id: str | None = None) -> bool:
    """Calls for help; whether that had been done before."""
    with writing.writing(hall.db, author, key, event_id) as entry:
        known = bool(entry.known)
        if not known:
            entry.write(HelpCalled)
    return known


@pytest.mark.parametrize(
    "key", ["", "a", "A" * 32, "g" * 32, "0" * 31, "0" * 33, "0" * 32 + "\n", " " + "0" * 31]
)
def test_an_unusable_key_is_refused_and_nothing_is_written(hall: Machine, key: str):
    with pytest.raises(Refusal, match="missing_key"):
        ring(hall, by_visit(hall.db, hall.time()), key)
    with pytest.raises(Refusal, match="missing_key"):
        ring(hall, by_visit(hall.db, hall.time()), key, event_id=KEY)
    assert written(hall) == [] and ledger.chains(hall.db, HERE) == []


def test_the_same_key_finds_the_fact_and_writes_no_second_one(hall: Machine):
    author = by_visit(hall.db, hall.time())
    assert [ring(hall, author), ring(hall, author), ring(hall, author, "b" * 32)] == [
        False, True, False,
    ]  # fmt: skip
    assert [row.event_id for row in written(hall)] == [KEY, "b" * 32]
    with writing.writing(hall.db, author, KEY) as entry:
        (known,) = entry.known
        assert ledger.read(known) == entry.stamped(HelpCalled)
    assert len(written(hall)) == 2 and verify(hall.db) is None


def test_an_id_that_follows_from_the_subject_is_the_facts_whatever_the_key(hall: Machine):
    author = by_visit(hall.db, hall.time())
    assert not ring(hall, author, KEY, "subject")
    assert ring(hall, author, "b" * 32, "subject")
    assert [row.event_id for row in written(hall)] == ["subject"]


def test_day_time_and_clock_are_stamped(hall: Machine, time: Time):
    time.pass_by(61_000)
    with writing.writing(hall.db, by_visit(hall.db, time()), KEY) as entry:
        fact = entry.write(HelpCalled)
    assert (fact.event_id, fact.branch, fact.day) == (KEY, HERE, datetime.date(2026, 11, 21))
    assert (fact.at, fact.clock) == (time.utc, Standing("boot1", time.mono, 0, 61_000))
    (row,) = written(hall)
    assert facts.decode(bytes(row.body)) == fact
    assert (row.kind, row.day, row.entry, row.counted) == ("help", fact.day, "screen", 1)


def test_a_fact_may_be_of_another_day_than_that_on_which_it_is_written(hall: Machine):
    earlier = datetime.date(2026, 11, 2)
    with writing.writing(hall.db, by_visit(hall.db, hall.time()), KEY) as entry:
        entry.write(DutyChanged, day=earlier, mark="on", clerk=WANG)
    assert written(hall)[0].day == earlier


def test_what_fails_within_leaves_nothing_behind(hall: Machine):
    with (
        pytest.raises(ZeroDivisionError),
        writing.writing(hall.db, by_visit(hall.db, hall.time()), KEY) as entry,
    ):
        entry.write(HelpCalled)
        _ = 1 / 0
    assert written(hall) == [] and ledger.chain(hall.db, identity.me(hall.db).chain).seq == 0


def test_a_body_over_16_kb_is_refused_and_nothing_is_written(hall: Machine):
    author = by_visit(hall.db, hall.time())

    def remark(letters: int, key: str) -> None:
        with writing.writing(hall.db, author, key) as entry:
            entry.write(Remarked, subject="s", clerk=WANG, comment="x" * letters)

    remark(0, KEY)
    room = BODY_LIMIT - len(bytes(written(hall)[0].body))
    with pytest.raises(ValueError, match="16384"):
        remark(room + 1, "b" * 32)
    assert len(written(hall)) == 1
    remark(room, "b" * 32)
    assert len(bytes(written(hall)[1].body)) == BODY_LIMIT


def test_a_body_has_at_most_16_kb(hall: Machine):
    me = identity.me(hall.db)
    with pytest.raises(ValueError, match="16384"), hall.db.writing():
        head = b'{"kind":"x","event_id":"1","branch":"sb01","day":"2026-01-01","c":"'
        plant(hall.db, me.chain, [head + b"x" * BODY_LIMIT + b'"}'])


def test_whoever_is_not_enrolled_is_no_author(tmp_path, time: Time):
    from tests.cast import machine

    bare = machine(tmp_path / "bare", "station", time)
    with pytest.raises(Refusal, match="not_enrolled"):
        at_station(bare.db, "customer", time())
    bare.db.close()


# Chains that are not in use (any more) ---------------------------------------------


@pytest.mark.parametrize("other", [{"station": "former"}, {"branch": THERE}], ids=str)
def test_an_author_of_another_chain_writes_nothing(hall: Machine, other: dict[str, object]):
    author = by_visit(hall.db, hall.time())
    author = author._replace(chain=author.chain._replace(**other))
    with pytest.raises(Refusal, match="not_saved"):
        ring(hall, author)
    with pytest.raises(Refusal, match="not_saved"):
        writing.write_new(hall.db, author, [(["x"], b"{}")])
    assert written(hall) == []


def test_an_author_made_before_the_hall_joined_writes_nothing(hall: Machine):
    receipt = file(hall)
    old = desk(hall)._replace(chain=desk(hall).chain._replace(station="former"))
    case, paper = hall.case(receipt.case.event_id), Taken("form", hall.today())
    praise = Filed("praise", text="好")
    for verb in (
        lambda: steps.accept(hall.db, old, case, k(1), LI, False, ""),
        lambda: registers.open_box(hall.db, old, k(2), LI, 0),
        lambda: seal_keys.make(hall.db, old, k(3), WORDS, STILL),
        lambda: counter.take_in(hall.db, old, hall.keys, k(4), praise, paper, None),
    ):
        with pytest.raises(Refusal, match="not_saved"):
            verb()
    assert [chain.station for chain in ledger.chains(hall.db, HERE)] == [hall.keys.fingerprint]


def test_what_the_manager_does_as_the_office_goes_into_a_chain_of_its_own(alone: Machine):
    manager = authors.at_desk(alone.db, WANG, alone.time())
    own = authors.as_own_office(alone.db, manager)
    assert own is not None and not ring(alone, own)
    with pytest.raises(Refusal, match="not_saved"):
        ring(alone, own._replace(office=False), "b" * 32)
    assert [(row.branch, row.station) for row in written(alone)] == [
        (ALONE, f"office@{alone.keys.fingerprint}")
    ]


def test_an_author_of_before_a_restore_writes_into_the_new_epoch(hall: Machine):
    author = by_visit(hall.db, hall.time())
    assert not ring(hall, author)
    after = epochs.renew(hall.db, 2, [], [], hall.time().utc)
    assert after == author.chain._replace(epoch=2)
    assert ring(hall, author) and not ring(hall, author, "b" * 32)
    assert writing.write_new(hall.db, author, encoded(hall, "c")) == 1
    assert [(row.epoch, row.event_id) for row in written(hall)] == [
        (1, KEY), (2, "b" * 32), (2, "c"),
    ]  # fmt: skip
    assert verify(hall.db) is None


def test_an_office_author_of_before_a_restore_writes_into_the_new_epoch(office: Machine):
    author = authors.at_office(office.db, HERE, "admin", office.time())
    assert not ring(office, author)
    with office.db.writing():
        after = writing.begin_epoch(office.db, author.chain, 2)
    assert (after.station, after.epoch) == (OFFICE, 2)
    assert ring(office, author) and not ring(office, author, "b" * 32)
    assert [(row.epoch, row.event_id) for row in written(office)] == [(1, KEY), (2, "b" * 32)]
    assert verify(office.db) is None


# Many at once ----------------------------------------------------------------------


def encoded(hall: Machine, *names: str) -> list[tuple[list[str], bytes]]:
    says = by_visit(hall.db, hall.time()).says
    return [([name], facts.encode(HelpCalled(event_id=name, **says))) for name in names]


def test_of_many_only_what_is_new_is_appended(hall: Machine):
    author = by_visit(hall.db, hall.time())
    assert writing.write_new(hall.db, author, encoded(hall, "a", "b")) == 2
    assert writing.write_new(hall.db, author, encoded(hall, "a", "c", "b")) == 1
    assert writing.write_new(hall.db, author, encoded(hall, "a", "b", "c")) == 0
    assert writing.write_new(hall.db, author, []) == 0
    assert [row.event_id for row in written(hall)] == ["a", "b", "c"] and verify(hall.db) is None


def test_a_fact_known_under_any_of_its_names_is_not_new(hall: Machine):
    author = by_visit(hall.db, hall.time())
    writing.write_new(hall.db, author, encoded(hall, "an older name"))
    ((_, body),) = encoded(hall, "new")
    assert writing.write_new(hall.db, author, [(["new", "an older name"], body)]) == 0
    assert writing.write_new(hall.db, author, [(["new", "another"], body)]) == 1


def test_facts_filed_again_keep_their_order_and_the_old_copies_stay_uncounted(hall: Machine):
    author = by_visit(hall.db, hall.time())
    writing.write_new(hall.db, author, encoded(hall, "a", "b", "c"))
    new = author.chain._replace(station="s" * 24)
    with hall.db.writing():
        writing.refile(hall.db, author.chain, 1, new, lambda body: body)
    rows = hall.db.rows(Ledger.select().order_by(Ledger.station, Ledger.seq))
    by_station = {name: [(r.event_id, r.counted) for r in rows if r.station == name]
                  for name in (author.chain.station, new.station)}  # fmt: skip
    assert by_station == {
        author.chain.station: [("a", 1), ("b", 0), ("c", 0)],
        new.station: [("b", 1), ("c", 1)],
    }
