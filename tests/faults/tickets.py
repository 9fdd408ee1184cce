"""A ticket system that misbehaves: it repeats itself, skips numbers and begins again in the middle
of a day, runs with a wrong clock, loses answers, is silent for two days and delivers what it kept.

The oracle is what happened in the hall: who was served, when, by whom, and what was answered. At
the end these figures must be 0:

    python -m tests.faults.tickets --days 12 --seed 7
"""

import datetime
import random
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import click

from kiosk.records.alerts.listed import Alert
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.hall import duty, offers
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.people import authors
from kiosk.records.upkeep import checks
from kiosk.rules.ledger.time import local_date
from tests.cast import (
    HERE,
    LI,
    WANG,
    Machine,
    Time,
    enrol,
    machine,
    publish_cast,
    sync_round,
)  # fmt: skip
from tests.records.alerts.cast import look
from tests.tickets import connect

HOUR_MS = 3_600_000
WINDOWS = {"3": WANG, "5": LI}


@dataclass
class Service:
    """What happened: a ticket at a window at a moment (UTC ms); with which time (UTC ms) it was
    acknowledged, 0 if it was not."""

    ticket: str
    window: str
    clerk: str
    at: int
    taken_for: int = 0


@dataclass
class World:
    """A hall, its office, its clock, its ticket system with all that it got wrong."""

    office: Machine
    hall: Machine
    time: Time
    dice: random.Random
    key: str = ""
    services: list[Service] = field(default_factory=list)
    kept: list[Service] = field(default_factory=list)
    last: datetime.date = datetime.date(2026, 11, 21)
    silences: set[datetime.date] = field(default_factory=set)
    number: int = 0
    skew: int = 0
    wrong: Counter[str] = field(default_factory=Counter)


FIGURES = (
    "customers that were acknowledged and are not counted",
    "customers counted twice",
    "customers taken for another one",
    "reports refused without their field",
    "reports refused by a clock that is right",
    "offers of what no one was just served with",
    "tickets rated twice",
    "days of silence without an alert, at hall or office",
    "alerts without a day of silence",
    "rows that differ between hall and office, or from the ledger",
)


def play(folder: Path, days: int, seed: int) -> dict[str, int]:
    """Plays so many days; returns the figures."""
    time = Time()
    with mock.patch("kiosk.ground.clock.read", time):
        office = machine(folder / "office", "office", time)
        hall = machine(folder / "hall", "station", time)
        publish_cast(office)
        enrol(hall, office, HERE)
        sync_round(hall, office)
        world = World(office, hall, time, random.Random(seed), connect(hall))
        for day in range(days):
            _day(world, day)
        for one in (hall, office):
            look(one)
        _judge(world)
        office.db.close()
        hall.db.close()
    return {name: world.wrong[name] for name in FIGURES}


def _day(world: World, day: int) -> None:
    dice, time = world.dice, world.time
    closed, silent = day % 7 == 6, day % 7 in (2, 3)
    world.number = 0
    if not closed:
        for window, badge in WINDOWS.items():
            author = authors.at_desk(world.hall.db, badge, time())
            duty.change(world.hall.db, author, world.hall.new_id(), on=True, window=window)
        if not silent:
            for service in world.kept:
                _send(world, service)
            world.kept = []
        world.skew = dice.choice((0, 0, 0, 3 * HOUR_MS, -4 * 60_000)) if not silent else 0
        for _ in range(24):
            time.pass_by(dice.randrange(5, 16) * 60_000)
            _serve(world, silent=silent)
        if world.last < world.hall.today():
            world.silences.add(world.last)
    sync_round(world.hall, world.office)
    midnight = 24 * HOUR_MS - (time.utc + 8 * HOUR_MS) % (24 * HOUR_MS)
    time.pass_by(midnight + 9 * HOUR_MS)
    for one in (world.hall, world.office):
        sync_round(world.hall, world.office)
        look(one)


def _serve(world: World, *, silent: bool) -> None:
    dice = world.dice
    world.number += dice.choice((1, 1, 1, 2, 5))  # some numbers are never called
    if dice.random() < 0.04:
        world.number = 1  # begins again in the middle of the day
    window = dice.choice(list(WINDOWS))
    service = Service(f"A{world.number:03}", window, WINDOWS[window], world.time.utc)
    world.services.append(service)
    if silent:
        world.kept.append(service)
        return
    _send(world, service)
    while dice.random() < 0.3:
        if dice.random() < 0.5:
            world.time.pass_by(dice.randrange(1, 90) * 1_000)
        _send(world, dice.choice(world.services[-3:]))
    _rate(world, service)


