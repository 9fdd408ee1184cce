"""Fetching the branch's facts that this station does not hold: the office's own, another
station's."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from kiosk.ground.db import Database
from kiosk.records.exchange import arrivals, epochs
from kiosk.records.ledger import alarms, identity, ledger, times
from kiosk.records.ledger.identity import Identity
from kiosk.records.ledger.ledger import ChainId
from kiosk.sync.client import Asks, decoded
from kiosk.sync.push import renew
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import NoLine, Refusal
from kiosk.vocabulary.wire import Batch, Held, MissingEntries, Returned, Taken

MOST_ASKED = 2_000
"""Most requests for entries in one round; what remains comes with the next."""
STATION = re.compile(r"(office|(office@)?[a-z2-7]{24})(~[0-9a-f]{8}(\.\d{1,6})?)*")


class Here(NamedTuple):
    """How far a chain has come to this station, and its head there."""

    seq: int
    head: bytes


Chains = Mapping[tuple[str, int], Here]
"""Chains by station and epoch."""


def pull_entries(
    db: Database, office: Asks, me: Identity, now: Moment, *, again: bool = False
) -> int:
    """Fetches every fact of the branch that is missing here, and hands back what an office restored
    from a backup has lost; returns the number of entries.

    A batch that is refused keeps no other from being stored; the first Refusal is raised once all
    have come. Raises NoLine if the office goes on without sending anything new.
    """
    at, received, trouble = times.believed(db, now).utc, 0, None
    refused: dict[tuple[str, int], Here] = {}
    for _ in range(MOST_ASKED):
        asked = {**_held(db, me.branch), **refused}
        answer = decoded(office.ask("GET", _path(asked)), MissingEntries)
        for batch in _asked_for(answer.batches, asked):
            name = batch.station, batch.epoch
            if name not in refused:
                try:
                    arrivals.receive(db, me.branch, batch, at)
                    epochs.note_signed(db, ChainId(me.branch, *name), batch)
                    received += len(batch.entries)
                    continue
                except Refusal as refusal:
                    trouble = trouble or refusal
            # asked for from its end on, so that other chains get their turn
            refused[name] = Here(batch.first + len(batch.entries) - 1, batch.head)
        if not answer.more:
            break
        if not answer.batches:
            raise trouble or NoLine("the office sends nothing new")
    settled = [_settle(db, office, lack, at, again=again) for lack in answer.lacks]
    if trouble is not None:
        raise trouble
    _hand_back_former(db, office, me)
    if any(settled) and not again:
        received += pull_entries(db, office, me, now, again=True)
    return received


def _held(db: Database, branch: str) -> Chains:
    """The chains of which there are entries here, and the one that this station continues."""
    own = identity.me(db).chain
    chains = [one for one in ledger.chains(db, branch) if one.seq or ledger.chain_of(one) == own]
    return {(one.station, one.epoch): Here(one.seq, bytes(one.head)) for one in chains}


def entries_path(db: Database, branch: str) -> str:
    """Where the branch's entries are asked for that are missing here."""
    return _path(_held(db, branch))


def _path(asked: Chains) -> str:
    parts = [
        f"{name}:{epoch}:{held.seq}:{held.head.hex()}" for (name, epoch), held in asked.items()
    ]
    return f"/intake/v1/entries?after={','.join(parts)}"


def _asked_for(batches: Sequence[Batch], asked: Chains) -> Iterator[Batch]:
    """The batches, as long as each continues a chain where it was asked for; raises NoLine at one
    that does not."""
    seen = set()
    for batch in batches:
        name = batch.station, batch.epoch
        first = asked[name].seq + 1 if name in asked else 1
        wrong = batch.first != first or not batch.entries or name in seen
        if wrong or not STATION.fullmatch(batch.station):
            raise NoLine(f"entries {batch.station[:40]}/{batch.epoch} that were not asked for")
        seen.add(name)
        yield batch


def _settle(db: Database, office: Asks, lack: Held, at: int, *, again: bool) -> bool:
    """Brings both sides to the same chain: hands back what the office lost, on its own signature;
    without one, or if the chains differ `again` after that, takes the office's chain. Returns
    whether the office is to be asked once more now."""
    me = identity.me(db)
    of = ChainId(me.branch, lack.station, lack.epoch)
    agrees = ledger.hash_at(db, of, lack.seq) == lack.head
    if lack.station == me.station:
        if not agrees and 0 < lack.seq <= ledger.chain(db, of).seq:
            renew(db, office, {lack.epoch}, at)
            return True
        return False  # the next round sends it
    batches = epochs.returnable(db, of, lack.seq if agrees else 0)
    same = all(_hand_back(office, me.branch, batch) for batch in batches)
    if not agrees:
        if again or not (batches and same):
            epochs.take_other(db, of, at)
        return True
    if not batches and ledger.counted_after(db, of, lack.seq):
        alarms.alarm(db, of, lack.seq, "chain_differs", "", at)
    return False


def _hand_back(office: Asks, branch: str, batch: Batch) -> bool:
    """Whether the office holds this chain now; False if it holds its facts in another one."""
    body = msgspec.json.encode(Returned(branch, batch))
    return decoded(office.ask("POST", "/intake/v1/returned", body), Taken).same


def _hand_back_former(db: Database, office: Asks, me: Identity) -> None:
    """What a station wrote or held before it moved here: in a branch without another station no
    one else is asked for it."""
    for branch in identity.branches_left(db) - {me.branch}:
        for chain in ledger.chains(db, branch):
            of = ledger.chain_of(chain)
            for probe in epochs.probes(db, of):
                try:
                    _hand_back(office, of.branch, probe)
                except Refusal as refusal:
                    if refusal.code != "mark_mismatch":
                        raise
                    for batch in epochs.returnable(db, of, 0):
                        _hand_back(office, of.branch, batch)
