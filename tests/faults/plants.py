"""Faults planted on purpose: with each of them the histories must find something."""

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from unittest.mock import patch

from kiosk.records.exchange import arrivals
from kiosk.records.feedback import cards
from kiosk.records.ledger import alarms
from kiosk.rules.cases import folding
from kiosk.rules.cases.case import Case
from kiosk.rules.ledger.counting import Verdict
from kiosk.vocabulary.facts import AnyStep, CaseOpened


class _Undone(Exception):
    pass


@contextlib.contextmanager
def dropped_card() -> Iterator[None]:
    """Every seventh customer is thanked for a card that is not committed."""
    give, number = cards.give, itertools.count(1)

    def losing(db: Any, *said: Any) -> Any:
        if next(number) % 7:
            return give(db, *said)
        with contextlib.suppress(_Undone), db.writing():
            thanks = give(db, *said)
            raise _Undone
        return thanks

    with patch.object(cards, "give", losing):
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


PLANTS: dict[str, Callable[[], Any]] = {
    "dropped-card": dropped_card,
    "everything-counted": _judging(True),
    "nothing-counted": _judging(False),
    "row-order": row_order,
    "no-alarms": no_alarms,
}
