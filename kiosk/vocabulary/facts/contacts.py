"""What is done with a customer's contact details; the details are never in a fact."""

from typing import Literal

from kiosk.vocabulary.facts.cases import CaseStep
from kiosk.vocabulary.facts.fact import Fact


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
