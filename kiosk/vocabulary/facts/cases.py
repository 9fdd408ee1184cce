"""Cases: what customers filed, and every step until it is closed."""

import datetime
from typing import Literal

from kiosk.vocabulary.facts.fact import Fact, Medium, Role

CaseKind = Literal["suggestion", "complaint", "praise", "question", "help"]


CASE_KINDS: tuple[CaseKind, ...] = ("suggestion", "complaint", "praise", "question")
"""What a customer can file; "help" is what staff write down of a call."""


Origin = Literal["lobby", "rating", "form", "box", "phone", "letter", "help"]


ORIGINS: tuple[Origin, ...] = ("form", "box", "phone", "letter", "help")
"""Where a case that staff enter came from (P20)."""


Cause = Literal["perception", "needs", "standard", "execution", "none"]


CAUSES: tuple[Cause, ...] = ("perception", "needs", "standard", "execution", "none")
"""The four gaps of P41: 感知-期望, 期望-需求, 需求-标准, 标准-执行; or none."""


Level = Literal["clerk", "branch", "office", "none"]


LEVELS: tuple[Level, ...] = ("clerk", "branch", "office", "none")


Reached = Literal["satisfied", "unsatisfied", "unreached"]


REACHED: tuple[Reached, ...] = ("satisfied", "unsatisfied", "unreached")


TEMPLATES = ("fixed", "explained", "adopted", "visit")
"""Replies that need no typing; each is worded where it is shown."""


TOPICS = ("service", "waiting", "fees", "process", "hall", "safety", "other")


class CaseOpened(Fact, frozen=True, tag="case"):
    """A customer filed something that must be answered (P15, P20).

    `subject` is HMAC(branch receipt key, receipt code); the code is nowhere.
    `clerk` is whom it is about, '' for nobody, `about_manager` whether that is
    the manager of the branch, who then has no say in it. `due` is the promise made to
    the customer by the policy in force on `day`, of version `policy`;
    `due_sure` is False where the calendar of that time was not known yet, and
    `contact_due` the day by which the customer must have been called.
    `contact` is the salted digest of what lies sealed beside the ledger,
    `notice` the version of the notice that the customer agreed to. Where staff
    took it in, `by` is who did: the first responsible clerk (首问责任人).
    `about` is the event_id of the rating or call that it grew out of.
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
    policy: int = 0
    contact: str = ""
    notice: str = ""
    about_manager: bool = False


class CaseStep(Fact, frozen=True, kw_only=True):
    """What was done to a case; `subject` is the event_id of its opening.

    `seen` is how many facts of the case its writer had folded, by which the
    order is the same wherever they are folded (`rules/cases.py`). `by` is a
    badge, a name at the office or '' for the customer, as `role` says. Where
    it sets a `due`, `policy` is the version of the deadline it went by.
    """

    subject: str
    seen: int
    role: Role
    by: str = ""
    policy: int = 0


class CaseAccepted(CaseStep, frozen=True, tag="case_accepted"):
    """Somebody answers for a case from now on (首问负责制): `responsible` never
    changes. `special` gives it the longer class, for `reason`."""

    responsible: str
    due: datetime.date
    special: bool = False
    reason: str = ""


class CaseHandedOver(CaseStep, frozen=True, tag="case_handed_over"):
    """The work goes to another clerk, the responsibility stays."""

    to: str
    note: str = ""


class CaseContacted(CaseStep, frozen=True, tag="case_contacted"):
    """The customer was called, or came."""

    note: str = ""


class CaseReplied(CaseStep, frozen=True, tag="case_replied"):
    """An answer that the customer can read: a template, words or both. `due`
    is by when the case must be closed."""

    due: datetime.date
    template: str = ""
    text: str = ""


class CaseExtended(CaseStep, frozen=True, tag="case_extended"):
    """It takes until `due`; `reason` is told to the customer (S2)."""

    due: datetime.date
    reason: str


class CaseClosed(CaseStep, frozen=True, tag="case_closed"):
    """The end, with its root cause and the level it belongs to (P41)."""

    cause: Cause
    level: Level
    text: str = ""


class CaseFollowedUp(CaseStep, frozen=True, tag="case_followed_up"):
    """The customer was asked how it went (回访)."""

    mark: Reached
    note: str = ""


class CaseReopened(CaseStep, frozen=True, tag="case_reopened"):
    """The customer is not content, and says so with the receipt code."""

    due: datetime.date
    text: str = ""


class CaseDisputed(CaseStep, frozen=True, tag="case_disputed"):
    """The clerk whom it is about objects (误评/恶意); the office rules by `due`."""

    mark: Literal["mistaken", "malicious"]
    due: datetime.date
    text: str = ""


class CaseRuled(CaseStep, frozen=True, tag="case_ruled"):
    """The office rules on an objection; both versions stay (国办发〔2019〕51号).
    `due` is by when an unclosed case must be closed then."""

    upheld: bool
    text: str
    due: datetime.date | None = None
