"""Signed receipts at a station: given for the customer's own feedback, and looked up again."""

from typing import Literal, NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys, signed_by
from kiosk.records.feedback import thanks
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import ASIDE, Chain, ChainId
from kiosk.records.ledger.writing import Author
from kiosk.records.publishing import policies
from kiosk.rules.ledger import signed_receipts as rule
from kiosk.rules.ledger.signed_receipts import Named, NotAReceipt, SignedReceipt
from kiosk.vocabulary.refusals import Refusal

Kept = Literal["kept", "changed", "missing", "foreign", "forged"]


class Found(NamedTuple):
    """A receipt and whether this station keeps its entry: `kept` unchanged, `changed`, `missing`;
    `foreign` if another machine gave the receipt, `forged` if its signature is not good."""

    named: Named
    state: Kept


def receipt(db: Database, author: Author, keys: Keys, event_id: str) -> str:
    """The text of the receipt for a fact of this visit. Raises Refusal `unknown_thanks`."""
    found = None
    if thanks.sent(db, event_id, author.visit):
        found = _signed(db, author, keys, event_id)
    if found is None:
        raise Refusal("unknown_thanks")
    return rule.text(found, policies.of_day(db, author.day).receipt_url)


def _signed(db: Database, author: Author, keys: Keys, event_id: str) -> SignedReceipt | None:
    """A receipt for a fact that this station wrote; None if it has not, or it no longer counts."""
    rows = ledger.find(db, author.branch, [event_id])
    own = [one for one in rows if one.station == author.chain.station and one.counted]
    if not own:
        return None
    row = own[-1]
    named = Named(row.station, row.epoch, row.seq, bytes(row.hash), row.day)
    return SignedReceipt(named, keys.sign(named.message))


def address(db: Database, author: Author, receipt: SignedReceipt) -> str:
    """Where a customer's own phone opens head office's answer to a receipt, with its witnesses: the
    screen of a branch in doubt proves nothing. '' if no address is published."""
    published = policies.of_day(db, author.day).receipt_url
    return rule.text(receipt, published) if published else ""


def address_of(db: Database, author: Author, keys: Keys, event_id: str) -> str:
    """The same for a fact that this station wrote, whose customer has proved to be the one; ''
    without it."""
    found = _signed(db, author, keys, event_id)
    return address(db, author, found) if found else ""


def read(typed: str) -> SignedReceipt:
    """The receipt in a text that was scanned or pasted. Raises Refusal `not_a_receipt`."""
    try:
        return rule.read(typed)
    except NotAReceipt as wrong:
        raise Refusal("not_a_receipt", str(wrong)) from None


def look_up(db: Database, keys: Keys, receipt: SignedReceipt) -> Found:
    """Whether this station still keeps the entry that a receipt names, in any of its chains."""
    named = receipt.named
    if named.station != keys.fingerprint:
        return Found(named, "foreign")
    if not signed_by(keys.public, named.message, receipt.signature):
        return Found(named, "forged")
    hashes = [ledger.hash_at(db, of, named.seq) for of in chains(db, named)]
    if named.hash in hashes:
        return Found(named, "kept")
    return Found(named, "changed" if any(hashes) else "missing")


def chains(db: Database, named: Named, branch: str | None = None) -> list[ChainId]:
    """The chains in which the entry can be: the station's of that epoch, those set aside too."""
    written = (Chain.station == named.station) | Chain.station.startswith(named.station + ASIDE)
    wanted = written & (Chain.epoch == named.epoch)
    if branch is not None:
        wanted &= Chain.branch == branch
    return [ledger.chain_of(one) for one in db.rows(Chain.select().where(wanted))]
