"""The sheet is one page, whatever is on it, and says what it leaves out."""

import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.records.recognition import morning
from kiosk.records.recognition.morning import FeeChange, Morning
from kiosk.vocabulary.documents import Clerk, Notice, Said
from tests.cast import HERE, Machine
from tests.web.cast import words
from tests.web.desk.meetings.cast import text_of

LETTERS = ("字", "W", "𠮷", "a b")


def crowded(hall: Machine, letter: str) -> Morning:
    """200 low grades, 90 clerks with cards, 200 cases due: all of it with the longest words."""
    day = hall.today()
    row = hall.db.first(morning.FeedbackNow.select())
    case = hall.case(yesterday_case(hall))
    row.words, row.reasons = letter * 500, ",".join(6 * ["waited", "attitude", "unclear"])
    long = letter * 120
    roster = {f"{n:04}": Clerk(name=long, name_en=long, branch=HERE) for n in range(90)}
    opened = case.opened
    said = Said(letter * 200, letter * 200)
    return Morning(
        day=day,
        of=day - datetime.timedelta(1),
        cards={(badge, "polite"): 99_999 for badge in roster},
        story=row,
        low=[row] * 200,
        due=[case._replace(worker="0001", opened=opened)] * 200,
        fees=[FeeChange(said, day, False)] * 50,
        notices=[Notice(title=said, text=said)] * 50,
        roster=roster,
    )


def yesterday_case(hall: Machine) -> str:
    (row,) = hall.db.rows(morning.CaseNow.select().where(morning.CaseNow.kind == "question"))
    return str(row.case_id)


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
            more = "另有196条" if language == "zh" else "196more"
            assert query or more in said


def test_what_is_left_out_is_counted_and_leads_to_where_it_is_read(
    next_morning: FlaskClient, hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    found: Any = crowded(hall, "字")
    monkeypatch.setattr(morning, "of_day", lambda *_: found)
    page = next_morning.get("/morning").text
    assert "另有 196 条，见“评价”页的列表。" in words(page)
    address = f"/ratings/list?first={found.of}&amp;last={found.of}&amp;mark=low"
    assert address in page
