"""The secret ballot for the star of the month (服务明星, P30).

Who voted is a fact; for whom, no fact says. Files of an election are in the ledger in pieces, named
by their SHA-256. `subject` is the election: its event_id, but for a trustee's key, which serves
every later election of the branch.
"""

import datetime
from typing import Literal

from kiosk.vocabulary.facts.fact import Fact, Number, Role

Seat = Literal["manager", "clerks", "third"]
"""The three trustees: the branch's manager, a person the clerks chose, and head office or, in a
hall without one, a third person."""


class TrusteeKeyMade(Fact, frozen=True, tag="trustee_key_made"):
    """A trustee took a seat with a key of their own, of which `public` (hex) is the public half;
    `by` is a badge, or a user's name at head office. A later one of the seat holds from then on."""

    mark: Seat
    public: str
    role: Role
    by: str


class ElectionOpened(Fact, frozen=True, tag="election_opened"):
    """Voting began for the star of the month `month` (its first day), up to and including `last`.

    All `voters`, by badge, vote and can be voted for. `trustees` are the three public keys in the
    order of the seats, `holders` who has them, `tool` the version of belenios-tool, `setup` the
    file with the public parameters and what is sealed to the trustees."""

    month: datetime.date
    last: datetime.date
    voters: tuple[str, ...]
    trustees: tuple[str, ...]
    holders: tuple[str, ...]
    tool: str
    setup: str
    by: str


class ElectionPart(Fact, frozen=True, tag="election_part"):
    """A piece of a file of the election: piece `number` (from 0) of `pieces`; `file` is the SHA-256
    of the whole, `data` base64."""

    subject: str
    file: str
    number: Number
    pieces: Number
    data: str


class BallotCast(Fact, frozen=True, tag="ballot_cast"):
    """The clerk `voter` voted."""

    subject: str
    voter: str


class ElectionClosed(Fact, frozen=True, tag="election_closed"):
    """Voting ended with so many `ballots`. `file` has them and their sum, sealed to the trustees as
    a whole if `sealed`; '' if there were too few to be counted."""

    subject: str
    ballots: Number
    file: str
    sealed: bool
    by: str


class TrusteeOpened(Fact, frozen=True, tag="trustee_opened"):
    """The trustee of a seat opened their part of the sum; `file` has it, sealed to the trustees."""

    subject: str
    mark: Seat
    file: str
    role: Role
    by: str


class ElectionCounted(Fact, frozen=True, tag="election_counted"):
    """Two trustees' parts gave the result: the `winners` by badge, all of those with most votes.

    `counts` are the votes of each voter in the order of ElectionOpened; () if there were too few
    ballots to publish them. `file` is what the archive has beyond the one at closing, or, `sealed`
    to the trustees, the whole of it."""

    subject: str
    winners: tuple[str, ...]
    counts: tuple[int, ...]
    ballots: Number
    file: str
    sealed: bool
    by: str


class ElectionCancelled(Fact, frozen=True, tag="election_cancelled"):
    """The manager gave up an election before its result, for a reason that all its voters read."""

    subject: str
    reason: str
    by: str
