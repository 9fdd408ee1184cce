"""Nothing that a customer ticked or typed is lost, and nothing is filed that was not meant to be:
with scripts and without, in both languages."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.ground.db import Database
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.vocabulary import facts
from tests.browser.conftest import NETWORK, Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import LANGUAGES, SCRIPTS, choose, press, rate, tick, to_clerk

Come = Callable[..., Visitor]
SAID = "收了20元，没有给收据"
WAYS = [(language, scripts) for language in LANGUAGES for scripts in SCRIPTS]


@pytest.fixture(params=WAYS, ids=lambda way: f"{way[0]}-{'scripts' if way[1] else 'plain'}")
def customer(visitor: Come, request: pytest.FixtureRequest) -> Iterator[Page]:
    language, scripts = request.param
    one = visitor(java_script_enabled=scripts)
    one.forgive(*NETWORK)
    choose(one.context, language)
    yield one.page


@pytest.fixture
def newest(demo: DemoHall) -> Callable[[], list[facts.AnyFact]]:
    """What the station's ledger has got since the test began."""
    db = Database(Path(demo.station.folder) / "station.db")
    before = len(db.rows(Ledger.select(Ledger.seq)))

    def read() -> list[facts.AnyFact]:
        rows = db.rows(Ledger.select().order_by(Ledger.seq))
        return [fact for row in rows[before:] if (fact := ledger.read(row))]

    return read


Newest = Callable[[], list[facts.AnyFact]]


def chosen(page: Page, *names: str) -> None:
    for name in names:
        tick(page, f".page [value='{name}']")


def explain(page: Page, demo: DemoHall) -> None:
    """A low grade, two reasons and words."""
    rate(page, demo, 1)
    chosen(page, "waited", "fee")
    page.fill(".remark textarea", SAID)


def test_done_saves_reasons_and_words(customer: Page, demo: DemoHall, newest: Newest):
    explain(customer, demo)
    press(customer, "button[value=end]")
    expect(customer.locator(".person").first).to_be_visible()
    rated, remark = newest()
    assert isinstance(rated, facts.Rated) and isinstance(remark, facts.Remarked)
    assert (remark.subject, remark.reasons, remark.comment) == (
        rated.event_id, ("waited", "fee"), SAID,
    )  # fmt: skip


def test_call_me_saves_them_and_the_case_carries_them(
    customer: Page, demo: DemoHall, newest: Newest
):
    explain(customer, demo)
    press(customer, "button[value=case]")
    expect(customer.locator(".carried")).to_contain_text(SAID)
    customer.locator("summary").click()
    customer.fill("[name=text]", "请给我收据")
    press(customer, ".filing .primary")
    expect(customer.locator(".code output")).to_be_visible()
    case = newest()[-1]
    assert isinstance(case, facts.CaseOpened)
    assert (case.topics, case.text) == (("waited", "fee"), f"{SAID}\n请给我收据")


def test_words_written_before_the_grade_are_found_in_its_remark(
    customer: Page, demo: DemoHall, newest: Newest
):
    to_clerk(customer, demo)
    customer.fill("[name=comment]", SAID)
    press(customer, ".grade[value='2']")
    expect(customer.locator(".remark textarea")).to_have_value(SAID)
    customer.wait_for_url("**/thanks/*")
    customer.reload()
    expect(customer.locator(".remark textarea")).to_have_value(SAID)
    press(customer, "button[value=end]")
    expect(customer.locator(".person").first).to_be_visible()
    assert [getattr(one, "comment", None) for one in newest()] == [None, SAID]


def test_words_written_before_the_card_go_with_it(customer: Page, demo: DemoHall, newest: Newest):
    to_clerk(customer, demo)
    customer.fill("[name=comment]", "谢谢")
    press(customer, ".card.patient")
    expect(customer.locator(".postcard")).to_be_visible()
    (card,) = newest()
    assert isinstance(card, facts.CardGiven) and card.comment == "谢谢"


def contact(page: Page, demo: DemoHall) -> None:
    """A complaint with a number and without ticks."""
    page.goto(f"{demo.station.url('lobby')}/feedback/complaint")
    chosen(page, "waiting")
    page.fill("[name=text]", SAID)
    page.locator("details:has([name=phone]) summary").click()
    page.fill("[name=name]", "周女士")
    page.fill("[name=phone]", "13812345678")


def asked_for(page: Page, name: str) -> None:
    """The box is named, and everything is as it was."""
    box = page.locator(f"[name={name}]")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#fault-{name}")).to_be_visible()
    expect(box).to_be_focused()
    assert page.input_value("[name=phone]") == "13812345678"
    assert (page.input_value("[name=text]"), page.input_value("[name=name]")) == (SAID, "周女士")
    assert page.is_checked("[value=waiting]")


