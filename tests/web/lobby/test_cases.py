"""A customer files something, keeps the receipt, looks it up."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.cases import lists, steps
from kiosk.records.ledger import ledger
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import POLICY, Policy, Publication
from tests.cast import HERE, LI, NOON, START_2014, WANG, Machine, sync_round
from tests.records.receipts.cast import give as signed
from tests.records.receipts.cast import rewrite
from tests.web.cast import PHONE, form_key, give, take


def send(customer: FlaskClient, kind: str = "complaint", **said: object):  # type: ignore[no-untyped-def]
    data = {"key": form_key(customer, f"/feedback/{kind}"), "topic": ["waiting"]} | said
    return customer.post(f"/feedback/{kind}", data=data)


def code_on(page: str) -> str:
    found = re.search(r"<output>([2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4})</output>", page)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("kind", ["suggestion", "complaint", "praise", "question"])
def test_from_the_idle_page_to_a_receipt_without_typing(
    customer: FlaskClient, hall: Machine, kind: str
):
    assert 'href="/feedback"' in customer.get("/").text
    assert f'href="/feedback/{kind}"' in customer.get("/feedback").text
    answer = send(customer, kind)
    page = customer.get(answer.location).text
    assert answer.status_code == 303 and "<svg" in page
    found = customer.post("/look-up", data={"code": code_on(page).lower().replace("-", " ")}).text
    assert "本厅已收到" in found and "待上传总部" in found


def test_the_look_up_proves_arrival(customer: FlaskClient, hall: Machine, office: Machine):
    code = code_on(customer.get(send(customer).location).text)
    sync_round(hall, office)
    assert "收到，是第 1 条记录" in customer.post("/look-up", data={"code": code}).text


def test_a_re_sent_form_is_one_case_with_one_receipt(customer: FlaskClient, hall: Machine):
    key = form_key(customer, "/feedback/praise")
    pages = [
        customer.post("/feedback/praise", data={"key": key, "topic": "service"}).location
        for _ in range(3)
    ]
    assert len(set(pages)) == 1 and ledger.chains(hall.db, HERE)[0].seq == 1


def test_the_next_customer_cannot_see_the_receipt(customer: FlaskClient, hall: Machine):
    page = send(customer).location
    customer.get("/idle")
    customer.get("/")
    assert customer.get(page).status_code == 404


@pytest.mark.parametrize(
    ("said", "status"),
    [({"topic": []}, 422), ({"topic": ["weather"]}, 422), ({"text": "x" * 1001}, 422),
     ({"key": ""}, 422), ({"clerk": "9999"}, 404)],
)  # fmt: skip
def test_what_cannot_be_filed_gets_a_clear_page(
    customer: FlaskClient, hall: Machine, said: dict[str, object], status: int
):
    assert send(customer, **said).status_code == status
    assert ledger.chains(hall.db, HERE) == []


@pytest.mark.parametrize(("code", "status"), [("", 422), ("ABC", 422), ("2222-2222", 404)])
def test_a_wrong_code_gets_a_clear_page(customer: FlaskClient, code: str, status: int):
    assert customer.post("/look-up", data={"code": code}).status_code == status


@pytest.mark.parametrize(
    ("ticks", "field"), [({}, "consent"), ({"consent": "yes"}, "age"), ({"age": "14"}, "consent")]
)
def test_a_number_without_both_ticks_is_asked_for_again_before_anything_is_filed(
    customer: FlaskClient, hall: Machine, ticks: dict[str, str], field: str
):
    page = customer.get("/feedback/question").text
    assert "加密保存" in page and 'name="consent"' in page and 'name="age"' in page
    said = {"key": "a" * 32, "topic": "fees", "phone": PHONE, "text": "怎么算", **ticks}
    answer = customer.post("/feedback/question", data=said, headers={"HX-Request": "true"})
    assert answer.status_code == 422 and f'data-field="{field}"' in answer.text
    page = customer.post("/feedback/question", data=said).text
    assert f'id="fault-{field}"' in page and f'value="{PHONE}"' in page and "怎么算" in page
    assert ledger.chains(hall.db, HERE) == []
    filed = customer.post("/feedback/question", data=said | {"phone": ""})
    assert "联系方式" not in customer.get(filed.location).text
    whole = said | {"key": "b" * 32, "consent": "yes", "age": "14"}
    filed = customer.post("/feedback/question", data=whole)
    assert "联系方式已加密保存" in customer.get(filed.location).text
    assert sorted(bool(row.contact) for row in lists.listed(hall.db).rows) == [False, True]


def rate(customer: FlaskClient, grade: str, **more: str) -> str:
    """Rates Wang; returns the address of the thanks."""
    said = {"key": form_key(customer), "grade": grade, **more}
    return customer.post(f"/clerks/{WANG}/ratings", data=said).location


def test_a_case_carries_the_reasons_and_words_of_its_rating(customer: FlaskClient, hall: Machine):
    thanks = rate(customer, "1")
    said = {"key": form_key(customer, thanks), "reason": ["fee", "attitude"], "then": "case",
            "comment": "收了20元没有收据"}  # fmt: skip
    leads = customer.post(f"{thanks}/remark", data=said)
    assert leads.location == f"{thanks}/case"
    page = customer.get(leads.location).text
    for words in ("会一并转交", "收费不清楚", "态度不好", "收了20元没有收据"):
        assert words in page
    sent = {"key": form_key(customer, leads.location), "text": "请给收据"}
    customer.post(leads.location, data=sent)
    (row,) = lists.listed(hall.db).rows
    opened = hall.case(row.case_id).opened
    assert opened.topics == ("fee", "attitude")
    assert opened.text == "收了20元没有收据\n请给收据"


def test_a_case_of_a_rating_without_a_remark_carries_its_own_words(
    customer: FlaskClient, hall: Machine
):
    thanks = rate(customer, "2")
    page = customer.get(f"{thanks}/case").text
    assert "会一并转交" not in page
    customer.post(f"{thanks}/case", data={"key": "c" * 32, "text": "请回电"})
    (row,) = lists.listed(hall.db).rows
    assert (hall.case(row.case_id).opened.topics, hall.case(row.case_id).opened.text) == (
        (), "请回电",
    )  # fmt: skip


def test_what_a_customer_files_or_looks_up_is_there_after_a_switch_of_the_language(
    customer: FlaskClient,
):
    """With scripts the page's address follows what it shows."""
    key = form_key(customer, "/feedback/complaint")
    said = {"key": key, "topic": "waiting"}
    answer = customer.post("/feedback/complaint", data=said, headers={"HX-Request": "true"})
    assert answer.headers["HX-Replace-Url"] == f"/receipts/{key}"
    code = code_on(answer.text)
    found = customer.post("/look-up", data={"code": code}, headers={"HX-Request": "true"})
    assert "本厅已收到" in customer.get(found.headers["HX-Replace-Url"]).text


