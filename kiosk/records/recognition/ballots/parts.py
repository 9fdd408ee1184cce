"""Files of an election in the ledger: in pieces that a fact can hold, named by their SHA-256, so
that a station, head office and anyone with a copy read the same bytes."""

import base64
import hashlib
import zlib

from kiosk.ground.db import Database
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, write_new
from kiosk.rules.recognition.ballots import elections as rule
from kiosk.vocabulary import facts

PIECE = 11_400
"""Bytes of a piece: with base64 and the fact's other fields it is within `facts.BODY_LIMIT`."""
MOST_BYTES = 32 << 20
"""Most bytes that a file can have, once unpacked."""


def write(db: Database, author: Author, election: str, content: bytes) -> str:
    """Stores a file, packed; returns the SHA-256 of what is stored. Inside `db.writing()`."""
    packed = zlib.compress(content, 9)
    name = hashlib.sha256(packed).hexdigest()
    pieces = [packed[at : at + PIECE] for at in range(0, len(packed), PIECE)]
    made = []
    for number, piece in enumerate(pieces):
        event_id = rule.part_id(election, name, number)
        part = facts.ElectionPart(
            event_id=event_id,
            subject=election,
            file=name,
            number=number,
            pieces=len(pieces),
            data=base64.b64encode(piece).decode(),
            **author.says,
        )
        made.append(((event_id,), facts.encode(part)))
    write_new(db, author, made)
    return name


def read(db: Database, branch: str, election: str, name: str) -> bytes | None:
    """A file of an election of that branch; None as long as a piece has not arrived, and for one
    that is not what its name says."""
    wanted = (Ledger.branch == branch) & (Ledger.subject == election)
    rows = db.rows(Ledger.select().where(wanted & (Ledger.kind == "election_part")))
    pieces: dict[int, str] = {}
    for row in rows:
        part = ledger.read(row)
        if isinstance(part, facts.ElectionPart) and part.file == name:
            pieces[part.number] = part.data
    try:
        packed = b"".join(base64.b64decode(pieces[n]) for n in range(len(pieces)))
        if hashlib.sha256(packed).hexdigest() != name:
            return None
        return zlib.decompressobj().decompress(packed, MOST_BYTES)
    except (KeyError, ValueError, zlib.error):
        return None
