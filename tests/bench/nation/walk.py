"""The week at head office with 54,000 branches, walked as its users do, from page to page.

    python -m tests.bench.nation.walk [--folder /tmp/tingsheng-bench] [--branches 54000]

Monday's page names the halls that changed and leads to customers' words; a flag is handled; the
funnel leads from regions to a region's halls; a region's user sees the own halls alone; a silent
station is found and replaced; the month's report is issued and downloaded; on Friday a person is
subscribed to the week's report, which head office's alert thread mails to a mail server on this
machine. Each step prints what held and how long its pages took; the first that does not hold ends
the walk with 1.
"""

import re
import secrets
import sys
import time as clocks
from pathlib import Path

import click
from flask.testing import FlaskClient

from kiosk.commands.reports import mailed
from kiosk.ground import clock
from kiosk.ground.config import Smtp
from kiosk.records.oversight import flags
from kiosk.records.people import authors
from kiosk.rules.office.suspicion.history import Finding
from kiosk.sync.alerts.looking import Rounds
from tests.bench.nation import made as nation
from tests.bench.nation.made import HOME, OF_HOME, PROVINCES, TODAY, USER, branch, station
from tests.bench.nation.pages import signed_in
from tests.cast import Machine
from tests.sync.alerts.cast import mail_server
from tests.web.cast import PASSWORD


class Walk:
    """A user's browser, which remembers the page it shows."""

    def __init__(self, browser: FlaskClient) -> None:
        self.browser, self.text, self.spent = browser, "", 0.0

    def to(self, path: str, status: int = 200) -> str:
        began = clocks.perf_counter()
        answer = self.browser.get(path.replace("&amp;", "&"))
        self.spent += clocks.perf_counter() - began
        if answer.status_code != status:
            raise click.ClickException(f"{path} answers {answer.status_code}, not {status}")
        self.text = answer.text if answer.mimetype == "text/html" else ""
        self.size = len(answer.data)
        return self.text

    def posts(self, path: str, form: dict[str, str]) -> None:
        began = clocks.perf_counter()
        answer = self.browser.post(path, data=form)
        self.spent += clocks.perf_counter() - began
        if answer.status_code != 303:
            raise click.ClickException(f"{path} answers {answer.status_code}, not 303")

    def link(self, pattern: str) -> str:
        """The first link of this page whose address fits."""
        found = re.search(rf'href="({pattern})"', self.text)
        if found is None:
            raise click.ClickException(f"no link {pattern}")
        return found.group(1)

    def follow(self, pattern: str) -> str:
        return self.to(self.link(pattern))

    def holds(self, what: str, text: str) -> None:
        if text not in self.text:
            raise click.ClickException(f"{what}: {text!r} is not on the page")
        said(what, self.spent)
        self.spent = 0.0


def walked(office: Machine) -> None:
    clock.read = office.time  # type: ignore[assignment]
    admin = Walk(signed_in(office, USER))
    admin.to("/")
    admin.follow(r"/figures/changes\?[^\"]*change=worse[^\"]*")
    admin.holds("Monday: the halls that became worse are named", "第")
    admin.follow(r"/figures\?[^\"]*branch=b\d+[^\"]*")
    admin.to("/lists/feedback?grade=low")
    admin.follow(r"/feedback/b\d+/[^\"]+")
    admin.holds("A low grade is read, of one hall of 54,000", "支局")
    _flag(office, admin)
    admin.to("/compare")
    admin.follow(rf"/compare\?[^\"]*region={re.escape(_quoted(HOME))}[^\"]*")
    admin.holds("The funnel leads from the regions to a region's halls", HOME)
    regional = Walk(signed_in(office, OF_HOME))
    regional.to("/figures")
    if any(f">{name}<" in regional.text for name in PROVINCES[1:]):
        raise click.ClickException("a region's user sees others")
    regional.to(f"/figures?branch={branch(1)}", 403)
    regional.to(f"/figures?branch={branch(0)}")
    regional.holds("A region's user sees the own halls alone", HOME)
    admin.to("/stations?state=silent")
    admin.follow(r"/stations/[0-9a-f]{24}")
    admin.follow(r"/codes\?replaces=[0-9a-f]+")
    silent = station(11)
    done = admin.browser.post(
        "/codes", data={"branch": branch(11), "replaces": silent, "decided": ""}
    )
    admin.text = done.text
    admin.holds("A silent station is found, and replaced with a code", "kiosk.py enrol")
    admin.to("/reports/month/2026-10-01")
    for suffix in ("pdf", "xlsx"):
        admin.to(f"/reports/month/2026-10-01/report.{suffix}")
        said(f"The report of October as {suffix}", admin.spent)
        admin.spent = 0.0
    _mailed(office, admin)


