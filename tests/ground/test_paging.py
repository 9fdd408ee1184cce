"""A long list is read page by page, without gaps."""

import pytest

from kiosk.ground import paging
from kiosk.ground.paging import PAGE
from kiosk.records.people.users import User
from tests.cast import Machine

USERS = User.select(User.name).order_by(User.name).tuples()


def test_pages_join_to_the_whole_list(office: Machine):
    assert paging.read(office.db, USERS) == ([], 0)
    names = [f"{number:03}" for number in range(2 * PAGE + 1)]
    with office.db.writing():
        office.db.run(User.insert_many([{"name": name, "hash": ""} for name in names]))
    pages = [paging.read(office.db, USERS, page) for page in (1, 2, 3, 4)]
    assert [len(page.rows) for page in pages] == [PAGE, PAGE, 1, 0]
    assert [name for page in pages for (name,) in page.rows] == names
    assert {page.number for page in pages} == {2 * PAGE + 1}


def test_groups_are_counted_as_rows(office: Machine):
    with office.db.writing():
        office.db.run(User.insert_many([{"name": f"{n}", "hash": str(n % 2)} for n in range(9)]))
    grouped = User.select(User.hash).group_by(User.hash).tuples()
    assert paging.read(office.db, grouped) == ([("0",), ("1",)], 2)


def test_rows_that_were_read_already_are_cut_into_pages_too():
    rows = list(range(2 * PAGE + 1))
    pages = [paging.cut(rows, page) for page in (1, 2, 3, 4)]
    assert [row for page in pages for row in page.rows] == rows and pages[3].rows == []
    assert {page.number for page in pages} == {2 * PAGE + 1}


def test_a_list_of_years_is_read_to_its_end_though_not_counted_to_it(
    office: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(paging, "MOST_COUNTED", 10)
    with office.db.writing():
        office.db.run(User.insert_many([{"name": f"{n:03}", "hash": ""} for n in range(3 * PAGE)]))
    pages = [paging.read(office.db, USERS, page) for page in (1, 2, 3)]
    assert [page.number for page in pages] == [PAGE + 10, 2 * PAGE + 10, 3 * PAGE]
    assert [len(page.rows) for page in pages] == [PAGE] * 3
