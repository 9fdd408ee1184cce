"""Screens are paired by a code that works once, and show nothing once their pairing has ended."""

import pytest

from kiosk.records.hall import screens
from kiosk.records.hall.screens import Screen, Wanted
from kiosk.records.ledger import ledger
from kiosk.records.people import authors
from kiosk.rules.hall import pairing as rule
from kiosk.vocabulary.refusals import Refusal
from tests.cast import FORM, HERE, LI, MANAGER, Machine, Time, by_machine, sync_round

KEY = "a" * 32
WALL = "b" * 32


def make_code(hall: Machine, key: str = KEY, name: str = "大厅东墙") -> str:
    author = authors.at_desk(hall.db, MANAGER, hall.time())
    return screens.make_code(hall.db, author, hall.keys, key, Wanted(name))


def pair(hall: Machine, code: str, key: str = WALL) -> str:
    return screens.pair(hall.db, by_machine(hall.db, hall.time()), hall.keys, key, code)


def unpair(hall: Machine, badge: str = MANAGER) -> None:
    screens.unpair(hall.db, authors.at_desk(hall.db, badge, hall.time()), FORM, KEY)


def kinds(machine: Machine) -> list[str]:
    return [row.kind for row in machine.db.rows(ledger.Ledger.select())]


def test_a_screen_is_paired_and_head_office_sees_it(hall: Machine, office: Machine, time: Time):
    code = make_code(hall)
    assert make_code(hall) == code, "the same form"
    time.pass_by(60_000)
    token = pair(hall, f" {code[:4].lower()}-{code[4:]} ")
    found = screens.of_token(hall.db, token)
    assert found is not None and (found.name, found.clerk) == ("大厅东墙", MANAGER)
    sync_round(hall, office)
    assert screens.of_branch(office.db, HERE) == [("大厅东墙", time().utc, MANAGER, "wall", "")]
    unpair(hall)
    unpair(hall)
    assert screens.of_token(hall.db, token) is None
    sync_round(hall, office)
    assert screens.of_branch(office.db, HERE) == []
    assert kinds(office) == ["screen_paired", "screen_unpaired"]


def test_the_same_form_sent_again_is_the_same_screen(hall: Machine):
    code = make_code(hall)
    assert pair(hall, code) == pair(hall, code)
    assert kinds(hall) == ["screen_paired"]


def test_a_code_works_once_and_for_ten_minutes(hall: Machine, time: Time):
    code = make_code(hall)
    pair(hall, code)
    with pytest.raises(Refusal, match="wrong_pairing_code"):
        pair(hall, code, "c" * 32)
    late = make_code(hall, "d" * 32)
    time.pass_by(rule.LIVES_MS)
    with pytest.raises(Refusal, match="wrong_pairing_code"):
        pair(hall, late, "e" * 32)
    early = make_code(hall, "f" * 32)
    time.reboot()
    with pytest.raises(Refusal, match="wrong_pairing_code"):
        pair(hall, early, "1" * 32)
    assert len(screens.listed(hall.db, time())) == 1, "codes that have ended are not listed"
    make_code(hall, "2" * 32)
    assert len(hall.db.rows(Screen.select())) == 2, "and dropped when the next one is made"


@pytest.mark.parametrize("typed", ["", "-", "22222222", "x" * 5_000, "' OR 1=1 --"])
def test_what_is_no_code_pairs_nothing(hall: Machine, typed: str):
    pair(hall, make_code(hall))
    with pytest.raises(Refusal, match="wrong_pairing_code"):
        pair(hall, typed, "c" * 32)
    assert kinds(hall) == ["screen_paired"]


def test_only_the_manager_makes_codes_and_ends_pairings(hall: Machine):
    pair(hall, make_code(hall))
    clerk = authors.at_desk(hall.db, LI, hall.time())
    with pytest.raises(Refusal, match="not_manager"):
        screens.make_code(hall.db, clerk, hall.keys, "c" * 32, Wanted("x"))
    with pytest.raises(Refusal, match="not_manager"):
        unpair(hall, LI)
    with pytest.raises(Refusal, match="unknown_screen"):
        manager = authors.at_desk(hall.db, MANAGER, hall.time())
        screens.unpair(hall.db, manager, FORM, "9" * 32)
    with pytest.raises(Refusal, match="text_required"):
        make_code(hall, "c" * 32, "  ")
    assert len(screens.listed(hall.db, hall.time())) == 1


