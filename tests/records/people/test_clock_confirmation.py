"""The manager says what time it is, where the clock is in doubt; that is a fact."""

import pytest

from kiosk.records.ledger import identity, ledger, times
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import clock_confirmation
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from tests.cast import LI, MANAGER, WANG, Machine, Time

KEY = "a" * 32
YEAR_MS = 365 * 86_400_000


@pytest.fixture
def doubted(alone: Machine, time: Time) -> Machine:
    """A hall alone that was off for a year; Wang is its manager."""
    times.note_time(alone.db, time())
    time.reboot()
    time.step(YEAR_MS)
    return alone


def confirm(hall: Machine, badge: str = WANG, key: str = KEY, shown: int | None = None) -> None:
    now = hall.time()
    clock_confirmation.confirm(hall.db, badge, key, now.utc if shown is None else shown, now)


def test_the_time_that_was_shown_holds_from_then_on_and_who_said_so_is_a_fact(
    doubted: Machine, time: Time
):
    before = times.believed(doubted.db, time()).utc
    confirm(doubted)
    confirm(doubted)
    (row,) = doubted.db.rows(Ledger.select())
    fact = ledger.read(row)
    assert isinstance(fact, facts.TimeConfirmed)
    assert (fact.clerk, fact.confirmed, fact.day) == (WANG, time.utc, doubted.today())
    assert fact.believed == before
    assert times.believed(doubted.db, time()).utc == time.utc
    assert identity.me(doubted.db).anchor is not None, "its manager is its office"


@pytest.mark.parametrize(
    "badge, key, shown, code",
    [
        (LI, KEY, None, "only_manager"),
        ("9999", KEY, None, "only_manager"),
        (WANG, "", None, "missing_key"),
        (WANG, KEY, 0, "clock_moved"),
    ],
)
def test_nobody_else_and_no_other_time_is_taken(
    doubted: Machine, badge: str, key: str, shown: int | None, code: str
):
    with pytest.raises(Refusal, match=code):
        confirm(doubted, badge, key, shown)
    assert doubted.db.rows(Ledger.select()) == []
    assert identity.me(doubted.db).anchor is None


def test_a_clock_that_is_believed_needs_no_word(hall: Machine):
    with pytest.raises(Refusal, match="clock_sure"):
        confirm(hall, MANAGER)
