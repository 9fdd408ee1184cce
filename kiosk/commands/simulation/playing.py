"""Simulated halls play their days to a head office that is being served, over its real interface:
they enrol, write facts, and sync (docs/flags.md)."""

import datetime
import hashlib
import secrets
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import click
from rich.progress import Progress

from kiosk.commands import syncing
from kiosk.commands.machine import Machine, err, fail, machine
from kiosk.ground import clock
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import projections
from kiosk.records.ledger import times
from kiosk.records.ledger.writing import Author, at_station, write_new
from kiosk.records.publishing import documents
from kiosk.records.stations import enrolment
from kiosk.simulation import cheating, halls
from kiosk.simulation.cheating import Cheat, Pattern
from kiosk.simulation.halls import Event, Hall
from kiosk.sync import rounds
from kiosk.sync.client import Send
from kiosk.sync.http import over_http
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Branch, Clerk, Publication
from kiosk.vocabulary.facts import Moment, Standing

PREFIX, REGION = "sim", "模拟"
"""Of the keys of simulated branches, and the region that they are in."""
CLERKS, DAILY = 5, (8, 15, 25)
"""Clerks of a hall, and what each is given on a day, hall after hall."""
PLAYED: tuple[Pattern, ...] = ("burst", "drip", "edge", "ring", "refused")
"""Patterns that can be played with one station in a hall, in every second hall one after the
other."""
STRENGTH: dict[Pattern, float] = {"refused": 1.0}
USUAL_STRENGTH, CHEATING_DAYS = 0.6, 10
SILENT_EACH, SILENT_DAYS = 7, 3
"""Of so many halls one is silent for its last days."""
SYNCED_EACH = 5
"""Days between two rounds."""
ROUND_MS = 300_000
"""How often a hall hears its office's time."""


class Office(NamedTuple):
    """Head office's database and keys, and the line to it."""

    db: Database
    keys: Keys
    url: str
    send: Send
    now: Callable[[], Moment]
    nonce: Callable[[], str]


@click.command("simulate")
@click.option("--stations", type=click.IntRange(1, 200), default=6, show_default=True,
              help="How many halls, of one station each.")  # fmt: skip
@click.option("--days", type=click.IntRange(1, 395), default=130, show_default=True,
              help="How many days, up to yesterday.")  # fmt: skip
@click.option("--office", "url", required=True, help="Where head office is being served.")
@machine
def simulate(here: Machine, stations: int, days: int, url: str) -> None:
    """Play simulated halls to the head office served at URL, on its own machine.

    For trying out: what it writes stays, so an office with real stations refuses. Every second hall
    has its figures manipulated in its last days, and some go silent.
    """
    _, db, keys = here.open("office")
    known = {one.branch for one in enrolment.every(db)}
    if any(not one.startswith(PREFIX) for one in known):
        fail("this office has real stations; simulate with an office of its own")
    url = url.rstrip("/")
    office = Office(db, keys, url, over_http(url, clock.read), clock.read, syncing.fresh_nonce)
    numbers = range(len(known) + 1, len(known) + 1 + stations)
    with Progress(console=err, transient=True) as progress:
        bar = progress.add_task("", total=stations * days)
        sent = 0
        for number in numbers:
            progress.update(bar, description=f"{PREFIX}{number:03}")
            sent += play(office, number, days, lambda: progress.update(bar, advance=1))
    click.echo(f"{stations} halls, {days} days, {sent} facts")


def play(office: Office, number: int, days: int, seen: Callable[[], object]) -> int:
    """Plays the days of one hall; `seen` is called after each. Returns how many facts head office
    has."""
    today = times.today(office.db, office.now())
    last = today - datetime.timedelta(1)
    first = last - datetime.timedelta(days - 1)
    branch = f"{PREFIX}{number:03}"
    hall = _hall(branch, number)
    _publish(office, hall, number, first)
    with tempfile.TemporaryDirectory(prefix="tingsheng-") as folder:
        db, keys = Database(Path(folder) / "station.db"), Keys.load(Path(folder) / "key")
        projections.upgrade(db)
        _enrol(office, branch, db, keys)
        sent = 0
        for n in range(days):
            day = first + datetime.timedelta(n)
            if number % SILENT_EACH or (last - day).days >= SILENT_DAYS:
                events = cheating.one_day(
                    Random(f"{branch} {day}"), hall, day, _cheats(hall, number, last)
                )
                _write(office, db, keys, hall, day, events)
            if n % SYNCED_EACH == SYNCED_EACH - 1 or day == last:
                sent += rounds.run(db, office.send, keys, office.now, office.nonce).sent
            seen()
        db.close()
    return sent


