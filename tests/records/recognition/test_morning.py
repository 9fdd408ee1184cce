"""The sheet of a morning says what the screens say of the day before, and says it again later."""

import datetime

import pytest

from kiosk.records.cases import steps
from kiosk.records.feedback import cards, thanks
from kiosk.records.people import clerks
from kiosk.records.publishing import documents
from kiosk.records.recognition import morning
from kiosk.vocabulary.documents import Ended, FeeItem, Fees, Notice, Publication, Said
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time, by_visit, sync_round
from tests.records.cases.cast import accepted, desk, file, k
from tests.records.feedback.cast import rate, remark

DAY_MS = 86_400_000
DAY = datetime.timedelta(1)


def give(hall: Machine, number: int, badge: str, words: str, kind: str = "polite") -> None:
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v1"), k(number), badge, kind, words)


def sheet(hall: Machine, day: datetime.date | None = None) -> morning.Morning:
    kept = clerks.charges(hall.db, HERE)
    return morning.of_day(hall.db, HERE, day or hall.today(), kept)


def yesterday(hall: Machine) -> None:
    """Cards, one with words; a low grade of Wang, one of the manager, one taken back."""
    give(hall, 1, WANG, "")
    give(hall, 2, WANG, "谢谢您耐心讲了三遍", "patient")
    give(hall, 3, LI, "谢谢")
    rate(hall, 4, "1")
    remark(hall, 4, key=k(504), reasons=["waited"], comment="等了很久")
    rate(hall, 5, "2", MANAGER)
    rate(hall, 6, "2", LI)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(706), k(6))
    rate(hall, 7, "5")


def test_it_tells_of_yesterday_and_not_of_today(hall: Machine, time: Time):
    yesterday(hall)
    time.pass_by(DAY_MS)
    give(hall, 8, LI, "这张是今天的，写得比昨天的都长")
    found = sheet(hall)
    assert found.of == found.day - DAY
    assert found.cards == {(WANG, "polite"): 1, (WANG, "patient"): 1, (LI, "polite"): 1}
    assert found.story is not None and found.story.words == "谢谢您耐心讲了三遍"
    assert [(row.clerk, row.reasons) for row in found.low] == [(WANG, "waited")]
    assert set(found.roster) == {WANG, LI, MANAGER}


def test_after_a_closed_day_it_tells_of_the_day_before_that(hall: Machine, time: Time):
    yesterday(hall)
    time.pass_by(2 * DAY_MS)
    assert sheet(hall).of == hall.today() - 2 * DAY
    time.pass_by(7 * DAY_MS)
    assert sheet(hall).of == hall.today() - DAY
    assert sheet(hall).cards == {} and sheet(hall).story is None


def test_cases_that_are_due_are_on_it_as_they_were_last_night(hall: Machine, time: Time):
    case_id = accepted(hall, file(hall, 1))
    file(hall, 2, kind="question", badge="")
    due = hall.case(case_id).must_by
    assert due is not None
    while hall.today() < due:
        assert case_id not in [one.opened.event_id for one in sheet(hall).due]
        time.pass_by(DAY_MS)
    before = sheet(hall)
    assert case_id in [one.opened.event_id for one in before.due]
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "")
    steps.close(hall.db, desk(hall), hall.case(case_id), k(102), "needs", "branch", "")
    assert sheet(hall) == before, "what is done in the morning changes nothing on it"
    time.pass_by(DAY_MS)
    assert case_id not in [one.opened.event_id for one in sheet(hall).due]
    assert sheet(hall, before.day) == before, "and it says the same the day after"


def test_a_past_day_says_the_same_again(hall: Machine, time: Time):
    yesterday(hall)
    file(hall, 10)
    time.pass_by(DAY_MS)
    before = sheet(hall)
    for _ in range(3):
        time.pass_by(DAY_MS)
        rate(hall, time.mono, "1")
        give(hall, time.mono + 1, WANG, "又一句很长很长很长很长的话")
    assert sheet(hall, before.day) == before


@pytest.mark.parametrize(
    ("reader", "hidden"), [(None, True), (WANG, True), (LI, False), (MANAGER, False)]
)
def test_an_unanswered_complaint_is_kept_from_the_one_it_is_about(
    hall: Machine, reader: str | None, hidden: bool
):
    case_id = accepted(hall, file(hall, 1))
    assert morning.is_hidden(hall.case(case_id), reader) is hidden
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "")
    assert not morning.is_hidden(hall.case(case_id), reader)


def test_fees_and_notices_that_are_new_are_on_it(hall: Machine, office: Machine):
    today = hall.today()

    def fees(title: str) -> Fees:
        one = Said("项目")
        return Fees(title=Said(title), basis=one, items=(FeeItem(one, one, Said("1元")),))

    published = [
        Publication("a", fees("今天起"), today),
        Publication("b", fees("七天后"), today + 7 * DAY),
        Publication("c", fees("八天后"), today + 8 * DAY),
        Publication("d", fees("早就有"), today - 30 * DAY),
        Publication("d", Ended(), today + DAY, kind="fees"),
        Publication("n", Notice(title=Said("新公告"), text=Said("文")), today),
        Publication("o", Notice(title=Said("旧公告"), text=Said("文")), today - 5 * DAY),
    ]
    documents.publish(office.db, published, "test", office.time().utc)
    sync_round(hall, office)
    found = sheet(hall)
    assert [(one.title.zh, (one.since - today).days, one.ended) for one in found.fees] == [
        ("今天起", 0, False), ("早就有", 1, True), ("七天后", 7, False),
    ]  # fmt: skip
    assert [one.title.zh for one in found.notices] == ["新公告"]
