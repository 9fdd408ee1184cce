"""When a ballot opens and closes, who votes for whom, and what is published."""

import datetime
import itertools
from typing import Any

import pytest

from kiosk.rules.cases.deadlines import Calendar
from kiosk.rules.recognition.ballots import elections as rule
from kiosk.rules.recognition.ballots.elections import Election
from kiosk.vocabulary import facts

PLAIN = Calendar({})
DAY = datetime.date(2026, 12, 1)
CLOCK = facts.Standing("boot1", 1)
PUBLIC = tuple(f"{n:064x}" for n in range(3))


def fact(kind: Any, number: int, at: int = 0, **said: Any) -> Any:
    common = {"event_id": f"{number:032x}", "branch": "sb01", "day": DAY, "at": at, "clock": CLOCK}
    return kind(**common | said)


def begun(**said: Any) -> facts.ElectionOpened:
    fields = {
        "month": datetime.date(2026, 11, 1), "last": datetime.date(2026, 12, 4),
        "voters": ("a", "b", "c"), "trustees": PUBLIC, "holders": ("a", "b", "anna"),
        "tool": "2.0", "setup": "f" * 64, "by": "a",
    }  # fmt: skip
    opened: facts.ElectionOpened = fact(facts.ElectionOpened, 1, **fields | said)
    return opened


ID = begun().event_id
VOTES = [fact(facts.BallotCast, 10 + n, n, subject=ID, voter=one) for n, one in enumerate("abc")]
CLOSED = fact(facts.ElectionClosed, 20, 9, subject=ID, ballots=3, file="e", sealed=True, by="a")
COUNTED = fact(
    facts.ElectionCounted, 30, 10, subject=ID, winners=("a",), counts=(), ballots=3, file="",
    sealed=True, by="a",
)  # fmt: skip
CANCELLED = fact(facts.ElectionCancelled, 40, 10, subject=ID, reason="密钥丢失", by="a")


@pytest.mark.parametrize(
    ("day", "days"),
    [
        ("2026-12-15", ["2026-12-01", "2026-12-02", "2026-12-03"]),
        ("2026-11-01", ["2026-11-02", "2026-11-03", "2026-11-04"]),  # the 1st is a Sunday
        ("2026-10-20", ["2026-10-08", "2026-10-09", "2026-10-10"]),  # after the holidays
        ("2026-01-05", ["2026-01-04", "2026-01-05", "2026-01-06"]),  # a Sunday that is worked
    ],
)
def test_voting_begins_on_one_of_the_first_three_working_days(day: str, days: list[str]):
    found = rule.opening_days(datetime.date.fromisoformat(day), PLAIN)
    assert [str(one) for one in found] == days


def test_a_day_that_head_office_moves_is_moved():
    moved = Calendar({datetime.date(2026, 12, 1): False})
    assert rule.opening_days(DAY, moved)[0] == datetime.date(2026, 12, 2)


@pytest.mark.parametrize(
    ("day", "month"), [("2026-12-01", "2026-11-01"), ("2027-01-03", "2026-12-01")]
)
def test_the_star_is_that_of_the_month_before(day: str, month: str):
    assert str(rule.previous_month(datetime.date.fromisoformat(day))) == month


@pytest.mark.parametrize(
    ("day", "last"), [("2026-12-01", "2026-12-04"), ("2026-12-03", "2026-12-08")]
)
def test_voting_goes_on_for_three_more_working_days(day: str, last: str):
    assert str(rule.last_day(datetime.date.fromisoformat(day), PLAIN)) == last


@pytest.mark.parametrize(
    ("voter", "choice", "day", "code"),
    [
        ("a", "b", 1, ""),
        ("a", "b", 4, ""),
        ("a", "b", 5, "voting_over"),
        ("a", "a", 1, "own_vote"),
        ("d", "a", 1, "not_a_voter"),
        ("a", "d", 1, "no_candidate"),
        ("a", "", 1, "no_candidate"),
        ("c", "a", 1, "voted_already"),
        ("c", "c", 1, "voted_already"),
    ],
)
def test_each_votes_once_and_not_for_oneself(voter: str, choice: str, day: int, code: str):
    (election,) = rule.fold([begun(), VOTES[2]])
    assert rule.refused(election, voter, choice, datetime.date(2026, 12, day)) == code


