"""Desk and office, with and without somebody signed in."""

import pytest
from flask.testing import FlaskClient

from tests.cast import LI, MANAGER, WANG, Machine
from tests.web.cast import at_desk, at_office, give_pin, sign_in


@pytest.fixture
def desk(hall: Machine) -> FlaskClient:
    """The desk before anyone signs in; Wang, Li and the manager have their PINs."""
    for badge in (WANG, LI, MANAGER):
        give_pin(hall, badge)
    return hall.browser("desk")


@pytest.fixture
def manager(desk: FlaskClient) -> FlaskClient:
    sign_in(desk, MANAGER)
    return desk


@pytest.fixture
def clerk(hall: Machine) -> FlaskClient:
    return at_desk(hall, WANG)


@pytest.fixture
def head(office: Machine) -> FlaskClient:
    return at_office(office, "admin")


@pytest.fixture
def publisher(office: Machine) -> FlaskClient:
    return at_office(office)


@pytest.fixture
def alone_manager(alone: Machine) -> FlaskClient:
    """The desk of a hall without an office, its manager signed in."""
    return at_desk(alone, WANG)
