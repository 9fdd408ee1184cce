"""All facts: what happened, written once where it happened, never edited.

This page and `documents.py` are the whole domain. A fact's JSON body is the
truth of the ledger (design: "The ledger"); a field that the ledger counts by
has the same name here and there. A new wish is a new kind of fact: no field
ever changes its meaning.

It is longer than one sitting, because it is all of them.
"""

import datetime
from typing import Literal

import msgspec

CardKind = Literal["polite", "patient", "positive", "passionate", "professional"]
CARD_KINDS: tuple[CardKind, ...] = (
    "polite",
    "patient",
    "positive",
    "passionate",
    "professional",
)
Giver = Literal["customer", "colleague", "superior", "subordinate"]
GIVERS: tuple[Giver, ...] = ("customer", "colleague", "superior", "subordinate")
Medium = Literal["screen", "paper"]
Grade = Literal["1", "2", "3", "4", "5"]
GRADES: tuple[Grade, ...] = ("5", "4", "3", "2", "1")
"""非常满意 … 非常不满意 (国办发〔2019〕51号), best first as the lobby shows them."""
LOW_GRADES: tuple[Grade, ...] = ("2", "1")
REASONS = ("waited", "attitude", "unclear", "unsolved", "fee", "hall")
"""What a customer may say went wrong; a fact keeps the words it knew."""
CaseKind = Literal["suggestion", "complaint", "praise", "question", "help"]
CASE_KINDS: tuple[CaseKind, ...] = ("suggestion", "complaint", "praise", "question")
"""What a customer can file; "help" is what staff write down of a call."""
Origin = Literal["lobby", "rating", "form", "box", "phone", "letter", "help"]
ORIGINS: tuple[Origin, ...] = ("form", "box", "phone", "letter", "help")
"""Where a case that staff enter came from (P20)."""
Role = Literal["customer", "clerk", "manager", "office", "machine"]
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

BODY_LIMIT = 16_384
"""Bytes a fact's body may have."""


class Standing(msgspec.Struct, frozen=True):
    """How far the station's clock could be trusted when the fact was written.

    `mono` counts milliseconds since the boot named `boot`; `offset` is office
    time minus station time in ms as the office last signed it, `age` the ms
    since then. Both are None while no office has ever answered.
    """

    boot: str
    mono: int
    offset: int | None = None
    age: int | None = None


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What every fact says. `day` is the hall's local date it counts for,
    `at` UTC milliseconds by the station's clock."""

    event_id: str
    branch: str
    day: datetime.date
    at: int
    clock: Standing


class CardGiven(Fact, frozen=True, tag="card"):
    """A giver thanked a named clerk with a 5P card (P02)."""

    mark: CardKind
    clerk: str
    giver: Giver
    entry: Medium
    comment: str = ""


class Rated(Fact, frozen=True, tag="rating"):
    """A customer rated a clerk's service, five equal grades, no default."""

    mark: Grade
    clerk: str
    giver: Giver
    entry: Medium


class Remarked(Fact, frozen=True, tag="remark"):
    """What the customer added to a rating: reasons from REASONS, the service
    item's document key, a comment. `subject` is the rating's event_id."""

    subject: str
    clerk: str
    reasons: tuple[str, ...] = ()
    service: str = ""
    comment: str = ""


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


class ContactOpened(CaseStep, frozen=True, tag="contact_opened"):
    """Somebody unsealed the customer's contact details to read them."""


class ContactErased(CaseStep, frozen=True, tag="contact_erased"):
    """The contact details are gone: their time was up, or the customer took
    them back. Whoever holds a copy erases it too."""

    mark: Literal["expired", "withdrawn"]


class ContactResealed(CaseStep, frozen=True, tag="contact_resealed"):
    """The office sealed the contact details anew, for the manager whose key
    has the fingerprint `sealed_for`."""

    sealed_for: str


