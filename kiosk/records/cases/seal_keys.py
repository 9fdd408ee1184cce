"""The keys that contact details are sealed for."""

from kiosk.ground.db import Database
from kiosk.records.cases import contact_sealing
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal


def readers(db: Database) -> list[bytes]:
    """The public keys that details are sealed for: the office's, if the hall has one, and the
    manager's, if there is one."""
    me = identity.me(db)
    office = [bytes(me.office_key)] if me.has_office else []
    manager = manager_key(db, me.branch)
    return office + ([bytes.fromhex(manager.public)] if manager else [])


def manager_key(db: Database, branch: str) -> facts.SealKeyMade | None:
    """The newest key made by a clerk who was the branch's manager on that day; keys that a station
    writes in another clerk's name don't count."""
    rows = db.rows(
        Ledger.select().where(
            (Ledger.branch == branch) & (Ledger.kind == "seal_key") & (Ledger.counted == 1)
        )
    )
    made = [fact for row in rows if isinstance(fact := ledger.read(row), facts.SealKeyMade)]
    keys = [
        key
        for key in made
        if contact_sealing.usable(key.public, key.salt)
        and clerks.is_manager(db, branch, key.clerk, key.day)
    ]
    return max(keys, key=lambda key: (key.day, key.at, key.event_id), default=None)


def make_key(db: Database, author: Author, key: str, passphrase: str, salt: bytes) -> None:
    """The manager chooses a passphrase; customers' details are sealed for it from now on. Raises
    Refusal `missing_key`, `short_passphrase` or `not_manager`."""
    if author.role != "manager":
        raise Refusal("not_manager")
    public = contact_sealing.from_passphrase(passphrase, salt).public.hex()
    with writing(db, author, key) as entry:
        if not entry.known:
            entry.write(facts.SealKeyMade, clerk=author.by, public=public, salt=salt.hex())
