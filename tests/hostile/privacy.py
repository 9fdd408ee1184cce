"""Attacks on customers' numbers: read by those who need them not, erased by the branch alone, kept
for ever."""

import contextlib
import datetime
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pypdf
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.records.cases import contact_store, contact_use, steps
from kiosk.records.cases.filing import Filed, Reach, Receipt, open_case
from kiosk.records.cases.state import CaseNow
from kiosk.records.feedback import cards, ratings, registers
from kiosk.records.learning import notes
from kiosk.records.ledger import alarms, identity
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.ledger.writing import at_station
from kiosk.records.people import authors
from kiosk.records.recognition import meetings
from kiosk.records.recognition.agenda import actions, own_lines
from kiosk.rules.cases import folding, moves
from kiosk.rules.input import masking
from kiosk.rules.recognition import meetings as rule
from kiosk.rules.standards.checking import Typed
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Policy
from tests.cast import (
    HERE,
    LI,
    MANAGER,
    WANG,
    Machine,
    Time,
    by_visit,
    enrol,
    machine,
    plant,
    publish_cast,
    sync_round,
)
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.records.standards.cast import check, with_standards
from tests.walker import Page
from tests.web.cast import at_desk, at_office

DAY_MS = 86_400_000
MOST_PAGES = 400


class Place(NamedTuple):
    """An office, a hall, and the clock of both."""

    office: Machine
    hall: Machine
    time: Time

    def sync(self) -> None:
        """Both know all that the other knows."""
        for _ in range(2):
            sync_round(self.hall, self.office)


@contextlib.contextmanager
def place(folder: Path) -> Iterator[Place]:
    """An office with one hall, in an empty folder."""
    time = Time()
    with mock.patch("kiosk.ground.clock.read", time):
        office = machine(folder / "office", "office", time)
        publish_cast(office)
        hall = machine(folder / "hall", "station", time)
        enrol(hall, office, HERE)
        sync_round(hall, office)
        yield Place(office, hall, time)
        hall.db.close()
        office.db.close()


# Numbers that are planted ----------------------------------------------------------


