"""A kept page never shows what was, nor one customer's form to another."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.ground.cache import Cache
from kiosk.ground.db import Database
from kiosk.records.hall import duty
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Clerk, Publication
from kiosk.web.lobby import board, page_cache
from tests.cast import HERE, LI, MANAGER, NOON, WANG, Machine, sync_round
from tests.web.cast import form_key, give


def keys(page: str) -> list[str]:
    return re.findall(r'name="key" value="([^"]*)"', page)


def test_every_form_has_a_key_of_its_own(customer: FlaskClient):
    seen = [key for _ in range(3) for key in keys(customer.get(f"/clerks/{WANG}").text)]
    assert len(seen) == 9 == len(set(seen)), "card or grade, language, mode"
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in seen)


def test_the_page_follows_cards_duty_language_mode_and_documents(
    customer: FlaskClient, hall: Machine, office: Machine
):
    def shown() -> str:
        return customer.get("/").text

    assert "今日已收到" not in shown()
    give(customer, form_key(customer))
    assert "今日已收到 1 条评价和意见" in shown()
    duty.change(hall.db, authors.at_desk(hall.db, WANG, hall.time()), "d" * 32, True, "3")
    assert "3号窗口" in shown()
    customer.post("/mode", data={"mode": "elder"})
    assert 'data-mode="elder"' in shown()
    customer.post("/language", data={"language": "en"})
    assert '<html lang="en"' in shown()
    renamed = Clerk(name="王方", name_en="Wang Square", branch=HERE)
    day = datetime.date(2014, 1, 1)
    documents.publish(office.db, [Publication(WANG, renamed, day)], "test", NOON)
    sync_round(hall, office)
    assert "Wang Square" in shown()


def test_a_document_cannot_write_a_forms_key(customer: FlaskClient, hall: Machine, office: Machine):
    mark = 'value="form-key"'
    named = Clerk(name=mark, name_en=mark, branch=HERE)
    day = datetime.date(2014, 1, 1)
    documents.publish(office.db, [Publication(WANG, named, day)], "test", NOON)
    sync_round(hall, office)
    page = customer.get(f"/clerks/{WANG}").text
    assert "value=&#34;form-key&#34;" in page and len(set(keys(page))) == 3


def test_what_a_page_does_not_read_makes_no_further_copy(
    customer: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(page_cache, "_pages", Cache(page_cache.MOST_BYTES))
    for number in range(300):
        for path in ("/", f"/clerks/{WANG}"):
            page = customer.get(f"{path}?x={number}&page={number}-").text
            assert f'name="next" value="{path}"' in page
    assert len(page_cache._pages) == 2


def test_a_page_of_many_clerks_leads_back_to_its_number(
    customer: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(board, "CLERKS_A_PAGE", 2)
    for asked, number in (("2", 2), ("9" * 900, 1), ("1", 1), ("-1", 1), ("x", 1)):
        page = customer.get(f"/?page={asked}&x=1").text
        assert f'name="next" value="{"/?page=2" if number == 2 else "/"}"' in page, asked[:9]


def test_pages_are_bounded_by_their_bytes(customer: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    small: Cache[str] = Cache(60_000)
    monkeypatch.setattr(page_cache, "_pages", small)
    for badge in (WANG, LI, MANAGER):
        for language in ("zh", "en"):
            customer.post("/language", data={"language": language})
            assert customer.get(f"/clerks/{badge}").status_code == 200
    assert 0 < small.size <= 60_000 and 0 < len(small) < 6


@pytest.mark.parametrize("address", ["/", f"/clerks/{WANG}"])
def test_a_page_that_is_asked_for_all_day_builds_no_query(
    address: str, customer: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    """Building one takes as long as a tenth of the page."""
    customer.get(address)
    built: list[str] = []

    def noting(name: str) -> Callable[[Database, Any], Any]:
        real = getattr(Database, name)

        def note(db: Database, query: Any) -> Any:
            built.append(f"{name} {query}")
            return real(db, query)

        return note

    for name in ("rows", "first", "run"):
        monkeypatch.setattr(Database, name, noting(name))
    assert customer.get(address).status_code == 200
    assert built == []