def _hall(branch: str, number: int) -> Hall:
    badges = [f"{branch}{n}" for n in range(1, CLERKS + 1)]
    return halls.hall(Random(branch), branch, badges, DAILY[number % len(DAILY)])


def _publish(office: Office, hall: Hall, number: int, first: datetime.date) -> None:
    """Publishes the hall and its people; the last one is its manager."""
    from kiosk.files.pinyin import findable  # heavy, and every command loads this module

    branch = Branch(
        f"模拟分公司{number}", f"模拟营业厅{number}", "模拟",
        f"Simulated branch {number}", f"Simulated hall {number}", "Simulated", region=REGION,
    )  # fmt: skip
    people = [
        Publication(one.badge, _clerk(hall.branch, number, n), first)
        for n, one in enumerate(hall.clerks, 1)
    ]
    every = [Publication(hall.branch, branch, first), *people]
    documents.publish(office.db, map(findable, every), "simulate", office.now().utc)


def _clerk(branch: str, number: int, n: int) -> Clerk:
    called = f"{number}-{n}"
    return Clerk(f"模拟{called}", f"Simulated {called}", branch, manager=n == CLERKS)


def _enrol(office: Office, branch: str, db: Database, keys: Keys) -> None:
    now, secret = office.now(), secrets.token_bytes(10)
    code = enrolment.issue_code(office.db, branch, office.keys, secret, now.utc)
    rounds.enrol(db, office.send, keys, office.url, code, now, office.nonce)
    rounds.run(db, office.send, keys, office.now, office.nonce)


def _cheats(hall: Hall, number: int, last: datetime.date) -> Sequence[Cheat]:
    if number % 2:
        return ()
    pattern = PLAYED[number // 2 % len(PLAYED)]
    clerk, other = hall.clerks[0].badge, hall.clerks[1].badge
    begin = last - datetime.timedelta(CHEATING_DAYS - 1)
    return (Cheat(pattern, clerk, STRENGTH.get(pattern, USUAL_STRENGTH), begin, last, other),)


def _write(
    office: Office,
    db: Database,
    keys: Keys,
    hall: Hall,
    day: datetime.date,
    events: Sequence[Event],
) -> None:
    """Writes a day into the station's ledger, all at once."""
    author = at_station(db, "machine", office.now())
    made = []
    for n, event in enumerate(events):
        said = f"{keys.fingerprint} {day} {n}".encode()
        event_id = hashlib.sha256(said).hexdigest()[:32]
        made.append(([event_id], facts.encode(_fact(author, event_id, hall, day, event))))
    write_new(db, author, made)


def _fact(
    author: Author, event_id: str, hall: Hall, day: datetime.date, event: Event
) -> facts.Fact:
    """What the station writes down of an event, in a boot of that morning."""
    mono = event.at - halls.moment(day, 0, hall.zone)
    boot = hashlib.sha256(f"{author.chain} {day}".encode()).hexdigest()[:32]
    clock = Standing(boot=boot, mono=mono, offset=0, age=mono % ROUND_MS)
    says: dict[str, Any] = {
        "event_id": event_id, "branch": author.branch, "day": day, "at": event.at, "clock": clock,
        "clerk": event.clerk,
    }  # fmt: skip
    match event:
        case halls.Given():
            says |= {"mark": event.mark, "giver": "customer", "entry": "screen"}
            return (facts.CardGiven if event.mark in facts.CARD_KINDS else facts.Rated)(**says)
        case halls.Served():
            return facts.Served(**says, ended=event.at, way="button", window=event.window)
        case halls.Duty():
            return facts.DutyChanged(**says, mark="on" if event.on else "off", window=event.window)
        case halls.Thanks():
            says |= {"mark": event.mark, "giver": "colleague", "entry": "screen", "by": event.by}
            return facts.CardGiven(**says, deeds=("warm",))
