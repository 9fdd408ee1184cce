"""Actions agreed at a meeting (P29), folded from their facts, and who can do what with one."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from kiosk.vocabulary.facts import ActionAgreed, ActionDone, ActionMoved

MOST_DAYS = 366
"""An action is due within so many days."""


class Action(NamedTuple):
    """An action: as it was agreed, how it was moved since, in order, and how it was done."""

    agreed: ActionAgreed
    moved: tuple[ActionMoved, ...] = ()
    done: ActionDone | None = None

    @property
    def owner(self) -> str:
        """The badge of the clerk whose action it is."""
        return self.moved[-1].clerk if self.moved else self.agreed.clerk

    @property
    def due(self) -> datetime.date:
        """The day by which it is due."""
        return self.moved[-1].due if self.moved else self.agreed.due


def fold(agreed: ActionAgreed, moved: Iterable[ActionMoved], done: Iterable[ActionDone]) -> Action:
    """An action, whatever the order in which its facts arrived. Of several that say it is done the
    earliest holds, and what was moved after that changes nothing."""
    ended = min(done, key=lambda one: (one.at, one.event_id), default=None)
    steps = sorted(moved, key=lambda one: (one.at, one.event_id))
    kept = [one for one in steps if ended is None or one.at <= ended.at]
    return Action(agreed, tuple(kept), ended)


def is_possible(due: datetime.date, today: datetime.date) -> bool:
    """Whether an action can be due on a day: today or later, within MOST_DAYS."""
    return today <= due <= today + datetime.timedelta(MOST_DAYS)


def refused(action: Action, badge: str, is_manager: bool, owner_left: bool) -> str:
    """Why a person can't tick an action off, '' if that is possible: its owner can, and the manager
    for an owner who has left."""
    if action.done is not None:
        return "action_done"
    can = badge == action.owner or (is_manager and owner_left)
    return "" if can else "not_your_action"
