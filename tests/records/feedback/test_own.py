"""A clerk reads own remarks, letters and banners: low ones once handled, and none that a case grew
out of before its answer."""

from kiosk.records.cases import filing, lists
from kiosk.records.cases.filing import Filed
from kiosk.records.feedback import handling, own, registers, thanks
from tests.cast import LI, MANAGER, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import central, desk, k
from tests.records.feedback.cast import rate, remark


def said(hall: Machine, n: int, grade: str, badge: str = WANG, **more: object) -> str:
    rate(hall, n, grade, badge)
    remark(hall, n, key=k(n + 500), **({"comment": f"第{n}条"} | more))
    hall.time.pass_by(1000)
    return k(n)


def mine(hall: Machine, badge: str = WANG, *unanswered: str) -> list[int]:
    return [int(row.event_id, 16) for row in own.remarks(hall.db, desk(hall, badge), unanswered)[0]]


def test_own_remarks_are_read_newest_first_and_no_one_elses(hall: Machine):
    said(hall, 1, "5")
    said(hall, 2, "4", LI)
    said(hall, 3, "3", comment="", reasons=["waited"])
    rate(hall, 4, "5")
    assert mine(hall) == [3, 1] and mine(hall, LI) == [2]


def test_one_under_a_low_grade_is_read_once_it_is_handled(hall: Machine):
    item = said(hall, 1, "1")
    assert mine(hall) == []
    handling.handle(hall.db, desk(hall), k(9), item, "noted", "")
    assert mine(hall) == [1]


def test_what_was_taken_back_is_not_read(hall: Machine):
    item = said(hall, 1, "5")
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(700), item)
    assert mine(hall) == []


def test_one_out_of_which_a_case_grew_waits_for_its_answer(hall: Machine):
    item = said(hall, 1, "1")
    handling.handle(hall.db, desk(hall), k(9), item, "noted", "")
    filed = Filed("complaint", ["fee"], "请退款", WANG, rating=item)
    visitor = by_visit(hall.db, hall.time(), "v1")
    filing.open_case(hall.db, visitor, hall.keys, k(60), filed, None)
    unanswered = lists.unanswered_ratings(hall.db, desk(hall).branch, WANG)
    assert unanswered == [item]
    assert mine(hall, WANG, *unanswered) == []


def test_what_is_about_the_manager_is_never_the_managers(hall: Machine, office: Machine):
    low, high = said(hall, 1, "1", MANAGER), said(hall, 2, "5", MANAGER)
    sync_round(hall, office)
    for number, item in enumerate((low, high), 9):
        handling.handle(office.db, central(office), k(number), item, "noted", "")
    sync_round(hall, office)
    assert mine(hall, MANAGER) == []


def test_in_a_hall_without_an_office_the_manager_reads_own(alone: Machine):
    said(alone, 1, "5")
    assert mine(alone) == [1]


def test_letters_and_banners_are_read_by_the_one_who_is_praised(hall: Machine):
    of = desk(hall)
    registers.enter_praise(hall.db, of, k(1), "letter", WANG, "送老人回家", of.day)
    registers.enter_praise(hall.db, of, k(2), "banner", LI, "雨夜抢修", of.day)
    for badge, deeds in ((WANG, ["送老人回家"]), (LI, ["雨夜抢修"]), (MANAGER, [])):
        assert [row.words for row in own.praise(hall.db, desk(hall, badge)).rows] == deeds
