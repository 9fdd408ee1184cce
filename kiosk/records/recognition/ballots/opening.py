"""The result: any two of the three trustees open it together, each with the own key, one after the
other, at the desk or at head office. What one has opened is kept sealed until the second comes."""

from collections.abc import Callable, Sequence

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.ledger.writing import Author, check_key, writing
from kiosk.records.recognition.ballots import elections, parts, sealing, state
from kiosk.rules.recognition.ballots import elections as rule
from kiosk.rules.recognition.ballots.elections import SEATS, Election
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal

OpenPart = Callable[[bytes, int, str, str], bytes]
"""Opens a trustee's part: of the archive, as trustee 1, 2 or 3, by the key and the share."""
Count = Callable[[bytes, Sequence[bytes]], tuple[bytes, list[int]]]
"""Counts an archive by two parts: the archive with all that was opened, and each choice's votes."""


def open_part(
    db: Database, author: Author, key: str, election: str, typed: str, part: OpenPart, count: Count
) -> None:
    """A trustee opens the own part of the result; the second one's form counts it.

    The key that was typed is kept nowhere. Raises Refusal `missing_key`, `no_election`,
    `odd_trustee_key`, `not_a_trustee`, `nothing_to_open` or `files_missing`.
    """
    check_key(key)
    of, keys = state.find(db, author.branch, election), sealing.keys_of(typed)
    seat = _seat(of, author, keys)
    if of.state == "counted" or seat in of.opened:
        return
    if of.state != "opening":
        raise Refusal("nothing_to_open")
    number, setup = SEATS.index(seat), elections.setup_of(db, author.branch, of)
    archive = _closed(db, author.branch, of, keys)
    secret = keys.open_sealed(setup.keys[number]).decode()
    opened = {seat: part(archive, number + 1, secret, setup.shares[number])}
    opened |= _others(db, author.branch, of, keys)
    result = count(archive, list(opened.values())[: rule.ENOUGH]) if len(opened) > 1 else None
    with db.writing():
        _opened(db, author, key, of, seat, opened[seat])
        if result is not None:
            _counted(db, author, key, of, len(archive), *result)


def _seat(of: Election, author: Author, keys: Keys) -> facts.Seat:
    """The seat of the key's owner, who acts in person, or for head office. Raises Refusal
    `not_a_trustee`."""
    public = keys.public.hex()
    for seat, trustee, holder in zip(SEATS, of.begun.trustees, of.begun.holders, strict=True):
        if trustee == public and (author.role == "office" or author.by == holder):
            return seat
    raise Refusal("not_a_trustee")


def _closed(db: Database, branch: str, of: Election, keys: Keys) -> bytes:
    """The archive with all ballots and their sum. Raises Refusal `files_missing`."""
    closed = of.closed
    found = parts.read(db, branch, of.id, closed.file) if closed is not None else None
    if found is None or closed is None:
        raise Refusal("files_missing")
    return sealing.opened(found, keys) if closed.sealed else found


def _others(db: Database, branch: str, of: Election, keys: Keys) -> dict[facts.Seat, bytes]:
    """What other trustees have opened, as far as it has arrived."""
    found = {one.mark: parts.read(db, branch, of.id, one.file) for one in of.opened.values()}
    return {seat: sealing.opened(said, keys) for seat, said in found.items() if said is not None}


def _opened(
    db: Database, author: Author, key: str, of: Election, seat: facts.Seat, part: bytes
) -> None:
    with writing(db, author, key, rule.step_id(of.id, f"open {seat}")) as entry:
        if entry.known:
            return
        sealed = sealing.seal_to(of.begun.trustees, part)
        entry.write(
            facts.TrusteeOpened,
            subject=of.id,
            mark=seat,
            file=parts.write(db, author, of.id, sealed),
            role=author.role,
            by=author.by,
        )


def _counted(
    db: Database, author: Author, key: str, of: Election, before: int, archive: bytes,
    counts: list[int],
) -> None:  # fmt: skip
    """Writes the result; `before` is how long the archive was when voting ended."""
    number = sum(counts)
    published = rule.is_published(number)
    kept = archive[before:] if published else sealing.seal_to(of.begun.trustees, archive)
    with writing(db, author, key, rule.step_id(of.id, "count")) as entry:
        if entry.known:
            return
        entry.write(
            facts.ElectionCounted,
            subject=of.id,
            winners=rule.winners(of.begun.voters, counts),
            counts=tuple(counts) if published else (),
            ballots=number,
            file=parts.write(db, author, of.id, kept),
            sealed=not published,
            by=author.by,
        )


def archive(db: Database, branch: str, of: Election, typed: str = "") -> bytes:
    """The verification file of a counted election: for everyone, or for a trustee by the own key if
    it is sealed. Raises Refusal `files_missing`, `odd_trustee_key` or `not_a_trustee`."""
    if of.counted is None or of.closed is None:
        raise Refusal("files_missing")
    tail = parts.read(db, branch, of.id, of.counted.file)
    if tail is None:
        raise Refusal("files_missing")
    if of.counted.sealed:
        return sealing.opened(tail, sealing.keys_of(typed))
    before = parts.read(db, branch, of.id, of.closed.file)
    if before is None:
        raise Refusal("files_missing")
    return before + tail
