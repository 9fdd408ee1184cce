"""The entries under a leaf that is of a whole batch (docs/log.md)."""

from kiosk.ground.db import Database
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Chain, ChainId
from kiosk.records.transparency import log, sequencing
from kiosk.records.transparency.sequencing import LogRun
from kiosk.rules.transparency import leaves, merkle
from kiosk.vocabulary.refusals import Refusal


def links(db: Database, branch: str, leaf: int) -> list[bytes] | None:
    """The chain hashes of the entries of a leaf that is a batch of this branch; None for any other
    leaf."""
    batch = leaves.read_batch(log.entry(db, leaf))
    if batch is None:
        return None
    chains = Chain.select().where((Chain.branch == branch) & (Chain.epoch == batch.epoch))
    for one in db.rows(chains):  # by the whole key: a branch has a run for each batch
        of = ChainId(one.branch, one.station, one.epoch)
        of_leaf = (LogRun.first == batch.first) & (LogRun.leaf == leaf)
        if db.first(LogRun.select().where(sequencing.same(LogRun, of) & of_leaf)) is not None:
            hashes = ledger.hashes(db, of, batch.first, batch.last)
            return [link for _, link in sorted(hashes.items())]
    return None


def are_all(db: Database, leaf: int, links: list[bytes]) -> bool:
    """Whether these are the chain hashes of all entries of a batch's leaf, which has their root."""
    said = log.entry(db, leaf)
    batch = leaves.read_batch(said)
    if batch is None or not links:
        return False
    return leaves.batch(batch.chain, batch.epoch, batch.first, links) == said


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
