"""The keys of the screen's keyboard, as the station sends them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk.files.typing.engine import Answer, Drawing, Question, Unavailable
from kiosk.rules.cases.receipts import ALPHABET
from kiosk.web.lobby import typing
from kiosk.web.lobby.typing import PADS
from tests.cast import Machine

HTMX = {"HX-Request": "true"}


def keys(text: str) -> list[str]:
    return re.findall(r'data-key="([^"]+)"', text)


def test_the_pad_of_a_receipt_code_has_the_32_keys_of_the_alphabet(customer: FlaskClient):
    assert keys(customer.get("/typing/code").text) == list(ALPHABET)


@pytest.mark.parametrize("pad", ["digits", "decimal", "phone"])
def test_a_pad_of_numbers_has_ten_digits_and_what_its_fields_take(customer: FlaskClient, pad: str):
    found = keys(customer.get(f"/typing/{pad}").text)
    assert (
        set(found) - set("0123456789") == {"digits": set(), "decimal": {"."}, "phone": {*"+-"}}[pad]
    )
    assert len(found) == len(set(found)) >= 10


@pytest.mark.parametrize("pad", [pad for pad in PADS if pad != "strokes"])
def test_every_pad_erases_and_ends(customer: FlaskClient, pad: str):
    text = customer.get(f"/typing/{pad}").text
    assert keys(text) and 'data-step="delete"' in text and 'data-step="done"' in text


def test_there_are_no_other_pads(customer: FlaskClient):
    assert customer.get("/typing/elsewhere").status_code == 404


def test_the_desk_has_them_before_anyone_signs_in(hall: Machine):
    desk = hall.app("desk").test_client()
    assert 'data-pointers="touch"' in desk.get("/sign-in").text
    assert desk.get("/typing/digits").status_code == 200


@pytest.mark.parametrize(("setting", "asked"), [("auto", True), ("on", True), ("off", False)])
def test_a_hall_switches_it_on_and_off(hall: Machine, setting: str, asked: bool):
    hall.config.screen_keyboard = setting  # type: ignore[assignment]
    page = hall.app("lobby").test_client().get("/look-up").text
    assert (f'name="screen-keyboard" content="{setting}"' in page) == asked
    assert ("typing.js" in page) == asked


def test_each_language_has_its_own_layout(customer: FlaskClient):
    chinese = customer.get("/typing/words").text
    assert 'data-composing="/typing/candidates"' in chinese and {"，", "。"} <= set(keys(chinese))
    customer.set_cookie("ts_lobby_lang", "en")
    english = customer.get("/typing/words").text
    assert "data-composing" not in english and {",", "."} <= set(keys(english))
    for text in (chinese, english):
        assert set("abcdefghijklmnopqrstuvwxyz0123456789") <= set(keys(text))
        assert len(keys(text)) == len(set(keys(text)))


class Stub:
    """Remembers what it was asked."""

    def __init__(self, answer: Answer | None) -> None:
        self.answer = answer
        self.asked: list[Question | Drawing] = []

    def ask(self, question: Question | Drawing) -> Answer:
        self.asked.append(question)
        if self.answer is None:
            raise Unavailable("missing")
        return self.answer


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer | None], Stub]:
    def put(answer: Answer | None) -> Stub:
        stub = Stub(answer)
        monkeypatch.setattr(typing, "_pinyin", stub)
        monkeypatch.setattr(typing, "_strokes", stub)
        return stub

    return put


Answering = Callable[[Answer | None], Stub]
CANDIDATES = "/typing/candidates"


def test_letters_get_candidates_numbered_over_all_pages(
    customer: FlaskClient, answering: Answering
):
    stub = answering(Answer(shown="tou su", candidates=("投诉", "投宿"), more=True))
    asked = {"letters": "tousu", "page": "2"}
    text = customer.post(CANDIDATES, data=asked).text
    assert stub.asked == [Question("tousu", (), 2)]
    assert 'data-choice="16">投诉<' in text and 'data-choice="17">投宿<' in text
    assert 'data-page="1"' in text and 'data-page="3"' in text and "tou su" in text


def test_choices_come_back_as_text(customer: FlaskClient, answering: Answering):
    stub = answering(Answer(done="投诉如何"))
    text = customer.post(CANDIDATES, data={"letters": "tousuruhe", "chosen": ["1", "0"]}).text
    assert stub.asked == [Question("tousuruhe", (1, 0))]
    assert 'data-done="投诉如何"' in text and "data-choice" not in text


def test_where_librime_is_missing_the_keyboard_says_so(customer: FlaskClient, answering: Answering):
    answering(None)
    answer = customer.post(CANDIDATES, data={"letters": "tousu"})
    assert answer.status_code == 200
    assert "data-unavailable" in answer.text and "暂时不能输入汉字" in answer.text


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"letters": ""},
        {"letters": "a" * 41},
        {"letters": "Tousu"},
        {"letters": "tou su"},
        {"letters": "tousu\n"},
        {"letters": "投诉"},
        {"letters": "a", "page": "101"},
        {"letters": "a", "page": "-1"},
        {"letters": "a", "chosen": ["801"]},
        {"letters": "a", "chosen": ["x"]},
        {"letters": "a", "chosen": ["0"] * 21},
    ],
)
def test_no_other_question_reaches_librime(
    customer: FlaskClient, answering: Answering, asked: dict[str, object]
):
    stub = answering(Answer())
    assert customer.post(CANDIDATES, data=asked, headers=HTMX).status_code == 400
    assert stub.asked == []


def test_typing_goes_on_while_the_disk_cannot_be_written(
    hall: Machine, customer: FlaskClient, answering: Answering
):
    answering(Answer(shown="a"))
    hall.db.read_only = True
    assert customer.post(CANDIDATES, data={"letters": "a"}).status_code == 200


def test_the_desk_offers_no_candidates(hall: Machine):
    desk = hall.app("desk").test_client()
    assert desk.post(CANDIDATES, data={"letters": "a"}, headers=HTMX).status_code in (403, 405)


def test_a_drawing_gets_characters(customer: FlaskClient, answering: Answering):
    stub = answering(Answer(candidates=("投", "役")))
    text = customer.post("/typing/drawn", data={"strokes": "1,2 30,999;4,5"}).text
    assert stub.asked == [Drawing((((1, 2), (30, 999)), ((4, 5),)))]
    assert 'data-drawn="投">投<' in text and "data-choice" not in text


@pytest.mark.parametrize(
    "drawn",
    ["", "1", "1,2;", "1,2,3", "1 2", "1,2 3", "1000,2", "-1,2", "1.5,2", "１,2",
     "1,2;" * 60 + "1,2", "1,2 " * 2000 + "1,2", "1,2\n"],
)  # fmt: skip
def test_no_other_drawing_is_looked_up(customer: FlaskClient, answering: Answering, drawn: str):
    stub = answering(Answer())
    answer = customer.post("/typing/drawn", data={"strokes": drawn}, headers=HTMX)
    assert answer.status_code == 400 and stub.asked == []


def test_handwriting_is_offered_where_its_strokes_are(
    customer: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    assert 'data-step="draw"' in customer.get("/typing/words").text
    monkeypatch.setattr(typing.strokes, "FILE", tmp_path / "missing")
    assert 'data-step="draw"' not in customer.get("/typing/words").text
