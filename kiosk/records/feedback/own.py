"""What customers said about a clerk, as that clerk reads it: remarks with ratings, letters and
banners. Cards are in `cards`."""

from collections.abc import Sequence

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.records.feedback import lists
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import Author
from kiosk.records.people import clerks


def remarks(
    db: Database, author: Author, unanswered: Sequence[str], page: int = 1, *, counted: bool = True
) -> Page[FeedbackNow]:
    """A page of the remarks with a clerk's ratings, newest first, without those taken back.

    A remark under a low grade is there once a person has handled it, and one out of which a case
    grew once that is answered: `unanswered` are the event_ids of the ratings whose case is not.
    What is about the manager is head office's, if there is one.
    """
    which: lists.Which = {
        "branch": author.branch,
        "clerk": author.by,
        "kinds": ("rating",),
        "withdrawn": False,
    }
    if identity.me(db).has_office:
        which["not_about"] = clerks.charges_of(db, author.by)
    remarked = (FeedbackNow.words != "") | (FeedbackNow.reasons != "")
    seen = (FeedbackNow.low == 0) | (FeedbackNow.waits == 0)
    wanted = lists.wanted(which) & remarked & seen & FeedbackNow.event_id.not_in(unanswered)
    query = FeedbackNow.select().where(wanted).order_by(*lists.NEWEST)
    return paging.read(db, query, page, counted=counted)


def praise(
    db: Database, author: Author, page: int = 1, *, counted: bool = True
) -> Page[FeedbackNow]:
    """A page of the letters and banners for a clerk, newest first."""
    wanted = lists.wanted(
        {"branch": author.branch, "clerk": author.by, "kinds": ("praise_entered",)}
    )
    query = FeedbackNow.select().where(wanted).order_by(*lists.NEWEST)
    return paging.read(db, query, page, counted=counted)
