"""No fact, whatever is in it, keeps a screen from being shown."""

import json
import re

import pytest

from kiosk.records.cases import state
from kiosk.records.cases.filing import Receipt
from kiosk.records.exchange import projections
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.ledger import OFFICE, ChainId
from kiosk.rules.ledger import chain as rule
from kiosk.vocabulary import facts
from tests.cast import HERE, LI, MANAGER, WANG, Machine, sync_round
from tests.odd_facts import DEEP, odd
from tests.records.cases.cast import file
from tests.walker import Page
from tests.web.cast import PIN, at_desk, at_office, give_pin

MOST_PAGES = 300


def plant_all(machine: Machine, of: ChainId, bodies: list[bytes]) -> int:
    """Stores every body that has columns as a counted row, as an earlier program did."""
    rows, head = [], ledger.chain(machine.db, of)
    seq, link = head.seq, bytes(head.head)
    for body in bodies:
        try:
            columns = facts.columns(body)
        except ValueError:
            continue
        if rb"\u0000" in body and machine.config.postgresql:
            continue  # it does not get that far: kiosk/records/exchange/readable.py
        seq += 1
        link = rule.link(link, seq, body)
        rows.append(ledger.row_of(of, seq, columns, 1, body, link))
    with machine.db.writing():
        ledger.insert(machine.db, rows)
        ledger.set_head(machine.db, of, head.common, seq, link)
    return len(rows)


def bodies(subject: str, day: str) -> list[bytes]:
    made = [json.dumps(one).encode() for one in odd(subject, day)]
    first = json.dumps(next(odd(subject, day))).encode()
    return [*made, first[:-1] + b',"deep":' + DEEP.encode() + b"}"]


def broken_pages(machine: Machine, browser, starts: list[str]) -> list[tuple[str, int]]:  # type: ignore[no-untyped-def]
    """Pages reached by links that answer with an error of the server."""
    seen, waiting, broken = set(), list(starts), []
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen or re.match(r"/(pictures|static|styles)/", path):
            continue
        seen.add(path)
        got = browser.get(path, follow_redirects=True)
        if got.status_code >= 500:
            broken.append((path, got.status_code))
        if got.mimetype == "text/html":
            waiting += Page(got.text, {}).links
    assert len(seen) > 5
    return broken


@pytest.fixture
def odd_everywhere(hall: Machine, office: Machine) -> Receipt:
    """Odd facts among good ones, at the station and at the office; returns a case's receipt."""
    receipt = file(hall)
    case_id = receipt.case.event_id
    sync_round(hall, office)
    made = bodies(case_id, str(hall.today()))
    assert plant_all(hall, identity.me(hall.db).chain, made) > 1000
    assert plant_all(office, ChainId(HERE, OFFICE, 1), made) > 1000
    for machine in (hall, office):
        projections.rebuild(machine.db)
    return receipt


def test_every_screen_of_the_hall_is_shown(hall: Machine, odd_everywhere: Receipt):
    starts = ["/", "/feedback/complaint", "/help", "/look-up", f"/clerks/{WANG}"]
    lobby = hall.browser("lobby")
    assert broken_pages(hall, lobby, starts) == []
    shown = lobby.post("/look-up", data={"code": odd_everywhere.code}, follow_redirects=True)
    assert shown.status_code == 200
    give_pin(hall, WANG)
    mine = lobby.post("/mine", data={"badge": WANG, "pin": PIN}, follow_redirects=True)
    assert mine.status_code == 200 and PIN not in mine.text
    for badge in (MANAGER, LI, WANG):
        desk = at_desk(hall, badge)
        case = f"/cases/{HERE}/{odd_everywhere.case.event_id}"
        assert broken_pages(hall, desk, ["/", case, "/counter", "/passphrase"]) == []


def test_every_screen_of_the_office_is_shown(office: Machine, odd_everywhere: Receipt):
    head = at_office(office)
    case = f"/cases/{HERE}/{odd_everywhere.case.event_id}"
    assert broken_pages(office, head, ["/", case, "/cases.csv", "/cards"]) == []
    for by in ("branch", "clerk", "month"):
        assert head.get(f"/cards/table.csv?by={by}").status_code == 200
        assert head.get(f"/cases?by={by}").status_code < 500


def test_a_case_is_read_from_what_can_be_read(hall: Machine, odd_everywhere: Receipt):
    assert state.find(hall.db, HERE, odd_everywhere.case.event_id).opened.mark == "complaint"
