"""Certificates: who prints which, what they say, and what a look-up by serial answers."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from flask.testing import FlaskClient

from kiosk.files.sheets import typesetting
from kiosk.records.people import tries
from kiosk.records.recognition import awards
from kiosk.records.recognition.prints import certificates
from kiosk.rules.recognition.serials import serial
from tests.cast import LI, MANAGER, THERE, WANG, ZHAO, Machine, Time, enrol, machine, sync_round
from tests.files.sheets.cast import qr_of, text_of
from tests.web.cast import at_desk, words
from tests.web.staff.recognition.test_schemes import PAGE


def of_wang(machine: Machine) -> str:
    (award,) = awards.of_clerk(machine.db, WANG)
    return serial(award.event_id)


def test_clerk_manager_and_head_office_print_the_same_certificate(
    anna: FlaskClient, hall: Machine, office: Machine
):
    number = of_wang(hall)
    assert number == of_wang(office)
    path = f"/certificates/{number}.pdf"
    browsers = (anna, at_desk(hall, WANG), at_desk(hall, MANAGER))
    printed = {browser.get(path).data for browser in (*browsers, anna)}
    assert len(printed) == 1, "made twice and by anyone, it has the same bytes"
    pdf = printed.pop()
    said = text_of(pdf)
    for part in ("荣誉证书", "沈北燃气", "皇姑营业厅", "王芳", f"工号{WANG}", "5P铜牌",
                 "2025年1月1日至2025年12月31日", "颁发日期2026年11月21日", "有效期至2026年12月31日",
                 f"证书编号{number}"):  # fmt: skip
        assert part in said, part
    first, *lines = qr_of(pdf).splitlines()
    assert first == f"荣誉证书 {number}" and "王芳 0317" in lines
    assert "5P铜牌 2025-01-01–2025-12-31" in lines and "有效期至 2026-12-31" in lines
    assert lines[-1] == f"校验码 {certificates.find(hall.db, number).seal}"


def test_it_is_one_tagged_page_of_one_font_that_is_in_it(anna: FlaskClient, hall: Machine):
    read = pypdf.PdfReader(io.BytesIO(anna.get(f"/certificates/{of_wang(hall)}.pdf").data))
    (page,) = read.pages
    assert b"pdfuaid:part" in read.trailer["/Root"]["/Metadata"].get_data()
    for font in page["/Resources"]["/Font"].values():
        (inner,) = font.get_object()["/DescendantFonts"]
        assert "/FontFile3" in inner.get_object()["/FontDescriptor"].get_object()
    assert typesetting.UNKNOWN not in page.extract_text()


def test_in_english_it_is_english(anna: FlaskClient, hall: Machine):
    anna.set_cookie("ts_office_lang", "en")
    answer = anna.get(f"/certificates/{of_wang(hall)}.pdf")
    said = text_of(answer.data)
    assert "CertificateofHonour" in said and "WangFang" in said and "Validuntil" in said
    assert qr_of(answer.data).startswith("Certificate of Honour ")
    assert pypdf.PdfReader(io.BytesIO(answer.data)).trailer["/Root"]["/Lang"] == "en"


def test_no_colleague_and_no_one_else_prints_it(anna: FlaskClient, hall: Machine):
    path = f"/certificates/{of_wang(hall)}.pdf"
    assert at_desk(hall, LI).get(path).status_code == 404
    assert hall.browser("desk").get(path).location == "/sign-in"
    assert hall.browser("lobby").get(path).status_code == 404


def test_those_to_print_are_listed_for_the_clerk_and_the_manager(
    anna: FlaskClient, hall: Machine, office: Machine
):
    number = of_wang(hall)
    for badge, listed in ((WANG, 1), (MANAGER, 1), (LI, 0)):
        page = at_desk(hall, badge).get("/certificates").text
        assert page.count(f"/certificates/{number}.pdf") == listed
    assert f"/certificates/{number}.pdf" in at_desk(hall, WANG).get("/").text
    assert f"/certificates/{number}.pdf" in anna.get(PAGE).text
    assert f"/certificates/{number}.pdf" in anna.get(f"/schemes/clerks/{WANG}").text
    assert "/certificates" in at_desk(hall, LI).get("/print").text


@pytest.mark.parametrize(
    "typed_as", [str, str.lower, lambda number: f" {number.replace('-', '－')} "]
)
def test_any_member_of_staff_checks_a_serial(
    anna: FlaskClient, hall: Machine, typed_as: Callable[[str], str]
):
    number = of_wang(hall)
    typed = typed_as(number)
    for browser in (anna, at_desk(hall, LI)):
        page = words(browser.get("/certificates", query_string={"serial": typed}).text)
        assert "有效 姓名 王芳 工号 0317 网点 皇姑营业厅 称号 5P铜牌" in page and number in page


def test_an_expired_one_says_so_and_can_still_be_printed(
    anna: FlaskClient, hall: Machine, time: Time
):
    number = of_wang(hall)
    time.pass_by(50 * 86_400_000)
    page = words(at_desk(hall, LI).get(f"/certificates?serial={number}").text)
    assert "已过期 姓名 王芳" in page
    assert at_desk(hall, WANG).get(f"/certificates/{number}.pdf").status_code == 200


def test_what_is_mistyped_or_unknown_says_so_beside_the_field(anna: FlaskClient, hall: Machine):
    number = of_wang(hall)
    other = serial("5" * 64)
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    for typed, status, says in ((other, 404, "查无此证"), (wrong, 422, "编号是十二位"),
                                ("x" * 50, 422, "编号是十二位")):  # fmt: skip
        answer = anna.get("/certificates", query_string={"serial": typed})
        assert answer.status_code == status and says in answer.text
        assert f'value="{typed[:12]}' in answer.text, "what was typed stays"
    assert anna.get(f"/certificates/{wrong}.pdf").status_code == 422


def test_another_halls_desk_does_not_know_it(
    anna: FlaskClient, office: Machine, tmp_path: Path, time: Time
):
    there = machine(tmp_path / "there", "station", time)
    enrol(there, office, THERE)
    sync_round(there, office)
    page = at_desk(there, ZHAO).get("/certificates", query_string={"serial": of_wang(office)})
    assert page.status_code == 404 and "王芳" not in page.text
    there.db.close()


def test_guessing_is_slowed_down_for_that_person_alone(
    anna: FlaskClient, hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tries.throttle, "CODES", tries.throttle.CODES._replace(free=3))
    li, wang = at_desk(hall, LI), at_desk(hall, WANG)
    for _ in range(3):
        assert li.get(f"/certificates?serial={serial('5' * 64)}").status_code == 404
    assert li.get(f"/certificates?serial={of_wang(hall)}").status_code == 429
    assert wang.get(f"/certificates?serial={of_wang(hall)}").status_code == 200
