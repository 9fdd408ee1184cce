"""Real machines and a real browser, started once for all browser tests."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.browser.demo_hall import DemoHall
from tests.browser.screens import OTHER_NAME, launch
from tests.sync.alerts.cast import MailServer, mail_server

NETWORK = ("Failed to load resource", "htmx: htmx:error", "htmx: htmx:response:error")
"""What the console says of every 4xx, 5xx and broken connection."""

LEFT = ("AbortError: The user aborted a request.", "htmx: htmx:error: timeout ")
"""What htmx says of a question still under way when its page is left, or when a test moves the
page's clock on: no fault of the page."""

PATIENCE_MS = 20_000
"""How long a page may take on a busy machine before a test gives up: no measure of the page."""
expect.set_options(timeout=PATIENCE_MS)


class Visitor:
    """A browser of its own at some screen, and all that went wrong in it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        context.set_default_timeout(PATIENCE_MS)
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.forgiven: tuple[str, ...] = ()
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.wrong.append(f"uncaught: {error.error}"))
        context.on("request", lambda request: self._follow(request.url))

    def forgive(self, *says: str) -> None:
        """Lets pass what the console says when a test breaks something."""
        self.forgiven = says

    def _hear(self, message: ConsoleMessage) -> None:
        said = message.text
        if message.type not in ("error", "warning") or any(left in said for left in LEFT):
            return
        if not said.startswith(self.forgiven):
            self.wrong.append(f"console: {said}")

    def _follow(self, url: str) -> None:
        """Everything comes from the page's own host; no page asks another."""
        if urlsplit(url).hostname not in ("127.0.0.1", OTHER_NAME):
            self.wrong.append(f"another host: {url}")


@pytest.fixture(autouse=True)
def still_clock() -> None:
    """Real machines live by the real clock, and so do their tests."""


@pytest.fixture(scope="package")
def post() -> Iterator[MailServer]:
    """The mail server of the demo's office."""
    with mail_server() as server:
        yield server


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory, post: MailServer) -> Iterator[DemoHall]:
    hall = DemoHall(Path(tmp_path_factory.mktemp("demo")), post.port)
    try:
        hall.start()
        yield hall
    finally:
        hall.stop()


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser: visitor(), visitor(java_script_enabled=False).

    Whatever a test looks at, in the end nothing may have gone wrong: no error
    on the console, no violation of the content policy, no foreign request.
    """
    opened: list[Visitor] = []

    def come(**options: object) -> Visitor:
        options = {"viewport": {"width": 1280, "height": 800}, **options}
        opened.append(Visitor(browser.new_context(**options)))  # type: ignore[arg-type]
        return opened[-1]

    yield come
    for one in opened:
        one.context.close()
    assert [wrong for one in opened for wrong in one.wrong] == []
