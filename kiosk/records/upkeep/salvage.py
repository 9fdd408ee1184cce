"""What a damaged database still holds, taken into the one that followed it.

A chain is taken as it was up to the first entry that is missing: its hashes prove that. Own facts
after that are filed again, byte for byte, in the epoch that began with the new database. What the
office holds of them comes back with the next round and is not counted twice (docs/architecture.md,
"The database").
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from kiosk.ground.db import Database
from kiosk.ground.pages import Value
from kiosk.records.cases import contact_sealing, contact_store
from kiosk.records.cases.contact_sealing import Kept
from kiosk.records.exchange import arrivals
from kiosk.records.ledger import alarms, identity, ledger, office_marks, writing
from kiosk.records.ledger.ledger import OFFICE, Chain, ChainId
from kiosk.records.transparency import renewing
from kiosk.rules.ledger import chain as rule
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import Batch

AT_ONCE = 200
"""Entries that one transaction takes in, so that customers need not wait."""


class Entry(NamedTuple):
    """An entry of a chain, as a page holds it."""

    seq: int
    body: bytes
    hash: bytes


@dataclass
class Wreck:
    """What the pages of a damaged database hold: entries by chain and number, heads of chains,
    sealed contact details by branch."""

    entries: dict[ChainId, dict[int, Entry]] = field(default_factory=dict)
    heads: dict[ChainId, tuple[bytes, int]] = field(default_factory=dict)
    contacts: list[tuple[str, Kept]] = field(default_factory=list)


class Salvaged(NamedTuple):
    """Own facts of the damaged database: how many were `found`, and how many are known to be
    `missing`."""

    found: int
    missing: int


def begin(db: Database, at: int, detail: str) -> None:
    """Makes a copy of the spare the database that follows a damaged one: it holds no entries yet,
    and goes on in a new epoch. An alarm says so."""
    with db.writing():
        new = [writing.begin_epoch(db, of, of.epoch + 1) for of in _newest(db)]
        for chain in db.rows(Chain.select()):
            of = ledger.chain_of(chain)
            if of not in new:
                ledger.forget_head(db, of)
        office_marks.doubt(db)
        if identity.settled(db):
            identity.note_epoch(db, new[0].epoch)
        alarms.alarm(db, here(db), 0, "damaged_database", detail, at)


def go_on(db: Database, at: int) -> None:
    """A database that was put back from a backup goes on in a new epoch, with an alarm."""
    with db.writing():
        new = [writing.begin_epoch(db, of, of.epoch + 1) for of in _newest(db)]
        if identity.settled(db):
            identity.note_epoch(db, new[0].epoch)
            alarms.alarm(db, here(db), 0, "new_epoch", "", at)
        else:
            renewing.forget(db)
            alarms.alarm(db, here(db), 0, "office_restored", "", at)


def _newest(db: Database) -> list[ChainId]:
    """The chains that this machine was writing: a station's own, the office's for each branch."""
    if identity.settled(db):
        me = identity.me(db)
        newest = ledger.newest_epoch(db, me.branch, me.station).epoch
        return [me.chain._replace(epoch=max(newest, me.epoch))]
    branches = {chain.branch for chain in db.rows(Chain.select()) if chain.station == OFFICE}
    return [ledger.newest_epoch(db, branch, OFFICE) for branch in sorted(branches)]


def here(db: Database) -> ChainId:
    """The chain that alarms about this machine are filed under."""
    return identity.me(db).chain if identity.settled(db) else ChainId("", OFFICE, 1)


def sorted_out(rows: Iterable[list[Value]]) -> Wreck:
    """Sorts rows of pages by what they look like."""
    wreck = Wreck()
    for row in rows:
        match row:
            case [str(branch), str(station), int(epoch), int(seq), *more] if len(more) >= 11:
                body, link = more[9], more[10]
                if isinstance(body, bytes) and isinstance(link, bytes) and len(link) == 32:
                    of = ChainId(branch, station, epoch)
                    wreck.entries.setdefault(of, {})[seq] = Entry(seq, body, link)
            case [str(branch), str(station), int(epoch), bytes(common), int(seq), bytes(head)]:
                of = ChainId(branch, station, epoch)
                if len(common) == len(head) == 32 and seq >= wreck.heads.get(of, (b"", 0))[1]:
                    wreck.heads[of] = (common, seq)
            case [str(branch), str(digest), bytes(body), int()] if _is_contact(digest, body):
                wreck.contacts.append((branch, Kept(digest, body)))
    return wreck


def _is_contact(digest: str, body: bytes) -> bool:
    shaped = contact_sealing.DIGEST.fullmatch(digest) and len(body) <= contact_sealing.BODY_LIMIT
    return bool(shaped) and bool(contact_sealing.read_by(body))


def take_in(db: Database, wreck: Wreck, at: int) -> Salvaged:
    """Takes in what was found, in short transactions; doing it again adds nothing. An alarm says
    how much it was.

    Own chains come first, so that a fact filed again in one of them counts there: its copy under a
    former key is sent by no one.
    """
    found = missing = 0
    for of in sorted(wreck.entries, key=lambda of: (_target(db, of) is None, of)):
        entries = wreck.entries[of]
        common, last = wreck.heads.get(of, (rule.NO_HEAD, 0))
        whole = list(_whole(of, common, entries)) if ledger.ASIDE not in of.station else []
        _receive(db, of, common, whole, at)
        target = _target(db, of)
        if target is None:
            continue
        rest = [one for one in _sound(of.branch, entries) if one.seq > len(whole)]
        for start in range(0, len(rest), AT_ONCE):
            _file_again(db, target, [one.body for one in rest[start : start + AT_ONCE]], at)
        if ledger.ASIDE not in of.station:
            found += len(whole) + len(rest)
            missing += max([last, *entries]) - len(whole) - len(rest)
    for branch, kept in wreck.contacts:
        with db.writing():
            if contact_store.is_wanted(db, branch, kept.digest):
                contact_store.keep(db, branch, kept)
    alarms.alarm(db, here(db), 0, "database_salvaged", f"{found} / {missing}", at)
    return Salvaged(found, missing)


def _whole(of: ChainId, common: bytes, entries: dict[int, Entry]) -> Iterator[Entry]:
    """The entries from the first on, as long as each follows from the one before."""
    before = ledger.genesis(of, common)
    for seq in range(1, len(entries) + 1):
        entry = entries.get(seq)
        if entry is None or rule.link(before, seq, entry.body) != entry.hash:
            return
        before = entry.hash
        yield entry


def _sound(branch: str, entries: dict[int, Entry]) -> list[Entry]:
    """The entries that are facts of the branch and, where the one before is there, follow it."""
    sound = []
    for seq in sorted(entries):
        entry, before = entries[seq], entries.get(seq - 1)
        if before is not None and rule.link(before.hash, seq, entry.body) != entry.hash:
            continue
        try:
            said = facts.columns(entry.body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
        if said.branch == branch and len(entry.body) <= facts.BODY_LIMIT:
            sound.append(entry)
    return sound


def _receive(db: Database, of: ChainId, common: bytes, entries: Sequence[Entry], at: int) -> None:
    """Stores a chain's beginning as it was; another one that is here already stays."""
    before = ledger.genesis(of, common)
    for start in range(0, len(entries), AT_ONCE):
        part = entries[start : start + AT_ONCE]
        bodies = tuple(one.body for one in part)
        batch = Batch(of.station, of.epoch, common, part[0].seq, before, bodies, part[-1].hash)
        try:
            arrivals.receive(db, of.branch, batch, at)
        except Refusal:
            return
        before = part[-1].hash


def _target(db: Database, of: ChainId) -> ChainId | None:
    """The chain in which facts of a damaged one are filed again; None for one of other machines,
    which have it themselves."""
    wrote = ledger.writer(of.station)
    if identity.settled(db):
        me = identity.me(db)
        own = {me.station: me.chain, me.own_office.station: me.own_office}
        return own.get(wrote) if of.branch == me.branch else None
    return ledger.newest_epoch(db, of.branch, OFFICE) if wrote == OFFICE else None


def _file_again(db: Database, of: ChainId, bodies: Sequence[bytes], at: int) -> None:
    """Files facts again at the end of an own chain, except those that are here already. They are
    judged and counted as all that arrives."""
    with db.writing():
        ids = [facts.columns(body).event_id for body in bodies]
        known = {bytes(row.body) for row in ledger.find(db, of.branch, ids)}
        new = tuple(body for body in dict.fromkeys(bodies) if body not in known)
        if not new:
            return
        end = ledger.chain(db, of)
        before, first = bytes(end.head), end.seq + 1
        head = rule.links(before, first, new)[-1]
        batch = Batch(of.station, of.epoch, bytes(end.common), first, before, new, head)
        arrivals.receive(db, of.branch, batch, at)
