"""A round, and joining, with a line that is cut after each step."""

import pytest

from kiosk.ground.db import Database
from kiosk.records.cases import filing
from kiosk.records.exchange import arrivals, joining
from kiosk.records.ledger import identity, writing
from kiosk.records.ledger.verify import verify
from kiosk.records.publishing import branches, documents, manifests
from kiosk.records.stations import last_calls, line
from kiosk.records.stations.enrolment import Station
from kiosk.rules.ledger.time import standing
from kiosk.sync import rounds
from kiosk.sync.client import Answer
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Clerk, Publication
from kiosk.vocabulary.refusals import NoLine, Refusal
from kiosk.vocabulary.wire import Push
from tests.cast import (
    HERE,
    LI,
    START_2014,
    WANG,
    Machine,
    by_visit,
    enrol,
    plant,
    sync_round,
    wire_to,
)
from tests.records.exchange.cast import a_code, counted, history, is_sound, join, key, rows
from tests.records.publishing.cast import released, service
from tests.sync.cast import counts, cutting, reported, tap, watched


def test_a_round_brings_every_fact_to_the_office(hall: Machine, office: Machine):
    for n in range(7):
        tap(hall, n)
    assert sync_round(hall, office)[:2] == (7, 0)
    assert counts(office) == counts(hall) == {(HERE, WANG, "polite"): 7}
    assert sync_round(hall, office).sent == 0
    assert verify(office.db) is None


@pytest.mark.parametrize("cut_before", [True, False])
@pytest.mark.parametrize("step", range(4))
def test_a_line_cut_at_any_step_only_repeats_work(
    hall: Machine, office: Machine, step: int, cut_before: bool
):
    """Cut before the office hears, or after it has acted but before its answer arrives."""
    tap(hall, 1)
    try:
        sync_round(hall, office, cutting(office, step, cut_before))
    except NoLine:
        tap(hall, 2)
    sync_round(hall, office)
    assert counts(office) == counts(hall)
    assert verify(office.db) is None and verify(hall.db, hall.keys.fingerprint) is None


@pytest.mark.parametrize("step", range(8))
@pytest.mark.parametrize("cut_before", [True, False])
def test_a_line_cut_while_joining_changes_nothing(
    lonely: Machine, office: Machine, step: int, cut_before: bool
):
    history(lonely)
    alone_as = identity.me(lonely.db).chain
    code = a_code(office)
    with pytest.raises(NoLine):
        join(lonely, office, code, cutting(office, step, cut_before))
    assert joining.is_standalone(lonely.db) and identity.me(lonely.db).chain == alone_as
    assert is_sound(lonely)
    for _ in range(2):  # and asked twice it is the same station
        join(lonely, office, code)
    sync_round(lonely, office)
    join(lonely, office, a_code(office))  # a further code, the same office
    assert counted(office) == counted(lonely) and is_sound(lonely, office)
    assert len(rows(lonely, HERE)) == 7
    assert len(identity.receipt_keys(lonely.db, lonely.keys)) == 2


