"""What a history has come to, once clocks are right and the line is quiet: figures that must all
be 0."""

import contextlib
import datetime
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from kiosk.records.cases import contact_sealing, contact_store
from kiosk.records.cases.state import CaseNow
from kiosk.records.exchange import days
from kiosk.records.ledger import ledger
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.publishing import manifests
from kiosk.records.upkeep import checks
from kiosk.rules.ledger.counting import content
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from tests.faults.histories import disasters, rounds, staff
from tests.faults.histories.book import Book, Named
from tests.faults.histories.founding import day_of
from tests.faults.histories.machines import Machine
from tests.faults.histories.operations import TAMPERING
from tests.faults.histories.world import World, new_key

FIGURES = (
    "lost", "twice", "uncounted", "stuck", "phones missing", "phones kept", "states differ",
    "documents differ", "alarms missing", "false alarms", "unverified", "crashed",
)  # fmt: skip
"""Each must be 0: acknowledged facts that the office has no row of; contents that count more than
once; acknowledged facts that no machine's list of reasons excuses from counting; stations that do
not come to rest; phone numbers that are missing, or kept although erased; stations whose counted
facts or cases, or whose documents, differ from the office's; alarms that are due and missing, or
raised although nothing was tampered with; machines whose ledger is not clean; operations that end
in an error nobody planned."""
OF_FACTS = {"future_day", "old_day", "conflict", "void_refused", "unreadable"}
"""Alarms about single facts; all others are about a chain."""
CONTACT_DAYS = datetime.timedelta(days=89)
CONTACT_MOST_DAYS = datetime.timedelta(days=179)


@dataclass
class Judgement:
    """The figures of a history, with a line for each finding; `days_off` counts facts from the
    screen that count for another day than the one before, of or after their true moment."""

    acknowledged: int = 0
    days_off: int = 0
    figures: Counter[str] = field(default_factory=Counter)
    says: list[str] = field(default_factory=list)

    def find(self, figure: str, says: str) -> None:
        self.figures[figure] += 1
        self.says.append(f"{figure}: {says}")


class Scene(NamedTuple):
    """What is judged: the machines, what was acknowledged, the true time (UTC ms), and what
    happened, by name."""

    office: Machine
    stations: list[Machine]
    book: Book
    true: int
    did: Counter[str]

    @property
    def machines(self) -> list[Machine]:
        return [self.office, *self.stations]


def judge(world: World, chance: random.Random) -> Judgement:
    """Puts the clocks right, lets the line be quiet, and looks at every machine."""
    found = Judgement()
    for crash in world.crashes:
        found.find("crashed", crash)
    disasters.part(world, chance)
    for machine in world.machines:
        machine.clock.wrong = 0
        with contextlib.suppress(Refusal):
            staff.confirm(world, machine, new_key(chance))
    for name, says in rounds.quiet(world, chance).items():
        found.find("stuck", f"{name}: {says}")
    examine(Scene(world.office, world.stations, world.book, world.true, world.did), found)
    return found


def examine(scene: Scene, found: Judgement) -> None:
    """Adds what differs from what was acknowledged, or between machines."""
    found.acknowledged = len(scene.book.acknowledged)
    _facts(scene, found)
    _phones(scene, found)
    for station in scene.stations:
        _compare(scene.office, station, found)
    _alarms(scene, found)
    for machine in scene.machines:
        at_office = machine is scene.office
        if wrong := checks.check(machine.db, machine.keys, at_office=at_office):
            found.find("unverified", f"{machine.name}: {wrong}")


def _facts(scene: Scene, found: Judgement) -> None:
    counted: Counter[Named] = Counter()
    for row in scene.office.db.rows(Ledger.select()):
        named = row.event_id, bytes(row.body)
        counted[named] += row.counted
        known = scene.book.acknowledged.get(named)
        if known and row.counted and row.entry == "screen":
            found.days_off += abs(row.counted_day - day_of(known.at)) > datetime.timedelta(days=1)
    for named, (machine, _) in scene.book.acknowledged.items():
        if named not in counted and named not in scene.book.gone:
            found.find("lost", f"{machine}: {_named(*named)}")
        elif counted.get(named) == 0 and not _stands_for_a_twin(scene.office, named):
            found.find("uncounted", f"{machine}: {_named(*named)}")
    for machine in scene.machines:
        for what, times in Counter(_counted(machine)).items():
            if times > 1:
                found.find("twice", f"{machine.name}: {what[:3]} {times} times")


def _named(event_id: str, body: bytes) -> str:
    """A fact in few words."""
    try:
        said = facts.columns(body)
    except msgspec.MsgspecError:
        return f"{event_id[:8]} {body!r}"
    return f"{said.kind} {said.mark} {event_id[:8]} of {said.day}"


def _stands_for_a_twin(office: Machine, named: tuple[str, bytes]) -> bool:
    """Whether an uncounted paper entry counts under the bytes of another station."""
    said = facts.columns(named[1])
    same = (Ledger.event_id == named[0]) & (Ledger.counted == 1) & (Ledger.entry == "paper")
    return said.entry == "paper" and office.db.first(Ledger.select().where(same)) is not None


