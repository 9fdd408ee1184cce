"""What a station knows of itself, and what time it believes."""

import pytest
from msgspec.structs import replace

from kiosk.ground.keys import seal
from kiosk.records.cases import counter
from kiosk.records.cases.counter import Taken
from kiosk.records.cases.filing import Filed
from kiosk.records.feedback import cards
from kiosk.records.hall import help
from kiosk.records.ledger import identity
from kiosk.records.ledger.ledger import Chain, Ledger
from kiosk.records.ledger.verify import verify
from kiosk.rules.ledger.time import Anchor
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import Enrolled
from tests.cast import (
    ALONE,
    HERE,
    THERE,
    WANG,
    ZHAO,
    Machine,
    Time,
    by_visit,
    machine,
    sync_round,
)
from tests.records.cases.cast import desk, file, k
from tests.records.exchange.cast import code, moved, renamed

DAY_MS = 86_400_000


def test_a_machine_that_was_never_enrolled_says_so(tmp_path, time: Time):
    bare = machine(tmp_path / "bare", "station", time)
    page = bare.browser("lobby").get("/")
    assert page.status_code == 503 and "尚未在总部登记" in page.text
    with pytest.raises(Refusal, match="not_enrolled"):
        cards.give(bare.db, by_visit(bare.db, time(), "v"), "1" * 32, WANG, "polite", "")
    assert not identity.settled(bare.db)
    bare.db.close()


def test_who_it_is_is_settled_once_and_may_be_said_again(hall: Machine):
    me = identity.me(hall.db)
    said = Enrolled(me.branch, me.station, me.epoch, bytes(me.office_key), bytes(me.receipt_key))
    before = me.__data__
    identity.settle(hall.db, said, me.office_url)
    assert identity.me(hall.db).__data__ == before and me.chain == (HERE, hall.keys.fingerprint, 1)


def test_the_offices_answer_is_kept_until_another_office_enrols_it(hall: Machine):
    with hall.db.writing():
        identity.note_answer(hall.db, 7, b"certified")
    me = identity.me(hall.db)
    assert (me.next_call, bytes.fromhex(me.certificate)) == (7, b"certified")
    said = Enrolled(me.branch, me.station, me.epoch, bytes(me.office_key), bytes(me.receipt_key))
    identity.settle(hall.db, said, me.office_url)
    assert identity.me(hall.db).next_call == 7, "the same station, as it was"
    identity.settle(hall.db, replace(said, station="b" * 24, certificate=b"new"), me.office_url)
    other = identity.me(hall.db)
    assert (other.next_call, bytes.fromhex(other.certificate)) == (0, b"new")


def test_a_hall_that_stands_alone_is_its_own_office(hall: Machine, alone: Machine):
    here, there = identity.me(hall.db), identity.me(alone.db)
    assert here.has_office and not there.has_office
    assert there.own_office == (ALONE, f"office@{alone.keys.fingerprint}", 1)
    assert bytes(there.office_key) == alone.keys.public


def test_the_offices_time_is_kept_with_the_clocks_of_that_moment(hall: Machine, time: Time):
    identity.note_office_time(hall.db, 42, time())
    assert identity.me(hall.db).anchor == Anchor(42, time.utc, time.mono, time.boot)
    identity.forget_office_time(hall.db)
    assert identity.me(hall.db).anchor is None


def test_receipt_keys_of_before_are_still_known(hall: Machine):
    (key,) = identity.receipt_keys(hall.db, hall.keys)
    assert len(key) == 32 and identity.formers(hall.db) == []
    old = {"branch": HERE, "station": "before", "epoch": 1}
    with hall.db.writing():
        hall.db.run(identity.Former.insert(old, receipt_key=seal(hall.keys.public, b"o" * 32)))
    assert identity.receipt_keys(hall.db, hall.keys) == [key, b"o" * 32], "the one in use first"


def test_a_form_that_was_saved_before_the_station_moved_adds_nothing_to_the_next_branch(
    hall: Machine, office: Machine
):
    help.ring(hall.db, by_visit(hall.db, hall.time(), "v1"), k(7))
    opened = file(hall, badge="").case
    moved(hall, office)
    before = [chain.seq for chain in hall.db.rows(Chain.select())]
    with pytest.raises(Refusal, match=f"saved_before_move {HERE}"):
        help.ring(hall.db, by_visit(hall.db, hall.time(), "v1"), k(7))
    with pytest.raises(Refusal, match="saved_before_move"):
        file(hall, badge="")
    with pytest.raises(Refusal, match="saved_before_move"):
        words, letter = Filed("suggestion", text="加一把椅子"), Taken("letter", hall.today())
        counter.take_in(hall.db, desk(hall, ZHAO), hall.keys, k(1), words, letter, None)
    after = [chain.seq for chain in hall.db.rows(Chain.select())]
    assert after == before, "the customer's words count once, where they were said"
    help.ring(hall.db, by_visit(hall.db, hall.time(), "v1"), k(8))
    sync_round(hall, office)
    rows = office.db.rows(Ledger.select().where(Ledger.kind.in_(["help", "case"])))
    assert sorted((row.branch, row.event_id) for row in rows) == sorted(
        [(HERE, k(7)), (HERE, opened.event_id), (THERE, k(8))]
    )
    assert verify(hall.db, hall.keys.fingerprint) is None and verify(office.db) is None


def test_after_a_new_key_or_back_in_its_branch_a_form_sent_again_is_the_same_fact(
    hall: Machine, office: Machine
):
    receipt = file(hall, badge="")
    sync_round(hall, office)
    renamed(hall, office, code(office, replaces=hall.keys.fingerprint))
    assert file(hall, badge="") == receipt
    moved(hall, office)
    moved(hall, office, HERE)
    sync_round(hall, office)
    assert file(hall, badge="") == receipt and identity.me(hall.db).branch == HERE
