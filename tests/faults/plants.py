"""Faults planted on purpose: with one of them each harness must find something.

A fault that is chosen for a whole run is planted in its tests and in the machines that they start,
which are processes of their own.

    python -m tests.faults.plants --config FILE serve
"""

import contextlib
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from unittest.mock import patch

from kiosk.ground.db import PRAGMAS
from kiosk.records.exchange import arrivals
from kiosk.records.feedback import cards
from kiosk.records.ledger import alarms
from kiosk.records.upkeep.archives import leaving, moving
from kiosk.rules.cases import folding
from kiosk.rules.cases.case import Case
from kiosk.rules.ledger.counting import Verdict
from kiosk.vocabulary.facts import AnyStep, CaseOpened


class _Undone(Exception):
    pass


@contextlib.contextmanager
def dropped_card() -> Iterator[None]:
    """Every third customer is thanked for a card that is not committed."""
    give, number = cards.give, itertools.count(1)

    def losing(db: Any, *said: Any) -> Any:
        if next(number) % 3:
            return give(db, *said)
        with contextlib.suppress(_Undone), db.writing():
            thanks = give(db, *said)
            raise _Undone
        return thanks

    with patch.object(cards, "give", losing):
        yield


@contextlib.contextmanager
def forgotten_batch() -> Iterator[None]:
    """Head office says thanks for every seventh batch and does not commit it."""
    receive, number = arrivals.receive, itertools.count(1)

    def losing(db: Any, branch: str, *said: Any) -> Any:
        if next(number) % 7:
            return receive(db, branch, *said)
        with contextlib.suppress(_Undone), db.writing_in(branch):
            answer = receive(db, branch, *said)
            raise _Undone
        return answer

    with patch.object(arrivals, "receive", losing):
        yield


def _judging(counted: bool) -> Callable[[], Any]:
    return lambda: patch.object(arrivals, "judge", lambda *_, **__: Verdict(counted))


@contextlib.contextmanager
def row_order() -> Iterator[None]:
    """A case is folded in the order in which its rows happen to be read."""

    def fold(opened: CaseOpened, steps: Iterable[tuple[AnyStep, bool]], *kept: Any) -> Case:
        case = folding.begin(opened)
        for step, from_office in steps:
            case = folding.take(case, step, from_office, *kept)
        return case

    with patch.object(folding, "fold", fold):
        yield


def no_alarms() -> Any:
    """Nothing raises an alarm."""
    return patch.object(alarms, "alarm", lambda *_: None)


@contextlib.contextmanager
def early_move() -> Iterator[None]:
    """Rows that go to an archive file are deleted before it is written."""
    write = moving._write

    def late(db: Any, due: Any, *said: Any) -> Any:
        with db.writing_in(due.branch):
            leaving.delete(db, due.branch, moving.leaving_rows(db, due))
        return write(db, due, *said)

    with patch.object(moving, "_write", late):
        yield


def unsynced() -> Any:
    """Commits are not synced."""
    return patch.dict(PRAGMAS, {"synchronous": "off"})


PLANTS: dict[str, Callable[[], Any]] = {
    "dropped-card": dropped_card,
    "forgotten-batch": forgotten_batch,
    "everything-counted": _judging(True),
    "nothing-counted": _judging(False),
    "row-order": row_order,
    "no-alarms": no_alarms,
    "early-move": early_move,
    "unsynced": unsynced,
}
CHOSEN = "FAULTS_PLANT"
"""The variable that names the plant of a whole run."""


def chosen() -> Any:
    """The plant of this run, to be entered; nothing where there is none."""
    name = os.environ.get(CHOSEN, "")
    return PLANTS[name]() if name else contextlib.nullcontext()


if __name__ == "__main__":
    from kiosk.commands.main import main

    with chosen():
        main()
