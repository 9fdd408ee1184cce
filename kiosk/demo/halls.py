"""Ten halls, each a station of its own: enrolled, filled and synced over the real path."""

import csv
import io
from collections.abc import Callable
from typing import NamedTuple

from kiosk.demo import cards, keepsakes, published, story, visits
from kiosk.demo.hall import Hall, key
from kiosk.demo.learning import answers
from kiosk.demo.month import CLOSED, DAYS
from kiosk.files import reading
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.feedback import paper
from kiosk.records.ledger import identity
from kiosk.records.people import authors
from kiosk.records.recognition import awards
from kiosk.records.stations import enrolment
from kiosk.rules.feedback import paper as rule
from kiosk.rules.recognition import periods
from kiosk.rules.recognition.schemes import digest
from kiosk.rules.spreadsheets import tables
from kiosk.sync import rounds
from kiosk.sync.client import Send
from kiosk.vocabulary.facts import Moment

UNCONFIRMED = "sb04"
"""The branch whose manager's passphrase head office has not confirmed."""


class Office(NamedTuple):
    """Head office with its published documents, and the line to it. `new_key` draws 32 hex
    digits."""

    db: Database
    keys: Keys
    url: str
    send: Send
    clock: Callable[[], Moment]
    new_key: Callable[[], str]


def branches(office: Office) -> list[str]:
    """Every branch of the company."""
    return sorted({clerk.branch for clerk in published.clerks(office.db).values()})


def opened(office: Office, branch: str, db: Database, keys: Keys) -> Hall:
    """A station enrolled for the branch, with its documents."""
    now = office.clock()
    if not identity.settled(db):
        secret = bytes.fromhex(office.new_key())[-10:]
        code = enrolment.issue_code(office.db, branch, office.keys, secret, now.utc)
        rounds.enrol(db, office.send, keys, office.url, code, now, office.new_key)
    _sync(office, db, keys)
    return Hall(db, keys, office.clock())


def choose_passphrase(office: Office, hall: Hall, passphrase: str) -> None:
    """The manager's passphrase for customers' numbers. In the hall that waits for head office's
    call it is chosen yesterday; anywhere else a month ago, and confirmed."""
    salt = bytes.fromhex(office.new_key())
    if hall.branch == UNCONFIRMED:
        story.choose_passphrase(hall, 1, passphrase, salt)
        return
    story.choose_passphrase(hall, DAYS + 1, passphrase, salt)
    _sync(office, hall.db, hall.keys)
    story.confirm_passphrase(office.db, hall.branch, office.clock())
    _sync(office, hall.db, hall.keys)


def fill(office: Office, hall: Hall) -> None:
    """The hall's history: grades of some weeks, the cards of 2014, the last 30 days, and what head
    office did then."""
    hall.happen(visits.earlier(hall))
    staff = published.clerks(office.db)
    given = cards.of_2014([(badge, clerk.branch) for badge, clerk in staff.items()])
    _enter(hall, given[hall.branch], "2014", DAYS + 1)
    story.tell(hall)
    keepsakes.keep(hall)
    _enter(hall, cards.recent(hall.today, list(hall.roster)), "recent", 1)
    _sync(office, hall.db, hall.keys)
    ruled, made = story.rule(hall, office.db), answers.decided(hall, office.db)
    if ruled or made:
        _sync(office, hall.db, hall.keys)
    if hall.branch == published.STARRED:
        _lock_star(office)
        _sync(office, hall.db, hall.keys)


def _lock_star(office: Office) -> None:
    """Head office locks last month's star windows, once."""
    scheme = f"{published.STAR}@branch.{published.STARRED}"
    author = authors.at_office(office.db, published.STARRED, story.USER, office.clock())
    span = periods.back("month", author.day, 2)[-1]
    found = awards.outcome(office.db, scheme, *span).found
    form = key("star", span.first)
    awards.lock(office.db, lambda _: author, form, found, digest(found.results))


def _sync(office: Office, db: Database, keys: Keys) -> None:
    rounds.run(db, office.send, keys, office.clock, office.new_key)


def _enter(hall: Hall, rows: list[list[str]], batch: str, days: int) -> None:
    """Enters paper cards some days ago, as a hall would: from a CSV file. The manager has read the
    comments on those that are older than two days."""
    text = io.StringIO()
    csv.writer(text).writerows([["date", "badge", "kind", "giver", "comment"], *rows])
    box = tables.arranged(reading.spreadsheet(text.getvalue().encode()), rule.FORM)
    at = hall.at(days, CLOSED)
    author = hall.staff(hall.manager, at)
    paper.import_cards(hall.db, author, box, batch, lambda _done, _all: None)
    given, _ = rule.read(box, hall.today)
    ids = zip(given, rule.event_ids(hall.branch, batch, given), strict=True)
    read = [
        one
        for card, one in ids
        if card.giver == "customer" and card.comment and (hall.today - card.day).days > 2
    ]
    hall.happen(visits.handled(author, event_id, "noted") for event_id in read)