def test_a_number_without_the_ticks_is_asked_for_again_and_nothing_is_filed(
    customer: Page, demo: DemoHall, newest: Newest
):
    contact(customer, demo)
    press(customer, ".filing .primary")
    asked_for(customer, "consent")
    chosen(customer, "yes")
    press(customer, ".filing .primary")
    asked_for(customer, "age")
    assert newest() == []
    chosen(customer, "14")
    press(customer, ".filing .primary")
    expect(customer.locator(".code output")).to_be_visible()
    (case,) = newest()
    assert isinstance(case, facts.CaseOpened) and case.contact


def test_a_number_can_be_cleared_instead(customer: Page, demo: DemoHall, newest: Newest):
    contact(customer, demo)
    press(customer, ".filing .primary")
    asked_for(customer, "consent")
    for name in ("name", "phone"):
        customer.fill(f"[name={name}]", "")
    press(customer, ".filing .primary")
    expect(customer.locator(".code output")).to_be_visible()
    (case,) = newest()
    assert isinstance(case, facts.CaseOpened) and (case.contact, case.text) == ("", SAID)


FIELDS = ("[name=name]", "[name=phone]", "[name=consent]", "[name=age]", ".chip [name=topic]")


def test_enter_in_a_field_files_nothing(customer: Page, demo: DemoHall, newest: Newest):
    contact(customer, demo)
    chosen(customer, "yes", "14")
    for field in FIELDS:
        customer.locator(field).first.press("Enter")
    customer.wait_for_timeout(500)
    assert customer.url.endswith("/feedback/complaint") and newest() == []
    rate(customer, demo, 1)
    chosen(customer, "waited")
    customer.locator("[value=waited]").press("Enter")
    customer.wait_for_timeout(500)
    assert [type(one) for one in newest()] == [facts.Rated]


def test_enter_leads_to_the_next_field(visitor: Come, demo: DemoHall):
    page = visitor().page
    contact(page, demo)
    page.locator("[name=name]").press("Enter")
    expect(page.locator("[name=phone]")).to_be_focused()
    for name in ("consent", "age", "age"):
        page.keyboard.press("Enter")
        expect(page.locator(f"[name={name}]")).to_be_focused()
    assert page.locator("[name=consent]").is_checked() is False


def test_enter_looks_a_code_up(customer: Page, demo: DemoHall):
    customer.goto(f"{demo.station.url('lobby')}/look-up")
    customer.fill("#code", demo.receipt)
    customer.press("#code", "Enter")
    expect(customer.locator(".stages")).to_be_visible()


def test_without_scripts_the_page_says_that_words_must_be_saved(visitor: Come, demo: DemoHall):
    for scripts in SCRIPTS:
        page = visitor(java_script_enabled=scripts).page
        for reach in (contact, explain):
            reach(page, demo)
            hint = page.locator("noscript .hint")
            assert hint.is_visible() is not scripts
            assert scripts or "超时不会保留" in hint.inner_text()


SWITCHES = ("[name=language]", "[name=mode]")


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_switch_keeps_what_is_in_a_form(
    visitor: Come, demo: DemoHall, switch: str, newest: Newest
):
    page = visitor().page
    contact(page, demo)
    press(page, f".bar {switch}")
    page.wait_for_url("**shown=*")
    expect(page.locator("[name=phone]")).to_have_value("13812345678")
    assert page.input_value("[name=text]") == SAID and page.is_checked("[value=waiting]")
    assert page.locator("[aria-invalid]").count() == 0
    explain(page, demo)
    press(page, f".bar {switch}")
    expect(page.locator(".remark textarea")).to_have_value(SAID)
    assert page.is_checked("[value=fee]")
    press(page, "button[value=end]")
    expect(page.locator(".person").first).to_be_visible()
    assert [getattr(one, "reasons", None) for one in newest()] == [None, ("waited", "fee")]


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_receipt_is_still_there_after_a_switch(visitor: Come, demo: DemoHall, switch: str):
    page = visitor().page
    contact(page, demo)
    chosen(page, "yes", "14")
    press(page, ".filing .primary")
    code = page.inner_text(".code output")
    press(page, f".bar {switch}")
    expect(page.locator(f"[data-mode={'elder' if 'mode' in switch else 'normal'}]")).to_be_visible()
    expect(page.locator(".code output")).to_have_text(code)


IDLE_S = 60


def leave(page: Page) -> None:
    """The clock runs on until the visit has ended."""
    page.clock.run_for(1000 * (IDLE_S + 1))


def come_back(page: Page, *words: str) -> None:
    """Back and reload show nothing of what was typed."""
    for step in (page.go_back, page.reload, page.go_back, page.go_forward):
        step()
        boxes = page.query_selector_all("textarea, input:not([type=hidden])")
        shown = page.content() + "".join(box.input_value() for box in boxes)
        assert not any(word in shown for word in words)


