"""Every screen a person can meet, and how a browser gets there."""

import datetime
import secrets
import time
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from kiosk import VERSION
from kiosk.ground import clock
from kiosk.ground.db import Database
from kiosk.records.hall import offers, served
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.ledger.writing import at_station
from kiosk.records.stations import enrolment
from kiosk.records.stations.last_calls import LastCall
from kiosk.records.upkeep import programs
from kiosk.rules.hall.tickets import Said
from kiosk.vocabulary.wire import Upgraded
from tests.browser import (
    accounts,
    diaries,
    elections,
    help_calls,
    mornings,
    pauses,
    receipts,
    tiers,
)
from tests.browser.demo_hall import CROWDED, LEFT, LONELY, PHONE_URL, DemoHall

WANG, HELPFUL, MANAGER = "0101", "0102", "0108"
SIZES = {"1280x800": (1280, 800), "800x1280": (800, 1280), "390x844": (390, 844)}
LANGUAGES = ("zh", "en")
MODES = ("normal", "elder")
OTHER_NAME = "elsewhere.localhost"
"""This computer under a name that is none of a machine's `hosts`."""
TODAY = datetime.date.today()
SCRIPTS = (True, False)
"""Whether the browser runs any."""


class Screen(NamedTuple):
    """`reach` brings a page that starts anywhere to this screen."""

    name: str
    audience: str
    reach: Callable[[Page, DemoHall], None]
    by_scripts: bool = False
    """Not there without them."""


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(
        executable_path="/usr/bin/chromium",
        args=["--no-sandbox", "--disable-quic", "--disable-background-networking"],
    )


def choose(context: BrowserContext, language: str = "zh", mode: str = "normal") -> None:
    """What somebody has chosen, on every screen."""
    context.add_cookies(
        [
            {"name": f"ts_{screen}_{name}", "value": value, "domain": "127.0.0.1", "path": "/"}
            for screen in ("lobby", "desk", "office")
            for name, value in (("lang", language), ("mode", mode))
        ]
    )


def press(page: Page, selector: str) -> None:
    """Sooner than a finger: a page takes no tap in its first half second."""
    page.locator(selector).first.dispatch_event("click")


def tick(page: Page, selector: str) -> None:
    """As `press`: a choice, whose box is out of sight."""
    if not page.locator(selector).first.is_checked():
        press(page, selector)
    expect(page.locator(selector).first).to_be_checked()


def to_clerk(page: Page, demo: DemoHall) -> None:
    page.goto(f"{demo.station.url('lobby')}/clerks/{WANG}")


def to_phone(page: Page, demo: DemoHall) -> None:
    """The tablet's code has been scanned."""
    page.goto(f"{demo.station.url('lobby')}/clerks/{WANG}/phone")
    leads = page.get_attribute("[data-leads]", "data-leads") or ""
    page.goto(demo.station.url("lobby") + leads.removeprefix(PHONE_URL))


def to_thanks(page: Page, demo: DemoHall, card: str = "polite") -> None:
    to_clerk(page, demo)
    press(page, f"button.{card}")
    page.wait_for_url("**/thanks/*")


def _to_undone(page: Page, demo: DemoHall) -> None:
    to_thanks(page, demo)
    press(page, "form[action$=undo] button")
    page.wait_for_selector(".undone")


def _to_not_saved(page: Page, demo: DemoHall) -> None:
    to_clerk(page, demo)
    page.route("**/cards", lambda route: route.abort())
    press(page, "button.patient")
    page.wait_for_selector("#refusal p")
    page.unroute("**/cards")


def sign_in_at_desk(
    page: Page, demo: DemoHall, badge: str = WANG, machine: str = "station"
) -> None:
    page.goto(f"{getattr(demo, machine).url('desk')}/")
    if "/sign-in" not in page.url:
        own_page = page.locator(".heading .hint")  # not there where a PIN must be chosen first
        if own_page.count() and badge in own_page.first.inner_text():
            return
        press(page, "form[action$=sign-out] button")
        page.wait_for_url("**/sign-in")
    enter(page, badge, demo.pins[badge])
    page.wait_for_selector("#ending", state="attached")
    if not page.locator(".tallies").count():  # led back to what was typed
        page.goto(f"{getattr(demo, machine).url('desk')}/")


def enter(page: Page, badge: str, pin: str) -> None:
    """Signs in on the desk's sign-in page."""
    page.fill("[name=badge]", badge)
    page.fill("[name=pin]", pin)
    press(page, ".sign-in button")


def sign_in_at_office(page: Page, demo: DemoHall) -> None:
    page.goto(f"{demo.office.url('office')}/")
    if not page.url.endswith("/sign-in"):
        return
    page.fill("[name=name]", "admin")
    page.fill("[name=password]", demo.password)
    press(page, ".sign-in button")
    page.wait_for_selector(".figures")


def _touching(path: str, field: str) -> Callable[[Page, DemoHall], None]:
    """To the keys of the screen, under a field that was touched."""

    def reach(page: Page, demo: DemoHall) -> None:
        page.goto(demo.station.url("lobby") + path)
        page.click(field)
        page.wait_for_selector("#keys")

    return reach


def _composing(page: Page, demo: DemoHall) -> None:
    """To pinyin and its candidates; in English, to letters."""
    _touching("/feedback/complaint", "[name=text]")(page, demo)
    for key in "taidubuhao":
        page.click(f"#keys [data-key='{key}']")
    page.wait_for_selector("[data-choice], html[lang=en] [data-pad=words]")


def _drawing(page: Page, demo: DemoHall) -> None:
    """To the box for handwriting with a character in it; in English, to letters."""
    _touching("/feedback/complaint", "[name=text]")(page, demo)
    if page.locator("html[lang=en]").count():
        return
    page.click("#keys [data-step=draw]")
    where = page.locator("svg[data-drawn]").bounding_box() or {}
    for begin, end in (((0.2, 0.5), (0.8, 0.48)), ((0.5, 0.15), (0.5, 0.85))):
        for (x, y), press_or_lift in ((begin, page.mouse.down), (end, page.mouse.up)):
            page.mouse.move(where["x"] + x * where["width"], where["y"] + y * where["height"])
            press_or_lift()
    page.wait_for_selector("#candidates [data-drawn]")


def _to_glance(page: Page, demo: DemoHall) -> None:
    page.goto(f"{demo.station.url('lobby')}/mine")
    page.fill("[name=badge]", WANG)
    page.fill("[name=pin]", demo.pins[WANG])
    press(page, ".filing .primary")
    page.wait_for_selector(".mine-cards")


def _to_office(path: str) -> Callable[[Page, DemoHall], None]:
    def reach(page: Page, demo: DemoHall) -> None:
        sign_in_at_office(page, demo)
        page.goto(demo.office.url("office") + path)

    return reach


def _hand_in(table: str) -> Callable[[Page, DemoHall], None]:
    def reach(page: Page, demo: DemoHall) -> None:
        _to_office("/documents/clerk")(page, demo)
        file = {"name": "t.csv", "mimeType": "text/csv", "buffer": table.encode()}
        page.set_input_files("[name=file]", file)  # type: ignore[arg-type]
        press(page, ".filters .primary")
        page.wait_for_selector("#changes, #faults")

    return reach


def _to_dearer(page: Page, demo: DemoHall) -> None:
    """A price for one region, proposed."""
    _to_office("/documents/fees/edit/counter")(page, demo)
    page.select_option("[name=region]", "城北")
    page.fill("[name=rate]", "25")
    page.fill("[name=in_force]", "2030-01-01")
    press(page, ".next .primary")
    page.wait_for_selector("#changes")


_NEWCOMER = "工号,名称,网点,生效日期\n0999,周雪,sb01,2030-01-01\n"
_NEWCOMERS = _NEWCOMER + "".join(f"099{n},员工{n},sb01,2030-01-01\n" for n in range(5, 9))


