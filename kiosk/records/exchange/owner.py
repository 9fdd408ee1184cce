"""Which key a database belongs to: no other can continue what it has signed and sealed."""

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys, signed_by
from kiosk.records.exchange.stations import BranchKey
from kiosk.records.ledger import identity
from kiosk.records.publishing.manifests import IssuedManifest


def is_settled(db: Database) -> bool:
    """Whether the machine has used its key: a station that is enrolled or founded, an office that
    has drawn a branch's receipt key."""
    return identity.settled(db) or db.first(BranchKey.select()) is not None


def is_owned_by(db: Database, keys: Keys) -> bool:
    """Whether these are the keys of the station that the database says it is, or of the office that
    signed its manifests."""
    if identity.settled(db):
        return identity.me(db).station == keys.fingerprint
    signed = db.first(IssuedManifest.select().order_by(IssuedManifest.number.desc()))
    return signed is None or signed_by(keys.public, bytes(signed.body), bytes(signed.signature))
