"""Head office after a lock, of which the hall knows."""

import pytest
from flask.testing import FlaskClient

from tests.cast import WANG, Machine, sync_round
from tests.records.recognition.cast import give, tiers
from tests.web.cast import at_office
from tests.web.staff.recognition.test_schemes import locking


@pytest.fixture
def anna(hall: Machine, office: Machine) -> FlaskClient:
    """Head office, which has awarded a tier to Wang; her hall knows."""
    tiers(office)
    give(hall, WANG, 5)
    sync_round(hall, office)
    anna = at_office(office)
    anna.post("/schemes/tier-1/lock", data=locking(anna))
    sync_round(hall, office)
    return anna
