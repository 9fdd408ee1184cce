"""Lists of all branches: parts, order, filters that a page can't show, and what they read."""

import datetime

import pytest

from kiosk.ground import paging
from kiosk.ground.paging import PAGE
from kiosk.records.feedback import thanks
from kiosk.records.hall import help
from kiosk.records.reports import everywhere
from kiosk.records.reports.everywhere import Filters, Place
from tests.cast import HERE, LI, MANAGER, THERE, Machine, by_visit, sync_round
from tests.records.cases.cast import desk, k
from tests.records.feedback.cast import rate, remark

D = datetime.date
ASKED = Filters(D(2026, 1, 1), D(2026, 12, 31))
DAY_MS = 86_400_000


def test_feedback_is_listed_newest_first_in_parts_without_gaps(hall: Machine, office: Machine):
    for n in range(2 * PAGE + 1):
        rate(hall, n, "5")
        hall.time.pass_by(1_000 if n % 2 else 0)  # two at a time
    sync_round(hall, office)
    place, seen = everywhere.FIRST, []
    for more in (True, True, False):
        part = everywhere.feedback(office.db, ASKED, place)
        assert (part.number, part.more) == (2 * PAGE + 1, more)
        seen += part.rows
        place = Place(seen[-1].branch, seen[-1].event_id)
    assert [row.at for row in seen] == sorted((row.at for row in seen), reverse=True)
    assert len({row.event_id for row in seen}) == 2 * PAGE + 1


def test_what_comes_in_between_moves_no_row_to_another_part(hall: Machine, office: Machine):
    for n in range(PAGE + 2):
        rate(hall, n, "5")
    sync_round(hall, office)
    first = everywhere.feedback(office.db, ASKED).rows
    hall.time.pass_by(1_000)
    rate(hall, 900, "5")
    sync_round(hall, office)
    place = Place(first[-1].branch, first[-1].event_id)
    after = everywhere.feedback(office.db, ASKED, place)
    assert len(after.rows) == 2 and not {row.event_id for row in first + after.rows} & {k(900)}


def test_calls_are_listed_in_parts_with_who_came_first(hall: Machine, office: Machine):
    visitor = by_visit(hall.db, hall.time(), "v1")
    for n in range(PAGE + 3):
        help.ring(hall.db, visitor, k(n))
    hall.time.pass_by(5_000)
    help.came(hall.db, desk(hall, LI), k(500), k(0))
    sync_round(hall, office)
    part = everywhere.help_calls(office.db, ASKED)
    last = part.rows[-1]
    rest = everywhere.help_calls(office.db, ASKED, Place(last.branch, last.event_id))
    assert (part.number, part.more, len(rest.rows), rest.more) == (PAGE + 3, True, 3, False)
    came = everywhere.help_calls(office.db, ASKED._replace(answer="came")).rows
    assert [(one.comer, one.came_after) for one in came] == [(LI, 5_000)]
    assert everywhere.help_calls(office.db, ASKED._replace(answer="open")).number == PAGE + 2
    assert everywhere.help_calls(office.db, ASKED._replace(branch=THERE)).rows == []


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        (ASKED, 2),
        (ASKED._replace(managers=True), 1),
        (ASKED._replace(managers=True, branch=THERE), 0),
        (ASKED._replace(managers=True, last=D(2026, 1, 31)), 0),
        (ASKED._replace(hour=12, weekday=5), 2),
        (ASKED._replace(hour=12, weekday=4), 0),
    ],
)
def test_what_is_about_those_in_charge_is_found(
    hall: Machine, office: Machine, asked: Filters, number: int
):
    rate(hall, 1, "1", MANAGER)
    rate(hall, 2, "1", LI)
    sync_round(hall, office)
    assert everywhere.feedback(office.db, asked).number == number


def test_undone_ones_are_listed_with_what_was_said_in_parts(hall: Machine, office: Machine):
    for n in range(PAGE + 1):
        rate(hall, n, "1")
        thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(1_000 + n), k(n))
    sync_round(hall, office)
    part = everywhere.withdrawn_cards(office.db, ASKED)
    last = part.rows[-1]
    rest = everywhere.withdrawn_cards(office.db, ASKED, Place(last.branch, last.event_id))
    assert part.more and len(rest.rows) == 1
    assert all(one.row and one.row.withdrawn for one in part.rows)
    assert list(everywhere.withdrawn_by_branch(office.db, ASKED)) == [(HERE, PAGE + 1)]


def test_a_search_reads_no_more_texts_than_it_may(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    for n in range(3):
        rate(hall, n, "1")
        remark(hall, n, key=k(500 + n), comment="多收20元")
        hall.time.pass_by(DAY_MS)
    sync_round(hall, office)
    assert everywhere.searched_from(office.db, ASKED) == ASKED.first
    monkeypatch.setattr(everywhere, "MOST_SEARCHED", 2)
    assert everywhere.searched_from(office.db, ASKED) == D(2026, 11, 22)
    assert everywhere.searched_from(office.db, ASKED._replace(branch=THERE)) == ASKED.first


def plan(office: Machine, asked: Filters) -> str:
    """How SQLite finds a part of the list of feedback."""
    query = everywhere.FeedbackNow.select().where(everywhere._of_feedback(office.db, asked))
    ordered = query.order_by(*everywhere._FEEDBACK_ORDER).limit(26)
    sql, values = ordered.bind(office.db.peewee).sql()
    rows = office.db.sql(f"EXPLAIN QUERY PLAN {sql}", *values).fetchall()
    return " ".join(row[3] for row in rows)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "asked",
    [
        ASKED,
        ASKED._replace(grade="1"),
        ASKED._replace(grade="low"),
        ASKED._replace(words="收据"),
        ASKED._replace(words="收据", branch=HERE),
        ASKED._replace(reason="fee"),
        ASKED._replace(service="1-pay"),
        ASKED._replace(waiting=True),
        ASKED._replace(branch=HERE, grade="1"),
        ASKED._replace(managers=True),
    ],
)
def test_no_list_of_feedback_is_sorted_as_a_whole(office: Machine, asked: Filters):
    found = plan(office, asked)
    assert "SEARCH" in found and "USE TEMP B-TREE FOR ORDER BY" not in found


def test_a_long_list_is_read_from_its_newest_facts_and_says_the_same(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    for n in range(12):
        rate(hall, n, "5")
        visitor = by_visit(hall.db, hall.time(), "v1")
        thanks.undo(hall.db, visitor, k(100 + n), k(n))
        hall.time.pass_by(DAY_MS // 3)
    sync_round(hall, office)
    asked = ASKED._replace(last=hall.today())

    def every() -> list[str]:
        place, seen = Place(most=2), list[str]()
        while True:
            part = everywhere.withdrawn_cards(office.db, asked, place)
            seen += [row.event_id for row in part.rows]
            if not part.more:
                return seen
            place = Place(part.rows[-1].branch, part.rows[-1].event_id, 2)

    before = every()
    assert len(before) == 12
    monkeypatch.setattr(paging, "MOST_COUNTED", 3)
    since = everywhere._since(office.db, asked, everywhere.FIRST, {"voided": 1})
    assert since is None, "fewer than a page"
    since = everywhere._since(office.db, asked, Place(most=2), {"voided": 1})
    assert since is not None and since.counted > hall.today() - datetime.timedelta(3)
    assert every() == before
