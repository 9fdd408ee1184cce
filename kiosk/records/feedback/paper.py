"""Cards given on paper, entered later from a file and marked as such: all rows or none."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kiosk.files import text
from kiosk.ground.db import Database
from kiosk.records.ledger import identity, times
from kiosk.records.ledger.writing import Author, write_new
from kiosk.records.people import clerks
from kiosk.rules.feedback import paper as rule
from kiosk.rules.feedback.paper import Fault, PaperCard
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
    db: Database, author: Author, data: bytes, batch: str, seen: Callable[[int, int], None]
) -> Imported:
    """Enters a file of paper cards for this station's own clerks.

    `batch` distinguishes files whose rows are equal by chance; `seen(done, all)` reports progress
    in rows. Raises Faulty with every faulty row; nothing is stored then. Bodies are encoded before
    the write lock is taken. Cards entered before this hall joined an office are recognised by their
    former ids.
    """
    me = identity.me(db)
    today = times.today(db, author.now)
    try:
        content = text.text(data)
    except UnicodeDecodeError:
        raise Faulty([Fault(1, "", "neither UTF-8 nor GB18030")]) from None
    cards, faults = rule.read(content, today)
    cards, strangers = _badges(db, me.branch, cards, seen)
    if faults or strangers:
        raise Faulty(sorted([*faults, *strangers]))
    ids = rule.event_ids(me.branch, batch, cards)
    before = {one.branch for one in identity.formers(db)} - {me.branch}
    names = [ids, *(rule.event_ids(branch, batch, cards) for branch in sorted(before))]
    new = write_new(db, author, list(zip(zip(*names, strict=True), _bodies(author, ids, cards),
                                         strict=True)))  # fmt: skip
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
    that is not on it."""
    rosters: dict[object, list[str]] = {}
    right, faults = [], []
    for done, card in enumerate(cards, 1):
        if card.day not in rosters:
            rosters[card.day] = list(clerks.roster(db, branch, card.day))
        badge = rule.match_badge(card.badge, rosters[card.day])
        if badge is None:
            says = f"{card.badge!r} was not on this branch's roster on {card.day}"
            faults.append(Fault(card.line, "badge", says))
        else:
            right.append(card._replace(badge=badge))
        seen(done, len(cards))
    return right, faults
