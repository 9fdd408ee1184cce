"""An election from its beginning to the end of voting. What belenios-tool does comes as a function,
and is done before the transaction."""

import secrets
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys, seal
from kiosk.records.cases import deadlines
from kiosk.records.ledger.writing import Author, check_key, writing
from kiosk.records.people import clerks, pins
from kiosk.records.recognition.ballots import parts, sealing, state, trustees, urns
from kiosk.records.recognition.ballots.urns import Contents
from kiosk.rules.feedback import words
from kiosk.rules.recognition.ballots import elections as rule
from kiosk.rules.recognition.ballots.elections import Election, Made
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal

REASON_LIMIT = 200


class Setup(msgspec.Struct):
    """The file of an election's beginning: public, but for the keys, each sealed to its trustee."""

    archive: bytes
    keys: list[bytes]
    shares: list[str]


Make = Callable[[str, Sequence[str], int], Made]
"""Makes an election of this name, with these choices, for so many voters."""


def refused(db: Database, author: Author) -> str:
    """The code of the refusal if the manager can't begin an election now, else ''."""
    if author.role != "manager":
        return "only_manager"
    found, month = state.of_branch(db, author.branch), rule.previous_month(author.day)
    if any(one.runs for one in found):
        return "election_runs"
    if any(one.begun.month == month and one.state != "cancelled" for one in found):
        return "star_elected"
    if author.day not in rule.opening_days(author.day, deadlines.calendar(db)):
        return "not_opening_day"
    voters = len(clerks.roster(db, author.branch, author.day))
    if not rule.FEWEST_VOTERS <= voters <= rule.MOST_VOTERS:
        return "number_of_voters"
    return "" if all(one.fits for one in trustees.of_branch(db, author)) else "trustees_missing"


def begin(db: Database, author: Author, keys: Keys, key: str, tool: str, make: Make) -> None:
    """The manager begins the vote for the star of the month before; `tool` is the version of
    belenios-tool. Sent again, the form begins nothing more.

    Raises Refusal `missing_key`, `only_manager`, `election_runs`, `star_elected`,
    `not_opening_day`, `number_of_voters` or `trustees_missing`.
    """
    check_key(key)
    if author.role != "manager":
        raise Refusal("only_manager")
    month, before = rule.previous_month(author.day), state.of_branch(db, author.branch)
    if any(one.state == "voting" and one.begun.month == month for one in before):
        return
    if code := refused(db, author):
        raise Refusal(code)
    voters = tuple(clerks.roster(db, author.branch, author.day))
    three = trustees.of_branch(db, author)
    made = make(f"{month:%Y-%m}", voters, len(voters))
    sealed = [
        seal(bytes.fromhex(one.public), secret.encode())
        for one, secret in zip(three, made.keys, strict=True)
    ]
    setup = msgspec.json.encode(Setup(made.archive, sealed, list(made.shares)))
    election = rule.month_id(author.branch, month, sum(one.begun.month == month for one in before))
    with writing(db, author, key, election) as entry:
        if entry.known:
            return
        entry.write(
            facts.ElectionOpened,
            month=month,
            last=rule.last_day(author.day, deadlines.calendar(db)),
            voters=voters,
            trustees=tuple(one.public for one in three),
            holders=tuple(one.by for one in three),
            tool=tool,
            setup=parts.write(db, author, election, setup),
            by=author.by,
        )
        urns.put(db, keys, election, Contents(list(made.credentials), []))


def setup_of(db: Database, branch: str, of: Election) -> Setup:
    """The file of an election's beginning. Raises Refusal `files_missing`."""
    found = parts.read(db, branch, of.id, of.begun.setup)
    try:
        return msgspec.json.decode(found or b"", type=Setup)
    except msgspec.MsgspecError:
        raise Refusal("files_missing") from None


class Vote(NamedTuple):
    """What the form says: for whom, and the voter's own PIN."""

    choice: str
    pin: str


Seal = Callable[[bytes, str, int, int], str]
"""Seals a vote: the archive, a credential, and which of how many choices."""