def test_the_customer_reopens_and_erases_with_the_code(customer: FlaskClient, hall: Machine):
    customer.get("/")
    said = {"key": "a" * 32, "topic": "fees", "phone": PHONE, "consent": "yes", "age": "14"}
    filed = customer.post("/feedback/question", data=said)
    found = re.search(r"<output>(\S+)</output>", customer.get(filed.location).text)
    assert found is not None
    code = found.group(1)
    page = customer.post("/look-up", data={"code": code}).text
    assert "最迟" in page and "请继续处理" not in page and "删除我的联系方式" in page
    page = customer.post("/look-up/forget", data={"code": code}).text
    assert "联系方式已删除" in page
    refused = customer.post("/look-up/reopen", data={"code": code, "key": "b" * 32})
    assert refused.status_code == 409


def test_what_a_customer_has_read_does_not_vanish_when_it_did_not_count(
    manager: FlaskClient, hall: Machine, office: Machine
):
    customer = hall.browser("lobby")
    customer.get("/")
    filed = customer.post("/feedback/question", data={"key": "a" * 32, "topic": "fees"})
    code = re.search(r"<output>(\S+)</output>", customer.get(filed.location).text)
    assert code is not None
    (row,) = lists.listed(hall.db).rows
    take(manager, row.case_id, "accept", responsible=LI)
    sync_round(hall, office)
    take(manager, row.case_id, "reply", text="第一次答复")
    head = authors.at_office(office.db, HERE, "admin", office.time())
    steps.reply(office.db, head, office.case(row.case_id), "b" * 32, "", "总部答复")
    steps.close(office.db, head, office.case(row.case_id), "c" * 32, "none", "none", "")
    take(manager, row.case_id, "reply", text="第二次答复")
    sync_round(hall, office)
    page = customer.post("/look-up", data={"code": code.group(1)}).text
    for words in ("总部答复", "第一次答复", "第二次答复"):
        assert words in page
    assert "未生效" in page


