"""Posters: who prints them, what they say, and that they are one page of A4 or A3."""

import io
import re

import pypdf
import pytest
from flask.testing import FlaskClient

from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time
from tests.files.sheets.cast import text_of
from tests.records.recognition.cast import FIRST, LAST
from tests.web.cast import at_desk, words
from tests.web.staff.recognition.test_schemes import PAGE, starred

PATH = f"/posters/tier-1.pdf?first={FIRST}&last={LAST}"


@pytest.mark.parametrize(("size", "width"), [("a4", 595), ("a3", 842)])
def test_manager_and_head_office_print_it(
    anna: FlaskClient,
    hall: Machine,
    size: str,
    width: int,
):
    manager = at_desk(hall, MANAGER)
    path = f"{PATH}&size={size}"
    pdf = manager.get(path).data
    assert pdf == manager.get(path).data == anna.get(f"{path}&branch={HERE}").data
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert round(page.mediabox.width) == width
    said = text_of(pdf)
    for part in ("皇姑营业厅", "5P铜牌", "2025年1月1日至2025年12月31日", "王芳", f"工号{WANG}"):
        assert part in said, part
    assert "沈北燃气" in text_of(anna.get(path).data), "of all branches"


def test_it_is_offered_where_the_awards_are(anna: FlaskClient, hall: Machine):
    manager = at_desk(hall, MANAGER)
    assert "/posters/tier-1.pdf" in manager.get("/certificates").text
    assert "/posters/tier-1.pdf" in anna.get(PAGE).text
    assert "/posters/" not in at_desk(hall, LI).get("/certificates").text


@pytest.mark.parametrize(
    ("query", "status"),
    [("?first=x&last=2025-12-31", 422), ("?first=2025-01-01&last=2025-12-31&size=a0", 400),
     ("?first=2024-01-01&last=2024-12-31", 409)],
)  # fmt: skip
def test_what_there_is_not_is_refused(anna: FlaskClient, query: str, status: int):
    assert anna.get(f"/posters/tier-1.pdf{query}").status_code == status


def test_no_clerk_and_no_one_else_prints_it(anna: FlaskClient, hall: Machine):
    assert at_desk(hall, WANG).get(PATH).status_code == 403
    assert hall.browser("desk").get(PATH).location == "/sign-in"
    assert hall.browser("lobby").get(PATH).status_code == 404


def test_a_windows_award_names_the_window_on_certificate_and_poster(
    hall: Machine, office: Machine, time: Time
):
    starred(hall, office, time)
    manager = at_desk(hall, MANAGER)
    page = manager.get("/certificates").text
    assert "皇姑分公司 3号窗口" in words(page)
    (path,) = re.findall(r'"(/certificates/[^"]+\.pdf)"', page)
    assert "皇姑营业厅3号窗口" in text_of(manager.get(path).data)
    (path,) = re.findall(r'"(/posters/star-window\.pdf[^"]+size=a4)"', page)
    assert "皇姑营业厅3号窗口" in text_of(manager.get(path.replace("&amp;", "&")).data)
