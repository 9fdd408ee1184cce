"""Nothing but the lobby loads on a hall's screen: Debian's Chromium with deploy/screen/policy.json,
which it finds where a hall has it, in a mount namespace of its own.

Three of the policy's keys are left out, since this test drives the browser through what they
forbid: `make boot` has the whole policy, on a machine with a keyboard. Every escape is tried again
without the policy, where it must get through.
"""

import http.server
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Playwright

from kiosk.ground.config import Config
from tests.browser.demo_hall import DemoHall
from tests.browser.screens import to_thanks

POLICY = Path(__file__).parents[2] / "deploy" / "screen" / "policy.json"
DRIVEN_THROUGH = (
    "DeveloperToolsAvailability", "IncognitoModeAvailability", "RemoteDebuggingAllowed",
)  # fmt: skip
CHROMIUM = """#!/bin/sh
exec unshare {user} --mount --propagation private sh -c '
mount -t tmpfs none /etc/chromium && mkdir -p /etc/chromium/policies/managed &&
cp {policy} /etc/chromium/policies/managed/ && exec /usr/bin/chromium "$@"' sh "$@"
"""
WAIT_MS = 300


class Site(NamedTuple):
    """A server of pages that are free to do what they want, and what it was asked for."""

    url: str
    asked: list[str]


@pytest.fixture(scope="module")
def namespace() -> str:
    """What `unshare` needs to give Chromium a file system of its own."""
    user = "" if os.geteuid() == 0 else "--map-root-user"
    words = ["unshare", *user.split(), "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=20)
    if done.returncode:
        pytest.skip(f"no mount namespace on this machine, so no policy: {done.stderr.strip()}")
    return user


class _Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_response(302 if self.path.startswith("/to?") else 200)
        if self.path.startswith("/to?"):
            self.send_header("Location", self.path[4:])
        if self.path == "/file":
            self.send_header("Content-Disposition", 'attachment; filename="a.bin"')
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>page</title><p id=page>page")

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[Site, Site]]:
    """A lobby's address with pages that content rules don't bind, and another address."""
    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Pages) for _ in range(2)]
    for server in servers:
        server.asked = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
    lobby, other = (
        Site(f"http://127.0.0.1:{one.server_port}", one.asked)  # type: ignore[attr-defined]
        for one in servers
    )
    yield lobby, other
    for server in servers:
        server.shutdown()
        server.server_close()


def policy_for(url: str) -> dict[str, object]:
    """The policy, for the port of a test."""
    text = POLICY.read_text("utf-8")
    ours = f"http://127.0.0.1:{Config(role='station').lobby.port}"
    assert text.count(ours) == 1
    policy: dict[str, object] = json.loads(text.replace(ours, url))
    return {name: policy[name] for name in policy if name not in DRIVEN_THROUGH}


Program = Callable[[dict[str, object]], Path]
Open = Callable[[dict[str, object]], BrowserContext]


