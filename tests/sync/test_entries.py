"""Facts of the branch come down; what an office sends amiss costs nothing but that."""

import msgspec
import pytest

from kiosk.records.exchange import epochs
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.ledger.verify import verify
from kiosk.rules.ledger import chain as rule
from kiosk.sync import entries
from kiosk.vocabulary.refusals import NoLine, Refusal
from kiosk.vocabulary.wire import Batch, Held, MissingEntries
from tests.cast import HERE, LI, THERE, WANG, Machine, sync_round, wire_to
from tests.sync.cast import Change, alarms, counts, cut_at, pull, saying, tap


@pytest.fixture
def three(hall: Machine, office: Machine, another_hall) -> tuple[Machine, Machine]:
    """Two other stations of the branch, whose facts this one does not hold yet."""
    made = (another_hall("second", HERE), another_hall("third", HERE))
    for number, station in enumerate(made):
        for n in range(3):
            tap(station, 10 * number + n, LI)
        sync_round(station, office)
    return made


def test_an_office_that_sends_nothing_new_without_end_is_asked_once(hall: Machine, office: Machine):
    asked: list[str] = []
    empty = saying(office, lambda _: MissingEntries((), more=True), asked)
    with pytest.raises(NoLine, match="nothing new"):
        pull(hall, office, empty)
    assert len(asked) == 1


def test_the_same_entries_again_and_again_are_not_asked_for(
    hall: Machine, office: Machine, three: object
):
    asked: list[str] = []
    first: list[MissingEntries] = []

    def same(said: MissingEntries) -> MissingEntries:
        first.append(said)
        return MissingEntries(first[0].batches, more=True)

    with pytest.raises(NoLine, match="not asked for"):
        pull(hall, office, saying(office, same, asked))
    assert len(asked) == 2 and counts(hall) == counts(office), "what came at first is stored"


