"""Who can say what was done about a low grade or a customer's words."""

from typing import Protocol

from kiosk.vocabulary.facts import Role


class Handler(Protocol):
    """Who handles: the role, the badge or user's name, and whether the office's chain holds it."""

    @property
    def role(self) -> Role: ...
    @property
    def by(self) -> str: ...
    @property
    def office(self) -> bool: ...


def refused(of: Handler, clerk: str, in_charge: bool) -> str:
    """The code of the refusal, or '' if `of` can handle feedback about this clerk; `in_charge` is
    whether the clerk was the branch's manager when it was given.

    Head office handles all of it. A manager never handles feedback about any manager, nor about
    himself or herself from before.
    """
    if of.office:
        return ""
    if of.role != "manager":
        return "not_manager"
    return "conflict_of_interest" if in_charge or clerk == of.by else ""
