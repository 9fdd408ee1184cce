"""The proof file of one entry: that it is in the log, under a checkpoint that witnesses have
signed."""

from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.receipts import given
from kiosk.records.stations import enrolment
from kiosk.records.transparency import batches, checkpoints, log, sequencing
from kiosk.records.transparency.checkpoints import LogCheckpoint
from kiosk.rules.ledger.signed_receipts import Named
from kiosk.rules.transparency import merkle, notes
from kiosk.rules.transparency.proofs import Proof
from kiosk.vocabulary.refusals import Refusal


class Proved(NamedTuple):
    """A proof, and the checkpoint that it is under."""

    proof: Proof
    checkpoint: LogCheckpoint


def of_entry(db: Database, station: str, epoch: int, seq: int) -> Proof:
    """The proof of a station's entry, with its leaf as `extra` (or the leaf of its batch, and the
    path that leads there), under the newest checkpoint that
    enough witnesses have signed, or under the newest of all if that entry is not in one. Raises
    Refusal `not_logged` if it is under none yet."""
    known = enrolment.find(db, station)
    of = None if known is None else ChainId(known.branch, station, epoch)
    if of is None:
        raise Refusal("not_logged")
    return _proved(db, of, seq).proof


def of_receipt(db: Database, branch: str, named: Named) -> Proved:
    """The same for the very entry that a receipt of a station of this branch names, which can be in
    a chain that was set aside. Raises Refusal `not_logged`."""
    for of in given.chains(db, named, branch):
        if ledger.hash_at(db, of, named.seq) == named.hash:
            return _proved(db, of, named.seq)
    raise Refusal("not_logged")


def _proved(db: Database, of: ChainId, seq: int) -> Proved:
    leaf = sequencing.leaf_of(db, of, seq)
    for checkpoint in (checkpoints.witnessed(db), checkpoints.newest(db)):
        if leaf is not None and checkpoint is not None and leaf < checkpoint.size:
            path = merkle.inclusion(leaf, checkpoint.size, log.Tree(db).subtree)
            note = notes.read(checkpoint.note)
            extra = b"".join([log.entry(db, leaf), *batches.path(db, of.branch, leaf, seq)])
            return Proved(Proof(leaf, tuple(path), note, extra), checkpoint)
    raise Refusal("not_logged")