def cast(
    db: Database, author: Author, keys: Keys, key: str, election: str, vote: Vote, seal_vote: Seal,
    browser: str = "",
) -> None:  # fmt: skip
    """A clerk votes; confirmed by the own PIN. Who has voted already votes no more, whatever the
    form says, and is not refused.

    The choice is in no fact, no row and no file; that the clerk voted is a fact, and the ballot is
    in the urn, together or not at all. Raises Refusal `missing_key`, `no_election`, `voting_over`,
    `not_a_voter`, `own_vote`, `no_candidate`, `no_urn`, and as `pins.confirm`.
    """
    check_key(key)
    of = state.find(db, author.branch, election)
    if (code := rule.refused(of, author.by, vote.choice, author.day)) == "voted_already":
        return
    if code:
        raise Refusal(code, field="choice" if code in ("own_vote", "no_candidate") else "")
    pins.confirm(db, keys, author, vote.pin, browser)
    archive = setup_of(db, author.branch, of).archive
    number = of.begun.voters.index(vote.choice)
    with urns.one_voter:
        contents = urns.look(db, keys, election)
        if contents is None or not contents.credentials:
            raise Refusal("no_urn")
        credential = secrets.choice(contents.credentials)
        ballot = seal_vote(archive, credential, number, len(of.begun.voters))
        with writing(db, author, key, rule.ballot_id(election, author.by)) as entry:
            if entry.known:
                return
            entry.write(facts.BallotCast, subject=election, voter=author.by)
            urns.put(db, keys, election, urns.with_vote(contents, credential, ballot))


Close = Callable[[bytes, Sequence[str]], bytes]
"""Adds all ballots and their sum to an archive."""


def close(
    db: Database, author: Author, keys: Keys, key: str, election: str, close_archive: Close
) -> None:
    """The manager or a trustee ends voting, once all have voted or its last day is over; with too
    few ballots nothing is counted.

    Raises Refusal `missing_key`, `no_election`, `not_a_trustee`, `voting_runs`, `no_urn` or
    `urn_differs`.
    """
    check_key(key)
    of = state.find(db, author.branch, election)
    if author.role != "manager" and author.by not in of.begun.holders:
        raise Refusal("not_a_trustee")
    if of.closed is not None:
        return
    if not rule.may_close(of, author.day):
        raise Refusal("voting_runs")
    with urns.one_voter:
        contents = urns.look(db, keys, election)
        if contents is None:
            raise Refusal("no_urn")
        number = len(contents.ballots)
        if number != len(of.voted):
            raise Refusal("urn_differs")
        enough, sealed = number >= rule.FEWEST_BALLOTS, not rule.is_published(number)
        archive = setup_of(db, author.branch, of).archive
        counted = close_archive(archive, contents.ballots) if enough else b""
        if enough and sealed:
            counted = sealing.seal_to(of.begun.trustees, counted)
        with writing(db, author, key, rule.step_id(election, "close")) as entry:
            if entry.known:
                return
            entry.write(
                facts.ElectionClosed,
                subject=election,
                ballots=number,
                file=parts.write(db, author, election, counted) if enough else "",
                sealed=enough and sealed,
                by=author.by,
            )
            urns.remove(db, election)
    db.forget()


def cancel(db: Database, author: Author, key: str, election: str, reason: str) -> None:
    """The manager gives up an election that has no result, for a reason that all read.

    Raises Refusal `missing_key`, `no_election`, `only_manager`, `election_over`, `text_required`,
    `long_comment` or `odd_comment`.
    """
    check_key(key)
    of = state.find(db, author.branch, election)
    if author.role != "manager":
        raise Refusal("only_manager")
    if of.cancelled is not None:
        return
    if not of.runs:
        raise Refusal("election_over")
    said = words.needed(reason, REASON_LIMIT)
    with writing(db, author, key, rule.step_id(election, "cancel")) as entry:
        if not entry.known:
            entry.write(facts.ElectionCancelled, subject=election, reason=said, by=author.by)
            urns.remove(db, election)
    db.forget()
