"""A month of one hall, as its people live it. A customer thanks a clerk; the clerk reads the words,
is thanked by a colleague, pauses; every morning the manager reads the sheet of the day before; the
month closes, the hall elects its star, head office locks a tier and can recompute it. Whatever is
recorded on the way is read by somebody named."""

import datetime
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from kiosk.files.ballots import tool
from kiosk.records.ledger.ledger import Ledger
from kiosk.vocabulary.facts import CARD_KINDS
from tests.browser.month import FIRST, Come, Month, opened
from tests.browser.screens import press
from tests.cast import LI, MANAGER, WANG, Machine, Time
from tests.commands.cast import run
from tests.files.sheets.cast import qr_of, text_of
from tests.recomputed import recomputed
from tests.web.cast import PIN

HOUR_MS = 3_600_000
WORDS = "王师傅把材料一样一样给我讲清楚，还写在纸上"
TIER = "月度五心卡"
SCHEME = """编号,生效日期,名称,英文名称,参评对象,周期,晋级等级,有效月数,公布差距,部分,数据,方式,数值
month-1,2026-11-02,月度五心卡,Five cards a month,窗口人员,每月,1,1,否,计分,5P卡总数,每项加分,1
month-1,2026-11-02,月度五心卡,Five cards a month,窗口人员,每月,1,1,否,条件,5P卡总数,不少于,20
month-1,2026-11-02,月度五心卡,Five cards a month,窗口人员,每月,1,1,否,条件,最少的一种卡,不少于,4
"""
LINES = [
    ("source", "cards", "each", "1"),
    ("condition", "cards", "at_least", "20"),
    ("condition", "least", "at_least", "4"),
]
"""The same, for the script that recomputes it."""


@pytest.fixture
def time() -> Time:
    return Time(utc=int(FIRST.timestamp() * 1000))


