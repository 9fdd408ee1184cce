"""Cases of the demo's halls at every stage, from kiosk/demo/data/cases.csv; letters, banners and
openings of the box.

A row's `steps` are "days after the opening, verb, what it takes"; verbs that begin with `office-`
are taken at head office, once the facts before them have arrived there.
"""

import csv
import datetime
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple

from kiosk.demo.hall import Act, Done, Hall, key, past
from kiosk.demo.learning.answers import learned
from kiosk.demo.month import CLOSED, DAYS, OPEN
from kiosk.demo.standards import kept
from kiosk.demo.team.meetings import held
from kiosk.demo.visits import of_month
from kiosk.demo.words import Deck
from kiosk.ground.db import Database
from kiosk.records.cases import contact_use, counter, filing, seal_keys, state, steps
from kiosk.records.cases.counter import Taken
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.feedback import ratings, registers
from kiosk.records.hall import help
from kiosk.records.ledger import alarms
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors
from kiosk.rules.cases import receipts
from kiosk.rules.cases.case import Case
from kiosk.vocabulary.facts import Moment

CASES = Path(__file__).parent / "data" / "cases.csv"
AT_OFFICE = "office-"
USER = "admin"
PHONE = "138 0000 0000"
"""No one's number."""


class Told(NamedTuple):
    """A row of the table of cases, numbered from 0; `rating` is the grade that it explains."""

    number: int
    branch: str
    days: int
    kind: str
    topics: tuple[str, ...]
    about: str
    source: str
    rating: str
    by: str
    reach: str
    words: str
    answer: str
    more: str
    ruling: str
    steps: tuple[tuple[int, str, tuple[str, ...]], ...]

    @property
    def form(self) -> str:
        return key("case", self.number)

    @property
    def case_id(self) -> str:
        return receipts.event_id(self.form)

    @property
    def hour(self) -> float:
        """The hour at which the case was opened."""
        return OPEN + (self.number * 37 % 50) / 10


def table(branch: str | None = None) -> list[Told]:
    """The cases of a hall, or of all."""
    with CASES.open(encoding="utf-8", newline="") as rows:
        told = [_told(number, row) for number, row in enumerate(csv.DictReader(rows))]
    return [one for one in told if branch in (None, one.branch)]


def _told(number: int, row: dict[str, str]) -> Told:
    source, _, rating = row["source"].partition("-")
    taken = [step.split() for step in row["steps"].split(";") if step]
    return Told(
        number=number,
        branch=row["branch"],
        days=int(row["days"]),
        kind=row["kind"],
        topics=tuple(row["topics"].split()),
        about=row["about"],
        source=source,
        rating=rating,
        steps=tuple((int(days), verb, tuple(takes)) for days, verb, *takes in taken),
        **{name: row[name] for name in ("by", "reach", "words", "answer", "more", "ruling")},
    )


def tell(hall: Hall) -> None:
    """Everything that happened in the hall, up to what waits for head office."""
    acts = [*of_month(hall), *kept(hall), *held(hall), *learned(hall), *_registered(hall)]
    for told in table(hall.branch):
        at = hall.at(told.days, told.hour)
        acts.append(Done(at, partial(_open, hall, told, at)))
        for n, (days, verb, _) in enumerate(told.steps):
            if verb.startswith(AT_OFFICE):
                break
            at = _when(hall, told, n, days)
            acts.append(Done(at, partial(_take, hall, told, n, at)))
    hall.happen(acts)


def rule(hall: Hall, office: Database) -> int:
    """What head office did about the hall's cases, once they arrived there; returns how many steps
    it took."""
    head, taken = authors.at_office(office, hall.branch, USER, hall.now), 0
    with office.writing():
        for told in table(hall.branch):
            for n, (days, verb, takes) in enumerate(told.steps):
                if verb.startswith(AT_OFFICE):
                    author = past(head, _when(hall, told, n, days), hall.zone)
                    case = state.find(office, hall.branch, told.case_id)
                    verb = verb.removeprefix(AT_OFFICE)
                    _step(office, author, case, key(told.form, n), told, verb, takes)
                    taken += 1
    return taken


def _when(hall: Hall, told: Told, n: int, days: int) -> int:
    """When the n-th step was taken: on the same day an hour after the last one, else in the
    morning."""
    first = told.hour if days == 0 else OPEN + 0.6
    return hall.at(told.days - days, min(first + 0.7 * (n + 1), CLOSED))


