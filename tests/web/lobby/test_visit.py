"""A customer's visit begins with the first page and ends with the idle one."""

import pytest
from flask.testing import FlaskClient

from kiosk.records.feedback import thanks
from tests.cast import HERE, Machine
from tests.web.cast import form_key, give


def visit(customer: FlaskClient) -> str:
    cookie = customer.get_cookie("ts_lobby")
    return cookie.value if cookie else ""


def test_a_visit_begins_with_the_first_page_and_stays(customer: FlaskClient):
    assert visit(customer) == ""
    customer.get("/")
    first = visit(customer)
    assert len(first) == 32
    customer.get("/fees")
    give(customer, form_key(customer))
    assert visit(customer) == first


def test_nobody_sees_a_cookie_of_a_visit_but_the_browser(customer: FlaskClient):
    customer.get("/")
    cookie = customer.get_cookie("ts_lobby")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Strict"
    assert cookie.max_age is None, "it ends with the browser"


@pytest.mark.parametrize("path", ["/people", "/pictures/x.webp", "/cards/polite-zh.webp"])
def test_what_a_page_loads_by_itself_begins_none(customer: FlaskClient, path: str):
    customer.get(path)
    assert visit(customer) == ""


def test_after_the_idle_page_another_customer_stands_there(customer: FlaskClient):
    customer.get("/")
    first, left = visit(customer), give(customer, form_key(customer)).location
    customer.get("/idle")
    customer.get("/")
    assert visit(customer) not in ("", first)
    assert customer.post(f"{left}/undo").status_code == 403


def test_a_cookie_that_is_none_of_ours_is_no_visit(customer: FlaskClient, hall: Machine):
    customer.set_cookie("ts_lobby", "short")
    customer.get("/")
    assert len(visit(customer)) == 32
    give(customer, form_key(customer))
    assert thanks.received(hall.db, HERE, hall.today()) == 1
