"""The sheet is one page, whatever is on it, and says what it leaves out."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.records.recognition import morning
from tests.cast import Machine
from tests.web.cast import words
from tests.web.desk.meetings.cast import crowded, text_of

LETTERS = ("字", "W", "𠮷", "a b")


@pytest.mark.parametrize("letter", LETTERS)
def test_whatever_is_on_it_it_is_one_page(
    next_morning: FlaskClient, hall: Machine, monkeypatch: pytest.MonkeyPatch, letter: str
):
    found = crowded(hall, letter)
    monkeypatch.setattr(morning, "of_day", lambda *_: found)
    for language in ("zh", "en"):
        next_morning.post("/language", data={"language": language})
        for query in ("", "?copy=shared"):
            answer = next_morning.get(f"/morning/sheet.pdf{query}")
            assert answer.status_code == 200, words(answer.text)[-200:]
            said = text_of(answer.data)  # of one page
            more = "另有197条" if language == "zh" else "197more"
            assert query or more in said


def test_what_is_left_out_is_counted_and_leads_to_where_it_is_read(
    next_morning: FlaskClient, hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    found: Any = crowded(hall, "字")
    monkeypatch.setattr(morning, "of_day", lambda *_: found)
    page = next_morning.get("/morning").text
    assert "另有 197 条，见“评价”页的列表。" in words(page)
    address = f"/ratings/list?first={found.of}&amp;last={found.of}&amp;mark=low"
    assert address in page
