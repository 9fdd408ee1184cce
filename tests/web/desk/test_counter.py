"""What comes on paper, and calls that could not be settled, are entered at the desk."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.cases import lists, state
from tests.cast import HERE, LI, WANG, Machine
from tests.web.cast import PHONE, at, sign_in


def test_what_comes_on_paper_gets_a_receipt_and_is_marked(desk: FlaskClient, hall: Machine):
    sign_in(desk, LI)
    said = {"key": "c" * 32, "origin": "form", "kind": "suggestion", "text": "加把椅子",
            "day": "2026-11-20"}  # fmt: skip
    page = desk.post("/counter", data=said).text
    assert re.search(r"<output>[2-9A-Z]{4}-[2-9A-Z]{4}</output>", page)
    (row,) = lists.listed(hall.db).rows
    assert (row.responsible, row.state) == (LI, "accepted")
    assert "补录" in desk.get(at(row.case_id)).text
    assert desk.post("/counter", data=said | {"day": "later"}).status_code == 422
    praise = {"key": "d" * 32, "mark": "banner", "clerk": WANG, "deed": "雨天送伞", "day": ""}
    assert desk.post("/counter/praise", data=praise).status_code == 303
    box = {"key": "1" * 32, "witness": WANG, "found": "2"}
    assert desk.post("/counter/box", data=box).status_code == 303
    page = desk.get("/counter").text
    assert "雨天送伞" in page and '<td class="n">2</td>' in page
    assert desk.post("/counter/box", data=box | {"found": "many"}).status_code == 422


@pytest.mark.parametrize(
    ("ticks", "field"), [({}, "consent"), ({"consent": "yes"}, "age"), ({"age": "14"}, "consent")]
)
def test_a_number_without_both_ticks_is_asked_for_again_before_anything_is_filed(
    desk: FlaskClient, hall: Machine, ticks: dict[str, str], field: str
):
    sign_in(desk, LI)
    said = {"key": "c" * 32, "origin": "phone", "kind": "question", "text": "怎么算",
            "name": "周女士", "phone": PHONE, **ticks}  # fmt: skip
    refused = desk.post("/counter", data=said)
    assert refused.status_code == 422 and f'id="fault-{field}"' in refused.text
    for kept in ("怎么算</textarea>", 'value="周女士"', f'value="{PHONE}"'):
        assert kept in refused.text
    assert lists.listed(hall.db).rows == []
    page = desk.post("/counter", data=said | {"name": "", "phone": ""}).text
    assert "已登记" in page
    (row,) = lists.listed(hall.db).rows
    assert not row.contact


def test_a_call_that_could_not_be_settled_becomes_a_case(desk: FlaskClient, hall: Machine):
    customer = hall.browser("lobby")
    customer.get("/help")
    customer.post("/help", data={"key": "9" * 32})
    sign_in(desk, LI)
    desk.post(f"/calls/{'9' * 32}/came")
    assert f"/counter?call={'9' * 32}" in desk.get("/").text
    page = desk.get(f"/counter?call={'9' * 32}").text
    assert '<option value="help" selected>' in page
    said = {"key": "c" * 32, "origin": "help", "kind": "help", "text": "看不清表",
            "call": "9" * 32}  # fmt: skip
    assert desk.post("/counter", data=said).status_code == 200
    (row,) = lists.listed(hall.db).rows
    assert (row.kind, state.find(hall.db, HERE, row.case_id).opened.about) == ("help", "9" * 32)
