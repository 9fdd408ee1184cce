"""All documents: what is published, dated, and travels down to the halls.

A document has a kind, a key, a version and a date from which it is in force.
The content named here is what the SHA-256 in the manifest is taken over. An
older version stays readable; nothing is edited in place.
"""

import datetime
import hashlib
from typing import Literal

import msgspec

DEFAULT_ZONE = "Asia/Shanghai"


class Content(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What every document's content has: a kind, as its tag."""


class Branch(Content, frozen=True, tag="branch"):
    """A branch and its hall (网点, 营业厅). Key: the branch id."""

    name: str
    hall: str
    organisation: str
    name_en: str
    hall_en: str
    organisation_en: str
    zone: str = DEFAULT_ZONE


class Clerk(Content, frozen=True, tag="clerk"):
    """A clerk (窗口人员) as the lobby shows him or her. Key: the badge number,
    unique in the organisation. `portrait` is the SHA-256 of a WebP blob."""

    name: str
    name_en: str
    branch: str
    group: Literal["cashier", "adviser"] = "cashier"
    portrait: str = ""


class Said(msgspec.Struct, frozen=True):
    """A text in Chinese and, where there is one, in English."""

    zh: str
    en: str = ""


class Service(Content, frozen=True, tag="service"):
    """A service item (服务项目, P19) that a rating can name."""

    name: Said


class FeeItem(msgspec.Struct, frozen=True):
    """One line of a fee schedule: `price` in yuan as printed, or the method."""

    item: Said
    unit: Said
    price: Said


class Fees(Content, frozen=True, tag="fees"):
    """A fee schedule (收费标准). `basis` is the document number (文号) and its
    issuer (价格法 art. 13, 明码标价规定)."""

    title: Said
    basis: Said
    items: tuple[FeeItem, ...]


class Guide(Content, frozen=True, tag="guide"):
    """How something is done (办事流程): steps, papers needed, how long, what it
    costs, at which window."""

    title: Said
    steps: tuple[Said, ...]
    papers: tuple[Said, ...]
    limit: Said
    fee: Said
    window: Said


class Ended(Content, frozen=True, tag="ended"):
    """From its date on the document is no longer in force."""


AnyContent = Branch | Clerk | Service | Fees | Guide | Ended


class Version(msgspec.Struct, frozen=True):
    """One line of a manifest: which content is in force from which date.

    Of two versions with one in-force date the higher wins.
    """

    kind: str
    key: str
    version: int
    in_force: datetime.date
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """All that is published to one branch: the only signed thing about
    documents. `number` only ever grows; `issued_at` is UTC ms."""

    branch: str
    number: int
    issued_at: int
    documents: tuple[Version, ...]


def encode(content: Content) -> bytes:
    """The bytes that a version's SHA-256 is taken over."""
    return msgspec.json.encode(content)


def decode(body: bytes) -> AnyContent:
    """The content that these bytes hold; raises msgspec.ValidationError."""
    content: AnyContent = msgspec.json.decode(body, type=AnyContent)
    return content


def sha256(body: bytes) -> str:
    """How documents and pictures are named: 64 hex digits."""
    return hashlib.sha256(body).hexdigest()