def _open(hall: Hall, told: Told, at: int) -> None:
    db, keys = hall.db, hall.keys
    reach = None
    if told.reach:
        reach = Reach(told.reach, PHONE, bytes.fromhex(key("salt", told.number)))
    filed = Filed(told.kind, told.topics, told.words, told.about)
    if told.source == "lobby":
        filed = filed._replace(public=True)  # every customer of the demo agrees
        filing.open_case(db, hall.customer(at), keys, told.form, filed, reach)
    elif told.rating:
        rated, customer = key("rating", told.number), hall.customer(at, visit=told.form)
        ratings.rate(db, customer, rated, told.about, told.rating)
        filing.open_case(db, customer, keys, told.form, filed._replace(rating=rated), reach)
    else:
        author, call = hall.staff(told.by, at), ""
        if told.source == "help":
            call = key("call", told.number)
            help.ring(db, hall.customer(at - 240_000), call)
            help.came(db, hall.staff(told.by, at - 180_000), key(call), call)
        taken = Taken(told.source, author.day, call)
        counter.take_in(db, author, keys, told.form, filed, taken, reach)


def _take(hall: Hall, told: Told, n: int, at: int) -> None:
    _, verb, takes = told.steps[n]
    case = state.find(hall.db, hall.branch, told.case_id)
    form = key(told.form, n)
    if verb == "reopen":
        code = filing.code_of(hall.db, hall.keys, told.form, case.opened)
        steps.reopen(hall.db, hall.customer(at), hall.keys, code, form, told.more)
        return
    who = {"dispute": told.about, "reply": case.worker, "call": case.worker}.get(verb, hall.manager)
    _step(hall.db, hall.staff(who, at), case, form, told, verb, takes)


def _step(
    db: Database, author: Author, case: Case, form: str, told: Told, verb: str,
    takes: tuple[str, ...],
) -> None:  # fmt: skip
    """A step of staff, at the desk or at head office."""
    match verb, *takes:
        case "accept", badge:
            steps.accept(db, author, case, form, badge, False, "")
        case "special", badge:
            steps.accept(db, author, case, form, badge, True, told.more)
        case "call", *_:
            steps.contacted(db, author, case, form, "")
        case "reply", *template:
            steps.reply(db, author, case, form, "".join(template), told.answer)
        case "extend", days:
            until = author.day + datetime.timedelta(int(days))
            steps.extend(db, author, case, form, until, told.more)
        case "close", cause, level:
            steps.close(db, author, case, form, cause, level, "")
        case "follow", reached:
            steps.follow_up(db, author, case, form, reached, "")
        case "dispute", why:
            steps.dispute(db, author, case, form, why, told.more)
        case "rule", how:
            steps.rule_on(db, author, case, form, how == "upheld", told.ruling)
        case "ask", how:
            contact_use.ask_erasure(db, author, case, form, how, author.day)
        case _:
            raise ValueError(f"case {told.number}: {verb}")


def _registered(hall: Hall) -> Iterator[Act]:
    """Letters and banners, and the box opened once a week."""
    dice = Random(f"registered {hall.branch}")
    deck, clerks = Deck(dice), [badge for badge in hall.roster if badge != hall.manager]
    for days in range(dice.randint(1, 7), DAYS, 7):
        opener, witness = dice.sample(clerks, 2)
        at = hall.at(days, CLOSED - 0.2)
        found = dice.choice((0, 0, 1, 1, 2, 3))
        yield Done(at, partial(_open_box, hall, at, opener, witness, found))
    for mark in ("letter", "banner", "letter")[: dice.randint(1, 3)]:
        at = hall.at(dice.randint(1, DAYS), 11)
        badge, deed = dice.choice(clerks), deck.deal(mark)
        yield Done(at, partial(_enter_praise, hall, at, mark, badge, deed))


def _open_box(hall: Hall, at: int, opener: str, witness: str, found: int) -> None:
    registers.open_box(hall.db, hall.staff(opener, at), key("box", at), witness, found)


def _enter_praise(hall: Hall, at: int, mark: str, badge: str, deed: str) -> None:
    author = hall.staff(hall.manager, at)
    registers.enter_praise(hall.db, author, key(badge, at), mark, badge, deed, author.day)


def choose_passphrase(hall: Hall, days: int, passphrase: str, salt: bytes) -> None:
    """The manager chose a passphrase some days ago; customers' numbers are sealed for it once head
    office confirms."""
    author = hall.staff(hall.manager, hall.at(days, OPEN))
    seal_keys.make(hall.db, author, key(salt), passphrase, salt)


def confirm_passphrase(office: Database, branch: str, now: Moment) -> None:
    """Head office was read the fingerprint, and settles the alarm."""
    head = authors.at_office(office, branch, USER, now)
    for made in seal_keys.keys(office, branch):
        read_out = made.fingerprint
        seal_keys.confirm(office, head, key(read_out), made.made.event_id, read_out)
    alarms.settle_all(office, branch, "seal_key", head.at, USER, "已致电负责人核对指纹。", head.at)


def receipt(hall: Hall) -> str:
    """The receipt code of a case that was answered, for the customer's side of the demo."""
    told = next(one for one in table(hall.branch) if one.steps and one.steps[-1][1] == "reply"
                and one.kind == "complaint")  # fmt: skip
    opened = state.find(hall.db, hall.branch, told.case_id).opened
    return receipts.spoken(filing.code_of(hall.db, hall.keys, told.form, opened))
