"""Head office uploads a version, offers it to pilot halls, and then to all."""

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.files.programs import packed
from kiosk.ground.config import Program
from kiosk.ground.keys import Keys
from kiosk.records.ledger import security_log
from kiosk.records.stations import enrolment
from kiosk.records.upkeep import programs
from kiosk.vocabulary.wire import Upgraded
from tests.cast import HERE, NOON, Machine, sync_round
from tests.commands.upkeep.test_installed import program_file
from tests.web.cast import at_office, words

MAKER = Keys(b"k" * 32)


@pytest.fixture
def trusting(office: Machine) -> Machine:
    office.config.program = Program("/opt/none", [MAKER.public.hex()])
    return office


@pytest.fixture
def anna(trusting: Machine) -> FlaskClient:
    return at_office(trusting)


def upload(browser: FlaskClient, content: bytes, key: str = "e" * 32) -> TestResponse:
    form = {"key": key, "file": (io.BytesIO(content), "it.program")}
    return browser.post("/programs", data=form, content_type="multipart/form-data")


@pytest.fixture
def sha256(anna: FlaskClient, trusting: Machine, tmp_path: Path) -> str:
    file = program_file(tmp_path, "9.0.0")
    assert upload(anna, file.read_bytes()).status_code == 303
    assert upload(anna, file.read_bytes()).status_code == 303, "the same form again"
    (found,) = programs.newest(trusting.db)
    stored = programs.file(trusting.config.programs, found.sha256)
    assert stored.read_bytes() == file.read_bytes() and packed.sha256(stored) == found.sha256
    assert list(trusting.config.programs.iterdir()) == [stored]
    return str(found.sha256)


def test_it_goes_from_pilots_to_all(
    anna: FlaskClient, trusting: Machine, hall: Machine, sha256: str
):
    assert "尚未提供" in anna.get("/programs").text
    sync_round(hall, trusting)
    pilots = {"pilots": f"　{HERE}、{HERE}"}
    assert anna.post(f"/programs/{sha256}/offer", data=pilots).status_code == 303
    page = words(anna.get("/programs").text)
    assert "9.0.0 试点网点" in page and f"试点网点： {HERE}" in page.replace("：", "： ")
    assert anna.post(f"/programs/{sha256}/widen").status_code == 303
    assert "9.0.0 全部网点" in words(anna.get("/programs").text)
    assert anna.post(f"/programs/{sha256}/drop").status_code == 303
    assert "已停止提供" in anna.get("/programs").text
    assert not any(trusting.config.programs.iterdir())
    rows = security_log.every(trusting.db)
    actions = [row.action for row in rows if row.action.startswith("program_")]
    assert sorted(actions) == [
        "program_dropped", "program_offered", "program_proposed", "program_widened",
    ]  # fmt: skip


def test_a_failure_is_shown_and_stops_the_stage(
    anna: FlaskClient, trusting: Machine, hall: Machine, sha256: str
):
    anna.post(f"/programs/{sha256}/offer", data={"pilots": HERE})
    station = enrolment.find(trusting.db, hall.keys.fingerprint)
    assert station is not None
    said = Upgraded("9.0.0", sha256, "rolled_back", NOON, "/ is answered with 500")
    programs.note_report(trusting.db, station, 1, said, NOON)
    page = words(anna.get("/programs").text)
    assert "已暂停" in page and "answered with 500" in page and "已自动换回" in page
    assert anna.post(f"/programs/{sha256}/widen").status_code == 409
    assert anna.post(f"/programs/{sha256}/go-on").status_code == 303
    assert "已暂停" not in anna.get("/programs").text.split("<h2", 1)[1]


def test_the_second_person_offers_it_where_releases_take_two(
    anna: FlaskClient, trusting: Machine, sha256: str
):
    trusting.config.two_person_release = True
    assert "须由另一位用户" in anna.get("/programs").text
    path, pilots = f"/programs/{sha256}/offer", {"pilots": HERE}
    assert anna.post(path, data=pilots).status_code == 403
    assert at_office(trusting, "bert").post(path, data=pilots).status_code == 303


@pytest.mark.parametrize("typed", ["", "nowhere", f"{HERE} nowhere"])
def test_pilots_must_be_branches(anna: FlaskClient, sha256: str, typed: str):
    answer = anna.post(f"/programs/{sha256}/offer", data={"pilots": typed})
    assert answer.status_code in (404, 422) and "fault-pilots" in answer.text


def test_only_what_halls_would_install_is_taken(
    anna: FlaskClient, trusting: Machine, tmp_path: Path
):
    good = program_file(tmp_path, "9.0.0").read_bytes()
    for number, content in enumerate((b"", b"a photograph", good[:-1], good + b"x")):
        assert upload(anna, content, f"{number:032x}").status_code == 422
    trusting.config.program.keys = [Keys(b"o" * 32).public.hex()]
    assert upload(anna, good, "f" * 32).status_code == 422
    assert programs.newest(trusting.db) == []
    assert not any(trusting.config.programs.iterdir()), "nothing stays on the disk"
    assert anna.post("/programs", data={"key": "f" * 32}).status_code == 422


def test_it_is_for_users_of_head_office_alone(
    trusting: Machine, desk: FlaskClient, customer: FlaskClient
):
    assert trusting.browser("office").get("/programs").location == "/sign-in"
    assert upload(trusting.browser("office"), b"x").status_code == 303
    assert desk.get("/programs").status_code == customer.get("/programs").status_code == 404


def test_unknown_versions_are_refused(anna: FlaskClient):
    for step in ("offer", "widen", "go-on", "drop"):
        path = f"/programs/{'a' * 64}/{step}"
        assert anna.post(path, data={"pilots": HERE}).status_code == 404