@pytest.fixture(autouse=True)
def still_clock(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    """These machines live by the test's clock."""
    monkeypatch.setattr("kiosk.ground.clock.read", time)


@pytest.fixture
def month(hall: Machine, office: Machine, visitor: Come) -> Iterator[Month]:
    with opened(hall, office, visitor) as made:
        yield made


@pytest.mark.skipif(not tool.is_installed(), reason="belenios-tool is not installed")
def test_a_month_of_one_hall(month: Month):
    publish_the_scheme(month)
    thank_on_the_first_day(month)
    thank_a_colleague(month)
    pause(month)
    for number, day in enumerate(working_days()):
        pass_a_day(month, day, CARD_KINDS[number % len(CARD_KINDS)])
    elect(month, begin_the_election(month))
    close_the_month(month)
    read_by_head_office(month)
    kinds = {str(row.kind) for row in month.hall.db.rows(Ledger.select(Ledger.kind).distinct())}
    assert kinds == set(month.read), "each is read by somebody"


def publish_the_scheme(month: Month) -> None:
    """Head office publishes by which rule cards lead to a tier."""
    page = month.at_office("/documents/scheme")
    table = {"name": "scheme.csv", "mimeType": "text/csv", "buffer": SCHEME.encode()}
    page.set_input_files("[name=file]", table)  # type: ignore[arg-type]
    press(page, ".filters .primary")
    page.wait_for_selector("#changes")
    press(page, "#publish .primary")
    page.wait_for_url("**/releases/*")
    month.sync()


def thank_on_the_first_day(month: Month) -> None:
    """A customer's words are the first thing that the clerk reads."""
    month.give("patient", WORDS)
    page = month.at_desk(WANG)
    expect(page.locator(".said").first).to_contain_text(WORDS)
    month.read["card"] = "the clerk's first page"


def thank_a_colleague(month: Month) -> None:
    words = "中午替我顶了一小时"
    page = month.at_desk(LI)
    page.click("a[href='/colleagues/give']")
    page.click(f"a[href='/colleagues/give/{WANG}']")
    page.check("[value=positive][name=card]")
    page.fill("[name=text]", words)
    page.fill("[name=pin]", PIN)
    press(page, ".write .primary")
    expect(page.locator(".said", has_text=words)).to_be_visible()
    page = month.at_desk(WANG)
    expect(page.locator("section:has(#from-colleagues)")).to_contain_text(words)


def pause(month: Month) -> None:
    """Two are at their windows; one pauses, customers read until when, and it is over by itself."""
    for badge, window in ((LI, "2"), (WANG, "1")):
        page = month.at_desk(badge)
        page.fill("[name=window]", window)
        press(page, "button[name=state]")
        expect(page.locator(".duty.on")).to_contain_text(window)
    page.fill("[name=waiting]", "5")
    press(page, "form[action='/pauses'] button")
    expect(page.locator("#pause")).to_contain_text("约5分钟后恢复")
    expect(month.tile(WANG)).to_contain_text("约5分钟")
    month.read |= dict.fromkeys(("duty", "pause_begun"), "the tile: customers")
    month.time.pass_by(301_000)
    expect(month.tile(WANG)).not_to_contain_text("分钟")


def working_days() -> list[datetime.date]:
    """Of the month, after the first."""
    days = [FIRST.date() + datetime.timedelta(number) for number in range(1, 29)]
    return [day for day in days if day.weekday() < 5]


def pass_a_day(month: Month, day: datetime.date, card: str) -> None:
    """In the morning the manager reads of the day before, on one sheet; then a customer comes."""
    month.until(day)
    page = month.at_desk(MANAGER)
    page.click(".menu a[href='/morning']")
    cards = page.locator("[data-part=cards]")
    expect(cards.locator("tbody tr")).to_have_count(1)
    assert text_of(page.request.get(f"{month.desk}/morning/sheet.pdf").body())
    if day == working_days()[0]:
        expect(page.locator("[data-part=story]")).to_contain_text(WORDS)
        hold_the_meeting(month, page)
    month.time.pass_by(HOUR_MS)
    month.give(card)


def hold_the_meeting(month: Month, page: Page) -> None:
    page.check(f"[name=present][value='{WANG}']")
    page.fill("[name=note]", "午高峰多开一个窗口")
    press(page, ".after .primary")
    expect(page.locator(".held li").first).to_contain_text("午高峰多开一个窗口")
    expect(month.at_desk(WANG).locator("a[href='/morning']", has_text="1").first).to_be_visible()
    page.goto(f"{month.desk}/security-log")
    expect(page.locator("tbody tr", has_text="密码")).not_to_have_count(0)
    month.read["pin_changed"] = "the log: the manager"
    month.read["meeting_held"] = "who took part: the clerk's first page"


def make_key(page: Page, address: str) -> str:
    """A trustee keeps the key and gives it back."""
    page.goto(address)
    secret = page.locator(".keeping code").inner_text()
    page.fill("[name=secret]", secret)
    press(page, ".write .primary")
    expect(page.locator(".keeping")).to_have_count(0)
    return secret


def begin_the_election(month: Month) -> dict[str, str]:
    """On the first working day of the next month the manager begins the election of this one's
    star, once there are three trustees. Returns the keys of two of them."""
    month.until(datetime.date(2026, 12, 1))
    secrets = {
        badge: make_key(month.at_desk(badge), f"{month.desk}/trustees/{seat}")
        for badge, seat in ((MANAGER, "manager"), (LI, "clerks"))
    }
    make_key(month.at_office("/"), f"{month.head}/trustees/third")
    month.sync()
    page = month.at_desk(MANAGER)
    page.goto(f"{month.desk}/vote")
    expect(page.locator("section[aria-labelledby=trustees] td", has_text="已就位")).to_have_count(3)
    month.read["trustee_key_made"] = "the trustees: every clerk who votes"
    press(page, "form[action$='/vote'] .primary")
    expect(page.locator(".call.due, #election").first).to_be_visible()
    return secrets


def elect(month: Month, secrets: dict[str, str]) -> None:
    """All three vote; two trustees open the result."""
    for voter, choice in ((WANG, LI), (LI, WANG), (MANAGER, WANG)):
        page = month.at_desk(voter)
        page.click(".call.due a[href^='/vote/']")
        page.check(f"[name=choice][value='{choice}']")
        page.fill("[name=pin]", PIN)
        press(page, ".write .primary")
        expect(page.locator("p.contact")).to_contain_text("您的选票已投入票箱")
    month.read |= {"election_opened": "each clerk's first page", "election_part": "who votes"}
    page.goto(f"{month.desk}/vote")
    page.click(".call.due a[href^='/ballots/']")
    expect(page.locator("section[aria-labelledby=election]")).to_contain_text("已投 3 人")
    month.read["ballot_cast"] = "the turnout: every clerk"
    press(page, "form[action$='/close'] .primary")
    open_the_result(page, secrets[MANAGER], "等待另一位监督人开启")
    other = month.at_desk(LI)
    other.goto(page.url)
    open_the_result(other, secrets[LI], "只公布当选者")
    month.read |= dict.fromkeys(("election_closed", "trustee_opened"), "the other trustee")
    expect(month.tile(WANG)).to_contain_text("服务明星")
    month.read["election_counted"] = "the tile: customers"


def open_the_result(page: Page, secret: str, then: str) -> None:
    page.fill("[name=secret]", secret)
    press(page, "form[action$='/open'] .primary")
    expect(page.locator("#main")).to_contain_text(then)


def close_the_month(month: Month) -> None:
    """Head office locks the tier; the clerk reads it and prints the certificate; customers see it
    on the tile."""
    month.sync()
    page = month.at_office("/schemes")
    page.click("tbody a[href$='month-1']")
    reckoned = page.locator("tbody tr", has_text=WANG).locator(".reckoned li")
    expect(reckoned.first).to_contain_text("21 × 1 = 21分")
    press(page, "form[action$=lock] .primary")
    expect(page.locator(".locking")).to_contain_text("重新计算，结果相同")
    month.sync()
    page = month.at_desk(WANG)
    award = page.locator("section[aria-labelledby=awards] tbody")
    expect(award).to_contain_text(TIER)
    month.read["awarded"] = "the clerk's first page"
    pdf = page.request.get(month.desk + str(award.locator("a").first.get_attribute("href"))).body()
    assert TIER in text_of(pdf) and "王芳" in text_of(pdf) and TIER in qr_of(pdf)
    expect(month.tile(WANG)).to_contain_text(TIER)


def read_by_head_office(month: Month) -> None:
    """Head office finds the promotion with the clerk, and a script of its own, from what the
    command prints, that nobody else was to have one."""
    page = month.at_office(f"/schemes/clerks/{WANG}")
    expect(page.locator("tbody").first).to_contain_text(TIER)
    printed = run(month.office, "evaluate", "month-1", "--from", "2026-11-01", "--to", "2026-11-30")
    found = recomputed(LINES, "in", printed.output)
    assert {unit for unit, result in found.items() if result.endswith("yes")} == {WANG}
