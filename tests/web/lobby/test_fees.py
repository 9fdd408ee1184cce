"""Fees and guides: what holds today, and what held before."""

import datetime

import pytest
from flask.testing import FlaskClient

from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Ended, Publication
from tests.cast import NOON, Machine, Time, sync_round


def test_fees_in_force_show_item_unit_price_basis_and_date(customer: FlaskClient):
    assert 'href="/fees/gas"' in customer.get("/fees").text
    page = customer.get("/fees/gas").text
    for word in (
        "居民用气价格",
        "元/立方米",
        "2.75",
        "演示数据，并非真实收费",
        "2026-07-01",
        "资料截至",
    ):
        assert word in page
    assert "2.60" not in page


def test_an_earlier_version_stays_readable_and_says_so(customer: FlaskClient):
    page = customer.get("/fees/gas/1").text
    assert "2.60" in page and "2.75" not in page
    assert "已由新版本代替" in page and 'href="/fees/gas"' in page


def test_the_version_of_the_day_flips_at_the_halls_midnight(
    customer: FlaskClient, hall: Machine, office: Machine, time: Time
):
    found = documents.read(office.db, "fees", "counter", office.today())
    dear = Publication("gas", found, datetime.date(2026, 11, 22))  # type: ignore[arg-type]
    documents.publish(office.db, [dear], "t", NOON)
    sync_round(hall, office)
    assert "2.75" in customer.get("/fees/gas").text
    assert "自 2026-11-22" in customer.get("/fees/gas").text
    time.pass_by(12 * 3_600_000 - 1)
    assert "2.75" in customer.get("/fees/gas").text
    time.pass_by(1)
    assert "IC卡补卡" in customer.get("/fees/gas").text


def test_a_guide_shows_steps_papers_limit_fee_and_window(customer: FlaskClient):
    page = customer.get("/guides/transfer").text
    for word in ("过户更名", "核对表底数", "房屋产权证明", "当场办结", "免费", "咨询窗口"):
        assert word in page


@pytest.mark.parametrize(
    "path", ["/fees/rocket", "/fees/gas/9", "/fees/gas/0", "/guides/gas", "/fees/gas/x"]
)
def test_what_is_not_there_gets_a_clear_page(customer: FlaskClient, path: str):
    assert customer.get(path).status_code == 404


def test_ended_fees_are_no_longer_offered(customer: FlaskClient, hall: Machine, office: Machine):
    ended = Publication("gas", Ended(), datetime.date(2026, 11, 21), kind="fees")
    documents.publish(office.db, [ended], "t", NOON)
    sync_round(hall, office)
    assert 'href="/fees/gas"' not in customer.get("/fees").text
    assert customer.get("/fees/gas").status_code == 404
    assert "2.60" in customer.get("/fees/gas/1").text


def test_english_pages_show_english_texts(customer: FlaskClient):
    customer.post("/language", data={"language": "en"})
    assert "Household gas prices" in customer.get("/fees/gas").text
    assert "Proof of ownership" in customer.get("/guides/transfer").text


@pytest.mark.parametrize(
    "typed, found",
    [("gm", "transfer"), ("过户", "transfer"), ("guohu", "transfer"), ("ghgm", "transfer"),
     ("Change of", "transfer"), ("BUKA", "card"), ("燃气味", "leak")],
)  # fmt: skip
def test_a_guide_is_found_by_name_pinyin_and_initials(customer: FlaskClient, typed, found):
    page = customer.get("/guides", query_string={"q": typed}).text
    assert f'href="/guides/{found}"' in page
    assert page.count('class="choice"') == 1


def test_a_synonym_finds_fees_and_nonsense_says_so(customer: FlaskClient):
    assert 'href="/fees/post"' in customer.get("/fees?q=寄信").text
    page = customer.get("/fees?q=<script>").text
    assert "没有找到" in page and "<script>" not in page.split("<body>")[1]


@pytest.mark.parametrize(
    "path, words",
    [
        (
            "/fees/post/cost/0?amount=101&zone=1",
            ("8.00", "首重：100克内", "续重：超过100至2000克"),
        ),
        (
            "/fees/gas/cost/0?amount=20&used=290",
            ("60.50", "第1档：不超过 300 立方米", "第2档：超过 300 至 480 立方米"),
        ),
        ("/fees/gas/cost/0?amount=421&persons=6", ("1158.30",)),
        ("/fees/counter/cost/0?amount=3", ("60.00",)),
        ("/fees/post/cost/0", ("寄到哪里",)),
        ("/fees/post/cost/0?amount=2001", ("大于 0、不超过 2000 的克数",)),
        ("/fees/post/cost/0?amount=1&zone=7", ("没有这个地区",)),
        ("/fees/post/cost/0?amount=1e99", ("请填写数字，例如", 'value="1e99"')),
        ("/fees/post/cost/0?amount=谢谢", ("请填写数字，例如",)),
        ("/fees/post/cost/0?amount=-5", ("请填写数字，例如",)),
        ("/fees/gas/cost/0?amount=NaN", ("请填写数字，例如",)),
        (
            "/fees/gas/cost/0?amount=2１，0００&used=1e9999999",
            ('id="fault-used"', 'value="2１，0００"'),
        ),
        ("/fees/gas/cost/0?amount=１，０００", ("合计",)),
        ("/fees/gas/cost/0?amount=5&persons=2.5", ('id="fault-persons"', "请填写整数")),
        ("/fees/gas/cost/0?amount=", ('id="fault-amount"', "请先填写这一项")),
        ("/fees/gas/cost/0?amount=0", ('id="fault-amount"', "请填写大于 0 的数")),
    ],
)
def test_a_sum_is_shown_step_by_step(customer: FlaskClient, path: str, words: tuple[str, ...]):
    page = customer.get(path)
    assert page.status_code == 200
    for word in words:
        assert word in page.text, word


@pytest.mark.parametrize("path", ["/fees/post/cost/1", "/fees/post/cost/9", "/fees/x/cost/0"])
def test_what_has_no_method_is_not_reckoned(customer: FlaskClient, path: str):
    assert customer.get(path).status_code == 404
