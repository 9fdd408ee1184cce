"""A week at head office: Monday's page names the halls that changed and leads to customers' words;
the funnel says what is no chance; a region's user sees the own halls alone; Friday's report goes
out by mail. (Flags: test_flags. A silent station: test_stations.)"""

import datetime
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import press, sign_in_at_office
from tests.browser.test_ratings_desk import violations
from tests.sync.alerts.cast import MailServer, until

Come = Callable[..., Visitor]
CHANGED = "沈河"
FITS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@pytest.mark.parametrize("scripts", [True, False])
def test_mondays_page_leads_from_the_halls_that_changed_to_customers_words(
    visitor: Come, demo: DemoHall, scripts: bool
):
    page = visitor(java_script_enabled=scripts).page
    sign_in_at_office(page, demo)
    row = page.locator("section[aria-labelledby=changed] tbody tr", has_text=CHANGED)

    def judged() -> bool:
        page.goto(demo.office.url("office"))
        return row.count() == 1

    until(judged)
    expect(row).to_contain_text("明显变差")
    number = int(row.locator("a[href*='grade=low']").inner_text())
    row.locator("a[href*='grade=low']").click()
    page.wait_for_url("**/lists/feedback?**")
    expect(page.locator("main")).to_contain_text(f"{number} 条")
    assert violations(page, scripts) == []
    page.locator("main a[href^='/feedback/']").first.click()
    page.wait_for_url("**/feedback/sb05/**")
    expect(page.locator("main")).to_contain_text(CHANGED)
    assert violations(page, scripts) == []


def test_the_funnel_is_read_as_a_chart_and_a_table(visitor: Come, demo: DemoHall):
    page = visitor().page
    sign_in_at_office(page, demo)
    page.goto(f"{demo.office.url('office')}/compare")
    funnel = page.locator("section[aria-labelledby=funnel]")
    expect(funnel.locator(".lead")).to_contain_text("全部评价的满意率是")
    expect(funnel.locator("svg[role=img]").first).to_be_visible()
    expect(funnel.locator("tbody tr")).not_to_have_count(0)
    assert violations(page, True) == []


def read_a_month(page: Page, office: str) -> None:
    """The report of last month: its numbers lead on, its cards have bars, its files open, and its
    paper has nothing of what is pressed."""
    month = (datetime.date.today().replace(day=1) - datetime.timedelta(1)).replace(day=1)
    page.goto(f"{office}/reports/month/{month}")
    cards = page.locator(".scroll[aria-labelledby=cards]")
    expect(cards.locator("svg.bar-chart")).to_have_count(5)
    expect(page.locator("main tbody a").first).to_be_visible()
    assert violations(page, True) == []
    for name, kind in (("PDF", "application/pdf"), ("Excel", "openxmlformats")):
        link = page.locator("main .next").get_by_role("link", name=name, exact=True)
        answer = page.request.get(f"{office}{link.get_attribute('href')}")
        assert answer.ok and kind in answer.headers["content-type"]
    page.emulate_media(media="print")
    assert page.locator(".menu, .settings, .weeks, .report .next").filter(visible=True).count() == 0
    wide, paper = page.evaluate(FITS)
    assert wide <= paper
    page.emulate_media(media="screen")


def add_regional(page: Page, demo: DemoHall) -> str:
    """An admin adds a user for one region; the password that is drawn."""
    sign_in_at_office(page, demo)
    page.goto(f"{demo.office.url('office')}/users")
    form = page.locator("form.filters.three")
    form.locator("[name=name]").fill("wanda")
    form.locator("[name=role]").select_option("region")
    form.locator("[name=reach]").fill("城北")
    form.locator("[name=own]").fill(demo.password)
    form.locator("button.primary").click()
    page.wait_for_url("**/users/password**")
    return page.locator(".code output").inner_text()


def test_a_regions_user_sees_the_own_halls_alone(visitor: Come, demo: DemoHall):
    password = add_regional(visitor().page, demo)
    page, office = visitor().page, demo.office.url("office")
    page.goto(f"{office}/sign-in")
    page.fill("[name=name]", "wanda")
    page.fill("[name=password]", password)
    press(page, ".sign-in button")
    page.wait_for_selector(".figures")
    page.goto(f"{office}/figures?by=branch")
    halls = page.locator("section[aria-labelledby=by] tbody th")
    expect(halls.filter(has_text="皇姑")).to_have_count(1)
    expect(halls.filter(has_text=CHANGED)).to_have_count(0)
    assert page.request.get(f"{office}/figures?branch=sb05").status == 403
    assert page.request.get(f"{office}/users").status == 403
    assert violations(page, True) == []


def test_a_months_report_is_read_and_fridays_goes_out_by_mail(
    visitor: Come, demo: DemoHall, post: MailServer
):
    page = visitor().page
    sign_in_at_office(page, demo)
    read_a_month(page, demo.office.url("office"))
    page.goto(f"{demo.office.url('office')}/report-subscriptions")
    form = page.locator("section[aria-labelledby=add] form")
    form.locator("[name=name]").fill("陈主任")
    form.locator("[name=mailbox]").fill("chen@example.com")
    form.locator("[name=period]").select_option("week")
    form.locator("button.primary").click()
    row = page.locator("tbody tr", has_text="chen@example.com").first
    expect(row).to_be_visible()
    assert violations(page, True) == []
    row.get_by_role("button", name="立即发送最近一期").click()

    def arrived() -> bool:
        return any("chen@example.com" in str(one["To"]) for one in post.got)

    until(arrived)
    mail = next(one for one in post.got if "chen@example.com" in str(one["To"]))
    kinds = {part.get_content_type() for part in mail.walk()}
    assert "application/pdf" in kinds and any("sheet" in kind for kind in kinds)
