"""Receipts that customers ask about at head office: answered from what it holds, remembered until
the entry must have arrived, and an alarm if it has not or is another one."""

import datetime
from typing import Literal, NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import signed_by
from kiosk.ground.tables import DayField, Distributed
from kiosk.records.ledger import alarms, ledger, times
from kiosk.records.ledger.ledger import Chain, ChainId
from kiosk.records.publishing import branches
from kiosk.records.receipts import given, promised
from kiosk.records.stations import enrolment
from kiosk.records.stations.enrolment import Station
from kiosk.rules.ledger import chain as chain_rule
from kiosk.rules.ledger import signed_receipts as rule
from kiosk.rules.ledger.signed_receipts import Named, SignedReceipt, State
from kiosk.rules.ledger.time import local_date
from kiosk.vocabulary.facts import Moment

MOST_OF_STATION, MOST = 500, 50_000
"""How many receipts are remembered: of a station, so that none crowds out the others, and of all.
A receipt beyond them is answered, but not looked at again by itself."""
AT_ONCE = 1_000
"""So many are looked at in one run."""
WALK, STARTS = 5_000, 300
"""Entries that are followed, and places tried, to find one that was filed again."""
MOST_BYTES = 16_000_000


class AskedReceipt(Distributed):
    """A receipt that a customer asked about before its entry had arrived; `due` is the last day on
    which that can."""

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    seq = peewee.BigIntegerField()
    hash = peewee.BlobField()
    day = DayField()
    asked = DayField()
    due = DayField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch", "seq", "hash")
        indexes = ((("due",), False),)


class Answer(NamedTuple):
    """What head office can say about a receipt. `forged`: no station of this office signed it;
    `before`: it is from before its hall joined this office. `due` is the last day on which the
    entry can arrive in time; `remembered` says whether it is looked for by itself."""

    state: State | Literal["forged", "before"]
    named: Named
    branch: str = ""
    due: datetime.date | None = None
    remembered: bool = False


def answer(db: Database, receipt: SignedReceipt, now: Moment) -> Answer:
    """Answers a customer. A receipt with a bad signature changes nothing here."""
    named = receipt.named
    station = enrolment.find(db, named.station)
    if station is None:
        return Answer("forged", named)
    if not signed_by(bytes(station.public_key), named.message, receipt.signature):
        return Answer("forged", named)
    believed = times.believed(db, now)
    utc, sure = believed.utc, believed.sure
    zone = branches.zone(db, station.branch)
    today, enrolled = local_date(utc, zone), local_date(station.enrolled_at, zone)
    asked = _asked(db, station.branch, named) or today
    due = promised.due(db, station.branch, named.day, asked)
    state = _state(db, station.branch, named, due, today)
    brought = station.since is not None and station.since <= named.day <= enrolled
    if state != "held" and brought:
        return Answer("before", named, station.branch)
    if db.read_only or not sure:
        return Answer(state, named, station.branch, due)
    if state in ("held", "waiting"):
        kept = state == "waiting" and _remember(db, station.branch, named, asked, due)
        return Answer(state, named, station.branch, due, kept)
    with db.writing():
        _raise(db, station, named, state, utc)
    return Answer(state, named, station.branch, due)


def check(db: Database, now: Moment) -> int:
    """Looks again at the receipts whose entries have arrived since, or must have; forgets those
    that are answered. Returns how many alarms were raised; does nothing while the clock is in
    doubt."""
    believed = times.believed(db, now)
    if not believed.sure:
        return 0
    arrived = (
        (Chain.branch == AskedReceipt.branch)
        & (Chain.station == AskedReceipt.station)
        & (Chain.epoch == AskedReceipt.epoch)
        & (Chain.seq >= AskedReceipt.seq)
    )
    over = AskedReceipt.due < times.today(db, now)
    query = AskedReceipt.select().join(Chain, peewee.JOIN.LEFT_OUTER, on=arrived)
    query = query.where(Chain.seq.is_null(False) | over).order_by(AskedReceipt.due).limit(AT_ONCE)
    return sum(_look_again(db, row, believed.utc) for row in db.rows(query))


