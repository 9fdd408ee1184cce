"""A station that has gone silent, one that was lost and whose place another one took, and a program
that reads head office's figures."""

from collections.abc import Callable

from kiosk.demo.hall import key
from kiosk.demo.halls import Office
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.exchange import revocation
from kiosk.records.people import consumers
from kiosk.records.stations import enrolment
from kiosk.records.stations.last_calls import LastCall
from kiosk.sync import rounds

SILENT, REPLACED = "sb07", "sb08"
"""The branches of the stations; the halls of both have others."""
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
SILENT_MS, LOST_MS, MADE_MS, USED_MS = 3 * DAY_MS, 2 * DAY_MS, 20 * DAY_MS, 2 * HOUR_MS
"""How long ago: the silent station called last, the lost one was revoked, the program's key was
made, and last used."""
USER = "admin"
Opened = Callable[[str], tuple[Database, Keys]]
"""A new machine of this name."""


def make(office: Office, opened: Opened, silent: str = SILENT, replaced: str = REPLACED) -> None:
    """Enrols the stations, in these branches, and gives the program its key."""
    now = office.clock().utc
    quiet = _station(office, opened, "silent", silent)
    _called(office, quiet, now - SILENT_MS)
    lost = _station(office, opened, "lost", replaced)
    _called(office, lost, now - LOST_MS - HOUR_MS)
    revocation.revoke(office.db, lost, USER, "平板遗失", now - LOST_MS)
    _station(office, opened, "successor", replaced, lost)
    _program(office, now)


def _station(office: Office, opened: Opened, name: str, branch: str, replaces: str = "") -> str:
    """A station that has enrolled and called once; returns its name."""
    db, keys = opened(name)
    now, secret = office.clock(), bytes.fromhex(office.new_key())[-10:]
    code = enrolment.issue_code(office.db, branch, office.keys, secret, now.utc, replaces)
    rounds.enrol(db, office.send, keys, office.url, code, now, office.new_key)
    rounds.run(db, office.send, keys, office.clock, office.new_key)
    db.close()
    return keys.fingerprint


def _called(office: Office, station: str, at: int) -> None:
    """The station has not called since."""
    office.db.run(LastCall.update(at=at).where(LastCall.station == station))


def _program(office: Office, now: int) -> None:
    """A key that was used this morning."""
    form = key("program")
    scopes = ("ratings", "evaluations")
    consumers.add(office.db, office.keys, form, "政务服务平台", scopes, USER, now - MADE_MS)
    made = next(one for one in consumers.listed(office.db) if one.consumer == form)
    consumers.note_used(office.db, made, now - USED_MS)
