"""Whatever a customer types is kept as typed, shown as text, and never runs."""

import html

import pytest
from flask.testing import FlaskClient

from kiosk.records.feedback import cards
from kiosk.records.people import pins
from tests.cast import HERE, WANG, Machine, by_machine
from tests.web.test_give_card import form_key, give

NAUGHTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<div hx-get='/idle' hx-trigger='load'></div>",
    "{{ 7*7 }} {% raw %}",
    "'; DROP TABLE ledger; --",
    "%s %n %x {0} ${HOME} `id`",
    "‮反向‬ \u200b\u2066 ﷽ Z̷͖̈́a̴l̸g̶o̷",
    "👨‍👩‍👧‍👦 𠮷㙍龘 ｱｲｳ",
    "=1+1",
    "true null NaN 1e309 -0",
    "../../etc/passwd",
    "a\tb\nc",
]


@pytest.fixture
def desk(hall: Machine) -> FlaskClient:
    pins.set_pin(
        hall.db, by_machine(hall.db, hall.time()), hall.keys, hall.new_id(), WANG, "123456"
    )
    browser = hall.browser("desk")
    browser.post("/sign-in", data={"badge": WANG, "pin": "123456"})
    return browser


@pytest.mark.parametrize("said", NAUGHTY)
def test_it_is_kept_to_the_letter_and_shown_escaped(
    customer: FlaskClient, desk: FlaskClient, hall: Machine, said: str
):
    assert give(customer, form_key(customer), comment=said).status_code == 303
    assert cards.comments(hall.db, HERE, WANG, 1)[0].comment == said
    page = desk.get("/").text
    assert str(html.escape(said)).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page
    assert "hx-ignore" in page.split("said")[1] or "hx-ignore" in page


@pytest.mark.parametrize("said", ["\x00", "a\x1bb", "\x7f", "x" * 201])
def test_what_cannot_be_kept_is_refused_with_a_reason(
    customer: FlaskClient, hall: Machine, said: str
):
    answer = give(customer, form_key(customer), comment=said)
    assert answer.status_code == 422
    assert cards.count(hall.db, ["kind"]) == {}


@pytest.mark.parametrize(
    "path",
    [
        "/clerks/%00",
        "/clerks/..%2f..%2fetc",
        "/clerks/" + "9" * 5000,
        "/thanks/%ff",
        "/pictures/x.webp",
        "/cards/..-zh.webp",
    ],
)
def test_odd_addresses_get_a_clear_page(customer: FlaskClient, path: str):
    assert customer.get(path).status_code == 404


@pytest.mark.parametrize("next_page", ["//evil.example", "http://evil.example", "/\\evil", ""])
def test_switching_language_leads_nowhere_else(customer: FlaskClient, next_page: str):
    answer = customer.post("/language", data={"language": "en", "next": next_page})
    assert answer.location == "/"
    assert '<html lang="en"' in customer.get("/").text
