"""A case (工单), folded from its facts."""

import datetime
from typing import Literal, NamedTuple

from kiosk.vocabulary.facts import AnyStep, CaseOpened

State = Literal["opened", "accepted", "replied", "disputed", "closed"]


Actor = Literal["customer", "manager", "worker", "responsible", "about", "office", "machine"]
"""Who can take a step: the customer with the receipt code, the branch's manager, the clerk who
has the work, the first responsible clerk, the clerk the case is about, head office, a machine."""


Must = Literal["manager", "worker", "office", "nobody"]


MUST: dict[State, Must] = {
    "opened": "manager",
    "accepted": "worker",
    "replied": "manager",
    "disputed": "office",
    "closed": "nobody",
}
"""Who must act next in each state."""


class TrailEntry(NamedTuple):
    """A line of the trail: the step; `too_late` if the table refused it, since another step came
    first."""

    step: AnyStep
    too_late: bool


class Case(NamedTuple):
    """A case, folded from its facts. `due` is the day by which the party that must act keeps the
    promise, None once the case is closed; `due_sure` is False while it runs into a year whose moved
    working days were not published; `seen` the number of facts folded; `replied_at` (UTC
    ms) and `on_time` belong to the first answer; `before` is the state in which an objection was
    made, with its `due`, until the office has ruled; `objected_by` the day by which it must rule;
    `erase_by` the day by which it must answer a request to erase the contact details; `twins` are
    other openings under the same id, if there ever are any."""

    opened: CaseOpened
    state: State
    due: datetime.date | None
    due_sure: bool
    seen: int = 1
    responsible: str = ""
    worker: str = ""
    special: bool = False
    contacted: bool = False
    contact_gone: bool = False
    erase_by: datetime.date | None = None
    sealed_for: str = ""
    extended: int = 0
    replied_at: int | None = None
    closed_on: datetime.date | None = None
    reopened: int = 0
    reopened_on: datetime.date | None = None
    cause: str = ""
    level: str = ""
    before: tuple[State, datetime.date | None] | None = None
    objected_by: datetime.date | None = None
    ruling: bool | None = None
    on_time: bool | None = None
    trail: tuple[TrailEntry, ...] = ()
    twins: tuple[CaseOpened, ...] = ()

    @property
    def begun_on(self) -> datetime.date:
        """The day on which the case was opened or last reopened."""
        return self.reopened_on or self.opened.day

    @property
    def must(self) -> Must:
        """Who must act next; if the case is about the manager, the office in the manager's
        place."""
        must = MUST[self.state]
        return "office" if must == "manager" and self.opened.about_manager else must

    @property
    def must_badge(self) -> str:
        """The clerk who must act, if it is the one who has the work; else ''."""
        return self.worker if self.must == "worker" else ""

    @property
    def must_by(self) -> datetime.date | None:
        """The one date: until the customer has been called, that of the call if it is earlier and
        there is a number to call."""
        call = self.opened.contact_due
        if call is None or self.contacted or self.contact_gone or self.due is None:
            return self.due
        return min(call, self.due)
