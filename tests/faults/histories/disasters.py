"""What befalls machines: kills, backups put back, copied and lost disks, wrong clocks."""

import contextlib
import random

from kiosk.commands.upkeep import healing
from kiosk.records.exchange import revocation
from kiosk.records.ledger import identity
from kiosk.records.people import authors
from kiosk.records.stations import owner
from kiosk.vocabulary.refusals import Refusal
from tests.faults.histories import rounds
from tests.faults.histories.founding import CLERKS, keys_of
from tests.faults.histories.machines import Machine
from tests.faults.histories.rounds import Operation
from tests.faults.histories.world import QUIET, World

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MOST_STATIONS = 4


def kill(world: World, chance: random.Random, during: Operation) -> None:
    """A machine dies at the n-th statement of what it does next, or around its commit."""
    machine = chance.choice(world.machines)
    statement, commit = chance.randint(0, 25), chance.choice(("", "", "", "before", "after"))
    world.aim = None if machine is world.office else machine
    machine.kill_at(statement, commit)
    try:
        during(world, chance)
    finally:
        if not machine.killed:
            machine.spare()


def back_up(world: World, chance: random.Random) -> None:
    """A backup is taken."""
    machine = chance.choice([world.office, *world.machines])
    machine.back_up()


def put_back(world: World, chance: random.Random) -> None:
    """A machine's database is replaced by one of its backups."""
    machine = chance.choice([world.office, *world.machines])
    if not machine.backups:
        machine.back_up()
        return
    if machine is world.office:
        world.book.due.clear()  # it may hold nothing any more that contradicts a station
    machine.put_back(chance.choice(machine.backups))
    world.book.note_destroyed(world.machines)
    world.did["put back"] += 1
    world.book.due = {one for one in world.book.due if one.where != machine.name}
    if chance.random() < 0.5:
        machine.reboot(chance, world.true)
    if machine is not world.office and not owner.is_owned_by(machine.db, machine.keys):
        try:  # it would not start with another key's database
            rounds.enrol(world, machine, chance)
        except Refusal:  # that key is revoked, or it has facts of the branch that it had left
            machine.branch = identity.me(machine.db).branch
            rounds.enrol(world, machine, chance, keys_of(f"new {chance.getrandbits(64):x}"))


def damage(world: World, chance: random.Random) -> None:
    """Pages of a station's database are overwritten; its next start heals it by itself. Where only
    the first page is hit, everything that was acknowledged can be read again and must be there."""
    machine = world.station(chance)
    worn_out = len(list(machine.config.damaged.glob("*"))) >= healing.MOST_A_DAY
    if worn_out or not owner.is_settled(machine.db):
        return
    share = chance.choice((0, 0, 0.05, 0.3))
    machine.damage(chance.getrandbits(32), share, world.true)
    if share:
        world.book.note_destroyed(world.machines)
    world.did["damaged"] += 1
    world.book.due = {one for one in world.book.due if one.where != machine.name}


def clone(world: World, chance: random.Random) -> None:
    """A station's folder is copied to a second computer, and both go on."""
    if len(world.stations) < MOST_STATIONS:
        station = world.station(chance)
        copy = station.cloned(
            world.new_folder(f"{station.name}+"), rounds.fresh_clock(world, chance)
        )
        world.stations.append(copy)
        world.did["cloned"] += 1


def part(world: World, chance: random.Random) -> None:
    """Of two copies of a station, one is switched off for good."""
    for twins in copies(world):
        world.switch_off(chance.choice(twins))


def copies(world: World) -> list[list[Machine]]:
    """The stations that run more than once."""
    by_key: dict[str, list[Machine]] = {}
    for station in world.stations:
        by_key.setdefault(station.keys.fingerprint, []).append(station)
    return [some for some in by_key.values() if len(some) > 1]


def enrol_again(world: World, chance: random.Random) -> None:
    """A station is enrolled again with its own key."""
    rounds.enrol(world, world.station(chance), chance)


def lose_key(world: World, chance: random.Random) -> None:
    """A station's key is lost; it is enrolled again with a new one, and its database stays."""
    keys = keys_of(f"new {chance.getrandbits(64):x}")
    rounds.enrol(world, world.station(chance), chance, keys)
    world.did["key lost"] += 1


def replace(world: World, chance: random.Random) -> None:
    """A station's disk is lost; a new computer with a new key takes its place."""
    station = world.station(chance)
    if any(station in twins for twins in copies(world)):
        return
    folder = world.new_folder(f"{station.name}*")
    folder.mkdir()
    keys = keys_of(f"new {chance.getrandbits(64):x}")
    new = Machine(folder.name, station.branch, folder, keys, rounds.fresh_clock(world, chance))
    new.db.migrate()
    try:
        rounds.enrol(world, new, chance)
    except BaseException:
        new.close()
        raise
    world.stations.append(new)
    world.switch_off(station)
    world.did["replaced"] += 1


def revoke(world: World, chance: random.Random) -> None:
    """Head office revokes a station; it goes on."""
    station, at = world.station(chance), world.office_time
    revocation.revoke(world.office.db, station.keys.fingerprint, "admin", "报失", at)
    world.did["revoked"] += 1


def release(world: World, chance: random.Random) -> None:
    """Head office releases what a revoked station has sent."""
    station = world.station(chance)
    now = world.office.clock.at(world.true)
    author = authors.at_office(world.office.db, station.branch, "admin", now)
    revocation.release(world.office.db, author, station.keys.fingerprint, "已核实")


def new_key(world: World, chance: random.Random) -> None:
    """A station gives itself a new key, and the office retires the old one."""
    rounds.renew_key(world, world.station(chance), chance)
    world.did["key changed"] += 1


def move(world: World, chance: random.Random) -> None:
    """A station moves to the other branch, with a new key, once it has sent what it has: the
    command waits for the end of its round and makes one of its own."""
    station = world.station(chance)
    if station.busy or any(station in twins for twins in copies(world)):
        return
    with contextlib.suppress(Refusal):
        rounds.sync(world, station, QUIET, 500)
    others = [branch for branch in CLERKS if branch != station.branch]
    rounds.renew_key(world, station, chance, chance.choice(others))
    world.did["moved"] += 1


def step_clock(world: World, chance: random.Random) -> None:
    """A machine's wall clock is set wrong, or right again."""
    machine = world.office if chance.random() < 0.2 else world.station(chance)
    sizes = (0, HOUR_MS, DAY_MS, 4 * DAY_MS, 40 * DAY_MS, 20 * 365 * DAY_MS)
    machine.clock.wrong = chance.choice((-1, 1)) * chance.choice(sizes)
    world.did["clock set"] += machine.clock.wrong != 0


def power_off(world: World, chance: random.Random) -> None:
    """A machine is off for a while; its clock's battery may be flat."""
    machine = chance.choice(world.machines)
    world.true += chance.choice((60_000, HOUR_MS, DAY_MS, 3 * DAY_MS))
    if chance.random() < 0.25:
        machine.clock.wrong = -world.true  # 1970
        world.did["clock set"] += 1
    machine.reboot(chance, world.true)


def keep_house(world: World, chance: random.Random) -> None:
    """A machine does what it does every ten minutes."""
    rounds.keep_house(world, chance.choice(world.machines))


def let_pass(world: World, chance: random.Random) -> None:
    """Time passes."""
    world.true += chance.choice((HOUR_MS, 8 * HOUR_MS, DAY_MS, 5 * DAY_MS))
