"""All facts: events, recorded once by the machine that saw them, never edited.

This folder and `kiosk/vocabulary/documents.py` define the whole domain. A fact's JSON body is
the truth of the ledger (docs/architecture.md, "The ledger"); a field that the ledger counts by
has the same name in both. A new need is a new kind of fact: a field never changes its meaning.

Over the line limit: it lists every fact.
"""

import datetime

import msgspec

from kiosk.vocabulary.facts.ballots import (
    BallotCast,
    ElectionCancelled,
    ElectionClosed,
    ElectionCounted,
    ElectionOpened,
    ElectionPart,
    Seat,
    TrusteeKeyMade,
    TrusteeOpened,
)
from kiosk.vocabulary.facts.cases import (
    CASE_KINDS,
    CAUSES,
    LEVELS,
    ORIGINS,
    REACHED,
    TEMPLATES,
    TOPICS,
    URGENT_TOPICS,
    CaseAccepted,
    CaseClosed,
    CaseContacted,
    CaseDisputed,
    CaseExtended,
    CaseFollowedUp,
    CaseHandedOver,
    CaseKind,
    CaseOpened,
    CaseRedated,
    CaseReopened,
    CaseReplied,
    CaseRuled,
    CaseStep,
    CaseThanked,
    Cause,
    Level,
    Origin,
    Reached,
)
from kiosk.vocabulary.facts.contacts import (
    ASKED_BY,
    AskedBy,
    ContactErased,
    ContactOpened,
    ContactResealed,
    ErasureAsked,
    ErasureDeclined,
    SealKeyConfirmed,
    SealKeyMade,
)
from kiosk.vocabulary.facts.fact import (
    BODY_LIMIT,
    ON_SCREEN,
    Fact,
    Medium,
    Moment,
    Role,
    Standing,
)
from kiosk.vocabulary.facts.feedback import (
    CARD_KINDS,
    DEEDS,
    FAMILIES,
    FINDINGS,
    FLAG_KINDS,
    GIVERS,
    GRADES,
    LOW_GRADES,
    OUTCOMES,
    REASONS,
    BoxOpened,
    CardGiven,
    CardKind,
    Family,
    FeedbackHandled,
    Finding,
    FlagGrown,
    FlagHandled,
    FlagKind,
    FlagRaised,
    Giver,
    Grade,
    GradeDisputed,
    GradeRuled,
    Outcome,
    PraiseEntered,
    Rated,
    Remarked,
    Voided,
)
from kiosk.vocabulary.facts.hall import (
    ActionAgreed,
    ActionDone,
    ActionMoved,
    AgendaSet,
    Counter,
    DutyChanged,
    HelpCalled,
    HelpCame,
    HelpTaken,
    Meeting,
    MeetingHeld,
    PauseBegun,
    PauseEnded,
    PauseReason,
    PauseRefused,
    ScreenPaired,
    ScreenUnpaired,
    Served,
    TeamMeeting,
    TicketSystemChanged,
    Way,
)
from kiosk.vocabulary.facts.learning import (
    NOTE_MARKS,
    Answered,
    NoteJudged,
    NoteMark,
    NoteUsed,
    NoteWritten,
    QuizAnswer,
    QuizReopened,
    QuizTaken,
)
from kiosk.vocabulary.facts.people import DaysCorrected, PinChanged, TimeConfirmed
from kiosk.vocabulary.facts.recognition import Awarded
from kiosk.vocabulary.facts.registers import (
    CRITERIA,
    DIARY_MARKS,
    SOURCES,
    Consented,
    DiaryCounted,
    DiaryMark,
    Entered,
    IssueMade,
    Nominated,
    PanelMarked,
    Source,
)
from kiosk.vocabulary.facts.standards import (
    Answer,
    Arrival,
    Arrived,
    Marked,
    RulebookRead,
)
from kiosk.vocabulary.facts.tasks import (
    LEVELS_OF_PRIVACY,
    WORRIES,
    IdeaShared,
    IdeaWritten,
    SupportAsked,
    TaskMoved,
)


class Columns(msgspec.Struct, frozen=True):
    """The columns that the ledger counts by, read from the body of any fact, including kinds that
    this program does not know yet."""

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
    """Encodes a fact's body. Done once per fact: the bytes are never encoded again."""
    return msgspec.json.encode(fact)


def columns(body: bytes) -> Columns:
    """Reads the ledger's columns from a body.

    Raises msgspec.MsgspecError if the bytes are not a fact at all.
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
    | CaseRedated
    | CaseClosed
    | CaseThanked
    | CaseFollowedUp
    | CaseReopened
    | CaseDisputed
    | CaseRuled
    | ContactOpened
    | ContactErased
    | ContactResealed
    | ErasureAsked
    | ErasureDeclined
)


AnyBallotFact = (
    TrusteeKeyMade
    | ElectionOpened
    | ElectionPart
    | BallotCast
    | ElectionClosed
    | TrusteeOpened
    | ElectionCounted
    | ElectionCancelled
)


AnyFact = (
    CardGiven
    | Rated
    | Remarked
    | FeedbackHandled
    | GradeDisputed
    | GradeRuled
    | FlagRaised
    | FlagGrown
    | FlagHandled
    | CaseOpened
    | AnyStep
    | HelpCalled
    | HelpTaken
    | HelpCame
    | DutyChanged
    | PauseBegun
    | PauseEnded
    | PauseRefused
    | Served
    | TicketSystemChanged
    | ScreenPaired
    | ScreenUnpaired
    | Voided
    | PinChanged
    | SealKeyMade
    | SealKeyConfirmed
    | BoxOpened
    | PraiseEntered
    | TimeConfirmed
    | MeetingHeld
    | AgendaSet
    | ActionAgreed
    | ActionMoved
    | ActionDone
    | Marked
    | RulebookRead
    | Arrived
    | DaysCorrected
    | Awarded
    | AnyBallotFact
    | DiaryCounted
    | Entered
    | Consented
    | Nominated
    | PanelMarked
    | IssueMade
    | IdeaWritten
    | TaskMoved
    | IdeaShared
    | SupportAsked
    | Answered
    | NoteWritten
    | NoteJudged
    | NoteUsed
    | QuizTaken
    | QuizReopened
)


_fact = msgspec.json.Decoder(AnyFact)


KINDS = frozenset(str(one.__struct_config__.tag) for one in AnyFact.__args__)
"""The kinds of every fact that this program knows."""
OF_BALLOTS = tuple(str(one.__struct_config__.tag) for one in AnyBallotFact.__args__)
"""The kinds of every fact of a secret ballot."""
STEPS = tuple(str(one.__struct_config__.tag) for one in AnyStep.__args__)
"""The kinds of every step that can be taken on a case."""


def decode(body: bytes) -> AnyFact:
    """Decodes a fact. Raises msgspec.DecodeError; for a kind or shape that this program does not
    know, its subclass msgspec.ValidationError."""
    try:
        fact: AnyFact = _fact.decode(body)
    except RecursionError:
        raise msgspec.DecodeError("nested too deep") from None
    return fact
