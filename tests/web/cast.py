"""Browsers in front of the screens, who is signed in at them, and what a page says."""

import io
import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.records.cases import filing
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.people import pins, users
from tests.cast import HERE, LI, WANG, Machine, by_machine, by_visit

PIN = "042137"
PASSWORD = "eight words would be better"
PHONE = "13812345678"
WORDS = "correct horse battery"


def words(page: str) -> str:
    """A page's text without its elements."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def rows_of(page: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading, row by row."""
    table = re.search(rf'aria-labelledby="{heading}">\s*<table.*?</table>', page, re.DOTALL)
    assert table is not None, heading
    lines = re.findall(r"<tr>(.*?)</tr>", table.group().split("<tbody>")[1], re.DOTALL)
    return [
        [words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)]
        for line in lines
    ]


# At the lobby ----------------------------------------------------------------------


def form_key(customer: FlaskClient, path: str = f"/clerks/{WANG}") -> str:
    """The key of the first form on a page; Wang's unless another is named."""
    found = re.search(r'name="key" value="([0-9a-f]{32})"', customer.get(path).text)
    assert found is not None
    return found.group(1)


def give(customer: FlaskClient, key: str, card: str = "polite", **more: str) -> TestResponse:
    return customer.post(f"/clerks/{WANG}/cards", data={"key": key, "card": card, **more})


# Staff -----------------------------------------------------------------------------


def give_pin(hall: Machine, badge: str) -> None:
    pins.set_pin(hall.db, by_machine(hall.db, hall.time()), hall.keys, hall.new_id(), badge, PIN)


def sign_in(desk: FlaskClient, badge: str = WANG, pin: str = PIN) -> TestResponse:
    return desk.post("/sign-in", data={"badge": badge, "pin": pin})


def at_desk(hall: Machine, badge: str) -> FlaskClient:
    """The desk with this clerk signed in."""
    give_pin(hall, badge)
    browser = hall.browser("desk")
    assert sign_in(browser, badge).status_code == 303
    return browser


def at_office(office: Machine, name: str = "anna") -> FlaskClient:
    """Head office with this user signed in."""
    users.set_password(office.db, office.keys, name, PASSWORD)
    browser = office.browser("office")
    browser.post("/sign-in", data={"name": name, "password": PASSWORD})
    return browser


# Cases -----------------------------------------------------------------------------

STEPS = [
    ("accept", {"responsible": LI}), ("extend", {"until": "2026-12-10", "reason": "等配件"}),
    ("hand-over", {"to": LI}), ("contacted", {"note": "已致电"}),
    ("reply", {"template": "fixed", "text": "改好了"}),
    ("close", {"cause": "needs", "level": "branch"}),
    ("follow-up", {"reached": "satisfied"}),
]  # fmt: skip
"""From new to closed, each step with what its form says."""


def file(hall: Machine, number: int = 1, reach: bool = False, **said: object) -> str:
    """A complaint about Wang; returns its id."""
    filed = Filed(**({"kind": "complaint", "topics": ["waiting"], "badge": WANG} | said))  # type: ignore[arg-type]
    how = Reach("", PHONE, b"0" * 16) if reach else None
    receipt = filing.open_case(
        hall.db, by_visit(hall.db, hall.time(), "v"), hall.keys, f"{number:032x}", filed, how
    )
    return receipt.case.event_id


def at(case_id: str, branch: str = HERE) -> str:
    """The page of a case."""
    return f"/cases/{branch}/{case_id}"


def take(client: FlaskClient, case_id: str, step: str, **said: str) -> TestResponse:
    """Sends a step's form as the case's page brings it."""
    page = client.get(at(case_id)).text
    found = re.search(r'name="key" value="([0-9a-f]{32})"', page)
    key = found.group(1) if found else "f" * 32
    return client.post(f"{at(case_id)}/{step}", data={"key": key, **said})


# Documents -------------------------------------------------------------------------


def hand_in(browser: FlaskClient, kind: str, data: bytes, name: str = "t.csv") -> TestResponse:
    """Uploads a table; returns the page that follows."""
    file = {"file": (io.BytesIO(data), name)}
    return browser.post(f"/documents/{kind}", data=file, follow_redirects=True)


def rate(customer: FlaskClient, grade: str = "1", **more: str) -> str:
    """Rates Wang; returns the address of the thanks."""
    said = {"key": form_key(customer), "grade": grade, **more}
    return customer.post(f"/clerks/{WANG}/ratings", data=said).location
