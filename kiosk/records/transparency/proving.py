"""The proof file of one entry: that it is in the log, under a checkpoint that witnesses have
signed."""

from kiosk.ground.db import Database
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.stations import enrolment
from kiosk.records.transparency import checkpoints, log, sequencing
from kiosk.rules.transparency import merkle, notes
from kiosk.rules.transparency.proofs import Proof
from kiosk.vocabulary.refusals import Refusal


def of_entry(db: Database, station: str, epoch: int, seq: int) -> Proof:
    """The proof of a station's entry, with its leaf as `extra`, under the newest checkpoint that
    enough witnesses have signed, or under the newest of all if that entry is not in one. Raises
    Refusal `not_logged` if it is under none yet."""
    known = enrolment.find(db, station)
    of = None if known is None else ChainId(known.branch, station, epoch)
    leaf = None if of is None else sequencing.leaf_of(db, of, seq)
    for checkpoint in (checkpoints.witnessed(db), checkpoints.newest(db)):
        if leaf is not None and checkpoint is not None and leaf < checkpoint.size:
            path = merkle.inclusion(leaf, checkpoint.size, log.Tree(db).subtree)
            note = notes.read(checkpoint.note)
            return Proof(leaf, tuple(path), note, log.entry(db, leaf))
    raise Refusal("not_logged")
