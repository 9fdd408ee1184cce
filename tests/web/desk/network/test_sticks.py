"""The manager of a hall without a line takes a file to head office, and brings the answer back."""

import fcntl
import io
import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.records.ledger import security_log
from tests.cast import WANG, Machine, Time
from tests.sync.cast import alarms, counts, tap
from tests.sync.files.cast import answered
from tests.web.cast import at_desk, words


def exported(manager: FlaskClient) -> TestResponse:
    made = manager.post("/sync-file", data={"key": "a" * 32})
    return manager.get("/sync-file/made") if made.status_code == 303 else made


def brought(manager: FlaskClient, data: bytes, name: str = "answer.sync") -> TestResponse:
    form = {"key": "b" * 32, "file": (io.BytesIO(data), name)}
    return manager.post("/sync-file/taken", data=form, content_type="multipart/form-data")


def waiting(manager: FlaskClient) -> int:
    """How many entries wait, as the page says."""
    found = re.search(r"有 (\d+) 条记录等待上报", words(manager.get("/sync-file").text))
    assert found is not None
    return int(found[1])


def test_the_walk_to_head_office_and_back(
    hall: Machine, office: Machine, manager: FlaskClient, time: Time
):
    for n in range(3):
        tap(hall, n)
    assert waiting(manager) >= 3
    assert manager.get("/sync-file/made").status_code == 404
    assert "下载到U盘" not in manager.get("/sync-file").text
    up = exported(manager)
    assert up.status_code == 200 and "下载到U盘" in manager.get("/sync-file").text
    assert up.headers["Content-Disposition"].startswith("attachment; filename=sb01-20")
    assert not counts(office)
    down = answered(office, up.data)
    time.pass_by(60_000)
    page = brought(manager, down)
    assert "回执已导入：总部已签收" in words(page.text)
    assert counts(office) == counts(hall)
    page = manager.get("/sync-file")
    assert waiting(manager) == 0 and "上次导入：" in page.text
    done = [row.action for row in security_log.every(hall.db)]
    assert done[-2:] == ["sync_file_made", "sync_file_taken"]
    assert not alarms(hall)


def test_another_file_is_refused_at_its_field(hall: Machine, office: Machine, manager: FlaskClient):
    old = answered(office, exported(manager).data)
    exported(manager)
    for wrong in (old, b"", b"PK", old[:-5]):
        page = brought(manager, wrong)
        assert page.status_code == 422 and "这个文件不能用" in page.text
    assert "sync_file_taken" not in [row.action for row in security_log.every(hall.db)]


def test_no_file_is_asked_for(manager: FlaskClient):
    page = brought(manager, b"", name="")
    assert page.status_code == 422 and 'id="fault-file"' in page.text


def test_a_round_under_way_is_not_overtaken(hall: Machine, manager: FlaskClient):
    with (hall.config.folder / "sync.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        page = exported(manager)
    assert page.status_code == 409 and "正在与总部通信" in page.text


def test_a_clerk_takes_no_file_along(clerk: FlaskClient):
    assert clerk.get("/sync-file").status_code == 403
    assert exported(clerk).status_code == 403
    assert clerk.get("/sync-file/made").status_code == 403
    assert brought(clerk, b"x").status_code == 403


def test_a_hall_without_a_head_office_has_no_such_page(alone: Machine):
    assert at_desk(alone, WANG).get("/sync-file").status_code == 404
