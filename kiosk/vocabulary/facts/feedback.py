"""Feedback: cards, ratings, praise, the suggestion box, and what head office looks at once more."""

import datetime
from typing import Literal

from kiosk.vocabulary.facts.fact import Fact, Medium, Number, Role

CardKind = Literal["polite", "patient", "positive", "passionate", "professional"]


CARD_KINDS: tuple[CardKind, ...] = (
    "polite",
    "patient",
    "positive",
    "passionate",
    "professional",
)
Family = Literal["conduct", "spirit", "foundation"]
FAMILIES: dict[Family, tuple[CardKind, ...]] = {
    "conduct": ("polite", "patient"),
    "spirit": ("positive", "passionate"),
    "foundation": ("professional",),
}
"""What the five kinds stand for: 行为要求, 精神内涵, 服务根基 (P03)."""


Giver = Literal["customer", "colleague", "superior", "subordinate"]


GIVERS: tuple[Giver, ...] = ("customer", "colleague", "superior", "subordinate")


Grade = Literal["1", "2", "3", "4", "5"]


GRADES: tuple[Grade, ...] = ("5", "4", "3", "2", "1")
"""非常满意 … 非常不满意 (国办发〔2019〕51号), best first, as the lobby shows them."""


LOW_GRADES: tuple[Grade, ...] = ("2", "1")


REASONS = ("waited", "attitude", "unclear", "unsolved", "fee", "hall")
"""Reasons that a customer can give for a rating. A fact keeps the codes of its time."""


DEEDS = (
    "warm", "noticing", "responsible",
    "kind", "patient", "careful", "eager", "sincere", "steady",
)  # fmt: skip
"""Deed tags (P45): 温情接待, 主动发现, 责任第一, and the six attitudes of service (六心服务: 爱心,
耐心, 细心, 热心, 诚心, 恒心). A fact keeps the codes of its time."""


class CardGiven(Fact, frozen=True, tag="card"):
    """A giver thanked a named clerk with a 5P card (P02).

    `by` is the badge of the colleague who gave it at the desk, '' for a customer and for cards from
    paper, which name no one; `deeds` are deed tags, codes from DEEDS or published ones. Only cards
    between clerks have either.
    """

    mark: CardKind
    clerk: str
    giver: Giver
    entry: Medium
    comment: str = ""
    by: str = ""
    deeds: tuple[str, ...] = ()


class Rated(Fact, frozen=True, tag="rating"):
    """A customer rated a clerk's service: five equal grades, no default. `ticket` is the key of the
    ticket that it is bound to (kiosk/rules/hall/tickets.py), '' if it is bound to none."""

    mark: Grade
    clerk: str
    giver: Giver
    entry: Medium
    ticket: str = ""


class Remarked(Fact, frozen=True, tag="remark"):
    """A customer's additions to a rating: reasons from REASONS, the service item's document key,
    a comment. `subject` is the rating's event_id."""

    subject: str
    clerk: str
    reasons: tuple[str, ...] = ()
    service: str = ""
    comment: str = ""


class Voided(Fact, frozen=True, tag="voided"):
    """The visit that made a fact took it back within 30 s.

    `subject` is the event_id of the fact taken back; day, mark, clerk, giver and entry are
    copied from it, so that both fall under the same count.
    """

    subject: str
    mark: str
    clerk: str
    giver: str
    entry: str


Outcome = Literal["noted", "talked", "improved", "contacted"]


OUTCOMES: tuple[Outcome, ...] = ("noted", "talked", "improved", "contacted")
"""What was done about a piece of feedback: it was read; it was talked over with the clerk;
something was improved; the customer was contacted."""


class FeedbackHandled(Fact, frozen=True, tag="feedback_handled"):
    """A person looked at a low grade or at a customer's words and says what was done. `subject` is
    the event_id of the rating or card, which never changes; `by` a badge or an office user's name,
    depending on `role`. A piece of feedback can be handled again; the last one is shown first."""

    subject: str
    mark: Outcome
    role: Role
    by: str
    note: str = ""


class GradeDisputed(Fact, frozen=True, tag="grade_disputed"):
    """The clerk who was rated objects to a low grade (申诉: 误评, 恶意; 国办发〔2019〕51号); head
    office must rule by `due`. `subject` is the rating's event_id; the rating never changes. One
    objection to a rating."""

    subject: str
    clerk: str
    mark: Literal["mistaken", "malicious"]
    due: datetime.date
    text: str


class GradeRuled(Fact, frozen=True, tag="grade_ruled"):
    """Head office ruled on an objection to a low grade; both versions stay. `subject` is the
    rating's event_id."""

    subject: str
    clerk: str
    upheld: bool
    role: Role
    by: str
    text: str


class PraiseEntered(Fact, frozen=True, tag="praise_entered"):
    """A letter of praise (表扬信) or a banner (锦旗) for a clerk was registered (P20)."""

    mark: Literal["letter", "banner"]
    clerk: str
    deed: str
    by: str
    entry: Medium = "paper"


class BoxOpened(Fact, frozen=True, tag="box_opened"):
    """The physical suggestion box was opened in the presence of a witness (P20); `found` is the
    number of letters in it."""

    clerk: str
    witness: str
    found: Number


FlagKind = Literal["drip", "burst", "edge", "screen", "ring", "refused"]
FLAG_KINDS: tuple[FlagKind, ...] = ("drip", "burst", "edge", "screen", "ring", "refused")
"""What can look unlike the usual in a hall's feedback (docs/flags.md)."""
Finding = Literal["upheld", "explained", "withdrawn"]
FINDINGS: tuple[Finding, ...] = ("upheld", "explained", "withdrawn")
"""What a person found out about a flag: it is as it looks; there is a good reason for it; it was a
mistake to raise it."""


class FlagRaised(Fact, frozen=True, tag="flag_raised"):
    """Head office's nightly run found that what was given to the clerk `about`, from the first to
    the last day, does not look as it usually does. It accuses no one, and changes none of the facts
    in `events`.

    `seen` of `among` were found where `usual` tenths are usual. `other` is the colleague of a ring,
    who got `seen` cards and gave `back`, or the station; `from_minute` and `to_minute` are those of
    a burst, after local midnight."""

    mark: FlagKind
    about: str
    other: str
    first: datetime.date
    last: datetime.date
    seen: Number
    among: Number
    usual: Number
    back: Number = 0
    from_minute: Number = 0
    to_minute: Number = 0
    events: tuple[str, ...] = ()


class FlagGrown(Fact, frozen=True, tag="flag_grown"):
    """An open flag goes on, or names more facts than one body holds. `subject` is the flag's
    event_id; the numbers are those of the flag as it is now."""

    subject: str
    last: datetime.date
    seen: Number
    among: Number
    usual: Number
    back: Number = 0
    events: tuple[str, ...] = ()


class FlagHandled(Fact, frozen=True, tag="flag_handled"):
    """A user of head office looked into a flag and says what was found out. `subject` is the flag's
    event_id. A flag can be handled again; the last finding counts, and all of them stay."""

    subject: str
    mark: Finding
    role: Role
    by: str
    text: str
