"""The installer's hour: from a bare Debian to a hall in which a customer's words reach the manager.

    python -m tests.deploy.hour [folder]

A whole system is installed from a signed bundle without a network and started in a container; then
each person does with a browser, in the container's network, what docs/install.md and
docs/network.md say. The steps are printed with the seconds they took, and pictures are kept in the
folder. What people need to read and to walk is not in these times.
"""

import contextlib
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.deploy.test_whole_roots import HALL, Root

HOST = "hall.example.com"
PHONE: ViewportSize = {"width": 390, "height": 844}
TABLET: ViewportSize = {"width": 1080, "height": 810}
DESK, LOBBY = f"https://{HOST}:8443", f"https://{HOST}"
KIOSK = (
    "cd /opt/tingsheng && runuser -u tingsheng -- .venv/bin/python kiosk.py"
    " --config /etc/tingsheng/station.toml"
)
OWN_PIN = "518274"
NETWORK = f"""
cp /opt/tingsheng/deploy/caddy/Caddyfile.hall /etc/caddy/Caddyfile
caddy validate --config /etc/caddy/Caddyfile
systemctl reload-or-restart caddy
root=/var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt
timeout 60 sh -c "until [ -e $root ]; do sleep 1; done"
install -m 644 $root /etc/tingsheng/root.crt
cat > /etc/tingsheng/station.toml <<'END'
role = "station"
data = "/var/lib/tingsheng"
root_certificate = "/etc/tingsheng/root.crt"

[lobby]
port = 8080
proxy = "127.0.0.1"
public_url = "{LOBBY}"

[desk]
port = 8081
proxy = "127.0.0.1"
public_url = "{DESK}"
END
systemctl restart tingsheng-station
"""
"""As docs/network.md has it, for the name that is already in the file."""
HEALTHY = "curl --silent --fail 127.0.0.1:8080/healthz"
SERVED = """timeout 60 sh -c 'until curl --silent --fail --cacert /etc/tingsheng/root.crt \
--resolve hall.example.com:443:127.0.0.1 https://hall.example.com/healthz; do sleep 1; done'"""