@pytest.mark.parametrize(
    ("votes", "day", "may"), [(2, 4, False), (3, 4, True), (0, 4, False), (0, 5, True)]
)
def test_voting_ends_when_all_have_voted_or_after_its_last_day(votes: int, day: int, may: bool):
    (election,) = rule.fold([begun(), *VOTES[:votes]])
    assert rule.may_close(election, datetime.date(2026, 12, day)) is may


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ([], "voting"),
        ([CLOSED], "opening"),
        ([fact(facts.ElectionClosed, 20, 9, subject=ID, ballots=2, file="", sealed=False, by="a")],
         "uncounted"),
        ([CLOSED, COUNTED], "counted"),
        ([CANCELLED], "cancelled"),
        ([CLOSED, CANCELLED], "cancelled"),
        ([CLOSED, COUNTED, CANCELLED], "counted"),
    ],
)  # fmt: skip
def test_an_election_is_in_one_state_whatever_the_order_of_arrival(more: list[Any], state: str):
    for order in itertools.islice(itertools.permutations([begun(), *VOTES, *more]), 300):
        (election,) = rule.fold(order)
        assert election.state == state
        assert election.voted == {"a", "b", "c"}
        assert election.runs == (state in ("voting", "opening"))


@pytest.mark.parametrize(
    "odd",
    [
        begun(trustees=("x", "y", "z")),
        begun(holders=()),
        begun(trustees=()),
    ],
)
def test_an_election_without_three_trustees_is_none(odd: facts.ElectionOpened):
    assert rule.fold([odd, *VOTES]) == []


@pytest.mark.parametrize(
    "change", [{"winners": ("nobody",)}, {"counts": (1, 2)}, {"counts": (1, 2, 3, 4)}]
)
def test_a_result_that_does_not_fit_its_election_is_none(change: dict[str, Any]):
    counted = fact(facts.ElectionCounted, 30, 10, **{
        "subject": ID, "winners": ("a",), "counts": (), "ballots": 3, "file": "", "sealed": True,
        "by": "a",
    } | change)  # fmt: skip
    (election,) = rule.fold([begun(), CLOSED, counted])
    assert election.state == "opening"


def test_a_stranger_who_voted_is_not_counted():
    stranger = fact(facts.BallotCast, 50, 5, subject=ID, voter="d")
    (election,) = rule.fold([begun(), stranger])
    assert election.voted == set()


@pytest.mark.parametrize(
    ("counts", "winners"),
    [
        ([1, 2, 0], ("b",)),
        ([2, 2, 1], ("a", "b")),
        ([1, 1, 1], ("a", "b", "c")),
        ([0, 0, 0], ()),
    ],
)
def test_all_with_most_votes_win(counts: list[int], winners: tuple[str, ...]):
    assert rule.winners(("a", "b", "c"), counts) == winners


@pytest.mark.parametrize(("ballots", "published"), [(3, False), (7, False), (8, True), (9, True)])
def test_counts_are_for_everyone_from_eight_ballots_on(ballots: int, published: bool):
    assert rule.is_published(ballots) is published


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2026-12-03", False), ("2026-12-04", True), ("2026-12-31", True), ("2027-01-31", True),
        ("2027-02-01", False),
    ],
)  # fmt: skip
def test_a_star_is_shown_until_the_end_of_the_next_month(day: str, shown: bool):
    counted = datetime.date(2026, 12, 4)
    assert rule.is_shown(counted, datetime.date.fromisoformat(day)) is shown
    assert rule.shown_until(counted) == datetime.date(2027, 1, 31)


def test_ids_differ_by_what_they_are_of():
    ids = {
        rule.ballot_id("e", "a"), rule.ballot_id("e", "b"), rule.ballot_id("f", "a"),
        rule.step_id("e", "close"), rule.step_id("e", "count"), rule.part_id("e", "f", 0),
        rule.part_id("e", "f", 1), rule.month_id("b", DAY, 0), rule.month_id("b", DAY, 1),
    }  # fmt: skip
    assert len(ids) == 9
    assert isinstance(rule.fold([begun()])[0], Election)


def test_of_two_trustees_keys_the_later_holds():
    made = [
        fact(facts.TrusteeKeyMade, n, n, mark="clerks", public=PUBLIC[n], role="clerk", by=str(n))
        for n in (0, 1, 2)
    ]
    assert rule.trustee_keys(reversed(made))["clerks"].by == "2"