@pytest.mark.parametrize(
    "noun, verb",
    [(identity, "settle"), (writing, "_file"), (identity, "forget_office_time"),
     (manifests, "swap_in"), (branches, "note_zone")],
)  # fmt: skip
def test_a_machine_that_dies_while_it_joins_is_as_it_was(
    alone: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch, noun: object, verb: str
):
    lonely = alone
    receipt = history(lonely)
    alone_as, held = identity.me(lonely.db).chain, counted(lonely)
    with monkeypatch.context() as dying:
        dying.setattr(noun, verb, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            join(lonely, office, a_code(office))
    again = Database(lonely.config.database)
    lonely.db.close()
    lonely.db = again
    assert identity.me(lonely.db).chain == alone_as and counted(lonely) == held
    assert filing.look_up(
        lonely.db, by_visit(lonely.db, lonely.time(), ""), lonely.keys, receipt.code
    )
    assert is_sound(lonely)


def test_what_happens_between_two_tries_to_join_goes_along(lonely: Machine, office: Machine):
    def lost(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        wire_to(office)(method, path, body, headers)
        raise NoLine("the answer is lost")

    code, me = a_code(office), identity.me(lonely.db)
    with pytest.raises(NoLine):
        join(lonely, office, code, lost)
    said = facts.PinChanged(
        event_id=key(5), branch=me.branch, day=lonely.today(), at=lonely.time.utc, clerk=LI,
        clock=standing(lonely.time(), None),
    )  # fmt: skip
    with lonely.db.writing():
        plant(lonely.db, me.own_office, [facts.encode(said)])
    join(lonely, office, code)
    sync_round(lonely, office)
    assert [row.kind for row in rows(office, HERE)] == ["pin_changed"]


@pytest.mark.parametrize(
    "broken, part",
    [("/manifest", "documents"), ("/blobs", "documents"), ("GET /intake/v1/entries", "answers")],
)
def test_facts_arrive_whatever_becomes_of_the_other_parts(
    hall: Machine, office: Machine, broken: str, part: str
):
    real = wire_to(office)

    def failing(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if broken in f"{method} {path}":
            raise NoLine("cut")
        return real(method, path, body, headers)

    tap(hall, 1)
    released(office, service("洗车", office.today()))
    with pytest.raises(NoLine):
        sync_round(hall, office, failing)
    assert counts(office) == counts(hall) != {}
    assert [one.part for one in line.troubles(hall.db)] == [part]
    with pytest.raises(NoLine):
        sync_round(hall, office, failing)
    call = office.db.first(last_calls.LastCall.select())
    assert [one.part for one in call.reported] == [part]
    sync_round(hall, office)
    sync_round(hall, office)
    assert office.db.first(last_calls.LastCall.select()).reported == []


def test_a_part_that_makes_no_sense_stops_no_other(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    """Whatever a newer office may send."""
    tap(hall, 1)
    monkeypatch.setattr(rounds, "pull_documents", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sync_round(hall, office)
    assert counts(office) == counts(hall) != {}


def test_one_missing_picture_holds_nothing_up(hall: Machine, office: Machine):
    face = Clerk(name="周立", name_en="Zhou Li", branch=HERE, portrait="ab" * 32)
    here = documents.store_blob(office.db, b"RIFF a face")
    other = Clerk(name="吴双", name_en="Wu Shuang", branch=HERE, portrait=here)
    wanted = [Publication("0501", face, START_2014), Publication("0502", other, START_2014)]
    documents.publish(office.db, wanted, "test", office.time.utc)
    tap(hall, 1)
    with pytest.raises(Refusal, match="unknown_blob"):
        sync_round(hall, office)
    assert counts(office) == counts(hall) != {}
    assert documents.newest(hall.db, "clerk", "0501") == face
    assert documents.stored(hall.db, [here]) == {here}
    assert [one.part for one in line.troubles(hall.db)] == ["pictures"]


def test_a_kind_of_a_newer_office_is_kept_and_skipped(hall: Machine, office: Machine):
    """And understood after the upgrade: it is in the manifest's list and stored here."""
    body = b'{"kind":"parking","spaces":12}'
    name = documents.store_blob(office.db, body)
    row = {"kind": "parking", "key": "p1", "version": 1, "in_force": START_2014, "sha256": name}
    office.db.run(documents.Document.insert(row, scope="", published_by="", published_at=0))
    tap(hall, 1)
    sync_round(hall, office)
    assert counts(office) == counts(hall) != {}
    assert documents.content(hall.db, name) is None
    assert documents.blob(hall.db, name) == body
    assert [one.key for one in documents.versions(hall.db, "parking")] == ["p1"]


def test_head_office_learns_in_the_same_round_what_is_in_use_now(hall: Machine, office: Machine):
    released(office, service("洗车", office.today()))
    done = sync_round(hall, office)
    assert office.db.first(last_calls.LastCall.select()).manifest == done.manifest


def test_without_a_certificate_an_unknown_station_stays_out(hall: Machine, office: Machine):
    office.db.run(Station.delete())
    hall.db.run(identity.Identity.update(certificate=""))
    with pytest.raises(Refusal, match="unknown_station"):
        sync_round(hall, office)


def test_a_station_reports_once_and_again_if_other_documents_came_into_use(
    hall: Machine, office: Machine, new: Machine
):
    sync_round(hall, office)
    seen: list[Push] = []
    sync_round(hall, office, reported(office, seen))
    assert len(seen) == 1
    enrol(new, office, HERE)
    first: list[Push] = []
    manifest = sync_round(new, office, reported(office, first)).manifest
    assert [one.manifest for one in first] == [0, manifest], "at first none is in use"


def test_what_is_written_during_a_round_goes_with_its_second_report(hall: Machine, office: Machine):
    tap(hall, 1)
    released(office, service("洗车", office.today()))
    between = {"GET /intake/v1/manifest": lambda: tap(hall, 2)}
    assert sync_round(hall, office, watched(office, [], between)).sent == 2
    assert counts(office) == counts(hall)


def test_only_to_an_office_that_does_not_know_it_a_station_shows_its_certificate(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    sync_round(hall, office)

    def refuse(*_: object) -> int:
        raise Refusal("busy")

    monkeypatch.setattr(arrivals, "receive", refuse)
    calls: list[str] = []
    with pytest.raises(Refusal, match="busy"):
        sync_round(hall, office, watched(office, calls))
    assert "POST /intake/v1/return" not in calls