def test_a_code_that_was_never_used_is_dropped_without_a_fact(hall: Machine):
    code = make_code(hall)
    unpair(hall)
    assert screens.listed(hall.db, hall.time()) == [] and kinds(hall) == []
    with pytest.raises(Refusal, match="wrong_pairing_code"):
        pair(hall, code)


def test_a_backup_brings_no_ended_pairing_back(hall: Machine):
    token = pair(hall, make_code(hall))
    (row,) = hall.db.rows(Screen.select())
    unpair(hall)
    hall.db.run(Screen.insert(row.__data__))
    assert screens.of_token(hall.db, token) is None
    unpair(hall)
    assert hall.db.rows(Screen.select()) == []


def test_when_a_screen_was_last_seen_is_stored_once_a_minute(hall: Machine, time: Time):
    token = pair(hall, make_code(hall))
    for ms in (0, 30_000, 59_999, 60_000):
        screen = screens.of_token(hall.db, token)
        assert screen is not None
        screens.note_seen(hall.db, screen, time().utc + ms)
    screen = screens.of_token(hall.db, token)
    assert screen is not None and screen.seen_at == time().utc + 60_000


def test_neither_code_nor_cookie_is_in_the_database(hall: Machine):
    code = make_code(hall)
    (row,) = hall.db.rows(Screen.select())
    assert code not in repr(row.__data__)
    token = pair(hall, code)
    (row,) = hall.db.rows(Screen.select())
    assert token not in repr(row.__data__) and row.code_hash == ""
    assert screens.of_token(hall.db, row.token_hash) is None
    assert screens.of_token(hall.db, "") is None


def tablet(hall: Machine, window: str = "", key: str = WALL, own: bool = False) -> Screen:
    """A paired tablet."""
    author = authors.at_desk(hall.db, MANAGER, hall.time())
    wanted = Wanted("三号窗口", "tablet", window)
    code = screens.make_code(hall.db, author, hall.keys, hall.new_id(), wanted)
    by = by_machine(hall.db, hall.time())
    token = screens.pair(hall.db, by, hall.keys, key, code, "tablet", own=own)
    found = screens.of_token(hall.db, token, "tablet")
    assert found is not None and screens.of_token(hall.db, token, "wall") is None
    return found


def test_a_tablet_belongs_to_a_window_and_head_office_sees_it(hall: Machine, office: Machine):
    assert tablet(hall, " ３ ").window == "3"
    sync_round(hall, office)
    (seen,) = screens.of_branch(office.db, HERE)
    assert (seen.shows, seen.window) == ("tablet", "3")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [(Wanted("x", "tablet", "3" * 9), "long_window"), (Wanted("x", "door"), "not_chosen"),
     (Wanted("x", ""), "not_chosen"), (Wanted("", "tablet"), "text_required")],
)  # fmt: skip
def test_what_can_not_be_paired_is_refused(hall: Machine, wanted: Wanted, code: str):
    author = authors.at_desk(hall.db, MANAGER, hall.time())
    with pytest.raises(Refusal, match=code):
        screens.make_code(hall.db, author, hall.keys, KEY, wanted)


def test_a_code_pairs_only_what_it_was_made_for(hall: Machine):
    by = by_machine(hall.db, hall.time())
    with pytest.raises(Refusal, match="wrong_pairing_code"):
        screens.pair(hall.db, by, hall.keys, WALL, make_code(hall), "tablet")
    assert kinds(hall) == []


def test_the_size_of_a_tablet_is_kept_once(hall: Machine, time: Time):
    size = {"diagonal": "10.1", "unit": "in", "wide": "1280", "high": "800"}
    found = tablet(hall)
    screens.measure(hall.db, found, time(), size)
    (row,) = hall.db.rows(Screen.select())
    assert (row.diagonal, row.wide, row.high) == (257, 1280, 800)
    with pytest.raises(Refusal, match="measured_already"):
        screens.measure(hall.db, row, time(), size)
    time.reboot()
    with pytest.raises(Refusal, match="measured_already"):
        screens.measure(hall.db, found, time(), size)


def test_the_stations_own_screen_is_the_one_paired_last(hall: Machine, time: Time):
    assert screens.own(hall.db) is None
    tablet(hall, "1")
    assert screens.own(hall.db) is None
    for number in (2, 3):
        time.pass_by(1_000)
        tablet(hall, str(number), f"{number:032x}", own=True)
    own = screens.own(hall.db)
    assert own is not None and own.window == "3"
