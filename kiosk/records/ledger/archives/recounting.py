"""Whether what archived facts add to the tallies is what their files say. Hours are left out, since
a hall's zone can have changed after they were counted."""

from collections import Counter
from collections.abc import Iterator

from kiosk.ground.db import Database
from kiosk.records.ledger import tallies
from kiosk.records.ledger.archives import parts
from kiosk.records.ledger.archives.parts import Archive, ArchivedPart
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.tallies import Key
from kiosk.rules.ledger.archives import BadArchive, Entry
from kiosk.rules.ledger.counting import Counted
from kiosk.vocabulary import facts


def differences(db: Database) -> Iterator[tuple[str, str]]:
    """(branch, what) of each sum that is not as the files give it. A branch of which a file can't
    be read is left out: the check of files names that one."""
    for (branch,) in db.rows(Archive.select(Archive.branch).distinct().tuples()):
        try:
            counted = _counted(db, branch)
        except BadArchive:
            continue
        stored = tallies.archived(db, branch)
        for key in sorted({_unhoured(one) for one in stored} | counted.keys()):
            held = sum(n for one, n in stored.items() if _unhoured(one) == key)
            if held != counted[key]:
                said = " ".join(map(str, (key.day, *key[2:])))
                yield branch, f"archived {said}: {held}, the files say {counted[key]}"


def _unhoured(key: Key) -> Key:
    return key._replace(hour=0)


def _counted(db: Database, branch: str) -> Counter[Key]:
    """What the entries of a branch without a row add up to: read once for what was taken back, and
    once more to count, so that few are in memory."""
    subjects = {columns.subject for columns, _ in _gone(db, branch) if columns.kind == "voided"}
    made: dict[str, Ledger] = {}
    for columns, entry in _gone(db, branch) if subjects else ():
        if columns.event_id in subjects and columns.kind in tallies.KINDS:
            row = Ledger(kind=columns.kind, body=entry.body, event_id=columns.event_id)
            made.setdefault(columns.event_id, row)
    found: Counter[Key] = Counter()
    for columns, entry in _gone(db, branch):
        if columns.kind in tallies.TALLIED:
            one = Counted(columns, entry.body, entry.day)
            for key, n in tallies.changes([one], made).items():
                found[_unhoured(key)] += n
    return found


def _gone(db: Database, branch: str) -> Iterator[tuple[facts.Columns, Entry]]:
    """The entries of a branch that count and have no row any more. Raises BadArchive."""
    query = ArchivedPart.select(*_PLACE).where(ArchivedPart.branch == branch)
    for station, epoch, first in db.rows(query.order_by(*_PLACE).tuples()):
        of = (branch, station, epoch)
        part = parts.covering(db, of, first)
        for entry in parts.entries(db, of, first):
            if entry.counted and part is not None and part.is_gone(entry.seq):
                yield facts.columns(entry.body), entry


_PLACE = (ArchivedPart.station, ArchivedPart.epoch, ArchivedPart.first)
