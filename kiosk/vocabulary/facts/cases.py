"""Cases: what customers filed, and every step taken on it."""

import datetime
from typing import Literal

from kiosk.vocabulary.facts.fact import Fact, Medium, Number, Role

CaseKind = Literal["suggestion", "complaint", "praise", "question", "help"]


CASE_KINDS: tuple[CaseKind, ...] = ("suggestion", "complaint", "praise", "question")
"""What a customer can file; "help" is a case that staff enter for a call."""


Origin = Literal["lobby", "rating", "form", "box", "phone", "letter", "help"]


ORIGINS: tuple[Origin, ...] = ("form", "box", "phone", "letter", "help")
"""Where a case entered by staff came from (P20)."""


Cause = Literal["perception", "needs", "standard", "execution", "none"]


CAUSES: tuple[Cause, ...] = ("perception", "needs", "standard", "execution", "none")
"""The four gaps of P41: 感知-期望, 期望-需求, 需求-标准, 标准-执行; or none."""


Level = Literal["clerk", "branch", "office", "none"]


LEVELS: tuple[Level, ...] = ("clerk", "branch", "office", "none")


Reached = Literal["satisfied", "unsatisfied", "unreached"]


REACHED: tuple[Reached, ...] = ("satisfied", "unsatisfied", "unreached")


TEMPLATES = ("fixed", "explained", "adopted", "visit")
"""Ready-made replies; their wording is in the templates."""


URGENT_TOPICS = ("safety",)
"""Topics that can't wait, such as a smell of gas."""


TOPICS = ("service", "waiting", "fees", "process", "hall", "safety", "other")


class CaseOpened(Fact, frozen=True, tag="case"):
    """A customer filed a case, which must be answered (P15, P20).

    `subject` is HMAC(branch receipt key, receipt code); the code itself is stored nowhere.
    `clerk` is the clerk concerned, '' for none; `about_manager` is True if that is the branch's
    manager, in whose place the office then acts. `due` is the date promised to the customer under
    the deadline in force on `day`, `policy` that deadline's version; `due_sure` is False if the
    calendar was not yet known so far ahead. `contact_due` is the day by which the customer must
    have been called. `contact` is the salted digest of the details sealed beside the ledger,
    `notice` the version of the notice that the customer agreed to. `by` is the clerk who entered
    the case, and is then the first responsible clerk (首问责任人). `about` is the event_id of the
    rating or call that led to the case. `urgent` is True if a topic concerned safety: such a case
    comes first, whatever its date. `public` is True if the customer agreed that everyone can read
    the words and their answer, without name and phone number (kiosk/rules/cases/publicity.py).
    """

    mark: CaseKind
    subject: str
    entry: Medium
    clerk: str = ""
    topics: tuple[str, ...] = ()
    text: str = ""
    origin: Origin = "lobby"
    about: str = ""
    by: str = ""
    due: datetime.date | None = None
    due_sure: bool = True
    contact_due: datetime.date | None = None
    policy: Number = 0
    contact: str = ""
    notice: str = ""
    about_manager: bool = False
    urgent: bool = False
    public: bool = False


class CaseStep(Fact, frozen=True, kw_only=True):
    """A step taken on a case; `subject` is the event_id of its opening.

    `seen` is the number of the case's facts that the author had folded; it gives the same
    order wherever the case is folded (kiosk/rules/cases/folding.py). `by` is a badge, an office
    user's name, or '' for the customer, depending on `role`. If the step sets a `due`, `policy`
    is the version of the deadline it was computed from.
    """

    subject: str
    seen: Number
    role: Role
    by: str = ""
    policy: Number = 0


class CaseAccepted(CaseStep, frozen=True, tag="case_accepted"):
    """The first responsible clerk was named (首问负责制); `responsible` never changes. `special`
    puts the case in the class with the longer deadline, for the stated `reason`."""

    responsible: str
    due: datetime.date
    special: bool = False
    reason: str = ""


class CaseHandedOver(CaseStep, frozen=True, tag="case_handed_over"):
    """The work passes to another clerk; the responsibility does not."""

    to: str
    note: str = ""


class CaseContacted(CaseStep, frozen=True, tag="case_contacted"):
    """The customer was called, or came in."""

    note: str = ""


class CaseReplied(CaseStep, frozen=True, tag="case_replied"):
    """An answer that the customer can read: a template, text or both. `due` is the day by which
    the case must be closed."""

    due: datetime.date
    template: str = ""
    text: str = ""


class CaseExtended(CaseStep, frozen=True, tag="case_extended"):
    """The deadline was moved to `due`; the customer can read the `reason` (docs/practices.md,
    S2)."""

    due: datetime.date
    reason: str


class CaseRedated(CaseStep, frozen=True, tag="case_redated"):
    """The day by which the case must be answered was computed again, since the moved working days
    of a year that were not known when it was opened have been published."""

    due: datetime.date


class CaseClosed(CaseStep, frozen=True, tag="case_closed"):
    """The case was closed, with its root cause and the level responsible (P41)."""

    cause: Cause
    level: Level
    text: str = ""


class CaseThanked(CaseStep, frozen=True, tag="case_thanked"):
    """The customer was thanked for praise, in the program's fixed words, which answers and closes
    the case in one step: praise has no root cause."""


class CaseFollowedUp(CaseStep, frozen=True, tag="case_followed_up"):
    """The customer was asked about the result (回访)."""

    mark: Reached
    note: str = ""


class CaseReopened(CaseStep, frozen=True, tag="case_reopened"):
    """The customer is not satisfied and reopens the case with the receipt code."""

    due: datetime.date
    text: str = ""


class CaseDisputed(CaseStep, frozen=True, tag="case_disputed"):
    """The clerk concerned objects to the feedback (误评/恶意); the office must rule by `due`."""

    mark: Literal["mistaken", "malicious"]
    due: datetime.date
    text: str = ""


class CaseRuled(CaseStep, frozen=True, tag="case_ruled"):
    """The office ruled on an objection; both versions stay (国办发〔2019〕51号). `due` is the day
    by which a case that is still open must then be closed."""

    upheld: bool
    text: str
    due: datetime.date | None = None
