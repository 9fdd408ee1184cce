"""How far a ticket system's table was read, and since when it can't be."""

import datetime

from kiosk.records.hall import ticket_table
from kiosk.rules.hall.tickets import AHEAD_MS, BACK_MS
from tests.cast import NOON, Machine

DAY_MS = 86_400_000
TODAY = datetime.date(2026, 11, 21)
BACK = BACK_MS["table"] - AHEAD_MS


def state(hall: Machine) -> ticket_table.TicketTable:
    held = ticket_table.found(hall.db)
    assert held is not None
    return held


def test_the_moment_is_kept_within_a_day_and_goes_back_with_the_next(hall: Machine):
    assert ticket_table.found(hall.db) is None
    assert ticket_table.begin(hall.db, TODAY, NOON).after == NOON - BACK
    ticket_table.note_read(hall.db, NOON, NOON - 5, 4, 3, 1, "unknown_clerk badge")
    held = ticket_table.begin(hall.db, TODAY, NOON + 60_000)
    assert (held.after, held.rows, held.new, held.refused) == (NOON - 5, 4, 3, 1)
    tomorrow = TODAY + datetime.timedelta(1)
    held = ticket_table.begin(hall.db, tomorrow, NOON + DAY_MS)
    assert held.after == NOON + DAY_MS - BACK and (held.rows, held.refused) == (0, 0)
    assert state(hall).__data__ == held.__data__
    assert held.refused_for == "unknown_clerk badge", "what was wrong last is still shown"


def test_trouble_has_a_beginning_and_ends_with_the_next_reading(hall: Machine):
    ticket_table.begin(hall.db, TODAY, NOON)
    ticket_table.note_failed(hall.db, NOON, "database_unreachable [08001]")
    ticket_table.note_failed(hall.db, NOON + 60_000, "database_slow")
    assert (state(hall).failing_since, state(hall).failed_for) == (NOON, "database_slow")
    ticket_table.note_read(hall.db, NOON + 1, NOON, 0, 0, 0, "")
    assert (state(hall).failing_since, state(hall).failed_for) == (None, "")


def test_a_table_that_is_not_read_for_long_is_a_fault(hall: Machine):
    assert ticket_table.judged(hall.db, NOON) == ("warning", "-")
    ticket_table.begin(hall.db, TODAY, NOON)
    assert ticket_table.judged(hall.db, NOON) == ("ok", "")
    ticket_table.note_failed(hall.db, NOON, "database_slow")
    minute = 60_000
    assert ticket_table.judged(hall.db, NOON + 30 * minute) == ("warning", "database_slow")
    assert ticket_table.judged(hall.db, NOON + 31 * minute) == ("fault", "database_slow")