def test_a_round_asks_a_bounded_number_of_times(
    hall: Machine, office: Machine, three: object, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(entries, "MOST_ASKED", 2)

    def one_by_one(said: MissingEntries) -> MissingEntries:
        head = said.batches[0]
        link = rule.links(head.prev, head.first, head.entries[:1])[-1]
        one = msgspec.structs.replace(head, entries=head.entries[:1], head=link)
        return MissingEntries((one,), more=True)

    assert pull(hall, office, saying(office, one_by_one)) == 2
    assert pull(hall, office, wire_to(office)) == 4
    assert counts(hall) == counts(office)


def changed(**changes: object) -> Change:
    return lambda said: MissingEntries(
        tuple(msgspec.structs.replace(one, **changes) for one in said.batches[:1]), more=False
    )


@pytest.mark.parametrize(
    "change",
    [
        changed(station="b" * 24, first=7), changed(station="b" * 60), changed(first=3),
        changed(entries=()), lambda said: MissingEntries(said.batches[:1] * 2, more=False),
    ],
)  # fmt: skip
def test_entries_that_were_not_asked_for_are_refused(
    hall: Machine, office: Machine, three: object, change: Change
):
    with pytest.raises(NoLine, match=r"^entries \S{24,40}/1 that were not asked for"):
        pull(hall, office, saying(office, change))
    assert verify(hall.db) is None


def test_another_branchs_chain_is_not_stored(hall: Machine, office: Machine, another_hall):
    other = another_hall("other", THERE)
    tap(other, 1, "0400")
    chain = identity.me(other.db).chain
    theirs = ledger.batch(other.db, chain, 0, 500, 10**6)
    with pytest.raises(Refusal, match="mark_mismatch"):
        pull(hall, office, saying(office, lambda _: MissingEntries((theirs,), more=False)))
    assert counts(hall) == {} and "mark_mismatch" in alarms(hall)


def broken(batch: Batch) -> Batch:
    return msgspec.structs.replace(batch, entries=(b"{}", *batch.entries[1:]))


@pytest.mark.parametrize("bad", [0, 1])
def test_one_bad_batch_keeps_no_other_from_being_stored(
    hall: Machine, office: Machine, three: tuple[Machine, Machine], bad: int
):
    def one_bad(said: MissingEntries) -> MissingEntries:
        made = list(said.batches)
        made[bad] = broken(made[bad])
        return MissingEntries(tuple(made), more=False)

    with pytest.raises(Refusal, match="broken_chain"):
        pull(hall, office, saying(office, one_bad))
    assert alarms(hall) == {"broken_chain"}
    assert sum(counts(hall).values()) == 3
    assert pull(hall, office, wire_to(office)) == 3
    assert counts(hall) == counts(office) and verify(hall.db) is None


def test_a_chain_that_is_refused_does_not_starve_those_after_it(
    hall: Machine, office: Machine, three: tuple[Machine, Machine], monkeypatch: pytest.MonkeyPatch
):
    """Where one message holds one chain's entries alone."""
    monkeypatch.setattr("kiosk.web.machines.intake.BATCH_BYTES", 300)
    first = min(station.keys.fingerprint for station in three)

    asked: list[str] = []
    ends: list[str] = []

    def bad_first(said: MissingEntries) -> MissingEntries:
        ends.extend(f"{one.first + len(one.entries) - 1}:{one.head.hex()}" for one in said.batches)
        made = [broken(one) if one.station == first else one for one in said.batches]
        return MissingEntries(tuple(made), said.more)

    with pytest.raises(Refusal, match="broken_chain"):
        pull(hall, office, saying(office, bad_first, asked))
    assert sum(counts(hall).values()) == 3
    assert f"{first}:1:{ends[0]}" in asked[1], "the next time from its end on"


def test_a_chain_that_a_copy_began_and_left_empty_keeps_no_facts_out(
    hall: Machine, office: Machine, another_hall
):
    """Both were damaged and went on in the same epoch, each after a past of its own."""
    second, of = another_hall("second", HERE), ChainId(HERE, hall.keys.fingerprint, 2)
    another = b"p" * 32
    ledger.set_head(second.db, of, another, 0, ledger.genesis(of, another))
    tap(hall, 1)
    epochs.renew(hall.db, 2, [], set(), 1)
    tap(hall, 2)
    sync_round(hall, office)
    sync_round(second, office)
    assert counts(second) == counts(office) == {(HERE, WANG, "polite"): 2}
    assert ledger.chain(second.db, of).common == ledger.chain(hall.db, of).common != another
    assert verify(second.db) is None and alarms(second) == set()


@pytest.mark.parametrize("signed", [True, False])
def test_what_head_office_lacks_without_a_signature_is_looked_into(
    hall: Machine, office: Machine, three: tuple[Machine, Machine], signed: bool
):
    sync_round(hall, office)
    of = identity.me(three[0].db).chain
    if not signed:
        hall.db.run(epochs.SignedHead.delete())
    held = Held(of.station, 1, 2, ledger.hash_at(hall.db, of, 2) or b"")
    asked: list[str] = []
    send = saying(office, lambda _: MissingEntries((), more=False, lacks=(held,)), asked)
    assert pull(hall, office, send) == 0 and len(asked) == 1
    raised = [(one.code, one.seq, one.detail) for one in hall.db.rows(Alarm.select())]
    assert raised == ([] if signed else [("chain_differs", 2, "")])
    assert ledger.chain(hall.db, of).seq == 3, "what is here stays"
    whole = msgspec.structs.replace(held, seq=3, head=bytes(ledger.chain(hall.db, of).head))
    hall.db.run(Alarm.delete())
    send = saying(office, lambda _: MissingEntries((), more=False, lacks=(whole,)))
    assert pull(hall, office, send) == 0 and alarms(hall) == set()


def test_a_chain_that_gives_way_to_head_offices_is_fetched_at_once(
    hall: Machine, office: Machine, three: tuple[Machine, Machine]
):
    sync_round(hall, office)
    hall.db.run(epochs.SignedHead.delete())
    held = Held(identity.me(three[0].db).station, 1, 3, b"another head")
    said = [MissingEntries((), more=False, lacks=(held,))]
    send = saying(office, lambda real: said.pop() if said else real)
    assert pull(hall, office, send) == 3


@pytest.mark.parametrize(("seq", "same", "epoch"), [(1, False, 2), (2, False, 1), (1, True, 1)])
def test_only_for_another_entry_of_its_own_a_station_goes_on_in_a_new_epoch(
    hall: Machine, office: Machine, seq: int, same: bool, epoch: int
):
    """And asks at once for what head office holds."""
    tap(hall, 1)
    of = identity.me(hall.db).chain
    head = bytes(ledger.chain(hall.db, of).head) if same else b"another"
    said = [MissingEntries((), more=False, lacks=(Held(of.station, 1, seq, head),))]
    asked: list[str] = []
    pull(hall, office, saying(office, lambda real: said.pop() if said else real, asked))
    assert identity.me(hall.db).epoch == len(asked) == epoch


def test_a_station_that_can_not_send_begins_no_epoch_for_it(hall: Machine, office: Machine):
    """What head office has nothing of yet differs from nothing there."""
    sync_round(hall, office)
    epochs.renew(hall.db, 2, [], set(), 1)
    tap(hall, 1)
    for _ in range(2):
        with pytest.raises(NoLine):
            sync_round(hall, office, cut_at(office, "POST /intake/v1/entries"))
    assert identity.me(hall.db).epoch == 2
    assert sync_round(hall, office).sent == 1 and counts(office) == counts(hall)
