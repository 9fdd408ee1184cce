"""The three trustees of a branch's elections. Each makes an own key at the own screen; the machine
keeps its public half alone."""

from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.ledger import across, identity
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.records.publishing import documents
from kiosk.records.recognition.ballots import sealing, state
from kiosk.rules.recognition.ballots import elections as rule
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal


class Trustee(NamedTuple):
    """Who has a seat, by badge or a user's name; `public` is the key (hex), and `fits` says whether
    that person can still have the seat. Without a key all are ''."""

    seat: facts.Seat
    by: str = ""
    public: str = ""
    fits: bool = False


def of_branch(db: Database, author: Author) -> list[Trustee]:
    """The branch's trustees in the order of the seats."""
    made = state.trustee_keys(db, author.branch)
    found: list[Trustee] = []
    for seat in rule.SEATS:
        key = made.get(seat)
        if key is None:
            found.append(Trustee(seat))
            continue
        others = {(one.by, one.public) for one in found}
        new = all(key.public != public and key.by != by for by, public in others)
        fits = new and _fits(db, author, key)
        found.append(Trustee(seat, key.by, key.public, fits))
    return found


def _fits(db: Database, author: Author, key: facts.TrusteeKeyMade) -> bool:
    if key.role == "office":
        return key.mark == "third" and _has_office(db)
    if key.mark == "third" and _has_office(db):
        return False
    if not clerks.works_at(db, author.branch, key.by, author.day):
        return False
    in_charge = clerks.is_manager(db, author.branch, key.by, author.day)
    return in_charge == (key.mark == "manager")


def _has_office(db: Database) -> bool:
    return identity.me(db).has_office


class OfficeSeat(NamedTuple):
    """Head office's seat in all branches: who made its newest key and when (UTC ms), '' and 0 if
    there is none; the number of branches with a key of head office, and of those without one, as
    new ones are."""

    by: str
    at: int
    there: int
    missing: int


def of_office(db: Database) -> OfficeSeat:
    """Head office's seat, which it takes in all its branches at once."""
    third = across.read(db, facts.TrusteeKeyMade, None, Ledger.mark == "third")
    made = [one for one in third if one.role == "office"]
    newest = max(made, key=lambda one: one.at, default=None)
    every, there = seated_branches(db), {one.branch for one in made}
    by, at = (newest.by, newest.at) if newest else ("", 0)
    return OfficeSeat(by, at, len(there), len(every - there))


def seated_branches(db: Database) -> set[str]:
    """The branches in which head office has a seat: those published, and those that have facts."""
    return {*documents.keys(db, "branch", -1), *across.branches(db)}


def seats(db: Database, author: Author) -> tuple[facts.Seat, ...]:
    """The seats that this person can take: the manager the own one, head office the third, any
    other clerk that of the clerks and, in a hall without head office, the third."""
    match author.role:
        case "manager":
            return ("manager",)
        case "office":
            return ("third",)
    return ("clerks",) if _has_office(db) else ("clerks", "third")


def take(db: Database, author: Author, key: str, seat: str, typed: str) -> None:
    """A trustee takes a seat with the key that was typed, of which the public half is kept. Raises
    Refusal `missing_key`, `not_this_seat`, `two_seats` or `odd_trustee_key`."""
    allowed = [one for one in seats(db, author) if one == seat]
    if not allowed:
        raise Refusal("not_this_seat")
    public = sealing.keys_of(typed).public.hex()
    others = [one for one in state.trustee_keys(db, author.branch).values() if one.mark != seat]
    if any(public == one.public or author.by == one.by for one in others):
        raise Refusal("two_seats")
    with writing(db, author, key, rule.key_id(key, author.branch)) as entry:
        if not entry.known:
            entry.write(
                facts.TrusteeKeyMade,
                mark=allowed[0],
                public=public,
                role=author.role,
                by=author.by,
            )