class Walk:
    """The steps done, each with its seconds, and the pictures of them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.begun, self.steps = folder, time.monotonic(), 0

    @contextlib.contextmanager
    def step(self, says: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        now = time.monotonic()
        self.steps += 1
        print(
            f"{self.steps:2} {now - started:6.1f} s  {now - self.begun:6.1f} s  {says}", flush=True
        )

    def picture(self, page: Page, name: str) -> None:
        page.screenshot(path=self.folder / f"{name}.png")


class System:
    """An installed system that runs in a container, with a network of its own: the loopback."""

    def __init__(self, root: Root) -> None:
        self.process = subprocess.Popen(
            root.container(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        self.leader = ""

    def until_started(self) -> None:
        end = time.monotonic() + 300
        while time.monotonic() < end:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            self.leader = children.read_text("ascii").strip()
            if self.leader and self.type(HEALTHY, ok=False)[0] == 0:
                return
            time.sleep(1)
        raise TimeoutError("the station does not answer")

    def type(self, command: str, ok: bool = True) -> tuple[int, str]:
        """What the root user of the system types, and what is said."""
        words = ["nsenter", "--target", self.leader, "--all", "--", "/bin/bash", "-ec", command]
        done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
        assert not ok or done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
        return done.returncode, done.stdout

    def stop(self) -> None:
        if self.leader:
            self.type("systemctl poweroff", ok=False)
        try:
            self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.kill()


def tap(page: Page, keys: str) -> None:
    for key in keys:
        page.locator(f'#keys [data-key="{key}"]').tap()


def sign_in(page: Page, pin: str) -> None:
    page.goto(f"{DESK}/sign-in")
    page.fill("[name=badge]", "1001")
    page.fill("[name=pin]", pin)
    page.get_by_role("button", name="登录").click()


def pair(walk: Walk, desk: Page, tablet: Page) -> None:
    desk.goto(f"{DESK}/screens")
    desk.fill("[name=name]", "三号窗口的平板")
    desk.fill("[name=window]", "3")
    desk.get_by_role("button", name="生成配对码").click()
    code = desk.inner_text(".code output").replace("-", "")
    walk.picture(desk, "pairing-code")
    tablet.goto(f"{LOBBY}/pair")
    tablet.locator("[name=code]").tap()
    tap(tablet, code)
    walk.picture(tablet, "pairing")
    tablet.locator("main .primary").tap()
    tablet.locator("[name=diagonal]").tap()
    tap(tablet, "10.2")
    walk.picture(tablet, "size")
    tablet.locator("main form .primary").tap()
    tablet.wait_for_url(f"{LOBBY}/")


def call_ticket(system: System, desk: Page) -> None:
    desk.goto(f"{DESK}/tickets")
    desk.fill("[name=name]", "叫号机")
    desk.locator("form.filters .primary").first.click()
    key = re.findall(r"tsk_\w+", desk.inner_text("main"))[0]
    system.type(
        f"curl --silent --fail --cacert /etc/tingsheng/root.crt --resolve {HOST}:8443:127.0.0.1"
        f" -H 'Authorization: Bearer {key}'"
        """ -d '{"ticket":"A023","window":"3","clerk":"1001"}'"""
        f" {DESK}/api/tickets"
    )


def rate(walk: Walk, tablet: Page) -> None:
    tablet.goto(f"{LOBBY}/?all=1")
    tablet.get_by_text("A023").first.tap()
    tablet.wait_for_timeout(600)  # a page takes no tap in its first half second
    walk.picture(tablet, "rating")
    tablet.get_by_text("不满意", exact=True).tap()
    tablet.locator(".chip:has([value=fee])").tap()
    tablet.locator("#remark [name=comment]").tap()
    tablet.wait_for_selector("#keys")
    tap(tablet, "shouju")
    tablet.locator("[data-choice]").first.tap()
    walk.picture(tablet, "words")
    tablet.locator("#keys [data-step=done]:visible").tap()
    tablet.get_by_role("button", name="完成").tap()


def read(walk: Walk, desk: Page) -> None:
    desk.goto(f"{DESK}/ratings")
    expect(desk.get_by_text("待处理 1 条")).to_be_visible()
    desk.locator(".heard a").first.click()
    walk.picture(desk, "rating-read")
    expect(desk.get_by_text("收费不清楚").first).to_be_visible()
    desk.locator("[name=outcome][value=improved]").check()
    desk.locator("[name=note]").fill("当天已补开收据。")
    desk.get_by_role("button", name="保存处理结果").click()
    expect(desk.get_by_text("已整改").first).to_be_visible()


def look_up(walk: Walk, tablet: Page) -> None:
    tablet.goto(f"{LOBBY}/feedback/complaint")
    tablet.locator(".chip:has([value=waiting])").tap()
    tablet.locator(".filing .primary").tap()
    code = tablet.inner_text(".code output").replace("-", "")
    walk.picture(tablet, "receipt")
    tablet.goto(f"{LOBBY}/look-up")
    tablet.locator("#code").tap()
    tablet.wait_for_selector("#keys")
    tap(tablet, code)
    walk.picture(tablet, "typed-code")
    tablet.locator("#keys [data-step=done]:visible").tap()
    tablet.locator(".filing .primary").tap()
    tablet.wait_for_selector(".stages")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        root = Root(Path(made), "12")
        hour(Walk(folder), root)


def hour(walk: Walk, root: Root) -> None:
    with walk.step("the bundle is installed, without a network"):
        words = ("--yes", "--key", root.fingerprint, "--no-stick", "--role", "station", "--branch",
                 "0001", "--screen", "--proxy")  # fmt: skip
        done = root.run("bash", "/mnt/bundle/install.sh", *words, *HALL)
        assert done.returncode == 0, done.stderr[-3000:]
    system = System(root)
    try:
        with walk.step("the computer restarts; the lobby answers"):
            system.until_started()
        with walk.step("the proxy gets its certificate, the station its addresses"):
            system.type(NETWORK)
            system.type(SERVED)
        with walk.step("the manager gets a one-time PIN"):
            pin = re.findall(r"\b\d{6}\b", system.type(f"{KIOSK} pin 1001")[1])[0]
        with sync_playwright() as playwright, tempfile.TemporaryDirectory() as wrapped:
            enter = Path(wrapped) / "chromium"
            enter.write_text(
                f"#!/bin/sh\nexec nsenter --net=/proc/{system.leader}/ns/net"
                ' /usr/bin/chromium "$@"\n',
                "ascii",
            )
            enter.chmod(0o755)
            browser = playwright.chromium.launch(
                executable_path=str(enter),
                args=["--no-sandbox", f"--host-resolver-rules=MAP {HOST} 127.0.0.1"],
            )
            # The certificate was checked above, by curl.
            phone = browser.new_context(viewport=PHONE, ignore_https_errors=True)
            tablet = browser.new_context(viewport=TABLET, has_touch=True, ignore_https_errors=True)
            people(walk, system, pin, phone, tablet)
            browser.close()
    finally:
        system.stop()


def people(
    walk: Walk, system: System, pin: str, phone: BrowserContext, tablet: BrowserContext
) -> None:
    for one in (phone, tablet):
        one.set_default_timeout(20_000)
    desk, lobby = phone.new_page(), tablet.new_page()
    with walk.step("the manager's phone is led to the desk"):
        desk.goto(f"http://{HOST}/connect")
        walk.picture(desk, "connect")
        assert desk.get_attribute(f"a[href^='{DESK}']", "href")
    with walk.step("the manager signs in on the phone and chooses a PIN"):
        sign_in(desk, pin)
        desk.fill("[name=new]", OWN_PIN)
        desk.fill("[name=again]", OWN_PIN)
        desk.locator("main form .primary").click()
        desk.wait_for_selector(".duty-form")
    with walk.step("the clerk of window 3 comes on duty"):
        desk.fill(".duty-form [name=window]", "3")
        desk.get_by_role("button", name="上岗").click()
        walk.picture(desk, "desk")
    with walk.step("a tablet is paired to window 3 and measured"):
        pair(walk, desk, lobby)
    with walk.step("the ticket system calls A023 to window 3"):
        call_ticket(system, desk)
    with walk.step("the customer rates, gives a reason and types words by finger"):
        rate(walk, lobby)
    with walk.step("the manager reads it and says what was done"):
        read(walk, desk)
    with walk.step("a customer files a complaint and types the receipt code by finger"):
        look_up(walk, lobby)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "hour"))
