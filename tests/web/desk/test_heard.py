"""A clerk reads what customers said beside cards; a complaint only after its answer, and never how
its customer can be reached."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.records.cases import filing
from kiosk.records.cases.filing import Filed
from kiosk.records.feedback import handling, registers
from tests.cast import LI, MANAGER, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import counting_key, k
from tests.records.cases.cast import desk as author
from tests.records.feedback.cast import rate, remark
from tests.web.cast import PHONE, WORDS, at, at_desk, file, take, words

SAID = "多收20元，电话13812345678"
PATHS = ("/remarks", "/praise")


def complain(hall: Machine, badge: str = WANG) -> str:
    """A low grade with words that the manager has handled."""
    rate(hall, 1, "1", badge)
    remark(hall, 1, key=k(501), reasons=["fee"], service="1-pay", comment=SAID)
    handling.handle(hall.db, author(hall), k(901), k(1), "talked", "")
    return k(1)


@pytest.mark.parametrize("path", PATHS)
def test_who_is_not_signed_in_reads_nothing(desk: FlaskClient, path: str):
    assert desk.get(path).location == "/sign-in"


def test_own_remarks_are_beside_the_cards_with_numbers_hidden(hall: Machine, clerk: FlaskClient):
    complain(hall)
    for path in ("/", "/remarks"):
        page = words(clerk.get(path).text)
        assert "多收20元，电话〔号码已隐去〕" in page and "13812345678" not in page, path
        assert "非常不满意 · 收费不清楚 · 燃气费收取 · 2026-11-21" in page
        assert "12:00" not in page, "the day, not the time: customers are not picked out"
    other = at_desk(hall, LI)
    assert all("多收20元" not in other.get(path).text for path in ("/", *PATHS))


def test_a_low_grades_words_are_there_once_handled(hall: Machine, clerk: FlaskClient):
    rate(hall, 1, "2")
    remark(hall, 1, key=k(501), comment="等得太久了")
    assert all("等得太久了" not in clerk.get(path).text for path in ("/", "/remarks"))
    handling.handle(hall.db, author(hall), k(901), k(1), "noted", "")
    assert all("等得太久了" in clerk.get(path).text for path in ("/", "/remarks"))


def test_the_words_of_a_complaint_are_there_after_its_answer(hall: Machine, clerk: FlaskClient):
    filed = Filed("complaint", ["fee"], "请退款", WANG, rating=complain(hall))
    visitor = by_visit(hall.db, hall.time(), "v1")
    case_id = filing.open_case(hall.db, visitor, hall.keys, k(60), filed, None).case.event_id
    assert all("多收20元" not in clerk.get(path).text for path in ("/", "/remarks"))
    manager = at_desk(hall, MANAGER)
    assert take(manager, case_id, "accept", responsible=LI).status_code == 303
    assert "多收20元" not in clerk.get("/").text
    assert take(manager, case_id, "reply", text="已退款").status_code == 303
    assert "多收20元" in clerk.get("/").text and "多收20元" in clerk.get("/remarks").text


def answer(by: FlaskClient, case_id: str) -> None:
    assert take(by, case_id, "accept", responsible=LI).status_code == 303
    assert take(by, case_id, "reply", template="fixed", text="已退款").status_code == 303


@pytest.mark.parametrize("badge", [WANG, MANAGER])
def test_who_is_named_in_a_complaint_reads_it_after_its_answer_and_never_the_contact(
    hall: Machine, office: Machine, head: FlaskClient, badge: str
):
    counting_key(hall, office)
    named = at_desk(hall, badge)
    case_id = file(hall, reach=True, badge=badge, text="态度不好")
    assert named.get(at(case_id)).status_code == 404
    assert "态度不好" not in named.get("/cases").text
    if badge == MANAGER:
        sync_round(hall, office)
        answer(head, case_id)
        sync_round(hall, office)
    else:
        answer(at_desk(hall, MANAGER), case_id)
    page = named.get(at(case_id)).text
    assert "态度不好" in page and PHONE not in page and 'name="passphrase"' not in page
    refused = take(named, case_id, "contact", passphrase=WORDS)
    assert refused.status_code in (403, 404) and PHONE not in refused.text


def test_letters_banners_and_closed_praise_are_beside_the_cards(hall: Machine, clerk: FlaskClient):
    of = author(hall)
    registers.enter_praise(hall.db, of, k(1), "letter", WANG, "送老人回家", of.day)
    registers.enter_praise(hall.db, of, k(2), "banner", WANG, "雨夜抢修", of.day)
    registers.enter_praise(hall.db, of, k(3), "banner", LI, "别人的", of.day)
    praised = file(hall, 4, kind="praise", topics=[], text="王芳很耐心")
    manager, complained = at_desk(hall, MANAGER), file(hall, 5, text="王芳没来")
    answer(manager, complained)
    closed = take(manager, complained, "close", cause="needs", level="branch")
    assert closed.status_code == 303
    for path in ("/", "/praise"):
        page = words(clerk.get(path).text)
        assert "送老人回家 表扬信 · 2026-11-21" in page and "雨夜抢修 锦旗" in page
        assert "王芳很耐心" not in page and "别人的" not in page
    assert take(manager, praised, "thank").status_code == 303
    for path in ("/", "/praise"):
        page = clerk.get(path).text
        assert "王芳很耐心" in page and at(praised) in page and "王芳没来" not in page
    assert clerk.get(at(praised)).status_code == 200


def test_long_lists_are_paged(hall: Machine, clerk: FlaskClient):
    of = author(hall)
    for n in range(1001, 1031):
        rate(hall, n, "5")
        remark(hall, n, key=k(n + 5000), comment="好" * 500)
        registers.enter_praise(hall.db, of, k(n + 9000), "letter", WANG, "好" * 200, of.day)
    for path in PATHS:
        page = clerk.get(path)
        assert page.text.count("好好") and "第 1 页，共 2 页" in page.text
        assert len(page.data) < 300_000
    assert len(clerk.get("/").data) < 300_000


def test_the_front_page_counts_no_remarks_since_it_shows_no_number(
    hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    complain(hall)
    desk = at_desk(hall, WANG)
    counted: list[str] = []
    real = paging.number

    def number(db: Database, query: Any, page: int = 1, size: int = paging.PAGE) -> int:
        counted.append(query.model.__name__)
        return real(db, query, page, size)

    monkeypatch.setattr(paging, "number", number)
    assert "多收20元" in words(desk.get("/").text) and "FeedbackNow" not in counted
    assert desk.get("/remarks").status_code == 200 and counted.count("FeedbackNow") == 1
