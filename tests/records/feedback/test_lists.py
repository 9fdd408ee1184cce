"""Lists of feedback: filters, order, neighbours, counts."""

import datetime

import pytest

from kiosk.records.feedback import cards, handling, lists, registers, thanks
from kiosk.records.people.clerks import Charge
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time, by_visit, sync_round
from tests.records.cases.cast import desk, k
from tests.records.feedback.cast import rate, remark

DAY_MS = 86_400_000


def fill(hall: Machine) -> None:
    """Seven pieces of feedback, the last two at one time; 1, 2, 4 and 7 wait."""
    rate(hall, 1, "1")
    remark(hall, 1, key=k(501), reasons=["fee", "unclear"], comment="多收20元，100%没开收据")
    hall.time.pass_by(60_000)
    rate(hall, 2, "2", LI)
    remark(hall, 2, key=k(502), reasons=["fee"], service="1-pay")
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(502), k(2))
    hall.time.pass_by(60_000)
    rate(hall, 3, "5")
    hall.time.pass_by(60_000)
    visitor = by_visit(hall.db, hall.time(), "v1")
    cards.give(hall.db, visitor, k(4), LI, "patient", "讲得_很清楚")
    hall.time.pass_by(60_000)
    registers.enter_praise(hall.db, desk(hall), k(5), "banner", WANG, "雨夜抢修", hall.today())
    hall.time.pass_by(DAY_MS)
    rate(hall, 6, "4", LI)
    rate(hall, 7, "1", MANAGER)


def ids(rows: object) -> list[int]:
    return [int(row.event_id, 16) for row in rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("which", "found"),
    [
        ({}, [7, 4, 2, 1, 6, 5, 3]),
        ({"branch": HERE}, [7, 4, 2, 1, 6, 5, 3]),
        ({"branch": "sb02"}, []),
        ({"waiting": True}, [7, 4, 2, 1]),
        ({"clerk": LI}, [4, 2, 6]),
        ({"marks": ["1", "2"]}, [7, 2, 1]),
        ({"marks": []}, []),
        ({"kinds": ["card", "praise_entered"]}, [4, 5]),
        ({"reason": "fee"}, [2, 1]),
        ({"reason": "unclear"}, [1]),
        ({"reason": "fe"}, []),
        ({"reason": "%"}, []),
        ({"words": "收据"}, [1]),
        ({"words": "100%没"}, [1]),
        ({"words": "%"}, [1]),
        ({"words": "_"}, [4]),
        ({"words": "雨夜"}, [5]),
        ({"withdrawn": True}, [2]),
        ({"entry": "paper"}, [5]),
        ({"first": datetime.date(2026, 11, 22)}, [7, 6]),
        ({"last": datetime.date(2026, 11, 21), "waiting": True}, [4, 2, 1]),
        ({"about": [Charge(HERE, MANAGER, datetime.date(2014, 1, 1))]}, [7]),
        ({"about": [Charge("sb02", MANAGER, datetime.date(2014, 1, 1))]}, []),
        ({"about": []}, []),
        ({"not_about": [Charge(HERE, MANAGER, datetime.date(2014, 1, 1))], "waiting": True},
         [4, 2, 1]),
        ({"not_about": [Charge(HERE, MANAGER, datetime.date(2014, 1, 1),
                               datetime.date(2026, 11, 21))], "waiting": True}, [7, 4, 2, 1]),
        ({"not_about": []}, [7, 4, 2, 1, 6, 5, 3]),
    ],
)  # fmt: skip
def test_a_list_holds_what_its_filters_say_what_waits_first(hall: Machine, which, found):
    fill(hall)
    assert ids(lists.listed(hall.db, **which).rows) == found
    assert sorted(ids(lists.every(hall.db, **which))) == sorted(found)
    assert lists.number(hall.db, **which) == len(found)


def test_an_export_is_by_time_alone(hall: Machine):
    fill(hall)
    assert ids(lists.every(hall.db)) == [6, 7, 5, 4, 3, 2, 1]


def test_neighbours_of_what_waits_and_of_what_no_longer_does(hall: Machine):
    fill(hall)
    rows = {int(row.event_id, 16): row for row in lists.listed(hall.db).rows}

    def around(number: int) -> list[int]:
        found = lists.around(hall.db, rows[number], branch=HERE, waiting=True)
        return [int(row.event_id, 16) if row else 0 for row in found]

    assert [around(n) for n in (7, 4, 3, 2, 1)] == [[0, 4], [7, 2], [4, 2], [4, 1], [2, 0]]
    handling.handle(hall.db, desk(hall), k(90), k(2), "noted", "")
    assert around(2) == [4, 1] and around(4) == [7, 1]


def test_counts_by_reason_and_service(hall: Machine, office: Machine):
    fill(hall)
    sync_round(hall, office)
    for db in (hall.db, office.db):
        found = lists.reasons(db, branch=HERE, withdrawn=False)
        assert found == {("fee", "1"): 1, ("unclear", "1"): 1}
        assert lists.counts(db, ["service", "mark"], withdrawn=True) == {("1-pay", "2"): 1}
        assert lists.counts(db, ["kind", "low"], branch=HERE) == {
            ("card", 0): 1, ("praise_entered", 0): 1, ("rating", 0): 2, ("rating", 1): 3,
        }  # fmt: skip


def test_the_longest_words_and_of_several_the_earliest(hall: Machine, time: Time):
    for number, words in enumerate(("谢谢", "讲了三遍", "", "一趟办好", "𠮷𠮷𠮷"), 1):
        cards.give(hall.db, by_visit(hall.db, time(), "v"), k(800 + number), LI, "polite", words)
        time.pass_by(1_000)
    found = lists.longest(hall.db, 3, branch=HERE, kinds=("card",))
    assert [row.words for row in found] == ["讲了三遍", "一趟办好", "𠮷𠮷𠮷"]
    assert lists.longest(hall.db, 3, branch=HERE, kinds=("rating",)) == []
