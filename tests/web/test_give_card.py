"""A customer gives a clerk a card."""

import datetime
import re

from flask.testing import FlaskClient

from kiosk.records.feedback import cards
from kiosk.records.ledger import ledger
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Ended, Publication
from tests.conftest import HERE, LI, WANG, ZHAO, Machine, Time, sync_round

KEY = "0123456789abcdef0123456789abcdef"


def form_key(customer: FlaskClient, badge: str = WANG) -> str:
    page = customer.get(f"/clerks/{badge}").text
    return re.search(r'name="key" value="([0-9a-f]{32})"', page).group(1)  # type: ignore[union-attr]


def give(customer: FlaskClient, key: str, card: str = "polite", **more: str):  # type: ignore[no-untyped-def]
    return customer.post(f"/clerks/{WANG}/cards", data={"key": key, "card": card, **more})


def counted(machine: Machine) -> dict[tuple[str, ...], int]:
    return cards.count(machine.db, ["clerk", "kind"])


def test_the_idle_page_shows_every_clerk_of_this_hall_as_not_signed_in(customer: FlaskClient):
    page = customer.get("/").text
    assert "王芳" in page and "李敏" in page and "赵强" not in page
    assert page.count("未签到") == 3
    assert "皇姑营业厅" in page


def test_a_tap_is_one_card_and_leads_to_the_thanks(customer: FlaskClient, hall: Machine):
    answer = give(customer, form_key(customer), comment="谢谢")
    assert answer.status_code == 303
    assert "王芳会看到这张卡" in customer.get(answer.location).text
    assert counted(hall) == {(WANG, "polite"): 1}


def test_a_re_sent_form_counts_once_and_shows_the_first_thanks(
    customer: FlaskClient, hall: Machine
):
    key = form_key(customer)
    first = give(customer, key)
    again = give(customer, key, card="patient")
    assert again.location == first.location
    assert counted(hall) == {(WANG, "polite"): 1}


def test_htmx_gets_the_thanks_as_one_region(customer: FlaskClient, hall: Machine):
    answer = customer.post(
        f"/clerks/{WANG}/cards",
        data={"key": form_key(customer), "card": "patient"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<section id="thanks"')
    assert answer.headers["HX-Replace-Url"].startswith("/thanks/")


def test_refusals_store_nothing(customer: FlaskClient, hall: Machine):
    customer.get("/")
    for url, data, status in [
        ("/clerks/9999/cards", {"key": KEY, "card": "polite"}, 404),
        (f"/clerks/{ZHAO}/cards", {"key": KEY, "card": "polite"}, 404),
        (f"/clerks/{WANG}/cards", {"key": KEY, "card": "rude"}, 422),
        (f"/clerks/{WANG}/cards", {"key": "", "card": "polite"}, 422),
        (f"/clerks/{WANG}/cards", {"key": KEY.upper(), "card": "polite"}, 422),
        (f"/clerks/{WANG}/cards", {"key": KEY, "card": "polite", "comment": "x" * 201}, 422),
        (f"/clerks/{WANG}/cards", {"key": KEY, "card": "polite", "comment": "a\x00b"}, 422),
        (f"/clerks/{WANG}/cards", {"key": KEY, "card": "polite", "comment": "x" * 10**7}, 413),
    ]:
        answer = customer.post(url, data=data)
        assert answer.status_code == status, url
        assert 'role="alert"' in answer.text or "refused" in answer.text
    assert counted(hall) == {}
    assert ledger.chains(hall.db, HERE) == []


def test_a_clerk_who_left_is_refused_with_a_clear_page(
    customer: FlaskClient, hall: Machine, office: Machine
):
    key = form_key(customer)
    retire = Publication(WANG, Ended(), datetime.date(2026, 11, 21), kind="clerk")
    documents.publish(office.db, [retire], "test", office.time().utc)
    sync_round(hall, office)
    answer = give(customer, key)
    assert answer.status_code == 410
    assert "已不在本厅" in answer.text
    assert counted(hall) == {}


def test_a_form_from_another_site_is_refused(hall: Machine):
    stranger = hall.app("lobby").test_client()
    data = {"key": KEY, "card": "polite"}
    for headers in [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:8081"},
    ]:
        answer = stranger.post(f"/clerks/{WANG}/cards", data=data, headers=headers)
        assert answer.status_code == 403
    assert counted(hall) == {}
    own = stranger.post(f"/clerks/{WANG}/cards", data=data, headers={"Origin": "http://localhost"})
    assert own.status_code == 303


def test_the_visit_that_gave_a_card_takes_it_back_once(
    customer: FlaskClient, hall: Machine, time: Time
):
    thanks = give(customer, form_key(customer)).location
    time.pass_by(29_000)
    assert "撤销" in customer.get(thanks).text
    assert customer.post(f"{thanks}/undo").status_code == 303
    assert customer.post(f"{thanks}/undo").status_code == 303
    assert "已经撤销" in customer.get(thanks).text
    assert counted(hall) == {}
    assert ledger.chains(hall.db, HERE)[0].seq == 2


def test_nobody_else_takes_a_card_back_and_nobody_late(
    customer: FlaskClient, hall: Machine, time: Time
):
    thanks = give(customer, form_key(customer)).location
    other = hall.browser("lobby")
    other.get("/")
    assert "撤销（30秒内）" not in other.get(thanks).text
    assert other.post(f"{thanks}/undo").status_code == 403
    time.step(-3_600_000)  # a clock set back gains no time
    time.mono += 30_001
    assert customer.post(f"{thanks}/undo").status_code == 409
    assert counted(hall) == {(WANG, "polite"): 1}


def test_two_clerks_are_counted_apart(customer: FlaskClient, hall: Machine):
    give(customer, form_key(customer))
    customer.post(
        f"/clerks/{LI}/cards", data={"key": form_key(customer, LI), "card": "professional"}
    )
    assert counted(hall) == {(WANG, "polite"): 1, (LI, "professional"): 1}
