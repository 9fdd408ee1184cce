"""A kept page never shows what was, nor one customer's form to another."""

import datetime
import re

from flask.testing import FlaskClient

from kiosk.records.hall import duty
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Clerk, Publication
from tests.cast import HERE, NOON, WANG, Machine, sync_round
from tests.web.cast import form_key, give


def keys(page: str) -> list[str]:
    return re.findall(r'name="key" value="([^"]*)"', page)


def test_every_form_has_a_key_of_its_own(customer: FlaskClient):
    seen = [key for _ in range(3) for key in keys(customer.get(f"/clerks/{WANG}").text)]
    assert len(seen) == 12 == len(set(seen)), "card, grade, language, mode"
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in seen)


def test_the_page_follows_cards_duty_language_mode_and_documents(
    customer: FlaskClient, hall: Machine, office: Machine
):
    def shown() -> str:
        return customer.get("/").text

    assert "今日已收到" not in shown()
    give(customer, form_key(customer))
    assert "今日已收到 1 条评价和意见" in shown()
    duty.change(hall.db, authors.at_desk(hall.db, WANG, hall.time()), "d" * 32, True, "3")
    assert "3号窗口" in shown()
    customer.post("/mode", data={"mode": "elder"})
    assert 'data-mode="elder"' in shown()
    customer.post("/language", data={"language": "en"})
    assert '<html lang="en"' in shown()
    renamed = Clerk(name="王方", name_en="Wang Square", branch=HERE)
    day = datetime.date(2014, 1, 1)
    documents.publish(office.db, [Publication(WANG, renamed, day)], "test", NOON)
    sync_round(hall, office)
    assert "Wang Square" in shown()


def test_a_document_cannot_write_a_forms_key(customer: FlaskClient, hall: Machine, office: Machine):
    mark = 'value="form-key"'
    named = Clerk(name=mark, name_en=mark, branch=HERE)
    day = datetime.date(2014, 1, 1)
    documents.publish(office.db, [Publication(WANG, named, day)], "test", NOON)
    sync_round(hall, office)
    page = customer.get(f"/clerks/{WANG}").text
    assert "value=&#34;form-key&#34;" in page and len(set(keys(page))) == 4
