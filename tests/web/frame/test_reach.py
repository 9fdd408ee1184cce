"""A phone number is kept with consent and from 14 years on; else the form is refused."""

import pytest
from flask.testing import FlaskClient

from kiosk.records.cases import seal_keys
from kiosk.records.cases.contact_sealing import NOTICE
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import POLICY as POLICY_KEY
from kiosk.vocabulary.documents import Deadline, Policy, Publication
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.reach import notice, reach_of
from tests.cast import WANG, Machine
from tests.records.cases.cast import counting_key, file
from tests.web.cast import words

WHOLE = {"name": "王女士", "phone": " 13812345678 ", "consent": "yes", "age": "14"}


def test_with_consent_and_age_the_number_is_kept():
    reach = reach_of(WHOLE)
    assert reach is not None
    assert (reach.name, reach.phone, len(reach.salt)) == ("王女士", "13812345678", 16)
    again = reach_of(WHOLE)
    assert again is not None and again.salt != reach.salt


@pytest.mark.parametrize(
    ("said", "field"),
    [({"consent": ""}, "consent"), ({"consent": "no"}, "consent"), ({"age": ""}, "age"),
     ({"age": "13"}, "age"), ({"age": "140"}, "age"), ({"consent": "", "age": ""}, "consent")],
)  # fmt: skip
def test_without_either_tick_the_form_is_refused_and_the_box_named(
    said: dict[str, str], field: str
):
    with pytest.raises(Refusal) as refused:
        reach_of(WHOLE | said)
    assert (refused.value.code, refused.value.field) == ("consent_required", field)


@pytest.mark.parametrize("phone", ["", "   "])
def test_a_form_without_name_and_number_has_no_details(phone: str):
    assert reach_of(WHOLE | {"phone": phone, "name": " "}) is None
    assert reach_of({}) is None


def test_a_name_without_a_number_is_not_left_out_silently():
    with pytest.raises(Refusal, match="phone_required"):
        reach_of(WHOLE | {"phone": " "})


POLICY = Policy(
    contact_days=30, contact_most_days=120, responsible="客服中心，沈北路1号",
    responsible_en="Customer service, 1 Shenbei Road",
)  # fmt: skip


def test_the_notice_names_who_is_responsible_and_both_dates(
    hall: Machine, office: Machine, manager: FlaskClient
):
    wanted = [Publication(POLICY_KEY, POLICY, hall.today()),
              Publication("erasure", Deadline(days=7, working=False), hall.today())]  # fmt: skip
    documents.publish(office.db, wanted, "t", 1)
    counting_key(hall, office)
    customer = hall.browser("lobby")
    for browser, path in ((customer, "/feedback/complaint"), (manager, "/counter")):
        said = words(browser.get(path).text)
        assert "个人信息处理者：沈北燃气。联系方式：客服中心，沈北路1号。" in said
        assert "办结30天后删除" in said and "满120天一定删除" in said
        assert "申请查阅、更正、删除，7天内答复" in said
    customer.post("/language", data={"language": "en"})
    said = words(customer.get("/feedback/complaint").text)
    assert "Personal data is handled by Shenbei Gas. Contact: Customer service" in said


def test_where_no_contact_is_published_the_counter_is_named(hall: Machine):
    with hall.app("lobby").test_request_context():
        found = notice(hall.db, hall.today())
    assert found == ("沈北燃气", "", 90, 180, 15, True, False)
    assert "联系方式：本厅柜台" in words(hall.browser("lobby").get("/feedback/complaint").text)


def test_a_hall_without_an_office_promises_none(alone: Machine):
    of = authors.at_desk(alone.db, WANG, alone.time())
    seal_keys.make(alone.db, of, "e" * 32, "correct horse battery", b"1" * 16)
    said = words(alone.browser("lobby").get("/feedback/complaint").text)
    assert "只有网点负责人可以查看" in said and "总部" not in said


def test_the_consent_names_the_version_of_the_notice(hall: Machine):
    assert file(hall, reach=True).case.notice == NOTICE == "2"
    assert file(hall, 2).case.notice == ""
