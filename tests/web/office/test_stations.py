"""Head office trusts stations by one-time codes."""

import re

from flask.testing import FlaskClient

from kiosk.ground.keys import Keys
from kiosk.records.exchange import stations
from kiosk.vocabulary.wire import Enrol
from tests.cast import NOON, THERE, Machine


def test_a_code_is_shown_and_enrols_a_station(head: FlaskClient, office: Machine, tmp_path):
    page = head.post("/codes", data={"branch": THERE}).text
    code = re.search(r"<output>([A-Z0-9-]{19}:[a-z0-9]{24})</output>", page)
    assert code is not None
    secret, _ = stations.split_code(code.group(1))
    key = Keys.load(tmp_path / "new.key").public
    taken = stations.enrol(office.db, Enrol(secret, key), office.keys, b"r" * 32, NOON)
    assert taken.branch == THERE
    assert head.post("/codes", data={"branch": "nowhere"}).status_code == 404
