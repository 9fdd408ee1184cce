"""有困难请找我 (P46): a customer rings, desk and wall show it, a clerk is on the way, then there; a
call that no one answers is filed as a case."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import deadlines, filing, state
from kiosk.records.feedback import thanks
from kiosk.records.hall import state as rows
from kiosk.records.ledger import identity, ledger, times
from kiosk.records.ledger.writing import Author, writing
from kiosk.rules.cases import receipts
from kiosk.rules.hall import help as rule
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal

_KINDS = ("help", "help_taken", "help_came")


class Answer(NamedTuple):
    """A clerk who is on the way, or came: since when (UTC ms), and how many ms after the call."""

    clerk: str
    at: int
    after: int


class Call(NamedTuple):
    """A call of today: when it was made (UTC ms), at which station and whether that is this one,
    how many ms ago, who is on the way, who came."""

    event_id: str
    at: int
    station: str
    here: bool
    waited: int
    taken: Answer | None = None
    came: Answer | None = None

    @property
    def late(self) -> bool:
        """Whether the customer has waited too long and no one has come."""
        on_the_way = None if self.taken is None else self.taken.after
        return self.came is None and rule.is_late(self.waited, on_the_way)


def ring(db: Database, author: Author, key: str) -> None:
    """A customer rings for help; the same form sent again is one call.

    Raises Refusal `missing_key` or `not_enrolled`.
    """
    with writing(db, author, key) as entry:
        if not entry.known:
            entry.write(facts.HelpCalled)
            rows.refresh(db, author.branch, [key])
            thanks.note(db, author, key)


def taken(db: Database, author: Author, key: str, event_id: str) -> None:
    """A clerk is on the way to the customer; the first one counts, and none once someone came.

    Raises Refusal `missing_key` or `unknown_call`.
    """
    with writing(db, author, key, rule.taken_id(event_id)) as entry:
        _check_call(db, author, event_id)
        if not entry.known and not ledger.find(db, author.branch, [rule.came_id(event_id)]):
            entry.write(facts.HelpTaken, subject=event_id, clerk=author.by)
            rows.refresh(db, author.branch, [event_id])


def came(db: Database, author: Author, key: str, event_id: str) -> None:
    """A clerk came to the customer; the first one counts.

    Raises Refusal `missing_key` or `unknown_call`.
    """
    with writing(db, author, key, rule.came_id(event_id)) as entry:
        _check_call(db, author, event_id)
        if not entry.known:
            entry.write(facts.HelpCame, subject=event_id, clerk=author.by)
            rows.refresh(db, author.branch, [event_id])


def _check_call(db: Database, author: Author, event_id: str) -> None:
    if not any(row.kind == "help" for row in ledger.find(db, author.branch, [event_id])):
        raise Refusal("unknown_call")


def file_case(db: Database, author: Author, keys: Keys, key: str, event_id: str) -> filing.Receipt:
    """A customer whose call goes unanswered has it filed as a case; once for each call, whichever
    form asks. Only the visit that rang can do so.

    Raises Refusal `missing_key`, `unknown_call` or `not_enrolled`.
    """
    form = rule.case_key(event_id)
    secret = identity.receipt_keys(db, keys)[0]
    code = receipts.code(secret, form)
    with writing(db, author, key, receipts.event_id(form)) as entry:
        _check_call(db, author, event_id)
        if not thanks.sent(db, event_id, author.visit):
            raise Refusal("unknown_call")
        if known := filing.opened(entry.known):
            return filing.Receipt(filing.code_of(db, keys, form, known), known)
        due = deadlines.promise(db, "help", author.day)
        case = entry.stamped(
            facts.CaseOpened,
            mark="help",
            subject=receipts.subject(secret, code),
            entry="screen",
            origin="help",
            about=event_id,
            due=due.due,
            due_sure=due.sure,
            policy=due.policy,
        )
        state.open_with(db, entry, case)
        thanks.note(db, author, case.event_id)
    return filing.Receipt(code, case)


def is_filed(db: Database, branch: str, event_id: str) -> bool:
    """Whether the customer had this call filed as a case."""
    return bool(ledger.find(db, branch, [receipts.event_id(rule.case_key(event_id))]))


def calls(db: Database, day: datetime.date, now: Moment) -> list[Call]:
    """The day's calls: those that no one has taken first, then those on which a clerk is on the
    way; those made at this station before others, the newest first. Those that claim a time to
    come go last of their kind, so that another station's clock, or a false one, pushes none out of
    sight."""
    me, at = identity.me(db), times.believed(db, now).utc
    made = ledger.of_day(db, me.branch, _KINDS, day)
    read = [(row.station, fact) for row in made if (fact := ledger.read(row)) is not None]
    took = _first(fact for _, fact in read if isinstance(fact, facts.HelpTaken))
    arrived = _first(fact for _, fact in read if isinstance(fact, facts.HelpCame))
    found = [
        Call(
            fact.event_id,
            fact.at,
            station,
            station == me.station,
            rule.waited(fact, now, at),
            _answer(fact, took.get(fact.event_id)),
            _answer(fact, arrived.get(fact.event_id)),
        )
        for station, fact in read
        if isinstance(fact, facts.HelpCalled)
    ]
    return sorted(found, key=lambda c: (bool(c.came), bool(c.taken), not c.here, c.at > at, -c.at))


def waiting(db: Database, day: datetime.date, now: Moment) -> list[Call]:
    """Those of the day's calls to which no one has come yet."""
    return [call for call in calls(db, day, now) if not call.came]


def of_visit(db: Database, author: Author) -> Call | None:
    """The newest call of today that this visit made."""
    here = [call for call in calls(db, author.day, author.now) if call.here]
    here.sort(key=lambda call: -call.at)
    made = thanks.sent_by(db, author.visit, [call.event_id for call in here])
    return next((call for call in here if call.event_id in made), None)


S = TypeVar("S", facts.HelpTaken, facts.HelpCame)


def _first(said: Iterable[S]) -> dict[str, S]:
    """The earliest of these for each call: two stations of a branch may each have written one."""
    return {fact.subject: fact for fact in sorted(said, key=lambda one: one.at, reverse=True)}


def _answer(call: facts.HelpCalled, said: facts.HelpTaken | facts.HelpCame | None) -> Answer | None:
    return None if said is None else Answer(said.clerk, said.at, rule.between(call, said))
