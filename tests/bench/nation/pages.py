"""What the pages of head office cost with 54,000 branches in the database.

    python -m tests.bench.nation.pages [--folder /tmp/tingsheng-bench] [--branches 54000]
                                       [--database sqlite|postgresql] [--only TEXT]

Each page of the head office's week is read as head office's admin, and those that a region's user
opens as one who is there for one province of 1,742 branches. p50 and p95 are of the server's own
time, in one process, with caches warm; `first` is what the first reader waited for, which no
figure hides. A page must take at most 300 ms at p95 and 300 kB. Ends with 1 where one does not.
"""

import resource
import statistics
import sys
import time as clocks
from pathlib import Path
from typing import NamedTuple

import click
from flask.testing import FlaskClient

from kiosk.commands.serve import settle
from kiosk.ground import clock
from tests.bench.nation import made as nation
from tests.bench.nation.made import HOME, OF_HOME, USER, branch, station
from tests.cast import Machine
from tests.postgresql import own_server
from tests.web.cast import PASSWORD

MOST_MS, MOST_BYTES, RUNS = 300, 300_000, 20
LONGEST_MS = 4_000
"""A page that takes longer is read less often."""
WEEK, QUARTER, YEAR = "first=2026-11-16", "first=2026-08-24", "first=2025-11-24"
ONE = branch(3)
PAGES = (
    "/", f"/?branch={ONE}", "/?branch=第00003支局", "/?week=2026-11-09", "/wall",
    "/figures", f"/figures?{YEAR}", f"/figures?region={HOME}", f"/figures?region={HOME}&{YEAR}",

    "/figures?by=month", f"/figures?by=month&{YEAR}", "/figures?by=hour",
    f"/figures?by=hour&{QUARTER}", "/figures?by=mark", f"/figures?branch={ONE}",
    f"/figures?branch={ONE}&by=hour", f"/figures?branch={ONE}&by=service",
    "/figures/changes", "/figures/changes?change=better", f"/figures/changes?region={HOME}",
    "/compare", f"/compare?region={HOME}", f"/compare?region={HOME}&{YEAR}",
    f"/compare?branch={ONE}", "/rated-share", f"/rated-share?{YEAR}",
    "/cards", f"/cards?{YEAR}", "/cards?by=month",
    "/reports", "/reports/month/2026-10-01", f"/reports/month/2026-10-01?scope=region.{HOME}",
    f"/reports/month/2026-10-01?scope={ONE}", "/reports/week/2026-11-13",
    "/reports/quarter/2026-07-01", "/reports/year/2025-01-01", "/report-subscriptions",
    "/lists/feedback", "/lists/feedback?grade=low", f"/lists/feedback?region={HOME}",
    f"/lists/feedback?region={HOME}&grade=low", "/lists/feedback?words=20元",
    "/lists/feedback?show=managers", "/lists/feedback?hour=10", "/lists/praise", "/lists/cards",
    f"/lists/cards?region={HOME}", "/lists/cases", f"/lists/cases?region={HOME}", "/lists/help",
    "/lists/help?answer=open", "/lists/boxes", "/lists/withdrawn", "/cases", "/case-lists/late",
    "/flags", "/objections", "/help", "/meetings", "/standards", "/rulebooks", "/ideas", "/support",
    "/schemes", "/stars", "/registers", "/diaries", "/colleagues", "/alarms", "/alerts",
    "/documents", "/documents/branch", "/documents/clerk", "/documents/branch/new",
    "/documents/clerk/new", "/documents/fees/new", f"/documents/branch/versions/{ONE}", "/print",
    "/stations", "/stations?state=silent", f"/stations?region={HOME}", "/stations?branch=00003",
    "/stations?page=1000", f"/stations/{station(11)}", "/codes", "/programs",
    "/documents/fees/not-received/1/gas", "/users", "/looks", "/security-log",
    "/consumers", "/seal-keys", "/metrics", "/healthz",
)  # fmt: skip
OF_REGION = (
    "/", "/wall", "/figures", f"/figures?{YEAR}", "/figures?by=branch", "/figures?by=hour",
    f"/figures?by=hour&{QUARTER}", "/figures?by=mark", f"/figures?by=month&{YEAR}",
    "/figures/changes", "/compare", f"/compare?{YEAR}", "/rated-share", f"/rated-share?{YEAR}",
    "/cards", "/lists/feedback", "/lists/feedback?grade=low", "/lists/cards", "/lists/cases",
    "/lists/help", "/lists/withdrawn", "/cases", "/flags", "/reports",
    "/reports/month/2026-10-01", "/stations", "/stations?state=silent",
)  # fmt: skip


class Read(NamedTuple):
    """A page: ms of the first reader, p50 and p95 of the later ones, ms of the processor for one of
    them, and bytes."""

    path: str
    status: int
    first: float
    p50: float
    p95: float
    cpu: float
    size: int

    @property
    def wrong(self) -> str:
        found = [f"{self.status}"] if self.status != 200 else []
        found += [f"> {MOST_MS} ms"] if self.p95 > MOST_MS else []
        found += [f"> {MOST_BYTES // 1000} kB"] if self.size > MOST_BYTES else []
        return ", ".join(found)


def read(browser: FlaskClient, path: str) -> Read:
    spent, worked = [], []
    for _ in range(RUNS + 1):
        began, work = clocks.perf_counter(), clocks.process_time()
        answer = browser.get(path)
        spent.append(1_000 * (clocks.perf_counter() - began))
        worked.append(1_000 * (clocks.process_time() - work))
        if len(spent) > 1 and sum(spent) > LONGEST_MS:
            break
    later = sorted(spent[1:])
    p95 = later[min(len(later) - 1, round(0.95 * len(later)))]
    middle, work = statistics.median(later), statistics.median(worked[1:])
    return Read(path, answer.status_code, spent[0], middle, p95, work, len(answer.data))


def signed_in(office: Machine, name: str) -> FlaskClient:
    browser = office.browser("office")
    browser.post("/sign-in", data={"name": name, "password": PASSWORD})
    return browser


def measured(office: Machine, only: str) -> bool:
    clock.read = office.time  # type: ignore[assignment]
    fine = True
    office.app("office")
    settle()
    for title, name, paths in (("admin", USER, PAGES), (f"user of {HOME}", OF_HOME, OF_REGION)):
        browser = signed_in(office, name)
        print(f"\n{title:52} {'first':>8} {'p50':>8} {'p95':>8} {'cpu':>8} {'size':>8}")
        for path in paths:
            if only in path:
                one = read(browser, path)
                fine = fine and not one.wrong
                times = "".join(f" {ms:5.0f} ms" for ms in one[2:6])
                size = f"{one.size / 1000:5.0f} kB"
                print(f"{path:52}{times} {size}  {one.wrong or 'ok'}", flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\n{memory} MB at most, database {office.db.size // 1_000_000:,} MB")
    return fine


@click.command()
@click.option("--folder", type=Path, default=Path("/tmp/tingsheng-bench"))
@click.option("--branches", type=int, default=nation.BRANCHES)
@click.option("--database", type=click.Choice(["sqlite", "postgresql"]), default="sqlite")
@click.option("--only", default="", help="Of the pages with this text in their address alone.")
def main(folder: Path, branches: int, database: str, only: str) -> None:
    """Measure head office's pages with a nation's branches."""
    if database == "sqlite":
        sys.exit(0 if measured(nation.office(folder, branches), only) else 1)
    with own_server("shared_buffers=512MB", "autovacuum=off") as server:
        sys.exit(0 if measured(nation.office(folder, branches, server), only) else 1)


if __name__ == "__main__":
    main()
