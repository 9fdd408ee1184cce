"""The entries under a leaf that is of a whole batch (docs/log.md)."""

from kiosk.ground.db import Database
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.transparency import log
from kiosk.records.transparency.sequencing import LogRun
from kiosk.rules.transparency import leaves, merkle
from kiosk.vocabulary.refusals import Refusal


def links(db: Database, branch: str, leaf: int) -> list[bytes] | None:
    """The chain hashes of the entries of a leaf that is a batch of this branch; None for any other
    leaf."""
    run = db.first(LogRun.select().where((LogRun.branch == branch) & (LogRun.leaf == leaf)))
    if run is None or leaves.read_batch(log.entry(db, leaf)) is None:
        return None
    of = ChainId(run.branch, run.station, run.epoch)
    return [link for _, link in sorted(ledger.hashes(db, of, run.first, run.last).items())]


def path(db: Database, branch: str, leaf: int, seq: int) -> list[bytes]:
    """The proof that an entry is in the batch of this leaf; empty for a leaf of one entry. Raises
    Refusal `not_logged` where entries of the batch are lost, which the nightly check names."""
    batch = leaves.read_batch(log.entry(db, leaf))
    if batch is None:
        return []
    hashes = leaves.of_batch(batch.chain, batch.epoch, batch.first, links(db, branch, leaf) or [])
    if len(hashes) <= batch.last - batch.first:
        raise Refusal("not_logged")
    return merkle.inclusion(seq - batch.first, len(hashes), merkle.over(hashes))
