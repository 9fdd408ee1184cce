"""A clerk's own export holds what the hall keeps about the clerk, and about no one else."""

from kiosk.records.feedback import cards, handling, thanks
from kiosk.records.hall import duty
from kiosk.records.ledger import security_log
from kiosk.records.ledger.security_log import Actor
from kiosk.records.recognition.own import kept, objections
from kiosk.records.recognition.own.kept import Kept
from tests.cast import LI, MANAGER, WANG, Machine, by_visit
from tests.records.cases.cast import desk, k
from tests.records.feedback.cast import rate, remark
from tests.records.recognition.mornings import act, agree, meet, meet_weekly
from tests.records.recognition.own.test_objections import by, complain


def every(hall: Machine, badge: str = WANG, unanswered: tuple[str, ...] = ()) -> list[Kept]:
    return list(kept.every(hall.db, by(hall, badge), unanswered))


def test_cards_ratings_objections_duty_and_looks_are_in_it(hall: Machine):
    visit = by_visit(hall.db, hall.time(), "v")
    cards.give(hall.db, visit, k(1), WANG, "polite", "很耐心")
    cards.give(hall.db, visit, k(2), WANG, "patient", "")
    thanks.undo(hall.db, visit, k(3), k(2))
    complain(hall, 4)
    objections.object_to(hall.db, by(hall), k(5), k(4), "mistaken", "点错了")
    duty.change(hall.db, by(hall), k(6), True, "3")
    security_log.write_once(
        hall.db, Actor("desk", MANAGER, hall.time()), "clerk_viewed", WANG, "figures"
    )
    found = [(one.what, one.mark, one.words, one.by) for one in every(hall)]
    assert found == [
        ("card", "polite", "很耐心", ""),
        ("card_taken_back", "patient", "", ""),
        ("rating", "1", "", ""),
        ("objection", "mistaken", "点错了", ""),
        ("duty", "on", "3", ""),
        ("clerk_viewed", "figures", "", MANAGER),
    ]
    assert every(hall, LI) == []


def test_a_low_grade_is_in_it_once_the_clerk_reads_it(hall: Machine):
    rate(hall, 1, "1", WANG)
    remark(hall, 1, key=k(501), comment="多收20元")
    assert every(hall) == []
    handling.handle(hall.db, desk(hall), k(901), k(1), "talked", "")
    assert [one.words for one in every(hall)] == ["多收20元"]
    assert every(hall, WANG, (k(1),)) == [], "its case has no answer yet"


def test_no_time_of_a_rating_is_in_it(hall: Machine):
    complain(hall)
    assert [one.at for one in every(hall) if one.what == "rating"] == [None]


def test_meetings_and_own_actions_are_in_it(hall: Machine):
    meet(hall)
    meet_weekly(hall)
    act(hall)
    agree(hall, 2)
    assert [(one.what, one.mark, one.words) for one in every(hall, LI)] == [
        ("meeting", "morning", ""),
        ("meeting", "weekly", ""),
        ("action", "open", "多开一个窗口"),
    ]
    assert [(one.what, one.mark) for one in every(hall, WANG)] == [("action", "done")]