def _to_codes(page: Page, demo: DemoHall) -> None:
    sign_in_at_office(page, demo)
    page.goto(f"{demo.office.url('office')}/codes")
    press(page, ".filters button")
    page.wait_for_selector(".code")


def _to_office_station(page: Page, demo: DemoHall) -> None:
    """The page of the first station on head office's list."""
    _to_office("/stations")(page, demo)
    page.goto(demo.office.url("office") + str(page.get_attribute(".machine a", "href")))


def _to_lost_station(page: Page, demo: DemoHall) -> None:
    """A station that was replaced before it had sent everything."""
    _to_office(f"/stations/{plant_broken_station(demo)}")(page, demo)


def _to_replacing(page: Page, demo: DemoHall) -> None:
    _to_office_station(page, demo)
    page.click("a[href*='replaces=']")
    page.wait_for_url("**/codes?**")
    press(page, ".filters button")
    page.wait_for_selector(".code")


def _to_consumers(page: Page, demo: DemoHall) -> None:
    """Head office's keys for programs, one of them just made."""
    _to_office("/consumers")(page, demo)
    page.fill("[name=name]", "市数据平台")
    page.check("[value=evaluations]")
    page.check("[value=cards]")
    press(page, ".filters .primary")
    page.wait_for_selector(".code")


def plant_broken_station(demo: DemoHall, revoked: bool = True) -> str:
    """A station that fell silent two days ago with three entries unsent, which head office has
    revoked, if so; its name."""
    db, now = Database(demo.office.folder / "office.db"), clock.read().utc
    name = "brokenstationxyz234567aa" if revoked else "silentstationxyz234567aa"
    if enrolment.find(db, name) is None:
        at = now - 2 * 86_400_000
        db.run(
            enrolment.Station.insert(
                station=name, branch="sb02", public_key=b"k" * 32, enrolled_at=at, epoch=1,
                revoked_at=now if revoked else None, note="主板烧毁" if revoked else "",
            )
        )  # fmt: skip
        db.run(
            LastCall.insert(
                branch="sb02", station=name, at=at, tip_seq=3, manifest=0, version=VERSION,
                boot="b", mono=1, waiting=3, oldest=at, skew=-420_000, disk=400_000_000,
            )
        )  # fmt: skip
    db.close()
    return name


def _wrong_pin(page: Page, demo: DemoHall) -> None:
    demo.forget_tries()
    page.goto(f"{demo.empty.url('desk')}/sign-in")
    page.fill("[name=badge]", "no such badge")
    page.fill("[name=pin]", "000000")
    press(page, ".sign-in button")
    page.wait_for_selector("#refusal p")


def rate(page: Page, demo: DemoHall, grade: int) -> None:
    to_clerk(page, demo)
    press(page, f".grade[value='{grade}']")
    page.wait_for_url("**/thanks/*")


def file_case(page: Page, demo: DemoHall) -> str:
    """Files a complaint by one chip; returns the receipt code."""
    page.goto(f"{demo.station.url('lobby')}/feedback/complaint")
    press(page, ".chip:has([value=waiting])")
    press(page, ".filing .primary")
    return page.inner_text(".code output")


def _to_found(page: Page, demo: DemoHall) -> None:
    code = file_case(page, demo)
    page.goto(f"{demo.station.url('lobby')}/look-up")
    page.fill("#code", code)
    press(page, ".filing .primary")
    page.wait_for_selector(".found")


def _to_rating_case(page: Page, demo: DemoHall) -> None:
    rate(page, demo, 2)
    for reason in ("waited", "fee"):
        press(page, f".remark .chip:has([value={reason}])")
    page.fill(".remark textarea", "收了20元，没有给收据。")
    press(page, "button[value=case]")
    page.wait_for_selector(".carried")


def _to_answered(page: Page, demo: DemoHall) -> None:
    page.goto(f"{demo.station.url('lobby')}/look-up")
    page.fill("#code", demo.receipt)
    press(page, ".filing .primary")
    page.wait_for_selector(".reply")


def to_manager(path: str) -> Callable[[Page, DemoHall], None]:
    """Somewhere at the desk, as the manager of the hall."""

    def reach(page: Page, demo: DemoHall) -> None:
        sign_in_at_desk(page, demo, MANAGER)
        page.goto(demo.station.url("desk") + path)

    return reach


def _to_own_grade(page: Page, demo: DemoHall) -> None:
    """A handled low grade, as the clerk reads it who can object to it."""
    _to_handled(page, demo)
    sign_in_at_desk(page, demo, WANG)
    page.goto(f"{demo.station.url('desk')}/own/grades")
    link = page.locator(".said a", has_text="提出申诉").or_(page.locator(".said a", has_text="Obj"))
    page.goto(demo.station.url("desk") + str(link.first.get_attribute("href")))


def object_to(page: Page, demo: DemoHall) -> None:
    """The clerk objects."""
    _to_own_grade(page, demo)
    tick(page, "[value=mistaken]")
    page.fill("[name=text]", "顾客点错了窗口，当时在3号窗口办理。")
    press(page, ".outcome .primary")
    page.wait_for_selector(".trail")


def _to_flag(page: Page, demo: DemoHall) -> None:
    """Head office reads the flag of a burst."""
    _to_office("/flags?kind=burst")(page, demo)
    link = page.locator("tbody a").first.get_attribute("href")
    page.goto(f"{demo.office.url('office')}{link}")


def _to_objection(page: Page, demo: DemoHall) -> None:
    """Head office reads an objection that waits."""
    object_to(page, demo)
    demo.station.run("sync")
    _to_office("/objections")(page, demo)
    link = page.locator("tbody a").first.get_attribute("href")
    page.goto(f"{demo.office.url('office')}{link}")


def _to_checked(page: Page, demo: DemoHall) -> None:
    """A certificate, found by its number."""
    to_manager("/certificates")(page, demo)
    number = page.locator("section[aria-labelledby=given] tbody a").first.inner_text()
    page.goto(f"{demo.station.url('desk')}/certificates?serial={number}")
    page.wait_for_selector(".checked")


def _to_morning(path: str = "") -> Callable[[Page, DemoHall], None]:
    """This morning's meeting, with something to tell."""

    def reach(page: Page, demo: DemoHall) -> None:
        mornings.bring_morning(demo, HELPFUL, MANAGER)
        to_manager(f"/morning{path}")(page, demo)

    return reach


def _to_action(badge: str) -> Callable[[Page, DemoHall], None]:
    """The first open action, as the manager or its owner reads it."""

    def reach(page: Page, demo: DemoHall) -> None:
        sign_in_at_desk(page, demo, badge)
        page.goto(f"{demo.station.url('desk')}/actions")
        link = page.locator("tbody th a").first.get_attribute("href")
        page.goto(f"{demo.station.url('desk')}{link}")

    return reach


def _to_refused_action(page: Page, demo: DemoHall) -> None:
    """An action without a day."""
    to_manager("/meetings/weekly")(page, demo)
    page.fill("form[action$='/actions'] [name=text]", "更换大厅的公示牌")
    press(page, "form[action$='/actions'] .primary")
    page.wait_for_selector("#refusal p")


def _to_election(path: str, badge: str = MANAGER) -> Callable[[Page, DemoHall], None]:
    """Somewhere at the desk during the election of a star of the month."""

    def reach(page: Page, demo: DemoHall) -> None:
        elections.bring_elections(demo, MANAGER)
        sign_in_at_desk(page, demo, badge)
        page.goto(demo.station.url("desk") + path)

    return reach


def _to_office_election(path: str) -> Callable[[Page, DemoHall], None]:
    """The same at head office."""

    def reach(page: Page, demo: DemoHall) -> None:
        elections.bring_elections(demo, MANAGER)
        _to_office(path)(page, demo)

    return reach


