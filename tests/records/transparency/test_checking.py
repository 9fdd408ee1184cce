"""A log that is not what was signed, or not what the ledger holds, is named: by `verify`, and at
night."""

from collections.abc import Callable

import pytest

from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.transparency import checking, checkpoints, log
from kiosk.records.transparency.checkpoints import LogCheckpoint
from kiosk.records.transparency.log import LogBundle, LogState, LogTile
from kiosk.records.upkeep import checks
from kiosk.rules.transparency import merkle, tiles
from tests.cast import Machine, Time
from tests.records.transparency.cast import entries, given, taken_in
from tests.records.transparency.test_checkpoints import cosigned, state
from tests.records.upkeep.archives.cast import moved
from tests.sync.cast import tap

DAY_MS = 86_400_000
Fault = Callable[[Machine], None]


@pytest.fixture
def signed(office: Machine, hall: Machine) -> Machine:
    """An office with a log in two bundles, signed and witnessed."""
    given(hall, 3)
    taken_in(office, hall)
    with office.db.writing_in(log.TURN):
        log.append(office.db, [bytes([18]) * 24 for _ in range(270)])
    note = checkpoints.sign(office.keys, state(office))
    checkpoints.publish(office.db, cosigned(note), [], 0, 5)
    return office


def found(office: Machine, at: int = 0, seconds: float = 60) -> list[str]:
    return [f"{one.column}: {one.says}" for one in checking.findings(office.db, at, seconds)]


def test_a_log_that_was_not_touched_is_whole(signed: Machine, hall: Machine):
    assert found(signed) == []
    given(hall)
    taken_in(signed, hall)
    assert found(signed) == [], "it grew since it was signed"
    assert checks.check(signed.db, signed.keys, at_office=True) is None


def test_a_machine_without_a_log_has_nothing_to_check(hall: Machine):
    assert found(hall) == []


def put_back(office: Machine) -> None:
    """As by a backup: so many leaves were signed that are not there."""
    size = state(office).size - 1
    root = merkle.root(size, log.Tree(office.db).subtree)
    office.db.run(LogState.update(size=size, root=root))


def another_root(office: Machine) -> None:
    office.db.run(LogState.update(root=bytes(32)))


def forged_state(office: Machine) -> None:
    """The log is written again from its beginning, longer than the one that was signed."""
    there = entries(office)
    with office.db.writing_in(log.TURN):
        office.db.run(LogState.update(size=0, root=merkle.EMPTY))
        log.append(office.db, [there[0], there[2], there[1], *there[3:], b"\x12" * 24])


def changed_leaf(office: Machine) -> None:
    there = tiles.unbundled(log.bundle(office.db, 0))
    there[5] = there[5][:-1] + b"?"
    row = LogBundle.update(entries=tiles.bundled(there))
    office.db.run(row.where(LogBundle.number == 0))


def lost_bundle(office: Machine) -> None:
    office.db.run(LogBundle.delete().where(LogBundle.number == 1))


def changed_tile(office: Machine) -> None:
    """Leaves and their tile changed together."""
    changed_leaf(office)
    there = tiles.unbundled(log.bundle(office.db, 0))
    hashes = b"".join(map(merkle.leaf_hash, there))
    same = (LogTile.level == 0) & (LogTile.number == 0)
    office.db.run(LogTile.update(hashes=hashes).where(same))


def rewritten_ledger(office: Machine) -> None:
    office.db.run(Ledger.update(hash=bytes(32)).where((Ledger.kind == "card") & (Ledger.seq == 2)))


def lost_row(office: Machine) -> None:
    office.db.run(Ledger.delete().where((Ledger.kind == "card") & (Ledger.seq == 2)))


def another_origin(office: Machine) -> None:
    office.db.run(LogState.update(origin="another.log/1"))


OTHER = "log: the log has another entry than the ledger"
FAULTS: dict[str, tuple[Fault, str]] = {
    "put back": (put_back, "checkpoint: {size} leaves were signed, {less} are held"),
    "another root": (another_root, "checkpoint: signed with another root than the log has"),
    "written again": (forged_state, "checkpoint: the tree of {size} leaves has another root"),
    "another log": (another_origin, "checkpoint: {size} leaves were signed, {size} are held"),
    "a changed leaf": (changed_leaf, "tile: leaves 0 to 255 are not its own"),
    "a lost bundle": (lost_bundle, "tile: leaves 256 to {last} are not its own"),
    "leaves changed with their tile": (changed_tile, "tile: the hashes above leaves 0 to 255"),
    "the ledger was rewritten": (
        rewritten_ledger,
        "log: the log has another entry than the ledger",
    ),
    "the ledger lost a row": (lost_row, OTHER),
}


@pytest.mark.parametrize("what", FAULTS)
def test_each_fault_is_named(signed: Machine, what: str):
    size = state(signed).size
    break_it, says = FAULTS[what]
    break_it(signed)
    assert says.format(size=size, less=size - 1, last=size - 1) in found(signed)


def test_what_was_signed_is_compared_every_night_and_bundles_as_time_allows(signed: Machine):
    changed_leaf(signed)
    assert found(signed, seconds=-1) == []
    another_root(signed)
    assert found(signed, seconds=-1) == ["checkpoint: signed with another root than the log has"]


def test_nights_begin_at_different_bundles(signed: Machine, monkeypatch: pytest.MonkeyPatch):
    looked: list[int] = []
    real = log.bundle
    monkeypatch.setattr(log, "bundle", lambda db, n: looked.append(n) or real(db, n))
    for night in range(2):
        found(signed, at=night * DAY_MS)
    assert looked == [0, 1, 1, 0]


def test_the_nightly_check_raises_an_alarm(signed: Machine, time: Time):
    assert checks.check_nightly(signed.db, signed.keys, time(), at_office=True) is None
    time.pass_by(DAY_MS)
    another_root(signed)
    wrong = checks.check_nightly(signed.db, signed.keys, time(), at_office=True)
    assert wrong is not None and wrong.column == "checkpoint"
    (raised,) = signed.db.rows(Alarm.select().where(Alarm.code == "verify_failed"))
    assert raised.detail == "checkpoint: signed with another root than the log has"


def test_archived_entries_are_still_those_of_the_log(signed: Machine, hall: Machine):
    for number in range(1, 4):
        tap(hall, number)
    taken_in(signed, hall)
    moved(signed)
    assert found(signed) == []


def test_a_checkpoint_that_is_gone_leaves_the_tree_to_be_checked(signed: Machine):
    signed.db.run(LogCheckpoint.delete())
    assert found(signed) == []
    another_root(signed)
    assert found(signed) != []
