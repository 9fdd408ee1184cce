"""Old facts move to archive files: nothing is lost, nothing counts twice, and whatever is changed
or missing is named."""

import datetime

import pytest

from kiosk.records.exchange import arrivals, projections
from kiosk.records.feedback import cards
from kiosk.records.ledger import ledger
from kiosk.records.ledger.archives import parts
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.rules.ledger import archives as rule
from kiosk.rules.ledger import chain as links
from kiosk.vocabulary import facts
from kiosk.vocabulary.wire import Batch
from tests.cast import HERE, Machine, sync_round
from tests.records.upkeep.archives.cast import DAY, fault, files, held, moved
from tests.sync.cast import alarms, tap


def counted(office: Machine) -> dict[tuple[object, ...], int]:
    return cards.count(office.db, ["branch", "clerk", "kind"])


def chain(hall: Machine) -> ChainId:
    return ChainId(HERE, hall.keys.fingerprint, 1)


@pytest.mark.both
def test_a_month_moves_and_the_whole_still_verifies_and_counts(old: Machine):
    before, numbers = held(old), counted(old)
    (made,) = moved(old)
    assert made.moved == 12
    assert len(held(old)) == len(before) - 12
    assert counted(old) == numbers
    assert fault(old) == ""
    projections.rebuild(old.db)
    assert counted(old) == numbers
    assert fault(old) == ""
    assert moved(old) == []


def test_the_file_holds_every_entry_byte_for_byte(hall: Machine, old: Machine):
    wanted = [(bytes(row.body), bytes(row.hash)) for row in hall.db.rows(Ledger.select())]
    moved(old)
    (file,) = files(old)
    label, found = rule.read(file.read_bytes())
    assert (label.branch, label.month) == (HERE, "2026-11")
    stored = [(e.body, e.hash) for p in found if p.station == hall.keys.fingerprint
              for e in p.entries]  # fmt: skip
    assert stored == wanted
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_month_that_is_not_over_stays(hall: Machine, office: Machine):
    tap(hall, 1)
    hall.time.pass_by(10 * DAY)  # December
    tap(hall, 2)
    sync_round(hall, office)
    moved(office)
    assert {name for kind, name in held(office) if kind == "card"} == {f"{2:032x}"}
    assert fault(office) == ""
    assert moved(office, datetime.date(2026, 12, 31))[0].month == "2026-12"
    assert fault(office) == ""


def test_what_arrives_after_a_month_has_moved_follows_on(hall: Machine, old: Machine):
    moved(old)
    tap(hall, 77)
    sync_round(hall, old)
    assert counted(old) == {(HERE, "0317", "polite"): 9}
    assert fault(old) == ""
    assert [made.number for made in moved(old)] == [2]
    assert fault(old) == ""
    assert alarms(old) == set()