def _send(world: World, service: Service) -> None:
    """Sends a report, by the system's own clock; some answers get lost, and it sends again."""
    skewed = service.at + world.skew
    at = datetime.datetime.fromtimestamp(skewed / 1000, datetime.UTC).isoformat()
    said = {
        "ticket": service.ticket, "window": service.window, "clerk": service.clerk, "at": at,
    }  # fmt: skip
    client = world.hall.app("desk").test_client()
    for _ in range(2 if world.dice.random() < 0.2 else 1):
        headers = {"Authorization": f"Bearer {world.key}"}
        answer = client.post("/api/tickets", json=said, headers=headers)
    problem = {} if answer.status_code < 300 else answer.get_json(force=True)
    world.wrong[FIGURES[3]] += bool(problem) and not problem.get("field")
    if problem.get("code") in ("served_ahead", "served_long_ago") and abs(world.skew) < 5 * 60_000:
        world.wrong[FIGURES[4]] += 1
    if answer.status_code < 300:
        service.taken_for = service.taken_for or skewed
        world.last = max(world.last, _day_of(skewed))


def _rate(world: World, service: Service) -> None:
    """The customer taps an offer, and some tap twice."""
    browser = world.hall.browser("lobby")
    open_now = offers.open_now(world.hall.db, HERE, world.time.utc)
    for offer in open_now:
        real = [
            one for one in world.services
            if (one.ticket, one.window, one.clerk) == (offer.ticket, offer.window, offer.clerk)
            and abs(world.time.utc - one.at) <= 15 * 60_000
        ]  # fmt: skip
        world.wrong[FIGURES[5]] += not real
    mine = [one for one in open_now if (one.ticket, one.window) == (service.ticket, service.window)]
    if mine and world.dice.random() < 0.5:
        for _ in range(world.dice.choice((1, 1, 3))):
            form = {"served": mine[0].event_id, "grade": world.dice.choice("12345")}
            browser.post(f"/clerks/{service.clerk}/ratings", data=form)


def _judge(world: World) -> None:
    rows = world.hall.db.rows(ServedNow.select().where(ServedNow.withdrawn == 0))
    by_ticket: dict[tuple[str, str, str], list[ServedNow]] = {}
    for row in rows:
        by_ticket.setdefault((row.ticket, row.window, row.day.isoformat()), []).append(row)
    world.wrong[FIGURES[1]] += sum(len(some) - 1 for some in by_ticket.values())
    taken: Counter[tuple[str, str, str]] = Counter()
    for service in world.services:
        if not service.taken_for:
            continue
        day = _day_of(service.taken_for).isoformat()
        found = by_ticket.get((service.ticket, service.window, day), [])
        world.wrong[FIGURES[0]] += not found
        taken[service.ticket, service.window, day] += 1
    world.wrong[FIGURES[2]] += sum(number - 1 for number in taken.values())
    bound = world.hall.db.rows(FeedbackNow.select().where(FeedbackNow.ticket != ""))
    world.wrong[FIGURES[6]] += len(bound) - len({row.ticket for row in bound})
    spells = len(world.silences)
    for one in (world.hall, world.office):
        alerts = one.db.rows(Alert.select().where(Alert.event == "silent_tickets"))
        world.wrong[FIGURES[7]] += max(0, spells - len(alerts))
        world.wrong[FIGURES[8]] += max(0, len(alerts) - spells)
        world.wrong[FIGURES[9]] += (
            checks.check(one.db, one.keys, at_office=one is world.office) is not None
        )
    world.wrong[FIGURES[9]] += abs(len(rows) - len(world.office.db.rows(ServedNow.select())))
    if not bound or not spells or len(rows) < len(world.services) // 2:
        raise AssertionError(f"nothing was played: {len(rows)} of {len(world.services)}")


def _day_of(at: int) -> datetime.date:
    return local_date(at, "Asia/Shanghai")


@click.command()
@click.option("--days", default=12)
@click.option("--seed", default=1)
def main(days: int, seed: int) -> None:
    """Plays DAYS of a ticket system that misbehaves, and prints the figures."""
    with tempfile.TemporaryDirectory() as folder:
        found = play(Path(folder), days, seed)
    for name, number in found.items():
        click.echo(f"{number:4} {name}")
    if any(found.values()):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
