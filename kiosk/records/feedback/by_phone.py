"""Ratings from customers' own phones, by the invitation that a tablet of the hall shows. They are
marked `phone` and tallied apart (kiosk/records/ledger/tallies.py)."""

import hmac

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.feedback import ratings, thanks
from kiosk.records.feedback.thanks import Thanks
from kiosk.records.ledger import ledger
from kiosk.records.ledger.writing import Author
from kiosk.rules.hall import invitations as rule
from kiosk.rules.hall.invitations import Invitation
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal


def invite(keys: Keys, now: Moment, badge: str, served: str, nonce: str) -> str:
    """An invitation to rate this clerk, for the service that was done if one was chosen. Nothing is
    stored; `nonce` are 16 hex digits that were never used before."""
    key = _key(keys, now, Invitation(now.mono, nonce, ""), badge, served)
    return rule.token(Invitation(now.mono, nonce, key))


def _key(keys: Keys, now: Moment, one: Invitation, badge: str, served: str) -> str:
    return keys.peppered(rule.secret(now.boot, one.mono, one.nonce, badge, served))[:32]


def opened(db: Database, author: Author, keys: Keys, badge: str, said: str, served: str) -> str:
    """The form key of an invitation that this visit can still use, or has used.

    Raises Refusal `invitation_over`, or `invitation_used` by another visit.
    """
    one = rule.read(said)
    if one is None or not hmac.compare_digest(one.key, _key(keys, author.now, one, badge, served)):
        raise Refusal("invitation_over")
    if ledger.find(db, author.branch, [one.key]):
        if not thanks.sent(db, one.key, author.visit):
            raise Refusal("invitation_used")
    elif not rule.lives(one, author.now):
        raise Refusal("invitation_over")
    return one.key


def rate(
    db: Database, author: Author, key: str, badge: str, grade: str, ticket: str = ""
) -> Thanks:
    """A customer rates a clerk on a phone; `key` is that of an invitation that was `opened`.

    Raises Refusal `invitation_used`, or as `ratings.rate`.
    """
    given = ratings.rate(db, author, key, badge, grade, ticket, "phone")
    if not given.mine:  # another phone was faster
        raise Refusal("invitation_used")
    return given
