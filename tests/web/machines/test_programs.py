"""A station gets pieces of the version that it is offered, and of no other."""

import hashlib

import pytest

from kiosk.records.stations import enrolment
from kiosk.records.upkeep import programs
from kiosk.web.machines.programs import PIECE
from tests.cast import HERE, NOON, THERE, Machine
from tests.web.machines.cast import ask

CONTENT = bytes(range(250)) * 400
SHA256 = hashlib.sha256(CONTENT).hexdigest()
PATH = f"/intake/v1/programs/{SHA256}"


@pytest.fixture
def offered(office: Machine, hall: Machine) -> Machine:
    office.config.programs.mkdir()
    programs.file(office.config.programs, SHA256).write_bytes(CONTENT)
    programs.propose(office.db, SHA256, "9.0.0", len(CONTENT), "anna", NOON)
    programs.offer(office.db, SHA256, [HERE], "anna", NOON, two_persons=False)
    return office


def test_pieces_follow_one_another(offered: Machine, hall: Machine):
    first = ask(offered, hall.keys, "GET", PATH).data
    rest = ask(offered, hall.keys, "GET", f"{PATH}?from={PIECE}").data
    assert len(first) == PIECE and first + rest == CONTENT
    assert ask(offered, hall.keys, "GET", f"{PATH}?from={len(CONTENT)}").data == b""


@pytest.mark.parametrize("start", ["-1", "x", "1e9", "99999999999999999999", "100001"])
def test_a_start_that_is_none_is_refused(offered: Machine, hall: Machine, start: str):
    got = ask(offered, hall.keys, "GET", f"{PATH}?from={start}")
    assert (got.status_code, got.json["refusal"]) == (400, "bad_envelope")


def test_only_a_hall_that_is_offered_it_gets_it(offered: Machine, hall: Machine, another_hall):
    other = another_hall("other", THERE)
    for keys, path in ((other.keys, PATH), (hall.keys, "/intake/v1/programs/" + "a" * 64)):
        got = ask(offered, keys, "GET", path)
        assert (got.status_code, got.json["refusal"]) == (404, "unknown_program")
    programs.drop(offered.db, SHA256, "anna", NOON)
    assert ask(offered, hall.keys, "GET", PATH).status_code == 404


def test_an_office_that_lost_its_file_says_so(offered: Machine, hall: Machine):
    programs.file(offered.config.programs, SHA256).unlink()
    assert ask(offered, hall.keys, "GET", PATH).status_code == 404
    assert enrolment.find(offered.db, hall.keys.fingerprint) is not None
