"""The keys of the screen's keyboard, as the station sends them."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.rules.cases.receipts import ALPHABET
from kiosk.web.lobby.typing import PADS
from tests.cast import Machine


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


@pytest.mark.parametrize("pad", PADS)
def test_every_pad_erases_and_ends(customer: FlaskClient, pad: str):
    text = customer.get(f"/typing/{pad}").text
    assert 'data-step="delete"' in text and 'data-step="done"' in text


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
