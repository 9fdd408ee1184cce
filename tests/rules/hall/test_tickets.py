"""What a ticket looks like, which reports are believed, and for how long a service is offered."""

import datetime

import pytest

from kiosk.rules.hall import tickets as rule
from kiosk.rules.hall.tickets import Said
from kiosk.vocabulary.facts import Served, Standing
from kiosk.vocabulary.refusals import Refusal
from tests.cast import NOON

DAY = datetime.date(2026, 11, 21)


def served(ticket: str = "A023", clerk: str = "0317", ended: int = NOON) -> Served:
    return Served(
        event_id="e", branch="sb01", day=DAY, at=NOON, clock=Standing(boot="b", mono=1),
        clerk=clerk, ended=ended, way="api", subject=ticket, window="3",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("A023", "A023"), (" a023 ", "A023"), ("Ａ０２３", "A023"), ("88", "88"), ("A-023", "A-023"),
     ("V12345", "V12345"), ("A023-2", "A023-2"), ("A–023", "A-023")],
)  # fmt: skip
def test_a_tickets_number_is_tidied(typed: str, plain: str):
    assert rule.ticket(typed) == plain


@pytest.mark.parametrize(
    "typed",
    ["", "A", "王芳", "13812345678", "210102199001011234", "A023 13812345678", "ABCD1", "A123456",
     "<b>1", "A023-123", "=1+1", "1" * 5_000],
)  # fmt: skip
def test_no_name_and_no_telephone_number_is_a_ticket(typed: str):
    with pytest.raises(Refusal, match="odd_ticket"):
        rule.ticket(typed)


@pytest.mark.parametrize("typed", ["", " ", "123456789", "3号<", "a b\x00c!", "9" * 99])
def test_what_is_no_window_is_refused(typed: str):
    with pytest.raises(Refusal, match="odd_window"):
        rule.window(typed)
    assert rule.window(" ３ ") == "3"


def test_one_ticket_at_one_window_on_one_day_is_one_fact():
    first = rule.served_id("sb01", "A023", DAY, "3")
    others = {
        rule.served_id("sb02", "A023", DAY, "3"), rule.served_id("sb01", "A024", DAY, "3"),
        rule.served_id("sb01", "A023", DAY + datetime.timedelta(1), "3"),
        rule.served_id("sb01", "A023", DAY, "4"),
    }  # fmt: skip
    assert first == rule.served_id("sb01", "A023", DAY, "3") and len(others - {first}) == 4


def test_a_rating_is_bound_to_the_ticket_at_whichever_window():
    assert rule.key(served()) == rule.key(served(clerk="0318"))
    assert rule.key(served()) != rule.key(served("A024"))
    assert rule.key(served("")) == rule.key(served("", "0318")), "the one service, by its id"


@pytest.mark.parametrize(
    ("way", "ms", "code"),
    [("api", rule.AHEAD_MS, ""), ("api", rule.AHEAD_MS + 1, "served_ahead"),
     ("api", -7 * 86_400_000, ""), ("api", -7 * 86_400_000 - 1, "served_long_ago"),
     ("import", -93 * 86_400_000, ""), ("import", -93 * 86_400_000 - 1, "served_long_ago")],
)  # fmt: skip
def test_a_moment_that_can_not_be_is_refused(way: str, ms: int, code: str):
    if not code:
        rule.check_time(way, NOON + ms, NOON)  # type: ignore[arg-type]
        return
    with pytest.raises(Refusal, match=code) as refused:
        rule.check_time(way, NOON + ms, NOON)  # type: ignore[arg-type]
    assert refused.value.field == "at"


@pytest.mark.parametrize(
    ("clerk", "ms", "same"),
    [("0317", 0, True), ("", 0, True), ("0318", 0, False), ("0317", rule.SAME_MS, True),
     ("0317", rule.SAME_MS + 1, False), ("0317", -rule.SAME_MS - 1, False)],
)  # fmt: skip
def test_a_repeat_says_the_same(clerk: str, ms: int, same: bool):
    assert rule.is_same(served(), Said("A023", "3", clerk, "", NOON + ms)) is same


def test_a_service_is_offered_for_ten_minutes_and_rated_for_thirty_more():
    ends = [0, rule.NEAR_MS, rule.NEAR_MS + 1, rule.NEAR_MS + rule.RATED_WITHIN_MS]
    assert [rule.is_offered(NOON, NOON + ms) for ms in ends] == [True, True, False, False]
    assert all(rule.can_be_rated(NOON, NOON + ms) for ms in ends)
    assert not rule.can_be_rated(NOON, NOON + ends[-1] + 1)
    assert not rule.is_offered(NOON + rule.AHEAD_MS + 1, NOON)


def test_silence_begins_on_the_first_working_day_without_a_report():
    days = [DAY + datetime.timedelta(n) for n in (-1, 0, 3, 4)]
    assert rule.silent_since(DAY, days) == days[2]
    assert rule.silent_since(DAY, days[:2]) is None