class SealKeyMade(Fact, frozen=True, tag="seal_key"):
    """A manager chose a passphrase. `public` is the key made from it with
    `salt`, both hex; only who knows the passphrase can open what it seals."""

    clerk: str
    public: str
    salt: str


class BoxOpened(Fact, frozen=True, tag="box_opened"):
    """The physical suggestion box was opened before a witness (P20)."""

    clerk: str
    witness: str
    found: int


class PraiseEntered(Fact, frozen=True, tag="praise_entered"):
    """A letter of praise (表扬信) or a banner (锦旗) came for a clerk (P20)."""

    mark: Literal["letter", "banner"]
    clerk: str
    deed: str
    by: str
    entry: Medium = "paper"


class HelpCalled(Fact, frozen=True, tag="help"):
    """A customer rang for help (P46)."""

    mark: Literal["help"] = "help"


class HelpCame(Fact, frozen=True, tag="help_came"):
    """A clerk came to a customer who had rung; `subject` is the call's event_id."""

    subject: str
    clerk: str


class DutyChanged(Fact, frozen=True, tag="duty"):
    """A clerk came on duty at a window, or left."""

    mark: Literal["on", "off"]
    clerk: str
    window: str = ""


class Voided(Fact, frozen=True, tag="voided"):
    """The visit that made a fact took it back within 30 s.

    `subject` is the event_id of the fact taken back; day, mark, clerk, giver
    and entry are those of that fact, so that both fall under the same count.
    """

    subject: str
    mark: str
    clerk: str
    giver: str
    entry: str


class PinChanged(Fact, frozen=True, tag="pin_changed"):
    """A clerk got a new PIN. That it happened travels, the PIN never does."""

    clerk: str


class TimeConfirmed(Fact, frozen=True, tag="time_confirmed"):
    """The manager said that the clock in doubt is right: `confirmed` is what
    time it is (UTC ms), `believed` what fees and rosters went by until then."""

    clerk: str
    confirmed: int
    believed: int


class Columns(msgspec.Struct, frozen=True):
    """What the ledger counts by, read from the body of any fact, also of a
    kind that this program does not know yet."""

    event_id: str
    branch: str
    kind: str
    day: datetime.date
    mark: str = ""
    clerk: str = ""
    giver: str = ""
    entry: str = "screen"
    subject: str = ""


COLUMNS: tuple[str, ...] = Columns.__struct_fields__

_columns = msgspec.json.Decoder(Columns)


def encode(fact: Fact) -> bytes:
    """The exact bytes of a fact's body, made once and never again."""
    return msgspec.json.encode(fact)


def columns(body: bytes) -> Columns:
    """What a body says in the ledger's columns.

    Raises msgspec.MsgspecError where the bytes are no fact at all.
    """
    try:
        return _columns.decode(body)
    except RecursionError:
        raise msgspec.DecodeError("nested too deep") from None


AnyStep = (
    CaseAccepted
    | CaseHandedOver
    | CaseContacted
    | CaseReplied
    | CaseExtended
    | CaseClosed
    | CaseFollowedUp
    | CaseReopened
    | CaseDisputed
    | CaseRuled
    | ContactOpened
    | ContactErased
    | ContactResealed
)
AnyFact = (
    CardGiven
    | Rated
    | Remarked
    | CaseOpened
    | AnyStep
    | HelpCalled
    | HelpCame
    | DutyChanged
    | Voided
    | PinChanged
    | SealKeyMade
    | BoxOpened
    | PraiseEntered
    | TimeConfirmed
)
_fact = msgspec.json.Decoder(AnyFact)
STEPS = tuple(str(one.__struct_config__.tag) for one in AnyStep.__args__)
"""The kinds of all that can be done to a case."""


def decode(body: bytes) -> AnyFact:
    """A fact of a kind this program knows; raises msgspec.ValidationError."""
    try:
        fact: AnyFact = _fact.decode(body)
    except RecursionError:
        raise msgspec.DecodeError("nested too deep") from None
    return fact
