"""Issues of stories: made of what clerks consented to, and only as long as they do."""

import datetime

import pytest

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.recognition.registers import issues
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, LI, MANAGER, Machine, Time
from tests.records.cases.cast import desk, k
from tests.records.recognition.registers.cast import consent, enter, publish

MONTH = datetime.date(2026, 11, 20)


def make(hall: Machine, form: int, *ids: str, number: int = 1, by: str = MANAGER) -> None:
    issues.make(hall.db, desk(hall, by), k(form), number, MONTH, ids)


@pytest.fixture
def told(hall: Machine, office: Machine) -> list[str]:
    """Two stories whose clerk has consented, and one whose clerk has not."""
    publish(office, hall, readers="public")
    ids = [enter(hall, number) for number in (1, 2, 3)]
    for number, one in enumerate(ids[:2], 10):
        consent(hall, number, one)
    return ids


def read(hall: Machine) -> list[list[str]]:
    found = issues.listed(hall.db, HERE, hall.today())
    return [[one.entry.fact.event_id for one in issue.stories] for issue in found]


def test_an_issue_has_its_stories_in_their_order(hall: Machine, told: list[str]):
    assert set(issues.stories(hall.db, HERE, hall.today())) == set(told[:2])
    for _ in range(2):
        make(hall, 20, told[1], told[0])
    assert read(hall) == [[told[1], told[0]]]
    found = issues.find(hall.db, HERE, 1, hall.today())
    assert (found.fact.number, found.fact.month) == (1, MONTH.replace(day=1))
    assert issues.following(hall.db, HERE) == 2
    make(hall, 21, told[0], number=2)
    assert read(hall) == [[told[0]], [told[1], told[0]]], "the newest first"
    assert len(hall.db.rows(Ledger.select().where(Ledger.kind == "issue_made"))) == 2


def test_who_consents_no_more_is_in_no_issue(hall: Machine, told: list[str], time: Time):
    make(hall, 20, *told[:2])
    time.pass_by(1_000)
    consent(hall, 30, told[0], yes=False)
    assert read(hall) == [[told[1]]]
    consent(hall, 31, told[1], yes=False)
    assert read(hall) == []
    with pytest.raises(Refusal, match="unknown_issue"):
        issues.find(hall.db, HERE, 1, hall.today())


def test_what_customers_may_not_read_is_no_story(hall: Machine, office: Machine):
    publish(office, hall, readers="staff")
    consent(hall, 10, enter(hall))
    assert issues.stories(hall.db, HERE, hall.today()) == {}


@pytest.mark.parametrize(
    ("by", "number", "chosen", "code"),
    [
        (LI, 1, [0], "only_manager"),
        (MANAGER, 0, [0], "bad_issue"),
        (MANAGER, 10_000, [0], "bad_issue"),
        (MANAGER, 1, [], "no_stories"),
        (MANAGER, 1, [2], "unknown_entry"),
        (MANAGER, 1, [0, 2], "unknown_entry"),
    ],
)
def test_what_is_refused_makes_no_issue(
    hall: Machine, told: list[str], by: str, number: int, chosen: list[int], code: str
):
    with pytest.raises(Refusal, match=code):
        make(hall, 20, *(told[one] for one in chosen), number=number, by=by)
    assert read(hall) == []


def test_a_number_is_given_once_and_an_issue_has_an_end(hall: Machine, told: list[str]):
    make(hall, 20, told[0])
    with pytest.raises(Refusal, match="known_issue"):
        make(hall, 21, told[1])
    with pytest.raises(Refusal, match="no_stories"):
        make(hall, 22, *map(k, range(100, 113)), number=2)
