"""Events about a customer's contact details. The details themselves are never in a fact."""

import datetime
from typing import Literal

from kiosk.vocabulary.facts.cases import CaseStep
from kiosk.vocabulary.facts.fact import Fact


class ContactOpened(CaseStep, frozen=True, tag="contact_opened"):
    """A member of staff opened the customer's contact details to read them."""


class ContactErased(CaseStep, frozen=True, tag="contact_erased"):
    """The contact details were erased: they expired, or the customer withdrew them, with the
    receipt code or by a request that head office carries out. Every machine that holds a copy
    erases it too."""

    mark: Literal["expired", "withdrawn"]


AskedBy = Literal["letter", "phone", "counter"]


ASKED_BY: tuple[AskedBy, ...] = ("letter", "phone", "counter")
"""How a customer who has no receipt code asks."""


class ErasureAsked(CaseStep, frozen=True, tag="contact_erasure_asked"):
    """A customer asked on the day `asked` that the contact details be erased (个人信息保护法 arts.
    47, 50). Head office carries it out or declines by `due`; the branch, which a complaint may be
    about, only files it."""

    mark: AskedBy
    asked: datetime.date
    due: datetime.date


class ErasureDeclined(CaseStep, frozen=True, tag="contact_erasure_declined"):
    """Head office does not carry out a request; the customer can read the `reason`."""

    reason: str


class ContactResealed(CaseStep, frozen=True, tag="contact_resealed"):
    """The office resealed the contact details for the manager whose key has the fingerprint
    `sealed_for`."""

    sealed_for: str


class SealKeyMade(Fact, frozen=True, tag="seal_key"):
    """A manager chose a passphrase. `public` is the key derived from it with `salt`, both hex;
    what is sealed to that key can be opened with the passphrase only."""

    clerk: str
    public: str
    salt: str


class SealKeyConfirmed(Fact, frozen=True, tag="seal_key_confirmed"):
    """Head office was read the `fingerprint` of a key by the manager who made it. `subject` is the
    event_id of its SealKeyMade; `by` a user's name."""

    subject: str
    fingerprint: str
    by: str
