"""Letters of praise, banners and the suggestion box, entered by staff (docs/practices.md, P20)."""

import datetime

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.records.feedback import state
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.rules.feedback import words
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal

DEED_LIMIT = 200


MOST_FOUND = 500
"""Most letters accepted for one opening of the box."""


def open_box(db: Database, author: Author, key: str, witness: str, found: int) -> None:
    """The physical box was opened in front of a witness; its letters are entered one by one. Raises
    Refusal `missing_key`, `bad_number`, `own_witness`, `unknown_clerk` or `retired_clerk`."""
    if not 0 <= found <= MOST_FOUND:
        raise Refusal("bad_number", str(found))
    clerks.on_roster(db, author.branch, witness, author.day)
    if witness == author.by:
        raise Refusal("own_witness")
    with writing(db, author, key) as entry:
        if not entry.known:
            entry.write(facts.BoxOpened, witness=witness, found=found, clerk=author.by)


def enter_praise(
    db: Database, author: Author, key: str, mark: str, badge: str, deed: str, day: datetime.date
) -> None:
    """A letter of praise (表扬信) or a banner (锦旗) arrived, for a deed of a clerk.

    Raises Refusal `missing_key`, `bad_request`, `text_required`, `long_comment`, `odd_comment`,
    `day_ahead` or `unknown_clerk`.
    """
    if mark not in ("letter", "banner"):
        raise Refusal("bad_request", "mark")
    deed = words.needed(deed, DEED_LIMIT)
    if day > author.day:
        raise Refusal("day_ahead")
    clerks.remembered(db, badge, day)
    with writing(db, author, key) as entry:
        if not entry.known:
            praise = entry.write(facts.PraiseEntered, mark=mark, clerk=badge, deed=deed,
                                 by=author.by, day=day)  # fmt: skip
            state.begin(db, author.chain.station, praise)


def register(db: Database, branch: str, page: int = 1) -> Page[facts.PraiseEntered]:
    """A page of the letters and banners of a branch, newest first."""
    read, number = _newest(db, branch, "praise_entered", page)
    return Page([f for f in read if isinstance(f, facts.PraiseEntered)], number)


def boxes(db: Database, branch: str, page: int = 1) -> Page[facts.BoxOpened]:
    """A page of the openings of the box, newest first."""
    read, number = _newest(db, branch, "box_opened", page)
    return Page([f for f in read if isinstance(f, facts.BoxOpened)], number)


def _newest(db: Database, branch: str, kind: str, page: int) -> Page[facts.AnyFact]:
    wanted = (Ledger.branch == branch) & (Ledger.kind == kind) & (Ledger.counted == 1)
    query = Ledger.select().where(wanted).order_by(Ledger.counted_day.desc())
    rows, number = paging.read(db, query, page)
    found = [fact for row in rows if (fact := ledger.read(row)) is not None]
    return Page(sorted(found, key=lambda fact: (fact.day, fact.at), reverse=True), number)
