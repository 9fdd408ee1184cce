"""Head office takes a hall's file in on a page, and gets the answer to take back."""

import io

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.records.ledger import identity, security_log
from tests.cast import Machine
from tests.sync.cast import counts, tap
from tests.sync.files.cast import asked, taken
from tests.web.cast import at_office, words


def upload(browser: FlaskClient, data: bytes, name: str = "hall.sync") -> TestResponse:
    form = {"key": "e" * 32, "file": (io.BytesIO(data), name)}
    return browser.post("/stations/files", data=form, content_type="multipart/form-data")


def test_a_file_is_answered_with_a_file(hall: Machine, office: Machine):
    tap(hall, 1)
    anna = at_office(office)
    page = upload(anna, asked(hall))
    assert "已导入：皇姑分公司" in words(page.text) and "退回 0 项" in words(page.text)
    place = f"/stations/files/{identity.me(hall.db).station}"
    assert place in page.text
    got = anna.get(place)
    assert got.headers["Content-Disposition"].startswith("attachment; filename=answer-")
    assert taken(hall, got.data).sent >= 1
    assert counts(office) == counts(hall)
    assert "sync_file_answered" in [row.action for row in security_log.every(office.db)]
    kept = office.config.folder / "answers" / f"{identity.me(hall.db).station}.sync"
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("station", ["a" * 24, "..", "x", "%2e%2e%2foffice.key"])
def test_no_other_file_is_given(office: Machine, station: str):
    assert at_office(office).get(f"/stations/files/{station}").status_code == 404


def test_what_is_no_such_file_is_refused_at_its_field(hall: Machine, office: Machine):
    anna = at_office(office)
    for wrong in (b"", b"PK", asked(hall)[:-7]):
        page = upload(anna, wrong)
        assert page.status_code == 422 and 'id="fault-file"' in page.text
    page = upload(anna, b"", name="")
    assert page.status_code == 422 and 'id="fault-file"' in page.text


def test_a_changed_file_says_that_the_signature_is_wrong(hall: Machine, office: Machine):
    tap(hall, 1)
    data = bytearray(asked(hall))
    data[data.index(b'"batch"') + 30] ^= 1
    page = upload(at_office(office), bytes(data))
    assert page.status_code == 401 and "签名无效" in page.text
    assert not counts(office)


def test_only_users_of_head_office_bring_files(hall: Machine, office: Machine):
    page = upload(office.browser("office"), asked(hall))
    assert page.status_code in (302, 303, 401, 403)
    assert not counts(office)
