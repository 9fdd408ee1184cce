"""The station's side of the wire: enrol, pull what is published, push what happened.

The wire is an argument (`Send`), so that a test can cut it after each step.
Nothing but an answer signed by the office moves a mark: the login page of
somebody's Wi-Fi answers 200 too. A little longer than one sitting: what goes up
and what comes down stand together.
"""

import base64
import datetime
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from email.message import Message
from typing import NamedTuple, TypeVar

import msgspec

from kiosk import VERSION
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys, fingerprint, signed_by
from kiosk.records.cases import contact_sealing, contact_store
from kiosk.records.exchange import arrivals, joining, stations
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.identity import Identity
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.publishing import documents
from kiosk.rules.ledger.time import Moment, corrected, local_date
from kiosk.rules.office import backoff
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary import wire
from kiosk.vocabulary.refusals import REFUSALS, Refusal
from kiosk.vocabulary.wire import (
    BATCH_BYTES,
    Enrol,
    Enrolled,
    Lacking,
    Push,
    Pushed,
    Refused,
    Signed,
)

TIMEOUT_S = 20
HEADERS = ("Ts-Key", "Ts-Signature", "Retry-After")


class Answer(NamedTuple):
    """What came back; `headers` has those named Ts-Key, Ts-Signature, Retry-After."""

    status: int
    body: bytes
    headers: Mapping[str, str]


Send = Callable[[str, str, bytes, dict[str, str]], Answer]
"""Sends (method, path, body, headers) to the office; raises NoLine."""
T = TypeVar("T")


class NoLine(Exception):
    """No believable answer: no line, a time-out, a page that nobody signed."""


class Round(NamedTuple):
    """What a round did: entries sent and received, the manifest in use."""

    sent: int
    received: int
    manifest: int


