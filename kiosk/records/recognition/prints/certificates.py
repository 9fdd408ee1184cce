"""What a certificate (证书) or the picture of a card says, read from its fact, and found by its
serial."""

import datetime
from typing import Any, Literal, NamedTuple

from kiosk.ground.db import Database
from kiosk.records.ledger import across, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import clerks, tries
from kiosk.records.publishing import branches, documents
from kiosk.rules.ledger.undo import void_id
from kiosk.rules.people import throttle
from kiosk.rules.recognition import serials
from kiosk.rules.recognition.awards import is_valid
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Branch, Clerk
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal

Standing = Literal["valid", "expired", "withdrawn"]
OF_CUSTOMERS = ("", "customer")
"""Givers of what can be looked up: cards by customers, and awards, which no one gives."""


class Found(NamedTuple):
    """A fact by its serial: what it says, its check code, and whether it was taken back."""

    serial: str
    fact: facts.Awarded | facts.CardGiven
    seal: str
    withdrawn: bool = False

    def standing(self, day: datetime.date) -> Standing:
        """Whether it is valid on a day."""
        if self.withdrawn:
            return "withdrawn"
        over = isinstance(self.fact, facts.Awarded) and not is_valid(self.fact, day)
        return "expired" if over else "valid"


class Bearer(NamedTuple):
    """Whose it is, as of the fact's day: the clerk (None for a branch's award) and the branch."""

    clerk: Clerk | None
    branch: Branch | None


def look_up(db: Database, who: str, now: Moment, typed: str) -> Found:
    """What was printed with this serial.

    Raises Refusal `mistyped_serial` if it can't be one, which is no guess; `unknown_serial` if
    there is none here; `look_up_busy`, for ten seconds at most, after very many wrong ones by this
    person.
    """
    if serials.tidy(typed) is None:
        raise Refusal("mistyped_serial")
    if db.read_only:
        return find(db, typed)
    before = tries.begin(db, "certificate", who, now, pace=throttle.CODES, refusal="look_up_busy")
    found = find(db, typed)
    tries.was_right(db, before, now)
    return found


def find(db: Database, typed: str) -> Found:
    """The same without counting a try. Raises Refusal `mistyped_serial` or `unknown_serial`."""
    serial = serials.tidy(typed)
    if serial is None:
        raise Refusal("mistyped_serial")
    for row in _rows(db, serials.begins(serial)):
        fact = ledger.read(row)
        if not isinstance(fact, facts.Awarded | facts.CardGiven) or row.giver not in OF_CUSTOMERS:
            continue
        if serials.serial(fact.event_id) == serial:
            voids = ledger.find(db, row.branch, [void_id(row.event_id)])
            taken_back = any(one.counted for one in voids)
            return Found(serial, fact, serials.seal(bytes(row.body)), taken_back)
    raise Refusal("unknown_serial", serial)


def of_card(db: Database, card: facts.CardGiven) -> Found:
    """A card with its serial and check code."""
    rows = [row for row in ledger.find(db, card.branch, [card.event_id]) if row.counted]
    body = min((bytes(row.body) for row in rows), default=facts.encode(card))
    return Found(serials.serial(card.event_id), card, serials.seal(body))


def _rows(db: Database, begins: str) -> list[Ledger]:
    """The awards and cards with such an event_id, in every branch that this machine knows. Awards
    come first: their ids can't be chosen, while a card's is the key that its form came with."""
    wanted: Any = Ledger.event_id.between(begins, begins + "g")
    found = across.rows(db, wanted & Ledger.kind.in_(("awarded", "card")))
    return sorted(found, key=lambda row: (row.kind, row.counted_day, bytes(row.body)))


def bearer(db: Database, fact: facts.Awarded | facts.CardGiven) -> Bearer:
    """Whose it is: names as of the day of the fact, so that it can be printed again as it was."""
    clerk = clerks.remembered(db, fact.clerk, fact.day) if fact.clerk else None
    return Bearer(clerk, branches.of_branch(db, fact.branch, fact.day))


def portrait(db: Database, clerk: Clerk | None) -> bytes:
    """The clerk's picture as WebP, b'' without one."""
    if clerk is None:
        return b""
    return picture(db, clerk.portrait_2x) or picture(db, clerk.portrait)


def picture(db: Database, sha256: str) -> bytes:
    """A picture as WebP, b'' if there is none of this name."""
    body = documents.blob(db, sha256) if sha256 else None
    return body if body is not None and body.startswith(b"RIFF") else b""
