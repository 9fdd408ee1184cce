"""A clerk asks for a pause: it begins, or the try is kept with the reason why not."""

from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.hall import duty, ticket_systems
from kiosk.records.hall.pauses import running, state
from kiosk.records.hall.pauses.running import Running
from kiosk.records.ledger import ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.publishing import policies
from kiosk.rules.hall import pauses as rule
from kiosk.rules.input import numbers
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Policy
from kiosk.vocabulary.facts import PauseReason
from kiosk.vocabulary.refusals import Refusal

MOST_WAITING = 9_999
REFUSED: dict[PauseReason, str] = {
    "switched_off": "pause_switched_off",
    "off_duty": "pause_off_duty",
    "paused": "pause_paused",
    "used_up": "pause_used_up",
    "queue": "pause_queue",
    "alone": "pause_alone",
}
"""The refusal for each reason."""


class Possible(NamedTuple):
    """What a clerk sees before asking: the window of the clerk ('' for none), the pause that is
    running, how many are used, how many customers wait (None if the clerk has to say), and the
    policy."""

    window: str
    running: Running | None
    used: int
    waiting: int | None
    others: int
    policy: Policy

    @property
    def most_waiting(self) -> int:
        """How many can wait when a pause begins."""
        return rule.most_waiting(self.policy)


def possible(db: Database, author: Author) -> Possible:
    """What holds for this clerk now."""
    on_duty = duty.of_day(db, author.day)
    pausing = running.of_day(db, author.day, author.now)
    mine = on_duty.get(author.by)
    window = mine.window if mine is not None and mine.on else ""
    others = {
        one.window
        for badge, one in on_duty.items()
        if one.on and one.window not in ("", window) and badge not in pausing
    }
    return Possible(
        window,
        pausing.get(author.by),
        _used(db, author),
        _reported(db, author.at),
        len(others),
        policies.of_day(db, author.day),
    )


def _used(db: Database, author: Author) -> int:
    rows = ledger.of_day(db, author.branch, ["pause_begun"], author.day)
    return sum(row.clerk == author.by for row in rows)


def _reported(db: Database, now: int) -> int | None:
    """How many wait by the ticket systems, None if one of them has not said so just now."""
    reports = ticket_systems.reports(db)
    if not reports or not all(rule.is_fresh(one.at, now) for one in reports):
        return None
    return sum(one.waiting for one in reports)


def begin(db: Database, author: Author, key: str, typed: str) -> None:
    """A clerk begins a pause; `typed` is how many wait, where no ticket system says so.

    A try that the rule refuses is a fact as well. Raises Refusal with one of REFUSED after it was
    stored; `waiting_needed`, `bad_number` or `missing_key` for what is no try yet.
    """
    with writing(db, author, key) as entry:
        if entry.known:
            reason = _reason(ledger.read(entry.known[0]))
        else:
            now = possible(db, author)
            counter: facts.Counter = "clerk" if now.waiting is None else "system"
            waiting = _said(typed) if now.waiting is None else now.waiting
            asked = rule.Asked(
                now.window != "", now.running is not None, now.used, now.others, waiting
            )
            reason = rule.refused(asked, now.policy)
            if reason is not None:
                entry.write(
                    facts.PauseRefused, mark=reason, clerk=author.by, window=now.window,
                    waiting=waiting, counter=counter if waiting is not None else "",
                )  # fmt: skip
            elif waiting is None:
                raise Refusal("waiting_needed")
            else:
                entry.write(
                    facts.PauseBegun, clerk=author.by, window=now.window,
                    minutes=now.policy.pause_minutes, waiting=waiting, counter=counter,
                )  # fmt: skip
            state.refresh(db, author.branch, [key])
    if reason is not None:
        raise Refusal(REFUSED[reason])


def _said(typed: str) -> int | None:
    if not typed.strip():
        return None
    try:
        return numbers.whole(typed, MOST_WAITING)
    except numbers.NotANumber:
        raise Refusal("bad_number", field="waiting") from None


def _reason(fact: facts.AnyFact | None) -> PauseReason | None:
    return fact.mark if isinstance(fact, facts.PauseRefused) else None