def _counted(machine: Machine, branch: str | None = None) -> list[tuple[object, ...]]:
    """What counts on a machine, with the day it counts for."""
    wanted = Ledger.counted == 1
    if branch is not None:
        wanted &= Ledger.branch == branch
    return [
        (row.branch, row.event_id, content(facts.columns(bytes(row.body)), bytes(row.body)),
         str(row.counted_day))
        for row in machine.db.rows(Ledger.select().where(wanted))
    ]  # fmt: skip


def _phones(scene: Scene, found: Judgement) -> None:
    for digest, (branch, phone) in scene.book.phones.items():
        if digest in scene.book.phones_gone:
            continue
        row = scene.office.db.first(CaseNow.select().where(CaseNow.contact == digest))
        if row is None and (digest in scene.book.perhaps_erased or _expired(scene, digest)):
            holding = [m.name for m in scene.machines if contact_store.find(m.db, branch, digest)]
            if holding:
                found.find("phones kept", f"{digest[:8]}: {holding}")
            continue
        for machine in (scene.office, *(one for one in scene.stations if one.branch == branch)):
            if _read(scene, machine, branch, digest) != phone:
                found.find("phones missing", f"{machine.name}: {digest[:8]}")


def _read(scene: Scene, machine: Machine, branch: str, digest: str) -> str:
    """The phone number as head office can open it from what this machine holds."""
    body = contact_store.find(machine.db, branch, digest)
    try:
        return contact_sealing.opened(body, scene.office.keys, digest).phone if body else ""
    except Refusal:
        return ""


def _expired(scene: Scene, digest: str) -> bool:
    """Whether the date has come on which these details are erased, by the true day on which their
    case was opened or closed."""
    opened = [
        fact
        for fact in map(ledger.read, _rows(scene.office, "case"))
        if isinstance(fact, facts.CaseOpened) and fact.contact == digest
    ]
    if any(fact.day + CONTACT_MOST_DAYS <= day_of(scene.true) for fact in opened):
        return True
    cases = {fact.event_id for fact in opened}
    for row in _rows(scene.office, "case_closed"):
        known = scene.book.acknowledged.get((row.event_id, bytes(row.body)))
        closed = day_of(known.at) if known else row.day
        if row.subject in cases and closed + CONTACT_DAYS <= day_of(scene.true):
            return True
    return False


def _rows(machine: Machine, kind: str) -> list[Ledger]:
    return machine.db.rows(Ledger.select().where(Ledger.kind == kind))


def _compare(office: Machine, station: Machine, found: Judgement) -> None:
    branch = station.branch
    ours, theirs = (Counter(_counted(machine, branch)) for machine in (station, office))
    for where, rest in ((station.name, ours - theirs), ("office", theirs - ours)):
        if rest:
            branch, event_id, *_, day = next(iter(rest))
            says = f"{rest.total()} count at {where} alone: {branch} {event_id} on {day}"
            found.find("states differ", f"{station.name}: {says}")
    cases, those = (_cases(machine, branch) for machine in (station, office))
    if cases != those:
        pairs = zip(cases, those, strict=False)
        differing = next((_differing(*pair) for pair in pairs if pair[0] != pair[1]), "")
        says = f"{len(cases)} cases, {len(those)} at the office; {differing}"
        found.find("states differ", f"{station.name}: {says}")
    listed = manifests.newest_manifest(station.db, branch)
    wanted = manifests.manifest_for(office.db, branch, office.keys, 0)
    ours_listed = manifests.decode_manifest(listed.body).documents if listed else ()
    if ours_listed != manifests.decode_manifest(wanted.body).documents:
        found.find("documents differ", station.name)


def _cases(machine: Machine, branch: str) -> list[dict[str, object]]:
    rows = CaseNow.select().where(CaseNow.branch == branch).order_by(CaseNow.case_id)
    return [row.__data__ for row in machine.db.rows(rows)]


def _differing(one: dict[str, object], other: dict[str, object]) -> str:
    return ", ".join(f"{key} {one[key]}/{other[key]}" for key in one if one[key] != other[key])


def _alarms(scene: Scene, found: Judgement) -> None:
    raised = {machine.name: machine.db.rows(Alarm.select()) for machine in scene.machines}
    for where, station, branch in sorted(scene.book.due):
        codes = {alarm.code for alarm in raised[where] if alarm.branch == branch}
        if not codes - OF_FACTS:
            found.find("alarms missing", f"{where}: about {station}")
    corrected = Ledger.counted_day != Ledger.day
    dated = corrected & (Ledger.counted == 1) & (Ledger.kind != "voided")
    alarmed = {alarm.detail for alarm in raised[scene.office.name] if alarm.code in days.ALARMS}
    for row in scene.office.db.rows(Ledger.select().where(dated)):
        if row.event_id not in alarmed and not scene.did["put back"]:
            found.find("alarms missing", f"office: {row.event_id} is counted for another day")
    if not any(scene.did[name] for name in TAMPERING):
        for name, alarms in raised.items():
            for alarm in (one for one in alarms if one.code != "seal_key"):
                found.find("false alarms", f"{name}: {alarm.code} {alarm.detail}")