def _look_again(db: Database, row: AskedReceipt, utc: int) -> int:
    """Returns 1 if an alarm was raised."""
    named = Named(row.station, row.epoch, row.seq, bytes(row.hash), row.day)
    today = local_date(utc, branches.zone(db, row.branch))
    state = _state(db, row.branch, named, row.due, today)
    station = enrolment.find(db, row.station)
    with db.writing():
        if state in ("differs", "overdue") and station is not None:
            _raise(db, station, named, state, utc)
            return 1
        if state == "held":
            _forget(db, row.branch, named)
    return 0


def _raise(db: Database, station: Station, named: Named, state: State, at: int) -> None:
    of = ChainId(station.branch, named.station, named.epoch)
    code = "receipt_differs" if state == "differs" else "receipt_overdue"
    detail = f"{named.day} {named.hash.hex()[:16]}"
    alarms.alarm_once(db, of, named.seq, code, detail, at)
    _forget(db, station.branch, named)


# What is held -----------------------------------------------------------------------


def _state(
    db: Database, branch: str, named: Named, due: datetime.date, today: datetime.date
) -> State:
    hashes = [ledger.hash_at(db, of, named.seq) for of in given.chains(db, named, branch)]
    held = named.hash if named.hash in hashes else next(filter(None, hashes), None)
    again = held != named.hash and _filed_again(db, branch, named)
    return rule.judge(named, held, again, due, today)


def _filed_again(db: Database, branch: str, named: Named) -> bool:
    """Whether a later epoch of the station begins with what followed in this one, up to the entry:
    a station that was restored or copied files again, byte for byte and in order, what head office
    did not hold (kiosk/records/exchange/epochs.py). The chain is computed as it was written."""
    old = ChainId(branch, named.station, named.epoch)
    for later in ledger.chains(db, branch, named.station):
        if later.epoch <= named.epoch:
            continue
        starts = _starts(db, old, named.seq, ledger.chain_of(later))
        most = min(WALK, named.seq - min(starts, default=named.seq))
        bodies = ledger.batch(db, ledger.chain_of(later), 0, most, MOST_BYTES).entries
        for start in starts:
            before = ledger.hash_at(db, old, start)
            if before and named.hash in chain_rule.links(before, start + 1, bodies):
                return True
    return False


def _starts(db: Database, old: ChainId, seq: int, later: ChainId) -> list[int]:
    """After which entries of the old chain the filing again can have begun: before the one that it
    repeats first, else wherever head office's copy of the chain allows."""
    first = ledger.at(db, later, 1)
    rows = ledger.find(db, old.branch, [first.event_id]) if first else []
    repeated = [row.seq for row in rows if ledger.chain_of(row) == old and row.seq <= seq]
    if repeated:
        return [repeated[0] - 1]
    last = min(ledger.chain(db, old).seq, seq - 1)
    return list(range(last + 1)[::-1][:STARTS])


# What is remembered -----------------------------------------------------------------


def _is(branch: str, named: Named) -> peewee.Expression:
    of = (AskedReceipt.branch == branch) & (AskedReceipt.station == named.station)
    of &= (AskedReceipt.epoch == named.epoch) & (AskedReceipt.seq == named.seq)
    return of & (AskedReceipt.hash == named.hash)


def _asked(db: Database, branch: str, named: Named) -> datetime.date | None:
    """When a receipt was first asked about, None for one that is not remembered."""
    row = db.first(AskedReceipt.select().where(_is(branch, named)))
    return row.asked if row else None


def _remember(
    db: Database, branch: str, named: Named, asked: datetime.date, due: datetime.date
) -> bool:
    """Whether there is room to remember a receipt."""
    of = (AskedReceipt.branch == branch) & (AskedReceipt.station == named.station)
    with db.writing():
        if db.first(AskedReceipt.select().where(_is(branch, named))) is not None:
            return True
        number = AskedReceipt.select().where(of).count(db.peewee)
        if number >= MOST_OF_STATION or AskedReceipt.select().count(db.peewee) >= MOST:
            return False
        said = {**named._asdict(), "branch": branch, "asked": asked, "due": due}
        db.run(AskedReceipt.insert(said).on_conflict(action="nothing"))
    return True


def _forget(db: Database, branch: str, named: Named) -> None:
    db.run(AskedReceipt.delete().where(_is(branch, named)))