@pytest.mark.parametrize("text", ["请打13812345678", "证件21010519491231004X"])
def test_a_number_in_the_text_is_taken_and_the_receipt_says_who_reads_it(
    customer: FlaskClient, hall: Machine, text: str
):
    """With scripts or without."""
    for headers in ({}, {"HX-Request": "true"}):
        data = {"key": form_key(customer, "/feedback/complaint"), "text": text}
        answer = customer.post("/feedback/complaint", data=data, headers=headers)
        page = answer.text if headers else customer.get(answer.location).text
        assert "您写的号码只给经办人员看" in page and text[2:] not in page
        (row,) = ledger.find(hall.db, HERE, [lists.listed(hall.db).rows[-1].case_id])
        assert text.encode() in bytes(row.body), "word for word"
    page = customer.get(send(customer, text="等了很久，已交12元").location).text
    assert "您写的号码" not in page


def test_a_number_in_a_cards_comment_is_hidden_and_that_is_said(customer: FlaskClient):
    given = give(customer, form_key(customer), comment="找我13812345678")
    assert "留言里的号码会隐去" in customer.get(given.location).text
    given = give(customer, form_key(customer), comment="谢谢")
    assert "留言里的号码" not in customer.get(given.location).text


def test_the_receipt_says_when_the_number_is_erased_at_the_latest(
    customer: FlaskClient, hall: Machine
):
    said = {"phone": PHONE, "consent": "yes", "age": "14"}
    page = customer.get(send(customer, **said).location).text
    assert "最迟 2027年5月20日 删除" in page
    found = customer.post("/look-up", data={"code": code_on(page)}).text
    assert "联系方式最迟 2027年5月20日 删除" in found


def test_the_look_up_takes_a_signed_receipt_too(customer: FlaskClient, hall: Machine):
    receipt = signed(hall, 1, "等了")
    text = f"TINGSHENG/RECEIPT/{receipt.letters}"
    assert "本机保存着这条记录，与凭证一致。" in customer.post("/look-up", data={"code": text}).text
    rewrite(hall.db, hall.keys.fingerprint, 1, "等了".encode(), "快了".encode())
    assert "本机的记录与凭证不一致。" in customer.post("/look-up", data={"code": text}).text
    forged = receipt._replace(signature=bytes(64)).letters
    assert "凭证的签名无效。" in customer.post("/look-up", data={"code": forged}).text
    assert customer.post("/look-up", data={"code": text[:-9]}).status_code == 422


def test_both_look_ups_lead_the_customers_own_phone_to_head_office(
    customer: FlaskClient, hall: Machine, office: Machine
):
    """The screen of a branch in doubt proves nothing: witnesses are seen at head office."""
    text = signed(hall, 1).letters
    code = code_on(customer.get(send(customer).location).text)
    assert "由谁见证" not in customer.post("/look-up", data={"code": text}).text
    policy = Policy(receipt_url="https://feedback.example.cn")
    documents.publish(office.db, [Publication(POLICY, policy, START_2014)], "test", NOON)
    for one in (text, code):
        sync_round(hall, office)
        found = customer.post("/look-up", data={"code": one}).text
        assert "由谁见证" in found and "HTTPS://FEEDBACK.EXAMPLE.CN/RECEIPT/" in found
