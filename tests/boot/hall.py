"""The hall of the boot test: what root types to install it from the bundle, and how its lobby looks
in this machine's Chromium."""

import shlex
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.demo_hall import Machine
from tests.browser.screens import launch

BRANCH, MANAGER = "np07", "0108"
BADGES = ("0101", "0102", "0103", "0104", "0105", "0106")
FOUND = (
    "--organisation", "宁浦邮政", "--name", "江心洲支局", "--hall", "江心洲邮政营业厅",
    "--badge", MANAGER, "--manager", "周雪", "--since", "2026-01-01",
)  # fmt: skip
CLERKS = """工号*,名称*,网点*,岗位,生效日期*
0101,王芳,np07,收费,2026-01-01
0102,李敏,np07,收费,2026-01-01
0103,张伟,np07,收费,2026-01-01
0104,刘洋,np07,收费,2026-01-01
0105,陈静,np07,咨询,2026-01-01
0106,赵磊,np07,咨询,2026-01-01
"""
DATA, CONFIG = "/var/lib/tingsheng", "/etc/tingsheng/station.toml"
PYTHON = "/opt/tingsheng/.venv/bin/python"
KIOSK = f"{PYTHON} /opt/tingsheng/kiosk.py --config {CONFIG}"


def installing(bundle: str, fingerprint: str) -> str:
    """What root types: the installer, and then the clerks' table."""
    words = [
        "bash", f"{bundle}/install.sh", "--yes", "--key", fingerprint, "--no-stick",
        "--role", "station", "--screen", "--branch", BRANCH, "--", *FOUND,
    ]  # fmt: skip
    return (
        f"{shlex.join(words)} || exit\n"
        f"cat >/tmp/clerks.csv <<'CSV'\n{CLERKS}CSV\n"
        f"runuser -u tingsheng -- {KIOSK} import clerks /tmp/clerks.csv --mostly-new"
    )


def lobby(file: Path, size: tuple[int, int]) -> Image.Image:
    """A picture of the lobby of a hall like it, served by this machine; left in `file`."""
    with tempfile.TemporaryDirectory() as name:
        station = Machine(Path(name) / "hall", "station")
        station.run("found", BRANCH, *FOUND)
        (Path(name) / "clerks.csv").write_text(CLERKS, "utf-8")
        station.run("import", "clerks", f"{name}/clerks.csv", "--mostly-new")
        station.start()
        try:
            _picture(station.url("lobby"), file, size)
        finally:
            station.stop()
    return Image.open(file).convert("RGB")


def _picture(url: str, file: Path, size: tuple[int, int]) -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": size[0], "height": size[1]})
        page.goto(f"{url}/")
        page.screenshot(path=file)
        browser.close()
