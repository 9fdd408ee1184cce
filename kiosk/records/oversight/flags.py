"""Flags: raised and carried on by the nightly run, looked into by a named person. No step removes a
fact; what flags name is counted beside everything else
(kiosk/records/oversight/second_count.py)."""

import hashlib
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.ground.queries import among
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.oversight import state
from kiosk.records.oversight.state import OPEN, Flag, FlaggedFact, FlagNow
from kiosk.rules.feedback import words
from kiosk.rules.office.suspicion.history import Finding
from kiosk.vocabulary.facts import FINDINGS, FlagGrown, FlagHandled, FlagRaised
from kiosk.vocabulary.refusals import Refusal

TEXT_LIMIT = 1_000
EVENTS_A_FACT = 300
"""Ids that the body of a fact holds with room to spare."""


class Filters(NamedTuple):
    """Which flags a list shows: '' for any; `may` are the branches that the reader sees, None for
    all."""

    branch: str = ""
    kind: str = ""
    state: str = ""
    may: Collection[str] | None = None


# Raised by the nightly run ------------------------------------------------------------


def of_branch(db: Database, branch: str) -> list[FlagNow]:
    """All flags of a branch."""
    return db.rows(FlagNow.select().where(FlagNow.branch == branch))


def note(db: Database, author: Author, found: Sequence[Finding]) -> int:
    """Raises a flag for each finding that is new, and carries on the open ones that it belongs to;
    what a person has looked into is not raised again for the same facts. Inside `db.writing()`.
    Returns how many were raised."""
    known = of_branch(db, author.branch)
    named = _named(db, author.branch, found)
    raised, touched = 0, set[str]()
    for one in found:
        events = set(one.events)
        handled = {
            event for flag in known if flag.state != OPEN and flag.clerk == one.clerk
            for event in named.get(flag.event_id, ())
        }  # fmt: skip
        if events and events <= handled:
            continue
        same = next((flag for flag in known if _is_same(flag, one)), None)
        if same is None:
            touched.add(_raise(db, author, one))
            raised += 1
        elif one.last > same.last or not events <= named.get(same.event_id, set()):
            new = [event for event in one.events if event not in named.get(same.event_id, set())]
            _grow(db, author, same.event_id, one, new)
            touched.add(same.event_id)
    state.refresh(db, author.branch, touched)
    return raised


def _named(db: Database, branch: str, found: Sequence[Finding]) -> dict[str, set[str]]:
    """The facts of these findings that flags name already, by flag."""
    events = sorted({event for one in found for event in one.events})
    if not events:
        return {}
    wanted = (FlaggedFact.branch == branch) & among(FlaggedFact.event_id, events)
    query = FlaggedFact.select(FlaggedFact.flag, FlaggedFact.event_id).where(wanted)
    named: dict[str, set[str]] = {}
    for flag, event_id in db.rows(query.tuples()):
        named.setdefault(flag, set()).add(event_id)
    return named


def _is_same(flag: FlagNow, one: Finding) -> bool:
    """Whether an open flag is about what a finding is about."""
    same = (flag.kind, flag.clerk, flag.other) == (one.kind, one.clerk, one.other)
    return flag.state == OPEN and same and flag.first <= one.last and one.first <= flag.last


def _raise(db: Database, author: Author, one: Finding) -> str:
    event_id = _id("raised", author.branch, one.kind, one.clerk, one.other, one.first, one.last)
    with writing(db, author, event_id) as entry:
        if not entry.known:
            entry.write(
                FlagRaised,
                mark=one.kind,
                about=one.clerk,
                other=one.other,
                first=one.first,
                from_minute=one.begin,
                to_minute=one.end,
                events=one.events[:EVENTS_A_FACT],
                **_numbers(one),
            )
    if rest := one.events[EVENTS_A_FACT:]:
        _grow(db, author, event_id, one, rest)
    return event_id