class Planted:
    """A number of its own for each field, written as people do."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}

    def text(self, field: str) -> str:
        number = f"138{len(self.fields) + 1:04}5678"
        self.fields[number] = field
        cut = len(self.fields) % 3
        shown = (number, f"{number[:3]} {number[3:7]} {number[7:]}", f"{number[:7]}-{number[7:]}")
        return f"请打{shown[cut]}找我"

    def seen(self, text: str) -> set[str]:
        """The fields whose numbers are in a text."""
        squeezed = re.sub(r"[\s\-]", "", text)
        return {field for number, field in self.fields.items() if number in squeezed}


def plant_numbers(where: Place, planted: Planted) -> Receipt:
    """A complaint about Wang that Li handled and admin ruled on, its customer's phone, and all else
    that people write; returns its receipt."""
    hall, office = where.hall, where.office
    visit = by_visit(hall.db, hall.time(), "v")
    reach = Reach("", planted.text("contact")[2:-2], b"0" * 16)
    filed = Filed("complaint", ["waiting"], planted.text("case"), WANG)
    receipt = open_case(hall.db, visit, hall.keys, hall.new_id(), filed, reach)
    case = hall.case(receipt.case.event_id)
    boss, worker, wang = (authors.at_desk(hall.db, one, hall.time()) for one in (MANAGER, LI, WANG))
    new, text = hall.new_id, planted.text
    case = steps.accept(hall.db, boss, case, new(), LI, True, text("reason"))
    case = steps.contacted(hall.db, worker, case, new(), text("note"))
    case = steps.reply(hall.db, worker, case, new(), "", text("reply"))
    case = steps.dispute(hall.db, wang, case, new(), "mistaken", text("objection"))
    where.sync()
    of = authors.at_office(office.db, HERE, "admin", office.time())
    steps.rule_on(office.db, of, office.case(case.opened.event_id), new(), False, text("ruling"))
    where.sync()
    steps.reopen(hall.db, visit, hall.keys, receipt.code, new(), text("reopened"))
    case = hall.case(receipt.case.event_id)
    case = steps.reply(hall.db, worker, case, new(), "", text("second reply"))
    steps.close(hall.db, boss, case, new(), "needs", "branch", text("measure"))
    cards.give(hall.db, visit, new(), WANG, "polite", text("card"))
    ratings.rate(hall.db, visit, rated := new(), WANG, "1")
    ratings.remark(hall.db, visit, new(), rated, [], "", text("remark"))
    registers.enter_praise(hall.db, boss, new(), "letter", WANG, text("deed"), hall.today())
    meetings.record(hall.db, boss, new(), hall.today(), [WANG], text("minutes"))
    week = rule.term("weekly", hall.today(), 1)
    meetings.record(hall.db, boss, new(), hall.today(), [WANG], text("week's minutes"), week)
    own_lines.write(hall.db, boss, new(), week, text("agenda"))
    done, due = new(), hall.today()
    actions.agree(hall.db, boss, done, week, LI, due, text("action"))
    actions.move(hall.db, boss, new(), done, WANG, due, text("move"))
    actions.finish(hall.db, wang, new(), done, text("done"))
    actions.agree(hall.db, boss, new(), week, WANG, due, text("open action"))
    with_standards(office, hall)
    check(hall, 1, WANG, smile=Typed("not_done", text("self-check")))
    check(hall, 2, LI, "facilities", pump=Typed("not_done", text("facility"), "0"))
    note = notes.New("", text("note's title"), text("note's text"))
    notes.write(hall.db, worker, noted := new(), note)
    said = notes.Judgement("verified", text("judgement"))
    notes.judge(hall.db, boss, new(), noted, said)
    _settle_alarms(where, planted)
    where.sync()
    of = authors.at_office(office.db, HERE, "admin", office.time())
    notes.decline(office.db, of, new(), noted, text("why it is no guide"))
    where.sync()
    return receipt


def _settle_alarms(where: Place, planted: Planted) -> None:
    for one in (where.hall, where.office):
        of = ChainId(HERE, "s" * 24, 1)
        alarms.alarm(one.db, of, 1, "old_day", "", one.time().utc)
        browser = at_desk(one, MANAGER) if one is where.hall else at_office(one, "admin")
        said = {"branch": HERE, "which": "all", "newest": str(one.time().utc + 1)}
        browser.post("/alarms/old_day/settle", data=said | {"note": planted.text("alarm")})


def everything(browser: FlaskClient, starts: list[str]) -> Iterator[tuple[str, str]]:
    """Path and text of all that is reached by links: pages, sheets to print, tables."""
    seen, waiting = set(), list(starts)
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen or re.match(r"/(pictures|static|styles|idle|cards/)", path):
            continue
        seen.add(path)
        got = browser.get(path, follow_redirects=True)
        yield path, _text_of(got)
        if got.mimetype == "text/html":
            waiting += Page(got.text, {}).links


def _text_of(got: TestResponse) -> str:
    """What an answer says: that of a PDF too."""
    if got.mimetype == "application/pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(got.data)).pages)
    return got.get_data(as_text=True) if got.mimetype not in (XLSX, "image/png") else ""


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _read_by_others(folder: Path) -> Outcome:
    planted, through, tried = Planted(), [], 0
    with place(folder) as where:
        receipt = plant_numbers(where, planted)
        where.time.pass_by(DAY_MS)  # then the morning's sheet tells of it, too
        page = f"/cases/{HERE}/{receipt.case.event_id}"
        lobby = where.hall.browser("lobby")
        found = lobby.post("/look-up", data={"code": receipt.code}).text
        readers = {
            "lobby": everything(lobby, ["/", "/feedback/complaint", f"/clerks/{WANG}"]),
            "lobby, by code": iter([("/look-up", found)]),
            "the clerk concerned": everything(at_desk(where.hall, WANG), ["/", page]),
            "another user": everything(
                at_office(where.office, "viewer"),
                ["/", page, "/cards/table.csv", "/alarms?state=settled"],
            ),
        }
        for who, pages in readers.items():
            for path, text in pages:
                tried += 1
                through += [f"{who} {path}: {field}" for field in sorted(planted.seen(text))]
    return Outcome(tried, through)


# Erased by the branch alone --------------------------------------------------------

FORGED = (
    ("machine", "", "expired"), ("machine", "", "withdrawn"), ("manager", MANAGER, "withdrawn"),
    ("manager", MANAGER, "expired"), ("clerk", LI, "withdrawn"), ("office", "admin", "withdrawn"),
    ("office", "", "expired"),
)  # fmt: skip
LAST = ("opened", "accepted", "replied", "closed")


def _case(where: Place, last: str, number: int) -> str:
    """A complaint about Wang with a phone number, brought to a state."""
    hall = where.hall
    visit, reach = (
        by_visit(hall.db, hall.time(), "v"),
        Reach("", "13912345678", number.to_bytes(16)),
    )
    filed = Filed("complaint", ["waiting"], "", WANG)
    case_id = open_case(hall.db, visit, hall.keys, hall.new_id(), filed, reach).case.event_id
    boss = authors.at_desk(hall.db, MANAGER, hall.time())
    done = LAST.index(last)
    if done > 0:
        steps.accept(hall.db, boss, hall.case(case_id), hall.new_id(), LI, False, "")
    if done > 1:
        steps.reply(hall.db, boss, hall.case(case_id), hall.new_id(), "fixed", "")
    if done > 2:
        steps.close(hall.db, boss, hall.case(case_id), hall.new_id(), "needs", "branch", "")
    return case_id


def _forge(hall: Machine, case_id: str, forged: tuple[str, str, str]) -> None:
    """Erases as a tampered station does, past the door."""
    role, by, mark = forged
    of = at_station(hall.db, role, hall.time())  # type: ignore[arg-type]
    step = facts.ContactErased(event_id=hall.new_id(), **of.says, subject=case_id, seen=50,
                               role=role, by=by, mark=mark)  # type: ignore[arg-type]  # fmt: skip
    with hall.db.writing():
        plant(hall.db, identity.me(hall.db).chain, [facts.encode(step)])


def _erased_by_branch(folder: Path) -> Outcome:
    through, tried = [], 0
    with place(folder) as where:
        hall, office, made = where.hall, where.office, {}
        for last in LAST:
            for forged in FORGED:
                case_id = _case(where, last, len(made))
                if len(made) % 2:
                    _ask(hall, case_id)
                made[case_id] = f"{last} {forged}"
                _forge(hall, case_id, forged)
            case_id = _case(where, last, len(made))
            _ask(hall, case_id)
            made[case_id] = f"{last} by the manager's screen"
            _by_screen(hall, case_id)
        where.sync()
        for case_id, says in made.items():
            tried += 1
            digest = office.case(case_id).opened.contact
            if contact_store.find(office.db, HERE, digest) is None:
                through.append(says)
    return Outcome(tried, through)


def _ask(hall: Machine, case_id: str) -> None:
    boss = authors.at_desk(hall.db, MANAGER, hall.time())
    case = hall.case(case_id)
    contact_use.ask_erasure(hall.db, boss, case, hall.new_id(), "letter", hall.today())


def _by_screen(hall: Machine, case_id: str) -> None:
    desk = at_desk(hall, MANAGER)
    for action in ("carry-out", "decline"):
        said = {"key": hall.new_id(), "reason": "不删"}
        desk.post(f"/cases/{HERE}/{case_id}/erasure/{action}", data=said)


# Kept for ever ---------------------------------------------------------------------


def _kept_for_ever(folder: Path) -> Outcome:
    """Cases in every state that nobody works on any more, on each machine by itself."""
    through, tried = [], 0
    with place(folder) as where:
        cases = {_case(where, last, number): last for number, last in enumerate(LAST)}
        where.sync()
        where.time.pass_by(Policy().contact_most_days * DAY_MS)
        for one in (where.hall, where.office):
            contact_use.erase_due(one.db, one.time(), at_office=one is where.office)
            for case_id, last in cases.items():
                tried += 1
                digest = one.case(case_id).opened.contact
                if contact_store.find(one.db, HERE, digest) is not None:
                    through.append(f"{one.config.role}: {last}")
    return Outcome(tried, through)


def _of_closed_cases(db: object, day: datetime.date, policy: Policy) -> list[tuple[str, str]]:
    """What was due before there was a last date."""
    until = day - datetime.timedelta(policy.contact_days)
    closed = (CaseNow.contact != "") & (CaseNow.state == "closed") & (CaseNow.closed_on <= until)
    query = CaseNow.select(CaseNow.branch, CaseNow.case_id).where(closed)
    return [tuple(row) for row in db.rows(query.tuples())]  # type: ignore[attr-defined]


def _shown(text: str, _instead: str) -> str:
    return text


def _allowed(*_said: object) -> str:
    return ""


ATTACKS: tuple[Attack, ...] = (
    Attack(
        "numbers in texts are read by those who do not handle the case",
        _read_by_others,
        lambda: replaced((masking, "masked", _shown)),
    ),
    Attack(
        "a branch erases a complainant's number by itself",
        _erased_by_branch,
        lambda: replaced(
            (folding, "refused", _allowed),
            (moves, "refused", _allowed),
            (folding, "_erased_early", lambda *_said: False),
        ),
    ),
    Attack(
        "a case that nobody closes keeps its number",
        _kept_for_ever,
        lambda: replaced((contact_store, "overdue", _of_closed_cases)),
    ),
)
