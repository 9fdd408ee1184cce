"""A PIN is kept by nobody; that it changed is a fact."""

import threading

import pytest

from kiosk.commands import listening
from kiosk.records.ledger import ledger, security_log
from kiosk.records.people import pins, sessions, tries
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Ended, Publication
from kiosk.vocabulary.refusals import Refusal
from tests.cast import LI, MANAGER, WANG, ZHAO, Machine, Time, by_machine, sync_round

PIN = "042137"


def give(hall: Machine, badge: str, pin: str = PIN) -> None:
    author = by_machine(hall.db, hall.time())
    pins.set_pin(hall.db, author, hall.keys, hall.new_id(), badge, pin)


def enter(hall: Machine, badge: str, pin: str = PIN, screen: str = "desk") -> None:
    pins.sign_in(hall.db, hall.keys, screen, badge, pin, hall.time())


def test_a_new_pin_is_a_fact_that_does_not_hold_it(hall: Machine, office: Machine):
    for badge in (WANG, LI, MANAGER):
        give(hall, badge)
    sync_round(hall, office)
    rows = office.db.rows(ledger.Ledger.select())
    assert [(row.kind, row.clerk) for row in rows] == [
        ("pin_changed", WANG), ("pin_changed", LI), ("pin_changed", MANAGER),
    ]  # fmt: skip
    assert PIN.encode() not in b"".join(bytes(row.body) for row in rows)
    stored = hall.db.rows(pins.Pin.select())
    assert all(PIN not in row.hash and row.hash.startswith("$argon2id$") for row in stored)


def test_the_newest_pin_alone_opens(hall: Machine):
    give(hall, WANG)
    enter(hall, WANG)
    give(hall, WANG, "555555")
    with pytest.raises(Refusal, match="wrong_pin"):
        enter(hall, WANG)
    enter(hall, WANG, "555555")


@pytest.mark.parametrize("badge", [ZHAO, "9999", ""])
def test_who_does_not_work_here_gets_no_pin_and_the_same_answer(hall: Machine, badge: str):
    with pytest.raises(Refusal, match=r"unknown_clerk|retired_clerk"):
        give(hall, badge)
    assert ledger.chains(hall.db, "sb01") == [] and hall.db.rows(pins.Pin.select()) == []
    with pytest.raises(Refusal, match="wrong_pin"):
        enter(hall, badge)


def test_who_has_left_opens_nothing_with_the_pin_of_before(hall: Machine, office: Machine):
    give(hall, WANG)
    left = Publication(WANG, Ended(), office.today(), kind="clerk")
    documents.publish(office.db, [left], "t", office.time.utc)
    enter(hall, WANG)
    sync_round(hall, office)
    with pytest.raises(Refusal, match="wrong_pin"):
        enter(hall, WANG)


def test_a_wait_comes_before_the_pin_is_looked_at(hall: Machine, time: Time):
    give(hall, WANG)
    for _ in range(5):
        with pytest.raises(Refusal, match="wrong_pin"):
            enter(hall, WANG, "000000")
    with pytest.raises(Refusal, match="wait"):
        enter(hall, WANG)
    enter(hall, WANG, screen="lobby")
    time.pass_by(61_000)
    enter(hall, WANG)


def test_a_new_pin_ends_the_wait_and_all_sessions_at_the_desk(hall: Machine):
    give(hall, WANG)
    for token, badge in (("a" * 32, WANG), ("b" * 32, WANG), ("c" * 32, LI)):
        sessions.begin(hall.db, "desk", badge, token, hall.time())
    for _ in range(5):
        with pytest.raises(Refusal, match="wrong_pin"):
            enter(hall, WANG, "000000")
    give(hall, WANG, "555555")
    enter(hall, WANG, "555555")
    found = [sessions.find(hall.db, "desk", letter * 32, hall.time()) for letter in "abc"]
    assert [one and one.who for one in found] == [None, None, LI]


def test_the_same_form_twice_gives_one_pin(hall: Machine):
    author = by_machine(hall.db, hall.time())
    for pin in (PIN, "555555"):
        pins.set_pin(hall.db, author, hall.keys, "e" * 32, WANG, pin)
    enter(hall, WANG)
    assert security_log.listed(hall.db, "pin_set").number == 1


def test_tries_from_elsewhere_keep_no_one_out_of_the_own_browser(hall: Machine, time: Time):
    give(hall, WANG)
    mark = pins.sign_in(hall.db, hall.keys, "desk", WANG, PIN, time())
    for _ in range(5):
        with pytest.raises(Refusal, match="wrong_pin"):
            enter(hall, WANG, "000000")
    for made_up in ("", "1.2", mark[:-1], mark + "0", mark.replace(".", ""), "ü.€"):
        with pytest.raises(Refusal, match="wait"):
            pins.sign_in(hall.db, hall.keys, "desk", WANG, PIN, time(), made_up)
    for _ in range(5):
        tries.begin(hall.db, "lobby", WANG, time())
    with pytest.raises(Refusal, match="wait"):  # it is a mark of the desk's
        pins.sign_in(hall.db, hall.keys, "lobby", WANG, PIN, time(), mark)
    assert pins.sign_in(hall.db, hall.keys, "desk", WANG, PIN, time(), mark) == mark
    give(hall, WANG)
    for _ in range(5):
        with pytest.raises(Refusal, match="wrong_pin"):
            pins.sign_in(hall.db, hall.keys, "desk", WANG, "000000", time(), mark)
    with pytest.raises(Refusal, match="wait"):  # the mark of the former PIN is worth nothing
        pins.sign_in(hall.db, hall.keys, "desk", WANG, PIN, time(), mark)


def test_wrong_pins_are_in_the_log_with_their_number_and_without_what_was_typed(hall: Machine):
    give(hall, WANG)
    for badge in (WANG, WANG, "9999", "secret typed as a name"):
        with pytest.raises(Refusal, match="wrong_pin"):
            enter(hall, badge, "123123")
    rows = security_log.listed(hall.db, "sign_in_failed").rows[::-1]
    assert [(row.who, row.number) for row in rows] == [(WANG, 1), (WANG, 2), ("", 1), ("", 2)]
    said = b"".join(row.body for row in rows)
    assert b"123123" not in said and b"secret" not in said and b"9999" not in said


def test_a_copied_database_opens_nothing_without_its_key(hall: Machine, office: Machine):
    give(hall, WANG)
    with pytest.raises(Refusal, match="wrong_pin"):
        pins.sign_in(hall.db, office.keys, "desk", WANG, PIN, hall.time())


def test_a_crowd_at_the_door_waits_outside_and_no_try_is_counted(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    give(hall, WANG)
    inside = threading.BoundedSemaphore(1)
    monkeypatch.setattr(pins, "_places", inside)
    with inside:
        for _ in range(30):
            with pytest.raises(Refusal, match="crowded"):
                enter(hall, WANG, "000000")
    enter(hall, WANG)
    with pytest.raises(Refusal, match="wrong_pin"):
        enter(hall, WANG, "000000")
    enter(hall, WANG)


def test_fewer_are_checked_at_once_than_a_screen_has_threads():
    assert pins._places._initial_value < min(listening.THREADS.values())  # type: ignore[attr-defined]
