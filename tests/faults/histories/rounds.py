"""A station's rounds with the office: quiet ones, and ones in which the line is cut and much else
happens between two requests."""

import random
from collections.abc import Callable

from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_use, redating
from kiosk.records.exchange import days, revocation
from kiosk.records.ledger import identity, ledger, times
from kiosk.records.ledger.writing import at_station
from kiosk.records.people import authors
from kiosk.records.stations import enrolment
from kiosk.sync import rounds
from kiosk.sync.rounds import Round
from kiosk.vocabulary.refusals import NoLine, Refusal
from tests.faults.histories.book import Due
from tests.faults.histories.founding import keys_of
from tests.faults.histories.machines import Clock, Machine
from tests.faults.histories.world import QUIET, Plan, World

Operation = Callable[[World, random.Random], None]
LONGEST = 9
"""Requests of a round between which something can happen; few rounds have more."""


def sync(world: World, station: Machine, plan: Plan, size: int) -> Round | None:
    """A round as the machine's sync thread makes it; None if a round is under way already. Raises
    what the round raises."""
    if station.busy:
        return None
    station.busy, due = True, set() if plan.between else _forked(world, station)
    try:
        times.note_time(station.db, station.clock.at(world.true))
        return rounds.run(
            station.db, world.wire(station, plan), station.keys,
            lambda: station.clock.at(world.true), world.nonce, size,
        )  # fmt: skip
    except NoLine:
        due.clear()  # perhaps the office never heard of it
        raise
    except Refusal as refusal:
        if refusal.code == "revoked":  # it asks in vain for the epoch that would raise an alarm
            due = {one for one in due if one.where != world.office.name}
        raise
    finally:
        station.busy = False
        if not station.killed and not world.office.killed:
            world.book.due |= due


def _forked(world: World, station: Machine) -> set[Due]:
    """The alarms that a round must raise, since the office holds something of the station's chains
    that the station does not: one of the two is a copy, or was put back. Of an epoch that another
    copy has begun, only the office must know."""
    me = identity.me(station.db).chain
    if enrolment.find(world.office.db, me.station) is None:
        return set()
    due = set()
    for chain in ledger.chains(world.office.db, me.branch, me.station):
        here = ledger.hash_at(station.db, me._replace(epoch=chain.epoch), chain.seq)
        if here != bytes(chain.head):
            due.add(Due(world.office.name, station.name, station.branch))
            if chain.epoch <= me.epoch:
                due.add(Due(station.name, station.name, station.branch))
    return due


def of(world: World, chance: random.Random, between: Operation) -> None:
    """A round: on half of them the line is cut, and `between` happens between two requests."""
    station = world.station(chance)
    cut = chance.choice(("before", "after", "torn", "", "", ""))
    at = chance.randint(1, LONGEST)
    later = {
        chance.randint(2, LONGEST): lambda: between(world, chance)
        for _ in range(chance.choice((0, 0, 1, 2)))
    }  # fmt: skip
    size = chance.choice((1, 3, 500, 500))
    try:
        sync(world, station, Plan(at, cut, later), size)
    except NoLine:
        world.did["rounds that failed"] += 1


def enrol(world: World, station: Machine, chance: random.Random, keys: Keys | None = None) -> None:
    """The office draws a code, and the station is enrolled with it, perhaps with new keys; raises
    Refusal or NoLine."""
    keys = keys or station.keys
    office, now = world.office, world.office_time
    code = enrolment.issue_code(office.db, station.branch, office.keys, chance.randbytes(10), now)
    rounds.enrol(
        station.db, world.wire(station), keys, "http://office", code,
        station.clock.at(world.true), world.nonce,
    )  # fmt: skip
    station.keys = keys


def renew_key(world: World, station: Machine, chance: random.Random, branch: str = "") -> None:
    """The station enrols with a new key by a code that replaces it, perhaps for another branch;
    raises Refusal or NoLine."""
    office, now, former = world.office, world.office_time, station.keys
    branch, keys = branch or station.branch, keys_of(f"new {chance.getrandbits(64):x}")
    code = enrolment.issue_code(
        office.db, branch, office.keys, chance.randbytes(10), now, former.fingerprint
    )
    rounds.enrol(
        station.db, world.wire(station), keys, "http://office", code,
        station.clock.at(world.true), world.nonce, former,
    )  # fmt: skip
    station.keys, station.branch = keys, branch


QUIET_PASSES = 6
"""Passes over all stations after which everything must be at rest."""
PAUSE_MS = 300_000


def quiet(world: World, chance: random.Random) -> dict[str, str]:
    """Rounds without trouble until nothing moves any more; returns what the last round of each
    station that is not at rest said. A station that the office doesn't know is enrolled again, and
    one that is revoked gets a new key; what it had sent is released."""
    restless = dict.fromkeys((station.name for station in world.stations), "")
    for _ in range(QUIET_PASSES):
        for machine in world.machines:
            keep_house(world, machine)
        for station in world.stations:
            world.true += PAUSE_MS
            restless[station.name] = _one_quiet(world, station, chance)
        released = _release(world)
        if not released and not any(restless.values()):
            break
    return {name: says for name, says in restless.items() if says}


def _release(world: World) -> int:
    """A person at head office releases what revoked stations have sent."""
    done, db = 0, world.office.db
    for name in revocation.held(db):
        known = enrolment.find(db, name)
        if known is not None:
            now = world.office.clock.at(world.true)
            author = authors.at_office(db, known.branch, "admin", now)
            done += revocation.release(db, author, name, "已核实")
    return done


def keep_house(world: World, machine: Machine) -> None:
    """What a running machine does every ten minutes."""
    now, at_office = machine.clock.at(world.true), machine is world.office
    if at_office:
        times.note_time(machine.db, now)
        days.judge_again(machine.db, now)
    elif identity.settled(machine.db):
        redating.redate(machine.db, at_station(machine.db, "machine", now))
    contact_use.erase_due(machine.db, now, at_office=at_office)


def _one_quiet(world: World, station: Machine, chance: random.Random) -> str:
    try:
        try:
            done = sync(world, station, QUIET, 500)
        except Refusal as refusal:
            if refusal.code == "revoked":
                renew_key(world, station, chance)
            elif refusal.code == "unknown_station":
                world.did["enrolled again by hand"] += 1
                enrol(world, station, chance)
            else:
                raise
            done = sync(world, station, QUIET, 500)
    except (Refusal, NoLine) as trouble:
        return f"{type(trouble).__name__}: {trouble}"
    moved = done is not None and (done.sent or done.received)
    return f"{done.sent} sent, {done.received} received" if done and moved else ""


def fresh_clock(world: World, chance: random.Random) -> Clock:
    """The clocks of a machine that was just switched on, its wall clock right."""
    return Clock(f"{chance.getrandbits(64):016x}", world.true)
