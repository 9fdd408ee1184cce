"""Services that were just done, as the lobby offers them to be rated, and the ticket that a rating
is bound to."""

from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, slot
from kiosk.records.feedback.state import is_rated
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.ledger import ledger
from kiosk.records.ledger.writing import Author
from kiosk.rules.hall import tickets as rule
from kiosk.vocabulary.refusals import Refusal

OFFERS = 3
"""As many fit above the clerks; a hall with more windows shows those that came last."""
_LOOKED_AT = 60


class Offer(NamedTuple):
    """A service that was just done and not rated: where, by whom (a badge), with which ticket."""

    event_id: str
    window: str
    clerk: str
    ticket: str


_FRESH = Prepared(
    ServedNow.select()
    .where(
        (ServedNow.branch == slot("branch"))
        & (ServedNow.withdrawn == 0)
        & ServedNow.at.between(slot("since"), slot("until"))
    )
    .order_by(ServedNow.at.desc())
    .limit(_LOOKED_AT)
)


def open_now(db: Database, branch: str, now: int) -> list[Offer]:
    """The services to be rated at this moment (UTC ms): the last one at each window, newest first.
    They name no customer and no service item."""
    since, until = now - rule.NEAR_MS, now + rule.AHEAD_MS
    found: dict[tuple[str, str], ServedNow] = {}
    for row in db.ask(_FRESH, branch=branch, since=since, until=until):
        if rule.is_offered(row.ended, now):
            at_window = (row.window, "" if row.window else row.clerk)
            if at_window not in found or row.ended > found[at_window].ended:
                found[at_window] = row
    open_ones = [row for row in found.values() if not is_rated(db, branch, row.ticket_key)]
    open_ones.sort(key=lambda row: -row.ended)
    return [Offer(row.event_id, row.window, row.clerk, row.ticket) for row in open_ones[:OFFERS]]


def offered(db: Database, author: Author, badge: str, event_id: str) -> tuple[Offer, str]:
    """The service that a customer chose to rate, with the key that binds the rating to its ticket.

    Raises Refusal `unknown_ticket` for another clerk's, `offer_over` once it is too long ago, or
    `rated_already`.
    """
    same = (ServedNow.branch == author.branch) & (ServedNow.event_id == event_id[:64])
    row = db.first(ServedNow.select().where(same & (ServedNow.withdrawn == 0)))
    if row is None or row.clerk != badge:
        raise Refusal("unknown_ticket")
    if is_rated(db, author.branch, row.ticket_key):
        raise Refusal("rated_already")
    if not rule.can_be_rated(row.ended, author.at):
        raise Refusal("offer_over")
    return Offer(row.event_id, row.window, row.clerk, row.ticket), row.ticket_key


def ticket_of(db: Database, author: Author, key: str, badge: str, event_id: str) -> str:
    """What a rating is to be bound to: the ticket of the service that was chosen, '' for none, or
    where this form was sent before. Raises Refusal as `offered`."""
    if not event_id or ledger.find(db, author.branch, [key]):
        return ""
    return offered(db, author, badge, event_id)[1]
