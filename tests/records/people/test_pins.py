"""A PIN is kept by nobody; that it changed is a fact."""

import re
import threading

import pytest

from kiosk.commands import listening
from kiosk.records.ledger import ledger, security_log
from kiosk.records.people import authors, pins, sessions, tries
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
    costs = "$argon2id$v=19$m=19456,t=2,p=1$"  # OWASP's least
    assert all(PIN not in row.hash and row.hash.startswith(costs) for row in stored)


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
    assert not {b"123123", b"secret", b"9999"} & set(re.findall(rb"\w+", said))


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


# One-time PINs ---------------------------------------------------------------------


def issue(
    hall: Machine, badge: str = WANG, pin: str = PIN, by: str = MANAGER, key: str = ""
) -> bool:
    manager = authors.at_desk(hall.db, by, hall.time())
    return pins.issue(hall.db, manager, hall.keys, key or hall.new_id(), badge, pin)


def choose(hall: Machine, pin: str, old: str = "", badge: str = WANG, key: str = "") -> str:
    clerk = authors.at_desk(hall.db, badge, hall.time())
    return pins.choose(hall.db, clerk, hall.keys, key or hall.new_id(), pin, old)


def test_an_issued_pin_opens_the_desk_once_and_is_replaced_there(hall: Machine):
    issue(hall)
    enter(hall, WANG)
    assert pins.is_one_time(hall.db, WANG)
    with pytest.raises(Refusal, match="pin_over"):
        enter(hall, WANG)
    choose(hall, "482915")
    assert not pins.is_one_time(hall.db, WANG)
    enter(hall, WANG, "482915")
    enter(hall, WANG, "482915", "lobby")
    with pytest.raises(Refusal, match="wrong_pin"):
        enter(hall, WANG)
    told = [ledger.read(row) for row in hall.db.rows(ledger.Ledger.select())]
    assert [(one.clerk, one.one_time, one.by) for one in told] == [
        (WANG, True, MANAGER), (WANG, False, ""),
    ]  # fmt: skip
    logged = [row.action for row in security_log.every(hall.db) if row.action.startswith("pin")]
    assert logged == ["pin_set", "pin_chosen"]


def test_it_opens_nothing_in_the_lobby_and_is_not_used_up_by_it(hall: Machine):
    issue(hall)
    with pytest.raises(Refusal, match="choose_at_desk"):
        enter(hall, WANG, screen="lobby")
    enter(hall, WANG)


def test_it_opens_nothing_after_three_days(hall: Machine, time: Time):
    issue(hall)
    time.pass_by(72 * 3_600_000)
    assert pins.states(hall.db, hall.time())[WANG][0] == "over"
    with pytest.raises(Refusal, match="pin_over"):
        enter(hall, WANG)


@pytest.mark.parametrize("by, code", [(LI, "only_manager"), (MANAGER, "own_pin")])
def test_only_the_manager_issues_and_only_to_others(hall: Machine, by: str, code: str):
    with pytest.raises(Refusal, match=code):
        issue(hall, MANAGER if by == MANAGER else WANG, by=by)
    assert hall.db.rows(pins.Pin.select()) == []


def test_the_same_form_twice_issues_one_and_says_that_the_second_is_none(hall: Machine):
    assert issue(hall, key="e" * 32) and not issue(hall, pin="555555", key="e" * 32)
    enter(hall, WANG)


@pytest.mark.parametrize(
    "new, code", [("123456", "easy_pin"), ("60317", "odd_pin"), (PIN, "same_pin")]
)
def test_what_is_chosen_must_be_the_clerks_own(hall: Machine, new: str, code: str):
    issue(hall)
    enter(hall, WANG)
    with pytest.raises(Refusal, match=code):
        choose(hall, new)
    assert pins.is_one_time(hall.db, WANG)


def test_a_chosen_pin_is_changed_with_the_old_one_alone(hall: Machine):
    give(hall, WANG)
    with pytest.raises(Refusal, match="wrong_pin"):
        choose(hall, "482915")
    mark = choose(hall, "482915", PIN, key="e" * 32)
    assert mark and choose(hall, "482915", "long gone", key="e" * 32), "sent again"
    enter(hall, WANG, "482915")


def test_what_was_issued_after_signing_in_is_not_replaced_by_that_session(hall: Machine):
    give(hall, WANG)
    issue(hall, pin="555666")
    with pytest.raises(Refusal, match="pin_over"):
        choose(hall, "482915", PIN)


def test_fewer_are_checked_at_once_than_a_screen_has_threads():
    assert pins._places._initial_value < min(listening.THREADS.values())  # type: ignore[attr-defined]
