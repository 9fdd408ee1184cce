"""Cards given on paper, entered later from a file and marked as such: all rows or none."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.feedback import state
from kiosk.records.feedback.colleagues import state as colleague_cards
from kiosk.records.ledger import identity, times
from kiosk.records.ledger.writing import Author, write_new
from kiosk.records.people import clerks
from kiosk.rules.feedback import paper as rule
from kiosk.rules.feedback.paper import PaperCard
from kiosk.rules.input.keys import Known
from kiosk.rules.spreadsheets.columns import Fault
from kiosk.rules.spreadsheets.tables import Table
from kiosk.vocabulary import facts


class Faulty(Exception):
    """The file has faults; nothing was stored."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = list(faults)


class Imported(NamedTuple):
    """How many rows the ledger had already, and how many were new."""

    known: int
    new: int


def import_cards(
    db: Database, author: Author, table: Table, batch: str, seen: Callable[[int, int], None]
) -> Imported:
    """Enters a table of paper cards (`rules.feedback.paper.FORM`) for this station's own clerks.

    `batch` distinguishes files whose rows are equal by chance; `seen(done, all)` reports progress
    in rows. Raises Faulty with every faulty row; nothing is stored then. Bodies are encoded before
    the write lock is taken. Cards entered before this hall joined an office are recognised by their
    former ids.
    """
    me = identity.me(db)
    today = times.today(db, author.now)
    cards, faults = rule.read(table, today)
    cards, strangers = _badges(db, me.branch, cards, seen)
    if faults or strangers:
        raise Faulty(sorted([*faults, *strangers]))
    ids = rule.event_ids(me.branch, batch, cards)
    before = {one.branch for one in identity.formers(db)} - {me.branch}
    names = [ids, *(rule.event_ids(branch, batch, cards) for branch in sorted(before))]
    made = list(zip(zip(*names, strict=True), _bodies(author, ids, cards), strict=True))
    with db.writing():
        new = write_new(db, author, made)
        given = list(zip(ids, cards, strict=True))
        said = [one for one, card in given if card.giver == "customer" and card.comment]
        state.refresh(db, author.branch, said)
        between = [one for one, card in given if card.giver != "customer"]
        colleague_cards.refresh(db, author.branch, between)
    return Imported(len(ids) - new, new)


def _bodies(author: Author, ids: Sequence[str], cards: Sequence[PaperCard]) -> list[bytes]:
    return [
        facts.encode(
            facts.CardGiven(
                event_id=event_id,
                **author.says | {"day": card.day},
                mark=card.kind,
                clerk=card.badge,
                giver=card.giver,
                entry="paper",
                comment=card.comment,
            )
        )
        for event_id, card in zip(ids, cards, strict=True)
    ]


def _badges(
    db: Database, branch: str, cards: Sequence[PaperCard], seen: Callable[[int, int], None]
) -> tuple[list[PaperCard], list[Fault]]:
    """The cards with their badges as spelled in the roster of their day, and a fault for each badge
    that is not on it, or can mean several."""
    rosters: dict[object, Known] = {}
    right, faults = [], []
    for done, card in enumerate(cards, 1):
        if card.day not in rosters:
            rosters[card.day] = Known(clerks.roster(db, branch, card.day))
        found = rosters[card.day].meant(card.badge)
        if len(found) == 1:
            right.append(card._replace(badge=found[0]))
        elif found:
            detail = "、".join(found[:5])
            faults.append(Fault(card.line, "badge", "ambiguous_key", card.badge[:40], detail))
        else:
            faults.append(Fault(card.line, "badge", "not_on_roster", card.badge[:40]))
        seen(done, len(cards))
    return right, faults
