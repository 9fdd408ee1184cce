"""A refused form comes back as it was filled in, with scripts and without; when the visit is over,
Back and reload bring nothing of it, nor is it in any file of the browser."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.conftest import NETWORK, Visitor
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import MANAGER, WANG, press, sign_in_at_desk, tick

Come = Callable[..., Visitor]
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
PLANTED = "普兰店珊瑚13998887766"
FIELDS = "input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea"


def fill(page: Page, form: dict[str, str]) -> None:
    for name, text in form.items():
        box = page.locator(f".page [name={name}]").first
        folded = page.locator(f"details:not([open]):has([name={name}]) summary")
        if folded.count():
            folded.first.click()
        box.fill(text)
    for name in ("consent", "age") if "phone" in form else ():
        tick(page, f"[name={name}]")


FORMS: list[tuple[str, dict[str, str], str]] = [
    (
        "/feedback/complaint",
        {"text": PLANTED, "phone": PLANTED, "name": "珊瑚"},
        ".filing .primary",
    ),
    ("/look-up", {"code": "13998887766"}, ".filing .primary"),
    ("/mine", {"badge": "13998887766", "pin": "139988"}, ".filing .primary"),
    (f"/clerks/{WANG}", {"comment": PLANTED}, ".card.polite"),
]
"""Forms of the lobby as a customer fills them in, and what sends them; all but the last are
refused."""


@SCRIPTS
def test_the_wrong_field_is_marked_and_all_that_was_typed_is_there(
    visitor: Come, demo: DemoHall, scripts: bool
):
    one = visitor(java_script_enabled=scripts)
    one.forgive(*NETWORK)
    page = one.page
    page.goto(f"{demo.station.url('lobby')}/feedback/complaint")
    tick(page, ".chip [value=waiting]")
    fill(page, {"text": "等了一小时", "phone": "call me"})
    page.click(".filing .primary")
    expect(page.locator("#refusal p")).to_be_visible()
    page.wait_for_timeout(2_500)  # pages that ask in passing change nothing
    phone = page.locator("[name=phone]")
    assert phone.get_attribute("aria-invalid") == "true"
    said = page.locator(f"#{phone.get_attribute('aria-describedby')}")
    expect(said).to_contain_text("电话号码应为5至24位")
    expect(phone).to_be_focused()
    assert (phone.input_value(), page.input_value("[name=text]")) == ("call me", "等了一小时")
    assert page.is_checked("[value=waiting]")
    fill(page, {"phone": "１３８－１２３４－５６７８"})
    page.click(".filing .primary")
    expect(page.locator(".code output")).to_be_visible()


@SCRIPTS
def test_a_step_that_is_refused_keeps_its_words(visitor: Come, demo: DemoHall, scripts: bool):
    customer = visitor().page
    customer.goto(f"{demo.station.url('lobby')}/feedback/complaint")
    tick(customer, ".chip [value=waiting]")
    customer.click(".filing .primary")
    expect(customer.locator(".code output")).to_be_visible()
    one = visitor(java_script_enabled=scripts)
    one.forgive(*NETWORK)
    desk = one.page
    sign_in_at_desk(desk, demo, MANAGER)
    desk.goto(f"{demo.station.url('desk')}/cases?state=opened&kind=complaint")
    desk.locator("tbody a").first.click()
    form = desk.locator("form[action$='/accept']")
    form.locator("[name=special]").check()
    form.locator("button").click()
    expect(desk.locator("#refusal p")).to_be_visible()
    desk.wait_for_timeout(2_500)  # the calls are asked for in passing
    assert form.locator("[name=special]").is_checked()
    assert form.locator("[name=reason]").get_attribute("aria-invalid") == "true"
    expect(form.locator("[name=reason]")).to_be_focused()


def shown(page: Page) -> str:
    return page.content() + "".join(box.input_value() for box in page.query_selector_all(FIELDS))


def come_back(page: Page, home: str) -> list[str]:
    """What is seen of the planted words by whoever goes back, forward and reloads."""
    seen = []
    for step in ("back", "reload", "back", "reload", "back", "forward", "reload"):
        {"back": page.go_back, "forward": page.go_forward, "reload": page.reload}[step]()
        said = shown(page)
        seen += [f"{step} {page.url}: {word}" for word in ("13998887766", "普兰店") if word in said]
    page.goto(home)
    return seen


@SCRIPTS
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[0].strip("/").replace("/", "-"))
def test_nothing_typed_comes_back_after_the_visit(
    playwright: Playwright, demo: DemoHall, tmp_path: Path, form: tuple[str, dict[str, str], str],
    scripts: bool,
):  # fmt: skip
    """In a profile on disk, which is searched after it is closed."""
    path, typed, button = form
    home = f"{demo.empty.url('lobby')}/" if path == "/mine" else f"{demo.station.url('lobby')}/"
    profile = tmp_path / "p"
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path="/usr/bin/chromium", java_script_enabled=scripts,
        args=["--no-sandbox", "--disable-gpu", "--password-store=basic"],
    )  # fmt: skip
    page = context.pages[0]
    page.set_default_timeout(15_000)
    page.goto(home)
    page.goto(f"{home}{path.lstrip('/')}")
    fill(page, typed)
    press(page, button)
    page.wait_for_selector("#refusal p, .postcard")
    page.goto(f"{home}idle")
    seen = come_back(page, home)
    time.sleep(1)  # the browser writes its files behind
    context.close()
    demo.forget_tries()
    assert seen == []
    assert traces(profile) == []


def traces(folder: Path) -> list[str]:
    """Files of the profile that hold a planted word, in UTF-8 or UTF-16."""
    forms = [word.encode(code) for word in ("13998887766", "普兰店", "珊瑚")
             for code in ("utf-8", "utf-16-le", "utf-16-be")]  # fmt: skip
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [str(one) for one in files if any(form in one.read_bytes() for form in forms)]