def _to_idea(title: str, at_office: bool = False) -> Callable[[Page, DemoHall], None]:
    """The page of an idea of the demo's hall, found by its title."""
    listed = _to_office("/ideas?branch=sb01") if at_office else to_manager("/ideas")

    def reach(page: Page, demo: DemoHall) -> None:
        listed(page, demo)
        href = page.get_by_role("link", name=title).first.get_attribute("href")
        page.goto(urljoin(page.url, str(href)))

    return reach


def _to_call(listed: Callable[[Page, DemoHall], None]) -> Callable[[Page, DemoHall], None]:
    """The call for help in the demo's hall."""

    def reach(page: Page, demo: DemoHall) -> None:
        listed(page, demo)
        page.goto(urljoin(page.url, str(page.locator(".heard a").first.get_attribute("href"))))

    return reach


def _to_open_call(page: Page, demo: DemoHall) -> None:
    """As its helper has opened it."""
    _to_call(_to_office("/support"))(page, demo)
    press(page, "form[action$='/open'] button")
    page.wait_for_selector("blockquote")


def _to_no_reason(page: Page, demo: DemoHall) -> None:
    _to_idea("提示卡")(page, demo)
    form = "form[action$='/decline']"
    page.locator(f"details:has({form}) summary").click()
    page.locator(f"{form} textarea").fill("不行")
    press(page, f"{form} .primary")
    page.wait_for_selector("#fault-text")


def to_diary(typed: str = "") -> Callable[[Page, DemoHall], None]:
    """To Wang's diary: shut, or after these words were typed."""

    def reach(page: Page, demo: DemoHall) -> None:
        demo.forget_tries()
        diaries.keep(demo, WANG)
        sign_in_at_desk(page, demo, WANG)
        page.goto(demo.station.url("desk") + "/diary")
        if page.locator("form[action$='/diary/shut']").count():
            press(page, "form[action$='/diary/shut'] button")
            page.wait_for_selector("[name=passphrase]")
        if typed:
            page.fill("[name=passphrase]", typed)
            press(page, ".write .primary")
            page.wait_for_selector("textarea[name=text], #refusal p")

    return reach


def _to_words(page: Page, demo: DemoHall) -> None:
    """The five words that were drawn."""
    sign_in_at_desk(page, demo, HELPFUL)
    page.goto(demo.station.url("desk") + "/diary")
    if not page.locator(".drawn-words").count():
        press(page, "form[action$='/diary/words'] button")
    page.wait_for_selector(".drawn-words")


def _to_case(state: str) -> Callable[[Page, DemoHall], None]:
    def reach(page: Page, demo: DemoHall) -> None:
        to_manager(f"/cases?kind=complaint&state={state}")(page, demo)
        page.goto(
            demo.station.url("desk") + str(page.locator("tbody a").first.get_attribute("href"))
        )

    return reach


def _to_contact(page: Page, demo: DemoHall) -> None:
    to_manager("/cases?kind=complaint&state=opened")(page, demo)
    link = page.locator("tr:has(.unseen) a").first.get_attribute("href")
    page.goto(f"{demo.station.url('desk')}{link}")
    page.fill("[name=passphrase]", demo.passphrase)
    press(page, "form.inline button")
    page.wait_for_selector(".contact-line strong")


def _to_taken(page: Page, demo: DemoHall) -> None:
    to_manager("/counter")(page, demo)
    page.check("[value=hall]")
    press(page, ".write .primary")
    page.wait_for_selector(".taken")


def _to_office_case(page: Page, demo: DemoHall) -> None:
    _to_office("/cases")(page, demo)
    page.goto(demo.office.url("office") + str(page.locator("tbody a").first.get_attribute("href")))


def _to_mistyped(page: Page, demo: DemoHall) -> None:
    demo.forget_tries()
    page.goto(f"{demo.station.url('lobby')}/look-up")
    page.fill("#code", "ABCD-EFGH")
    press(page, ".filing .primary")
    page.wait_for_selector("#refusal p, .refused")


def _to_refused_case(page: Page, demo: DemoHall) -> None:
    page.goto(f"{demo.station.url('lobby')}/feedback/complaint")
    tick(page, "[value=waiting]")
    page.fill("[name=text]", "等了一小时，窗口只开了两个。")
    page.locator("details:has([name=phone]) summary").click()
    page.fill("[name=phone]", "见上次登记")
    for name in ("consent", "age"):
        tick(page, f"[name={name}]")
    press(page, ".filing .primary")
    page.wait_for_selector("#refusal p")


def _to_refused_counter(page: Page, demo: DemoHall) -> None:
    to_manager("/counter")(page, demo)
    page.fill("[name=found]", "两三封")
    press(page, "form[action$='/box'] button")
    page.wait_for_selector("#refusal p")


def _to_refused_step(page: Page, demo: DemoHall) -> None:
    _to_case("opened")(page, demo)
    page.check("[name=special]")
    press(page, "form[action$='/accept'] button")
    page.wait_for_selector("#refusal p")


def _to_restarting(page: Page, demo: DemoHall) -> None:
    page.route("**/people*", lambda route: route.abort())
    page.goto(demo.station.url("lobby"))
    page.wait_for_selector("#restarting:visible")
    page.unroute("**/people*")


def issue_pin(page: Page, demo: DemoHall, badge: str) -> str:
    """The manager issues a one-time PIN to this clerk; returns it."""
    to_manager("/pins")(page, demo)
    page.locator(f"details:has(form[action$='/pins/{badge}']) summary").click()
    press(page, f"form[action$='/pins/{badge}'] button")
    return page.inner_text(".issued output")


NEWCOMER = "0107"
"""A clerk of the first hall who signs in only with one-time PINs."""


def _to_issued(page: Page, demo: DemoHall) -> None:
    issue_pin(page, demo, NEWCOMER)


def _to_choice(page: Page, demo: DemoHall) -> None:
    pin = issue_pin(page, demo, NEWCOMER)
    press(page, "form[action$=sign-out] button")
    page.wait_for_url("**/sign-in")
    enter(page, NEWCOMER, pin)
    page.wait_for_selector("[name=new]")


def _to_weak_choice(page: Page, demo: DemoHall) -> None:
    _to_choice(page, demo)
    page.fill("[name=new]", "123456")
    page.fill("[name=again]", "123456")
    press(page, ".sign-in button")
    page.wait_for_selector("#refusal p")


def _to_expired(page: Page, demo: DemoHall) -> None:
    to_manager("/cases")(page, demo)
    demo.expire(MANAGER)
    page.goto(f"{demo.station.url('desk')}/cases")


def _to_praise(page: Page, demo: DemoHall) -> None:
    page.goto(f"{demo.station.url('lobby')}/feedback/praise")
    page.fill("[name=text]", "谢谢，教我用手机交费。")
    press(page, ".filing .primary")
    page.wait_for_selector(".code output")
    to_manager("/cases?state=opened&kind=praise")(page, demo)
    link = page.locator("tbody a").first.get_attribute("href")
    page.goto(f"{demo.station.url('desk')}{link}")


def say(page: Page, demo: DemoHall, grade: int, words: str) -> None:
    """A customer rates Wang, ticks the first reason if any is offered, and writes a comment."""
    rate(page, demo, grade)
    if page.locator("[name=reason]").count():
        tick(page, "[name=reason]")
    page.fill("[name=comment]", words)
    with page.expect_response(lambda one: one.request.method == "POST"):
        press(page, ".remark .next button, button[form=remark][value=end]")
    page.wait_for_selector("[name=comment]", state="detached")


def to_item(page: Page, demo: DemoHall) -> None:
    """A low grade with words, read by the manager."""
    say(page, demo, 1, "多收20元，没开收据。")
    to_manager("/ratings/list?state=waiting&mark=1&words=收据")(page, demo)
    link = page.locator(".heard .what a").first.get_attribute("href")
    page.goto(f"{demo.station.url('desk')}{link}")


