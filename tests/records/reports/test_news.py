"""What the lobby shows of itself: by the ledger and the documents, not by hand."""

import datetime

import pytest

from kiosk.records.cases import state, steps
from kiosk.records.exchange import projections
from kiosk.records.feedback import cards, ratings, thanks
from kiosk.records.ledger.verify import verify
from kiosk.records.publishing import documents
from kiosk.records.reports import news
from kiosk.vocabulary.documents import Clerk, Publication
from tests.cast import HERE, LI, MANAGER, NOON, WANG, Machine, Time, by_visit, sync_round, table
from tests.records.cases.cast import DAY_MS, desk, file, k
from tests.records.feedback.test_paper import HEADER, enter

HOUR_MS = 3_600_000


def praise(hall: Machine, badge: str, hours: int = 3, grade: str = "") -> None:
    """A card each hour, or this grade."""
    for _ in range(hours):
        author, key = by_visit(hall.db, hall.time(), "v"), hall.new_id()
        if grade:
            ratings.rate(hall.db, author, key, badge, grade)
        else:
            cards.give(hall.db, author, key, badge, "polite", "")
        hall.time.pass_by(HOUR_MS)


def shown(hall: Machine) -> list[str]:
    return list(news.praised(hall.db, HERE, hall.today()))


class TestPraised:
    def test_praise_of_the_week_before_today_counts(self, hall: Machine, time: Time):
        praise(hall, LI)
        assert shown(hall) == []
        time.pass_by(DAY_MS)
        assert shown(hall) == [LI]
        time.pass_by(6 * DAY_MS)
        assert shown(hall) == [LI]
        time.pass_by(DAY_MS)
        assert shown(hall) == []

    def test_cards_and_the_best_grade_count_alike(self, hall: Machine, time: Time):
        praise(hall, LI, 1)
        praise(hall, LI, 2, grade="5")
        praise(hall, WANG, 3, grade="4")
        time.pass_by(DAY_MS)
        assert shown(hall) == [LI]

    def test_what_was_taken_back_does_not(self, hall: Machine, time: Time):
        praise(hall, LI, 2)
        author, key = by_visit(hall.db, time(), "v"), hall.new_id()
        cards.give(hall.db, author, key, LI, "polite", "")
        thanks.undo(hall.db, author, hall.new_id(), key)
        time.pass_by(DAY_MS)
        assert shown(hall) == []

    def test_cards_on_paper_do_not_which_staff_enter(self, hall: Machine, time: Time):
        days = "".join(f"2026-11-{day},{LI},polite,customer,\n" for day in (16, 17, 18, 19))
        enter(hall, HEADER + days)
        assert shown(hall) == []

    def test_who_is_in_charge_or_has_left_is_not_shown(
        self, hall: Machine, office: Machine, time: Time
    ):
        for badge in (WANG, LI, MANAGER):
            praise(hall, badge)
        time.pass_by(DAY_MS)
        assert shown(hall) == [WANG, LI]
        moved = Clerk(name="李敏", name_en="Li Min", branch="sb02")
        documents.publish(office.db, [Publication(LI, moved, office.today())], "t", NOON)
        sync_round(hall, office)
        assert shown(hall) == [WANG]


def suggest(hall: Machine, number: int = 1, text: str = "多放几把椅子", **said: object) -> str:
    """A suggestion that everyone can read once it is adopted."""
    filed = {"kind": "suggestion", "badge": "", "text": text, "public": True, "topics": []}
    return file(hall, number, **(filed | said)).case.event_id


def adopt(hall: Machine, case_id: str, number: int = 100, text: str = "已到货") -> None:
    steps.accept(hall.db, desk(hall), hall.case(case_id), k(number), LI, False, "")
    steps.reply(hall.db, desk(hall), hall.case(case_id), k(number + 1), "adopted", text)
    steps.close(hall.db, desk(hall), hall.case(case_id), k(number + 2), "needs", "branch", "")


def words(hall: Machine) -> list[str]:
    return [one.words for one in news.answers(hall.db, HERE, hall.today())]


class TestAnswers:
    def test_an_adopted_suggestion_is_shown_for_a_season(self, hall: Machine, time: Time):
        case_id = suggest(hall)
        assert words(hall) == []
        adopt(hall, case_id)
        assert news.answers(hall.db, HERE, hall.today()) == (("多放几把椅子", "已到货"),)
        time.pass_by(89 * DAY_MS)
        assert words(hall) == ["多放几把椅子"]
        time.pass_by(DAY_MS)
        assert words(hall) == []

    @pytest.mark.parametrize(
        "said", [{"public": False}, {"kind": "praise"}, {"text": "王芳该多笑笑"}]
    )
    def test_without_consent_or_with_a_clerk_it_is_not(
        self, hall: Machine, said: dict[str, object]
    ):
        adopt(hall, suggest(hall, **({"text": "椅子"} | said)))  # type: ignore[arg-type]
        assert words(hall) == []

    def test_an_answer_that_names_a_clerk_is_not(self, hall: Machine):
        adopt(hall, suggest(hall), text="已请李敏落实")
        assert words(hall) == []

    def test_what_the_customer_reopens_goes_at_once(self, hall: Machine):
        filed = {"kind": "suggestion", "badge": "", "text": "椅子", "public": True, "topics": []}
        receipt = file(hall, **filed)
        adopt(hall, receipt.case.event_id)
        assert words(hall) == ["椅子"]
        author = by_visit(hall.db, hall.time(), "v2")
        steps.reopen(hall.db, author, hall.keys, receipt.code, k(50), "没有放")
        assert words(hall) == []

    def test_the_last_five_are_shown(self, hall: Machine, time: Time):
        for number in range(1, 8):
            adopt(hall, suggest(hall, number, f"第{number}条"), 100 * number)
            time.pass_by(DAY_MS)
        assert words(hall) == [f"第{number}条" for number in (7, 6, 5, 4, 3)]

    def test_rows_are_as_the_facts_say_at_hall_and_office(self, hall: Machine, office: Machine):
        adopt(hall, suggest(hall))
        sync_round(hall, office)
        for one in (hall, office):
            assert verify(one.db) is None and list(state.differences(one.db, one.keys)) == []
            projections.rebuild(one.db)
            assert [answer.words for answer in news.answers(one.db, HERE, hall.today())] == [
                "多放几把椅子"
            ]


def test_fees_that_changed_are_named_with_their_day(hall: Machine, office: Machine, time: Time):
    assert news.changed(hall.db, hall.today()) == {}
    gas = next(one for one in table("fees") if one.key == "gas")
    since = hall.today() - datetime.timedelta(2)
    documents.publish(office.db, [Publication("gas", gas.content, since)], "t", NOON)
    sync_round(hall, office)
    (found,) = news.changed(hall.db, hall.today()).items()
    assert (found[0], found[1].title.zh, found[1].since) == ("gas", "居民用气价格", since)
    time.pass_by(28 * DAY_MS)
    assert news.changed(hall.db, hall.today()) == {}