def _grow(db: Database, author: Author, flag: str, one: Finding, events: Sequence[str]) -> None:
    for start in range(0, max(1, len(events)), EVENTS_A_FACT):
        part = tuple(events[start : start + EVENTS_A_FACT])
        with writing(db, author, _id("grown", flag, one.last, *part)) as entry:
            if not entry.known:
                entry.write(FlagGrown, subject=flag, events=part, **_numbers(one))


def _numbers(one: Finding) -> dict[str, Any]:
    return {
        "last": one.last, "seen": one.seen, "among": one.of, "usual": round(10 * one.expected),
        "back": one.back,
    }  # fmt: skip


def _id(*parts: object) -> str:
    """The id of a step of the nightly run, the same however often it runs."""
    return hashlib.sha256(" ".join(map(str, ("flag", *parts))).encode()).hexdigest()[:32]


# Read and looked into -----------------------------------------------------------------


def listed(db: Database, which: Filters, page: int = 1) -> Page[FlagNow]:
    """A page of flags, open ones first, then the newest."""
    order = (FlagNow.closed, FlagNow.at.desc(), FlagNow.branch, FlagNow.event_id)
    return paging.read(db, FlagNow.select().where(_wanted(which)).order_by(*order), page)


def number_open(db: Database, may: Collection[str] | None = None) -> int:
    """How many flags wait for a person, up to MOST_COUNTED."""
    waiting = FlagNow.select().where(_wanted(Filters(state=OPEN, may=may)))
    number: int = waiting.limit(paging.MOST_COUNTED).count(db.peewee)
    return number


def _wanted(which: Filters) -> Any:
    wanted: Any = FlagNow.closed.in_((0,) if which.state == OPEN else (0, 1))
    for column, value in (
        (FlagNow.branch, which.branch),
        (FlagNow.kind, which.kind),
        (FlagNow.state, which.state),
    ):
        if value:
            wanted &= column == value
    return wanted if which.may is None else wanted & among(FlagNow.branch, which.may)


def find(db: Database, branch: str, event_id: str) -> tuple[FlagNow, Flag]:
    """A flag's row, and all its facts. Raises Refusal `not_found`."""
    row: FlagNow | None = db.first(
        FlagNow.select().where((FlagNow.branch == branch) & (FlagNow.event_id == event_id))
    )
    flag = state.read(db, branch, [event_id]).get(event_id)
    if row is None or flag is None:
        raise Refusal("not_found", event_id[:40])
    return row, flag


def facts_of(db: Database, branch: str, flag: Flag, page: int = 1) -> Page[Ledger]:
    """A page of the facts that a flag names and that are here, oldest first."""
    wanted = (FlaggedFact.branch == branch) & (FlaggedFact.flag == flag.raised.event_id)
    query = FlaggedFact.select(FlaggedFact.event_id).where(wanted & (FlaggedFact.mark != ""))
    names = paging.read(db, query.order_by(FlaggedFact.at, FlaggedFact.event_id).tuples(), page)
    found: dict[str, Ledger] = {}
    for row in ledger.find(db, branch, [one for (one,) in names.rows]):
        if row.counted:
            found.setdefault(row.event_id, row)
    return Page([found[one] for (one,) in names.rows if one in found], names.number)


def handle(
    db: Database, author: Author, key: str, event_id: str, finding: str, text: str
) -> FlagNow:
    """A user of head office says what was found out about a flag; that can be said again, and the
    last finding counts. Raises Refusal `missing_key`, `not_found`, `not_chosen`, `text_required`,
    `long_comment` or `odd_comment`."""
    find(db, author.branch, event_id)
    if finding not in FINDINGS:
        raise Refusal("not_chosen", field="finding")
    text = words.needed(text, TEXT_LIMIT)
    with writing(db, author, key) as entry:
        if not entry.known:
            entry.write(
                FlagHandled,
                subject=event_id,
                mark=finding,
                role=author.role,
                by=author.by,
                text=text,
            )
            state.refresh(db, author.branch, [event_id])
    return find(db, author.branch, event_id)[0]
