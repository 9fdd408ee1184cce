"""A case (工单) as all its facts say it is."""

import datetime
from typing import Literal, NamedTuple

from kiosk.vocabulary.facts import AnyStep, CaseOpened

State = Literal["opened", "accepted", "replied", "disputed", "closed"]


Actor = Literal["customer", "manager", "worker", "responsible", "about", "office", "machine"]
"""Who may do something: the customer with the receipt code, the manager of the
branch, the clerk who has the work, the one who is responsible, the one whom the
case is about, head office."""


Must = Literal["manager", "worker", "office", "nobody"]


MUST: dict[State, Must] = {
    "opened": "manager",
    "accepted": "worker",
    "replied": "manager",
    "disputed": "office",
    "closed": "nobody",
}
"""Who must act next in each state."""


class Told(NamedTuple):
    """A line of the trail: what was done; `too_late` where the table does not
    let it count, since something else came before it."""

    step: AnyStep
    too_late: bool


class Case(NamedTuple):
    """A case as all its facts say it is. `due` is the day by which whoever must
    act keeps the promise, None once it is closed; `seen` how many facts were
    folded; `replied_at` (UTC ms) and `on_time` are those of the first answer;
    `before` is the state a dispute came from, with its own `due`, as long as
    the office has not ruled, `objected_by` the day by which it must; `twins`
    are other openings under the same id, should there ever be any."""

    opened: CaseOpened
    state: State
    due: datetime.date | None
    seen: int = 1
    responsible: str = ""
    worker: str = ""
    special: bool = False
    contacted: bool = False
    contact_gone: bool = False
    sealed_for: str = ""
    extended: int = 0
    replied_at: int | None = None
    closed_on: datetime.date | None = None
    reopened: int = 0
    cause: str = ""
    level: str = ""
    before: tuple[State, datetime.date | None] | None = None
    objected_by: datetime.date | None = None
    ruling: bool | None = None
    on_time: bool | None = None
    trail: tuple[Told, ...] = ()
    twins: tuple[CaseOpened, ...] = ()

    @property
    def must(self) -> Must:
        """Who must act next; the office where it is about the manager."""
        must = MUST[self.state]
        return "office" if must == "manager" and self.opened.about_manager else must

    @property
    def must_badge(self) -> str:
        """Which clerk, where it is the one who has the work."""
        return self.worker if self.must == "worker" else ""

    @property
    def must_by(self) -> datetime.date | None:
        """The one date: until the customer was called, that of the call, as
        long as there is a number to call."""
        call = self.opened.contact_due
        if call is None or self.contacted or self.contact_gone or self.due is None:
            return self.due
        return min(call, self.due)