def test_what_is_left_in_a_remark_is_saved_when_the_visit_ends(
    visitor: Come, demo: DemoHall, newest: Newest
):
    page = visitor().page
    page.clock.install()
    page.goto(demo.station.url("lobby"))
    explain(page, demo)
    leave(page)
    page.wait_for_url(f"{demo.station.url('lobby')}/")
    rated, remark = newest()
    assert isinstance(remark, facts.Remarked) and remark.subject == rated.event_id
    assert (remark.reasons, remark.comment) == (("waited", "fee"), SAID)
    come_back(page, SAID)
    assert len(newest()) == 2


@pytest.mark.parametrize("way", [".back", ".bar a[href='/']", ".bar .help"])
def test_a_way_out_instead_of_done_saves_it_too(
    visitor: Come, demo: DemoHall, newest: Newest, way: str
):
    page = visitor().page
    explain(page, demo)
    thanks = page.url
    press(page, way)
    page.wait_for_url(lambda url: url != thanks)
    page.wait_for_timeout(500)
    assert [getattr(one, "comment", None) for one in newest()] == [None, SAID]


@pytest.mark.parametrize("left", ["comment", "complaint", "call me"])
def test_nothing_else_is_filed_when_the_visit_ends(
    visitor: Come, demo: DemoHall, newest: Newest, left: str
):
    one = visitor()
    one.forgive(*NETWORK)  # what the page was asking for when its clock was moved on
    page = one.page
    page.clock.install()
    page.goto(demo.station.url("lobby"))
    if left == "comment":
        to_clerk(page, demo)
        page.fill("[name=comment]", SAID)
    elif left == "complaint":
        contact(page, demo)
        chosen(page, "yes", "14")
    else:
        rate(page, demo, 1)
        press(page, "button[value=case]")
        page.fill("[name=phone]", "13812345678")
        chosen(page, "yes", "14")
        page.locator("summary").click()
        page.fill("[name=text]", SAID)
    leave(page)
    page.wait_for_url(f"{demo.station.url('lobby')}/")
    assert [type(one) for one in newest()] == [facts.Rated] * (left == "call me")
    come_back(page, SAID, "13812345678")


def test_a_station_that_does_not_answer_shows_the_next_customer_nothing(
    visitor: Come, demo: DemoHall, newest: Newest
):
    """What was typed is gone from the page at once, and saved when the station is back."""
    one = visitor()
    one.forgive(*NETWORK)
    page = one.page
    page.clock.install()
    page.goto(demo.station.url("lobby"))
    explain(page, demo)
    page.route("**/healthz", lambda route: route.abort())
    leave(page)
    expect(page.locator("#restarting")).to_be_visible()
    assert page.locator("textarea, h1, .bar").count() == 0 and SAID not in page.content()
    page.keyboard.press("a")
    page.clock.run_for(20_000)
    assert page.locator("#restarting").is_visible() and len(newest()) == 1
    page.unroute("**/healthz")
    page.clock.run_for(6_000)
    page.wait_for_url(f"{demo.station.url('lobby')}/")
    assert getattr(newest()[-1], "comment", "") == SAID


def test_a_station_that_does_not_save_keeps_no_one_waiting(
    visitor: Come, demo: DemoHall, newest: Newest
):
    one = visitor()
    one.forgive(*NETWORK)
    page = one.page
    tried: list[str] = []
    page.clock.install()
    page.goto(demo.station.url("lobby"))
    explain(page, demo)
    page.route("**/remark", lambda route: (tried.append("x"), route.fulfill(status=503)))
    leave(page)
    for _ in range(4):
        page.wait_for_timeout(300)  # for the answer
        page.clock.run_for(5_001)
    page.wait_for_url(f"{demo.station.url('lobby')}/")
    assert len(tried) == 3 and len(newest()) == 1
    come_back(page, SAID)


def test_a_remark_that_is_refused_keeps_everything(customer: Page, demo: DemoHall, newest: Newest):
    explain(customer, demo)
    customer.evaluate("document.querySelector('.remark textarea').removeAttribute('maxlength')")
    customer.fill(".remark textarea", SAID * 60)
    press(customer, "button[value=end]")
    expect(customer.locator("#refusal p")).to_be_visible()
    expect(customer.locator(".remark textarea")).to_have_value(SAID * 60)
    assert customer.is_checked("[value=fee]") and len(newest()) == 1
    customer.fill(".remark textarea", SAID)
    press(customer, "button[value=end]")
    expect(customer.locator(".person").first).to_be_visible()
    assert re.fullmatch(SAID, str(getattr(newest()[-1], "comment", "")))
