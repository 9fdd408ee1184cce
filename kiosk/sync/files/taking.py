"""A station takes in what head office has answered by a file."""

import base64
from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec

from kiosk.ground.db import Database
from kiosk.ground.keys import fingerprint, signed_by
from kiosk.records.ledger import identity, ledger, office_marks
from kiosk.records.ledger.identity import Identity
from kiosk.records.publishing import manifests
from kiosk.records.stations import carried, line
from kiosk.records.stations.carried import Question
from kiosk.sync import client, push
from kiosk.sync.client import decoded
from kiosk.sync.contacts import pull_contacts, push_contacts, push_letters
from kiosk.sync.entries import pull_entries
from kiosk.sync.pull import pull_documents, pull_pictures
from kiosk.vocabulary import sync_files, wire
from kiosk.vocabulary.documents import sha256
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import NoLine, Refusal
from kiosk.vocabulary.sync_files import Answered, Answers, BadFile
from kiosk.vocabulary.wire import MissingEntries, Part, Pushed


class Taken(NamedTuple):
    """What a file brought: entries that head office holds now, entries received, the manifest in
    use, and whether it holds more for the next file."""

    sent: int
    received: int
    manifest: int
    more: bool


class _File:
    """Head office as a file answers for it: only what its key signed, and what this station's last
    file asked. Used in place of `client.Office`."""

    def __init__(self, answers: Answers, waiting: Mapping[str, Question]) -> None:
        self.more = answers.left_out > 0
        self._contents = {sha256(body): body for body in answers.contents}
        self._by_place: dict[tuple[str, str], Answered] = {}
        for one in answers.answered:
            method, path = waiting[one.nonce].asked.decode().split(" ")[1:3]
            self._by_place[method, path.partition("?")[0]] = one

    def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """The answer to the question of this place; each answer is given once, and then head
        office has nothing new. Raises its Refusal, or NoLine."""
        place = path.partition("?")[0]
        name = place.removeprefix("/intake/v1/blobs/")
        if name in self._contents:
            return self._contents[name]
        found = self._by_place.pop((method, place), None)
        if found is None:
            return self._nothing(method, place)
        answer = client.settled(found.status, found.body)
        if (method, place) == ("GET", "/intake/v1/entries"):
            brought = decoded(answer, MissingEntries)
            self.more |= brought.more
            return msgspec.json.encode(msgspec.structs.replace(brought, more=False))
        return answer

    def _nothing(self, method: str, place: str) -> bytes:
        kind = place.removeprefix("/intake/v1/").partition("/")[0]
        if (method, kind) == ("GET", "entries"):
            return msgspec.json.encode(MissingEntries((), more=False))
        if (method, kind) == ("GET", "manifest"):
            return b""
        codes = {"blobs": "unknown_blob", "contacts": "contact_not_wanted"}
        if method == "GET" and kind == "contacts":
            raise Refusal("unknown_contact")
        if kind in codes:
            raise Refusal(codes[kind])
        raise NoLine(f"the file has no answer to {place}")


def take(db: Database, data: bytes, now: Moment) -> Taken:
    """Takes in a file of answers; each part whatever becomes of the others, as in a round. Raises
    BadFile if it is not for this station's last file or head office has not signed it, then
    nothing has changed; else the first part's failure: Refusal or NoLine."""
    me, waiting = identity.me(db), carried.waiting(db)
    answers = sync_files.answers(data)
    _check(answers, me, waiting)
    office, before = _File(answers, waiting), _held(db, me)
    went: dict[Part, Exception | None] = {}

    def attempt(part: Part, *steps: Callable[[], int | None]) -> int | None:
        """What the last of these steps returned; None if one failed."""
        done = None
        try:
            for step in steps:
                done = step()
        except (Refusal, NoLine) as trouble:
            went[part] = trouble
            return None
        went.setdefault(part, None)
        return done

    attempt("facts", lambda: _take_marks(db, answers, waiting, me, now))
    attempt("documents", lambda: pull_documents(db, office, me, now))
    attempt("pictures", lambda: _take_pictures(db, office, me))
    attempt(
        "contacts",
        lambda: push_contacts(db, office, me, now.utc),
        lambda: push_letters(db, office),
    )
    received = attempt("answers", lambda: pull_entries(db, office, me, now))
    attempt("contacts", lambda: pull_contacts(db, office, me))
    line.note(db, went, now.utc)
    carried.note_taken(db, now.utc)
    for trouble in went.values():
        if trouble is not None:
            raise trouble
    assert received is not None, "no part failed"
    newest = manifests.newest_manifest(db, me.branch)
    number = newest.number if newest else 0
    return Taken(_held(db, me) - before, received, number, office.more)


def _check(answers: Answers, me: Identity, waiting: Mapping[str, Question]) -> None:
    """Raises BadFile unless head office signed every answer, to what the last file asked."""
    if answers.station != me.station or not answers.answered:
        raise BadFile("it is for another station")
    if fingerprint(answers.key) != fingerprint(bytes(me.office_key)):
        raise BadFile("it is not from this station's head office")
    for one in answers.answered:
        if one.nonce not in waiting:
            raise BadFile("it answers another file than the last one made here")
        said = wire.answer(waiting[one.nonce].asked, one.status, one.body)
        try:
            signature = base64.b64decode(one.signature)
        except ValueError:
            signature = b""
        if not signed_by(answers.key, said, signature):
            raise BadFile("an answer is not as head office has signed it")


def _take_marks(
    db: Database, answers: Answers, waiting: Mapping[str, Question], me: Identity, now: Moment
) -> None:
    """Stores how far head office holds the chains that were sent, unless a line has
    brought newer marks; the first refusal is raised once all are stored."""
    trouble: Refusal | None = None
    since, made = line.since(db), carried.last(db)
    if since is not None and made is not None and since > made.made_at:
        return
    for one in answers.answered:
        question = waiting[one.nonce]
        if not question.station:
            continue
        of = me.chain._replace(station=question.station, epoch=question.epoch)
        try:
            push.take(db, of, decoded(client.settled(one.status, one.body), Pushed), now)
        except push.Differs:
            trouble = trouble or Refusal("mark_mismatch", of.station)
        except Refusal as refusal:
            trouble = trouble or refusal
    if trouble is not None:
        raise trouble


def _take_pictures(db: Database, office: _File, me: Identity) -> None:
    """Those that did not fit come with the next file."""
    try:
        pull_pictures(db, office, me)
    except Refusal as refusal:
        if refusal.code != "unknown_blob" or not office.more:
            raise


def _held(db: Database, me: Identity) -> int:
    """How many entries of this station head office is known to hold."""
    stations = (me.station, me.own_office.station)
    chains = [one for name in stations for one in ledger.chains(db, me.branch, name)]
    return sum(office_marks.held_by_office(db, ledger.chain_of(one)) for one in chains)
