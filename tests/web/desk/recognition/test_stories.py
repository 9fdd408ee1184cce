"""Issues of stories: made at the desk, printed, read in the lobby."""

import io

import pypdf
import pytest
from flask.testing import FlaskClient

from tests.cast import LI, WANG, Machine
from tests.records.recognition.registers.cast import DEED, consent, enter, publish
from tests.web.cast import at_desk, words


@pytest.fixture
def story(hall: Machine, office: Machine) -> str:
    publish(office, hall, readers="public")
    entry_id = enter(hall)
    consent(hall, 10, entry_id)
    return entry_id


def test_the_manager_makes_an_issue_that_customers_read(
    manager: FlaskClient, hall: Machine, story: str
):
    lobby = hall.browser("lobby")
    assert "服务之窗" not in lobby.get("/news").text
    assert "还没有服务故事。" in lobby.get("/stories").text
    page = manager.get("/stories").text
    assert DEED[:10] in page and 'name="number"' in page and 'value="1"' in page
    said = {"number": "1", "month": "2026-11-01", "entry": story}
    assert manager.post("/stories", data=said).status_code == 303
    assert "/stories" in lobby.get("/news").text
    page = words(lobby.get("/stories").text)
    assert "第1期 · 2026-11" in page and "王芳" in page and DEED in page
    hall.time.pass_by(1_000)
    consent(hall, 30, story, yes=False)
    assert DEED not in lobby.get("/stories").text
    assert "服务之窗" not in lobby.get("/news").text


def test_an_issue_is_printed_in_both_languages(manager: FlaskClient, story: str):
    manager.post("/stories", data={"number": "1", "month": "2026-10-01", "entry": story})
    made = manager.get("/stories/1/sheet.pdf")
    assert made.mimetype == "application/pdf"
    assert manager.get("/stories/1/sheet.pdf").data == made.data
    (page,) = pypdf.PdfReader(io.BytesIO(made.data)).pages
    text = "".join(page.extract_text().split())
    assert "服务之窗" in text and "第1期·2026-10" in text and "王芳" in text and DEED in text
    manager.set_cookie("ts_desk_lang", "en", domain="localhost")
    (page,) = pypdf.PdfReader(io.BytesIO(manager.get("/stories/1/sheet.pdf").data)).pages
    assert "Service stories" in " ".join(page.extract_text().split())
    assert manager.get("/stories/2/sheet.pdf").status_code == 404


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": "第一"}, "bad_issue"),
        ({"number": "0"}, "bad_issue"),
        ({"entry": []}, "no_stories"),
    ],
)
def test_what_is_missing_is_named(
    manager: FlaskClient, story: str, change: dict[str, object], code: str
):
    page = manager.post("/stories", data={"number": "1", "entry": story} | change).text
    assert f'data-code="{code}"' in page and 'class="fault"' in page


def test_clerks_read_and_make_none(hall: Machine, story: str):
    for badge in (LI, WANG):
        browser = at_desk(hall, badge)
        assert 'name="number"' not in browser.get("/stories").text
        assert browser.post("/stories", data={"number": "1", "entry": story}).status_code == 403