def test_a_large_month_goes_into_several_files(old: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kiosk.records.upkeep.archives.due.MOST", 5)
    monkeypatch.setattr("kiosk.rules.ledger.archives.PART", 4)
    assert [made.number for made in moved(old)] == [1, 2, 3]
    assert not any(kind in ("card", "rating") for kind, _ in held(old))
    assert fault(old) == ""


# What arrives once more -------------------------------------------------------------


def test_a_batch_that_is_sent_again_is_known_by_its_hashes(hall: Machine, old: Machine):
    of = chain(hall)
    batch = ledger.batch(hall.db, of, 3, 8, 1_000_000)
    moved(old)
    numbers, rows = counted(old), held(old)
    arrivals.receive(old.db, HERE, batch, old.time().utc)
    assert (counted(old), held(old)) == (numbers, rows)
    assert alarms(old) == set()
    assert ledger.hash_at(old.db, of, 5) == ledger.hash_at(hall.db, of, 5)


def refiled(hall: Machine, office: Machine, years: int) -> None:
    """A new epoch of the station holds everything again, so many years later."""
    of = chain(hall)
    bodies = tuple(bytes(row.body) for row in hall.db.rows(Ledger.select().order_by(Ledger.seq)))
    common = ledger.hash_at(hall.db, of, 0) or b""
    prev = links.genesis(HERE, of.station, 2, common)
    head = links.links(prev, 1, bodies)[-1]
    batch = Batch(of.station, 2, common, 1, prev, bodies, head)
    arrivals.receive(office.db, HERE, batch, office.time().utc + years * 365 * DAY)


@pytest.mark.both
def test_archived_facts_that_are_filed_again_count_once(hall: Machine, old: Machine):
    numbers = counted(old)
    moved(old)
    refiled(hall, old, years=4)
    assert counted(old) == numbers
    assert fault(old) == ""
    projections.rebuild(old.db)
    assert counted(old) == numbers


def test_without_tokens_they_would_count_twice(
    hall: Machine, old: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(parts, "knows", lambda *_: "")
    numbers = counted(old)
    moved(old)
    refiled(hall, old, years=4)
    assert counted(old) != numbers


def test_other_content_under_an_archived_id_counts_with_an_alarm(hall: Machine, old: Machine):
    moved(old)
    found = hall.db.first(Ledger.select().where(Ledger.event_id == f"{1:032x}"))
    body = bytes(found.body).replace(b'"comment":""', b'"comment":"no"')
    assert body != bytes(found.body)
    assert parts.knows(old.db, HERE, facts.columns(body), body) == "other"
    assert parts.knows(old.db, HERE, facts.columns(bytes(found.body)), bytes(found.body)) == "same"


@pytest.mark.both
def test_a_second_station_gets_the_archived_facts_too(hall: Machine, old: Machine, another_hall):
    numbers = counted(hall)
    moved(old)
    other = another_hall("other", HERE)
    for _ in range(6):
        sync_round(other, old)
    assert counted(other) == numbers
    assert held(hall) <= held(other)


def test_without_the_file_a_second_station_waits(hall: Machine, old: Machine, another_hall):
    moved(old)
    (file,) = files(old)
    file.rename(file.with_suffix(".away"))
    other = another_hall("other", HERE)
    for _ in range(3):
        sync_round(other, old)
    assert counted(other) == {}
    file.with_suffix(".away").rename(file)
    for _ in range(6):
        sync_round(other, old)
    assert counted(other) == counted(hall)


# Cuts -------------------------------------------------------------------------------


class Cut(Exception):
    """The power failed."""


@pytest.mark.both
@pytest.mark.parametrize("at", ["named", "committed"])
def test_a_cut_at_any_step_loses_nothing_and_doubles_nothing(old: Machine, at: str):
    numbers, rows = counted(old), held(old)

    def cut(step: str) -> None:
        if step == at:
            raise Cut

    with pytest.raises(Cut):
        moved(old, step=cut)
    assert (counted(old), held(old)) == (numbers, rows)
    assert fault(old) == ""
    (made,) = moved(old)
    assert made.moved == 12
    assert (counted(old), fault(old)) == (numbers, "")


def test_a_file_that_reads_otherwise_keeps_every_row(old: Machine, monkeypatch: pytest.MonkeyPatch):
    def damage(step: str) -> None:
        if step == "read":
            (file,) = old.db.archives.glob("*/*.gz")
            file.write_bytes(file.read_bytes()[:-1] + b"?")

    rows = held(old)
    with pytest.raises(rule.BadArchive, match="reads otherwise"):
        moved(old, step=damage)
    assert held(old) == rows
    (made,) = moved(old)  # under another number: a file that is there is never replaced
    assert (made.number, made.moved) == (2, 12)


@pytest.mark.both
def test_a_fact_that_changes_meanwhile_keeps_every_row(old: Machine):
    def change(step: str) -> None:
        if step == "read":
            old.db.run(Ledger.update(counted=0).where(Ledger.event_id == f"{3:032x}"))

    rows = held(old)
    with pytest.raises(rule.BadArchive, match="changed meanwhile"):
        moved(old, step=change)
    assert held(old) == rows