@pytest.fixture(scope="module")
def program(namespace: str, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Makes a program that is Chromium under a policy, found where a hall's screen finds it;
    {folder} in a value is the program's own folder."""

    def make(policy: dict[str, object]) -> Path:
        folder = tmp_path_factory.mktemp("policy")
        text = json.dumps(policy).replace("{folder}", str(folder))
        (folder / "tingsheng.json").write_text(text, "utf-8")
        chromium = folder / "chromium"
        chromium.write_text(CHROMIUM.format(user=namespace, policy=folder / "tingsheng.json"))
        chromium.chmod(0o755)
        return chromium

    return make


@pytest.fixture(scope="module")
def browse(playwright: Playwright, program: Program) -> Iterator[Open]:
    """Opens Chromium under a policy."""
    opened = []

    def come(policy: dict[str, object]) -> BrowserContext:
        browser = playwright.chromium.launch(
            executable_path=program(policy),
            args=["--no-sandbox", "--disable-quic", "--disable-background-networking"],
        )
        opened.append(browser)
        context = browser.new_context()
        context.set_default_timeout(5_000)
        return context

    yield come
    for browser in opened:
        browser.close()


@pytest.fixture(scope="module")
def screen(browse: Open, sites: tuple[Site, Site]) -> BrowserContext:
    """A hall's screen."""
    return browse(policy_for(sites[0].url))


@pytest.fixture(scope="module")
def unguarded(browse: Open) -> BrowserContext:
    """The same without the policy."""
    return browse({})


TYPED = (
    "chrome://version", "chrome://flags", "chrome://inspect", "chrome://downloads",
    "chrome://net-export", "chrome://policy", "chrome://gpu", "chrome://newtab", "chrome://print",
    "chrome://chrome-urls", "devtools://devtools/bundled/inspector.html",
    "file:///etc/passwd", "file:///", "view-source:{lobby}/", "view-source:file:///etc/passwd",
    "data:text/html,<p id=page>page", "{other}/", "http://localhost:{other_port}/",
    "http://localhost:{lobby_port}/", "http://127.0.0.1.localhost:{lobby_port}/",
    "http://0.0.0.0:{lobby_port}/",
    "{lobby}/to?{other}/",
)  # fmt: skip
"""What can be typed or opened from outside: by a keyboard, another program, a redirect."""
NEVER = (
    "chrome://settings", "chrome://history", "chrome://extensions", "chrome-untrusted://print",
    "{lobby}/to?file:///etc/passwd",
)  # fmt: skip
"""What Chromium does not show in a private window, or to anyone, with or without a policy."""
DONE = {
    "a link elsewhere": "location = '{other}/link'",
    "a new window elsewhere": "window.open('{other}/window')",
    "a link with a target": """document.body.insertAdjacentHTML('beforeend',
        '<a id=away target=_blank href="{other}/target">x</a>');
        document.getElementById('away').click()""",
    "a form sent elsewhere": """document.body.insertAdjacentHTML('beforeend',
        '<form id=send method=post action="{other}/form"></form>');
        document.getElementById('send').submit()""",
    "a frame elsewhere": """document.body.insertAdjacentHTML('beforeend',
        '<iframe src="{other}/frame"></iframe>')""",
    "a refresh elsewhere": """document.head.insertAdjacentHTML('beforeend',
        '<meta http-equiv="refresh" content="0; url={other}/refresh">')""",
    "a redirect elsewhere": "location = '{lobby}/to?{other}/redirect'",
}
"""What a page of the lobby would have to be made to do, by the path that then is asked for."""


def filled(text: str, sites: tuple[Site, Site]) -> str:
    lobby, other = sites
    ports = {"lobby_port": lobby.url.rpartition(":")[2], "other_port": other.url.rpartition(":")[2]}
    for name, value in {"lobby": lobby.url, "other": other.url, **ports}.items():
        text = text.replace("{" + name + "}", value)
    return text


def loaded(context: BrowserContext, typed: str) -> bool:
    """Whether an address that is typed shows anything but Chromium's refusal."""
    page = context.new_page()
    try:
        page.goto(typed, wait_until="commit")
        page.wait_for_timeout(50)
        where = page.evaluate("location.href")
    except Error:
        return False
    finally:
        page.close()
    return not where.startswith(("chrome-error:", "about:"))


def at_lobby(context: BrowserContext, lobby: Site) -> Page:
    page = context.new_page()
    page.goto(f"{lobby.url}/")
    return page


def left(context: BrowserContext, sites: tuple[Site, Site], script: str) -> bool:
    """Whether the other site was asked for anything, or shown."""
    lobby, other = sites
    other.asked.clear()
    page = at_lobby(context, lobby)
    page.evaluate(f"() => {{ {filled(script, sites)} }}")
    page.wait_for_timeout(WAIT_MS)
    for one in context.pages[1:]:
        one.close()
    return any(path != "/favicon.ico" for path in other.asked)


@pytest.mark.parametrize("typed", (*TYPED, *NEVER))
def test_an_address_other_than_the_lobbys_does_not_load(
    screen: BrowserContext, sites: tuple[Site, Site], typed: str
):
    assert not loaded(screen, filled(typed, sites))


@pytest.mark.parametrize("way", DONE)
def test_no_page_of_the_lobby_leads_elsewhere(
    screen: BrowserContext, sites: tuple[Site, Site], way: str
):
    assert not left(screen, sites, DONE[way])


def test_without_the_policy_the_same_ways_lead_out(
    unguarded: BrowserContext, sites: tuple[Site, Site]
):
    through = [typed for typed in TYPED if loaded(unguarded, filled(typed, sites))]
    out = [way for way in DONE if left(unguarded, sites, DONE[way])]
    assert (through, out) == (list(TYPED), list(DONE))


def downloaded(chromium: Path, folder: Path, lobby: Site, patience_s: float) -> list[str]:
    """What a file that the lobby's address offers leaves in the folder of downloads, in so many
    seconds after it was asked for. Without Playwright, which gives leave to download."""
    lobby.asked.clear()
    words = [chromium, "--headless", "--no-sandbox", f"--user-data-dir={folder / 'profile'}"]
    with (folder / "log").open("wb") as log:
        child = subprocess.Popen([*words, f"{lobby.url}/file"], stdout=log, stderr=log)
    try:
        wait_for(lambda: "/file" in lobby.asked, 60)
        wait_for(lambda: any(folder.glob("saved/*")), patience_s)
        return [path.name for path in folder.glob("saved/*")]
    finally:
        child.terminate()
        child.wait(20)


def wait_for(happened: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not happened() and time.monotonic() < end:
        time.sleep(0.1)


@pytest.mark.parametrize("guarded", [True, False])
def test_nothing_is_downloaded_and_without_the_policy_it_is(
    program: Program, sites: tuple[Site, Site], guarded: bool
):
    policy = policy_for(sites[0].url) if guarded else {}
    chromium = program({**policy, "DownloadDirectory": "{folder}/saved"})
    saved = downloaded(chromium, chromium.parent, sites[0], 2 if guarded else 30)
    assert bool(saved) is not guarded, "a file that is still being written counts"


ASKED = (
    "geolocation", "notifications", "camera", "microphone", "clipboard-read", "local-fonts",
    "window-management", "accelerometer", "gyroscope", "magnetometer",
)  # fmt: skip


def granted(context: BrowserContext, lobby: Site) -> set[str]:
    """What a page may do or ask a customer for."""
    page = at_lobby(context, lobby)
    states = page.evaluate(
        """async names => Promise.all(names.map(
            async name => (await navigator.permissions.query({ name })).state))""",
        list(ASKED),
    )
    page.close()
    return {name for name, state in zip(ASKED, states, strict=True) if state != "denied"}


def test_no_page_asks_a_customer_for_place_camera_or_messages(
    screen: BrowserContext, unguarded: BrowserContext, sites: tuple[Site, Site]
):
    assert granted(screen, sites[0]) == set()
    assert len(granted(unguarded, sites[0])) > len(ASKED) / 2, "without the policy"


WORDS = """() => {
  const words = node => node.nodeType === 3 ? [node.textContent.trim()]
    : node.tagName === "STYLE" ? []
    : [...(node.shadowRoot ?? node).childNodes].flatMap(words);
  return words(document.body).filter(word => word);
}"""
"""All texts of a page, those of its components too."""


def test_every_policy_is_known_to_this_chromium_and_in_force(
    browse: Open, sites: tuple[Site, Site]
):
    policy = {name: value for name, value in policy_for(sites[0].url).items() if "URL" not in name}
    page = browse(policy).new_page()
    page.goto("chrome://policy")
    page.get_by_text("VideoCaptureAllowed").first.wait_for()
    words = page.evaluate(WORDS)
    said = {name: words[words.index(name) + 5] if name in words else "unknown" for name in policy}
    assert said == dict.fromkeys(policy, "OK")


def test_the_lobby_itself_loads(screen: BrowserContext, sites: tuple[Site, Site]):
    assert loaded(screen, f"{sites[0].url}/")
    assert loaded(screen, f"{sites[0].url}/clerks/0101?page=2")


def test_the_lobbys_own_pages_work_under_the_policy(browse: Open, demo: DemoHall):
    url = demo.station.url("lobby")
    page = browse(policy_for(url)).new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    to_thanks(page, demo)
    assert page.locator("#thanks").count() and wrong == []
    assert not loaded(page.context, f"{demo.station.url('desk')}/sign-in")