def _to_handled(page: Page, demo: DemoHall) -> None:
    to_item(page, demo)
    tick(page, "[value=contacted]")
    page.fill("[name=note]", "已电话致歉并退款。")
    press(page, ".outcome .primary")
    page.wait_for_selector(".trail")


def _to_figures(page: Page, demo: DemoHall) -> None:
    for grade, words in ((5, "讲得很清楚"), (4, "排队不久"), (1, "多收20元，没开收据。")):
        say(page, demo, grade, words)
    to_manager("/ratings")(page, demo)


def choose_card(page: Page, demo: DemoHall, by: str, to: str, words: str) -> None:
    """A clerk chooses a colleague, a card, two deeds and words; the PIN is still to come."""
    sign_in_at_desk(page, demo, by)
    page.click("a[href='/colleagues/give']")
    page.click(f"a[href='/colleagues/give/{to}']")
    page.check("[value=patient][name=card]")
    for deed in ("warm", "noticing"):
        page.check(f"[name=tag][value={deed}]")
    page.fill("[name=text]", words)


def _to_refused_check(page: Page, demo: DemoHall) -> None:
    """Facilities of which not every one was looked at."""
    to_manager("/standards/check/facilities")(page, demo)
    for item in ("reading", "water", "umbrella"):
        page.check(f"[name=result-{item}][value=done]")
    page.fill("[name=note-reading]", "今天的报纸还没有送到")
    press(page, ".checklist .primary")
    page.wait_for_selector("#refusal p")


def _to_learned(page: Page, demo: DemoHall) -> None:
    """The question of the day, answered once for all pictures."""
    at_desk("station", HELPFUL, "/learning")(page, demo)
    if page.locator(".question-form").count():
        page.check("[name=answer][value='0']")
        press(page, ".question-form .primary")
    page.wait_for_selector(".question .right, .question .wrong")


def _to_note(listed: Callable[[Page, DemoHall], None]) -> Callable[[Page, DemoHall], None]:
    """The first note of a list."""

    def reach(page: Page, demo: DemoHall) -> None:
        listed(page, demo)
        with page.expect_navigation():
            press(page, "tbody th a")

    return reach


def _to_refused_gift(page: Page, demo: DemoHall) -> None:
    demo.forget_tries()
    choose_card(page, demo, WANG, HELPFUL, "早高峰你一个人顶了两个窗口，辛苦了。")
    page.fill("[name=pin]", "000000")
    press(page, ".write .primary")
    page.wait_for_selector("#refusal p")
    demo.forget_tries()


def _to_withdrawn(page: Page, demo: DemoHall) -> None:
    _to_undone(page, demo)
    rate(page, demo, 1)
    press(page, "form[action$=undo] button")
    page.wait_for_selector(".undone")
    to_manager("/ratings/withdrawn")(page, demo)


def _to_remarks(page: Page, demo: DemoHall) -> None:
    say(page, demo, 5, "讲得很清楚，谢谢")
    at_desk("station", WANG, "/remarks")(page, demo)


def file_smell(page: Page, demo: DemoHall) -> str:
    """A customer smells gas and says so under another topic; returns the receipt's number."""
    page.goto(f"{demo.station.url('lobby')}/feedback/question")
    page.fill("[name=text]", "楼道里闻到煤气味")
    press(page, ".filing .primary")
    return page.inner_text(".slip-note").split()[-1]


def _to_urgent(page: Page, demo: DemoHall) -> None:
    file_smell(page, demo)
    to_manager("/cases")(page, demo)


def _at(machine: str, screen: str, path: str) -> Callable[[Page, DemoHall], None]:
    def reach(page: Page, demo: DemoHall) -> None:
        page.goto(getattr(demo, machine).url(screen) + path)

    return reach


def to_slide(kind: str) -> Callable[[Page, DemoHall], None]:
    """The slide that shows this kind of news."""

    def reach(page: Page, demo: DemoHall) -> None:
        for number in range(1, 10):
            page.goto(f"{demo.station.url('lobby')}/news/{number}")
            if page.locator(f"#slide[data-kind={kind}]").count():
                return
        raise LookupError(kind)

    return reach


def at_desk(machine: str, badge: str, path: str) -> Callable[[Page, DemoHall], None]:
    """Signed in as that clerk at a machine's desk; the clock there is right."""

    def reach(page: Page, demo: DemoHall) -> None:
        demo.doubt(False)
        sign_in_at_desk(page, demo, badge, machine)
        page.goto(getattr(demo, machine).url("desk") + path)

    return reach


def _in_doubt(page: Page, demo: DemoHall) -> None:
    at_desk("alone", LONELY, "/")(page, demo)
    demo.doubt(True)
    page.goto(f"{demo.alone.url('desk')}/")
    page.wait_for_selector(".doubt")


def _hand_in_alone(page: Page, demo: DemoHall) -> None:
    at_desk("alone", LONELY, "/documents/clerk")(page, demo)
    table = "工号,名称,网点,岗位,生效日期\n0702,周雨,np07,咨询,2030-01-01\n"
    file = {"name": "t.csv", "mimeType": "text/csv", "buffer": table.encode()}
    page.set_input_files("[name=file]", file)  # type: ignore[arg-type]
    press(page, ".filters .primary")
    page.wait_for_selector("#changes")


def _to_password(page: Page, demo: DemoHall) -> None:
    _to_office("/users")(page, demo)
    page.fill("#add-name", f"user{time.monotonic_ns()}")
    page.fill(".filters [name=own]", demo.password)
    press(page, ".filters .primary")
    page.wait_for_selector(".code output")


def _to_missed(page: Page, demo: DemoHall) -> None:
    demo.miss("admin")
    sign_in_at_office(page, demo)
    press(page, "form[action$=sign-out] button")
    page.wait_for_url("**/sign-in")
    demo.miss("admin")
    sign_in_at_office(page, demo)
    page.wait_for_selector(".missed")


def to_call(path: str, **call: str | int) -> Callable[[Page, DemoHall], None]:
    """The lobby's page of a call that this visit made: so many seconds `ago`, `taken` by a clerk,
    to which one `came`; then `path`."""

    def reach(page: Page, demo: DemoHall) -> None:
        page.context.clear_cookies(name="ts_lobby")
        page.goto(f"{demo.station.url('lobby')}/help")
        help_calls.answer_all(demo)
        help_calls.call(demo, help_calls.visit_of(page), **call)  # type: ignore[arg-type]
        page.goto(f"{demo.station.url('lobby')}/help")
        if path == "file":
            press(page, "form[action$='/case'] button")
            page.wait_for_selector(".code output")
            page.goto(f"{demo.station.url('lobby')}/help")

    return reach


def to_wall(*calls: dict[str, str | int]) -> Callable[[Page, DemoHall], None]:
    """A paired screen on the wall, with these calls."""

    def reach(page: Page, demo: DemoHall) -> None:
        help_calls.answer_all(demo)
        for one in calls:
            help_calls.call(demo, "", **one)  # type: ignore[arg-type]
        help_calls.pair(demo, page.context)
        page.goto(f"{demo.station.url('desk')}/wall")

    return reach


def while_paused(
    reach: Callable[[Page, DemoHall], None],
) -> Callable[[Page, DemoHall], None]:
    """The page while Wang's window pauses; the next screen meets no pause."""

    def reach_it(page: Page, demo: DemoHall) -> None:
        with pauses.paused(demo, WANG, ago=70, page=page):
            reach(page, demo)

    return reach_it


def _to_unpaired_wall(page: Page, demo: DemoHall) -> None:
    page.context.clear_cookies(name="ts_desk_screen")
    page.goto(f"{demo.station.url('desk')}/wall")


def _to_elsewhere(path: str) -> Callable[[Page, DemoHall], None]:
    """The lobby's page, read on another computer that is not paired."""

    def reach(page: Page, demo: DemoHall) -> None:
        page.context.clear_cookies(name="ts_lobby_screen")
        url = f"{demo.station.url('lobby')}{path}"
        proxied = {"X-Forwarded-For": "192.168.1.50"}
        page.route(url, lambda r: r.continue_(headers=r.request.headers | proxied))
        page.goto(url)
        page.unroute(url)

    return reach


