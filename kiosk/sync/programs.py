"""Fetching the version of the program that the office offers: piece by piece, a little in each
round, at night or while the hall is quiet. Its signature is checked by who installs it, as root."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from kiosk import VERSION
from kiosk.ground import disk
from kiosk.ground.db import Database
from kiosk.records.ledger import times
from kiosk.records.upkeep import upgraded
from kiosk.rules.upkeep import stages
from kiosk.sync.client import Office
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import NoLine
from kiosk.vocabulary.wire import Offer

A_ROUND_MS = 45_000
"""How long one round may go on fetching, so that facts do not wait."""
MOST_BYTES = 1 << 30
ROOM = 512 * 1_048_576
"""Bytes that stay free on the disk."""


class Places(NamedTuple):
    """The folder for what is being fetched, and where a version waits that is to be installed."""

    folder: Path
    ready: Path


def fetch(db: Database, office: Office, places: Places, now: Callable[[], Moment]) -> int:
    """Goes on fetching what is offered, as far as this round goes; returns how many bytes came.
    Once it is whole and the hall is quiet, it is put where it is installed from."""
    folder, ready = places
    at = times.believed(db, now()).utc
    wanted = upgraded.wanted(db, VERSION, at)
    if wanted is None:
        _forget(folder)
        return 0
    hour = stages.hour(at, times.zone(db))
    if ready.exists() or not stages.may_fetch(hour, wanted.quiet_ms):
        return 0
    folder.mkdir(mode=0o700, exist_ok=True)
    part = folder / f"{wanted.offer.sha256}.part"
    came = _go_on(office, folder, part, wanted.offer, now)
    whole = part.exists() and part.stat().st_size == wanted.offer.size
    if whole and stages.may_install(hour, wanted.quiet_ms):
        _hand_over(part, ready, wanted.offer)
    return came


def _go_on(
    office: Office, folder: Path, part: Path, offer: Offer, now: Callable[[], Moment]
) -> int:
    """Fetches further pieces; an interruption loses at most one."""
    _forget(folder, part)
    if offer.size > MOST_BYTES or disk.free(folder) < offer.size + ROOM:
        return 0
    began, came = now().mono, 0
    with part.open("ab") as out:
        while out.tell() < offer.size and now().mono - began < A_ROUND_MS:
            piece = office.ask("GET", f"/intake/v1/programs/{offer.sha256}?from={out.tell()}")
            if not piece or out.tell() + len(piece) > offer.size:
                raise NoLine(f"the program has other than {offer.size} bytes")
            out.write(piece)
            out.flush()
            os.fsync(out.fileno())
            came += len(piece)
    return came


def _forget(folder: Path, but: Path | None = None) -> None:
    """Deletes what was fetched of versions that are offered no more."""
    for part in folder.glob("*.part"):
        if part != but:
            part.unlink()


def _hand_over(part: Path, ready: Path, offer: Offer) -> None:
    with part.open("rb") as opened:
        same = hashlib.file_digest(opened, "sha256").hexdigest() == offer.sha256
    if not same:
        part.unlink()  # a piece was damaged on the disk: from the beginning
        raise NoLine(f"the program {offer.version} came damaged")
    part.replace(ready)
    disk.sync(ready.parent)
