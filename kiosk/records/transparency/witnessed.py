"""Who has witnessed an entry, for the customer who holds its receipt: only signatures count that
verify with the key of a witness that head office's configuration names."""

from typing import Literal, NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.keys import signed_by
from kiosk.ground.network.witnesses import Log
from kiosk.records.ledger.arriving import arrived
from kiosk.records.receipts import given
from kiosk.records.transparency import log, proving
from kiosk.records.transparency.checkpoints import UNMET_MS
from kiosk.rules.ledger.signed_receipts import Named
from kiosk.rules.transparency import notes, proofs
from kiosk.rules.transparency.notes import BadNote, Verifier
from kiosk.vocabulary.refusals import Refusal


class Witnessed(NamedTuple):
    """How far the log vouches for an entry: `met` with enough witnesses, `few` under a checkpoint
    without them, `none` under no checkpoint yet. `names` are those of the witnesses that have
    signed; `at` is when (UTC ms), of the checkpoint where none has. `due` is by when enough must
    have signed, or an alarm is raised; `late` says that it is over."""

    state: Literal["met", "few", "none"]
    names: tuple[str, ...] = ()
    needed: int = 0
    leaf: int = 0
    at: int = 0
    due: int = 0
    late: bool = False


def of_receipt(db: Database, branch: str, named: Named, named_log: Log, now: int) -> Witnessed:
    """What the log says at `now` (UTC ms) about the entry of a receipt that head office holds."""
    due = _due(db, branch, named, now)
    waits = Witnessed("none", (), named_log.needed, due=due, late=now > due)
    try:
        proof, checkpoint = proving.of_receipt(db, branch, named)
    except Refusal:
        return waits
    verifiers = known(named_log)
    seen = proofs.witnesses(proof.checkpoint, list(verifiers.values()), signed_by)
    names = tuple(name for name, key in verifiers.items() if key.name in seen)
    at = max(seen.values()) * 1000 if seen else checkpoint.at
    met = names and len(names) >= named_log.needed
    return waits._replace(state="met" if met else "few", names=names, leaf=proof.leaf, at=at)


def known(named_log: Log) -> dict[str, Verifier]:
    """Whose cosignatures count, by what they are called on pages: one key once, under one name. A
    key that is not whole counts for nothing."""
    found: dict[str, Verifier] = {}
    for one in named_log.witnesses:
        try:
            key = notes.read_verifier(one.key)
        except BadNote:
            continue
        if all(key.name != other.name and key.public != other.public for other in found.values()):
            found[one.name] = key
    return found


def _due(db: Database, branch: str, named: Named, now: int) -> int:
    """By when an entry must be witnessed: so long after it arrived, or after the log began to be
    without enough witnesses, if that was earlier; the alarm goes by the same."""
    state = log.state(db)
    came = [
        at
        for of in given.chains(db, named, branch)
        if (at := arrived.when(db, of, named.seq)) is not None
    ]
    unmet = [state.unmet_since] if state is not None and state.unmet_since else []
    return min([*came, *unmet], default=now) + UNMET_MS
