"""What the customers and staff of a history know, kept outside of all machines."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from kiosk.records.cases.contact_store import SealedContact
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.ledger import Ledger
from tests.faults.histories.machines import Machine

Named = tuple[str, bytes]
"""A fact: its event_id and its body."""


class Acknowledged(NamedTuple):
    """Which machine returned, and when (true UTC ms)."""

    machine: str
    at: int


class Due(NamedTuple):
    """An alarm about a station of a branch that must be seen on the machine `where`."""

    where: str
    station: str
    branch: str


@dataclass
class Book:
    """Facts for which a verb returned; phone numbers by digest, with their branch.

    `gone` are those of them that a person destroyed: a disk was put back or thrown away, and no
    other machine held a copy. `perhaps_erased` are digests whose customer tried to withdraw them.
    `due` are the alarms that must be seen.
    """

    acknowledged: dict[Named, Acknowledged] = field(default_factory=dict)
    phones: dict[str, tuple[str, str]] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)
    gone: set[Named] = field(default_factory=set)
    phones_gone: set[str] = field(default_factory=set)
    perhaps_erased: set[str] = field(default_factory=set)
    due: set[Due] = field(default_factory=set)

    def acknowledge(self, machine: Machine, event_id: str, at: int, branch: str = "") -> None:
        """This machine returned from the verb that writes this fact."""
        branch = branch or identity.me(machine.db).branch
        rows = ledger.find(machine.db, branch, [event_id])
        for body in {bytes(row.body) for row in rows} or {b"never written"}:
            self.acknowledged.setdefault((event_id, body), Acknowledged(machine.name, at))

    def note_destroyed(self, machines: Iterable[Machine]) -> None:
        """A copy was destroyed: what none of these machines holds can't come back."""
        facts: set[Named] = set()
        digests: set[str] = set()
        for machine in machines:
            rows = machine.db.rows(Ledger.select(Ledger.event_id, Ledger.body).tuples())
            facts |= {(event_id, bytes(body)) for event_id, body in rows}
            digests |= {row.digest for row in machine.db.rows(SealedContact.select())}
        self.gone |= self.acknowledged.keys() - facts
        self.phones_gone |= self.phones.keys() - digests
