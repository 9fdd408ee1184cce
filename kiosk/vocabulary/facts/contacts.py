"""Events about a customer's contact details. The details themselves are never in a fact."""

from typing import Literal

from kiosk.vocabulary.facts.cases import CaseStep
from kiosk.vocabulary.facts.fact import Fact


class ContactOpened(CaseStep, frozen=True, tag="contact_opened"):
    """A member of staff opened the customer's contact details to read them."""


class ContactErased(CaseStep, frozen=True, tag="contact_erased"):
    """The contact details were erased: they expired, or the customer withdrew them. Every machine
    that holds a copy erases it too."""

    mark: Literal["expired", "withdrawn"]


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
