"""All documents: published content, dated, synced down to the halls.

A document has a kind, a key, a version and a date from which it is in force. The SHA-256 in
the manifest is taken over the content defined here. Older versions stay readable; nothing is
edited in place.

Over the line limit: it lists every document.
"""

import datetime
import hashlib
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from kiosk.vocabulary.alerts import EVERYWHERE, Told
from kiosk.vocabulary.exact import Exact, is_small
from kiosk.vocabulary.schemes import (
    LIMIT,
    Combined,
    Condition,
    ConditionWay,
    Disqualifier,
    Period,
    Quota,
    Source,
    Ties,
    Unit,
)
from kiosk.vocabulary.standards import Often, Subject

DEFAULT_ZONE = "Asia/Shanghai"
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Whole = Annotated[int, msgspec.Meta(ge=0, le=999_999_999)]


class Content(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """The content of a document, with its kind as the tag. Fields at their defaults are left out
    when encoded, so that a field added later changes no hash."""


class Branch(Content, frozen=True, tag="branch"):
    """A branch and its hall (网点, 营业厅). Key: the branch id. `logo` is the SHA-256 of a WebP
    blob, '' for the product's own logo; `region` the region it belongs to, '' for none; `phone` the
    number that the lobby shows to a customer whose call for help goes unanswered, '' for none.
    `receipt_days`: within so many days head office must hold what this hall received, 0 for as many
    as the policy says; a hall without a line needs more of them."""

    name: str
    hall: str
    organisation: str
    name_en: str
    hall_en: str
    organisation_en: str
    zone: str = DEFAULT_ZONE
    logo: str = ""
    region: str = ""
    phone: str = ""
    receipt_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 0


class Clerk(Content, frozen=True, tag="clerk"):
    """A clerk (窗口人员) as shown in the lobby. Key: the badge number, unique in the
    organisation. `portrait` is the SHA-256 of a WebP blob, `portrait_2x` the same face for
    screens of higher density; `star` the star grade, 0 to 5; `manager` is True for the manager of
    the branch (网点负责人). `role` is the code of a published Group, '' if `group` says it: earlier
    releases know the latter's two values only, and would show no clerk who has another."""

    name: str
    name_en: str
    branch: str
    group: Literal["cashier", "adviser"] = "cashier"
    portrait: str = ""
    portrait_2x: str = ""
    star: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0
    manager: bool = False
    role: str = ""

    @property
    def group_code(self) -> str:
        """The code of the clerk's role group."""
        return self.role or self.group


class Said(msgspec.Struct, frozen=True):
    """A text in Chinese and, if there is one, in English."""

    zh: str
    en: str = ""


class Window(Content, frozen=True, tag="window"):
    """A window (窗口) and its purpose. Key: branch/number."""

    branch: str
    number: str
    name: Said


class Service(Content, frozen=True, tag="service"):
    """A service item (服务项目, P19) that a rating can name."""

    name: Said


class Topic(Content, frozen=True, tag="topic"):
    """What a case can be about (诉求方面). Key: the code that facts keep. It is offered for these
    kinds of `cases`, () for all. `safety` says that it can't wait, such as a smell of gas
    (闻到燃气味): such cases come first."""

    name: Said
    cases: tuple[Literal["suggestion", "complaint", "praise", "question"], ...] = ()
    safety: bool = False
    order: Whole = 0


class Reason(Content, frozen=True, tag="reason"):
    """A reason that a customer can tick under a rating (评价原因): under the low `grades`, or under
    all. Key: the code that facts keep."""

    name: Said
    grades: Literal["low", "all"] = "low"
    order: Whole = 0


class Deed(Content, frozen=True, tag="deed"):
    """A deed tag (事迹标签, P45) that a clerk can choose on a card for a colleague. Key: the code
    that facts keep."""

    name: Said
    order: Whole = 0


class Group(Content, frozen=True, tag="group"):
    """A role group of clerks (岗位). Key: the code that a clerk's document names."""

    name: Said
    order: Whole = 0


class Priced(Exact, frozen=True):
    """What holds sums of money."""


class Tariff(Priced, frozen=True, tag_field="tariff"):
    """How a price is computed: one of the five below (kiosk/rules/publishing/tariffs.py)."""


class Flat(Tariff, frozen=True, tag="flat"):
    """`price` yuan apiece."""

    price: Decimal


class Band(Priced, frozen=True):
    """A band of a year's volume: up to and including `up_to`, None for the last, at `price` yuan
    per unit."""

    up_to: Decimal | None
    price: Decimal


class Tiered(Tariff, frozen=True, tag="tiered"):
    """阶梯价格 (发改价格〔2014〕467号 for gas): bands of a year's volume. Each person of a
    household beyond `persons` raises every bound by `extra` units; `persons` is 0 if the
    household does not matter."""

    bands: tuple[Band, ...]
    persons: Whole = 0
    extra: Decimal = Decimal(0)


class Stage(Priced, frozen=True):
    """A stage of postage: the weight beyond the stage before, up to and including `up_to` g in
    all, costs `price` yuan for each `step` g or part of it."""

    up_to: Whole
    step: Whole
    price: Decimal


class Zone(msgspec.Struct, frozen=True):
    """A destination, and its stages by weight."""

    name: Said
    stages: tuple[Stage, ...]


class ByWeight(Tariff, frozen=True, tag="weight"):
    """Postage by weight steps and zone (邮政资费)."""

    zones: tuple[Zone, ...]


class Percent(Tariff, frozen=True, tag="percent"):
    """`rate` per cent of an amount, at least `floor` and at most `cap` yuan."""

    rate: Decimal
    floor: Decimal = Decimal(0)
    cap: Decimal | None = None


class Free(Tariff, frozen=True, tag="free"):
    """免费: nothing is charged."""


AnyTariff = Flat | Tiered | ByWeight | Percent | Free


class FeeItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a fee schedule. `price` is shown as printed: yuan, or the method. `tariff` is
    there if customers can have the amount computed."""

    item: Said
    unit: Said
    price: Said
    tariff: AnyTariff | None = None


class Fees(Content, frozen=True, tag="fees"):
    """A fee schedule (收费标准). `basis` is the document number (文号) and its issuer (价格法
    art. 13, 明码标价和禁止价格欺诈规定). `search` holds the words that find it (names, pinyin,
    initials), made on publication."""

    title: Said
    basis: Said
    items: tuple[FeeItem, ...]
    synonyms: tuple[str, ...] = ()
    search: str = ""


class Guide(Content, frozen=True, tag="guide"):
    """A procedure (办事流程): steps, papers needed, time limit, fee, window."""

    title: Said
    steps: tuple[Said, ...]
    papers: tuple[Said, ...]
    limit: Said
    fee: Said
    window: Said
    synonyms: tuple[str, ...] = ()
    search: str = ""


class Notice(Content, frozen=True, tag="notice"):
    """A notice (公告) for one branch or one region, or for all if both are ''; shown up to and
    including the day `until`."""

    title: Said
    text: Said
    branch: str = ""
    until: datetime.date | None = None
    region: str = ""


MOST_DAYS = 1_095
"""The longest that contact details can be kept: three years, after which claims lapse (民法典 art.
188)."""


MOST_COLLEAGUE_CARDS = 50
"""The most cards that a clerk can be allowed to give to colleagues a day."""


MOST_QUIZ_QUESTIONS = 30
"""The most questions of a monthly quiz: all answers fit one fact."""


class Policy(Content, frozen=True, tag="policy"):
    """The organisation's settings for its halls (规则参数). Key: POLICY.

    `stale_days`: after so many days without contact with the office, the lobby says that its
    documents may be out of date. `contact_days`: a case's contact details are erased so many days
    after it is closed; `contact_most_days`: and so many days after it was opened or last reopened,
    closed or not (个人信息保护法 arts. 19, 47). `responsible`: how a customer reaches those who
    answer for personal data (arts. 17, 52); '' for the hall's counter. `colleague_cards`: so many
    cards a clerk can give to colleagues a day, 0 for none at all (P02).

    A clerk can pause (P07) for `pause_minutes`, at most `pause_most` times a day (0: never), while
    at most `pause_waiting` customers wait; fewer than that if `pause_below`. By 民法典 art. 1259
    "以下" includes the number. Clerks arrive `arrival_minutes` ahead of opening (P48). The weekly
    meeting (P29) is due on the weekday `weekly_meeting`, Monday being 1. A monthly quiz has
    `quiz_questions`, 0 for no quiz (P34).

    Within `receipt_days` head office must hold what a hall received. `receipt_url` is where
    customers can check a signed receipt: the published address of head office's screen, '' for
    none.

    `satisfied_target` is the share of satisfied ratings, in per cent, that head office wants of its
    halls, 0 for no target. It is for halls and regions as a whole: no clerk and no card has one.
    """

    stale_days: Annotated[int, msgspec.Meta(ge=1, le=365)] = 7
    contact_days: Annotated[int, msgspec.Meta(ge=0, le=3650)] = 90
    contact_most_days: Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS)] = 180
    responsible: str = ""
    responsible_en: str = ""
    colleague_cards: Annotated[int, msgspec.Meta(ge=0, le=MOST_COLLEAGUE_CARDS)] = 3
    pause_minutes: Annotated[int, msgspec.Meta(ge=1, le=60)] = 5
    pause_most: Annotated[int, msgspec.Meta(ge=0, le=20)] = 2
    pause_waiting: Annotated[int, msgspec.Meta(ge=0, le=999)] = 5
    pause_below: bool = False
    arrival_minutes: Annotated[int, msgspec.Meta(ge=0, le=240)] = 30
    weekly_meeting: Annotated[int, msgspec.Meta(ge=1, le=7)] = 1
    quiz_questions: Annotated[int, msgspec.Meta(ge=0, le=MOST_QUIZ_QUESTIONS)] = 10
    receipt_days: Annotated[int, msgspec.Meta(ge=1, le=365)] = 3
    receipt_url: str = ""
    satisfied_target: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0


POLICY = "halls"
"""The key of the only policy."""


CLASSES = (
    "general", "special", "contact", "closing", "ruling", "extension", "erasure", "idea",
    "support", "suggestion", "complaint", "praise", "question", "help",
)  # fmt: skip
"""What a deadline can be for: seven steps of cases, the first answer to an idea of the staff and
to their call for help, or one kind of case."""


class Deadline(Content, frozen=True, tag="deadline"):
    """Within how many days something must be done (时限), working or natural ones. Key: one of
    CLASSES; a kind of case without its own falls under "general". `basis` names the document that
    sets it."""

    days: Annotated[int, msgspec.Meta(ge=1, le=365)]
    working: bool = True
    basis: Said = Said("")


class Workday(Content, frozen=True, tag="workday"):
    """A day on which the mainland calendar departs from its weekdays (调休): worked or off. Key:
    the day, such as 2027-02-14. With a year as its key, such as 2027, and `working`, it says that
    all such days of that year are published. It holds from its publishing on."""

    working: bool


ALERTS = "alerts"
"""The key of the policy on alerts, without its scope."""
Clock = Annotated[str, msgspec.Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$")]


class AlertPolicy(Content, frozen=True, tag="alerts"):
    """Where each event is announced (提醒规则). Key: ALERTS.

    Messages wait from `quiet_from` to `quiet_to` in the hall's zone, such as 21:00 and 08:00; both
    '' for never. A station is silent `silent_hours` after its last call.
    """

    low_grade: tuple[Told, ...] = EVERYWHERE
    new_case: tuple[Told, ...] = EVERYWHERE
    late_case: tuple[Told, ...] = EVERYWHERE
    help_call: tuple[Told, ...] = EVERYWHERE
    silent_station: tuple[Told, ...] = EVERYWHERE
    silent_tickets: tuple[Told, ...] = EVERYWHERE
    alarm: tuple[Told, ...] = EVERYWHERE
    quiet_from: Clock = ""
    quiet_to: Clock = ""
    silent_hours: Annotated[int, msgspec.Meta(ge=1, le=720)] = 24


class Scheme(Content, frozen=True, tag="scheme"):
    """A scheme (评比办法): who earns what, and why (P04, P22). Key: its code.

    Clerks of the role group `group` take part, or all for ''. Without `quota`, all who meet the
    conditions are chosen. `level` orders tiers (晋级), which a clerk climbs; 0 is an award that is
    no tier. It expires `months` after the last day of its period, 0 for never. `announced` says
    that clerks are shown what they still need; announced rewards lose their effect, so not by
    default. What is not `public`, such as performance (P09), is for the clerk and the publishers
    alone: no screen of the hall shows it as an award.
    """

    name: Said
    sources: tuple[Source, ...]
    unit: Unit = "clerk"
    group: str = ""
    period: Period = "year"
    conditions: tuple[Condition, ...] = ()
    disqualifiers: tuple[Disqualifier, ...] = ()
    quota: Quota | None = None
    ties: Ties = "out"
    level: Annotated[int, msgspec.Meta(ge=0, le=9)] = 0
    months: Annotated[int, msgspec.Meta(ge=0, le=120)] = 0
    announced: bool = False
    public: bool = True


AT_WINDOW = "/"
"""What no badge begins with: it comes before a window's number."""


class Measured(Content, frozen=True, tag="figure"):
    """Values of a figure (数据) that another system knows, such as services done (P09), in one
    branch. Key: the figure's code, with the branch as its scope. It is in force from the first day
    that it counts for: of a month, or a single day.

    `values` are by badge, or by AT_WINDOW and a window's number; the branch's own is under ''.
    `combined` says how those of several days or months make the figure of a period.
    """

    name: Said
    values: dict[str, Decimal]
    combined: Combined = "sum"

    def __post_init__(self) -> None:
        if not all(is_small(one) and 0 <= one <= LIMIT for one in self.values.values()):
            raise ValueError("a value is out of range")


class Target(Content, frozen=True, tag="target"):
    """What clerks of a branch are to reach of an imported figure (指标, P37): `values` by badge.
    Key: the figure's code, with the branch as its scope. It is for the one period in which it comes
    into force. What customers give is no figure of a target."""

    values: dict[str, Decimal]
    period: Period = "month"
    way: ConditionWay = "at_least"

    def __post_init__(self) -> None:
        if not all(is_small(one) and 0 <= one <= LIMIT for one in self.values.values()):
            raise ValueError("a value is out of range")


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item of a standard, by its `code`. Without a text it is not defined yet: it is shown as
    such, and nothing can be said of it. A facility that is `counted` has a stock."""

    code: str
    text: Said
    section: Said = Said("")
    counted: bool = False


class Standard(Content, frozen=True, tag="standard"):
    """A standard (标准): a list to go through (P23, P24, P25). Key: its code."""

    name: Said
    items: tuple[Item, ...]
    subject: Subject = "clerk"
    often: Often = "daily"


class Section(msgspec.Struct, frozen=True, omit_defaults=True):
    """A section of a rulebook: plain paragraphs, one a line, under a heading if there is one."""

    text: Said
    heading: Said = Said("")


class Rulebook(Content, frozen=True, tag="rulebook"):
    """Rules of service, rewards and penalties, prohibitions (制度规范, P27), which each clerk
    confirms having read. Key: its code. `edition` is what the organisation calls this version, such
    as 2026年版."""

    title: Said
    sections: tuple[Section, ...]
    edition: str = ""


Writers = Literal["managers", "staff"]
"""Who enters in a register: the manager of the hall and head office, or every clerk as well."""
Readers = Literal["managers", "staff", "public"]
"""Who reads a register: the manager of the hall and head office; every clerk of the hall as well;
and in the issues of stories, its customers too."""
MOST_FIELDS = 4
"""Fields that a register can have."""
MOST_MONTHS = 1_200


class Register(Content, frozen=True, tag="register"):
    """A register (登记簿): what is kept for good. Key: its code, which facts keep.

    An entry has a text for each of `fields`. It is shown once the clerk whom it is about has
    consented, if `consent` asks for that, up to the end of the month that is `months` months later,
    0 for good.
    """

    name: Said
    fields: Annotated[tuple[Said, ...], msgspec.Meta(min_length=1, max_length=MOST_FIELDS)]
    writers: Writers = "managers"
    readers: Readers = "staff"
    consent: bool = True
    months: Annotated[int, msgspec.Meta(ge=0, le=MOST_MONTHS)] = 0


class Support(Content, frozen=True, tag="support"):
    """Where staff find help for themselves (快乐驿站, P08). Key: any code, with a scope.

    `name` is the contact in person, `phone` and `second_phone` the hotlines; `helper` is the user
    of head office who alone reads what is written to head office, '' for no one.
    """

    name: Said
    phone: str
    second_phone: str
    text: Said = Said("")
    helper: str = ""


BasisKind = Literal["fees", "guide", "rulebook"]
BASES: tuple[BasisKind, ...] = ("fees", "guide", "rulebook")
"""Kinds of documents that a question can rest on."""
LEAST_ANSWERS, MOST_ANSWERS = 2, 6
LETTERS = "ABCDEF"
"""By which answers are called."""
MOST_QUESTIONS = 300
"""Questions that a bank can have."""


class Basis(msgspec.Struct, frozen=True):
    """What a question rests on: a document's kind and key without scope, and the version that it
    was written for, by the day from which that is in force and the SHA-256 of its content."""

    kind: BasisKind
    key: str
    since: datetime.date
    sha256: str


class Question(msgspec.Struct, frozen=True, omit_defaults=True):
    """A question (题目) with one right answer, whose place among `answers` is `right`, from 0.
    `code` is its number in the bank, which facts keep."""

    code: str
    text: Said
    answers: tuple[Said, ...]
    right: Annotated[int, msgspec.Meta(ge=0, lt=MOST_ANSWERS)]
    explanation: Said
    basis: Basis | None = None


class Questions(Content, frozen=True, tag="questions"):
    """A question bank (题库, P34), from which the question of the day and the monthly quiz are
    drawn. Key: its code."""

    name: Said
    questions: tuple[Question, ...]


class Ended(Content, frozen=True, tag="ended"):
    """From its date on the document is no longer in force."""


AnyContent = (
    Branch | Clerk | Window | Service | Topic | Reason | Deed | Group | Fees | Guide | Notice
    | Policy | Deadline | Workday | AlertPolicy | Scheme | Measured | Target | Standard | Rulebook
    | Register | Support | Questions | Ended
)  # fmt: skip


class Publication(msgspec.Struct, frozen=True):
    """Content to be published: its key, with its scope (kiosk/rules/publishing/scopes.py), and the
    day from which it is in force."""

    key: str
    content: AnyContent
    in_force: datetime.date
    kind: str = ""  # needed for Ended only, which can end any kind

    @property
    def of_kind(self) -> str:
        return self.kind or str(self.content.__struct_config__.tag)


class Version(msgspec.Struct, frozen=True):
    """One line of a manifest: which content is in force from which date.

    Of two versions with the same in-force date the higher wins.
    """

    kind: str
    key: str
    version: Count
    in_force: datetime.date
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """Everything published to one branch; the only part of documents that is signed. `number`
    only grows; `issued_at` is UTC ms."""

    branch: str
    number: Count
    issued_at: Count
    documents: tuple[Version, ...]


def encode(content: Content) -> bytes:
    """The bytes that a version's SHA-256 is taken over."""
    return msgspec.json.encode(content)


_CONTENT: msgspec.json.Decoder[AnyContent] = msgspec.json.Decoder(AnyContent)
"""Made once: msgspec looks through all shapes of contents whenever it makes one, which takes longer
than decoding 20 contents."""


def decode(body: bytes) -> AnyContent:
    """Decodes a content. Raises msgspec.DecodeError; for an unknown kind or shape, its subclass
    msgspec.ValidationError."""
    try:
        return _CONTENT.decode(body)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError(str(error)[:200]) from None


def pictures(content: AnyContent) -> set[str]:
    """The SHA-256 of every picture in a content."""
    match content:
        case Clerk():
            return {content.portrait, content.portrait_2x} - {""}
        case Branch():
            return {content.logo} - {""}
        case _:
            return set()


def sha256(body: bytes) -> str:
    """The name of a document or picture: 64 hex digits."""
    return hashlib.sha256(body).hexdigest()