def _to_size(page: Page, demo: DemoHall) -> None:
    help_calls.pair(demo, page.context, "tablet")
    page.goto(f"{demo.station.url('lobby')}/pair")
    page.context.clear_cookies(name="ts_lobby_screen")


def _to_silent_wall(page: Page, demo: DemoHall) -> None:
    to_wall({"ago": 30})(page, demo)
    page.route("**/wall/calls*", lambda route: route.abort())
    page.wait_for_selector("#away:visible")
    page.unroute("**/wall/calls*")


def _with_calls(reach: Callable[[Page, DemoHall], None]) -> Callable[[Page, DemoHall], None]:
    def reach_it(page: Page, demo: DemoHall) -> None:
        help_calls.answer_all(demo)
        help_calls.call(demo, "", ago=40, taken=WANG)
        help_calls.call(demo, "", ago=75)
        reach(page, demo)

    return reach_it


def _to_code(page: Page, demo: DemoHall) -> None:
    to_manager("/screens")(page, demo)
    page.fill("[name=name]", "大厅东墙")
    press(page, ".filters button")
    page.wait_for_selector(".code output")


def to_offers(path: str = "/") -> Callable[[Page, DemoHall], None]:
    """The first page while three customers were just served; or the page that the first of the
    offers leads to. The next screen meets none of them."""

    def reach(page: Page, demo: DemoHall) -> None:
        with help_calls.opened(demo) as db:
            now, number = clock.read(), secrets.randbelow(90_000) + 10
            author = at_station(db, "machine", now)
            for window, badge in (("3", WANG), ("5", HELPFUL), ("12", MANAGER)):
                said = Said(f"A{number}", window, badge, "", author.at)
                served.enter(db, author, "import", "import", said)
            offer = offers.open_now(db, author.branch, author.at)[0]
            page.route("**/people?*", lambda route: route.fulfill(status=204))
            there = path.format(badge=offer.clerk, served=offer.event_id)
            page.goto(f"{demo.station.url('lobby')}{there}")
            db.run(ServedNow.delete())

    return reach


def with_tier(reach: Callable[[Page, DemoHall], None]) -> Callable[[Page, DemoHall], None]:
    """The same, once Wang has the first tier."""

    def reach_it(page: Page, demo: DemoHall) -> None:
        tiers.earn(demo, WANG, 5)
        tiers.lock(demo, "tier-1")
        reach(page, demo)

    return reach_it


def with_star(reach: Callable[[Page, DemoHall], None]) -> Callable[[Page, DemoHall], None]:
    """The same, once colleagues have elected the star of the month."""

    def reach_it(page: Page, demo: DemoHall) -> None:
        elections.bring_elections(demo, MANAGER)
        reach(page, demo)

    return reach_it


def _to_api_key(page: Page, demo: DemoHall) -> None:
    to_manager("/tickets")(page, demo)
    page.fill("[name=name]", "叫号机")
    press(page, ".filters button")
    page.wait_for_selector(".code output")


def _to_office_help(page: Page, demo: DemoHall) -> None:
    help_calls.call(demo, "", ago=3_600)
    for ago in (90, 400, 7_000):
        help_calls.call(demo, "", ago=ago, taken=WANG, came=MANAGER)
    demo.station.run("sync")
    help_calls.answer_all(demo)
    _to_office("/help?branch=sb01")(page, demo)


def _to_programs(page: Page, demo: DemoHall) -> None:
    """With a version that a hall has taken back, a newer one, and an old one."""
    db, now = Database(demo.office.folder / "office.db"), clock.read().utc
    if not programs.newest(db):
        for number, version in enumerate(("0.8.0", "0.9.0", "0.9.1")):
            at = now - (3 - number) * 86_400_000
            programs.propose(db, f"{number}" * 64, version, 1_400_000, "admin", at)
        programs.drop(db, "0" * 64, "admin", now)
        programs.offer(db, "1" * 64, ["sb01", "sb02"], "admin", now, two_persons=False)
        for station in enrolment.every(db)[:1]:
            said = Upgraded("0.9.0", "1" * 64, "rolled_back", now, "lobby: / is answered with 500")
            programs.note_report(db, station, 1, said, now)
    db.close()
    _to_office("/programs")(page, demo)


CALLS: tuple[dict[str, str | int], ...] = ({"ago": 20}, {"ago": 130}, {"ago": 50, "taken": WANG})


def _to_alerts(page: Page, demo: DemoHall) -> None:
    """To those of the hall, with one at least."""
    rate(page, demo, 1)
    to_manager("/alerts")(page, demo)
    for _ in range(20):
        if page.locator(".alert-about").count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError("no alert")


DUTY_DESK = "tbody a:has-text('值班平台')"


def _to_receivers(page: Page, demo: DemoHall) -> None:
    """With one, which can't be reached."""
    _to_office("/receivers")(page, demo)
    if page.locator(DUTY_DESK).count():
        return
    page.click(".next .primary")
    page.fill("[name=name]", "值班平台")
    page.select_option("[name=way]", "webhook")
    page.fill("[name=address]", "https://127.0.0.1:9/hook?key=0123456789")
    page.fill("[name=secret]", "0123456789abcdef")
    press(page, ".write .primary")
    page.wait_for_selector("#test")
    page.goto(f"{demo.office.url('office')}/receivers")


def _to_receiver(page: Page, demo: DemoHall) -> None:
    _to_receivers(page, demo)
    page.click(DUTY_DESK)
    page.wait_for_selector("#test")


def _to_deliveries(page: Page, demo: DemoHall) -> None:
    """With a test message at least."""
    _to_receiver(page, demo)
    press(page, "form[action$=test] button")
    page.wait_for_selector("#deliveries")


def _to_delivery(page: Page, demo: DemoHall) -> None:
    _to_deliveries(page, demo)
    page.click("tbody a")
    page.wait_for_selector("#tries")


def _to_other_name(page: Page, demo: DemoHall) -> None:
    """The desk, asked for under a name that is not its own, in the language and mode chosen."""
    chosen = page.context.cookies()
    for one in chosen:
        one["domain"] = OTHER_NAME
    page.context.add_cookies(chosen)
    page.goto(demo.station.url("desk").replace("127.0.0.1", OTHER_NAME))


def _to_refused_receiver(page: Page, demo: DemoHall) -> None:
    _to_office("/receivers/new")(page, demo)
    page.fill("[name=name]", "值班平台")
    page.fill("[name=address]", "http://example.com/hook")
    press(page, ".write .primary")
    page.wait_for_selector("[aria-invalid]")


