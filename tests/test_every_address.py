"""Every address of a screen that names nothing, or a kind of documents, answers a person with a
page or a plain refusal, never with a fault: whoever is signed in, at a hall of an office, at one
that stands alone, and at head office."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.rules.spreadsheets.columns import LAYOUTS
from tests.cast import LI, MANAGER, WANG, Machine
from tests.web.cast import at_desk, at_office


def addresses(app: Flask) -> Iterator[str]:
    """What can be asked without knowing an id."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        if not rule.arguments:
            yield rule.rule
        elif rule.arguments == {"kind"}:
            yield from (rule.rule.replace("<kind>", kind) for kind in LAYOUTS)


def answers(browser: FlaskClient) -> dict[str, int]:
    """Address -> status, of those that fail."""
    return {
        address: status
        for address in sorted(set(addresses(browser.application)) - {"/sign-in"})
        if (status := browser.get(address).status_code) >= 500
    }


@pytest.mark.parametrize("badge", [LI, MANAGER])
def test_a_hall_of_an_office(hall: Machine, badge: str):
    assert answers(at_desk(hall, badge)) == {}


@pytest.mark.parametrize("badge", [LI, WANG])  # Wang is its manager
def test_a_hall_that_stands_alone(alone: Machine, badge: str):
    assert answers(at_desk(alone, badge)) == {}


def test_a_tablet(hall: Machine, alone: Machine):
    for machine in (hall, alone):
        assert answers(machine.browser("lobby")) == {}


def test_head_office(office: Machine):
    assert answers(at_office(office)) == {}


def test_nobody_signed_in(hall: Machine, office: Machine):
    for machine, screen in ((hall, "desk"), (office, "office")):
        assert answers(machine.browser(screen)) == {}