def said(what: str, seconds: float) -> None:
    print(f"{what:70} {1_000 * seconds:7.0f} ms", flush=True)


def _mailed(office: Machine, admin: Walk) -> None:
    """A person is subscribed to the week's report of all halls, and gets it at once."""
    subscriber, key = "演示主任", secrets.token_hex(16)
    admin.to("/report-subscriptions")
    form = {"key": key, "name": subscriber, "period": "week", "scope": "", "hour": "8",
            "language": "zh", "mailbox": "director@example.com"}  # fmt: skip
    admin.posts("/report-subscriptions", form)
    admin.to("/report-subscriptions")
    admin.holds("Friday: a person is subscribed to the week's report", subscriber)
    admin.posts(f"/report-subscriptions/{key}/send", {"key": secrets.token_hex(16)})
    said("Its newest report is issued and queued", admin.spent)
    admin.spent = 0.0
    with mail_server() as mails:
        office.config.smtp = Smtp("127.0.0.1", "reports@example.com", mails.port, "none")
        rounds = Rounds(office.config, office.keys, office.time(), mailed.write)
        began = clocks.perf_counter()
        rounds.look(office.db, office.time())
        said("The thread that sends: its look, until the mail is being made", _since(began))
        began = clocks.perf_counter()
        while not mails.got and _since(began) < 600:
            clocks.sleep(0.01)
        said("From there until the mail server has it", _since(began))
        if not mails.got:
            raise click.ClickException("no mail came")
    (mail,) = mails.got
    files = [len(one.get_content()) // 1_000 for one in mail.iter_attachments()]
    print(f"The mail has PDF and xlsx of {files[0]} and {files[1]} kB")
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    admin.to(re.findall(r"/reports/week/\S+", text)[0])
    admin.holds("Its link leads to the report that was issued", "出具，校验值")


def _since(began: float) -> float:
    return clocks.perf_counter() - began


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def _flag(office: Machine, admin: Walk) -> None:
    """A flag of the nightly run is read, and the admin says what was found out."""
    of = branch(3)
    author = authors.at_office(office.db, of, "", office.time())
    clerk = f"{of[1:]}0"
    found = Finding("burst", clerk, TODAY, TODAY, 9, 9, 1.0, 2.0, ("f" * 32,), begin=600, end=610)
    with office.db.writing():
        flags.note(office.db, author, [found])
    admin.to("/flags")
    path = admin.link(r"/flags/b\d+/[^\"]+")
    admin.to(path)
    admin.browser.post(path, data={"finding": "explained", "text": "录像里有顾客"})
    admin.to(path)
    admin.holds("A flag is handled", "录像里有顾客")


@click.command()
@click.option("--folder", type=Path, default=Path("/tmp/tingsheng-bench"))
@click.option("--branches", type=int, default=nation.BRANCHES)
def main(folder: Path, branches: int) -> None:
    """Walk a week at head office with a nation's branches."""
    assert PASSWORD
    walked(nation.office(folder, branches))
    print("all of it held")
    sys.exit(0)


if __name__ == "__main__":
    main()