SCREENS = (
    Screen("lobby-hall", "lobby", _at("station", "lobby", "/")),
    Screen("lobby-offers", "lobby", to_offers()),
    Screen("lobby-offer-clerk", "lobby", to_offers("/clerks/{badge}?served={served}")),
    Screen("lobby-hall-tier", "lobby", with_tier(_at("station", "lobby", "/"))),
    Screen("lobby-clerk-tier", "lobby", with_tier(to_clerk)),
    Screen("lobby-hall-paused", "lobby", while_paused(_at("station", "lobby", "/"))),
    Screen("lobby-hall-crowded", "lobby", _at("crowded", "lobby", "/")),
    Screen("lobby-hall-page-2", "lobby", _at("crowded", "lobby", "/?page=2")),
    Screen("lobby-hall-empty", "lobby", _at("empty", "lobby", "/")),
    Screen("lobby-restarting", "lobby", _to_restarting, by_scripts=True),
    Screen("lobby-elsewhere", "lobby", _to_elsewhere("/fees")),
    Screen("lobby-pair", "lobby", _to_elsewhere("/pair")),
    Screen("lobby-size", "lobby", _to_size),
    Screen("lobby-clerk", "lobby", to_clerk),
    Screen("lobby-clerk-paused", "lobby", while_paused(to_clerk)),
    Screen("lobby-invitation", "lobby", _at("station", "lobby", f"/clerks/{WANG}/phone")),
    Screen("lobby-phone", "lobby", to_phone),
    Screen("lobby-not-saved", "lobby", _to_not_saved, by_scripts=True),
    Screen("lobby-thanks", "lobby", to_thanks),
    Screen("lobby-signed-receipt", "lobby", receipts.large(to_thanks)),
    Screen("lobby-signed-kept", "lobby", receipts.looked_up(to_thanks)),
    Screen("lobby-undone", "lobby", _to_undone),
    Screen("lobby-rated-high", "lobby", lambda page, demo: rate(page, demo, 5)),
    Screen("lobby-rated-low", "lobby", lambda page, demo: rate(page, demo, 1)),
    Screen("lobby-feedback", "lobby", _at("station", "lobby", "/feedback")),
    Screen("lobby-case", "lobby", _at("station", "lobby", "/feedback/suggestion")),
    Screen("lobby-receipt", "lobby", lambda page, demo: file_case(page, demo) and None),
    Screen("lobby-look-up", "lobby", _at("station", "lobby", "/look-up")),
    Screen("lobby-keys-code", "keys", _touching("/look-up", "#code"), by_scripts=True),
    Screen("lobby-keys-words", "keys", _composing, by_scripts=True),
    Screen("lobby-keys-strokes", "keys", _drawing, by_scripts=True),
    Screen("lobby-keys-digits", "keys", _touching("/mine", "[name=badge]"), by_scripts=True),
    Screen("lobby-answered", "lobby", _to_answered),
    Screen("lobby-complaint", "lobby", _at("station", "lobby", "/feedback/complaint")),
    Screen("lobby-rating-case", "lobby", _to_rating_case),
    Screen("lobby-mistyped", "lobby", _to_mistyped),
    Screen("lobby-refused-case", "lobby", _to_refused_case),
    Screen("lobby-found", "lobby", _to_found),
    Screen("lobby-fees-list", "lobby", _at("station", "lobby", "/fees")),
    Screen("lobby-fees", "lobby", _at("station", "lobby", "/fees/gas")),
    Screen("lobby-fees-earlier", "lobby", _at("station", "lobby", "/fees/gas/1")),
    Screen("lobby-fees-empty", "lobby", _at("empty", "lobby", "/fees")),
    Screen("lobby-fees-none-found", "lobby", _at("station", "lobby", "/fees?q=zzz")),
    Screen("lobby-cost", "lobby", _at("station", "lobby", "/fees/post/cost/0?amount=250&zone=1")),
    Screen("lobby-cost-tiered", "lobby", _at("station", "lobby", "/fees/gas/cost/0?amount=0x")),
    Screen("lobby-facilities", "lobby", _at("station", "lobby", "/facilities")),
    Screen("lobby-notices", "lobby", _at("station", "lobby", "/notices")),
    Screen("lobby-news", "lobby", _at("station", "lobby", "/news")),
    Screen("lobby-news-none", "lobby", _at("empty", "lobby", "/news")),
    Screen("lobby-stories", "lobby", _at("station", "lobby", "/stories")),
    Screen("lobby-slide-welcome", "lobby", to_slide("welcome")),
    Screen("lobby-slide-notice", "lobby", to_slide("notice")),
    Screen("lobby-slide-praised", "lobby", to_slide("praised")),
    Screen("lobby-slide-star", "lobby", to_slide("star")),
    Screen("lobby-slide-elected", "lobby", with_star(to_slide("star"))),
    Screen("lobby-slide-answer", "lobby", to_slide("answer")),
    Screen("lobby-guides", "lobby", _at("station", "lobby", "/guides")),
    Screen("lobby-guide", "lobby", _at("station", "lobby", "/guides/transfer")),
    Screen("lobby-help", "lobby", _at("station", "lobby", "/help")),
    Screen("lobby-help-called", "lobby", to_call("", ago=5)),
    Screen("lobby-help-taken", "lobby", to_call("", ago=25, taken=WANG)),
    Screen("lobby-help-late", "lobby", to_call("", ago=70)),
    Screen("lobby-help-filed", "lobby", to_call("file", ago=70)),
    Screen("lobby-help-not-there", "lobby", to_call("", ago=300, taken=WANG)),
    Screen("lobby-help-came", "lobby", to_call("", ago=60, taken=WANG, came=WANG)),
    Screen("lobby-mine-sign-in", "lobby", _at("station", "lobby", "/mine")),
    Screen("lobby-mine", "lobby", _to_glance),
    Screen("lobby-404", "lobby", _at("station", "lobby", "/clerks/9999")),
    Screen("lobby-410", "lobby", _at("crowded", "lobby", f"/clerks/{LEFT}")),
    Screen("lobby-503", "lobby", _at("strange", "lobby", "/")),
    Screen("desk-other-name", "desk", _to_other_name),
    Screen("desk-sign-in", "desk", _at("station", "desk", "/sign-in")),
    Screen("desk-refused", "desk", _wrong_pin),
    Screen("desk-sign-in-calls", "desk", _with_calls(_at("station", "desk", "/sign-in"))),
    Screen("desk-cards", "desk", sign_in_at_desk),
    Screen("desk-cards-tier", "desk", with_tier(sign_in_at_desk)),
    Screen("desk-give", "desk", at_desk("station", WANG, "/colleagues/give")),
    Screen("desk-give-card", "desk", at_desk("station", WANG, f"/colleagues/give/{HELPFUL}")),
    Screen("desk-refused-gift", "desk", _to_refused_gift),
    Screen("desk-received", "desk", at_desk("station", WANG, "/colleagues/received")),
    Screen("desk-diary-about", "desk", at_desk("station", HELPFUL, "/diary")),
    Screen("desk-diary-words", "desk", _to_words),
    Screen("desk-diary-shut", "desk", to_diary()),
    Screen("desk-diary", "desk", to_diary(diaries.WORDS)),
    Screen("desk-refused-diary", "desk", to_diary("红马 快船 新桥 苦茶 南灯")),
    Screen("desk-registers", "desk", to_manager("/registers")),
    Screen("desk-register", "desk", to_manager("/registers/deeds")),
    Screen("desk-about-me", "desk", at_desk("station", WANG, "/about-me")),
    Screen("desk-award", "desk", to_manager("/award")),
    Screen("desk-award-clerk", "desk", at_desk("station", WANG, "/award?source=diary")),
    Screen("desk-ideas", "desk", to_manager("/ideas")),
    Screen("desk-ideas-clerk", "desk", at_desk("station", WANG, "/ideas?whose=mine")),
    Screen("desk-idea", "desk", _to_idea("老花镜")),
    Screen("desk-idea-declined", "desk", _to_idea("自动门")),
    Screen("desk-idea-new", "desk", _to_idea("提示卡")),
    Screen("desk-refused-idea", "desk", _to_no_reason),
    Screen("desk-support", "desk", at_desk("station", WANG, "/support")),
    Screen("desk-support-manager", "desk", to_manager("/support")),
    Screen("desk-support-numbers", "desk", _at("station", "desk", "/support/numbers")),
    Screen("desk-call", "desk", _to_call(to_manager("/support"))),
    Screen("desk-stories", "desk", to_manager("/stories")),
    Screen("desk-diaries", "desk", to_manager("/diaries")),
    Screen("desk-colleagues", "desk", to_manager("/colleagues")),
    Screen("desk-colleagues-cards", "desk", to_manager("/colleagues/cards")),
    Screen("desk-paused", "desk", while_paused(at_desk("station", WANG, "/"))),
    Screen("desk-pauses", "desk", while_paused(to_manager("/pauses"))),
    Screen("desk-sign-in-expired", "desk", _to_expired),
    Screen("desk-pins", "desk", to_manager("/pins")),
    Screen("desk-pin-issued", "desk", _to_issued),
    Screen("desk-pin-own", "desk", to_manager("/pin")),
    Screen("desk-pin-choice", "desk", _to_choice),
    Screen("desk-refused-pin", "desk", _to_weak_choice),
    Screen("desk-calls", "desk", _with_calls(to_manager("/"))),
    Screen("desk-wall", "desk", to_wall({"ago": 75})),
    Screen("desk-wall-taken", "desk", to_wall({"ago": 75, "taken": WANG})),
    Screen("desk-wall-three", "desk", to_wall(*CALLS)),
    Screen("desk-wall-paused", "desk", while_paused(to_wall({"ago": 75}))),
    Screen("desk-wall-quiet", "desk", to_wall()),
    Screen("desk-wall-stars", "desk", with_star(to_wall())),
    Screen("desk-wall-silent", "desk", _to_silent_wall, by_scripts=True),
    Screen("desk-wall-unpaired", "desk", _to_unpaired_wall),
    Screen("desk-screens", "desk", to_manager("/screens")),
    Screen("desk-sync-file", "desk", to_manager("/sync-file")),
    Screen("desk-connect", "desk", _at("station", "desk", "/connect")),
    Screen("desk-tickets", "desk", to_manager("/tickets")),
    Screen("desk-tickets-key", "desk", _to_api_key),
    Screen("desk-screens-code", "desk", _to_code),
    Screen("desk-queue", "desk", _to_urgent),
    Screen("desk-praise", "desk", _to_praise),
    Screen("desk-ratings", "desk", _to_figures),
    Screen("desk-ratings-list", "desk", to_manager("/ratings/list")),
    Screen("desk-ratings-empty", "desk", to_manager("/ratings/list?words=zzz")),
    Screen("desk-withdrawn", "desk", _to_withdrawn),
    Screen("desk-feedback", "desk", to_item),
    Screen("desk-feedback-handled", "desk", _to_handled),
    Screen("desk-own-remarks", "desk", _to_remarks),
    Screen("desk-own-praise", "desk", at_desk("station", HELPFUL, "/praise")),
    Screen("desk-morning", "desk", _to_morning()),
    Screen("desk-morning-shared", "desk", _to_morning("?copy=shared")),
    Screen("desk-meetings", "desk", _to_morning("/meetings")),
    Screen("desk-weekly", "desk", to_manager("/meetings/weekly")),
    Screen("desk-weekly-shared", "desk", to_manager("/meetings/weekly?copy=shared")),
    Screen("desk-monthly", "desk", to_manager("/meetings/monthly")),
    Screen("desk-refused-action", "desk", _to_refused_action),
    Screen("desk-actions", "desk", to_manager("/actions")),
    Screen("desk-action", "desk", _to_action(MANAGER)),
    Screen("desk-own-actions", "desk", at_desk("station", HELPFUL, "/")),
    Screen("desk-own-action", "desk", _to_action(HELPFUL)),
    Screen("desk-stars", "desk", _to_election("/vote")),
    Screen("desk-star-vote", "desk", _to_election(f"/vote/{elections.RUNNING}", elections.VOTER)),
    Screen("desk-star-key", "desk", _to_election("/trustees/clerks", elections.VOTER)),
    Screen("desk-star-running", "desk", _to_election(f"/ballots/sb01/{elections.RUNNING}")),
    Screen("desk-star-counted", "desk", _to_election(f"/ballots/sb01/{elections.COUNTED}")),
    Screen("desk-standards", "desk", at_desk("station", WANG, "/standards")),
    Screen("desk-standard-check", "desk", at_desk("station", WANG, "/standards/check/uniform")),
    Screen("desk-standard-refused", "desk", _to_refused_check),
    Screen("desk-rulebook", "desk", at_desk("station", MANAGER, "/rulebooks/service")),
    Screen("desk-team", "desk", to_manager("/team")),
    Screen("desk-learning", "desk", at_desk("station", WANG, "/learning")),
    Screen("desk-learning-answered", "desk", _to_learned),
    Screen("desk-learning-team", "desk", to_manager("/learning/team")),
    Screen("desk-quiz", "desk", at_desk("station", HELPFUL, "/quiz")),
    Screen("desk-quiz-taken", "desk", at_desk("station", WANG, "/quiz")),
    Screen("desk-notebook", "desk", at_desk("station", WANG, "/notebook")),
    Screen("desk-note", "desk", _to_note(at_desk("station", WANG, "/notebook?state=verified"))),
    Screen("desk-note-judge", "desk", _to_note(to_manager("/notebook?state=unverified"))),
    Screen("desk-note-form", "desk", at_desk("station", WANG, "/notebook/new")),
    Screen("desk-targets", "desk", to_manager("/targets")),
    Screen("desk-case", "desk", _to_case("replied")),
    Screen("desk-case-contact", "desk", _to_contact),
    Screen("desk-counter", "desk", to_manager("/counter")),
    Screen("desk-refused-counter", "desk", _to_refused_counter),
    Screen("desk-refused-step", "desk", _to_refused_step),
    Screen("desk-taken", "desk", _to_taken),
    Screen("desk-passphrase", "desk", to_manager("/passphrase")),
    Screen("desk-comments", "desk", at_desk("station", WANG, "/comments")),
    Screen("office-receipt", "office", receipts.asked),
    Screen("office-receipt-held", "office", receipts.answered("held")),
    Screen(
        "office-receipt-waiting", "office", receipts.answered("waiting", seq=9_999_999, day=TODAY)
    ),
    Screen("office-receipt-forged", "office", receipts.answered("forged")),
    Screen("office-help", "office", _to_office_help),
    Screen("office-case-list", "office", _to_office("/case-lists/late")),
    Screen("desk-alarms", "desk", to_manager("/alarms")),
    Screen("office-alarms", "office", _to_office("/alarms")),
    Screen("office-alarm", "office", _to_office(f"/alarms/old_day?branch={CROWDED}")),
    Screen(
        "office-alarm-settled",
        "office",
        _to_office(f"/alarms/old_day?branch={CROWDED}&state=settled"),
    ),
    Screen("desk-alerts", "desk", _to_alerts),
    Screen("office-alerts", "office", _to_office("/alerts")),
    Screen("office-alerts-form", "office", _to_office("/documents/alerts/new")),
    Screen("office-receivers", "office", _to_receivers),
    Screen("office-receiver", "office", _to_receiver),
    Screen("office-refused-receiver", "office", _to_refused_receiver),
    Screen("office-deliveries", "office", _to_deliveries),
    Screen("office-delivery", "office", _to_delivery),
    Screen("office-log", "office", _to_office("/security-log")),
    Screen("desk-log", "desk", to_manager("/security-log")),
    Screen("office-health", "office", _to_office("/machine-check")),
    Screen("office-log", "office", _to_office("/transparency")),
    Screen("desk-health", "desk", to_manager("/machine-check")),
    Screen("office-reports", "office", _to_office("/reports")),
    Screen("office-report-2014", "office", _to_office("/reports/year/2014-01-01")),
    Screen("office-report-week", "office", _to_office("/reports/week/2026-11-20")),
    Screen("office-report-readers", "office", _to_office("/report-subscriptions")),
    Screen("office-users", "office", _to_office("/users")),
    Screen("office-looks", "office", _to_office("/looks")),
    Screen("office-second-factor", "office", _to_office("/second-factor")),
    Screen("office-password", "office", _to_password),
    Screen("office-invitation", "office", accounts.invited(_to_office("/users"))),
    Screen("office-invited", "office", accounts.opened(_to_office("/users"))),
    Screen("office-set-up", "office", accounts.to_set_up),
    Screen("office-recovery-codes", "office", accounts.to_codes),
    Screen("office-code", "office", accounts.to_code),
    Screen("office-user-table", "office", _to_office("/user-tables")),
    Screen(
        "office-user-table-changes",
        "office",
        accounts.table(_to_office("/user-tables"), accounts.GOOD),
    ),
    Screen(
        "office-user-table-faults",
        "office",
        accounts.table(_to_office("/user-tables"), accounts.BAD),
    ),
    Screen("office-user-table-links", "office", accounts.links(_to_office("/user-tables"))),
    Screen("office-missed", "office", _to_missed),
    Screen("office-seal-keys", "office", _to_office("/seal-keys")),
    Screen("office-cases", "office", _to_office("/cases")),
    Screen("office-case", "office", _to_office_case),
    Screen("desk-print", "desk", at_desk("station", WANG, "/print")),
    Screen("desk-own-cards", "desk", at_desk("station", WANG, "/own/cards")),
    Screen("desk-own-data", "desk", at_desk("station", WANG, "/own")),
    Screen("desk-own-grade", "desk", _to_own_grade),
    Screen("desk-own-grade-objected", "desk", object_to),
    Screen("desk-own-grades", "desk", at_desk("station", WANG, "/own/grades")),
    Screen("office-objection", "office", _to_objection),
    Screen("office-flags", "office", _to_office("/flags")),
    Screen("office-flags-branch", "office", _to_office("/flags?branch=sb03")),
    Screen("office-flag", "office", _to_flag),
    Screen("office-objections", "office", _to_office("/objections")),
    Screen("desk-certificates", "desk", with_tier(to_manager("/certificates"))),
    Screen("desk-certificate-checked", "desk", with_tier(_to_checked)),
    Screen("desk-sheet-fees", "desk", at_desk("station", WANG, "/print/fees/gas")),
    Screen("desk-sheet-guide", "desk", at_desk("station", WANG, "/print/guide/transfer")),
    Screen("desk-manager-only", "desk", at_desk("station", WANG, "/documents")),
    Screen("desk-read-only", "desk", at_desk("station", MANAGER, "/documents/fees")),
    Screen("desk-alone", "desk", at_desk("alone", LONELY, "/documents")),
    Screen("desk-alone-kind", "desk", at_desk("alone", LONELY, "/documents/fees")),
    Screen("desk-alone-form", "desk", at_desk("alone", LONELY, "/documents/clerk/new")),
    Screen("desk-alone-release", "desk", _hand_in_alone),
    Screen("desk-clock", "desk", _in_doubt),
    Screen("lobby-alone-fees", "lobby", _at("alone", "lobby", "/fees/post")),
    Screen("office-sign-in", "office", _at("office", "office", "/sign-in")),
    Screen("office-overview", "office", _to_office("/")),
    Screen("office-overview-empty", "office", _to_office("/?week=2013-01-07")),
    Screen("office-cards", "office", _to_office("/cards?first=2014-01-01")),
    Screen("office-each-card", "office", _to_office("/lists/cards?first=2014-01-01")),
    Screen("office-cards-empty", "office", _to_office("/cards?first=2013-01-01&last=2013-12-31")),
    Screen("office-meetings", "office", _to_office("/meetings")),
    Screen("office-meetings-branch", "office", _to_office("/meetings/sb01?first=2014-01-01")),
    Screen("office-stars", "office", _to_office_election("/stars")),
    Screen("office-star-key", "office", _to_office_election("/trustees/third")),
    Screen(
        "office-star-counted", "office", _to_office_election(f"/ballots/sb01/{elections.COUNTED}")
    ),
    Screen("office-standards", "office", _to_office("/standards?standard=uniform")),
    Screen("office-standards-branch", "office", _to_office("/standards/sb01?standard=uniform")),
    Screen("office-rulebooks", "office", _to_office("/rulebooks")),
    Screen("office-questions", "office", _to_office("/questions/to-check")),
    Screen("office-notes", "office", _to_office("/notes")),
    Screen("office-note", "office", _to_note(_to_office("/notes"))),
    Screen("office-registers", "office", _to_office("/registers")),
    Screen("office-register", "office", _to_office("/registers/deeds")),
    Screen("office-award", "office", _to_office("/award")),
    Screen("office-ideas", "office", _to_office("/ideas")),
    Screen("office-idea", "office", _to_idea("老花镜", at_office=True)),
    Screen("office-support", "office", _to_office("/support")),
    Screen("office-call", "office", _to_call(_to_office("/support"))),
    Screen("office-call-open", "office", _to_open_call),
    Screen("office-diaries", "office", _to_office("/diaries")),
    Screen("office-colleagues", "office", _to_office("/colleagues")),
    Screen("office-colleagues-cards", "office", _to_office("/colleagues/cards?branch=sb01")),
    Screen("office-figures", "office", _to_office("/figures")),
    Screen("office-wall", "office", _to_office("/wall")),
    Screen("office-changes", "office", _to_office("/figures/changes?change=few")),
    Screen("office-figures-branch", "office", _to_office("/figures?branch=sb01")),
    Screen("office-rated-share", "office", _to_office("/rated-share")),
    Screen("office-rated-share-clerks", "office", _to_office("/rated-share?by=clerk")),
    Screen("office-compare", "office", _to_office("/compare")),
    Screen("office-compare-clerks", "office", _to_office("/compare?branch=sb02")),
    Screen("office-feedback", "office", _to_office("/lists/feedback?first=2014-01-01")),
    Screen("office-feedback-empty", "office", _to_office("/lists/feedback?words=从未写过")),
    Screen("office-praise", "office", _to_office("/lists/praise?first=2014-01-01")),
    Screen("office-all-cases", "office", _to_office("/lists/cases?first=2014-01-01")),
    Screen("office-help", "office", _to_office("/lists/help")),
    Screen("office-boxes", "office", _to_office("/lists/boxes")),
    Screen("office-withdrawn", "office", _to_office("/lists/withdrawn")),
    Screen("office-codes", "office", _to_codes),
    Screen("office-stations", "office", _to_office("/stations")),
    Screen("office-station", "office", _to_office_station),
    Screen("office-station-lost", "office", _to_lost_station),
    Screen("office-replacing", "office", _to_replacing),
    Screen("office-not-received", "office", _to_office("/documents/fees/not-received/1/counter")),
    Screen("office-consumers", "office", _to_consumers),
    Screen("office-programs", "office", _to_programs),
    Screen("office-sync-files", "office", _to_office("/stations/files")),
    Screen("office-documents", "office", _to_office("/documents")),
    Screen("office-schemes", "office", _to_office("/schemes")),
    Screen("office-scheme-open", "office", _to_office("/schemes/tier-1?of=2014-01-01")),
    Screen("office-scheme-locked", "office", with_tier(_to_office("/schemes/tier-1"))),
    Screen("office-scheme-windows", "office", _to_office("/schemes/star-window@branch.sb01")),
    Screen("office-scheme-clerk", "office", with_tier(_to_office(f"/schemes/clerks/{WANG}"))),
    Screen("office-kind", "office", _to_office("/documents/clerk")),
    Screen("office-versions", "office", _to_office("/documents/fees/versions/gas")),
    Screen("office-version-clerk", "office", _to_office(f"/documents/clerk/versions/{WANG}")),
    Screen(
        "office-certificate-unknown", "office", _to_office("/certificates?serial=2222-2222-2222")
    ),
    Screen("office-sheets", "office", _to_office("/print/fees")),
    Screen("office-form", "office", _to_office("/documents/notice/new")),
    Screen("office-deadline", "office", _to_office("/documents/deadline/new")),
    Screen("office-picture", "office", _to_office(f"/documents/clerk/pictures/{WANG}")),
    Screen("office-form-fees", "office", _to_office("/documents/fees/edit/gas")),
    Screen("office-release", "office", _hand_in(_NEWCOMER)),
    Screen("office-release-price", "office", _to_dearer),
    Screen("office-mostly-new", "office", _hand_in(_NEWCOMERS)),
    Screen("office-faults", "office", _hand_in(_NEWCOMER + "0998,,moon,soon\n")),
)
