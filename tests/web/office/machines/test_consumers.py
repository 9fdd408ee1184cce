"""An admin gives programs keys and ends them."""

import re

from flask.testing import FlaskClient

from kiosk.records.people import consumers
from tests.cast import Machine
from tests.web.cast import rows_of, words

NAMED = {"name": "市数据平台", "scopes": ["cards", "evaluations"]}


def test_a_key_is_shown_once_and_opens_what_was_chosen(head: FlaskClient, office: Machine):
    page = head.post("/consumers", data=NAMED).text
    found = re.search(r"<output>(tsc_[0-9a-f]{40})</output>", page)
    assert found is not None
    assert consumers.of_key(office.db, found.group(1), "cards").made_by == "admin"
    again = head.get("/consumers").text
    assert "tsc_" not in again
    (row,) = rows_of(again, "consumers")
    assert row[:2] == ["市数据平台", "卡片统计、好差评明细"] and row[3] == "从未使用"


def test_a_key_is_ended_by_name(head: FlaskClient, office: Machine):
    head.post("/consumers", data=NAMED)
    (one,) = consumers.listed(office.db)
    assert head.post(f"/consumers/{one.consumer}/end", data={}).status_code == 303
    assert "已停用" in words(head.get("/consumers").text)
    assert head.post("/consumers/nothing/end", data={}).status_code == 404


def test_what_is_missing_is_named_and_nothing_typed_is_lost(head: FlaskClient, office: Machine):
    page = head.post("/consumers", data={"name": "市数据平台", "scopes": []})
    assert page.status_code == 422 and "请至少选择一类数据" in page.text
    assert 'value="市数据平台"' in page.text
    assert head.post("/consumers", data={"name": "", "scopes": ["cards"]}).status_code == 422
    assert consumers.listed(office.db) == []
