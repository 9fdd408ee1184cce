"""The desk on the morning after."""

import pytest
from flask.testing import FlaskClient

from tests.cast import MANAGER, Machine, Time
from tests.web.cast import at_desk
from tests.web.desk.meetings.cast import yesterday


@pytest.fixture
def next_morning(hall: Machine, time: Time) -> FlaskClient:
    """The manager signed in, on the day after `yesterday`."""
    yesterday(hall, time)
    return at_desk(hall, MANAGER)
