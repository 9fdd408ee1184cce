"""The office and the hall that wrote the golden files, with keys that are not secret."""

from pathlib import Path
from typing import Any

import msgspec
from nacl.signing import SigningKey

from kiosk.ground.keys import Keys
from kiosk.records.ledger import alarms, identity, ledger
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.records.ledger.tallies import Tally
from kiosk.rules.transparency import leaves, notes, tiles
from kiosk.rules.transparency.notes import Verifier
from kiosk.vocabulary import facts
from tests.cast import HERE, Machine, Time, enrol, machine, publish_cast, sync_round

FOLDER = Path(__file__).parent
OFFICE, HALL = Keys(b"golden office   " * 2), Keys(b"golden hall     " * 2)
THEIRS = SigningKey(b"golden witness  " * 2)
WITNESS = Verifier("golden.example/w1", notes.COSIGNATURE, bytes(THEIRS.verify_key))
NAME = "golden.example/log"
LEAVES = {leaves.STATION, leaves.ENROLLED, leaves.EPOCH, leaves.HEAD_OFFICE, leaves.BATCH,
          leaves.PROMISED}  # fmt: skip
"""The types of leaves that a log of this office and hall has."""


def releases() -> list[Path]:
    """The folders of golden files, the oldest first."""
    found = [path for path in FOLDER.iterdir() if path.name.isdecimal()]
    return sorted(found, key=lambda path: int(path.name))


def pair(folder: Path, time: Time) -> tuple[Machine, Machine]:
    """The office and its hall, which is enrolled and has its documents."""
    office, hall = machine(folder / "o", "office", time), machine(folder / "h", "station", time)
    office.keys, hall.keys = OFFICE, HALL
    publish_cast(office)
    enrol(hall, office, HERE)
    sync_round(hall, office)
    return office, hall


def own(hall: Machine) -> ChainId:
    return identity.me(hall.db).chain


def bodies(upto: Path | None = None) -> list[bytes]:
    """The facts of all releases up to this one."""
    found: list[bytes] = []
    for one in releases():
        found += (one / "facts.jsonl").read_bytes().splitlines()
        if one == upto:
            break
    return found


def kinds(said: list[bytes]) -> dict[str, set[str]]:
    """Which fields these facts have, by kind."""
    found: dict[str, set[str]] = {}
    for body in said:
        one = msgspec.json.decode(body)
        found.setdefault(one["kind"], {"event_id"}).update(set(one) - {"kind"})
    return found


def ids(said: list[bytes]) -> dict[str, str]:
    """The id of the first fact of each kind."""
    found: dict[str, str] = {}
    for body in said:
        columns = facts.columns(body)
        found.setdefault(columns.kind, columns.event_id)
    return found


def bundles() -> list[Path]:
    """The leaves of each release's log; the first release has none."""
    return [file for one in releases() if (file := one / "bundle.bin").exists()]


def leaf_types() -> set[int]:
    return {leaf[0] for file in bundles() for leaf in tiles.unbundled(file.read_bytes())}


def figures(machine: Machine, of: ChainId) -> dict[str, Any]:
    """What a machine makes of the facts of a chain: its head, what counts, what is tallied, what
    became of cases, and the alarms."""
    rows = machine.db.rows(Ledger.select().where(Ledger.counted == 1))
    tallied = machine.db.rows(Tally.select())
    head = ledger.chain(machine.db, of)
    cases = [machine.case(row.event_id) for row in rows if row.kind == "case"]
    raised = machine.db.rows(alarms.Alarm.select())
    return {
        "head": f"{head.seq}/{bytes(head.head).hex()}",
        "counted": sorted(f"{row.kind}/{row.mark}/{row.clerk}/{row.counted_day}" for row in rows),
        "tallied": sorted(
            f"{one.day}/{one.hour}/{one.kind}/{one.clerk}/{one.mark}/{one.giver}/{one.entry}/{one.n}"
            for one in tallied
        ),
        "cases": [f"{case.state}/{case.worker}/{case.must_by}" for case in cases],
        "alarms": sorted(f"{one.code}/{one.seq}" for one in raised),
    }
