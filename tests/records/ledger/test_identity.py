"""What a station knows of itself, and what time it believes."""

import pytest

from kiosk.ground.keys import seal
from kiosk.records.feedback import cards
from kiosk.records.ledger import identity
from kiosk.rules.ledger.time import Anchor
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import Enrolled
from tests.cast import ALONE, HERE, WANG, Machine, Time, by_visit, machine

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
