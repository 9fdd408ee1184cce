"""Simulated halls play their days to a head office that is being served, over its real interface:
they enrol, write facts, and sync (docs/flags.md)."""

import contextlib
import datetime
import hashlib
import secrets
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import click

from kiosk.commands import syncing
from kiosk.commands.machine import Machine, bars, fail, machine
from kiosk.files.pinyin import findable
from kiosk.ground import clock
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import projections
from kiosk.records.ledger import times
from kiosk.records.ledger.writing import Author, at_station, write_new
from kiosk.records.publishing import documents
from kiosk.records.stations import enrolment
from kiosk.simulation import cheating, halls
from kiosk.simulation.cheating import PATTERNS, Cheat, Pattern
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
MIXED, SILENCE, CLEAN = "mixed", "silence", "none"
PLAYED: tuple[str, ...] = (MIXED, *PATTERNS, SILENCE, CLEAN)
"""What can be played in the halls: MIXED is every second hall with one pattern after the other, and
some that go silent."""
LEAST_SCREENS = 2
"""Stations of a hall: with one, it could not be seen that something comes from one screen."""
STRENGTH: dict[Pattern, float] = {"refused": 1.0}
USUAL_STRENGTH, CHEATING_DAYS = 0.6, 10
SILENT_EACH, SILENT_DAYS = 7, 3
"""Of so many mixed halls one is silent for its last days."""
SYNCED_EACH = 5
"""Days between two rounds."""
ROUND_MS = 300_000
"""How often a hall hears its office's time."""


class Station(NamedTuple):
    """A screen of a hall, as a machine of its own."""

    db: Database
    keys: Keys


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
              help="How many halls, of several stations each.")  # fmt: skip
@click.option("--days", type=click.IntRange(1, 395), default=130, show_default=True,
              help="How many days, up to yesterday.")  # fmt: skip
@click.option("--pattern", type=click.Choice(PLAYED), default=MIXED, show_default=True,
              help="What is wrong in the halls in the end.")  # fmt: skip
@click.option("--office", "url", required=True, help="Where head office is being served.")
@machine
def simulate(here: Machine, stations: int, days: int, pattern: str, url: str) -> None:
    """Play simulated halls to the head office served at URL, on its own machine.

    For trying out: what it writes stays, so an office with real stations refuses. Unless a pattern
    is named, every second hall has its figures manipulated in its last days, each in another way,
    and some go silent.
    """
    _, db, keys = here.open("office")
    known = {one.branch for one in enrolment.every(db)}
    if any(not one.startswith(PREFIX) for one in known):
        fail("this office has real stations; simulate with an office of its own")
    url = url.rstrip("/")
    office = Office(db, keys, url, over_http(url, clock.read), clock.read, syncing.fresh_nonce)
    halls_there = len({one.branch for one in enrolment.every(db)})
    numbers = range(halls_there + 1, halls_there + 1 + stations)
    with bars() as progress:
        bar = progress.add_task("", total=stations * days)
        sent = 0
        for number in numbers:
            progress.update(bar, description=f"{PREFIX}{number:03}")
            sent += play(office, number, days, lambda: progress.update(bar, advance=1), pattern)
    click.echo(f"{stations} halls, {days} days, {sent} facts")


def play(
    office: Office, number: int, days: int, seen: Callable[[], object], pattern: str = MIXED
) -> int:
    """Plays the days of one hall; `seen` is called after each. Returns how many facts head office
    has."""
    today = times.today(office.db, office.now())
    last = today - datetime.timedelta(1)
    first = last - datetime.timedelta(days - 1)
    branch = f"{PREFIX}{number:03}"
    hall = _hall(branch, number)
    _publish(office, hall, number, first)
    cheats, silent = _wrong(hall, number, last, pattern)
    with (
        tempfile.TemporaryDirectory(prefix="tingsheng-") as folder,
        contextlib.ExitStack() as open_,
    ):
        stations = {one: _station(office, hall, Path(folder) / one) for one in hall.screens}
        for one in stations.values():
            open_.callback(one.db.close)
        sent = 0
        for n in range(days):
            day = first + datetime.timedelta(n)
            if not silent or (last - day).days >= SILENT_DAYS:
                events = cheating.one_day(Random(f"{branch} {day}"), hall, day, cheats)
                _write(office, stations, hall, day, events)
            if n % SYNCED_EACH == SYNCED_EACH - 1 or day == last:
                sent += sum(_sync(office, one) for one in stations.values())
            seen()
    return sent


def _hall(branch: str, number: int) -> Hall:
    badges = [f"{branch}{n}" for n in range(1, CLERKS + 1)]
    hall = halls.hall(Random(branch), branch, badges, DAILY[number % len(DAILY)])
    screens = [f"screen-{n + 1}" for n in range(max(LEAST_SCREENS, len(hall.screens)))]
    return hall._replace(screens=tuple(screens))


def _publish(office: Office, hall: Hall, number: int, first: datetime.date) -> None:
    """Publishes the hall and its people; the last one is its manager."""
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


def _station(office: Office, hall: Hall, folder: Path) -> Station:
    """A new machine of the hall, enrolled and with what is published."""
    folder.mkdir()
    here = Station(Database(folder / "station.db"), Keys.load(folder / "key"))
    projections.upgrade(here.db)
    now, secret = office.now(), secrets.token_bytes(10)
    code = enrolment.issue_code(office.db, hall.branch, office.keys, secret, now.utc)
    rounds.enrol(here.db, office.send, here.keys, office.url, code, now, office.nonce)
    _sync(office, here)
    return here


def _sync(office: Office, here: Station) -> int:
    """How many facts a round sent."""
    return rounds.run(here.db, office.send, here.keys, office.now, office.nonce).sent


def _wrong(
    hall: Hall, number: int, last: datetime.date, pattern: str
) -> tuple[Sequence[Cheat], bool]:
    """How a hall's figures are manipulated, and whether it is silent in the end."""
    if pattern == MIXED:
        silent = number % SILENT_EACH == 0
        chosen = None if number % 2 else PATTERNS[number // 2 % len(PATTERNS)]
    else:
        silent = pattern == SILENCE
        chosen = next((one for one in PATTERNS if one == pattern), None)
    if chosen is None:
        return (), silent
    clerk, other = hall.clerks[0].badge, hall.clerks[1].badge
    begin = last - datetime.timedelta(CHEATING_DAYS - 1)
    strength = STRENGTH.get(chosen, USUAL_STRENGTH)
    return (Cheat(chosen, clerk, strength, begin, last, other),), silent


def _write(
    office: Office,
    stations: Mapping[str, Station],
    hall: Hall,
    day: datetime.date,
    events: Sequence[Event],
) -> None:
    """Writes a day into the stations' ledgers, each all at once: what customers gave at the screen
    where they did, all else at the first one."""
    for name, here in stations.items():
        first = name == hall.screens[0]
        author = at_station(here.db, "machine", office.now())
        made = []
        for n, event in enumerate(events):
            if name == event.screen if isinstance(event, halls.Given) else first:
                said = f"{here.keys.fingerprint} {day} {n}".encode()
                event_id = hashlib.sha256(said).hexdigest()[:32]
                made.append(([event_id], facts.encode(_fact(author, event_id, hall, day, event))))
        write_new(here.db, author, made)


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