def over_http(url: str) -> Send:
    """The wire to an office at that address."""

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        request = urllib.request.Request(url + path, body or None, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as got:
                return _answer(got.status, got.read(), got.headers)
        except urllib.error.HTTPError as error:
            return _answer(error.code, error.read(), error.headers)
        except (OSError, ValueError) as error:
            raise NoLine(f"{url}: {error}") from error

    return send


def _answer(status: int, body: bytes, headers: Message) -> Answer:
    return Answer(status, body, {name: headers.get(name, "") for name in HEADERS})


class Office:
    """A conversation with the office whose key has this fingerprint: signs
    what is asked, believes only what that key signed. `nonce` gives 32 fresh
    hex digits for each request."""

    def __init__(self, send: Send, keys: Keys, trusted: str, nonce: Callable[[], str]) -> None:
        self._send, self._keys, self._trusted, self._nonce = send, keys, trusted, nonce

    def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """The signed answer's body; raises Refusal as the office said, or NoLine."""
        nonce = self._nonce()
        signed = wire.request(method, path, nonce, body)
        headers = {
            "Ts-Station": self._keys.fingerprint,
            "Ts-Nonce": nonce,
            "Ts-Signature": base64.b64encode(self._keys.sign(signed)).decode(),
            "Content-Type": "application/json",
        }
        got = self._send(method, path, body, headers)
        self._believe(signed, got)
        if got.status == 200:
            return got.body
        raise _refusal(got)

    def _believe(self, signed: bytes, got: Answer) -> None:
        try:
            key = base64.b64decode(got.headers["Ts-Key"])
            signature = base64.b64decode(got.headers["Ts-Signature"])
        except ValueError:
            key = signature = b""
        said = wire.answer(signed, got.status, got.body)
        if fingerprint(key) != self._trusted or not signed_by(key, said, signature):
            raise NoLine(f"an answer ({got.status}) that the office has not signed")


def _refusal(got: Answer) -> Refusal:
    try:
        refused = msgspec.json.decode(got.body, type=Refused)
    except msgspec.MsgspecError:
        refused = Refused("bad_request", got.body[:80].decode(errors="replace"))
    code = refused.refusal if refused.refusal in REFUSALS else "bad_request"
    wait = got.headers["Retry-After"]
    return Refusal(code, refused.detail, int(wait) if wait.isdigit() else None)


def _read(body: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.MsgspecError as error:
        raise NoLine(f"an answer of another shape: {error}") from error


def enrol(
    db: Database,
    send: Send,
    keys: Keys,
    url: str,
    code: str,
    now: Moment,
    nonce: Callable[[], str],
) -> Identity:
    """Enrols this station with the office at `url` by a one-time code.

    A hall that stood alone takes its history along, and what the office
    publishes takes the place of its own documents in the same moment. Raises
    Refusal `bad_code`, or NoLine where whoever answered does not own the key
    that the code names; then all is as it was.
    """
    secret, expected = stations.split_code(code)
    office = Office(send, keys, expected, nonce)
    alone = joining.stands_alone(db)
    since, decided = joining.brought(db) if alone else (None, 0)
    body = msgspec.json.encode(Enrol(secret, keys.public, since, decided))
    enrolled = _read(office.ask("POST", "/intake/v1/enrol", body), Enrolled)
    published = _newest(db, office, enrolled.branch, enrolled.office_key, 0) if alone else None
    with db.writing():
        joining.join(db, keys, enrolled, url)
        if published is not None:
            _use(db, published, now)
    return identity.me(db)


def run(db: Database, send: Send, keys: Keys, now: Callable[[], Moment], nonce: Callable[[], str],
        size: int = backoff.MAX_BATCH) -> Round:  # fmt: skip
    """One round: documents down, facts up, the branch's other facts down.

    At most `size` entries a message. Each part stands alone in what it
    commits, so that a cut anywhere only repeats work. Raises Refusal or NoLine.
    """
    me = identity.me(db)
    office = Office(send, keys, fingerprint(bytes(me.office_key)), nonce)
    manifest = pull_documents(db, office, me, now())
    sent = push(db, office, me.chain, now, manifest, size)
    if ledger.chain(db, me.own_office).seq:
        sent += push(db, office, me.own_office, now, manifest, size)
    push_contacts(db, office, me, now().utc)
    received = pull_entries(db, office, me, now())
    pull_contacts(db, office, me)
    return Round(sent, received, manifest)


def push(db: Database, office: Office, of: ChainId, now: Callable[[], Moment], manifest: int,
         size: int) -> int:  # fmt: skip
    """Sends all that the office lacks of a chain; returns how many entries it took.

    At least one message is sent, since only its answer tells whether the
    office still holds what it once did.
    """
    sent, held = 0, identity.held_by_office(db, of)
    while True:
        # Customers do not stop meanwhile: what was there before the batch was
        # read must be in it or under the mark, what is said as tip may be more.
        known = ledger.chain(db, of).seq
        batch = ledger.batch(db, of, held, size, BATCH_BYTES)
        tip, asked = ledger.chain(db, of).seq, now()
        push = Push(batch, tip, manifest, VERSION, asked.boot, asked.mono)
        body = msgspec.json.encode(push)
        try:
            answer = _read(office.ask("POST", "/intake/v1/entries", body), Pushed)
        except Refusal as refusal:
            if refusal.code in ("mark_mismatch", "broken_chain"):
                ledger.alarm(db, of, batch.first, refusal.code, refusal.detail, now().utc)
            raise
        identity.note_office_time(db, answer.office_time, now())
        before, held = held, identity.note_marks(db, of, answer.marks, now())
        sent += max(0, held - before)
        if held >= known:
            return sent
        if held == before:
            gap = f"{held + 1}-{known}"
            ledger.alarm(db, of, held + 1, "broken_chain", gap, now().utc)
            raise Refusal("broken_chain", gap)


def pull_entries(db: Database, office: Office, me: Identity, now: Moment) -> int:
    """Brings every fact of the branch that this station lacks: the office's
    own, another station's. Returns how many entries came."""
    received = 0
    while True:
        chains = ledger.chains(db, me.branch)
        held = ",".join(f"{c.station}:{c.epoch}:{c.seq}:{bytes(c.head).hex()}" for c in chains)
        answer = _read(office.ask("GET", f"/intake/v1/entries?after={held}"), Lacking)
        for batch in answer.batches:
            arrivals.receive(db, me.branch, batch, now.utc, datetime.date.min)
            received += len(batch.entries)
        if not answer.more:
            return received


def push_contacts(db: Database, office: Office, me: Identity, at: int) -> None:
    """Brings sealed contact details to the office, which holds their cases by
    now. One that it refuses holds up no other."""
    for kept in contact_store.unsent(db, me.branch):
        try:
            office.ask("PUT", f"/intake/v1/contacts/{kept.digest}", kept.body)
        except Refusal as refusal:
            if refusal.code not in ("bad_envelope", "damaged_contact"):
                raise
            ledger.alarm(db, me.chain, 0, "contact_refused", refusal.code, at)
        contact_store.note_sent(db, me.branch, kept.digest)


def pull_contacts(db: Database, office: Office, me: Identity) -> None:
    """Fetches sealed details that came with another station's case, or that
    the office has sealed for a new manager. What it has not, it will."""
    for digest in contact_store.wanted(db, me.branch):
        try:
            body = office.ask("GET", f"/intake/v1/contacts/{digest}")
        except Refusal as refusal:
            if refusal.code != "unknown_contact":
                raise
            continue
        with db.writing():
            if contact_store.is_wanted(db, me.branch, digest):  # the customer may have erased it
                contact_store.replace(db, me.branch, contact_sealing.Kept(digest, body))


def pull_documents(db: Database, office: Office, me: Identity, now: Moment) -> int:
    """Brings the newest manifest and the contents it names; returns its number.

    Verified and complete before it is swapped in; an older one, another
    branch's or one that is not signed by the office leaves all as it was.
    """
    have = documents.newest_manifest(db, me.branch)
    number = have.number if have else 0
    published = _newest(db, office, me.branch, bytes(me.office_key), number)
    if published is None:
        return number
    _use(db, published, now)
    return published.manifest.number


class Published(NamedTuple):
    """A manifest that was verified, and whose contents are all here."""

    manifest: vocabulary.Manifest
    signed: Signed


def _newest(
    db: Database, office: Office, branch: str, office_key: bytes, number: int
) -> Published | None:
    """What is published to the branch, None where `number` is the newest."""
    body = office.ask("GET", f"/intake/v1/manifest?have={number}")
    if not body:
        return None
    signed = _read(body, Signed)
    if not signed_by(office_key, signed.manifest, signed.signature):
        raise NoLine("a manifest that the office has not signed")
    manifest = _read(signed.manifest, vocabulary.Manifest)
    if manifest.branch != branch or manifest.number <= number:
        raise NoLine(f"manifest {manifest.number} for {manifest.branch} is not newer")
    names = sorted({version.sha256 for version in manifest.documents})
    contents = _fetch(db, office, names)
    _fetch(db, office, sorted(_pictures(contents)))
    return Published(manifest, signed)


def _use(db: Database, published: Published, now: Moment) -> None:
    """Makes what was published the documents of this hall, its zone too."""
    manifest, signed = published
    documents.swap_in(db, manifest, signed.manifest, signed.signature, now.utc)
    me = identity.me(db)
    joining.note_zone(db, local_date(corrected(now, me.anchor), me.zone))


def _pictures(contents: dict[str, bytes]) -> set[str]:
    decoded = [vocabulary.decode(body) for body in contents.values()]
    return {picture for content in decoded for picture in vocabulary.pictures(content)}


def _fetch(db: Database, office: Office, names: list[str]) -> dict[str, bytes]:
    """These contents, from here or from the office, each checked by its name."""
    found = documents.blobs(db, names)
    for name in names:
        if name not in found:
            body = office.ask("GET", f"/intake/v1/blobs/{name}")
            if vocabulary.sha256(body) != name:
                raise NoLine(f"content {name[:12]} came damaged")
            documents.store_blob(db, body)
            found[name] = body
    return found
