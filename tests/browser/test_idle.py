"""When a visit ends, nothing that was typed in it can be brought back: the
browser is started as `deploy/` starts it, and the clock is short."""

import contextlib
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright

from tests.faults.machines import BADGES, Machine, free_ports, make_office, make_station

IDLE_S = 15
PLANTED = "13998887766普兰店秘密"
NOTE = "紧急联系人是我妹妹珊瑚"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    yield from idle_hall(tmp_path_factory.mktemp("idle"))


def idle_hall(folder: Path) -> Iterator[Machine]:
    """A station whose visits end after IDLE_S."""
    office, code = make_office(folder)
    office.start()
    office.until_served()
    station = make_station(folder, office, code, sync_seconds=86_400)
    text = station.file.read_text("utf-8")
    station.file.write_text(f"idle_seconds = {IDLE_S}\n{text}", "utf-8")
    station.start()
    station.until_served()
    yield station
    station.stop()
    office.stop()


@contextlib.contextmanager
def tablet(playwright: Playwright, hall: Machine, profile: Path) -> Iterator[Page]:
    """Chromium with the switches of the lobby's service unit, on the hall's page."""
    (port,) = free_ports(1)
    child = subprocess.Popen(
        ["/usr/bin/chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--incognito", f"--user-data-dir={profile}", f"--remote-debugging-port={port}",
         "--no-proxy-server", "--password-store=basic", "--no-first-run", "--noerrdialogs",
         "--disable-session-crashed-bubble", "--disable-translate", "--disable-pinch",
         "--disable-sync", "--disable-background-networking", "--disable-component-update",
         f"http://127.0.0.1:{hall.port}/"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield _page(_connect(playwright, port), hall)
    finally:
        child.terminate()
        child.wait(timeout=20)


def _connect(playwright: Playwright, port: int) -> Browser:
    """A browser that is still opening its first window may not answer at once."""
    end = time.monotonic() + 90
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/json/version", timeout=2)
            return playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", timeout=10_000)
        except (OSError, Error):
            if time.monotonic() > end:
                raise
        time.sleep(0.2)


def _page(browser: Browser, hall: Machine) -> Page:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for context in browser.contexts:
            for page in context.pages:
                if f":{hall.port}" in page.url:
                    page.set_default_timeout(20_000)
                    return page
        time.sleep(0.1)
    raise TimeoutError("no page of the lobby is open")


def traces(folder: Path) -> list[str]:
    """Files that hold a planted word, in UTF-8 or UTF-16."""
    forms = [word.encode(code) for word in (PLANTED, NOTE, "13998887766")
             for code in ("utf-8", "utf-16-le", "utf-16-be")]  # fmt: skip
    found = []
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            if path.is_file() and any(form in path.read_bytes() for form in forms):
                found.append(str(path.relative_to(folder)))
    return found


def test_nothing_typed_by_one_customer_is_there_for_the_next(
    playwright: Playwright, hall: Machine, tmp_path: Path
):
    profile = tmp_path / "profile"
    home = f"http://127.0.0.1:{hall.port}/"
    with tablet(playwright, hall, profile) as page:
        page.goto(f"{home}clerks/{BADGES[0]}")
        page.fill("textarea[name=comment]", PLANTED)
        page.goto(f"{home}feedback/complaint")
        page.fill("textarea[name=text]", NOTE)
        page.click(".chip:has([value=waiting])")
        page.click(".filing .primary")
        code = page.inner_text(".code output")
        page.goto(f"{home}feedback/complaint")
        page.fill("textarea[name=text]", PLANTED)
        page.wait_for_selector("#still-there:not([hidden])", timeout=1000 * IDLE_S)
        page.wait_for_url(home, timeout=2000 * IDLE_S)
        for step in ("back", "back", "back", "reload", "forward"):
            {"back": page.go_back, "forward": page.go_forward, "reload": page.reload}[step]()
            shown = page.content() + "".join(
                box.input_value() for box in page.query_selector_all("textarea, input")
            )
            assert PLANTED not in shown and NOTE not in shown and code not in shown, step
        page.goto(f"{home}feedback/complaint")
        assert page.input_value("textarea[name=text]") == ""
        stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        assert stored == "[{},{}]"
        assert traces(profile) == []
    assert traces(profile) == []


def test_a_touch_on_the_banner_keeps_the_page_ten_times_over(
    playwright: Playwright, hall: Machine, tmp_path: Path
):
    """Real waiting once; after that the browser's own clock is moved."""
    with tablet(playwright, hall, tmp_path / "profile") as page:
        page.clock.install()
        page.goto(f"http://127.0.0.1:{hall.port}/feedback/complaint")
        page.fill("textarea[name=text]", PLANTED)
        for _ in range(11):
            page.clock.fast_forward(1000 * (IDLE_S - 2))
            banner = page.locator("#still-there")
            assert banner.is_visible()
            banner.locator("button").click()
            assert not banner.is_visible()
        assert page.input_value("textarea[name=text]") == PLANTED
