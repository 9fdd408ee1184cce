"""A customer takes the signed receipt home, or leaves it."""

import re

from flask.testing import FlaskClient

from kiosk.records.receipts import given
from tests.cast import Machine
from tests.web.cast import form_key, give, words


def thanked(customer: FlaskClient) -> str:
    """The address of the thanks for a card."""
    return give(customer, form_key(customer)).location


def test_the_thanks_show_it_small_and_lead_to_it_large(customer: FlaskClient, hall: Machine):
    page = thanked(customer)
    seen = customer.get(page).text
    assert f'href="{page}/receipt"' in seen and f'src="{page}/receipt.svg"' in seen
    assert "不含您填写的内容" in words(seen)
    picture = customer.get(f"{page}/receipt.svg")
    assert picture.mimetype == "image/svg+xml" and picture.data.startswith(b"<svg ")
    large = customer.get(f"{page}/receipt").text
    found = re.search(r'data-says="([^"]+)"', large)
    assert found is not None and found[1].startswith("TINGSHENG/RECEIPT/")
    assert given.look_up(hall.db, hall.keys, given.read(found[1])).state == "kept"
    assert "总部应于2026年11月24日（含当日）前收到。" in words(large)


def test_the_next_customer_gets_none(customer: FlaskClient):
    page = thanked(customer)
    customer.get("/idle")
    assert "receipt.svg" not in customer.get(page).text
    assert customer.get(f"{page}/receipt").status_code == 404
    assert customer.get(f"{page}/receipt.svg").status_code == 404


def test_what_was_taken_back_has_none(customer: FlaskClient):
    page = thanked(customer)
    customer.post(f"{page}/undo", data={"key": "1" * 32})
    assert "receipt.svg" not in customer.get(page).text


def test_a_case_has_one_beside_its_code(customer: FlaskClient):
    data = {"key": form_key(customer, "/feedback/complaint"), "topic": ["waiting"]}
    seen = customer.get(customer.post("/feedback/complaint", data=data).location).text
    found = re.search(r'src="(/thanks/[0-9a-f]{32}/receipt.svg)"', seen)
    assert found is not None and customer.get(found[1]).status_code == 200
