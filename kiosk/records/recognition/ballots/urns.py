"""The urn: a running election's ballots, sealed, and the credentials that are not used yet.

It is one row that each vote rewrites as a whole, with the ballots in the order of their own text:
neither rows nor pages of the file keep the order in which people voted. It belongs to this machine
alone and is gone once voting has ended.
"""

import threading
import zlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Local

one_voter = threading.Lock()
"""Held from taking a credential until its ballot is in the urn."""


class Urn(Local):
    """An election's urn. `credentials` only this machine reads; they belong to no person."""

    election = peewee.TextField(primary_key=True)
    credentials = peewee.BlobField()
    ballots = peewee.BlobField()


class Contents(NamedTuple):
    """What is in an urn."""

    credentials: list[str]
    ballots: list[str]


def put(db: Database, keys: Keys, election: str, of: Contents) -> None:
    """Stores an urn as a whole. Inside `db.writing()`."""
    hidden = keys.hide(msgspec.json.encode(of.credentials).decode())
    ballots = zlib.compress(msgspec.json.encode(sorted(of.ballots)), 9)
    db.run(Urn.delete().where(Urn.election == election))
    db.run(Urn.insert(election=election, credentials=hidden, ballots=ballots))


def look(db: Database, keys: Keys, election: str) -> Contents | None:
    """What is in an urn; None if it is not on this machine."""
    row = db.first(Urn.select().where(Urn.election == election))
    if row is None:
        return None
    credentials = msgspec.json.decode(keys.reveal(bytes(row.credentials)), type=list[str])
    return Contents(credentials, _ballots(bytes(row.ballots)))


def _ballots(packed: bytes) -> list[str]:
    return msgspec.json.decode(zlib.decompress(packed), type=list[str])


def is_here(db: Database, election: str) -> bool:
    """Whether this machine has the urn of an election."""
    return db.first(Urn.select(Urn.election).where(Urn.election == election)) is not None


def with_vote(of: Contents, credential: str, ballot: str) -> Contents:
    """The urn after a vote that used this credential."""
    left: Sequence[str] = [one for one in of.credentials if one != credential]
    return Contents(list(left), [*of.ballots, ballot])


def remove(db: Database, election: str) -> None:
    """Inside `db.writing()`; `Database.forget` then empties the files."""
    db.run(Urn.delete().where(Urn.election == election))
